/**
 * Unwrapped customer keys: a bounded cache over the key store. All look-ups of one turn share one statement; two replicas that
 * make a key for the same customer end up with the same one; a forgotten key is never put back by a look-up already under way.
 */
import type { KeyObject } from 'node:crypto';
import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import type { KeyStore, WrappedKey } from './port.ts';

export interface Keyring {
  /** undefined: not in memory, which says nothing about the store. */
  readonly cached: (customerId: string) => KeyObject | undefined;
  /** The stored key; null when the customer has none. Rejects when the row cannot be unwrapped. */
  readonly found: (customerId: string) => Promise<KeyObject | null>;
  /** The stored key, or a new one that is stored before it is used. */
  readonly made: (customerId: string) => Promise<KeyObject>;
  /** Fills the cache in one statement; unknown and broken keys are passed over. Rejects when the store fails. */
  readonly load: (customerIds: readonly string[]) => Promise<void>;
  readonly forget: (customerId: string) => void;
}

export interface KeyringOptions {
  readonly keys: KeyStore;
  readonly cacheSize: number;
  readonly unwrap: (row: WrappedKey) => KeyObject;
  readonly newKey: (customerId: string) => WrappedKey;
}

/** Ids per statement. */
const BATCH = 1_000;

export function createKeyring({ keys, cacheSize, unwrap, newKey }: KeyringOptions): Keyring {
  const cache = new LRUCache<string, KeyObject>({ max: cacheSize });
  let forgotten = 0;

  const open = (rows: readonly WrappedKey[], mayCache: () => boolean): ReadonlyMap<string, KeyObject | Error> =>
    new Map(
      rows.map((row) => {
        const key = attempt(() => unwrap(row));
        if (!(key instanceof Error) && mayCache()) cache.set(row.customerId, key);
        return [row.customerId, key];
      }),
    );

  const lookUp: LookUp = async (ids) => {
    const before = forgotten;
    const rows = await keys.find(ids);
    return open(rows, () => forgotten === before);
  };

  const find = async (ids: readonly string[]): Promise<(KeyObject | Error | null)[]> => {
    const keyById = await lookUp(ids);
    return ids.map((id) => keyById.get(id) ?? null);
  };

  const finder = new DataLoader(oncePerId(find), { cache: false, maxBatchSize: BATCH });
  const maker = new DataLoader(oncePerId(makeMissing(keys, newKey, lookUp)), { cache: false, maxBatchSize: BATCH });
  return {
    cached: (customerId) => cache.get(customerId),
    found: (customerId) => finder.load(customerId),
    made: (customerId) => maker.load(customerId),
    async load(customerIds) {
      if (customerIds.length > 0) await lookUp(customerIds);
    },
    forget(customerId) {
      forgotten += 1;
      cache.delete(customerId);
    },
  };
}

type LookUp = (ids: readonly string[]) => Promise<ReadonlyMap<string, KeyObject | Error>>;

const makeMissing =
  (keys: KeyStore, newKey: KeyringOptions['newKey'], lookUp: LookUp) =>
  async (ids: readonly string[]): Promise<(KeyObject | Error)[]> => {
    const existing = await lookUp(ids);
    const missing = ids.filter((id) => !existing.has(id));
    if (missing.length > 0) await keys.insertIfAbsent(missing.map(newKey));
    // Read back rather than keep what was made: another replica may have been first.
    const made = missing.length > 0 ? await lookUp(missing) : existing;
    return ids.map(
      (id) => existing.get(id) ?? made.get(id) ?? new Error('the customer was erased: no key is made for them'),
    );
  };

/** Without a cache a loader passes repeated keys on; two rows for one customer must not be made. */
const oncePerId =
  <T>(load: (ids: readonly string[]) => Promise<T[]>) =>
  async (ids: readonly string[]): Promise<T[]> => {
    const distinct = [...new Set(ids)];
    const results = await load(distinct);
    const resultById = new Map(distinct.map((id, i) => [id, results[i]!]));
    return ids.map((id) => resultById.get(id)!);
  };

function attempt<T>(run: () => T): T | Error {
  try {
    return run();
  } catch (error) {
    return error instanceof Error ? error : new Error('a customer key cannot be unwrapped');
  }
}
