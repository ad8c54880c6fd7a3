/** A process that makes one call with a secret and prints what in its heap is named after it: edges, functions, never plain strings. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getHeapSnapshot } from 'node:v8';
import { createAim } from '../../src/partners/client/aim.ts';
import { createClient } from '../../src/partners/client/client.ts';
import { createExchange } from '../../src/partners/client/exchange.ts';
import { createPools } from '../../src/partners/client/pools.ts';
import { createCredentials } from '../../src/partners/credentials/assemble.ts';
import { createSecrets } from '../../src/partners/credentials/read-secrets.ts';
import { defineConnector } from '../../src/sdk/index.ts';

/** Not written in one piece: this file's own text is in the heap too. */
const CANARY = ['canary', 'heap', '7f3a'].join('-');

const server = createServer((req, res) => {
  const isToken = req.url === '/token';
  res.writeHead(200, { 'content-type': 'application/json' });
  res.end(isToken ? JSON.stringify({ access_token: `${CANARY}-token`, token_type: 'bearer' }) : '{}');
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const connector = defineConnector({
  id: 'acme-market',
  displayName: 'Acme',
  kind: 'MARKET',
  baseUrl,
  allowedHosts: [],
  auth: {
    type: 'oauth2-client-credentials',
    tokenUrl: '/token',
    clientId: 'ID',
    clientSecret: 'SECRET',
    authentication: 'basic',
  },
  limits: { windows: [], concurrency: 1 },
  price: { amount: '0', currency: 'USD' },
  sideEffect: 'free',
  deadlineMs: 20_000,
  endpoints: [],
});
const log = { info: () => undefined, warn: () => undefined };
const note = () => undefined;
const aim = createAim(connector, baseUrl, 'public-and-loopback');
const pools = createPools({ connections: 1, deadlineMs: 20_000, policy: 'public-and-loopback', certificate: null });
const send = createClient(pools);
const withSecrets = createSecrets(connector.id, (_id, name) => `${CANARY}-${name}`, log);
const pass = async () => ({ value: { ended: note, neverSent: note } });
const { present } = createCredentials(connector, { aim, send, withSecrets, windows: { pass, ask: pass }, stores: {}, vault: {}, now: Date.now, log, note } as never); // prettier-ignore
const exchange = createExchange({ connector, aim, send, present, now: Date.now, observeAnswer: note });
const { verdict } = await exchange({
  endpoint: { name: 'x' },
  request: { method: 'GET', path: '/x' },
  customerToken: null,
  customerIds: [],
  signal: new AbortController().signal,
} as never);

const chunks: Buffer[] = [];
for await (const chunk of getHeapSnapshot({ exposeNumericValues: true, exposeInternals: false }))
  chunks.push(chunk as Buffer);
const { snapshot, nodes, edges, strings } = JSON.parse(Buffer.concat(chunks).toString()) as Snapshot;

interface Snapshot {
  readonly snapshot: {
    readonly meta: { node_fields: string[]; node_types: [string[]]; edge_fields: string[]; edge_types: [string[]] };
  };
  readonly nodes: number[];
  readonly edges: number[];
  readonly strings: string[];
}

const named = new Set<string>();
const { node_fields: nodeFields, node_types: [nodeTypes], edge_fields: edgeFields, edge_types: [edgeTypes] } = snapshot.meta; // prettier-ignore
for (let at = 0; at < nodes.length; at += nodeFields.length) {
  const type = nodeTypes[nodes[at] ?? 0] ?? '';
  // A secret in use is a string; no other kind of thing may be called like it.
  if (!/string/.test(type) && strings[nodes[at + 1] ?? 0]?.includes(CANARY)) named.add(`node ${type}`);
}
for (let at = 0; at < edges.length; at += edgeFields.length) {
  const type = edgeTypes[edges[at] ?? 0] ?? '';
  const isName = type !== 'element' && type !== 'hidden';
  if (isName && strings[edges[at + 1] ?? 0]?.includes(CANARY)) named.add(`edge ${type}`);
}
console.log(JSON.stringify({ asked: verdict === 'ANSWER', named: [...named] }));
await pools.close();
server.close();
