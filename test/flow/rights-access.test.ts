/**
 * A customer asks what the bank holds about them: nothing is shown before identity and a second person, then everything, signed, with its
 * digest in the log before it leaves.
 */
import { createHash } from 'node:crypto';
import { compactVerify, createRemoteJWKSet } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFact } from '../../src/store/fact-reader.ts';
import { changeFact, createFact } from '../../src/store/fact-writer.ts';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, pickCustomer, pickCustomers, read } from '../support/reading.ts';
import { DECIDER, RECORDER, type RequestRow, rightsDesk } from '../support/rights.ts';
import { readTrail } from '../support/trail.ts';

let gateway: TestGateway;
const desk = rightsDesk(() => gateway);
const [MAYA, OTHER] = pickCustomers(2, { knownTo: ['mx-credit'], kind: 'PERSON', credit: 'GIVEN' });
const FOREIGN = pickCustomer({ branch: 'US-NEW-YORK', credit: 'GIVEN' });
const ID = MAYA?.id ?? '';
const BRANCH = { role: 'privacy-officer', application: 'branch-privacy', subject: 'branch.officer' } as const;

beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.database.db.transaction(async (tx) => {
    const everywhere = await readFact(tx, 'principal', 'privacy-desk');
    if (everywhere === null) throw new Error('no such application');
    const scope = { legalEntities: ['CN-BANK'], branches: ['CN-SHANGHAI'] };
    await createFact(tx, 'principal', 'branch-privacy', { ...everywhere.body, scope }, 'test');
  });
  await gateway.ask('credit-officer', customerQuery('identity { name } credit { cashFlow { monthlyIncome } }'), {
    id: ID,
    purpose: 'CREDIT_DECISION',
  });
  await gateway.app.partners.drain();
});
afterAll(() => gateway.close());

interface Statement {
  readonly sha256: string;
  readonly json: string;
  readonly jws: string;
  readonly html: string;
}

const statementOf = (answer: Answer): Statement => read<Statement>(answer, 'accessStatement');
const refused = (answer: Answer, code = 'INVALID_INPUT'): string => {
  expect([codesOf(answer), answer.data]).toEqual([[code], null]);
  return answer.errors[0]?.message ?? '';
};

/** What only the owner of the tables can do. */
async function pastTriggers(text: string): Promise<void> {
  const { database } = gateway;
  await database.asOwner('ALTER TABLE facts DISABLE TRIGGER USER');
  await database.asOwner(text);
  await database.asOwner('ALTER TABLE facts ENABLE TRIGGER USER');
}

