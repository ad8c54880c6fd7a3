/**
 * A small token issuer on loopback, so that the first run needs no identity provider. It publishes its key set (RFC 7517) and
 * mints access tokens (RFC 9068). Sandbox mode only: nothing in production imports it.
 */
import { createServer, type Server } from 'node:http';
import { importJWK, type JWK, SignJWT } from 'jose';
import { SANDBOX_AUDIENCE, type SandboxKeys, sandboxIssuer } from './keys.ts';

export interface TokenRequest {
  readonly subject: string;
  readonly application: string;
  readonly roles: readonly string[];
  readonly lifetimeS: number;
  /** For roles that reach the customers of the own branch or books only. */
  readonly branch?: string;
  readonly books?: readonly string[];
}

/** Signs a token of the sandbox's issuer that listens on `issuerPort`. */
export async function mintSandboxToken(keys: SandboxKeys, issuerPort: number, request: TokenRequest): Promise<string> {
  const { kid } = keys.issuerKey;
  const { application, roles, branch, books } = request;
  const place = { ...(branch === undefined ? {} : { branch }), ...(books === undefined ? {} : { books: [...books] }) };
  return new SignJWT({ client_id: application, roles: [...roles], ...place })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', ...(kid === undefined ? {} : { kid }) })
    .setIssuer(sandboxIssuer(issuerPort))
    .setAudience(SANDBOX_AUDIENCE)
    .setSubject(request.subject)
    .setIssuedAt()
    .setExpirationTime(`${request.lifetimeS}s`)
    .sign(await importJWK(keys.issuerKey, 'EdDSA'));
}

export interface SandboxIssuer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves `/.well-known/jwks.json` on loopback; port 0 takes any free one. */
export async function startSandboxIssuer(keys: SandboxKeys, port: number): Promise<SandboxIssuer> {
  const body = JSON.stringify({ keys: [publicPart(keys.issuerKey)] });
  const server = createServer((req, res) => {
    const isKeySet = req.url === '/.well-known/jwks.json';
    res.writeHead(isKeySet ? 200 : 404, { 'content-type': 'application/json' }).end(isKeySet ? body : '{}');
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => closeServer(server),
  };
}

/** Named one by one: a private member can never slip through. */
const publicPart = ({ kty, crv, x, kid, alg, use }: JWK): object => ({ kty, crv, x, kid, alg, use });

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
