/** Calls that cost money or leave a trace: written down before they are made, made once by all replicas together, never repeated blindly. */
import { describe, expect, it } from 'vitest';
import type { Statement } from '../../src/store/database.ts';
import { purgeOf } from '../../src/store/purge-records.ts';
import { createBreakableDatabase } from '../support/breakable-database.ts';
import { database, openPartnerStores } from '../support/partner-stores.ts';
import { AAA, ask, billed, execute, gate, hang, noted, price, rows, states, until } from './guarded.ts';
import { sendJson, startPartner } from './partner-on-socket.ts';
import { acme, quote, startStage, want } from './stage.ts';

describe('the ledger', () => {
  it('names partner, endpoint, agreement and outcome of every billed call, and nothing of what was asked or answered', async () => {
    const partner = await startPartner((_request, res) => sendJson(res, { price: 987.654 }));
    const stage = startStage([billed()], partner.baseUrl);
    expect(await ask(stage)).toBe('record');
    const [row, ...others] = await rows();
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      state: 'ANSWERED', outcome: 'ANSWER', partner_id: 'acme-market', endpoint: 'quote', agreement_id: 'AGR-1', customer_id: 'c-1',
    }); // prettier-ignore
    expect(row?.key).toMatch(/^[0-9a-f]{64}$/);
    const kept = [JSON.stringify({ ...row, sealed: '' }), Buffer.from(row?.sealed ?? []).toString('latin1')].join();
    expect(kept).not.toMatch(/AAA|987\.654|price/);
  });

  it('has no line for a free call', async () => {
    const partner = await startPartner(price);
    await ask(startStage([acme()], partner.baseUrl));
    expect(await rows()).toEqual([]);
  });

  it('that cannot be reached stops billed calls, and no others', async () => {
    const broken = createBreakableDatabase();
    const partner = await startPartner(price);
    const { calls } = openPartnerStores(broken.through(database.db));
    const stage = startStage([billed(), acme({ id: 'free-market' })], partner.baseUrl, { stores: { calls } });
    broken.breaker.arm(1);
    expect(await ask(stage)).toBe('PARTNER_UNAVAILABLE ledger-unavailable');
    expect(partner.received).toHaveLength(0);
    expect(await ask(stage, { ...AAA, source: 'free-market' })).toBe('record');
    broken.breaker.mend();
    expect(await ask(stage)).toBe('record');
    expect(partner.received).toHaveLength(2);
    expect(noted(stage)).toEqual(['refuse ledger-unavailable']);
  });

  it('that is lost with its answer while a call is opened does not leave that call open', async () => {
    const broken = createBreakableDatabase();
    const partner = await startPartner(price);
    const { calls } = openPartnerStores(broken.through(database.db));
    const stage = startStage([billed()], partner.baseUrl, { stores: { calls } });
    broken.breaker.loseAnswersOf(({ name }) => name === 'open-guarded-call');
    expect(await ask(stage)).toBe('PARTNER_UNAVAILABLE ledger-unavailable');
    broken.breaker.mend();
    await until(async () => (await states()).join() === 'NOT_HAPPENED');
    expect(await ask(stage)).toBe('record');
    expect(partner.received).toHaveLength(1);
  });

  it('that opens a call only after its process gave that up does not leave it open either', async () => {
    const partner = await startPartner(price);
    let late: Statement | undefined;
    let settlings = 0;
    const { calls } = openPartnerStores({
      ...database.db,
      async query(statement) {
        if (statement.name !== 'open-guarded-call' || late !== undefined) return database.db.query(statement);
        late = statement;
        throw new Error('Connection terminated unexpectedly');
      },
      transaction: (run) => database.db.transaction(run).finally(() => (settlings += 1)),
    });
    const stage = startStage([billed()], partner.baseUrl, { stores: { calls } });
    expect(await ask(stage)).toBe('PARTNER_UNAVAILABLE ledger-unavailable');
    await until(() => settlings === 1);
    if (late !== undefined) await database.db.query(late);
    await until(async () => (await states()).join() === 'NOT_HAPPENED');
    expect(await ask(stage)).toBe('record');
  });

  it('that is lost when the answer is there: the caller has it, and it is written down once the database is back', async () => {
    const broken = createBreakableDatabase();
    const partner = await startPartner((_request, res) => {
      broken.breaker.arm(1);
      sendJson(res, { price: 1 });
    });
    const { calls } = openPartnerStores(broken.through(database.db));
    const stage = startStage([billed()], partner.baseUrl, { stores: { calls } });
    expect(await ask(stage)).toBe('record');
    expect(await states()).toEqual(['UNDER_WAY']);
    broken.breaker.mend();
    await until(async () => (await states()).join() === 'ANSWERED');
  });
});

