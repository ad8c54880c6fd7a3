/**
 * The entry as bytes, and the columns derived from them. Names, codes and keyed digests, never a value.
 *
 * audit-log.md asks for RFC 8785, which sorts keys, and for `version` first. Both hold because an entry is an envelope of two
 * keys, `version` and `what`, in that order: a reader knows the version before it must understand anything else.
 */
import { canonicalJson } from '../domain/canonical-json.ts';
import { GatewayError } from '../domain/errors.ts';
import type { Entry } from './entry-store.ts';
import type { EntryContent } from './entry-content.ts';

const ENTRY_VERSION = 1;

/** What a C2SP entry bundle can hold: its length is a uint16. */
export const MAX_ENTRY_BYTES = 65_535;

/** `customerId` is kept beside the log so that auditors read a name; null where nobody may be named. */
export function entryOf(what: EntryContent, customerId: string | null): Entry {
  const text = canonicalJson({ version: ENTRY_VERSION, what });
  const bytes = Buffer.byteLength(text, 'utf8');
  if (bytes > MAX_ENTRY_BYTES) {
    throw new GatewayError('AUDIT_UNAVAILABLE', 'This request is too large to be recorded. Ask for fewer fields.', {
      internal: `the ${what.kind} entry has ${bytes} bytes`,
    });
  }
  return { ...columnsOf(what), text, customerId };
}

/** Reads an entry back. Throws on bytes that are no entry of a known version. */
export function readEntry(text: string): EntryContent {
  const envelope = JSON.parse(text) as { readonly version?: unknown; readonly what?: EntryContent };
  if (envelope.version !== ENTRY_VERSION || envelope.what === undefined)
    throw new Error('not an entry of a known version');
  return envelope.what;
}

/** A pure function of the content, so that verification can compare the columns with the bytes. */
export function columnsOf(what: EntryContent): Omit<Entry, 'text' | 'customerId'> {
  return {
    id: what.id,
    kind: what.kind,
    requestId: what.requestId,
    caller: what.caller?.subject ?? null,
    application: what.application,
    purpose: what.purpose,
    subjectDigest: what.subject?.digest ?? null,
    tags: [...new Set(tagsOf(what))].sort(),
  };
}

/** Names what a reader of the log may search for; repetitions do not matter. */
function tagsOf(what: EntryContent): readonly string[] {
  const tags = (what.caller?.roles ?? []).map((role) => `role:${role}`);
  switch (what.kind) {
    case 'RELEASED':
      for (const group of what.groups) addGroupTags(tags, group);
      for (const { source } of what.gaps) tags.push(`partner:${source}`);
      return tags;
    case 'INTENT':
      for (const ask of what.asks) {
        tags.push(`partner:${ask.source}`);
        for (const coordinate of ask.coordinates) tags.push(`coordinate:${coordinate}`);
      }
      // A partner that a decision rests on hears nothing unless it is asked.
      for (const fact of what.facts) if (fact.kind !== 'partner') tags.push(...factTags(fact));
      return tags;
    case 'GOVERNANCE_CHANGED':
      return [...tags, ...factTags(what.fact), `action:${what.action}`];
    case 'RIGHTS_EVENT':
      return [...tags, `action:${what.action}`];
    case 'REFUSED':
      return [...tags, 'outcome:REFUSED', `reason:${what.code}`];
    case 'PARTNER_EVENT':
      return [...tags, `partner:${what.partner}`, `action:${what.action}`];
    case 'KEY_EVENT':
      return [...tags, `action:${what.action}`];
    case 'LOG_READ':
      return tags;
  }
}

type Content<K extends EntryContent['kind']> = Extract<EntryContent, { readonly kind: K }>;

function addGroupTags(tags: string[], group: Content<'RELEASED'>['groups'][number]): void {
  for (const coordinate of group.coordinates) tags.push(`coordinate:${coordinate}`);
  for (const reason of group.reasons) tags.push(`reason:${reason}`);
  tags.push(`outcome:${group.outcome}`);
  if (group.source !== null) tags.push(`partner:${group.source}`);
  if (group.agreement !== null) tags.push(`agreement:${group.agreement.id}`);
  if (group.consent !== null) tags.push(`consent:${group.consent.id}`);
}

const factTags = (fact: { readonly kind: string; readonly id: string }): readonly string[] =>
  ['agreement', 'consent', 'partner'].includes(fact.kind) ? [`${fact.kind}:${fact.id}`] : [];
