/** A try tells what was decided, and says nothing about anybody. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tryConnector } from '../../src/cli/connector-try.ts';
import { demoCustomers } from '../../src/sandbox/demo-bank/customers.ts';
import { runCommand } from '../support/run-command.ts';
import { copyTree, type TreeCopy } from '../support/tree-copy.ts';

const TIMEOUT = { timeout: 180_000 };
const SECRET = 'secret-value-7f3a';
/** Without a bank or partner of this machine's own. */
const NOTHING_SET = { DATABASE_URL: '', PARTNER_MX_CREDIT_BASE_URL: '' };
const RECORD =
  'npm run --silent connector:try -- mx-credit --customer CUST-000001 --endpoint accounts --record --as accounts-tried';

let tree: TreeCopy;
beforeAll(() => {
  tree = copyTree();
});
afterAll(() => tree.remove());

test('a call is told step by step without a value, and recorded without one', TIMEOUT, async () => {
  const env = { PARTNER_MX_CREDIT_CLIENT_ID: SECRET, PARTNER_MX_CREDIT_API_KEY: SECRET };
  const { code, stdout, stderr } = await tree.run(RECORD, env);
  expect(code, stderr).toBe(0);
  for (const step of ['address', 'auth', 'INTENT entry written', 'answered 200 (2xx)', 'RELEASED entry written', 'MASK (MASK_OK)', 'holds', 'Money(', 'recorded']) expect(stdout).toContain(step); // prettier-ignore
  const file = readFileSync(join(tree.root, 'connectors/mx-credit/cassettes/accounts-tried.json'), 'utf8');
  const customer = demoCustomers().find(({ id }) => id === 'CUST-000001');
  const personal = [customer?.name, ...Object.values(customer?.references.get('mx-credit') ?? {}), SECRET];
  for (const text of personal) expect(stdout + stderr + file).not.toContain(text);
  expect(JSON.parse(file)).toMatchObject({ provenance: 'synthetic', endpoint: 'accounts' });
  const again = await tree.run(RECORD);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('Nothing is overwritten') as string });
});

test('a denied call is told with its reasons and not made', TIMEOUT, async () => {
  const args = ['mx-credit', '--customer', 'CUST-000001', '--endpoint', 'accounts', '--purpose', 'MARKETING'];
  const { code, stdout } = await runCommand(tryConnector, args, NOTHING_SET);
  expect(code).toBe(1);
  expect(stdout).toMatch(/policy +WITHHOLD \([A-Z_, ]+\): CreditAccount\./);
  expect(stdout).toContain('was not called');
  expect(stdout).not.toContain('INTENT');
});

test('what cannot be tried is said in a sentence', TIMEOUT, async () => {
  const said = async (args: string, env = {}) => {
    const { code, stderr } = await runCommand(tryConnector, args.split(' '), { ...NOTHING_SET, ...env });
    return `${code} ${stderr.split('\n')[0]}`;
  };
  const inquiry = { PARTNER_MASTERCARD_CREDIT_BASE_URL: 'https://sandbox.example' };
  const unknown = await said('nobody-credit --customer CUST-000001');
  const endpoint = await said('mx-credit --customer CUST-000001 --endpoint gossip');
  const database = await said('mx-credit --customer CUST-000001', {
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  });
  const billed = await said('mastercard-credit --customer CUST-000001', inquiry);
  const option = await said('mx-credit --customer CUST-000001 --colour');
  expect(unknown).toMatch(/^2 There is no connector "nobody-credit"\. There are: bluesky-social/);
  expect(endpoint).toMatch(/^2 mx-credit has no endpoint "gossip"\. It has: accounts/);
  expect(billed).toMatch(/^2 A call of mastercard-credit is inquiry .*say --accept-side-effect/);
  expect(option).toMatch(/^2 Unknown option '--colour'/);
  expect(database).toMatch(
    /^2 On a real database somebody answers for the call: give --by, --application and --role\./,
  );
});
