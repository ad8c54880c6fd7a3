/**
 * A partner's front door: are the credentials those the connector's `auth` promises? Issued login tokens are remembered
 * until the simulator stops; nothing is logged.
 */
import type { Auth, PartnerRequest, SandboxRequest, SandboxWorld, Secrets } from '../sdk/index.ts';
import { parseWire } from '../sdk/index.ts';
import type { Rendered } from './misbehave.ts';

export interface Gatekeeper {
  /** Adds the customer a token stands for to `seen`. */
  admits(request: SandboxRequest, seen: Set<string>): boolean;
  /** Looks at an answer for a login token it issues. */
  note(request: SandboxRequest, answer: Rendered): void;
}

type Login = Extract<Auth, { readonly type: 'login' }>;

export function createGatekeeper(auth: Auth, world: SandboxWorld, secrets: Secrets | undefined): Gatekeeper {
  const issued = new Set<string>();
  const isSecret = (given: string | undefined, name: string): boolean =>
    given !== undefined && given !== '' && (secrets === undefined || given === secrets(name));
  return {
    admits: (request, seen) => isAdmitted(auth, request, { issued, isSecret, world, seen, secrets }),
    note(request, { status, text }) {
      if (auth.type !== 'login' || status !== 200 || !isLogin(auth, request, secrets)) return;
      const parsed = auth.wire.safeParse(parseWire(text));
      if (parsed.success) issued.add(parsed.data.token);
    },
  };
}

interface Door {
  readonly issued: ReadonlySet<string>;
  readonly isSecret: (given: string | undefined, name: string) => boolean;
  readonly world: SandboxWorld;
  readonly seen: Set<string>;
  readonly secrets: Secrets | undefined;
}

function isAdmitted(auth: Auth, request: SandboxRequest, door: Door): boolean {
  const authorization = request.headers['authorization'] ?? '';
  switch (auth.type) {
    case 'none':
      return true;
    case 'api-key':
      return door.isSecret((auth.in === 'query' ? request.query : request.headers)[keyName(auth)], auth.secret);
    case 'bearer':
      if (auth.isOptional === true && authorization === '') return true;
      return door.isSecret(/^Bearer (.+)$/i.exec(authorization)?.[1], auth.secret);
    case 'basic':
      return isBasic(authorization, auth, door);
    case 'customer-token':
      return isCustomer(/^Bearer (.+)$/i.exec(authorization)?.[1], auth.reference, door);
    case 'login':
      return isLoggedIn(auth, request, door);
  }
}

/** Header names arrive in lower case; query names as written. */
const keyName = (auth: { readonly in: 'header' | 'query'; readonly name: string }): string =>
  auth.in === 'query' ? auth.name : auth.name.toLowerCase();

function isBasic(authorization: string, auth: Extract<Auth, { readonly type: 'basic' }>, door: Door): boolean {
  const encoded = /^Basic (.+)$/i.exec(authorization)?.[1] ?? '';
  const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return door.isSecret(username, auth.username) && door.isSecret(password, auth.password);
}

function isCustomer(token: string | undefined, reference: string, { world, seen }: Door): boolean {
  const customer = token === undefined ? undefined : world.customerBy(reference, token);
  if (customer !== undefined) seen.add(customer.id);
  return customer !== undefined;
}

function isLoggedIn(auth: Login, request: SandboxRequest, door: Door): boolean {
  const hasKeys = Object.entries(auth.keys).every(([name, secret]) =>
    door.isSecret(request.headers[name.toLowerCase()], secret),
  );
  if (!hasKeys) return false;
  return isLogin(auth, request, door.secrets) || door.issued.has(request.headers[auth.header.toLowerCase()] ?? '');
}

function isLogin(auth: Login, request: SandboxRequest, secrets: Secrets | undefined): boolean {
  const login: PartnerRequest = auth.request(secrets ?? (() => 'any'));
  return request.method === login.method && request.path === login.path;
}
