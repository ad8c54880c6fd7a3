/**
 * Where a call may go: the base URL's host or one the connector allows, https (http only to loopback, only in the sandbox), and
 * nowhere that dot segments could lead. Builds the address; connects to nothing.
 */
import type { Connector, PartnerRequest } from '../../sdk/index.ts';
import { type Attempt, failed } from '../attempt.ts';
import { type AddressPolicy, isLoopbackHost, mayConnectTo } from './guard-address.ts';

export interface Target {
  readonly origin: string;
  /** Path and query. May carry a credential: never logged. */
  readonly path: string;
}

export type Aim = (request: PartnerRequest, credentials: Readonly<Record<string, string>>) => Attempt<Target>;

/** Why an address may not be called; null when it may. */
export function objectionTo(url: URL, policy: AddressPolicy): string | null {
  const isLocal = policy === 'public-and-loopback' && isLoopbackHost(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) return 'not-https';
  if (url.username !== '' || url.password !== '') return 'credentials-in-address';
  const literal = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  const isLiteral = url.hostname.startsWith('[') || /^[\d.]+$/.test(literal);
  return isLiteral && !mayConnectTo(literal, policy) ? 'address-refused' : null;
}

export function createAim(connector: Connector, baseUrl: string, policy: AddressPolicy): Aim {
  const base = new URL(baseUrl);
  const prefix = base.pathname.replace(/\/$/, '');
  const hosts = new Set([base.host, ...connector.allowedHosts]);
  const goodOrigins = new Set<string>();
  const judge = (url: URL): string | null => {
    // An origin says nothing of user name and password, and one bad link must not speak for all that follow.
    if (goodOrigins.has(url.origin) && url.username === '' && url.password === '') return null;
    const objection = objectionTo(url, policy);
    if (objection === null) goodOrigins.add(url.origin);
    return objection;
  };
  return (request, credentials) => {
    const url = parse(request.path, base.origin, prefix);
    if (url === null) return failed('PARTNER_UNAVAILABLE', 'path-refused');
    if (!hosts.has(url.host)) return failed('PARTNER_UNAVAILABLE', 'host-refused');
    const objection = judge(url);
    if (objection !== null) return failed('PARTNER_UNAVAILABLE', objection);
    for (const [name, value] of Object.entries({ ...request.query, ...credentials })) {
      if (value !== undefined) url.searchParams.append(name, String(value));
    }
    return { value: { origin: url.origin, path: url.pathname + url.search } };
  };
}

/** A path below the base, or an absolute address (a page's own link); null when dot segments would lead elsewhere. */
function parse(path: string, origin: string, prefix: string): URL | null {
  const text = path.startsWith('/') ? origin + prefix + path : path;
  // URL parsers drop line breaks and tabs, which would put two dots together that were apart.
  if (CONTROL.test(path)) return null;
  const pathOnly = /^[^?#]*/.exec(path)?.[0] ?? '';
  if (pathOnly.split(/[/\\]/).some((segment) => /^(\.|%2e){1,2}$/i.test(segment))) return null;
  return URL.canParse(text) ? new URL(text) : null;
}

const CONTROL = /[\u0000-\u001f\u007f]/;
