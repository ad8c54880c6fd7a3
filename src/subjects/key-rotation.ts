/**
 * Wraps every data key anew under the current key-encryption key, in batches, while gateways run on the same database: the data keys stay
 * the same, so that whatever is sealed opens before, during and after. Begins where an earlier run stopped, and shares the work with one that
 * runs at the same time. Knows no SQL.
 */
import type { KeyEncryption } from './key-encryption.ts';
import type { KeyRotationStore, WrappedKey } from './port.ts';

export interface Rotated {
  readonly wrapped: number;
  /** What is still not under the current key, by the id of the key it is under. */
  readonly left: ReadonlyMap<string, number>;
  /** Ids of key-encryption keys that are not configured, and those whose rows did not open. */
  readonly unknown: readonly string[];
  readonly broken: readonly string[];
}

export interface RotationParts {
  readonly store: KeyRotationStore;
  readonly encryption: Pick<KeyEncryption, 'currentId' | 'knows' | 'rewrap'>;
  /** Keys in one transaction. */
  readonly batch: number;
  readonly onProgress?: (wrapped: number) => void;
}

/** A rotation beside this one holds rows for moments; what it gives up is taken in the next round. */
const ROUNDS = 3;

export async function rotateKeys({ store, encryption, batch, onProgress }: RotationParts): Promise<Rotated> {
  const broken = new Set<string>();
  let wrapped = 0;
  let left = await store.countOthers(encryption.currentId);
  for (let round = 1; round <= ROUNDS && left.size > 0; round += 1) {
    for (const kekId of [...left.keys()].filter(encryption.knows)) {
      let after: string | null = null;
      do {
        const taken: Taken = await store.rewrap({ kekId, after, limit: batch }, (rows) =>
          rewrapAll(rows, encryption, broken),
        );
        wrapped += taken.rewrapped;
        after = taken.last;
        onProgress?.(wrapped);
      } while (after !== null);
    }
    left = await store.countOthers(encryption.currentId);
  }
  const unknown = [...left.keys()].filter((id) => !encryption.knows(id));
  return { wrapped, left, unknown, broken: [...broken].filter((id) => left.has(id)) };
}

type Taken = Awaited<ReturnType<KeyRotationStore['rewrap']>>;

/** A row that does not open is left as it is and told: the others must not wait for it. */
function rewrapAll(
  rows: readonly WrappedKey[],
  { rewrap }: Pick<KeyEncryption, 'rewrap'>,
  broken: Set<string>,
): readonly WrappedKey[] {
  return rows.flatMap((row) => {
    try {
      return [rewrap(row)];
    } catch {
      broken.add(row.kekId);
      return [];
    }
  });
}
