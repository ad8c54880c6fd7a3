/**
 * A customer asks to be deleted: holds and periods first, then the key, then every partner, each of which has to confirm. Afterwards the
 * customer answers like one that never was.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFact } from '../../src/store/fact-reader.ts';
import { changeFact } from '../../src/store/fact-writer.ts';
import type { Erasures } from '../../src/subjects/erasure.ts';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codesOf, customerQuery, pickCustomers, read, viewOf } from '../support/reading.ts';
import { DECIDER, RECORDER, type RequestRow, rightsDesk } from '../support/rights.ts';
import { readTrail } from '../support/trail.ts';

let gateway: TestGateway;
const desk = rightsDesk(() => gateway);
const CUSTOMERS = pickCustomers(11, { knownTo: ['mx-credit'], kind: 'PERSON', credit: 'GIVEN' }).map(({ id }) => id);
const [
  ANNA = '',
  BO = '',
  CARL = '',
  DORA = '',
  EMIL = '',
  FAY = '',
  GUS = '',
  HAL = '',
  IDA = '',
  JON = '',
  KIM = '',
] = CUSTOMERS;

beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const ask = (id: string): Promise<Answer> =>
  gateway.ask('credit-officer', customerQuery('kind identity { name } credit { cashFlow { monthlyIncome } }'), {
    id,
    purpose: 'CREDIT_DECISION',
  });
const stepsOf = ({ steps }: RequestRow): Record<string, string> =>
  Object.fromEntries(steps.map(({ target, state }) => [target, state]));
const refused = (answer: Answer): string => {
  expect([codesOf(answer), answer.data]).toEqual([['INVALID_INPUT'], null]);
  return answer.errors[0]?.message ?? '';
};
const perform = (id: string): Promise<RequestRow> => desk.move('perform', { id });
const stateOf = async (id: string): Promise<string | undefined> =>
  (await readFact(gateway.database.db, 'subject', id))?.body.state;

const HOLD = `mutation ($input: PlaceLegalHoldInput!) { placeLegalHold(input: $input) { id state until version } }`;
const RELEASE = `mutation ($input: ReleaseLegalHoldInput!) { releaseLegalHold(input: $input) { id state releasedBy version } }`;
const HOLDS = `query ($id: ID!) { legalHolds(customerId: $id) { edges { node { id state authority until } } } }`;
const hold = (customerId: string, differs: object = {}): Promise<Answer> =>
  gateway.ask(DECIDER, HOLD, {
    input: {
      customerId,
      authority: 'Shanghai Financial Court',
      because: 'case 2026-17',
      until: inDays(30),
      ...differs,
    },
  });
const holdId = async (customerId: string, differs: object = {}): Promise<string> =>
  read<{ id: string }>(await hold(customerId, differs), 'placeLegalHold').id;

describe('a deletion', () => {
  let request: RequestRow;

  it('is approved by a second person and erases at once; partners have to confirm', async () => {
    expect(viewOf(await ask(ANNA)).identity).not.toBeNull();
    const approved = await desk.approved(ANNA, 'DELETION');
    request = await perform(approved.id);
    expect(request.state).toBe('PARTIAL');
    const steps = stepsOf(request);
    expect(steps).toMatchObject({
      'bank:consents': 'DONE',
      'bank:erasure': 'DONE',
      'bank:profile': 'DONE',
      'partner:mx-credit': 'PENDING',
    });
    expect(await stateOf(ANNA)).toBe('ERASED');
  });

  it('leaves the customer answering like one that never was, in the same bytes', async () => {
    const told = async (id: string): Promise<string> =>
      (await ask(id)).text.replaceAll(id, 'ID').replaceAll(/"(decidedAt|requestId)":"[^"]*"/g, '');
    expect(await told(ANNA)).toBe(await told('CUST-999999'));
    const record = (customerId: string) => desk.try('record', { customerId, right: 'ACCESS', channel: 'app' });
    expect(refused(await record(ANNA))).toBe(refused(await record('CUST-999999')));
    expect(refused(await hold(ANNA))).toBe(refused(await hold('CUST-999999')));
  });

  it('stays PARTIAL while one partner never answers, however often it is carried out', async () => {
    const again = await perform(request.id);
    expect([again.state, stepsOf(again)['partner:mx-credit']]).toEqual(['PARTIAL', 'PENDING']);
    const failed = await desk.move('confirm', {
      id: request.id,
      target: 'partner:mx-credit',
      outcome: 'FAILED',
      note: 'TICKET-4',
    });
    expect([failed.state, failed.completedAt]).toEqual(['PARTIAL', null]);
    expect(refused(await desk.try('confirm', { id: request.id, target: 'bank:erasure' }))).toContain(
      'partner:mx-credit',
    );
    expect(refused(await desk.try('confirm', { id: request.id, target: 'partner:nobody' }))).toContain(
      'partner:nobody',
    );
  });

  it('is COMPLETE with the last confirmation, and never opens again', async () => {
    const open = request.steps.filter(({ target }) => target.startsWith('partner:')).map(({ target }) => target);
    let row = request;
    for (const target of open) row = await desk.move('confirm', { id: request.id, target, note: 'deletion letter 12' });
    expect([row.state, row.steps.every(({ state }) => state === 'DONE')]).toEqual(['COMPLETE', true]);
    expect(refused(await desk.try('perform', { id: request.id }))).toContain('COMPLETE');
    const reopen = (kind: string, id: string, from: string, to: string): Promise<unknown> =>
      gateway.database.db.query({
        text: `UPDATE facts SET body = replace(body, $3, $4), state = $5, version = version + 1 WHERE kind = $1 AND id = $2`,
        values: [kind, id, `"state":"${from}"`, `"state":"${to}"`, to],
      });
    await expect(reopen('rights-request', request.id, 'COMPLETE', 'APPROVED')).rejects.toThrow(
      /cannot go from COMPLETE/,
    );
    await expect(reopen('subject', ANNA, 'ERASED', 'NORMAL')).rejects.toThrow(/cannot go from ERASED/);
  });

  it('is told in the log by digest and steps, and the log names nobody any more', async () => {
    const events = (await readTrail(gateway, { kinds: ['RIGHTS_EVENT'] })).filter(({ target }) =>
      target?.includes(request.id),
    );
    expect(events.map(({ event }) => event)).toContain('FINISH_RIGHTS_REQUEST');
    expect(events.every(({ customerId }) => customerId === null)).toBe(true);
  });

  it('that was cut short goes on where it stopped', async () => {
    const { id } = await desk.approved(GUS, 'DELETION');
    await gateway.database.db.transaction(async (tx) => {
      const known = await readFact(tx, 'rights-request', id);
      if (known === null) throw new Error('no such request');
      const steps = [{ target: 'bank:erasure', state: 'PENDING' }] as const;
      await changeFact(tx, 'rights-request', id, known.version, { ...known.body, state: 'IN_PROGRESS', steps }, 'test');
    });
    // From here on a hold would come too late.
    expect(refused(await hold(GUS))).toContain('being carried out');
    expect(stepsOf(await perform(id))).toMatchObject({ 'bank:erasure': 'DONE', 'partner:mx-credit': 'PENDING' });
    expect(await stateOf(GUS)).toBe('ERASED');
  });

  it('and a statement at the same moment: whatever was answered, it left before the erasure', async () => {
    const access = await desk.approved(HAL, 'ACCESS');
    const deletion = await desk.approved(HAL, 'DELETION');
    const [shown] = await Promise.all([desk.statement(access.id), perform(deletion.id)]);
    expect(['', 'STALE_CONSENT', 'INVALID_INPUT', 'INTERNAL']).toContain(codesOf(shown).join());
    const text = `SELECT fact_versions.recorded_at FROM fact_versions WHERE id = $1 ORDER BY version DESC LIMIT 1`;
    const last = async (id: string): Promise<string> =>
      (await gateway.database.db.query<{ recorded_at: string }>({ text, values: [id] }))[0]?.recorded_at ?? '';
    if (shown.errors.length === 0) expect((await last(access.id)) < (await last(HAL))).toBe(true);
    expect(refused(await desk.statement(access.id))).toContain('no rights request');
  });

  it('carried out twice at the same moment erases once', async () => {
    const { id } = await desk.approved(IDA, 'DELETION');
    const answers = await Promise.all([desk.try('perform', { id }), desk.try('perform', { id })]);
    expect(answers.flatMap(codesOf)).toEqual([]);
    const [row] = await desk.list({ customerId: IDA });
    expect([row?.state, stepsOf(row as RequestRow)['bank:erasure']]).toEqual(['PARTIAL', 'DONE']);
    const erased = await readTrail(gateway, { kinds: ['KEY_EVENT'] });
    const { subjectDigest } =
      (await readTrail(gateway, { kinds: ['RIGHTS_EVENT'] })).find(({ target }) => target?.includes(id)) ?? {};
    expect(erased.filter((entry) => entry.subjectDigest === subjectDigest)).toHaveLength(1);
  });

  it('shows no statement that was approved before', async () => {
    const access = await desk.approved(FAY, 'ACCESS');
    await perform((await desk.approved(FAY, 'DELETION')).id);
    expect(refused(await desk.statement(access.id))).toContain('no rights request');
  });
});

describe('a legal hold', () => {
  it('stops a deletion and restricts the customer meanwhile; released, the deletion goes on', async () => {
    const id = await holdId(BO);
    const request = await desk.approved(BO, 'DELETION');
    const held = await perform(request.id);
    expect([held.state, held.steps.find(({ target }) => target === 'bank:erasure')]).toMatchObject([
      'BLOCKED_LEGAL_HOLD',
      { state: 'HELD', note: id },
    ]);
    expect(await stateOf(BO)).toBe('RESTRICTED');
    expect(viewOf(await ask(BO)).identity).toBeNull();
    const lift = await desk.approved(BO, 'LIFT_RESTRICTION');
    expect(refused(await desk.try('perform', { id: lift.id }))).toContain(request.id);
    const released = await gateway.ask(DECIDER, RELEASE, { input: { id, because: 'case closed' } });
    expect(read<object>(released, 'releaseLegalHold')).toMatchObject({
      state: 'RELEASED',
      releasedBy: DECIDER.subject,
    });
    expect(refused(await gateway.ask(DECIDER, RELEASE, { input: { id, because: 'again' } }))).toContain(
      'released already',
    );
    expect((await perform(request.id)).state).toBe('PARTIAL');
    expect(await stateOf(BO)).toBe('ERASED');
  });

  it('is refused where an erasure failed after it was ledgered: it is finished by itself, hold or not', async () => {
    const { id } = await desk.approved(KIM, 'DELETION');
    // As a database leaves it that goes away between the ledger and the erasure.
    const trigger = 'ON customer_keys FOR EACH ROW EXECUTE FUNCTION refuse_change()';
    await gateway.database.asOwner(`CREATE TRIGGER away BEFORE DELETE ${trigger}`);
    expect(stepsOf(await perform(id))).toMatchObject({ 'bank:erasure': 'FAILED', 'bank:consents': 'DONE' });
    expect(refused(await hold(KIM))).toContain('in the ledger');
    await gateway.database.asOwner('DROP TRIGGER away ON customer_keys');
    await (gateway.app.erasure as Erasures).finish();
    expect(await stateOf(KIM)).toBe('ERASED');
    expect(stepsOf(await perform(id))).toMatchObject({ 'bank:erasure': 'DONE', 'bank:consents': 'DONE' });
  });

  it('needs an end, and past it counts as none though nobody released it', async () => {
    expect(refused(await hold(CARL, { until: inDays(-1) }))).toContain('until');
    expect(refused(await hold(CARL, { until: inDays(4_000) }))).toContain('until');
    expect(refused(await hold(CARL, { authority: ' ' }))).toContain('authority');
    const id = await holdId(CARL);
    await gateway.database.db.transaction(async (tx) => {
      const known = await readFact(tx, 'legal-hold', id);
      if (known === null) throw new Error('no such hold');
      await changeFact(tx, 'legal-hold', id, known.version, { ...known.body, until: inDays(-1) as never }, 'test');
    });
    expect((await perform((await desk.approved(CARL, 'DELETION')).id)).state).toBe('PARTIAL');
    expect(await stateOf(CARL)).toBe('ERASED');
  });

  it('whose end was edited by hand still binds', async () => {
    const id = await holdId(DORA);
    const text = `UPDATE facts SET body = regexp_replace(body, '"until":"\\d{4}', '"until":"2020') WHERE id = $1`;
    await gateway.database.db.query({ text, values: [id] });
    expect((await perform((await desk.approved(DORA, 'DELETION')).id)).state).toBe('BLOCKED_LEGAL_HOLD');
    expect(await stateOf(DORA)).toBe('RESTRICTED');
  });

  it('placed while the deletion runs either stops it or is refused: never both, never neither', async () => {
    const { id } = await desk.approved(EMIL, 'DELETION');
    const [placed, performed] = await Promise.all([hold(EMIL), desk.try('perform', { id })]);
    const isHeld = placed.errors.length === 0;
    expect(codesOf(performed)).toEqual([]);
    expect(await stateOf(EMIL)).toBe(isHeld ? 'RESTRICTED' : 'ERASED');
    const holds = read<{ edges: unknown[] }>(await gateway.ask(RECORDER, HOLDS, { id: EMIL }), 'legalHolds');
    expect(holds.edges).toHaveLength(isHeld ? 1 : 0);
  });
});

it("a law's own period restricts until its end; only a deletion has one, and it names the law", async () => {
  const customerId = JON;
  const { id } = await desk.move('record', { customerId, right: 'DELETION', channel: 'app' });
  await desk.move('verify', { id, method: 'SIGNATURE' });
  const approve = { id, verdict: 'APPROVE', retainUntil: inDays(365) };
  expect(refused(await desk.try('decide', approve))).toContain('retainUntil');
  await desk.move('decide', { ...approve, because: 'Anti-Money-Laundering Law art. 34: ten years' });
  const held = await perform(id);
  expect([held.state, stepsOf(held)['bank:erasure']]).toEqual(['RESTRICTED', 'HELD']);
  expect(await stateOf(customerId)).toBe('RESTRICTED');
  expect((await perform(id)).state).toBe('RESTRICTED');
});
