/**
 * How many calls may be repeated: two at first, and one for about every five that are made. Over any hundred calls that is at most twenty
 * repetitions, whatever was saved up before: a partner that fails gets 1.2 times its load and no more. No clock.
 */
export interface RetryBudget {
  /** A first attempt reached the partner. */
  readonly earn: () => void;
  /** False: there is nothing left, and nothing was spent. */
  readonly spend: () => boolean;
}

const MOST = 2;
/** MOST + 100 × EARNED = 20. Counted in hundredths, because tenths add up badly. */
const EARNED = 18;
const PRICE = 100;

export function createRetryBudget(): RetryBudget {
  let credit = MOST * PRICE;
  return {
    earn() {
      credit = Math.min(MOST * PRICE, credit + EARNED);
    },
    spend() {
      if (credit < PRICE) return false;
      credit -= PRICE;
      return true;
    },
  };
}
