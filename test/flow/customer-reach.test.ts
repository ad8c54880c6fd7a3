/**
 * Whom a caller reaches, and what else must be there before a customer is shown: the own branch or book, a guardian for a child, an impact
 * assessment, another person's word for a step-up, and no more customers at once than the rules allow.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FactBodies, FactKind } from '../../src/domain/fact.ts';
import type { Instant, LocalDate } from '../../src/domain/instant.ts';
import { createCustomerRegistry, createLogEntries } from '../../src/app.ts';
import { assembleLiftMinors } from '../../src/app/come-of-age.ts';
import { DEMO_ROLES } from '../../src/sandbox/demo-bank/roles.ts';
import { createKeyStore } from '../../src/store/customers.ts';
import { createVault } from '../../src/subjects/vault.ts';
import { changeFact, createFact } from '../../src/store/fact-writer.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { type Asker, KEK, startTestGateway, type TestGateway } from '../support/gateway.ts';
import {
  customerQuery,
  customersQuery,
  expectRefusal,
  linesOf,
  pickCustomer,
  viewOf,
  type View,
} from '../support/reading.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

async function ask(who: Asker, id: string, purpose: string, selection = 'identity { name }'): Promise<View> {
  const answer = await gateway.ask(who, customerQuery(selection), { id, purpose });
  expect([answer.status, answer.errors]).toEqual([200, []]);
  return viewOf(answer);
}

const reasons = ({ disclosures }: View): readonly string[] => [...new Set(disclosures.flatMap((line) => line.reasons))];

async function change<K extends FactKind>(kind: K, id: string, differs: Partial<FactBodies[K]>): Promise<void> {
  await gateway.database.db.transaction(async (tx) => {
    const fact = await readFact(tx, kind, id);
    if (fact === null) throw new Error(`no ${kind} ${id}`);
    await changeFact(tx, kind, id, fact.version, { ...fact.body, ...differs }, 'test');
  });
}

const create = <K extends FactKind>(kind: K, id: string, body: FactBodies[K]): Promise<unknown> =>
  gateway.database.db.transaction((tx) => createFact(tx, kind, id, body, 'test'));

const clerk = (branch?: string): Asker => ({
  role: 'branch-clerk',
  application: 'branch-desk',
  ...(branch === undefined ? {} : { branch }),
});

describe('a clerk', () => {
  const SHANGHAI = pickCustomer({ kind: 'PERSON', branch: 'CN-SHANGHAI' });
  const SHENZHEN = pickCustomer({ kind: 'PERSON', branch: 'CN-SHENZHEN' });
  const raw = async (who: Asker, id: string, purpose: string): Promise<string> =>
    (await gateway.ask(who, customerQuery('kind identity { name }'), { id, purpose })).text.replaceAll(id, 'THE-ID');

  it('of a branch sees its customers, and only those, although the application reaches both branches', async () => {
    expect((await ask(clerk('CN-SHANGHAI'), SHANGHAI.id, 'CUSTOMER_SERVICE')).identity?.['name']).toMatch(/\*/);
    expect((await ask(clerk('CN-SHENZHEN'), SHENZHEN.id, 'CUSTOMER_SERVICE')).identity?.['name']).toMatch(/\*/);
    expect((await ask(clerk('CN-SHANGHAI'), SHENZHEN.id, 'CUSTOMER_SERVICE')).identity).toBeNull();
    expect((await ask(clerk(), SHANGHAI.id, 'CUSTOMER_SERVICE')).identity).toBeNull();
  });

  it.each(['CUSTOMER_SERVICE', 'CREDIT_DECISION', 'CURIOSITY'])(
    'cannot tell a customer of another branch from one who does not exist, for %s',
    async (purpose) => {
      const unknown = await raw(clerk('CN-SHANGHAI'), 'CUST-999999', purpose);
      expect(await raw(clerk('CN-SHANGHAI'), SHENZHEN.id, purpose)).toBe(unknown);
      expect(unknown).toContain('NOT_PERMITTED');
    },
  );

  it('with another role that reaches everybody sees what that role shows', async () => {
    const both: Asker = {
      role: ['branch-clerk', 'relationship-manager'],
      application: 'branch-desk',
      branch: 'CN-SHANGHAI',
    };
    expect((await ask(both, SHENZHEN.id, 'CUSTOMER_SERVICE')).identity?.['name']).toMatch(/\*/);
  });

  it('who may read consents, record rights or ask for a step-up reaches no further than in reading customers', async () => {
    const { capabilities } = DEMO_ROLES['branch-clerk'];
    await change('role', 'branch-clerk', {
      capabilities: ['consent:read', 'elevation:request', 'rights:record', 'rights:read', 'policy:simulate'],
      stepUp: { C2: 'ALLOW' },
    });
    const elevation = { purpose: 'CUSTOMER_SERVICE', coordinates: ['Identity.phones'], because: 'a call', minutes: 5 };
    const right = { right: 'ACCESS', channel: 'BRANCH', receivedAt: '2026-01-01T00:00:00Z' };
    const simulated = { caller: 'x', application: 'branch-desk', roles: ['branch-clerk'], purpose: 'CUSTOMER_SERVICE' };
    const questions: readonly (readonly [string, object])[] = [
      ['query ($id: ID!) { consents(customerId: $id, first: 1) { edges { node { id } } } }', {}],
      ['mutation ($i: RequestElevationInput!) { requestElevation(input: $i) { state } }', elevation],
      ['query ($i: SimulateInput!) { simulate(input: $i) { decidedAt } }', { ...simulated, coordinates: ['*'] }],
      ['mutation ($i: RecordRightsRequestInput!) { recordRightsRequest(input: $i) { state } }', right],
    ];
    for (const [query, input] of questions) {
      const asked = async (id: string): Promise<string> => {
        const variables = { id, i: { ...input, customerId: id } };
        const answer = await gateway.ask(clerk('CN-SHANGHAI'), query, variables, { 'x-request-id': 'reach' });
        return answer.text.replaceAll(id, 'THE-ID');
      };
      const unknown = await asked('CUST-999999');
      expect(await asked(SHENZHEN.id), query).toBe(unknown);
      expect(await asked(SHANGHAI.id), query).not.toBe(unknown);
    }
    const listed = 'query { rightsRequests(first: 50) { edges { node { customerId } } } }';
    const seen = async (branch: string): Promise<string> => (await gateway.ask(clerk(branch), listed)).text;
    expect(await seen('CN-SHANGHAI')).toContain(SHANGHAI.id);
    expect(await seen('CN-SHENZHEN')).not.toContain(SHANGHAI.id);
    await change('role', 'branch-clerk', { capabilities });
  });

  it('whose token names a branch or books in another form is refused', async () => {
    const exp = Math.floor(Date.now() / 1_000) + 600;
    const claims = { sub: 'x', client_id: 'branch-desk', roles: ['branch-clerk'], aud: 'data-partner-gateway', exp };
    for (const bad of [{ branch: ['CN-SHANGHAI'] }, { branch: '' }, { books: 'B-1' }, { books: ['B-1', 7] }]) {
      const token = await gateway.sign({ ...claims, ...bad });
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ __typename }' }),
      });
      expect(response.status).toBe(401);
    }
  });
});

