/**
 * Adaptive batching: an item goes out at once when nothing is in flight; while something is, items collect and leave together.
 * An item joins only a batch that has not been sent, so what it gets is never older than its own call. No timer, no cache.
 */
export interface BatchOptions<I, O> {
  /** Sends one batch; one result per item, in order. A rejection rejects every item of that batch. */
  readonly send: (items: readonly I[]) => Promise<readonly O[]>;
  /** How heavy one item is; 1 unless given. An item heavier than `maxWeight` leaves alone. */
  readonly weigh?: (item: I) => number;
  readonly maxWeight: number;
  readonly maxInFlight?: number;
}

export function createBatch<I, O>(options: BatchOptions<I, O>): (item: I) => Promise<O> {
  const { send, weigh = () => 1, maxWeight, maxInFlight = 1 } = options;
  let waiting: Waiting<I, O>[] = [];
  let inFlight = 0;

  const flush = (): void => {
    while (inFlight < maxInFlight && waiting.length > 0) {
      const count = countWithin(waiting, weigh, maxWeight);
      const batch = waiting.slice(0, count);
      waiting = waiting.slice(count);
      inFlight += 1;
      void settle(batch, send).finally(() => {
        inFlight -= 1;
        flush();
      });
    }
  };

  return (item) =>
    new Promise<O>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      flush();
    });
}

interface Waiting<I, O> {
  readonly item: I;
  readonly resolve: (value: O) => void;
  readonly reject: (reason: unknown) => void;
}

/** How many from the front fit into one batch; at least one. */
function countWithin<I, O>(waiting: readonly Waiting<I, O>[], weigh: (item: I) => number, maxWeight: number): number {
  let weight = 0;
  const first = waiting.findIndex(({ item }) => (weight += weigh(item)) > maxWeight);
  return first === -1 ? waiting.length : Math.max(first, 1);
}

/** Never rejects. */
async function settle<I, O>(batch: readonly Waiting<I, O>[], send: BatchOptions<I, O>['send']): Promise<void> {
  try {
    const results = await send(batch.map(({ item }) => item));
    batch.forEach(({ resolve }, i) => resolve(results[i] as O));
  } catch (err) {
    batch.forEach(({ reject }) => reject(err));
  }
}