describe('a billed call that', () => {
  const CASES = [
    ['was refused for its credentials', 401, 'NOT_HAPPENED', 2],
    ['was throttled, which pauses the partner,', 429, 'NOT_HAPPENED', 1],
    ['found nobody who takes requests', 503, 'ANSWERED', 2],
    ['never came in whole', 408, 'ANSWERED', 2],
    ['failed at the partner, who knows how far it came,', 500, 'UNKNOWN', 1],
    ['failed behind a proxy', 502, 'UNKNOWN', 1],
    ['was given up by a proxy', 504, 'UNKNOWN', 1],
    ['failed in a way that nobody standardised', 520, 'UNKNOWN', 1],
    ['found no record', 404, 'ANSWERED', 1],
  ] as const;

  it.each(CASES)('%s (%i) is %s; asked again it makes %i calls in all', async (_name, status, state, calls) => {
    const partner = await startPartner((_request, res) => sendJson(res, {}, status));
    const stage = startStage([billed()], partner.baseUrl);
    await ask(stage);
    expect(await states()).toEqual([state]);
    await ask(stage);
    expect(partner.received).toHaveLength(calls);
  });

  it('was never sent did not happen', async () => {
    const stage = startStage([billed()], 'http://127.0.0.1:1');
    expect(await ask(stage)).toBe('PARTNER_UNAVAILABLE connect-refused');
    expect(await states()).toEqual(['NOT_HAPPENED']);
  });

  it.each(['billed', 'inquiry'] as const)(
    'times out (%s) is UNKNOWN, and nobody makes it again',
    async (sideEffect) => {
      const partner = await startPartner(hang);
      const stage = startStage([acme({ sideEffect, deadlineMs: 700 })], partner.baseUrl);
      expect(await ask(stage)).toBe('PARTNER_OUTCOME_UNKNOWN deadline-after-send');
      const again = await Promise.all(Array.from({ length: 20 }, () => ask(stage)));
      expect(new Set(again)).toEqual(new Set(['PARTNER_OUTCOME_UNKNOWN to-be-reconciled']));
      expect(await ask(stage, want('c-1', { ticker: 'BBB' }))).toBe('PARTNER_OUTCOME_UNKNOWN deadline-after-send');
      expect(partner.received).toHaveLength(2);
      expect(await states()).toEqual(['UNKNOWN', 'UNKNOWN']);
      expect(stage.lines.filter(({ fields }) => fields['call'] !== undefined)).toHaveLength(2);
    },
  );

  it('was under way in a process that is gone is UNKNOWN, whoever meets it first', async () => {
    const partner = await startPartner(price);
    const stage = startStage([billed()], partner.baseUrl);
    await ask(stage, { ...AAA, cacheTtlS: 0 });
    const killed = `UPDATE guarded_calls SET state = 'UNDER_WAY', sealed = NULL, ends_at = clock_timestamp() - interval '1 second'`;
    await execute(killed);
    expect(await ask(stage)).toBe('PARTNER_OUTCOME_UNKNOWN to-be-reconciled');
    expect((await rows())[0]).toMatchObject({ state: 'UNKNOWN', outcome: 'PARTNER_OUTCOME_UNKNOWN process-ended' });
    await execute(killed);
    await stage.partners.tidyCalls();
    expect(await states()).toEqual(['UNKNOWN']);
    expect(partner.received).toHaveLength(1);
  });

  it('is still under way elsewhere is waited for', async () => {
    const partner = await startPartner(price);
    const stage = startStage([billed()], partner.baseUrl);
    await ask(stage, { ...AAA, cacheTtlS: 0 });
    await execute(`UPDATE guarded_calls SET state = 'UNDER_WAY', ends_at = clock_timestamp() + interval '1 minute'`);
    const waiting = ask(stage);
    await until(() => noted(stage).includes('wait same-call-under-way'));
    await stage.partners.tidyCalls();
    expect(await states()).toEqual(['UNDER_WAY']);
    await execute(`UPDATE guarded_calls SET state = 'ANSWERED'`);
    expect(await waiting).toBe('record');
    expect(partner.received).toHaveLength(1);
  });
});