describe('a child under 14', () => {
  const CHILD = 'CHILD-1';
  const birthDate = (yearsAgo: number): LocalDate => `${new Date().getUTCFullYear() - yearsAgo}-01-01` as LocalDate;
  const register = (id: string, age: number, book?: string) =>
    createCustomerRegistry(gateway.database.db, KEK).registerCustomers(
      [{ id, kind: 'PERSON', legalEntity: 'CN-BANK', branch: 'CN-SHANGHAI', identity: { name: '王小明', birthDate: birthDate(age) }, references: new Map(), ...(book === undefined ? {} : { book }) }],
      'test',
    ); // prettier-ignore

  beforeAll(() => register(CHILD, 8));

  const consent = (id: string, differs: Partial<FactBodies['consent']>) =>
    create('consent', id, {
      customerId: CHILD, state: 'GRANTED', purpose: 'CREDIT_DECISION', coordinates: ['*'], recipients: ['BANK_INTERNAL'], sources: '*',
      form: 'WRITTEN', notice: { id: 'NOTICE-X', version: 1, language: 'zh-CN' }, grantedAt: '2025-01-01T00:00:00.000Z' as Instant,
      expiresAt: '2034-01-01T00:00:00.000Z' as Instant, recordedBy: 'tan.wei', expressedBy: 'signed', ...differs,
    }); // prettier-ignore

  it('is shown on a guardian’s consent only, and no longer once the guardianship ends', async () => {
    await consent('CNS-CHILD-OWN', {});
    expect(reasons(await ask('credit-officer', CHILD, 'CREDIT_DECISION'))).toContain('SUBJECT_MINOR_NO_GUARDIAN');
    await create('guardianship', 'GRD-1', {
      customerId: CHILD, state: 'RECORDED', guardian: { digest: 'ab'.repeat(32) }, relation: 'PARENT', evidence: 'household register',
      recordedBy: 'tan.wei', recordedAt: '2025-01-01T00:00:00.000Z' as Instant,
    }); // prettier-ignore
    expect(reasons(await ask('credit-officer', CHILD, 'CREDIT_DECISION'))).toContain('SUBJECT_MINOR_NO_GUARDIAN');
    await consent('CNS-CHILD-GUARDIAN', { givenBy: { kind: 'GUARDIAN', guardianship: 'GRD-1' } });
    expect((await ask('credit-officer', CHILD, 'CREDIT_DECISION')).identity?.['name']).toBe('王小明');
    await change('guardianship', 'GRD-1', { state: 'ENDED', endedAt: '2026-01-01T00:00:00.000Z' as Instant });
    const view = await ask('credit-officer', CHILD, 'CREDIT_DECISION');
    expect([view.identity, reasons(view)]).toEqual([null, expect.arrayContaining(['SUBJECT_MINOR_NO_GUARDIAN'])]);
  });

  it('comes of age by itself, with an entry in the log, and nobody else’s flag is touched', async () => {
    await register('CHILD-2', 15);
    await change('subject', 'CHILD-2', { isMinor: true });
    const { db } = gateway.database;
    const vault = createVault({ keyEncryptionKey: KEK, keys: createKeyStore(db), cacheSize: 10 });
    const entries = await createLogEntries(vault, '');
    const lift = assembleLiftMinors({ database: db }, { customers: createCustomerRegistry(db, KEK, vault), entries });
    expect([await lift(), await lift()]).toEqual([1, 0]);
    expect((await readFact(db, 'subject', 'CHILD-2'))?.body).not.toHaveProperty('isMinor');
    expect((await readFact(gateway.database.db, 'subject', CHILD))?.body.isMinor).toBe(true);
    const [entry] = await gateway.database.db.query<{ n: number }>({
      text: `SELECT count(*)::int AS n FROM audit_entries WHERE kind = 'GOVERNANCE_CHANGED' AND 'action:COME_OF_AGE' = ANY (tags)`,
    });
    expect(entry?.n).toBe(1);
  });

  it('and everybody else stands in the book that registration names', async () => {
    await register('ADULT-1', 40, 'BOOK-7');
    expect((await readFact(gateway.database.db, 'subject', 'ADULT-1'))?.body).toMatchObject({ book: 'BOOK-7' });
    expect((await readFact(gateway.database.db, 'subject', 'ADULT-1'))?.body).not.toHaveProperty('isMinor');
  });
});

