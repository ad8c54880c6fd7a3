/**
 * Records imported consents by the rules of `grantConsent`, some hundred in one transaction, each with its log entry. The id comes from
 * the row, so that an import that was cut short goes on where it stopped when it is run again.
 */
import type { Entries } from '../audit/entries.ts';
import type { Consent } from '../domain/consent.ts';
import type { Fact } from '../domain/fact.ts';
import { epochMsOf, type Instant } from '../domain/instant.ts';
import { type Vocabulary, problemsOfConsent } from '../governance/check-terms.ts';
import { problemsOfGiver } from '../governance/consents/consent-giver.ts';
import { isReplaced } from '../governance/consents/is-replaced.ts';
import { problemsWithNotice } from '../governance/notices/fits-notice.ts';
import { appendEntries } from '../store/audit-entries.ts';
import { canonicalJson, sha256Hex } from '../store/canonical-json.ts';
import type { Database, Transaction } from '../store/database.ts';
import { putFacts, type FactDraft } from '../store/fact-writer.ts';
import { lockConsentsOf } from '../store/rules.ts';
import type { ConsentRow } from './consent-rows.ts';
import { type KnownFacts, readKnownFacts } from './known-facts.ts';

export interface ConsentImport {
  readonly database: Database;
  readonly entries: Pick<Entries, 'governanceChanged'>;
  readonly isCoordinate: Vocabulary['isCoordinate'];
  readonly isGovernedType: Vocabulary['isGovernedType'];
  readonly by: string;
  readonly requestId: string;
  readonly onProgress: (done: number) => void;
}

/** Rows in one transaction; each locks the name of one customer's consents. */
export const AT_ONCE = 250;

/** Everything that is wrong, a line each; nothing is written. */
export async function checkConsents(about: ConsentImport, rows: readonly ConsentRow[]): Promise<readonly string[]> {
  const problems: string[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const some = rows.slice(from, from + AT_ONCE);
    problems.push(...problemsOf(about, some, await readKnownFacts(about.database, some)));
    about.onProgress(from + some.length);
  }
  return problems;
}

export interface Imported {
  readonly recorded: number;
  readonly knownBefore: number;
  readonly superseded: number;
}

/** Throws where what was right when it was checked no longer is. */
export async function recordConsents(about: ConsentImport, rows: readonly ConsentRow[]): Promise<Imported> {
  const total = { recorded: 0, knownBefore: 0, superseded: 0 };
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const some = rows.slice(from, from + AT_ONCE);
    const done = await about.database.transaction((tx) => recordSome(tx, about, some));
    total.recorded += done.recorded;
    total.knownBefore += done.knownBefore;
    total.superseded += done.superseded;
    about.onProgress(from + some.length);
  }
  return total;
}

function problemsOf(about: ConsentImport, rows: readonly ConsentRow[], known: KnownFacts): readonly string[] {
  const vocabulary: Vocabulary = {
    isCoordinate: about.isCoordinate,
    isGovernedType: about.isGovernedType,
    isPurpose: (id) => known.purposes.has(id),
    isPartner: (id) => known.partners.has(id),
  };
  return rows.flatMap(({ line, grant, grantedAt }) => {
    const subject = known.subjects.get(grant.customerId);
    const problems = [
      ...(subject === undefined || subject.state === 'ERASED'
        ? ['customer_id: no such customer.']
        : problemsOfGiver({ ...grant, answer: grant, subject, guardianship: guardianshipOf(known, grant) })),
      ...problemsOfPurpose(known.purposes.get(grant.purpose), grant.purpose),
      ...(grantedAt === undefined || epochMsOf(grantedAt) <= epochMsOf(known.now)
        ? []
        : ['granted_at: is in the future.']),
      ...problemsOfConsent(grant, known.now, vocabulary),
      ...problemsWithNotice(known.notices.get(grant.notice.id) ?? null, grant),
    ];
    return problems.length === 0 ? [] : [`line ${line}: ${problems.join(' ')}`];
  });
}

const guardianshipOf = (known: KnownFacts, { givenBy }: ConsentRow['grant']): Fact<'guardianship'> | null =>
  givenBy?.kind === 'GUARDIAN' ? (known.guardianships.get(givenBy.guardianship) ?? null) : null;