describe('before identity and decision', () => {
  it('nothing is shown, whatever the state', async () => {
    const { id, state } = await desk.move('record', { customerId: ID, right: 'ACCESS', channel: 'letter' });
    expect(state).toBe('RECEIVED');
    expect(refused(await desk.statement(id))).toContain('RECEIVED');
    await desk.move('verify', { id, method: 'STRONG_AUTHENTICATION' });
    expect(refused(await desk.statement(id))).toContain('IDENTITY_VERIFIED');
    await desk.move('decide', { id, verdict: 'REFUSE', refusedBecause: 'EXCESSIVE' });
    expect(refused(await desk.statement(id))).toContain('REFUSED');
  });

  it('who recorded the request or verified the identity cannot decide on it', async () => {
    const { id } = await desk.move('record', { customerId: ID, right: 'ACCESS', channel: 'app' }, RECORDER);
    expect(refused(await desk.try('decide', { id, verdict: 'APPROVE' }))).toContain('IDENTITY_VERIFIED');
    await desk.move('verify', { id, method: 'VIDEO' }, DECIDER);
    for (const who of [RECORDER, DECIDER])
      expect(refused(await desk.try('decide', { id, verdict: 'APPROVE' }, who))).toContain('two people');
  });

  it('of two decisions at the same moment one counts', async () => {
    const { id } = await desk.move('record', { customerId: ID, right: 'ACCESS', channel: 'app' });
    await desk.move('verify', { id, method: 'VIDEO' });
    const answers = await Promise.all([
      desk.try('decide', { id, verdict: 'APPROVE' }),
      desk.try('decide', { id, verdict: 'REFUSE', refusedBecause: 'UNFOUNDED' }),
    ]);
    expect(answers.flatMap(codesOf)).toEqual(['INVALID_INPUT']);
  });

  it('a refusal tells the law and where to complain, in both languages, and never reopens', async () => {
    const { id } = await desk.move('record', { customerId: ID, right: 'ACCESS', channel: 'app' });
    const row = await desk.move('decide', { id, verdict: 'REFUSE', refusedBecause: 'IDENTITY_NOT_VERIFIED' });
    expect(row.refusal).toMatchObject({
      reason: 'IDENTITY_NOT_VERIFIED',
      law: expect.stringContaining('GDPR') as string,
    });
    expect([row.refusal?.en, row.refusal?.zh].join()).toMatch(/supervisory authority.*人民法院/s);
    expect(refused(await desk.try('verify', { id, method: 'VIDEO' }))).toContain('REFUSED');
    const sql = `UPDATE facts SET body = replace(body, '"state":"REFUSED"', '"state":"APPROVED"'), state = 'APPROVED', version = version + 1 WHERE id = $1`;
    await expect(gateway.database.db.query({ text: sql, values: [id] })).rejects.toThrow(/cannot go from REFUSED/);
  });
});

