/**
 * A masked document number and a date of birth, each harmless, together name a person. However they are asked for, in one request or
 * several, through one application or two, at once or one after the other, no person gets both of one customer on one day.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoCustomer } from '../../src/sandbox/demo-bank/demo-customer.ts';
import { createFact } from '../../src/store/fact-writer.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { hasServer } from '../support/database.ts';
import { type Asker, post, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { customerQuery, linesOf, pickCustomers, viewOf, type View } from '../support/reading.ts';

const PURPOSE = 'RELATIONSHIP_MANAGEMENT';
const NUMBER = 'identity { documentNumber }';
const BIRTH = 'identity { birthDate }';

let gateway: TestGateway;
const CUSTOMERS: DemoCustomer[] = [...pickCustomers(12, { kind: 'PERSON', branch: 'CN-SHANGHAI' })];
const nextCustomer = (): string => CUSTOMERS.pop()?.id ?? '';

beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.database.db.transaction(async (tx) => {
    const desk = await readFact(tx, 'principal', 'branch-desk');
    if (desk !== null) await createFact(tx, 'principal', 'second-desk', desk.body, 'test');
  });
});
afterAll(() => gateway.close());

const manager = (subject: string, application = 'branch-desk'): Asker => ({
  role: 'relationship-manager',
  application,
  subject,
});

async function ask(who: Asker, id: string, selection: string): Promise<View> {
  const answer = await gateway.ask(who, customerQuery(selection), { id, purpose: PURPOSE });
  expect([answer.status, answer.errors]).toEqual([200, []]);
  return viewOf(answer);
}

const shown = ({ identity }: View): readonly string[] =>
  Object.entries(identity ?? {})
    .filter(([, value]) => value !== null)
    .map(([name]) => name);

describe('of a masked document number and a birth date', () => {
  it('one request shows the birth year only, and says why', async () => {
    const view = await ask(manager('one'), nextCustomer(), 'identity { documentNumber birthDate }');
    expect(shown(view)).toEqual(['birthDate']);
    const reasons = linesOf(view, 'Identity.documentNumber').flatMap((line) => line.reasons);
    expect(reasons).toContain('JOINT_MASK');
  });

  it('a second request on the same day, also through another application, does not bring the other half', async () => {
    const id = nextCustomer();
    expect(shown(await ask(manager('two'), id, NUMBER))).toEqual(['documentNumber']);
    expect(shown(await ask(manager('two'), id, BIRTH))).toEqual([]);
    expect(shown(await ask(manager('two', 'second-desk'), id, BIRTH))).toEqual([]);
    expect(shown(await ask(manager('two'), id, NUMBER))).toEqual(['documentNumber']);
  });

  it('another person, another customer and the next day have a count of their own', async () => {
    const [id, other] = [nextCustomer(), nextCustomer()];
    expect(shown(await ask(manager('three'), id, NUMBER))).toEqual(['documentNumber']);
    expect(shown(await ask(manager('four'), id, BIRTH))).toEqual(['birthDate']);
    expect(shown(await ask(manager('three'), other, BIRTH))).toEqual(['birthDate']);
    // Yesterday's row, as it will stand there tomorrow.
    await gateway.database.asOwner(
      `INSERT INTO joint_disclosures SELECT 'CUST-000001', person, day - 1, disclosed FROM joint_disclosures WHERE person = 'three' LIMIT 1`,
    );
    expect(shown(await ask(manager('three'), 'CUST-000001', BIRTH))).toEqual(['birthDate']);
  });

  it('who may read the number in clear reads both', async () => {
    const view = await ask(
      { role: 'credit-officer', application: 'branch-desk' },
      nextCustomer(),
      'identity { documentNumber birthDate }',
    );
    expect([...shown(view)].sort()).toEqual(['birthDate', 'documentNumber']);
  });

  it('two aliases of one request share the count', async () => {
    const id = nextCustomer();
    const aliases = Array.from(
      { length: 6 },
      (_, i) => `a${i}: customer(id: $id, purpose: "${PURPOSE}") { ${i % 2 === 0 ? NUMBER : BIRTH} }`,
    );
    const answer = await gateway.ask(manager('five'), `query ($id: ID!) { ${aliases.join(' ')} }`, { id });
    expect(answer.errors).toEqual([]);
    const views = Object.values(answer.data as unknown as Record<string, View>);
    expect(new Set(views.flatMap(shown)).size).toBe(1);
  });

  it('whoever asks for a half each on two replicas at once never gets both', async () => {
    const replica = hasServer ? await gateway.replica() : null;
    const urls = [gateway.url, replica?.url ?? gateway.url];
    try {
      for (let round = 0; round < 4; round += 1) {
        const id = nextCustomer() || 'CUST-000001';
        const token = await gateway.token(manager(`racer-${round}`));
        const answers = await Promise.all(
          Array.from({ length: 8 }, (_, i) => {
            const variables = { id, purpose: PURPOSE };
            const body = JSON.stringify({ query: customerQuery(i % 2 === 0 ? NUMBER : BIRTH), variables });
            return post(urls[(i >> 1) % 2] ?? '', { authorization: `Bearer ${token}` }, body);
          }),
        );
        expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
        expect(new Set(answers.flatMap((answer) => shown(viewOf(answer)))).size).toBe(1);
      }
    } finally {
      await replica?.close();
    }
  });

  it('what was counted stands in the entry, and cannot be taken back', async () => {
    const rows = await gateway.database.db.query<{ entry: string }>({
      text: `SELECT convert_from(bytes, 'UTF8') AS entry FROM audit_entries WHERE kind = 'RELEASED' AND caller = 'two' ORDER BY recorded_at`,
    });
    const counted = rows.map(
      ({ entry }) => (JSON.parse(entry) as { what: { disclosedToday?: unknown } }).what.disclosedToday,
    );
    expect(counted).toEqual([[], ...Array.from({ length: 3 }, () => ['MASK Identity.documentNumber'])]);
    const shrink = `UPDATE joint_disclosures SET disclosed = '{}' WHERE person = 'two'`;
    await expect(gateway.database.asOwner(shrink)).rejects.toThrow(/stays disclosed/);
  });
});