describe('what must be there', () => {
  it('a support agent sees in clear what somebody else approved, until it is revoked, and nothing more', async () => {
    const { id, name } = pickCustomer({ kind: 'PERSON', branch: 'CN-BEIJING' });
    const seen = async () => (await ask('support-agent', id, 'CUSTOMER_SERVICE', 'identity { name emails }')).identity;
    const before = await ask('support-agent', id, 'CUSTOMER_SERVICE');
    expect(linesOf(before, 'Identity.name')[0]?.reasons).toEqual(['ROLE_MAX_MASK', 'STEP_UP_REQUIRED', 'MASK_OK']);
    const soon = new Date(Date.now() + 3_600_000).toISOString() as Instant;
    await create('elevation', 'ELV-1', {
      customerId: id, state: 'GRANTED', caller: 'dana.ruiz', application: 'support-console', purpose: 'CUSTOMER_SERVICE',
      coordinates: ['Identity.name'], because: 'caller must be named', requestedAt: '2026-01-01T00:00:00.000Z' as Instant, minutes: 60,
      decidedBy: 'zhou.min', decidedAt: '2026-01-01T00:00:00.000Z' as Instant, until: soon,
    }); // prettier-ignore
    expect(await seen()).toMatchObject({ name, emails: [expect.stringContaining('***')] });
    await change('elevation', 'ELV-1', { state: 'REVOKED' });
    expect((await seen())?.['name']).not.toBe(name);
  });

  it('marketing stops on the request after its impact assessment was withdrawn', async () => {
    const assessed = await ask('marketing-analyst', 'CUST-000001', 'MARKETING');
    expect(assessed.identity?.['name']).toBe('欧阳**');
    await change('assessment', 'PIA-MARKETING', { state: 'WITHDRAWN', withdrawnBecause: 'outdated' });
    const view = await ask('marketing-analyst', 'CUST-000001', 'MARKETING');
    expect([view.identity, reasons(view)]).toEqual([null, expect.arrayContaining(['PIA_MISSING'])]);
  });

  it('a request for more customers than the purpose allows is an error that names the limit, and stands in the log', async () => {
    await change('purpose', 'CUSTOMER_SERVICE', { customersPerRequest: 2 });
    const ids = ['CUST-000001', 'CUST-000003', 'CUST-000004'];
    const who: Asker = { role: 'support-agent', application: 'support-console', subject: 'greedy' };
    const many = await gateway.ask(who, customersQuery('kind'), { ids, purpose: 'CUSTOMER_SERVICE' });
    expect(expectRefusal(many, 200, 'INVALID_INPUT')).toContain('at most 2 customers');
    const few = await gateway.ask(who, customersQuery('kind'), { ids: ids.slice(1), purpose: 'CUSTOMER_SERVICE' });
    expect(few.errors).toEqual([]);
    const each = ids.map((id, i) => `c${i}: customer(id: "${id}", purpose: "CUSTOMER_SERVICE") { kind }`).join(' ');
    const aliased = await gateway.ask({ ...who, subject: 'sly' }, `{ ${each} }`);
    expect(expectRefusal(aliased, 200, 'INVALID_INPUT')).toContain('at most 2 customers');
    const rows = await gateway.database.db.query<{ tags: readonly string[] }>({
      text: `SELECT tags FROM audit_entries WHERE kind = 'REFUSED' AND caller = 'greedy'`,
    });
    expect(rows.map(({ tags }) => tags.includes('reason:BATCH_LIMIT'))).toEqual([true]);
  });
});

it('an entry pins the policy document of its own decision', async () => {
  const hashes = async (requestId: string): Promise<string> => {
    await gateway.ask(
      'credit-officer',
      customerQuery('kind'),
      { id: 'CUST-000001', purpose: 'CREDIT_DECISION' },
      { 'x-request-id': requestId },
    );
    const [row] = await gateway.database.db.query<{ entry: string }>({
      text: `SELECT convert_from(bytes, 'UTF8') AS entry FROM audit_entries WHERE kind = 'RELEASED' ORDER BY recorded_at DESC LIMIT 1`,
    });
    return (JSON.parse(row?.entry ?? '{}') as { what: { policyHash: string } }).what.policyHash;
  };
  const before = await hashes('pin-1');
  expect(await hashes('pin-2')).toBe(before);
  await change('policy', 'POLICY', { number: 2, documentHash: 'cd'.repeat(32) });
  expect(await hashes('pin-3')).not.toBe(before);
});
