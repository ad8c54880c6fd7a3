/**
 * Keeps the access log's entries. Requests share statements (adaptive group commit) without sharing fates: an entry that misses
 * is looked at alone, a statement that fails is repeated entry by entry. Rejects when it is not certain that an entry is durable.
 */
import { LRUCache } from 'lru-cache';
import type { Entry, EntryStore, GuardedEntry, Verdict } from '../audit/entry-store.ts';
import type { FactKind } from '../domain/fact.ts';
import { appendStatement, appendWaitingStatement, checkStatement, heldStatement } from './audit-statement.ts';
import { createBatch } from './batch.ts';
import { type Database, type Queryable, sqlStateOf, type Transaction } from './database.ts';
import { findEntries } from './audit-search.ts';

export interface EntryStoreOptions {
  /** How long a release waits for a change of one of its facts to commit or roll back. */
  readonly lockWaitMs?: number;
}

/** Entries in one statement; a single request may bring 100. */
const ENTRIES_AT_ONCE = 500;

/** Releases that wait for a lock at the same time: each holds a connection. */
const WAITING_AT_ONCE = 3;

/** A grant that was taken away, or a server that only reads, shows before a request meets it. */
const MAY_APPEND = {
  name: 'may-append',
  text: `SELECT has_table_privilege('audit_entries', 'INSERT') AND NOT pg_is_in_recovery() AS may`,
};

type Outcome = Verdict | 'MISSED' | { readonly failure: unknown };

export function createEntryStore(db: Database, { lockWaitMs = 1_000 }: EntryStoreOptions = {}): EntryStore {
  const known = new LRUCache<string, true>({ max: 50_000 });
  const together = createBatch<readonly GuardedEntry[], readonly Outcome[]>({
    send: (requests) => appendTogether(db, known, requests),
    weigh: (entries) => entries.length,
    maxWeight: ENTRIES_AT_ONCE,
  });
  const alone = createBatch<GuardedEntry, Verdict>({
    send: (entries) => Promise.all(entries.map((entry) => appendWaiting(db, entry, lockWaitMs))),
    maxWeight: 1,
    maxInFlight: db.dialect === 'server' ? WAITING_AT_ONCE : 1,
  });
  /** Outside of the shared statement, so that nobody else waits for this entry's facts. */
  const settle = async (entry: GuardedEntry, outcome: Outcome | undefined): Promise<Verdict> => {
    if (outcome === undefined) throw new Error('the log gave no outcome for an entry');
    if (outcome === 'MISSED') return (await whyMissed(db, entry)) ?? alone(entry);
    if ('failure' in outcome) throw outcome.failure;
    return outcome;
  };
  const appendGuarded: EntryStore['appendGuarded'] = async (entries) => {
    if (entries.length === 0) return [];
    const outcomes = await together(entries);
    return Promise.all(entries.map((entry, i) => settle(entry, outcomes[i])));
  };
  return {
    appendGuarded,
    append: async (entries) => void (await appendGuarded(entries.map(unguarded))),
    ping: async () => {
      const [row] = await db.query<{ may: boolean }>(MAY_APPEND);
      if (row?.may !== true) throw new Error('the access log takes no entries now');
    },
    find: (query) => findEntries(db, query),
  };
}

/** Appends inside a transaction, for a change and its entry to commit together. */
export async function appendEntries(tx: Transaction, entries: readonly Entry[]): Promise<void> {
  await tx.query(appendStatement(entries.map(unguarded), distinctNames(entries)));
}

const unguarded = (entry: Entry): GuardedEntry => ({ entry, requires: [], validUntil: null });

async function appendTogether(
  db: Database,
  known: LRUCache<string, true>,
  requests: readonly (readonly GuardedEntry[])[],
): Promise<readonly (readonly Outcome[])[]> {
  const entries = requests.flat();
  const outcomes = await appendAll(db, known, entries).catch((err: unknown) => {
    if (!isStatementsFault(err)) throw err;
    return appendEach(db, known, entries);
  });
  let from = 0;
  return requests.map((request) => outcomes.slice(from, (from += request.length)));
}

async function appendAll(
  db: Queryable,
  known: LRUCache<string, true>,
  entries: readonly GuardedEntry[],
): Promise<readonly Outcome[]> {
  const names = distinctNames(entries.map(({ entry }) => entry)).filter(
    (entry) => !known.has(entry.subjectDigest ?? ''),
  );
  const rows = await db.query<{ id: string }>(appendStatement(entries, names));
  for (const { subjectDigest } of names) known.set(subjectDigest ?? '', true);
  const written = new Set(rows.map(({ id }) => id));
  return entries.map(({ entry }) => (written.has(entry.id) ? { written: true } : 'MISSED'));
}

/** One bad entry must not fail its neighbours. */
async function appendEach(
  db: Queryable,
  known: LRUCache<string, true>,
  entries: readonly GuardedEntry[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const entry of entries) {
    const [outcome] = await appendAll(db, known, [entry]).catch((err: unknown) => [{ failure: err }]);
    outcomes.push(outcome ?? 'MISSED');
  }
  return outcomes;
}

/**
 * The server refused this statement (bad data, a constraint, a limit), so for certain nothing was written and single entries may
 * still succeed. Anything else, a broken connection above all, leaves it open whether it committed: that is never repeated.
 */
const isStatementsFault = (err: unknown): boolean => ['22', '23', '54'].includes(sqlStateOf(err)?.slice(0, 2) ?? '');

function distinctNames(entries: readonly Entry[]): readonly Entry[] {
  const named = entries.filter(({ customerId, subjectDigest }) => customerId !== null && subjectDigest !== null);
  return [...new Map(named.map((entry) => [entry.subjectDigest, entry])).values()];
}

/** Null: every fact is still current, so somebody held one at that moment. */
async function whyMissed(db: Queryable, entry: GuardedEntry): Promise<Verdict | null> {
  const [row] = await db.query<{ changed: readonly FactKind[]; hasEnded: boolean }>(checkStatement(entry));
  if (row === undefined) throw new Error('the check of an entry’s facts returned no row');
  if (row.hasEnded) return { written: false, changed: kindsThatEnd(entry) };
  return row.changed.length > 0 ? { written: false, changed: row.changed } : null;
}

/** Kinds that end by themselves. */
const ENDING: ReadonlySet<FactKind> = new Set(['agreement', 'assessment', 'consent', 'elevation', 'export']);

const kindsThatEnd = ({ requires }: GuardedEntry): readonly FactKind[] =>
  [...new Set(requires.map(({ kind }) => kind))].filter((kind) => ENDING.has(kind));

/** SQLSTATE of a lock_timeout and of a deadlock: nothing was written. */
const STILL_HELD = ['55P03', '40P01'];

async function appendWaiting(db: Database, entry: GuardedEntry, lockWaitMs: number): Promise<Verdict> {
  try {
    return await db.transaction(async (tx) => {
      await tx.query({ text: `SELECT set_config('lock_timeout', $1, true)`, values: [`${lockWaitMs}ms`] });
      const rows = await tx.query(appendWaitingStatement(entry));
      if (rows.length > 0) return { written: true };
      const isLost = { written: false, changed: entry.claim === undefined ? kindsThatEnd(entry) : [] } as const;
      return (await whyMissed(tx, entry)) ?? isLost;
    });
  } catch (err) {
    if (!STILL_HELD.includes(sqlStateOf(err) ?? '')) throw err;
    const [row] = await db.query<{ changed: readonly FactKind[] }>(heldStatement(entry));
    return { written: false, changed: row?.changed ?? [] };
  }
}
