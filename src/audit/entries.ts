/**
 * Builds each kind of entry from what the stages know. Subjects become keyed digests, facts are pinned with their hash, lines with
 * the same fate are grouped. Writes nothing.
 */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Fact, FactRef } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import type { ReasonCode } from '../domain/reason.ts';
import type { Decision } from '../domain/custody.ts';
import { datasetOf } from '../domain/dataset.ts';
import type { Vault } from '../subjects/port.ts';
import { entryOf } from './entry.ts';
import type { EntrySubject, PinnedFact } from './entry-content.ts';
import type { Entry } from './entry-store.ts';
import { groupConflicts, groupLines } from './group-lines.ts';
import type { Inquiry, PartnerEvent, Release, RequestAccount } from './port.ts';

export interface EntriesOptions {
  /** SHA-256, hex, of the gates in force; an entry pins it together with the policy document of its decision. */
  readonly policyHash: string;
  readonly schemaHash: string;
  /** Keys the digests of customers and of refused callers' addresses; at least 32 bytes, the same on every replica, for ever. */
  readonly digestKey: Uint8Array;
  readonly vault: Vault;
  readonly newId?: () => string;
}

/** A change of a fact that committed, or is about to, in the same transaction as its entry. */
export interface GovernanceChange {
  readonly action: string;
  readonly fact: Fact;
  readonly previousVersion: number | null;
  readonly transition?: { readonly from: string | null; readonly to: string };
  /** Whose consent or subject it is. */
  readonly customerId?: string;
}

/** What happened to a customer's request or to a legal hold; commits with it. */
export interface RightsEvent extends Omit<GovernanceChange, 'fact' | 'customerId'> {
  readonly fact: Fact<'rights-request'> | Fact<'legal-hold'>;
  readonly customerId: string;
  /** SHA-256, hex, of what leaves with it. */
  readonly statement?: string;
  /** The customer was erased: the log may name nobody. */
  readonly isErased?: boolean;
}

/** Who changed a rule or read the log; null parts where no request stands behind it (import, demo bank). */
export type ActorAccount = Omit<RequestAccount, 'purpose'> & { readonly purpose?: string };

export interface RefusalAccount {
  readonly requestId: string | null;
  readonly caller: { readonly subject: string; readonly roles: readonly string[] } | null;
  readonly application: string | null;
  readonly purpose: string | null;
  readonly source: string;
  readonly code: string;
  /** What was refused, where that is known. */
  readonly action: string | null;
  readonly count: number;
  readonly since: Instant;
}

export interface Entries {
  /** HMAC-SHA-256, hex. */
  readonly digestOf: (customerId: string) => string;
  /** Of the number of an identity document, under the same key. */
  readonly digestOfDocument: (number: string) => string;
  intent(account: RequestAccount, inquiry: Inquiry, hashes: ReadonlyMap<string, string>): Promise<Entry>;
  released(account: RequestAccount, release: Release, hashes: ReadonlyMap<string, string>): Promise<Entry>;
  /** Touches no database, so that it may be called inside a transaction. */
  governanceChanged(account: ActorAccount, change: GovernanceChange): Entry;
  /** Touches no database. */
  rightsEvent(account: ActorAccount, event: RightsEvent): Entry;
  /** `filter`: names and codes only, a customer as its digest; `found`: how many entries the reader got. */
  logRead(account: ActorAccount, filter: Readonly<Record<string, string | readonly string[]>>, found: number): Entry;
  refused(refusal: RefusalAccount): Entry;
  /** `account`: null where the partner itself acted. Touches no database. */
  partnerEvent(account: ActorAccount | null, event: PartnerEvent): Entry;
  /** Touches no database. */
  keyEvent(account: ActorAccount, event: KeyEvent): Entry;
}

/** See KeyEventContent. `customerId`: whose key it was; only a digest of it enters the log. */
export interface KeyEvent {
  readonly action: string;
  readonly keyId?: string;
  readonly count: number;
  readonly customerId?: string;
}

/** Customers of whom nothing may be kept: there is nobody, or nobody any more. */
const NAMELESS: ReadonlySet<ReasonCode> = new Set(['SUBJECT_UNKNOWN', 'SUBJECT_ERASED']);

export const pinKey = ({ kind, id, version }: FactRef): string => `${kind} ${id} ${version}`;

