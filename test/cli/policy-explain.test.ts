/**
 * `npm run policy:explain`: each gate with its verdict, words and facts, for whoever may read the database. No value, no partner, no entry.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCustomerRegistry } from '../../src/app.ts';
import { explainPolicy } from '../../src/cli/policy-explain.ts';
import { loadConfig } from '../../src/config.ts';
import { openDatabase } from '../../src/cli/open-database.ts';
import { runningSchemaHash } from '../../src/graphql/running-schema.ts';
import { demoConsentId } from '../../src/sandbox/demo-bank/consents.ts';
import { loadDemoBank } from '../../src/sandbox/demo-bank/load.ts';
import { createRuleSeeds } from '../../src/store/rule-seeds.ts';
import { createLogger } from '../../src/telemetry/log.ts';
import { KEK } from '../support/gateway.ts';
import { runCommand } from '../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'explain-'));
const env = { STORAGE_DIR: folder, DATABASE_URL: '', KEY_ENCRYPTION_KEY: '' };
afterAll(() => rmSync(folder, { recursive: true }));

const database = () => openDatabase(loadConfig('sandbox', env), createLogger('silent'));

beforeAll(async () => {
  const db = await database();
  await db.migrate();
  const registry = createCustomerRegistry(db, KEK);
  await loadDemoBank({ registry, rules: createRuleSeeds(db), schemaHash: runningSchemaHash() });
  await db.query({ text: 'RESET ROLE' });
  await db.query({
    text: `UPDATE facts SET body = replace(body, '"SERVICE"', '"service"') WHERE kind = 'agreement' AND body LIKE '%mx-credit%'`,
  });
  await db.close();
}, 60_000);

const ASKED = [
  '--caller',
  'lin.yue',
  '--application',
  'loan-desk',
  '--role',
  'credit-officer',
  '--customer',
  'CUST-000001',
];
const run = (...args: readonly string[]) => runCommand(explainPolicy, [...ASKED, ...args], env);

describe('policy:explain', () => {
  it('prints every gate in order with its verdict and the facts that it looked at', async () => {
    const { code, stdout, stderr } = await run('--purpose', 'CREDIT_DECISION', '--field', 'Identity.name');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /Identity\.name: ALLOW\n {2}from bank: ALLOW\n {5}0 caller {13}ALLOW\n {9}\* principal loan-desk v1 sha256 [0-9a-f]{12}…/,
    );
    const gates = [
      ...stdout
        .split('  from bank')[1]!
        .split('  from ')[0]!
        .matchAll(/^ {4}( ?\d+) /gm),
    ].map((match) => Number(match[1]));
    expect(gates).toEqual([...gates].sort((a, b) => a - b));
    expect(stdout).toContain(`* consent ${demoConsentId('CUST-000001', 'CREDIT_DECISION')} v1 GRANTED`);
    expect(stdout).not.toContain('欧阳');
  });

  it('says why not in words, with the law and who can change it', async () => {
    const { stdout } = await run('--purpose', 'MARKETING', '--field', 'Identity.name');
    expect(stdout).toContain('PURPOSE_NOT_ALLOWED: The role of whoever asked may not process data for this purpose.');
    expect(stdout).toContain(
      'PIPL art. 51(4); GDPR art. 32. Who can change it: the officers who propose and approve the policy.',
    );
  });

  it('answers in JSON for tools, with whole hashes', async () => {
    const { stdout } = await run('--purpose', 'CREDIT_DECISION', '--field', 'CreditScore.*', '--json');
    const { decision, fields } = JSON.parse(stdout) as {
      decision: { customerId: string };
      fields: { coordinate: string; sources: { gates: { facts: { hash: string }[] }[] }[] }[];
    };
    expect(decision.customerId).toBe('CUST-000001');
    expect(fields.map(({ coordinate }) => coordinate)).toContain('CreditScore.value');
    expect(fields[0]?.sources[0]?.gates[0]?.facts[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['without a question', [], 'Missing: --purpose, --field'],
    ['about a field that does not exist', ['--purpose', 'X', '--field', 'A.b'], '--field: no governed field "A.b"'],
    ['with an option that does not exist', ['--colour'], "Unknown option '--colour'"],
  ])('%s says what to do', async (_what, args, problem) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
  });

  it('while another process uses the embedded database says so, and where there is none', async () => {
    const db = await database();
    const busy = await run('--purpose', 'CREDIT_DECISION', '--field', 'Identity.name');
    await db.close();
    expect(busy.code).toBe(2);
    expect(busy.stderr).toMatch(/stop/i);
    const args = [...ASKED, '--purpose', 'X', '--field', 'Identity.name'];
    const none = await runCommand(explainPolicy, args, { ...env, STORAGE_DIR: join(folder, 'none') });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('Run "npm start" once')]);
  });
});