describe('whoever leaves a billed call', () => {
  it('does not end it: the answer is settled and serves the next reader without a call', async () => {
    const { answer, open } = gate();
    const partner = await startPartner(answer);
    const stage = startStage([billed()], partner.baseUrl);
    const leavers = [new AbortController(), new AbortController()];
    const left = leavers.map(({ signal }) => ask(stage, AAA, signal));
    await until(() => partner.received.length === 1);
    leavers.forEach((leaver) => leaver.abort());
    expect(await Promise.all(left)).toEqual(Array(2).fill('PARTNER_OUTCOME_UNKNOWN request-aborted-after-send'));
    expect(partner.counts.open).toBe(1);
    open();
    await until(async () => (await states()).join() === 'ANSWERED');
    expect(await ask(stage)).toBe('record');
    expect(partner.received).toHaveLength(1);
    expect(noted(stage)).toContain('share answered-moments-ago');
    expect(await states()).toEqual(['ANSWERED']);
  });

  it('while it is under way finds it again when coming back', async () => {
    const { answer, open } = gate();
    const partner = await startPartner(answer);
    const stage = startStage([billed()], partner.baseUrl);
    const leaver = new AbortController();
    const left = ask(stage, AAA, leaver.signal);
    await until(() => partner.received.length === 1);
    leaver.abort();
    await left;
    const back = ask(stage);
    await until(() => noted(stage).includes('wait same-call-under-way'));
    open();
    expect(await back).toBe('record');
    expect(partner.received).toHaveLength(1);
  });

  it('before it was sent: it is not sent, and nothing is owed', async () => {
    const { answer, open } = gate();
    const partner = await startPartner(answer);
    const stage = startStage([billed({ limits: { windows: [], concurrency: 1 } })], partner.baseUrl);
    const busy = ask(stage, want('c-1', { ticker: 'BUSY' }));
    await until(() => partner.received.length === 1);
    const leaver = new AbortController();
    const left = ask(stage, AAA, leaver.signal);
    await until(async () => (await states()).length === 2);
    leaver.abort();
    expect(await left).toBe('PARTNER_TIMEOUT request-aborted');
    open();
    expect(await busy).toBe('record');
    await until(async () => [...(await states())].sort().join() === 'ANSWERED,NOT_HAPPENED');
    expect(partner.received).toHaveLength(1);
  });

  it.each([
    ['the agreement', { cacheTtlS: 0 }],
    ['the agreement’s retention', { retentionDays: 0 }],
  ])('an answer of moments ago does not serve where %s lets nothing count as fresh', async (_name, changes) => {
    const partner = await startPartner(price);
    const stage = startStage([billed()], partner.baseUrl);
    for (let i = 0; i < 2; i += 1) expect(await ask(stage, { ...AAA, ...changes })).toBe('record');
    expect(partner.received).toHaveLength(2);
  });

  it('an answer of moments ago says how old it is, and does not serve once it is older than the endpoint allows', async () => {
    const partner = await startPartner(price);
    const stage = startStage([billed({ endpoints: [{ ...quote, cacheTtlS: 10 }] })], partner.baseUrl);
    await ask(stage);
    await execute(`UPDATE guarded_calls SET settled_at = clock_timestamp() - interval '7 seconds'`);
    const [reused] = await stage.fetch([AAA]);
    const fetchedAt =
      reused?.result != null && 'sourced' in reused.result ? Date.parse(reused.result.sourced.fetchedAt) : 0;
    expect(Math.floor((stage.clock.nowMs - fetchedAt) / 1_000)).toBeGreaterThanOrEqual(7);
    expect(partner.received).toHaveLength(1);
    await execute(`UPDATE guarded_calls SET settled_at = settled_at - interval '10 seconds'`);
    await ask(stage);
    expect(partner.received).toHaveLength(2);
  });

  it('an answer of moments ago does not serve after a withdrawal took its right away', async () => {
    const partner = await startPartner(price);
    const stage = startStage([billed()], partner.baseUrl);
    await ask(stage);
    const kept = { sources: ['acme-market'], keep: [{ source: 'acme-market', endpoint: 'quote' }] };
    const sealed = async () => (await rows()).map((row) => row.sealed !== null);
    await database.db.transaction((tx) => purgeOf(tx, 'c-1', kept));
    await database.db.transaction((tx) => purgeOf(tx, 'c-2', { sources: '*', keep: [] }));
    await database.db.transaction((tx) => purgeOf(tx, 'c-1', { sources: ['other'], keep: [] }));
    expect(await sealed()).toEqual([true]);
    await database.db.transaction((tx) => purgeOf(tx, 'c-1', { sources: ['acme-market'], keep: [] }));
    expect(await sealed()).toEqual([false]);
    await ask(stage);
    expect(partner.received).toHaveLength(2);
  });

  it('answers are forgotten after two minutes, calls are not', async () => {
    const partner = await startPartner(price);
    const stage = startStage([billed()], partner.baseUrl);
    await ask(stage);
    await stage.partners.tidyCalls();
    expect((await rows()).map(({ sealed }) => sealed === null)).toEqual([false]);
    await execute(`UPDATE guarded_calls SET settled_at = settled_at - interval '121 seconds'`);
    await stage.partners.tidyCalls();
    expect((await rows()).map(({ state, sealed }) => [state, sealed])).toEqual([['ANSWERED', null]]);
  });
});
