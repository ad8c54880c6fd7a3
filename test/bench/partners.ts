/**
 * Three partners on one raw node:http server: bodies made once by the connectors' own sandboxes, each naming the customer asked
 * for, after a fixed latency. As thin as can be, because it shares a core with the load. A process of its own.
 */
import { createServer } from 'node:http';
import { connectors } from '../../src/cli/loaded-connectors.ts';
import type { SandboxRequest } from '../../src/sdk/index.ts';
import { createSandboxWorld } from '../../src/sandbox/demo-bank/world.ts';
import { demoCustomers } from '../../src/sandbox/demo-bank/customers.ts';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import { addressOf, serveParent } from './child.ts';

const { latencyMs } = JSON.parse(process.argv[2] ?? '{}') as { readonly latencyMs: number };

/** By the first part of the path. */
const answers = new Map([
  ['users', answerOf('mx-credit', 'userGuid', '/users/$userGuid/accounts')],
  ['stock', answerOf('finnhub-market', 'symbol', '/stock/profile2')],
  ['xrpc', answerOf('bluesky-social', 'actor', '/xrpc/app.bsky.actor.getProfile')],
]);

const server = createServer((request, response) => {
  const url = request.url ?? '';
  const body = answers.get(url.split('/', 2)[1] ?? '')?.(askedFor(url));
  const answer = (): void => {
    if (body === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  };
  if (latencyMs === 0) answer();
  else setTimeout(answer, latencyMs);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => serveParent({ url: addressOf(server) }, {}));

/** The customer's reference as it stands in the request. */
function askedFor(url: string): string {
  return /(?:users\/|symbol=|actor=)([^/?&]+)/.exec(url)?.[1] ?? '';
}

/** What the sandbox answers about the showcase customer, with the asked customer's reference in place of theirs. */
function answerOf(id: string, reference: string, path: string): (asked: string) => Buffer {
  const sandbox = connectors.find(({ connector }) => connector.id === id)?.sandbox;
  const references =
    demoCustomers()
      .find((one) => one.id === SHOWCASE.customerId)
      ?.references.get(id) ?? {};
  const own = references[reference] ?? '';
  const request: SandboxRequest = {
    method: 'GET',
    path: path.replace(`$${reference}`, own),
    query: { ...references },
    headers: { authorization: 'Basic YTpi', 'accept-version': '1', 'x-finnhub-token': 'x' },
    body: undefined,
    today: '2026-01-02',
  };
  const response = sandbox?.(request, createSandboxWorld(id));
  if (response?.status !== 200) throw new Error(`the sandbox of ${id} answers ${response?.status} to ${path}`);
  const parts = JSON.stringify(response.body, (_, value: unknown) =>
    typeof value === 'bigint' ? Number(value) : value,
  ).split(own);
  return (asked) => Buffer.from(parts.join(asked));
}
