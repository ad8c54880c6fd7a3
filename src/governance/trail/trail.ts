/**
 * The log for its readers: auditors only, and each reading is an entry itself, durable before anything is shown. Names what the
 * entries hold in the schema's words.
 */
import type { EntryContent, LineGroup } from '../../audit/entry-content.ts';
import type { Entries } from '../../audit/entries.ts';
import type { EntryStore } from '../../audit/entry-store.ts';
import { type Trail as TrailReader, type TrailEntry, type TrailFilter, trailFilterCodes } from '../../audit/trail.ts';
import { failClosed } from '../../domain/fail-closed.ts';
import type { FactRef } from '../../domain/fact.ts';
import type { MaskRule } from '../../domain/classification.ts';
import type { Authorise } from '../authorise.ts';
import type { AuditedFields, AuditEntry, Trail } from './port.ts';
import type { ReadReason } from './read-reason.ts';

export interface TrailParts {
  readonly authorise: Authorise;
  readonly reader: TrailReader;
  readonly entries: Pick<Entries, 'logRead' | 'digestOf'>;
  readonly store: Pick<EntryStore, 'append'>;
  readonly readReason: ReadReason;
}

export function createTrail({ authorise, reader, entries, store, readReason }: TrailParts): Trail {
  return async (actor, filter, { first, after }) => {
    await authorise(actor, 'audit:read');
    const asked = filter as TrailFilter;
    return failClosed(async () => {
      const page = await reader.read(asked, first, after);
      const account = { requestId: actor.requestId, caller: actor.caller };
      await store.append([entries.logRead(account, trailFilterCodes(asked, entries.digestOf), page.entries.length)]);
      return {
        items: page.entries.map((entry) => ({ node: toAuditEntry(entry, readReason), cursor: entry.cursor })),
        hasNextPage: page.hasNextPage,
      };
    });
  };
}

function toAuditEntry({ id, recordedAt, customerId, content }: TrailEntry, readReason: ReadReason): AuditEntry {
  return {
    id,
    recordedAt,
    customerId,
    kind: content.kind,
    requestId: content.requestId ?? '',
    caller: content.caller?.subject ?? null,
    application: content.application,
    roles: content.caller?.roles ?? [],
    purpose: content.purpose,
    subjectDigest: content.subject?.digest ?? null,
    fields: fieldsOf(content),
    gaps:
      content.kind === 'RELEASED'
        ? content.gaps.map(({ source, dataset, code, coordinates, servedStale }) => ({
            partner: source,
            dataset,
            fields: coordinates ?? null,
            code,
            retryAfterMs: null,
            servedStale: servedStale === true,
          }))
        : [],
    ...eventOf(content),
    facts: factsOf(content),
    because: () => readReason(content),
  };
}

function fieldsOf(content: EntryContent): readonly AuditedFields[] {
  switch (content.kind) {
    case 'RELEASED':
      return content.groups.map(toFields);
    case 'INTENT':
      return content.asks.map(({ source, coordinates }) => ({ ...ASKED, partner: source, coordinates }));
    default:
      return [];
  }
}

/** An INTENT names what a partner is about to be asked; what comes of it stands in the RELEASED entry. */
const ASKED = { outcome: 'ALLOW', reasons: [], treatment: null, cache: null, agreement: null, consent: null } as const;

const toFields = ({
  coordinates,
  outcome,
  reasons,
  treatment,
  source,
  cache,
  agreement,
  consent,
}: LineGroup): AuditedFields => ({
  coordinates,
  outcome,
  reasons,
  treatment: treatment as MaskRule | null,
  partner: source,
  cache,
  agreement: agreement?.id ?? null,
  consent: consent?.id ?? null,
});

function eventOf(content: EntryContent): Pick<AuditEntry, 'event' | 'target' | 'count'> {
  switch (content.kind) {
    case 'GOVERNANCE_CHANGED':
      return { event: content.action, target: `${content.fact.kind}:${content.fact.id}`, count: 1 };
    case 'RIGHTS_EVENT':
      return { event: content.action, target: `${content.fact.kind}:${content.fact.id}`, count: 1 };
    case 'REFUSED':
      return { event: content.code, target: content.action, count: content.count };
    case 'PARTNER_EVENT':
      return {
        event: content.action,
        target: [content.partner, content.endpoint, content.target, content.outcome]
          .filter((one) => one !== null)
          .join(' '),
        count: content.count,
      };
    case 'KEY_EVENT':
      return { event: content.action, target: content.keyId, count: content.count };
    case 'LOG_READ':
      return {
        event: 'LOG_READ',
        target: Object.keys(content.filter).sort().join(' ') || null,
        count: content.entries,
      };
    default:
      return { event: null, target: null, count: 1 };
  }
}

function factsOf(content: EntryContent): readonly string[] {
  const name = ({ kind, id, version }: FactRef): string => `${kind}:${id}@${version}`;
  if (content.kind === 'RELEASED' || content.kind === 'INTENT') return content.facts.map(name);
  return content.kind === 'GOVERNANCE_CHANGED' || content.kind === 'RIGHTS_EVENT' ? [name(content.fact)] : [];
}
