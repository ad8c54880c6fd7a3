/**
 * A connector that behaves as it is and remembers what it asked and what came back: its own request and fault functions are listened to, so
 * the pipeline under it is the real one. What it holds is real data: it stays in this process's memory.
 */
import type { Connector, Endpoint, PartnerAnswer, PartnerRequest, RequestContext } from '../../../sdk/index.ts';

export interface Exchanged {
  readonly endpoint: string;
  readonly request: PartnerRequest;
  /** The last answer to this request; earlier ones were repeated. null: none arrived, or it was not read as far as the body. */
  readonly answer: PartnerAnswer | null;
  readonly answers: number;
}

export interface Tapped {
  readonly connector: Connector;
  readonly exchanges: () => readonly Exchanged[];
  readonly contexts: () => readonly RequestContext[];
}

export function tap(connector: Connector, onAnswer: (exchanged: Exchanged) => void): Tapped {
  const exchanges: Exchanged[] = [];
  const contexts: RequestContext[] = [];
  const asked = (endpoint: string, request: PartnerRequest): PartnerRequest => {
    exchanges.push({ endpoint, request, answer: null, answers: 0 });
    return request;
  };
  const answered = (endpoint: Endpoint, answer: PartnerAnswer): void => {
    const at = exchanges.findLastIndex((one) => one.endpoint === endpoint.name);
    const open = exchanges[at];
    if (open === undefined || open.answer === answer) return;
    const exchanged = { ...open, answer, answers: open.answers + 1 };
    exchanges[at] = exchanged;
    onAnswer(exchanged);
  };
  const endpoints = connector.endpoints.map((endpoint) => listening(endpoint, asked, (ctx) => void contexts.push(ctx)));
  const faults: NonNullable<Connector['faults']> = (answer, endpoint) => {
    answered(endpoint, answer);
    return connector.faults?.(answer, endpoint) ?? null;
  };
  return { connector: { ...connector, endpoints, faults }, exchanges: () => exchanges, contexts: () => contexts };
}

function listening(
  endpoint: Endpoint,
  asked: (endpoint: string, request: PartnerRequest) => PartnerRequest,
  onContext: (ctx: RequestContext) => void,
): Endpoint {
  const { name, pages } = endpoint;
  const request: Endpoint['request'] = (ctx) => {
    onContext(ctx);
    return asked(name, endpoint.request(ctx));
  };
  if (pages === undefined) return { ...endpoint, request };
  const next: typeof pages.next = (wire, last, ctx) => {
    const following = pages.next(wire, last, ctx);
    return following === null ? null : asked(name, following);
  };
  return { ...endpoint, request, pages: { ...pages, next } };
}
