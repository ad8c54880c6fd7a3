/**
 * A partner's front door: are the credentials those the connector's `auth` promises? Issued login tokens are remembered
 * until the simulator stops; nothing is logged.
 */
import type {
  Auth,
  HmacAuth,
  PartnerRequest,
  SandboxRequest,
  SandboxResponse,
  SandboxWorld,
  Secrets,
} from '../sdk/index.ts';
import { parseWire } from '../sdk/index.ts';
import { isSigned, type RawRequest } from './check-signature.ts';
import type { Rendered } from './misbehave.ts';
import { createTokenOffice, type TokenOffice } from './token-office.ts';

export interface Gatekeeper {
  /** Adds the customer a token stands for to `seen`. */
  admits(request: SandboxRequest, raw: RawRequest, seen: Set<string>): boolean;
  /** The answer of the token endpoint, where the request is for it: no connector's sandbox needs to know one. */
  answer(request: SandboxRequest, seen: Set<string>): SandboxResponse | null;
  /** The world, in which tokens given out here stand for their customers too. */
  readonly world: SandboxWorld;
  /** Looks at an answer for a login token it issues. */
  note(request: SandboxRequest, answer: Rendered): void;
}

type Login = Extract<Auth, { readonly type: 'login' }>;

export function createGatekeeper(auth: Auth, world: SandboxWorld, secrets: Secrets | undefined): Gatekeeper {
  const issued = new Set<string>();
  const isSecret = (given: string | undefined, name: string): boolean =>
    given !== undefined && given !== '' && (secrets === undefined || given === secrets(name));
  const office = createTokenOffice(auth, { world, isSecret });
  const knowing = worldOf(auth, world, office);
  return {
    world: knowing,
    admits: (request, raw, seen) =>
      isAdmitted(auth, request, { issued, office, isSecret, world: knowing, seen, secrets, raw }),
    answer: (request, seen) => office.answer(request, seen),
    note(request, { status, text }) {
      if (auth.type !== 'login' || status !== 200 || !isLogin(auth, request, secrets)) return;
      const parsed = auth.wire.safeParse(parseWire(text));
      if (parsed.success) issued.add(parsed.data.token);
    },
  };
}

const worldOf = (auth: Auth, world: SandboxWorld, office: TokenOffice): SandboxWorld => ({
  chance: (topic) => world.chance(topic),
  customerBy(name, value) {
    const isToken = auth.type === 'customer-token' && name === auth.reference;
    return (isToken ? office.customerOf(value) : undefined) ?? world.customerBy(name, value);
  },
});

interface Door {
  readonly issued: ReadonlySet<string>;
  readonly office: TokenOffice;
  readonly isSecret: (given: string | undefined, name: string) => boolean;
  readonly world: SandboxWorld;
  readonly seen: Set<string>;
  readonly secrets: Secrets | undefined;
  readonly raw: RawRequest;
}

function isAdmitted(auth: Auth, request: SandboxRequest, door: Door): boolean {
  const authorization = request.headers['authorization'] ?? '';
  const bearer = /^Bearer (.+)$/i.exec(authorization)?.[1];
  switch (auth.type) {
    case 'none':
      return true;
    case 'api-key':
      return door.isSecret((auth.in === 'query' ? request.query : request.headers)[keyName(auth)], auth.secret);
    case 'bearer':
      return (auth.isOptional === true && authorization === '') || door.isSecret(bearer, auth.secret);
    case 'basic':
      return isBasic(authorization, auth, door);
    case 'customer-token':
      return isCustomer(bearer, auth.reference, door);
    case 'oauth2-client-credentials':
      return door.office.hasIssued(bearer ?? '');
    case 'login':
      return isLoggedIn(auth, request, door);
    case 'hmac':
      return door.secrets === undefined
        ? isUncheckable(auth, request)
        : isSigned(auth, request, door.raw, door.secrets);
  }
}

/** Without the secret nothing can be computed: headers and parameters must only be there. */
const isUncheckable = (auth: HmacAuth, { headers, query }: SandboxRequest): boolean => {
  const parts = { method: 'GET', host: '', path: '', query: '', body: '', bodyDigest: '', timestampMs: 0, nonce: '', keyId: '' } as const; // prettier-ignore
  const by = { sign: () => '', hash: () => '' };
  const areHeadersThere = Object.keys(auth.headers(parts, by.sign, by)).every(
    (name) => headers[name.toLowerCase()] !== undefined,
  );
  return areHeadersThere && Object.keys(auth.query?.(parts, by) ?? {}).every((name) => query[name] !== undefined);
};

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
