/**
 * The access log as an auditor reads it over HTTP, for flow tests.
 */
import type { Asker, TestGateway } from './gateway.ts';
import { customerQuery, read, type View, viewOf } from './reading.ts';

export interface Entry {
  readonly id: string;
  readonly recordedAt: string;
  readonly kind: string;
  readonly requestId: string;
  readonly caller: string | null;
  readonly application: string | null;
  readonly roles: readonly string[];
  readonly purpose: string | null;
  readonly customerId: string | null;
  readonly subjectDigest: string | null;
  readonly fields: readonly {
    readonly coordinates: readonly string[];
    readonly outcome: string;
    readonly reasons: readonly string[];
    readonly treatment: string | null;
    readonly partner: string | null;
    readonly cache: string | null;
    readonly agreement: string | null;
    readonly consent: string | null;
  }[];
  readonly gaps: readonly { readonly partner: string; readonly dataset: string; readonly code: string }[];
  readonly event: string | null;
  readonly target: string | null;
  readonly because: string | null;
  readonly count: number;
  readonly facts: readonly string[];
}

export interface Page {
  readonly edges: readonly { readonly node: Entry; readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const NODE = `id recordedAt kind requestId caller application roles purpose customerId subjectDigest
  fields { coordinates outcome reasons treatment partner cache agreement consent } gaps { partner dataset code } event target because count facts`;
export const TRAIL = `query ($filter: AuditFilter, $first: Int, $after: String) {
  auditTrail(filter: $filter, first: $first, after: $after) { edges { cursor node { ${NODE} } } pageInfo { hasNextPage endCursor } } }`;

export async function readPage(
  gateway: TestGateway,
  filter: object,
  about: { first?: number; after?: string } = {},
): Promise<Page> {
  return read<Page>(await gateway.ask('auditor', TRAIL, { filter, first: 100, ...about }), 'auditTrail');
}

/** The newest hundred that match. */
export const readTrail = async (gateway: TestGateway, filter: object): Promise<readonly Entry[]> =>
  (await readPage(gateway, filter)).edges.map(({ node }) => node);

/** Asks for a customer under a request id, to find the entries of that request again. */
export const askUnder =
  (gatewayOf: () => TestGateway) =>
  async (
    selection: string,
    id: string,
    requestId: string,
    who: Asker = 'credit-officer',
    purpose = 'CREDIT_DECISION',
  ): Promise<View> =>
    viewOf(await gatewayOf().ask(who, customerQuery(selection), { id, purpose }, { 'x-request-id': requestId }));
