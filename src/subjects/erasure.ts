/**
 * Erasure: the ledger first, in the database and in a file outside of it, then everything in one transaction, then the key in memory. A
 * process that dies between any two steps leaves what the next start finishes, and so does a database that came back from an old backup.
 */
import { randomUUID } from 'node:crypto';
import { CUSTOMER_ID } from '../domain/customer.ts';
import { invalidInput } from '../domain/errors.ts';
import type { Erasure, ErasureAccount, ErasureStore, LedgeredErasure, LedgerFile, LedgerTransaction } from './port.ts';

export interface ErasureParts {
  readonly store: ErasureStore;
  /** Null: nothing outlives a restore; for tests and commands. */
  readonly file: LedgerFile | null;
  /** What partners call the customer, by partner, sealed so that it can be told once when the customer's key is gone. */
  readonly partingWords: (customerId: string) => Promise<ReadonlyMap<string, Uint8Array>>;
  /** Drops a customer's key, and whatever else of them, from memory. */
  readonly forget: (customerId: string) => void;
}

/** What a start found. */
export interface Finished {
  /** In the file and not in the database: it came from an older backup. */
  readonly fromFile: number;
  /** In the database and not in the file: it is new, or was cut. */
  readonly toFile: number;
  /** Done now. */
  readonly erased: number;
}

export interface Erasures extends Erasure {
  /** Brings file and database together and does what is ledgered and not done. Rejects when that is impossible: nothing may be served. */
  finish(): Promise<Finished>;
  /** Customers whom another replica erased lately are forgotten here too. */
  forgetErased(): Promise<void>;
  /** Rejects when the file holds what the database does not. */
  check(): Promise<void>;
}

/** Longer than the time between two looks and than any transaction. */
const LOOK_BACK_MS = 300_000;

export function createErasures({ store, file, partingWords, forget }: ErasureParts): Erasures {
  const done = async (erasure: LedgeredErasure) => {
    const steps = await store.erase(erasure, await partingWords(erasure.customerId));
    forget(erasure.customerId);
    return steps;
  };
  return {
    async erase(customerId, account) {
      objectTo(customerId, account);
      const erasure = await store.ledger((tx) => intend(tx, file, customerId, account));
      return done(erasure);
    },
    async finish() {
      const compared = await store.ledger((tx) => compare(tx, file));
      const unfinished = await store.unfinished();
      for (const erasure of unfinished) await done(erasure);
      return { ...compared, erased: unfinished.length };
    },
    async forgetErased() {
      for (const customerId of await store.erasedWithin(LOOK_BACK_MS)) forget(customerId);
    },
    async check() {
      if (file === null) return;
      const lacking = await store.ledger(async (tx) => without(await file.read(), await tx.intents()));
      if (lacking.length > 0) throw new Error('the database does not know erasures that the ledger file holds');
    },
  };
}

/** The database's row commits only after the file is on the disk. */
async function intend(
  tx: LedgerTransaction,
  file: LedgerFile | null,
  customerId: string,
  account: ErasureAccount,
): Promise<LedgeredErasure> {
  const earlier = await tx.intentOf(customerId);
  if (earlier !== null) return earlier;
  if (!(await tx.isKnown(customerId))) throw invalidInput('customerId: there is no such customer.');
  const { by, requestId, because } = account;
  const erasure = { id: randomUUID(), customerId, by, requestId, because, at: tx.now };
  await tx.add([erasure]);
  await file?.append([erasure]);
  return erasure;
}

async function compare(tx: LedgerTransaction, file: LedgerFile | null): Promise<Omit<Finished, 'erased'>> {
  if (file === null) return { fromFile: 0, toFile: 0 };
  const [kept, known] = [await file.read(), await tx.intents()];
  const [fromFile, toFile] = [without(kept, known), without(known, kept)];
  await tx.add(fromFile);
  await file.append(toFile);
  return { fromFile: fromFile.length, toFile: toFile.length };
}

function without(some: readonly LedgeredErasure[], others: readonly LedgeredErasure[]): readonly LedgeredErasure[] {
  const ids = new Set(others.map(({ id }) => id));
  return some.filter(({ id }) => !ids.has(id));
}

/** The ledger forgets nothing, so nothing but names and a code may enter it. */
function objectTo(customerId: string, { by, requestId, because }: ErasureAccount): void {
  if (!CUSTOMER_ID.test(customerId)) throw invalidInput('customerId: this is no customer id.');
  if (!/^[A-Z][A-Z0-9_]{0,63}$/.test(because))
    throw invalidInput('because: give a code in capital letters, not a sentence.');
  if (!/^[^\p{Cc}\p{Cs}]{1,256}$/u.test(by) || !/^[\w.:-]{1,128}$/.test(requestId))
    throw invalidInput('by and requestId: name who answers for it, and the request.');
}
