/**
 * A partner that knows one cassette: asked as the cassette says it answers as the cassette says, and asked otherwise it
 * answers 500, so that a wrong request cannot pass for a right outcome. Logins are left to the connector's own sandbox.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Connector, SandboxPartner, SandboxRequest } from '../../src/sdk/index.ts';
import type { Cassette } from '../../src/cli/connector/cassette.ts';

/** Set by whoever frames the message; what the cassette recorded no longer fits. */
const FRAMING = new Set(['content-length', 'content-encoding', 'transfer-encoding', 'connection']);

export function cassettePartner(connector: Connector, cassette: Cassette, own: SandboxPartner): SandboxPartner {
  const exchanges = [cassette, ...cassette.then];
  const { auth } = connector;
  const login = auth.type === 'login' ? auth.request((name) => name) : null;
  return (request, world) => {
    if (request.path === login?.path) return own(request, world);
    const at = exchanges.findIndex((exchange) => isAsked(exchange.request, request, auth));
    const exchange = exchanges[at];
    if (exchange === undefined) return { status: 500, body: 'not the request of the cassette' };
    const headers = Object.entries(exchange.response.headers).filter(([name]) => !FRAMING.has(name.toLowerCase()));
    return { status: exchange.response.status, headers: Object.fromEntries(headers), body: cassette.texts[at] ?? '' };
  };
}

function isAsked(wanted: Cassette['request'], request: SandboxRequest, auth: Connector['auth']): boolean {
  const query = { ...request.query };
  if (auth.type === 'api-key' && auth.in === 'query') delete query[auth.name];
  return (
    wanted.method === request.method &&
    decodeURI(wanted.path) === decodeURI(request.path) &&
    isDeepStrictEqual(wanted.query, query) &&
    isDeepStrictEqual(wanted.body, request.body)
  );
}
