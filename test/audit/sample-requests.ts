/** Requests as disclosure would hand them to the log, over the small bank of test/store/sample-facts.ts. */
import { createCipheriv, randomBytes } from 'node:crypto';
import { createEntries, type Entries } from '../../src/audit/entries.ts';
import { createAccessLog } from '../../src/audit/log.ts';
import type { AccessLog, RequestAccount } from '../../src/audit/port.ts';
import { type Decision, type MaskedView, mintDecision, mintMaskedView } from '../../src/domain/custody.ts';
import type { FactRef } from '../../src/domain/fact.ts';
import type { Instant } from '../../src/domain/instant.ts';
import type { ReasonCode } from '../../src/domain/reason.ts';
import { createEntryStore } from '../../src/store/audit-entries.ts';
import type { Database } from '../../src/store/database.ts';
import { createFacts } from '../../src/store/facts.ts';
import type { Vault } from '../../src/subjects/port.ts';
import { agreementId } from '../store/sample-facts.ts';

/** Real AES-GCM with keys in memory; a customer in `withoutKey` was erased. */
export function memoryVault(withoutKey: ReadonlySet<string> = new Set()): Vault {
  const keys = new Map<string, Buffer>();
  const keyOf = (customerId: string): Buffer => {
    if (withoutKey.has(customerId)) throw new Error('the key is gone');
    const key = keys.get(customerId) ?? randomBytes(32);
    keys.set(customerId, key);
    return key;
  };
  return {
    seal: async (customerId, plain, context) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', keyOf(customerId), iv).setAAD(Buffer.from(context));
      return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open: () => Promise.reject(new Error('the log never opens what it sealed')),
    preload: async () => undefined,
  };
}

export interface Replica {
  readonly log: AccessLog;
  readonly entries: Entries;
  readonly store: ReturnType<typeof createEntryStore>;
  readonly facts: ReturnType<typeof createFacts>;
}

export function replicaOn(db: Database, options: { vault?: Vault; lockWaitMs?: number } = {}): Replica {
  const vault = options.vault ?? memoryVault();
  const facts = createFacts(db);
  const store = createEntryStore(db, options.lockWaitMs === undefined ? {} : { lockWaitMs: options.lockWaitMs });
  const entries = createEntries({
    digestKey: Buffer.alloc(32, 7),
    vault,
    policyHash: 'p'.repeat(64),
    schemaHash: 's'.repeat(64),
  });
  return { log: createAccessLog({ store, entries, vault, hashesOf: facts.hashesOf }), entries, store, facts };
}

export const account = (requestId = 'req-1', subject = 'lin'): RequestAccount => ({
  requestId,
  caller: { subject, application: 'loan-desk', roles: ['underwriter'], expiresAtS: 4_000_000_000 },
  purpose: 'CREDIT_DECISION',
});

export interface Wanted {
  readonly consentVersion?: number;
  readonly purposeVersion?: number;
  readonly validUntil?: string;
}

/** An ALLOW of the score from alpha-credit for customer `c<n>`, resting on everything such a decision rests on. */
export function allowed(n: number, { consentVersion = 1, purposeVersion = 1, validUntil }: Wanted = {}): Decision {
  const agreement: FactRef = { kind: 'agreement', id: agreementId('alpha-credit'), version: 1 };
  const consent: FactRef = { kind: 'consent', id: `k${n}`, version: consentVersion };
  const reasons: readonly ReasonCode[] = ['ALLOW_OK'];
  const outcome = 'ALLOW' as const;
  const source = { source: 'alpha-credit', outcome, reasons, agreement, consent, cacheTtlS: 60, retentionDays: 30 };
  return mintDecision({
    customerId: `c${n}`,
    purpose: 'CREDIT_DECISION',
    decidedAt: '2026-06-01T00:00:00.000Z' as Instant,
    fields: [{ coordinate: 'CreditScore.value', outcome, reasons, sources: [source] }],
    requires: [
      agreement,
      consent,
      { kind: 'partner', id: 'alpha-credit', version: 1 },
      { kind: 'principal', id: 'loan-desk', version: 1 },
      { kind: 'purpose', id: 'CREDIT_DECISION', version: purposeVersion },
      { kind: 'role', id: 'underwriter', version: 1 },
      { kind: 'subject', id: `c${n}`, version: 1 },
    ],
    validUntil: (validUntil ?? null) as Instant | null,
  });
}

export function denied(customerId: string, reason: ReasonCode = 'SUBJECT_UNKNOWN'): Decision {
  return mintDecision({
    customerId,
    purpose: 'CREDIT_DECISION',
    decidedAt: '2026-06-01T00:00:00.000Z' as Instant,
    fields: [{ coordinate: 'CreditScore.value', outcome: 'WITHHOLD', reasons: [reason], sources: [] }],
    requires: [],
    validUntil: null,
  });
}

/** The view such a decision leads to. The value in it must never reach the log. */
export function viewOf(decision: Decision): MaskedView {
  const [field] = decision.fields;
  const [source] = field?.sources ?? [];
  const line = {
    coordinate: 'CreditScore.value' as const,
    outcome: field?.outcome ?? 'WITHHOLD',
    reasons: field?.reasons ?? [],
    treatment: null,
    source: source?.source ?? null,
    asOf: '2026-05-05T05:05:05.000Z' as Instant,
    fetchedAt: null,
    cache: source === undefined ? null : ('LIVE' as const),
    isEmpty: false,
    agreement: source?.agreement ?? null,
    consent: source?.consent ?? null,
    survivedBy: null,
  };
  return mintMaskedView({
    id: decision.customerId,
    decidedAt: decision.decidedAt,
    identity: null,
    credit: { scores: [{ value: 'SECRET-712' }] },
    market: null,
    social: null,
    disclosures: [line],
    gaps: [],
    conflicts: [],
  });
}

export const releaseOf = (decision: Decision) => ({ decision, view: viewOf(decision) });

export const logged = (db: Database) =>
  db.query<{
    id: string;
    kind: string;
    text: string;
    caller: string | null;
    tags: readonly string[];
    request_id: string;
  }>({
    text: `SELECT id, kind, convert_from(bytes, 'UTF8') AS text, caller, tags, request_id FROM audit_entries ORDER BY recorded_at, id`,
  });
