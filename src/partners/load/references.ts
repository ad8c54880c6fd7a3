/**
 * Which of a customer's partner references an endpoint needs, and a digest of them that tells whether a stored record still
 * belongs to the same person at the partner. Values stay in memory; only the digest is kept, inside sealed records.
 */
import { hash } from 'node:crypto';
import type { PartnerReferences } from '../../domain/customer.ts';
import type { Connector, Endpoint } from '../../sdk/index.ts';
import type { Asking } from './load-records.ts';
import type { Subject } from './read-endpoint.ts';
import type { LocalDate } from '../../domain/instant.ts';
import { freshnessOf } from '../records/freshness.ts';

/** Declared references in a fixed order, then the customer's token and what renews it, if there is such; null when the customer lacks one. */
export function neededValues(
  { auth }: Connector,
  endpoint: Endpoint,
  references: PartnerReferences,
): readonly string[] | null {
  const names = auth.type === 'customer-token' ? [...endpoint.references, auth.reference] : endpoint.references;
  const values: string[] = [];
  for (const name of names) {
    const value = Object.hasOwn(references, name) ? references[name] : undefined;
    if (value === undefined || value === '') return null;
    values.push(value);
  }
  const renewing = auth.type === 'customer-token' ? references[auth.refresh?.reference ?? ''] : undefined;
  return renewing === undefined || renewing === '' ? values : [...values, renewing];
}

/** What request() may see: the declared references and nothing else; the token goes to credentials only. */
export function subjectOf(
  connector: Connector,
  endpoint: Endpoint,
  { values, customerId, terms, cacheTtlS = 0, retentionDays = 0, askedAt = null }: Asking,
  today: LocalDate,
): Subject {
  const { auth } = connector;
  const references = Object.fromEntries(endpoint.references.map((name, i) => [name, values[i] ?? '']));
  const [token = null, refreshToken = null] = values.slice(endpoint.references.length);
  const customerToken = auth.type === 'customer-token' ? token : null;
  const customerIds = isPublic(connector, endpoint) ? [] : [customerId];
  const { freshForS } = freshnessOf(endpoint, { cacheTtlS, retentionDays });
  return { ctx: { references, today }, customerToken, refreshToken, customerIds, terms, freshForS, askedAt };
}

export const keyOf = (values: readonly string[]): string => JSON.stringify(values);

export const digestOf = (values: readonly string[]): string => hash('sha256', keyOf(values), 'base64url');

/** An endpoint without references answers the same for everybody, unless the customer's own token asks. */
export const isPublic = ({ auth }: Connector, endpoint: Endpoint): boolean =>
  endpoint.references.length === 0 && auth.type !== 'customer-token';
