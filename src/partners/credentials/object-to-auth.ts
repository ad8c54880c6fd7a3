/**
 * What a connector's auth must be before it may serve: the first objection in words an author can act on, or null. Pure.
 */
import type { Connector, TokenEndpoint } from '../../sdk/index.ts';

export function objectionToAuth({ auth, allowedHosts, clientCertificate }: Connector, baseUrl: string): string | null {
  const hasCertificate = clientCertificate !== undefined;
  const hosts = new Set([new URL(baseUrl).host, ...allowedHosts]);
  switch (auth.type) {
    case 'oauth2-client-credentials':
      return objectionToEndpoint(auth, hosts, hasCertificate);
    case 'customer-token':
      if (auth.refresh === undefined) return null;
      if (auth.refresh.reference === auth.reference) return 'access token and refresh token are the same reference';
      return objectionToEndpoint(auth.refresh, hosts, hasCertificate);
    case 'login':
      return auth.refreshAfterMs > 0 ? null : 'refreshAfterMs must be more than 0';
    default:
      return null;
  }
}

function objectionToEndpoint(
  { tokenUrl, lifetimeMs, authentication }: TokenEndpoint,
  hosts: ReadonlySet<string>,
  hasCertificate: boolean,
): string | null {
  if (authentication === 'certificate' && !hasCertificate)
    return 'the token endpoint knows the bank by its certificate, and no clientCertificate is declared';
  if (lifetimeMs !== undefined && !(lifetimeMs > 0)) return 'lifetimeMs must be more than 0';
  if (tokenUrl.startsWith('/')) return null;
  const url = URL.canParse(tokenUrl) ? new URL(tokenUrl) : null;
  if (url?.protocol !== 'https:') return 'the token URL is neither a path nor an https address';
  return hosts.has(url.host) ? null : `the token URL's host "${url.host}" is not an allowed host`;
}