describe('the statement', () => {
  let request: RequestRow;
  let statement: Statement;
  let told: Record<string, never>;
  beforeAll(async () => {
    request = await desk.approved(ID, 'ACCESS');
    statement = statementOf(await desk.statement(request.id));
    told = JSON.parse(statement.json) as Record<string, never>;
  });

  it('holds the own record, references, stored records with their right, consents and readings', () => {
    expect(told).toMatchObject({
      statement: 'ACCESS',
      customerId: ID,
      isComplete: true,
      profile: { kind: 'PERSON', identity: { name: MAYA?.name } },
      references: expect.arrayContaining([expect.objectContaining({ partner: 'mx-credit' })]) as unknown,
      records: expect.arrayContaining([
        expect.objectContaining({
          partner: 'mx-credit',
          partnerTitle: 'MX',
          rights: [
            expect.objectContaining({ purpose: 'CREDIT_DECISION', consent: expect.stringContaining('CNS-') as string }),
          ],
        }),
      ]) as unknown,
      readings: expect.arrayContaining([
        expect.objectContaining({ application: 'loan-desk', roles: ['credit-officer'], purpose: 'CREDIT_DECISION' }),
      ]) as unknown,
      partnersAsked: expect.arrayContaining([expect.objectContaining({ partner: 'mx-credit' })]) as unknown,
      purposes: expect.arrayContaining([
        expect.objectContaining({ id: 'CREDIT_DECISION', lawfulBasis: 'CONSENT' }),
      ]) as unknown,
    });
    // Staff stand there as application and role.
    expect(statement.json).not.toContain('lin.yue');
  });

  it('is verified by a stranger with the published keys, and is the very JSON of its digest', async () => {
    const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', gateway.url));
    const { payload, protectedHeader } = await compactVerify(statement.jws, keys);
    expect(Buffer.from(payload).toString('utf8')).toBe(statement.json);
    expect(protectedHeader.typ).toBe('access-statement+jws');
    expect(createHash('sha256').update(statement.json).digest('hex')).toBe(statement.sha256);
    expect(statement.html).toContain(statement.sha256);
  });

  it('carried the request out: COMPLETE, every place reached, and the digest stands in the log', async () => {
    const [row] = (await desk.list({ customerId: ID, state: 'COMPLETE' })).filter(({ id }) => id === request.id);
    expect(row?.steps.map(({ target, state }) => `${target} ${state}`)).toEqual([
      'bank:profile DONE',
      'bank:references DONE',
      'bank:stored-records DONE',
      'bank:log DONE',
    ]);
    const [entry] = await gateway.database.db.query<{ text: string }>({
      text: `SELECT convert_from(bytes, 'UTF8') AS text FROM audit_entries WHERE kind = 'RIGHTS_EVENT' AND bytes LIKE $1`,
      values: [Buffer.from(`%${statement.sha256}%`)],
    });
    expect(entry?.text).toContain('"action":"RELEASE_STATEMENT"');
    for (const value of [MAYA?.name, MAYA?.phone, MAYA?.email]) expect(entry?.text).not.toContain(value);
    const events = (await readTrail(gateway, { customerId: ID, kinds: ['RIGHTS_EVENT'] })).filter(
      ({ target }) => target === `rights-request:${request.id}`,
    );
    expect(events.map(({ event }) => event)).toEqual([
      'RELEASE_STATEMENT', 'PERFORM_RIGHTS_REQUEST', 'APPROVE_RIGHTS_REQUEST', 'VERIFY_IDENTITY', 'RECORD_RIGHTS_REQUEST',
    ]); // prettier-ignore
  });

  it('may be read again, each time with an entry; a week later no more', async () => {
    const again = statementOf(await desk.statement(request.id));
    expect(again.sha256).not.toBe(statement.sha256);
    const day = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
    const old = await desk.approved(ID, 'ACCESS');
    await gateway.database.db.transaction(async (tx) => {
      const known = await readFact(tx, 'rights-request', old.id);
      if (known === null) throw new Error('no such request');
      const begun = await changeFact(
        tx,
        'rights-request',
        old.id,
        known.version,
        { ...known.body, state: 'IN_PROGRESS' },
        'test',
      );
      if (begun.conflict) throw new Error('conflict');
      const done = { ...known.body, state: 'COMPLETE', completedAt: day(8) as never } as const;
      await changeFact(tx, 'rights-request', old.id, begun.fact.version, done, 'test');
    });
    expect(refused(await desk.statement(old.id))).toContain('7 days');
  });

  it('of a record that cannot be opened says so, and the request stays PARTIAL', async () => {
    const { id } = await desk.approved(ID, 'ACCESS');
    const edit = `UPDATE stored_records SET sealed = set_byte(sealed, 40, 255 - get_byte(sealed, 40)) WHERE customer_id = $1`;
    await gateway.database.db.query({ text: edit, values: [ID] });
    const partial = JSON.parse(statementOf(await desk.statement(id)).json) as {
      isComplete: boolean;
      missing: string[];
    };
    expect(partial.isComplete).toBe(false);
    expect(partial.missing.join()).toMatch(/bank:stored-records mx-credit monthly-cash-flow/);
    expect((await desk.list({ customerId: ID, state: 'PARTIAL' })).map((row) => row.id)).toEqual([id]);
    await gateway.database.db.query({ text: edit, values: [ID] });
    statementOf(await desk.statement(id));
    expect((await desk.list({ customerId: ID, state: 'PARTIAL' })).map((row) => row.id)).toEqual([]);
  });

  it('as a copy holds the same facts for another controller, without what others did', async () => {
    const { id } = await desk.approved(ID, 'COPY', { about: 'Other Bank AG' });
    const copy = JSON.parse(statementOf(await desk.statement(id)).json) as Record<string, never>;
    expect(copy).toMatchObject({ statement: 'COPY', handedTo: 'Other Bank AG', readings: [], partnersAsked: [] });
    expect([copy['profile'], copy['references']]).toEqual([told['profile'], told['references']]);
  });
});

it('of a token that the customer granted at a partner only that it is there, never the token', async () => {
  const linked = pickCustomer({ knownTo: ['pinterest-social'], credit: 'GIVEN' });
  for (const right of ['ACCESS', 'COPY']) {
    const { id } = await desk.approved(linked.id, right);
    const { json, html, jws } = statementOf(await desk.statement(id));
    expect(JSON.parse(json)).toMatchObject({ alsoHeld: [{ what: 'CUSTOMER_TOKEN', partner: 'pinterest-social' }] });
    const payload = Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8');
    for (const token of Object.values(linked.references.get('pinterest-social') ?? {}))
      for (const form of [json, html, payload]) expect(form).not.toContain(token);
  }
});

