/**
 * Step-up: somebody asks to see more of one customer for some minutes, another person agrees, either side ends it, and all of it is in the log.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeFact } from '../../src/store/fact-writer.ts';
import { readFact } from '../../src/store/fact-reader.ts';
import { type Answer, type Asker, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, linesOf, pickCustomers, read, viewOf } from '../support/reading.ts';
import { readTrail } from '../support/trail.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const agent = (subject: string): Asker => ({ role: 'support-agent', application: 'support-console', subject });
const DANA = agent('dana.ruiz');
const OFFICER: Asker = { role: 'compliance-officer', application: 'compliance-console', subject: 'zhou.min' };
const [shanghai = '', other = ''] = pickCustomers(2, { kind: 'PERSON', branch: 'CN-SHANGHAI' }).map(({ id }) => id);

interface Elevation {
  readonly id: string;
  readonly state: string;
  readonly requestedAt: string;
  readonly decidedAt: string | null;
  readonly until: string | null;
  readonly version: number;
}
const NODE =
  'id state caller application purpose coordinates because requestedAt minutes decidedBy decidedAt until endedBy version';
const WISH = {
  customerId: shanghai, purpose: 'CUSTOMER_SERVICE', coordinates: ['Identity.phones'], because: 'a disputed call', minutes: 15,
}; // prettier-ignore

const mutate = (who: Asker, step: string, input: object): Promise<Answer> => {
  const type = `${step[0]?.toUpperCase()}${step.slice(1)}ElevationInput`;
  return gateway.ask(who, `mutation ($input: ${type}!) { ${step}Elevation(input: $input) { ${NODE} } }`, { input });
};
const requested = async (who = DANA, differs: object = {}): Promise<Elevation> =>
  read(await mutate(who, 'request', { ...WISH, ...differs }), 'requestElevation');
const list = async (who: Asker, filter = ''): Promise<readonly (Elevation & { caller: string })[]> => {
  const answer = await gateway.ask(who, `{ elevations(first: 100 ${filter}) { edges { node { id state caller } } } }`);
  return read<{ edges: { node: Elevation & { caller: string } }[] }>(answer, 'elevations').edges.map(
    ({ node }) => node,
  );
};

describe('a step-up', () => {
  it('is asked for by one person, agreed to by another, and ends by itself as many minutes later', async () => {
    const { id, state } = await requested();
    expect(state).toBe('REQUESTED');
    const granted = read<Elevation>(await mutate(OFFICER, 'approve', { id }), 'approveElevation');
    expect(granted).toMatchObject({
      state: 'GRANTED',
      caller: 'dana.ruiz',
      application: 'support-console',
      decidedBy: 'zhou.min',
    });
    expect(Date.parse(granted.until ?? '') - Date.parse(granted.decidedAt ?? '')).toBe(15 * 60_000);
    const told = await readTrail(gateway, { customerId: shanghai, kinds: ['GOVERNANCE_CHANGED'] });
    expect(told.slice(0, 2).map(({ event, caller, because }) => [event, caller, because])).toEqual([
      ['APPROVE_ELEVATION', 'zhou.min', null],
      ['REQUEST_ELEVATION', 'dana.ruiz', 'a disputed call'],
    ]);
  });

  it('shows in clear what the role sees masked, only those fields, only that customer, and only until it is revoked', async () => {
    const seen = async (customerId = shanghai, who = DANA): Promise<readonly (string | undefined)[]> => {
      const selection = customerQuery('identity { phones emails }');
      const view = viewOf(await gateway.ask(who, selection, { id: customerId, purpose: 'CUSTOMER_SERVICE' }));
      return ['Identity.phones', 'Identity.emails'].map(
        (field) => linesOf(view, field).find(({ partner }) => partner === 'bank')?.outcome,
      );
    };
    const before = await gateway.ask(OFFICER, '{ elevations(first: 100, state: GRANTED) { edges { node { id } } } }');
    for (const { node } of read<{ edges: { node: { id: string } }[] }>(before, 'elevations').edges)
      await mutate(OFFICER, 'revoke', { id: node.id });
    expect(await seen()).toEqual(['MASK', 'MASK']);
    const { id } = await requested();
    expect(await seen()).toEqual(['MASK', 'MASK']);
    await mutate(OFFICER, 'approve', { id });
    expect(await seen()).toEqual(['ALLOW', 'MASK']);
    expect(await seen(other)).toEqual(['MASK', 'MASK']);
    expect(await seen(shanghai, agent('eve'))).toEqual(['MASK', 'MASK']);
    await mutate(DANA, 'revoke', { id });
    expect(await seen()).toEqual(['MASK', 'MASK']);
  });

  it('cannot be agreed to by whom it is for, whatever roles they hold', async () => {
    await gateway.database.db.transaction(async (tx) => {
      const role = await readFact(tx, 'role', 'support-agent');
      const body = { ...role!.body, capabilities: ['elevation:request', 'elevation:approve'] as const };
      await changeFact(tx, 'role', 'support-agent', role!.version, body, 'test');
    });
    const { id } = await requested();
    for (const step of ['approve', 'refuse']) {
      const answer = await mutate(DANA, step, { id, ...(step === 'refuse' ? { because: 'x' } : {}) });
      expect(codesOf(answer)).toEqual(['FORBIDDEN']);
    }
    expect((await list(OFFICER)).find((one) => one.id === id)?.state).toBe('REQUESTED');
    await gateway.database.db.transaction(async (tx) => {
      const role = await readFact(tx, 'role', 'support-agent');
      await changeFact(
        tx,
        'role',
        'support-agent',
        role!.version,
        { ...role!.body, capabilities: ['elevation:request'] },
        'test',
      );
    });
  });

  it.each([
    ['by the person it is for', DANA],
    ['by an approver', OFFICER],
  ])('is ended early %s, on a version that releases will test, and never reopens', async (_who, by) => {
    const { id } = await requested();
    const granted = read<Elevation>(await mutate(OFFICER, 'approve', { id }), 'approveElevation');
    const revoked = read<Elevation>(await mutate(by, 'revoke', { id }), 'revokeElevation');
    expect(revoked).toMatchObject({ state: 'REVOKED', version: granted.version + 1 });
    expect(read(await mutate(by, 'revoke', { id }), 'revokeElevation')).toMatchObject({ version: revoked.version });
    expect((await mutate(OFFICER, 'approve', { id })).errors[0]?.message).toContain('REVOKED already');
    const reopen = `UPDATE facts SET state = 'GRANTED', version = version + 1, body = replace(body, '"REVOKED"', '"GRANTED"') WHERE id = '${id}'`;
    await expect(gateway.database.asOwner(reopen)).rejects.toThrow(/cannot go from/);
  });

  it('is taken back only by whom it is for, refused with a reason, and decided on once', async () => {
    const [mine, other, raced] = [await requested(), await requested(), await requested()];
    expect(codesOf(await mutate(agent('eve'), 'recall', { id: mine.id }))).toEqual(['INVALID_INPUT']);
    expect(read(await mutate(DANA, 'recall', { id: mine.id }), 'recallElevation')).toMatchObject({ state: 'RECALLED' });
    expect(codesOf(await mutate(OFFICER, 'approve', { id: mine.id }))).toEqual(['INVALID_INPUT']);
    expect(codesOf(await mutate(OFFICER, 'refuse', { id: other.id, because: ' ' }))).toEqual(['INVALID_INPUT']);
    const refused = await mutate(OFFICER, 'refuse', { id: other.id, because: 'call back instead' });
    expect(read(refused, 'refuseElevation')).toMatchObject({ state: 'REFUSED', until: null });
    const both = await Promise.all([
      mutate(OFFICER, 'approve', { id: raced.id }),
      mutate(OFFICER, 'refuse', { id: raced.id, because: 'no' }),
    ]);
    expect(both.flatMap(codesOf)).toHaveLength(1);
  });

  it('shows people their own and approvers everybody’s', async () => {
    const theirs = await requested(agent('eve'));
    const own = await list(agent('eve'));
    expect(own.map(({ id, caller }) => [id, caller])).toEqual([[theirs.id, 'eve']]);
    expect(new Set((await list(OFFICER)).map(({ caller }) => caller))).toEqual(new Set(['eve', 'dana.ruiz']));
    expect(await list('auditor', `state: REQUESTED customerId: "${shanghai}"`)).toContainEqual(
      expect.objectContaining({ id: theirs.id }),
    );
    expect(codesOf(await gateway.ask('credit-officer', '{ elevations { edges { node { id } } } }'))).toEqual([
      'FORBIDDEN',
    ]);
  });

  it.each([
    ['for hours', { minutes: 61 }, 'minutes: 1 to 60'],
    ['for no time', { minutes: 0 }, 'minutes: 1 to 60'],
    ['for everything', { coordinates: ['*'] }, 'coordinates[0]: no governed field'],
    ['for a field that does not exist', { coordinates: ['Identity.shoeSize'] }, 'coordinates[0]: no governed field "Identity.shoeSize"'],
    ['for no field', { coordinates: [] }, 'coordinates: 1 to 100'],
    ['without a reason', { because: ' ' }, 'Say in "because" why'],
    ['for a purpose of others', { purpose: 'CREDIT_DECISION' }, 'none of your roles for it can be elevated'],
    ['for a purpose that is retired', { purpose: 'SOCIAL_SCORING' }, 'no purpose "SOCIAL_SCORING" is in use'],
    ['about nobody', { customerId: 'CUST-999999' }, 'no such customer in your data scope'],
  ])('is not asked for %s', async (_what, differs, problem) => {
    const answer = await mutate(DANA, 'request', { ...WISH, ...differs });
    expect(codesOf(answer)).toEqual(['INVALID_INPUT']);
    expect(answer.errors[0]?.message).toContain(problem);
  }); // prettier-ignore

  it('is neither asked for nor decided by roles without the right, nor outside their data scope', async () => {
    const { id } = await requested();
    expect(codesOf(await mutate('credit-officer', 'request', WISH))).toEqual(['FORBIDDEN']);
    expect(codesOf(await mutate('consent-officer', 'approve', { id }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await mutate('consent-officer', 'revoke', { id }))).toEqual(['FORBIDDEN']);
    await gateway.database.db.transaction(async (tx) => {
      const desk = await readFact(tx, 'principal', 'compliance-console');
      const scope = { legalEntities: ['CN-BANK'], branches: ['CN-SHENZHEN'] };
      await changeFact(tx, 'principal', 'compliance-console', desk!.version, { ...desk!.body, scope }, 'test');
    });
    const [foreign, unknown] = [
      await mutate(OFFICER, 'approve', { id }),
      await mutate(OFFICER, 'approve', { id: 'none' }),
    ];
    expect(foreign.errors[0]?.message.replace(id, 'none')).toBe(unknown.errors[0]?.message);
    expect(await list(OFFICER)).toEqual([]);
  });
});
