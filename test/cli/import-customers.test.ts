/** `npm run customers:import` as a person meets it: exit codes, what it says, and that nothing is half-loaded. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { importCustomers } from '../../src/cli/import-customers.ts';
import { openSandboxKeys, sandboxKeyEncryptionKey } from '../../src/sandbox/keys.ts';
import { createCustomerStore, createKeyStore } from '../../src/store/customers.ts';
import { openEmbedded } from '../../src/store/embedded.ts';
import { lockFolder } from '../../src/store/lock-file.ts';
import type { KeyStore } from '../../src/subjects/port.ts';
import { createRegistry } from '../../src/subjects/registry.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { type Ended, runCommand } from '../support/run-command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'import-'));
const storageDir = join(folder, 'store');
afterAll(() => rmSync(folder, { recursive: true }));

const ENV = { STORAGE_DIR: storageDir, DATABASE_URL: '', KEY_ENCRYPTION_KEY: '' };

const run = (...args: readonly string[]): Promise<Ended> => runCommand(importCustomers, args, ENV);

const start = (...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const command = ['--import', 'tsx', 'src/cli/import-customers.ts', ...args];
    execFile(process.execPath, command, { cwd: root, env: { ...process.env, ...ENV } }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });

function fileOf(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.join('\r\n'));
  return path;
}

const HEADER = '\ufeffid,kind,legal_entity,branch,name,ref:finnhub-market:symbol';
const good = (id: string, symbol: string): string => `${id},COMPANY,CN-BANK,CN-SHANGHAI,"Lantern, Inc.",${symbol}`;

async function opened(ids: readonly string[]) {
  const database = await openEmbedded({ folder: join(storageDir, 'postgres') });
  const keyEncryptionKey = sandboxKeyEncryptionKey(await openSandboxKeys(storageDir));
  const vaultOver = (keys: KeyStore) => createVault({ keyEncryptionKey, keys, cacheSize: 1_000 });
  const vault = vaultOver(createKeyStore(database));
  const registry = createRegistry({ store: createCustomerStore(database), vault, vaultOver });
  const holdings = await registry.open(ids, { identity: true, sources: ['finnhub-market'] });
  await database.close();
  return holdings;
}

describe('customers:import', () => {
  it('one bad row and nothing is loaded: exit 1, the lines on stderr, all of them in the errors file', async () => {
    const bad = Array.from({ length: 30 }, (_, i) => `C ${i},COMPANY,A,B,N,S`);
    const errors = join(folder, 'errors.txt');
    const ended = await run(fileOf('bad.csv', [HEADER, good('C-1', 'S'), ...bad]), '--errors', errors);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('line 3: id: must be 1 to 64 letters, digits, "-" and "_"');
    expect(ended.stderr).toContain('… and 10 more');
    expect(ended.stderr).toContain('30 bad lines, 1 good. Nothing was loaded.');
    expect(readFileSync(errors, 'utf8').trim().split('\n')).toHaveLength(30);
    expect(existsSync(storageDir)).toBe(false);
  }, 60_000);

  it.each([
    [[], 'Usage:'],
    [['customers.xlsx'], 'must end in .csv, .jsonl, .ndjson'],
    [['missing.csv'], 'There is no file "missing.csv"'],
    [['--colour', 'x.csv'], '--colour'],
  ])(
    '%j cannot be tried: exit 2',
    async (args, text) => {
      const ended = await run(...args);
      expect(ended.code).toBe(2);
      expect(ended.stderr).toContain(text);
    },
    60_000,
  );

  it('loads, and loaded again updates: exit 0', async () => {
    const first = await start(fileOf('first.csv', [HEADER, good('C-1', 'LNTN'), good('C-2', '')]));
    expect(first).toMatchObject({ code: 0, stdout: '2 customers loaded: 2 new, 0 known before.\n' });
    const again = await run(fileOf('again.jsonl', [
      JSON.stringify({ id: 'C-1', kind: 'COMPANY', legal_entity: 'CN-BANK', branch: 'CN-SHANGHAI', name: 'Lantern Ltd' }),
    ])); // prettier-ignore
    expect(again).toMatchObject({ code: 0, stdout: '1 customers loaded: 0 new, 1 known before.\n' });
    const holdings = await opened(['C-1', 'C-2']);
    expect(holdings.get('C-1')).toMatchObject({
      identity: { name: 'Lantern Ltd' },
      references: new Map([['finnhub-market', { symbol: 'LNTN' }]]),
    });
    expect(holdings.get('C-2')?.references.size).toBe(0);
  }, 120_000);

  it('says to stop the gateway while that uses the embedded database: exit 2', async () => {
    const lock = lockFolder(join(storageDir, 'postgres'));
    const ended = await start(fileOf('busy.csv', [HEADER, good('C-3', 'S')]));
    lock.release();
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('Stop that process first');
  }, 60_000);
});
