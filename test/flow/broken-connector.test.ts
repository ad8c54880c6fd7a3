/** A gateway with broken connector folders starts, says which and why, and serves all the others. */
import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyTree, type TreeCopy } from '../support/tree-copy.ts';

let tree: TreeCopy;
let gateway: ChildProcess;
let output = '';

beforeAll(async () => {
  tree = copyTree();
  const breakFile = (file: string, text: string) => writeFileSync(join(tree.root, 'connectors', file), text);
  appendFileSync(join(tree.root, 'connectors/mx-credit/map.ts'), "throw new Error('half of a merge');\n");
  breakFile('massive-market/wire.ts', 'export const tickerWire = z.object({\n');
  breakFile('bluesky-social/connector.ts', 'export const connector = {};\n');
  const env = { ...process.env, GATEWAY_PORT: '0', SANDBOX_PORT: '0', STORAGE_DIR: join(tree.root, 'storage') };
  gateway = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', 'sandbox'], { cwd: tree.root, env: without(env, /^(VITEST|TEST|NODE_ENV|DATABASE_URL)/) }); // prettier-ignore
  gateway.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  gateway.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await saying(/\/graphql/);
}, 180_000);

afterAll(async () => {
  const ended = new Promise((resolve) => gateway.once('close', resolve));
  gateway.kill('SIGTERM');
  await ended;
  tree.remove();
});

const without = (env: NodeJS.ProcessEnv, names: RegExp): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !names.test(name)));

async function saying(pattern: RegExp): Promise<void> {
  while (!pattern.test(output)) {
    if (gateway.exitCode !== null) throw new Error(`the gateway ended:\n${output}`);
    await new Promise((resolve) => gateway.stdout?.once('data', resolve));
  }
}

test('each broken folder is named once, with its reason in one line', () => {
  const lines = output.split('\n').flatMap((line) => (line.includes('connector-quarantined') ? [JSON.parse(line) as { folder: string; objection: string }] : [])); // prettier-ignore
  expect(Object.fromEntries(lines.map(({ folder, objection }) => [folder, objection]))).toEqual({
    'connectors/mx-credit': 'Error: half of a merge',
    'connectors/massive-market': expect.stringMatching(/connectors\/massive-market\/wire\.ts:2:0: ERROR/) as string,
    'connectors/bluesky-social': expect.stringContaining('no default export') as string,
  });
});

test('what only they supply is a gap, what others supply is served', async () => {
  const url = /http:\/\/[\d.]+:\d+\/graphql/.exec(output)?.[0] ?? '';
  const token = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(output)?.[0] ?? '';
  const query = '{ customer(id: "CUST-000001", purpose: "CREDIT_DECISION") { credit { accounts { institution } scores { model } } market { quote { price } } gaps { partner code } } }'; // prettier-ignore
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: { customer: Record<string, unknown> }; errors?: unknown };
  expect(errors).toBeUndefined();
  const gaps = data.customer['gaps'] as readonly { readonly partner: string; readonly code: string }[];
  expect(gaps).toContainEqual({ partner: 'mx-credit', code: 'PARTNER_UNAVAILABLE' });
  expect(data.customer).toMatchObject({ market: { quote: { price: expect.any(String) as string } } });
});
