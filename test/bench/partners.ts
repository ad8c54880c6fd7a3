/**
 * Three partners on one raw node:http server: fixed bodies, made once by the connectors' own sandboxes, after a fixed latency.
 * As thin as can be, because it shares a core with the load. A process of its own.
 */
import { createServer } from 'node:http';
import { connectors } from '../../connectors/index.ts';
import type { SandboxRequest, SandboxWorld } from '../../src/sdk/index.ts';
import { createSandboxWorld } from '../../src/sandbox/demo-bank/world.ts';
import { demoCustomers } from '../../src/sandbox/demo-bank/customers.ts';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import { addressOf, serveParent } from './child.ts';

const { latencyMs } = JSON.parse(process.argv[2] ?? '{}') as { readonly latencyMs: number };

/** By the first part of the path. */
const bodies = new Map<string, Buffer>([
  ['users', bodyOf('mx-credit', '/users/$userGuid/accounts')],
  ['stock', bodyOf('finnhub-market', '/stock/profile2')],
  ['xrpc', bodyOf('bluesky-social', '/xrpc/app.bsky.actor.getProfile')],
]);

const server = createServer((request, response) => {
  const body = bodies.get((request.url ?? '').split('/', 2)[1] ?? '');
  const answer = (): void => {
    if (body === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  };
  if (latencyMs === 0) answer();
  else setTimeout(answer, latencyMs);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => serveParent({ url: addressOf(server) }, {}));

/** What the sandbox answers about the showcase customer, whoever is asked for. */
function bodyOf(id: string, path: string): Buffer {
  const sandbox = connectors.find(({ connector }) => connector.id === id)?.sandbox;
  const references =
    demoCustomers()
      .find((one) => one.id === SHOWCASE.customerId)
      ?.references.get(id) ?? {};
  const request: SandboxRequest = {
    method: 'GET',
    path: path.replace(/\$(\w+)/, (_, name: string) => references[name] ?? ''),
    query: { ...references },
    headers: { authorization: 'Basic YTpi', 'accept-version': '1', 'x-finnhub-token': 'x' },
    body: undefined,
    today: '2026-01-02',
  };
  const response = sandbox?.(request, createSandboxWorld(id) satisfies SandboxWorld);
  if (response?.status !== 200) throw new Error(`the sandbox of ${id} answers ${response?.status} to ${path}`);
  return Buffer.from(
    JSON.stringify(response.body, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
  );
}
