/**
 * A sandbox that is started after an upgrade serves: its policy is renewed for the schema that runs, and nothing that somebody changed is lost.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCustomerRegistry } from '../../src/app.ts';
import type { Capability, Role } from '../../src/domain/fact.ts';
import { loadDemoBank } from '../../src/sandbox/demo-bank/load.ts';
import { DEMO_ROLES } from '../../src/sandbox/demo-bank/roles.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { changeFact } from '../../src/store/fact-writer.ts';
import { createRuleSeeds } from '../../src/store/rule-seeds.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { KEK } from '../support/gateway.ts';

/** As an earlier version made it. */
const EARLIER: Role = { ...DEMO_ROLES['compliance-officer'], capabilities: ['agreement:approve'] };

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  const seeds = [{ kind: 'role', id: 'compliance-officer', body: EARLIER } as const];
  await createRuleSeeds(database.db).addMissing(seeds, 'demo-bank');
});
afterAll(() => database.close());

const [OLD, NEW] = ['a'.repeat(64), 'b'.repeat(64)];
const load = (schemaHash: string) =>
  loadDemoBank({
    registry: createCustomerRegistry(database.db, KEK),
    rules: createRuleSeeds(database.db),
    schemaHash,
  });
const policy = async () => (await readFact(database.db, 'policy', 'POLICY'))?.body;

it('renews the demo bank’s policy once for a new schema, and keeps what was changed in it', async () => {
  expect((await load(OLD)).isPolicyRenewed).toBe(false);
  expect(await policy()).toMatchObject({ number: 1, schemas: [OLD] });
  await database.db.transaction(async (tx) => {
    const known = await readFact(tx, 'policy', 'POLICY');
    await changeFact(tx, 'policy', 'POLICY', 1, { ...known!.body, customersPerRequest: 7 }, 'somebody');
  });
  expect((await load(NEW)).isPolicyRenewed).toBe(true);
  expect(await policy()).toMatchObject({ number: 2, schemas: [NEW], customersPerRequest: 7 });
  expect((await load(NEW)).isPolicyRenewed).toBe(false);
});

it('lets the roles of a bank that an earlier version made do what came since, and leaves those that somebody changed', async () => {
  const change = (id: string, version: number, capabilities: readonly Capability[]) =>
    database.db.transaction(async (tx) => {
      const { body } = (await readFact(tx, 'role', id))!;
      await changeFact(tx, 'role', id, version, { ...body, capabilities }, 'somebody');
    });
  const capabilities = async (id: string) => (await readFact(database.db, 'role', id))?.body.capabilities;
  await change('auditor', 1, []);
  expect((await load(NEW)).isPolicyRenewed).toBe(true);
  expect(await capabilities('compliance-officer')).toContain('policy:approve');
  expect(await capabilities('auditor')).toEqual([]);
});
