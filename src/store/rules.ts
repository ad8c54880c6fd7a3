/**
 * The rules as governance keeps them: facts and their log entries in one transaction. A database that cannot answer is
 * AUDIT_UNAVAILABLE: no rule changes without its entry.
 */
import { GatewayError } from '../domain/errors.ts';
import { failClosed } from '../domain/fail-closed.ts';
import type { Fact, FactKind } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import type { Entry } from '../audit/entry-store.ts';
import type { Page, RuleChange, RuleStore, RuleTransaction } from '../governance/port.ts';
import { appendEntries } from './audit-entries.ts';
import type { Database, Transaction } from './database.ts';
import { replaceProfile } from './customers.ts';
import { isErasureLedgered } from './erasures.ts';
import { holdFact, listFacts, lockFact, readFact, readFactHistory, readFactVersion } from './fact-reader.ts';
import { changeFact, createFact, type FactWritten, replaceFact } from './fact-writer.ts';
import { addNoticeTexts } from './notice-texts.ts';
import { notifyRecipients } from './notifications.ts';
import { purgeReferences } from './partner-holdings.ts';
import { purgeOf } from './purge-records.ts';

/** The log entry that tells a change. */
export type EntryOf = (change: RuleChange) => Entry;

export const createRules = (db: Database, entryOf: EntryOf): RuleStore => ({
  ...createRuleReader(db),
  transaction: (work) => failClosed(() => db.transaction(async (tx) => work(await ruleTransaction(tx, entryOf)))),
});

/** For looking only. */
export function createRuleReader(db: Database): Omit<RuleStore, 'transaction'> {
  return {
    async rightsOf(application, roles) {
      const [principal, ...found] = await failClosed(() =>
        Promise.all([readFact(db, 'principal', application), ...roles.map((role) => readFact(db, 'role', role))]),
      );
      return { principal: principal ?? null, roles: found.filter((role) => role !== null) };
    },
    read: (kind, id) => failClosed(() => readFact(db, kind, id)),
    readVersion: (kind, id, version) => failClosed(() => readFactVersion(db, kind, id, version)),
    history: (kind, id) => failClosed(() => readFactHistory(db, kind, id)),
    async list(kind, filter, page) {
      const { items, hasNextPage } = await failClosed(() => listFacts(db, kind, { ...filter, ...page }));
      return { items: items.map(({ fact, cursor }) => ({ node: fact, cursor })), hasNextPage } satisfies Page<Fact>;
    },
  };
}

async function ruleTransaction(tx: Transaction, entryOf: EntryOf): Promise<RuleTransaction> {
  const [clock] = await tx.query<{ now: Instant }>({ name: 'clock', text: 'SELECT clock_timestamp() AS now' });
  if (clock === undefined) throw new Error('the database has no clock');
  return {
    now: clock.now,
    read: (kind, id) => holdFact(tx, kind, id),
    lock: (kind, id) => lockFact(tx, kind, id),
    create: async (kind, id, body, by) => written(kind, await createFact(tx, kind, id, body, by)),
    change: async ({ kind, id, version }, body, by) => written(kind, await changeFact(tx, kind, id, version, body, by)),
    replace: async (kind, id, body, by) => written(kind, await replaceFact(tx, kind, id, body, by)),
    append: (change) => appendEntries(tx, [entryOf(change)]),
    consentsOf: (customerId) => consentsOf(tx, customerId),
    ofCustomer: (kind, customerId) => allOfCustomer(tx, kind, customerId),
    isErasureLedgered: (customerId) => isErasureLedgered(tx, customerId),
    replaceProfile: (customerId, read, corrected) => replaceProfile(tx, customerId, read, corrected),
    purgeRecords: (customerId, purge) => purgeOf(tx, customerId, purge),
    notifyRecipients: (consent, event) => notifyRecipients(tx, consent, event),
    addNoticeTexts: (texts) => addNoticeTexts(tx, texts),
    agreementsWith: (partnerId) => agreementsWith(tx, partnerId),
    purgeReferences: (partnerId) => purgeReferences(tx, partnerId),
  };
}

/** Any number: keeps this lock apart from others of the database. */
const CONSENTS_LOCK = 7_402_311;
const MAX_FACTS = 10_000;
const LOCK_CONSENTS = {
  name: 'lock-consents',
  text: 'SELECT pg_advisory_xact_lock($1, hashtext(id)) FROM unnest($2::text[]) AS id ORDER BY id',
};

/** Several customers' consents at once, for an import: a few hundred at most, because the database's room for locks has an end. */
export const lockConsentsOf = async (tx: Transaction, customerIds: readonly string[]): Promise<void> =>
  void (await tx.query({ ...LOCK_CONSENTS, values: [CONSENTS_LOCK, customerIds] }));

/** Locks a name and not the rows, before any row: two that lock rows first would wait for each other in a circle. */
async function consentsOf(tx: Transaction, subjectId: string): Promise<readonly Fact<'consent'>[]> {
  await lockConsentsOf(tx, [subjectId]);
  return allOfCustomer(tx, 'consent', subjectId);
}

/** Apart from that of consents, and from the ledger's (store/erasures.ts). */
const AGREEMENTS_LOCK = 7_402_313;
const LOCK_AGREEMENTS = { name: 'lock-agreements', text: 'SELECT pg_advisory_xact_lock($1, hashtext($2))' };

/** Of two agreements that end at once the second to come sees that the first no longer goes on. */
async function agreementsWith(tx: Transaction, partnerId: string): Promise<readonly Fact<'agreement'>[]> {
  await tx.query({ ...LOCK_AGREEMENTS, values: [AGREEMENTS_LOCK, partnerId] });
  const { items } = await listFacts(tx, 'agreement', { partnerId, first: MAX_FACTS });
  return items.map(({ fact }) => fact);
}

async function allOfCustomer<K extends FactKind>(
  tx: Transaction,
  kind: K,
  subjectId: string,
): Promise<readonly Fact<K>[]> {
  const { items } = await listFacts(tx, kind, { subjectId, first: MAX_FACTS });
  return items.map(({ fact }) => fact);
}

/** Somebody else wrote first. */
function written<K extends FactKind>(kind: K, result: FactWritten<K>): Fact<K> {
  if (!result.conflict) return result.fact;
  throw new GatewayError(kind === 'consent' ? 'STALE_CONSENT' : 'STALE_AGREEMENT', undefined, {
    internal: `conflict on ${kind}`,
  });
}
