/**
 * Opens when more than half of the last 20 calls failed, 10 at least; samples from before a pause in traffic are forgotten, because they
 * are about another day. cockatiel's own count has no age, its sampling by time forgets one second per call.
 */
import { CountBreaker, type IBreaker } from 'cockatiel';

const SIZE = 20;
export const MIN_CALLS = 10;
const THRESHOLD = 0.5;
const OLD_AFTER_MS = 60_000;

export function countFailures(clock: () => number): IBreaker {
  let inner = new CountBreaker({ threshold: THRESHOLD, size: SIZE, minimumNumberOfCalls: MIN_CALLS });
  let lastAtMs = clock();
  const fresh = (): CountBreaker => {
    const nowMs = clock();
    if (nowMs - lastAtMs > OLD_AFTER_MS) {
      inner = new CountBreaker({ threshold: THRESHOLD, size: SIZE, minimumNumberOfCalls: MIN_CALLS });
    }
    lastAtMs = nowMs;
    return inner;
  };
  return {
    get state() {
      return inner.state;
    },
    set state(value) {
      inner.state = value;
    },
    success: (state) => fresh().success(state),
    failure: (state) => fresh().failure(state),
  };
}
