/**
 * From a fact to the bytes that are stored and hashed, and back. One stored text always gives one parsed body, so parsed bodies
 * are kept by their digest: that is a cache of parsing, never of rights.
 */
import { LRUCache } from 'lru-cache';
import type { Agreement } from '../domain/agreement.ts';
import type { Consent } from '../domain/consent.ts';
import type { Fact, FactBodies, FactKind } from '../domain/fact.ts';
import { canonicalJson, sha256Hex } from './canonical-json.ts';

export interface FactRow {
  readonly kind: FactKind;
  readonly id: string;
  readonly version: number;
  readonly hash: string;
}

/** What is copied out of a body into columns for searching. */
export interface FactColumns {
  readonly subjectId: string | null;
  readonly partnerId: string | null;
  readonly state: string | null;
}

const COLUMNS: { readonly [K in FactKind]: (id: string, body: FactBodies[K]) => FactColumns } = {
  principal: () => ({ subjectId: null, partnerId: null, state: null }),
  role: () => ({ subjectId: null, partnerId: null, state: null }),
  purpose: (_id, body) => ({ subjectId: null, partnerId: null, state: body.state }),
  partner: (id, body) => ({ subjectId: null, partnerId: id, state: body.state }),
  subject: (id, body) => ({ subjectId: id, partnerId: null, state: body.state }),
  agreement: (_id, body) => ({ subjectId: null, partnerId: body.terms.partnerId, state: body.state }),
  consent: ofCustomer,
  policy: () => ({ subjectId: null, partnerId: null, state: null }),
  'policy-change': inState,
  notice: inState,
  assessment: inState,
  elevation: ofCustomer,
  guardianship: ofCustomer,
  'rights-request': ofCustomer,
  'legal-hold': ofCustomer,
  export: inState,
};

function inState(_id: string, { state }: { readonly state: string }): FactColumns {
  return { subjectId: null, partnerId: null, state };
}

function ofCustomer(_id: string, body: { readonly customerId: string; readonly state: string }): FactColumns {
  return { subjectId: body.customerId, partnerId: null, state: body.state };
}

export const columnsOf = <K extends FactKind>(kind: K, id: string, body: FactBodies[K]): FactColumns =>
  COLUMNS[kind](id, body);

interface Parsed {
  readonly body: object;
  /** For agreements: the signed terms still have the hash that was signed. True for every other kind. */
  readonly areTermsIntact: boolean;
}

/** Bounded by the text parsed, because bodies differ in size a hundredfold. */
const parsedByDigest = new LRUCache<string, Parsed>({ max: 30_000, maxSize: 12_000_000 });

export const hasParsed = (kind: FactKind, digest: string): boolean => parsedByDigest.has(`${kind} ${digest}`);

/**
 * The fact a row and the digest of its stored bytes make; null when the bytes are no JSON object: such a fact is as good as
 * absent, and nothing absent ever permits. `text` may be left out when `hasParsed` said so.
 */
export function factOf<K extends FactKind>(row: FactRow & { kind: K }, digest: string, text?: string): Fact<K> | null {
  const parsed =
    parsedByDigest.get(`${row.kind} ${digest}`) ?? (text === undefined ? null : parse(row.kind, digest, text));
  if (parsed === null) return null;
  const body = parsed.body as FactBodies[K];
  const isIntact = digest === row.hash && parsed.areTermsIntact && isItself(row, body);
  return { kind: row.kind, id: row.id, version: row.version, hash: digest, isIntact, body };
}

function parse(kind: FactKind, digest: string, text: string): Parsed | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof body !== 'object' || body === null) return null;
  const parsed = { body: frozen(body), areTermsIntact: kind !== 'agreement' || termsMatch(body) };
  parsedByDigest.set(`${kind} ${digest}`, parsed, { size: text.length });
  return parsed;
}

const termsMatch = ({ terms, termsHash }: Partial<Agreement>): boolean =>
  typeof terms === 'object' && sha256Hex(canonicalJson(terms)) === termsHash;

/** Bytes that were copied from another row are not that row's: where the body names its owner, it must be this one. */
function isItself(row: FactRow, body: object): boolean {
  if (row.kind !== 'agreement') return true;
  const { agreementId, termsVersion } = body as Agreement;
  return row.id === `${agreementId}/${termsVersion}`;
}

/** What stands under another customer than its body names was moved by hand. */
export const belongsTo = (customerId: string, { body }: Fact<'consent' | 'elevation' | 'guardianship'>): boolean =>
  (body as Partial<Consent>).customerId === customerId;

/** Parsed bodies are shared by requests. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
