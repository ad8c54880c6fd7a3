/**
 * Erasures in the database: the append-only ledger, and the one transaction in which a customer's key, everything sealed under it and every
 * name of theirs go, the subject becomes ERASED and the log is told. What is left is what the log needs to verify: keyed digests.
 */
import type { Entry } from '../audit/entry-store.ts';
import { failClosed } from '../domain/fail-closed.ts';
import type { Fact } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import type { RightsStep } from '../domain/rights-request.ts';
import type { ErasureStore, LedgeredErasure, LedgerTransaction } from '../subjects/port.ts';
import { appendEntries } from './audit-entries.ts';
import { type Database, type Queryable, sqlStateOf, type Transaction } from './database.ts';
import { endConsents, eraseSubject } from './erase-facts.ts';
import { eraseRows } from './erase-rows.ts';
import { addPartingWords } from './notifications.ts';

/** What the log says of an erasure. Touches no database. */
export interface ErasureEntries {
  changed(erasure: LedgeredErasure, action: string, fact: Fact, previous: Fact | null): Entry;
  keyDestroyed(erasure: LedgeredErasure): Entry;
}

/** Any number: keeps this lock apart from others of the database. */
const LEDGER_LOCK = 7_402_312;

const COLUMNS = `id, customer_id AS "customerId", requested_by AS by, request_id AS "requestId", because, intended_at AS at`;

const INTENTS = `SELECT ${COLUMNS} FROM erasure_ledger WHERE step = 'INTENT' ORDER BY intended_at, id`;

/** The first one: whatever came later asked for the same. */
const INTENT_OF = `
SELECT ${COLUMNS} FROM erasure_ledger WHERE step = 'INTENT' AND customer_id = $1 ORDER BY intended_at, id LIMIT 1`;

const ADD = `
INSERT INTO erasure_ledger (id, step, customer_id, requested_by, request_id, because, intended_at)
SELECT id, $2, "customerId", by, "requestId", because, at FROM json_to_recordset($1::json)
  AS n (id uuid, "customerId" text, by text, "requestId" text, because text, at timestamptz)
ON CONFLICT DO NOTHING`;

/** Also where single tables came back from a backup and the ledger did not. */
const UNFINISHED = `
SELECT ${COLUMNS} FROM erasure_ledger i WHERE i.step = 'INTENT' AND (
  NOT EXISTS (SELECT 1 FROM erasure_ledger d WHERE d.id = i.id AND d.step = 'DONE')
  OR NOT EXISTS (SELECT 1 FROM facts f WHERE f.kind = 'subject' AND f.id = i.customer_id AND f.state = 'ERASED')
  OR EXISTS (SELECT 1 FROM customer_keys k WHERE k.customer_id = i.customer_id)
  OR EXISTS (SELECT 1 FROM customer_profiles p WHERE p.customer_id = i.customer_id)
  OR EXISTS (SELECT 1 FROM partner_references r WHERE r.customer_id = i.customer_id)
  OR EXISTS (SELECT 1 FROM reference_digests r WHERE r.customer_id = i.customer_id)
  OR EXISTS (SELECT 1 FROM stored_records r WHERE r.customer_id = i.customer_id)
  OR EXISTS (SELECT 1 FROM partner_tokens t WHERE t.customer_id = i.customer_id)
  OR EXISTS (SELECT 1 FROM subject_digests s WHERE s.customer_id = i.customer_id)
  OR EXISTS (SELECT 1 FROM joint_disclosures j WHERE j.customer_id = i.customer_id)
) ORDER BY i.intended_at, i.id`;

/** For whoever would stop an erasure: what the ledger holds cannot be taken back. */
export async function isErasureLedgered(tx: Queryable, customerId: string): Promise<boolean> {
  return (await tx.query({ name: 'erasure-intent', text: INTENT_OF, values: [customerId] })).length > 0;
}

const ERASED_WITHIN = `
SELECT DISTINCT customer_id AS "customerId" FROM erasure_ledger
WHERE recorded_at > clock_timestamp() - $1::float8 * interval '1 millisecond'`;

