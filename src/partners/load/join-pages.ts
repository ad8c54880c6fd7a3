/**
 * Asks for an endpoint's answer page by page, checks each against the contract and joins them. Stops at the last page or at
 * `maxPages`; a fault on any page is the fault of the whole, because a part would pass for all.
 */
import type { Endpoint, PartnerRequest, RequestContext } from '../../sdk/index.ts';
import { type Ask, isFault, type PartnerCall } from '../ask.ts';
import { type Attempt, failed, hasFailed } from '../attempt.ts';
import type { Contract, Shares } from '../contract/watch-drift.ts';

export type Scope = Omit<PartnerCall, 'endpoint' | 'request'>;

/** A checked body and the places set aside in it, or null when the partner has no record. */
export type Body = { readonly wire: unknown; readonly broken: readonly string[] } | null;

/** Who checks, and whether the answer is one customer's or a batch's. */
export interface Reader {
  readonly contract: Contract;
  readonly shares: Shares;
}

export async function askPages(
  ask: Ask,
  endpoint: Endpoint,
  first: PartnerRequest,
  ctx: RequestContext,
  scope: Scope,
  reader: Reader,
): Promise<Attempt<Body>> {
  const pages: unknown[] = [];
  const broken = new Set<string>();
  let request: PartnerRequest | null = first;
  while (request !== null && pages.length < (endpoint.pages?.maxPages ?? 1)) {
    const page: Attempt<Body> = await askPage(ask, endpoint, request, ctx, scope, reader);
    if (hasFailed(page)) return page;
    if (page.value === null) return pages.length === 0 ? page : failed('PARTNER_BROKE_CONTRACT', 'page-missing');
    pages.push(page.value.wire);
    for (const pointer of page.value.broken) broken.add(pointer);
    const next = nextRequest(endpoint, page.value.wire, request, ctx);
    if (hasFailed(next)) return next;
    request = next.value;
  }
  return join(endpoint, pages, [...broken]);
}

async function askPage(
  ask: Ask,
  endpoint: Endpoint,
  request: PartnerRequest,
  ctx: RequestContext,
  scope: Scope,
  { contract, shares }: Reader,
): Promise<Attempt<Body>> {
  const { answer, verdict } = await ask({ endpoint, request, ...scope });
  if (isFault(verdict)) return { fault: verdict };
  if (verdict === 'NO_RECORD') return { value: null };
  const checked = contract.check(endpoint, answer?.body, ctx, shares);
  if (hasFailed(checked)) return checked;
  const { wire, broken } = checked.value;
  return { value: { wire, broken: broken.map(({ pointer }) => pointer) } };
}

function nextRequest(
  { pages }: Endpoint,
  wire: unknown,
  request: PartnerRequest,
  ctx: RequestContext,
): Attempt<PartnerRequest | null> {
  try {
    return { value: pages?.next(wire, request, ctx) ?? null };
  } catch {
    return failed('PARTNER_BROKE_CONTRACT', 'next-page-threw');
  }
}

function join({ pages }: Endpoint, wires: readonly unknown[], broken: readonly string[]): Attempt<Body> {
  if (pages === undefined) return { value: { wire: wires[0], broken } };
  try {
    return { value: { wire: pages.join(wires), broken } };
  } catch {
    return failed('PARTNER_BROKE_CONTRACT', 'join-threw');
  }
}
