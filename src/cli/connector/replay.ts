/**
 * Runs a cassette through the pure parts of its connector: request, fault rule, wire, pages, batch and map. What the usual
 * classification of statuses decides is left open here; it is the pipeline's and is checked over sockets.
 * Throws where the connector asks otherwise than the cassette says: an outcome of other questions means nothing.
 */
import { isDeepStrictEqual } from 'node:util';
import { parseWire, type Connector, type Endpoint, type PartnerRequest, type RequestContext } from '../../sdk/index.ts';
import type { Cassette, CassetteOutcome } from './cassette.ts';

/** `open`: only the pipeline can tell. */
export type Replayed = readonly CassetteOutcome[] | 'open';

export const contextsOf = (cassette: Cassette): readonly RequestContext[] =>
  (cassette.batch ?? [cassette.references ?? {}]).map((references) => ({
    references,
    today: cassette.today as RequestContext['today'],
  }));

export function endpointOf(connector: Connector, name: string): Endpoint {
  const endpoint = connector.endpoints.find((candidate) => candidate.name === name);
  if (endpoint === undefined) throw new Error(`${connector.id} has no endpoint ${name}`);
  return endpoint;
}

/** A request as the wire shows it: query values are text, absent ones are gone. */
export const asSent = (request: PartnerRequest) => ({
  method: request.method,
  path: request.path,
  query: Object.fromEntries(
    Object.entries(request.query ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  ),
  ...(request.body === undefined ? {} : { body: JSON.parse(JSON.stringify(request.body)) as unknown }),
});

export function firstRequest(
  endpoint: Endpoint,
  contexts: readonly RequestContext[],
  isBatch: boolean,
): PartnerRequest {
  const [only] = contexts;
  if (isBatch && endpoint.batch !== undefined) return endpoint.batch.request(contexts);
  if (only === undefined) throw new Error('a cassette needs references or a batch');
  return endpoint.request(only);
}

export function replay(connector: Connector, cassette: Cassette): Replayed {
  const endpoint = endpointOf(connector, cassette.endpoint);
  const contexts = contextsOf(cassette);
  const isBatch = cassette.batch !== undefined;
  const all = (outcome: CassetteOutcome): Replayed => contexts.map(() => outcome);
  const exchanges = [cassette, ...cassette.then];
  const pages: unknown[] = [];
  let request = firstRequest(endpoint, contexts, isBatch);
  for (const [i, exchange] of exchanges.entries()) {
    assertAsked(cassette.name, i, asSent(request), exchange.request);
    const read = readAnswer(connector, endpoint, exchange.response, cassette.texts[i] ?? '');
    if (read === 'open') return 'open';
    if ('outcome' in read) return all(read.outcome);
    pages.push(read.wire);
    const next = endpoint.pages?.next(read.wire, request, contexts[0] as RequestContext) ?? null;
    if (i + 1 < exchanges.length && next === null)
      throw new Error(`${cassette.name}: no request follows answer ${i + 1}`);
    if (next === null) break;
    request = next;
  }
  return contexts.map((ctx) => outcomeOf(endpoint, pages, ctx, isBatch));
}

function assertAsked(name: string, at: number, asked: ReturnType<typeof asSent>, recorded: Cassette['request']): void {
  if (isDeepStrictEqual(asked, { ...recorded })) return;
  throw new Error(
    `${name}: request ${at + 1} is not the cassette's: asked ${JSON.stringify(asked)}, recorded ${JSON.stringify(recorded)}`,
  );
}

function readAnswer(
  connector: Connector,
  endpoint: Endpoint,
  response: Cassette['response'],
  text: string,
): 'open' | { readonly outcome: CassetteOutcome } | { readonly wire: unknown } {
  const body = parsed(text);
  const verdict = connector.faults?.({ status: response.status, headers: response.headers, body }, endpoint) ?? null;
  if (verdict === 'NO_RECORD') return { outcome: { noRecord: true } };
  if (verdict !== null) return { outcome: { fault: typeof verdict === 'string' ? verdict : verdict.code } };
  if (response.status < 200 || response.status > 299) return 'open';
  const result = endpoint.wire.safeParse(body);
  return result.success ? { wire: result.data } : { outcome: { fault: 'PARTNER_BROKE_CONTRACT' } };
}

/** undefined for a body that is no JSON, as the pipeline hands it to fault rules. */
export function parsed(text: string): unknown {
  try {
    return parseWire(text);
  } catch {
    return undefined;
  }
}

function outcomeOf(
  endpoint: Endpoint,
  pages: readonly unknown[],
  ctx: RequestContext,
  isBatch: boolean,
): CassetteOutcome {
  const joined = endpoint.pages === undefined || pages.length === 0 ? pages[0] : endpoint.pages.join(pages);
  const own = isBatch && endpoint.batch !== undefined ? endpoint.batch.pick(joined, ctx) : joined;
  if (own !== null && endpoint.isAbout?.(own, ctx) === false) return { fault: 'PARTNER_BROKE_CONTRACT' };
  const mapped = own === null ? null : endpoint.map(own, ctx);
  return mapped === null ? { noRecord: true } : { record: mapped.record, asOf: mapped.asOf };
}
