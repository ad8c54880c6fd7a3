/**
 * Asks a connector's sandbox as a pure function, signed in the way its `auth` says, and follows its pages.
 */
import { expect } from 'vitest';
import { render } from '../../src/sandbox/misbehave.ts';
import type {
  Auth,
  Connector,
  Endpoint,
  PartnerRequest,
  RequestContext,
  SandboxPartner,
  SandboxWorld,
} from '../../src/sdk/index.ts';
import { conformanceCustomer, conformanceWorld } from './conformance-world.ts';
import { asSent, parsed } from '../../src/cli/connector/replay.ts';

export interface SandboxAnswer {
  readonly request: PartnerRequest;
  readonly status: number;
  readonly text: string;
  readonly ctx: RequestContext;
}

/** What one customer's calls of one endpoint bring, page by page; `seed` makes the customer. */
export function askSandbox(
  connector: Connector,
  endpoint: Endpoint,
  sandbox: SandboxPartner,
  ctx: RequestContext,
  seed: number,
): readonly SandboxAnswer[] {
  const world = conformanceWorld([conformanceCustomer(ctx.references, seed)]);
  const signature = signed(connector.auth, sandbox, world, ctx);
  const answers: SandboxAnswer[] = [];
  let request: PartnerRequest | null = endpoint.request(ctx);
  while (request !== null && answers.length < (endpoint.pages?.maxPages ?? 1)) {
    const answer = ask(sandbox, request, { ...lowerCased(connector.headers ?? {}), ...signature.headers }, signature.query, ctx, world); // prettier-ignore
    answers.push({ request, ...answer, ctx });
    const result = endpoint.wire.safeParse(parsed(answer.text));
    request = result.success ? (endpoint.pages?.next(result.data, request, ctx) ?? null) : null;
  }
  return answers;
}

type Texts = Readonly<Record<string, string>>;

function ask(
  sandbox: SandboxPartner,
  request: PartnerRequest,
  headers: Texts,
  query: Texts,
  ctx: RequestContext,
  world: SandboxWorld,
) {
  const sent = asSent(request);
  const response = sandbox(
    { body: undefined, ...sent, query: { ...sent.query, ...query }, headers, today: ctx.today },
    world,
  );
  expect(response, `the sandbox knows no ${request.method} ${request.path}`).not.toBeNull();
  const { status, text } = render(response ?? { status: 404, body: '' });
  return { status, text };
}

const lowerCased = (headers: Texts): Texts =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const ANY = 'any-secret';

function signed(
  auth: Auth,
  sandbox: SandboxPartner,
  world: SandboxWorld,
  ctx: RequestContext,
): { headers: Texts; query: Texts } {
  switch (auth.type) {
    case 'none':
      return { headers: {}, query: {} };
    case 'api-key':
      return auth.in === 'query' ? { headers: {}, query: { [auth.name]: ANY } } : { headers: lowerCased({ [auth.name]: ANY }), query: {} }; // prettier-ignore
    case 'basic':
      return { headers: { authorization: `Basic ${Buffer.from(`${ANY}:${ANY}`).toString('base64')}` }, query: {} };
    case 'bearer':
      return { headers: { authorization: `Bearer ${ANY}` }, query: {} };
    case 'customer-token':
      return { headers: { authorization: `Bearer ${ctx.references[auth.reference] ?? ''}` }, query: {} };
    case 'login': {
      const keys = lowerCased(Object.fromEntries(Object.keys(auth.keys).map((name) => [name, ANY])));
      const { text } = ask(
        sandbox,
        auth.request(() => ANY),
        keys,
        {},
        ctx,
        world,
      );
      return { headers: { ...keys, [auth.header.toLowerCase()]: auth.wire.parse(parsed(text)).token }, query: {} };
    }
    // The simulator's token endpoint and signature check stand in front of a sandbox, which itself sees a call that was admitted.
    case 'oauth2-client-credentials':
    case 'hmac':
      return { headers: { authorization: `Bearer ${ANY}` }, query: {} };
  }
}