describe('for everybody else', () => {
  it('other roles are refused and the refusal is in the trail', async () => {
    const { id } = await desk.approved(ID, 'ACCESS');
    const eve: Asker = { role: 'auditor', application: 'audit-console', subject: 'eve.auditor' };
    refused(await desk.statement(id, eve), 'FORBIDDEN');
    refused(await desk.try('record', { customerId: ID, right: 'ACCESS', channel: 'app' }, eve), 'FORBIDDEN');
    refused(await desk.try('perform', { id }, eve), 'FORBIDDEN');
    const trail = await readTrail(gateway, { kinds: ['REFUSED'], caller: 'eve.auditor' });
    expect(new Set(trail.map(({ target }) => target))).toEqual(new Set(['rights:decide', 'rights:record']));
  });

  it('a foreign customer reads like one that does not exist, in every call', async () => {
    const { id } = await desk.approved(FOREIGN.id, 'ACCESS');
    const told = (answer: Answer, name: string): string => refused(answer).replaceAll(name, 'ID');
    const unknown = 'RR-00000000-0000-4000-8000-000000000000';
    for (const ask of [
      (name: string) => desk.statement(name, BRANCH),
      (name: string) => desk.try('perform', { id: name }, BRANCH),
      (name: string) => desk.try('decide', { id: name, verdict: 'APPROVE' }, BRANCH),
      (name: string) => desk.try('confirm', { id: name, target: 'partner:mx-credit' }, BRANCH),
      (name: string) => desk.try('verify', { id: name, method: 'VIDEO' }, BRANCH),
    ]) {
      expect(told(await ask(id), id)).toBe(told(await ask(unknown), unknown));
    }
    const record = (customerId: string) => desk.try('record', { customerId, right: 'ACCESS', channel: 'app' }, BRANCH);
    expect(refused(await record(FOREIGN.id))).toBe(refused(await record('CUST-999999')));
    expect(await desk.list({ customerId: FOREIGN.id }, BRANCH)).toEqual(
      await desk.list({ customerId: 'CUST-999999' }, BRANCH),
    );
    expect(await desk.list({ customerId: FOREIGN.id })).toHaveLength(1);
    expect((await desk.list({}, BRANCH)).every(({ customerId }) => customerId !== FOREIGN.id)).toBe(true);
  });

  it('a request that was given to another customer by hand shows nobody', async () => {
    const { id } = await desk.approved(OTHER?.id ?? '', 'ACCESS');
    const { db } = gateway.database;
    const body = `replace(body, $2, $3)`;
    const moves = [
      `UPDATE facts SET body = ${body} WHERE id = $1`,
      `UPDATE facts SET body = ${body}, hash = encode(sha256(convert_to(${body}, 'UTF8')), 'hex') WHERE id = $1`,
    ];
    for (const text of moves) {
      await db.query({ text, values: [id, OTHER?.id, ID] });
      expect(refused(await desk.statement(id))).toContain('no rights request');
      await db.query({ text: moves[1] ?? '', values: [id, ID, OTHER?.id] });
    }
    // Put back to the version before: body, hash and version agree, but a later one was recorded.
    const backTo = (step: number, state: string): Promise<void> =>
      pastTriggers(`UPDATE facts f SET body = v.body, hash = v.hash, version = v.version, state = '${state}' FROM fact_versions v
        WHERE v.kind = f.kind AND v.id = f.id AND v.version = f.version + ${step} AND f.id = '${id}'`);
    await backTo(-1, 'IDENTITY_VERIFIED');
    expect(refused(await desk.statement(id))).toContain('no rights request');
    await backTo(1, 'APPROVED');
    expect(statementOf(await desk.statement(id)).json).toContain(OTHER?.name ?? '?');
  });
});
