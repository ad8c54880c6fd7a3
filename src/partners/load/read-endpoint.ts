/**
 * One endpoint for one subject, or for several where the partner batches: builds the request, asks, checks, maps. Never throws;
 * every subject gets a reading or a fault.
 */
import type { Instant } from '../../domain/instant.ts';
import type { Endpoint, PartnerRequest, RequestContext } from '../../sdk/index.ts';
import type { Ask } from '../ask.ts';
import { type Attempt, failed, hasFailed } from '../attempt.ts';
import type { CallTerms } from '../port.ts';
import { askPages, type Reader, type Scope } from './join-pages.ts';
import { mapPicked, mapRecord, type Reading } from '../contract/map-record.ts';
import type { Contract } from '../contract/watch-drift.ts';

export interface Subject {
  readonly ctx: RequestContext;
  readonly customerToken: string | null;
  readonly refreshToken?: string | null;
  readonly customerIds: readonly string[];
  readonly terms: CallTerms;
  readonly freshForS: number;
  readonly askedAt: Instant | null;
}

export async function readOne(
  ask: Ask,
  endpoint: Endpoint,
  { ctx, ...about }: Subject,
  signal: AbortSignal,
  contract: Contract,
): Promise<Attempt<Reading>> {
  const request = build(() => endpoint.request(ctx));
  if (hasFailed(request)) return request;
  const read = (page: unknown): Attempt<unknown> => {
    const checked = contract.examine(endpoint, page);
    // Of several pages together one record is made.
    return hasFailed(checked) || endpoint.pages !== undefined ? checked : mapRecord(endpoint, checked.value.wire, ctx);
  };
  const scope: Scope = { ...about, signal, read };
  const body = await askPages(ask, endpoint, request.value, ctx, scope, { contract, shares: 'ONE' });
  if (hasFailed(body)) return body;
  if (body.value === null) return { value: null };
  return accepted(contract, endpoint, body.value.broken, mapRecord(endpoint, body.value.wire, ctx));
}

/** One call for all subjects; the caller keeps to the endpoint's maximum size. */
export async function readBatch(
  ask: Ask,
  endpoint: Endpoint,
  subjects: readonly Subject[],
  signal: AbortSignal,
  contract: Contract,
): Promise<readonly Attempt<Reading>[]> {
  const ctxs = subjects.map(({ ctx }) => ctx);
  const [first] = subjects;
  const { batch } = endpoint;
  if (first === undefined || batch === undefined) return [];
  const request = build(() => batch.request(ctxs));
  const customerIds = [...new Set(subjects.flatMap((subject) => subject.customerIds))];
  const freshForS = Math.min(...subjects.map((subject) => subject.freshForS));
  const { terms, askedAt } = first;
  const read = (answer: unknown): Attempt<unknown> => contract.examine(endpoint, answer);
  const scope: Scope = { customerToken: null, customerIds, terms, freshForS, askedAt, signal, read };
  const reader: Reader = { contract, shares: 'SEVERAL' };
  const body = hasFailed(request) ? request : await askPages(ask, endpoint, request.value, first.ctx, scope, reader);
  if (hasFailed(body)) return ctxs.map(() => body);
  const { value } = body;
  if (value === null) return ctxs.map(() => ({ value: null }));
  return ctxs.map((ctx) => accepted(contract, endpoint, value.broken, mapPicked(endpoint, value.wire, ctx)));
}

function accepted(
  contract: Contract,
  endpoint: Endpoint,
  broken: readonly string[],
  reading: Attempt<Reading>,
): Attempt<Reading> {
  return hasFailed(reading) ? reading : contract.accept(endpoint, broken, reading.value);
}

function build(request: () => PartnerRequest): Attempt<PartnerRequest> {
  try {
    return { value: request() };
  } catch {
    return failed('PARTNER_BROKE_CONTRACT', 'request-threw');
  }
}