export const createErasureStore = (db: Database, entries: ErasureEntries): ErasureStore => ({
  ledger: (work) =>
    failClosed(() =>
      db.transaction(async (tx) => {
        await tx.query({ name: 'lock-ledger', text: 'SELECT pg_advisory_xact_lock($1)', values: [LEDGER_LOCK] });
        return work(await ledgerTransaction(tx));
      }),
    ),
  erase: (erasure, partingWords) => failClosed(() => eraseInRounds(db, entries, { erasure, partingWords })),
  unfinished: () => failClosed(() => db.query<LedgeredErasure>({ name: 'unfinished-erasures', text: UNFINISHED })),
  async erasedWithin(ms) {
    const rows = await db.query<{ customerId: string }>({ name: 'erased-within', text: ERASED_WITHIN, values: [ms] });
    return rows.map(({ customerId }) => customerId);
  },
});

async function ledgerTransaction(tx: Transaction): Promise<LedgerTransaction> {
  const now = await clockOf(tx);
  return {
    now,
    async isKnown(customerId) {
      const text = `SELECT 1 FROM facts WHERE kind = 'subject' AND id = $1`;
      return (await tx.query({ name: 'subject-exists', text, values: [customerId] })).length > 0;
    },
    intents: () => tx.query<LedgeredErasure>({ name: 'erasure-intents', text: INTENTS }),
    async intentOf(customerId) {
      const values = [customerId];
      const [intent] = await tx.query<LedgeredErasure>({ name: 'erasure-intent', text: INTENT_OF, values });
      return intent ?? null;
    },
    add: (erasures) => add(tx, erasures, 'INTENT'),
  };
}

async function add(tx: Queryable, erasures: readonly LedgeredErasure[], step: 'INTENT' | 'DONE'): Promise<void> {
  if (erasures.length === 0) return;
  await tx.query({ name: 'add-to-ledger', text: ADD, values: [JSON.stringify(erasures), step] });
}

async function clockOf(tx: Queryable): Promise<Instant> {
  const [clock] = await tx.query<{ now: Instant }>({ name: 'clock', text: 'SELECT clock_timestamp() AS now' });
  if (clock === undefined) throw new Error('the database has no clock');
  return clock.now;
}

interface Wanted {
  readonly erasure: LedgeredErasure;
  /** By partner. */
  readonly partingWords: ReadonlyMap<string, Uint8Array>;
}

const ROUNDS = 3;

/** A withdrawal at the same moment may hold a consent and wait for the customer: one of the two is sent back by the server. */
async function eraseInRounds(db: Database, entries: ErasureEntries, wanted: Wanted): Promise<readonly RightsStep[]> {
  for (let round = 1; ; round += 1) {
    try {
      return await db.transaction((tx) => erase(tx, entries, wanted));
    } catch (err) {
      if (round === ROUNDS || sqlStateOf(err) !== '40P01') throw err;
    }
  }
}

/** Rows go after the subject is ERASED: whoever saves something for a customer waits for that, and then finds it. */
async function erase(
  tx: Transaction,
  entries: ErasureEntries,
  { erasure, partingWords }: Wanted,
): Promise<readonly RightsStep[]> {
  const now = await clockOf(tx);
  const toldOf = (action: string, fact: Fact, previous: Fact | null): Entry =>
    entries.changed(erasure, action, fact, previous);
  const told = [...(await endConsents(tx, erasure, now, toldOf)), ...(await eraseSubject(tx, erasure, toldOf))];
  // Who granted at the same moment held the subject: what they granted is to be seen only now.
  told.push(...(await endConsents(tx, erasure, now, toldOf)));
  await addPartingWords(tx, erasure.customerId, partingWords);
  const { hadKey, emptied } = await eraseRows(tx, erasure.customerId);
  await add(tx, [erasure], 'DONE');
  if (hadKey) told.push(entries.keyDestroyed(erasure));
  if (told.length > 0) await appendEntries(tx, told);
  return [...emptied, 'bank:consents', 'bank:subject'].map((target) => ({ target, state: 'DONE', at: now }));
}