function problemsOfPurpose(purpose: Fact<'purpose'> | undefined, id: string): readonly string[] {
  if (purpose?.body.state !== 'IN_USE') return [`purpose: no purpose "${id.slice(0, 80)}" is in use.`];
  return purpose.body.lawfulBasis === 'CONSENT' ? [] : [`purpose: "${id}" rests on ${purpose.body.lawfulBasis}.`];
}

async function recordSome(tx: Transaction, about: ConsentImport, rows: readonly ConsentRow[]): Promise<Imported> {
  await lockConsentsOf(tx, [...new Set(rows.map(({ grant }) => grant.customerId))]);
  const known = await readKnownFacts(tx, rows);
  const problems = problemsOf(about, rows, known);
  if (problems.length > 0) throw new Error(`Something changed since the file was checked: ${problems[0]}`);
  const consents = new Map(known.consents.map((fact) => [fact.id, fact.body]));
  const before = new Set(consents.keys());
  const fresh = rows
    .map((row) => [idOf(row), bodyOf(row, known.now, about.by)] as const)
    .filter(([id]) => !before.has(id));
  const granted = fresh.map(([id, body]) => ({ kind: 'consent', id, body }) as const);
  const ended = supersessions(consents, granted, known.now);
  await write(tx, about, granted, 'IMPORT_CONSENT', null);
  await write(tx, about, ended, 'SUPERSEDE_CONSENT', 'GRANTED');
  return { recorded: granted.length, knownBefore: rows.length - granted.length, superseded: ended.length };
}

type ConsentDraft = FactDraft & { readonly kind: 'consent' };

const idOf = ({ grant, grantedAt }: ConsentRow): string =>
  `CNS-${sha256Hex(canonicalJson({ ...grant, grantedAt })).slice(0, 32)}`;

const bodyOf = ({ grant, grantedAt }: ConsentRow, now: Instant, recordedBy: string): Consent => ({
  ...grant,
  state: 'GRANTED',
  grantedAt: grantedAt ?? now,
  recordedBy,
});

/** Of each customer the newer word counts, whether it is in the file or was there before. */
function supersessions(
  consents: Map<string, Consent>,
  granted: readonly ConsentDraft[],
  now: Instant,
): readonly ConsentDraft[] {
  const byCustomer = new Map<string, ConsentDraft[]>();
  for (const [id, body] of consents) listOf(byCustomer, body.customerId).push({ kind: 'consent', id, body });
  const ended: ConsentDraft[] = [];
  for (const one of granted) {
    const others = listOf(byCustomer, one.body.customerId);
    for (const other of others) {
      const isOlder = epochMsOf(other.body.grantedAt) <= epochMsOf(one.body.grantedAt);
      const [older, newer] = isOlder ? [other, one] : [one, other];
      const isOver = ended.some(({ id }) => id === older.id || id === newer.id);
      if (newer.body.state !== 'GRANTED' || isOver || !isReplaced(older.body, newer.body, now)) continue;
      ended.push({ ...older, body: { ...older.body, ...endOf(newer.id, now) } });
    }
    others.push(one);
  }
  return ended;
}

const endOf = (supersededBy: string, endedAt: Instant) =>
  ({ state: 'SUPERSEDED', endedAt, endedBecause: 'REPLACED', supersededBy }) as const;

function listOf(lists: Map<string, ConsentDraft[]>, key: string): ConsentDraft[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

async function write(
  tx: Transaction,
  { entries, by, requestId }: ConsentImport,
  drafts: readonly ConsentDraft[],
  action: string,
  from: string | null,
): Promise<void> {
  if (drafts.length === 0) return;
  const written = new Map((await putFacts(tx, drafts, by)).map(({ id, version }) => [id, version]));
  const account = { requestId, caller: { subject: by, application: 'consents:import', roles: [], expiresAtS: 0 } };
  const told = drafts.map(({ id, body }) => {
    const version = written.get(id) ?? 1;
    const fact: Fact<'consent'> = {
      kind: 'consent',
      id,
      version,
      hash: sha256Hex(canonicalJson(body)),
      isIntact: true,
      body,
    };
    const previousVersion = version === 1 ? null : version - 1;
    const transition = { from, to: body.state };
    return entries.governanceChanged(account, {
      action,
      fact,
      previousVersion,
      transition,
      customerId: body.customerId,
    });
  });
  await appendEntries(tx, told);
}
