/**
 * Which answers are looked at: all while there are few, the first ones of each second while there are many. Says which part that is.
 */
export interface Sample {
  readonly take: () => boolean;
  /** Whether the last answer was taken. */
  readonly isOpen: () => boolean;
  readonly share: () => number | null;
}

/** Answers of one endpoint that are looked at in a second; beyond that, the first ones of each second speak for the others. */
const MAX_PER_SECOND = 20;

export function createSample(now: () => number): Sample {
  let second = 0;
  let used = 0;
  let isOpen = false;
  let seen = 0;
  let taken = 0;
  return {
    take() {
      const current = Math.floor(now() / 1_000);
      if (current !== second) {
        second = current;
        used = 0;
      }
      used += 1;
      isOpen = used <= MAX_PER_SECOND;
      seen += 1;
      if (isOpen) taken += 1;
      return isOpen;
    },
    isOpen: () => isOpen,
    share: () => (seen === 0 ? null : taken / seen),
  };
}