const nameOf = (decision: Decision): string | null => {
  const isNameless = decision.fields.every((field) => field.reasons.some((reason) => NAMELESS.has(reason)));
  return isNameless ? null : decision.customerId;
};

export function createEntries(options: EntriesOptions): Entries {
  const builder: Builder = {
    vault: options.vault,
    schemaHash: options.schemaHash,
    policyHashOf: createPolicyHash(options.policyHash),
    newId: options.newId ?? randomUUID,
    digestOf: (topic, text) =>
      createHmac('sha256', options.digestKey).update(`${topic}\0${text}`, 'utf8').digest('hex'),
  };
  return {
    digestOf: (customerId) => builder.digestOf('customer', customerId),
    digestOfDocument: (number) => builder.digestOf('document', number),
    intent: (account, inquiry, hashes) => intent(builder, account, inquiry, hashes),
    released: (account, release, hashes) => released(builder, account, release, hashes),
    governanceChanged: (account, change) => governanceChanged(builder, account, change),
    rightsEvent: (account, event) => rightsEvent(builder, account, event),
    logRead: (account, filter, entries) =>
      entryOf({ kind: 'LOG_READ', ...baseOf(builder.newId(), account), subject: null, filter, entries }, null),
    refused: ({ source, ...refusal }) => {
      const sourceDigest = builder.digestOf('source', source);
      return entryOf({ kind: 'REFUSED', id: builder.newId(), subject: null, ...refusal, sourceDigest }, null);
    },
    partnerEvent: (account, event) => partnerEvent(builder, account, event),
    keyEvent: (account, { action, keyId = null, count, customerId }) => {
      const subject = subjectOf(builder, customerId);
      return entryOf({ kind: 'KEY_EVENT', ...baseOf(builder.newId(), account), subject, action, keyId, count }, null);
    },
  };
}

/** The gates in force and the policy document that this very decision was taken by. */
function createPolicyHash(gatesHash: string): Builder['policyHashOf'] {
  const known = new Map<string, string>();
  return ({ documentHash }) => {
    if (documentHash === undefined) return gatesHash;
    const before = known.get(documentHash);
    if (before !== undefined) return before;
    const made = createHash('sha256')
      .update(canonicalJson([gatesHash, documentHash]))
      .digest('hex');
    if (known.size < DOCUMENTS_REMEMBERED) known.set(documentHash, made);
    return made;
  };
}

const DOCUMENTS_REMEMBERED = 1_000;

interface Builder {
  readonly vault: Vault;
  readonly schemaHash: string;
  readonly policyHashOf: (decision: Decision) => string;
  readonly newId: () => string;
  /** The topic keeps digests of different things from meeting by chance. */
  readonly digestOf: (topic: 'customer' | 'document' | 'source', text: string) => string;
}

type Hashes = ReadonlyMap<string, string>;

async function intent(
  builder: Builder,
  account: RequestAccount,
  { decision, asks }: Inquiry,
  hashes: Hashes,
): Promise<Entry> {
  const told = asks.map((ask) => ({ coordinates: askedFor(decision, ask), dataset: ask.dataset, source: ask.source }));
  const content = { ...(await decided(builder, account, decision, hashes)), asks: told };
  return entryOf({ kind: 'INTENT', ...content }, nameOf(decision));
}

async function released(
  builder: Builder,
  account: RequestAccount,
  { decision, view }: Release,
  hashes: Hashes,
): Promise<Entry> {
  const content = {
    ...(await decided(builder, account, decision, hashes)),
    groups: groupLines(view.disclosures),
    gaps: view.gaps.map(({ source, dataset, fault, coordinates, servedStale }) => ({
      code: fault.code,
      ...(coordinates === undefined ? {} : { coordinates }),
      dataset,
      ...(servedStale === undefined ? {} : { servedStale }),
      source,
    })),
    conflicts: groupConflicts(view.conflicts),
  };
  return entryOf({ kind: 'RELEASED', ...content }, nameOf(decision));
}

