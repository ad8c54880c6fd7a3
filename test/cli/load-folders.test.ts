/** One broken connector folder harms nobody. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { type ConnectorFolder, loadFolders } from '../../src/cli/connector/load-folders.ts';
import type { Connector } from '../../src/sdk/index.ts';
import { acme } from '../partners/stage.ts';

const sandbox = async () => ({ sandbox: () => null });
const folder = (name: string, connector: () => Promise<unknown>): ConnectorFolder => ({
  folder: name,
  connector: connector as ConnectorFolder['connector'],
  sandbox,
});
const sound = (id: string) => folder(id, async () => ({ default: acme({ id }) }));

test.each<readonly [string, () => Promise<unknown>, RegExp]>([
  ['throws while loading', async () => Promise.reject(new TypeError('x is not a function')), /TypeError: x is not a function/],
  ['throws something odd', async () => Promise.reject(new Error(`Transform failed\n/home/me/connectors/bad-credit/map.ts:3:1: ERROR: Unexpected "}"`)), /connectors\/bad-credit\/map\.ts:3:1: ERROR/],
  ['exports nothing', async () => ({}), /no default export/],
  ['declares another id', async () => ({ default: acme() }), /declares the id "acme-market"/],
  ['has endpoints that are none', async () => ({ default: { ...acme({ id: 'bad-credit' }), endpoints: 'none' } }), /endpoints must be a list/],
  ['has no map', async () => ({ default: { ...acme({ id: 'bad-credit' }), endpoints: [{ ...acme().endpoints[0], map: 1 }] } }), /no function `map`/],
  ['never finishes', () => new Promise<Connector>(() => undefined), /did not finish loading within 50 ms/],
])('a folder that %s is quarantined with its reason, the others load', async (_what, load, reason) => {
  const { connectors, broken } = await loadFolders([sound('good-market'), folder('bad-credit', load), sound('fine-market')], 50);
  expect(connectors.map(({ connector }) => connector.id)).toEqual(['good-market', 'fine-market']);
  expect(broken).toEqual([{ folder: 'bad-credit', reason: expect.stringMatching(reason) as string }]);
  expect(broken[0]?.reason).not.toContain('\n');
}); // prettier-ignore

test.each([
  ['never gives the thread back', 'for (;;) await null', 'SIGKILL', /^connectors\/bad-credit has kept the process from doing anything else for 300 ms/],
  ['ends the process', 'process.exit(0)', null, /^connectors\/bad-credit ended the process while loading/],
] as const)('a folder that %s does so by name, and not in silence', (_what, evil, signal, said) => {
  const code = `
    import { loadFolders } from './src/cli/connector/load-folders.ts';
    const folder = 'bad-credit';
    void loadFolders([{ folder, connector: async () => { ${evil} }, sandbox: async () => ({}) }], 300);`;
  const command = ['--import', 'tsx', '--input-type=module', '-e', code];
  const ended = spawnSync(process.execPath, command, { encoding: 'utf8', timeout: 60_000 });
  expect(ended.signal).toBe(signal);
  expect(ended.stderr).toMatch(said);
}, 90_000); // prettier-ignore
