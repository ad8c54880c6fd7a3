/**
 * A token issuer on a real socket: keys of each kind, tokens of any shape, and a key set that can change, fail or hang.
 */
import { createServer, type Server } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import { type Authenticate, createAuthenticate } from '../../src/identity/authenticate.ts';

export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'gateway';
export const NOW_S = 1_800_000_000;
export const TOLERANCE_S = 30;

export interface Key {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export async function makeKey(alg: string, kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig' } };
}

export type Claims = Readonly<Record<string, unknown>>;

export const CLAIMS = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'ana',
  client_id: 'loan-desk',
  roles: ['officer', 'auditor', 'officer'],
  exp: NOW_S + 600,
} satisfies Claims;

/** A claim set to undefined is left out. */
export function sign(key: Key, claims: Claims = {}, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
  return new SignJWT({ ...CLAIMS, ...claims })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'at+jwt', ...header })
    .sign(key.privateKey);
}

export interface IssuerOnSocket {
  readonly jwksUrl: string;
  /** How often the key set was read. */
  reads(): number;
  publish(...keys: readonly JWK[]): void;
  answer(status: number, body: string): void;
  /** Accepts connections and never answers. */
  hang(): void;
  close(): Promise<void>;
}

export async function startIssuer(...keys: readonly JWK[]): Promise<IssuerOnSocket> {
  let reads = 0;
  let current: { readonly status: number; readonly body: string } | null = null;
  const server = createServer((_req, res) => {
    reads += 1;
    if (current !== null) res.writeHead(current.status, { 'content-type': 'application/json' }).end(current.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer: IssuerOnSocket = {
    jwksUrl: `http://127.0.0.1:${portOf(server)}/jwks`,
    reads: () => reads,
    publish: (...published) => (current = { status: 200, body: JSON.stringify({ keys: published }) }),
    answer: (status, body) => (current = { status, body }),
    hang: () => (current = null),
    close: () => closeServer(server),
  };
  issuer.publish(...keys);
  onTestFinished(() => issuer.close());
  return issuer;
}

export interface Gate {
  readonly authenticate: Authenticate;
  /** Authenticates `Bearer <token>`. */
  enter(token: string): ReturnType<Authenticate>;
  /** Moves the clock. */
  later(seconds: number): void;
}

export function openGate(jwksUrl: string, cacheSize = 100): Gate {
  let nowMs = NOW_S * 1000;
  const authenticate = createAuthenticate({
    issuer: ISSUER,
    audience: AUDIENCE,
    jwksUrl,
    clockToleranceS: TOLERANCE_S,
    cacheSize,
    now: () => nowMs,
  });
  return {
    authenticate,
    enter: (token) => authenticate(`Bearer ${token}`),
    later: (seconds) => (nowMs += seconds * 1000),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