async function decided(builder: Builder, account: RequestAccount, decision: Decision, hashes: Hashes) {
  const id = builder.newId();
  const digest = builder.digestOf('customer', decision.customerId);
  const digestOf = (customerId: string): string =>
    customerId === decision.customerId ? digest : builder.digestOf('customer', customerId);
  return {
    ...baseOf(id, account),
    schemaHash: builder.schemaHash,
    policyHash: builder.policyHashOf(decision),
    decidedAt: decision.decidedAt,
    ...(decision.joint === undefined ? {} : { disclosedToday: decision.joint.before }),
    facts: decision.requires.map((ref) => pin(digestOf, ref, hashes.get(pinKey(ref)))),
    subject: { digest, sealed: await sealedId(builder, id, decision) },
  };
}

function governanceChanged(builder: Builder, account: ActorAccount, change: GovernanceChange): Entry {
  const { action, fact, previousVersion, transition = null, customerId } = change;
  const subject = subjectOf(builder, customerId);
  const pinned = pin((id) => builder.digestOf('customer', id), fact, fact.hash);
  const content = { ...baseOf(builder.newId(), account), subject, action, fact: pinned, previousVersion, transition };
  return entryOf({ kind: 'GOVERNANCE_CHANGED', ...content }, isErased(fact) ? null : (customerId ?? null));
}

function rightsEvent(builder: Builder, account: ActorAccount, event: RightsEvent): Entry {
  const { action, fact, previousVersion, transition = null, customerId, statement = null, isErased = false } = event;
  const request = 'right' in fact.body ? fact.body : null;
  const content = {
    ...baseOf(builder.newId(), account),
    subject: { digest: builder.digestOf('customer', customerId), sealed: null },
    action,
    fact: pin((id) => builder.digestOf('customer', id), fact, fact.hash),
    previousVersion,
    transition,
    right: request?.right ?? null,
    steps: (request?.steps ?? []).map(({ target, state }) => ({ target, state })),
    statement,
  };
  return entryOf({ kind: 'RIGHTS_EVENT', ...content }, isErased ? null : customerId);
}

function partnerEvent(builder: Builder, account: ActorAccount | null, event: PartnerEvent): Entry {
  const { action, partner, endpoint = null, target = null, outcome = null, count = 1, customerId } = event;
  const id = builder.newId();
  const nobody = { id, requestId: null, caller: null, application: null, purpose: null };
  const base = account === null ? nobody : baseOf(id, account);
  const subject = subjectOf(builder, customerId);
  const content = { ...base, subject, action, partner, endpoint, target, outcome, count };
  return entryOf({ kind: 'PARTNER_EVENT', ...content }, customerId ?? null);
}

const subjectOf = (builder: Builder, customerId: string | undefined): EntrySubject | null =>
  customerId === undefined ? null : { digest: builder.digestOf('customer', customerId), sealed: null };

const baseOf = (id: string, { requestId, caller, purpose }: ActorAccount) => ({
  id,
  requestId,
  caller: { roles: caller.roles, subject: caller.subject },
  application: caller.application,
  purpose: purpose ?? null,
});

const isErased = (fact: Fact): boolean => fact.kind === 'subject' && (fact as Fact<'subject'>).body.state === 'ERASED';

/** A subject's id is the customer's: it stands in the log as digest only. */
function pin(
  digestOf: (customerId: string) => string,
  { kind, id, version }: FactRef,
  hash: string | undefined,
): PinnedFact {
  if (hash === undefined)
    throw new Error(`no version ${version} of a ${kind} that the decision used was ever recorded`);
  return { hash, id: kind === 'subject' ? digestOf(id) : id, kind, version };
}

/** The coordinates for which this partner is asked: what the decision lets it supply. */
const askedFor = (decision: Decision, { source, dataset }: Inquiry['asks'][number]) =>
  decision.fields
    .filter(({ coordinate }) => datasetOf(coordinate) === dataset)
    .filter(({ sources }) => sources.some((one) => one.source === source && one.outcome !== 'WITHHOLD'))
    .map(({ coordinate }) => coordinate);

/**
 * Where something is released the key must be there: a failure to seal fails the release. A denial is recorded without, and so is whatever
 * is about somebody who was erased: they have no key, and get none.
 */
async function sealedId(builder: Builder, entryId: string, decision: Decision): Promise<EntrySubject['sealed']> {
  const { customerId, requires } = decision;
  if (requires.length === 0 || nameOf(decision) === null) return null;
  const plain = Buffer.from(customerId, 'utf8');
  const sealed = await builder.vault.seal(customerId, plain, `audit-entry ${entryId}`);
  return Buffer.from(sealed).toString('base64');
}
