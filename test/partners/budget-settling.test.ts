/** What a reservation becomes after its call, who is warned, and what two replicas or a restart make of it. */
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { agreementMeters } from '../../src/domain/spending.ts';
import type { BudgetGauge } from '../../src/partners/budget/watch-levels.ts';
import type { Connector } from '../../src/sdk/index.ts';
import { createSpendings } from '../../src/store/spendings.ts';
import { needsServer } from '../support/database.ts';
import { database } from '../support/partner-stores.ts';
import { ANSWER, countOf, money, spentOf, stageOn, store, under, wants } from './budget-stage.ts';
import { type Answer, sendJson, startPartner } from './partner-on-socket.ts';
import { acme, outcomeOf, START } from './stage.ts';

describe('after the call', () => {
  const budget = { callsPerDay: 50, pricePerCall: money('2'), moneyPerMonth: money('100') };
  const NOTHING = { 'calls-per-day': '0', 'money-per-month': '0' };
  const ALL = { 'calls-per-day': '1', 'money-per-month': '2' };
  const after = async (answer: Answer, changes: Partial<Connector> = {}) => {
    const partner = await startPartner(answer);
    const { fetch, notes } = stageOn(partner.baseUrl, acme({ deadlineMs: 300, ...changes }));
    const outcome = (await fetch(wants(1, under(budget)))).map(outcomeOf)[0] ?? '';
    const refunds = notes.filter(({ step, decision }) => step === 'budget' && decision === 'refund');
    return {
      outcome,
      called: partner.received.length,
      spent: await spentOf(budget),
      reasons: refunds.map(({ reason }) => reason),
    };
  };

  it.each<[string, Answer, Partial<Connector>]>([
    ['an answer', ANSWER, {}],
    ['"no record"', (_request, res) => sendJson(res, {}, 404), {}],
    ['a failure of the partner', (_request, res) => sendJson(res, {}, 400), {}],
    ['a broken contract', (_request, res) => sendJson(res, '{"price": "?"}'), {}],
    ['no answer after the request was sent', () => undefined, {}],
    ['an ambiguous outcome', () => undefined, { sideEffect: 'billed' }],
    ['a connection lost in the middle', (_request, res) => res.destroy(), {}],
  ])('%s costs what was reserved, each attempt that reached the partner anew', async (_name, answer, changes) => {
    const { spent, called } = await after(answer, changes);
    expect(called).toBeGreaterThan(0);
    expect(spent).toEqual({ 'calls-per-day': String(called), 'money-per-month': String(2 * called) });
  });

  it.each<[string, Answer, Partial<Connector>, string]>([
    ['a 429', (_request, res) => sendJson(res, {}, 429), { sideEffect: 'billed' }, 'throttled'],
    ['refused credentials', (_request, res) => sendJson(res, {}, 401), {}, 'credentials-refused'],
    ['a secret that is missing', ANSWER, { auth: { type: 'bearer', secret: 'TOKEN' } }, 'not-sent'],
  ])('%s costs nothing', async (_name, answer, changes, reason) => {
    const { spent, reasons } = await after(answer, changes);
    expect([spent, reasons]).toEqual([NOTHING, [reason]]);
  });

  it('"no record" costs the call but no money where the contract says so', async () => {
    const price = { amount: '2', currency: 'USD', noRecord: 'free' } as const;
    const { spent, reasons } = await after((_request, res) => sendJson(res, {}, 404), { price });
    expect([spent, reasons]).toEqual([{ 'calls-per-day': '1', 'money-per-month': '0' }, ['no-record-free']]);
  });

  it('a partner that nobody reaches costs nothing', async () => {
    const { fetch } = stageOn('http://127.0.0.1:1');
    await fetch(wants(1, under(budget)));
    expect(await spentOf(budget)).toEqual(NOTHING);
  });

  it('a call that our own limiter refused costs nothing', async () => {
    const partner = await startPartner(ANSWER);
    const limits = { windows: [], concurrency: 10, spacingMs: 100 };
    const { fetch } = stageOn(partner.baseUrl, acme({ limits, deadlineMs: 250 }));
    await fetch(wants(8, under(budget)));
    expect(partner.received.length).toBeLessThan(8);
    expect((await spentOf(budget))['calls-per-day']).toBe(String(partner.received.length));
  });

  it('a request that was over before costs nothing, and touches nothing', async () => {
    const partner = await startPartner(ANSWER);
    const { fetch } = stageOn(partner.baseUrl);
    expect(countOf(await fetch(wants(1, under(budget)), AbortSignal.abort()))).toEqual({
      'PARTNER_TIMEOUT request-aborted': 1,
    });
    expect(await spentOf(budget)).toEqual(NOTHING);
  });

  it.each([
    ['free', ALL],
    ['billed', NOTHING],
  ] as const)('a refund that fails is told; a %s call keeps %o, the ledger gives back', async (sideEffect, left) => {
    const partner = await startPartner((_request, res) => sendJson(res, {}, 429));
    const refund = async () => Promise.reject(new Error('secret text of a library'));
    const { fetch, lines } = stageOn(partner.baseUrl, acme({ sideEffect }), {
      stores: { budget: { ...store, refund } },
    });
    await fetch(wants(1, under(budget)));
    expect(await spentOf(budget)).toEqual(left);
    expect(lines.filter(({ fields }) => fields['reason'] === 'refund-failed')).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain('secret text');
  });

  it('a refund that fails of the money for "no record" is given back by the ledger, the call stays counted', async () => {
    const partner = await startPartner((_request, res) => sendJson(res, {}, 404));
    const refund = async () => Promise.reject(new Error('Connection terminated unexpectedly'));
    const price = { amount: '2', currency: 'USD', noRecord: 'free' } as const;
    const { fetch } = stageOn(partner.baseUrl, acme({ sideEffect: 'billed', price }), {
      stores: { budget: { ...store, refund } },
    });
    expect((await fetch(wants(1, under(budget)))).map(outcomeOf)).toEqual(['no record']);
    expect(await spentOf(budget)).toEqual({ 'calls-per-day': '1', 'money-per-month': '0' });
  });
});

describe('a warning', () => {
  it('comes once for each threshold, with names and percentages, and metrics know how full a meter is', async () => {
    const partner = await startPartner(ANSWER);
    const gauges: BudgetGauge[] = [];
    const { fetch, lines, notes } = stageOn(partner.baseUrl, acme(), {
      observeBudget: (gauge) => void gauges.push(gauge),
    });
    for (let i = 0; i < 25; i += 1) await fetch(wants(1, under({ callsPerDay: 20 }), i));
    const warnings = lines.filter(({ fields }) => 'percent' in fields);
    expect(warnings.map(({ level, fields }) => [level, fields['percent'], fields['meter'], fields['period']])).toEqual([
      ['warn', 80, 'calls-per-day', '2026-03-01'],
      ['warn', 95, 'calls-per-day', '2026-03-01'],
      ['warn', 100, 'calls-per-day', '2026-03-01'],
    ]);
    const told = notes.filter(({ step, decision }) => step === 'budget' && decision === 'warn');
    expect(told.map(({ reason }) => reason)).toEqual(['spent-80-percent', 'spent-95-percent', 'spent-100-percent']);
    expect(gauges[0]).toEqual({ partner: 'acme-market', meter: 'calls-per-day', agreement: 'AGR-1', spentRatio: 0.05 });
    expect(gauges.at(-1)?.spentRatio).toBe(1);
  });

  it('of money says 100 % when no further call fits', async () => {
    const partner = await startPartner(ANSWER);
    const { fetch, lines } = stageOn(partner.baseUrl);
    await fetch(wants(1, under({ pricePerCall: money('0.7'), moneyPerDay: money('1') })));
    expect(lines.map(({ fields }) => fields['percent']).filter((percent) => percent !== undefined)).toEqual([100]);
  });
});

describe('replicas', () => {
  it('500 calls at once from two gateways on a budget of 100, one of them started anew in between: 100 calls, 400 gaps', async (ctx) => {
    needsServer(ctx);
    const partner = await startPartner((_request, res) => setTimeout(() => sendJson(res, '{"price": 1}'), 2));
    const budget = { callsPerDay: 100 };
    const stageOnReplica = () =>
      stageOn(partner.baseUrl, acme({ deadlineMs: 20_000 }), {
        stores: { budget: createSpendings(database.replica({ maxConnections: 4 }), { now: () => START }) },
      });
    const [one, other] = [stageOnReplica(), stageOnReplica()];
    const first = [one.fetch(wants(30, under(budget))), other.fetch(wants(30, under(budget), 100))];
    await Promise.all(first);
    await one.partners.close();
    const again = stageOnReplica();
    const rest = [again.fetch(wants(220, under(budget), 1_000)), other.fetch(wants(220, under(budget), 2_000))];
    const fetched = (await Promise.all([...first, ...rest])).flat();
    expect(countOf(fetched)).toEqual({ record: 100, 'PARTNER_BUDGET_SPENT calls-per-day': 400 });
    expect(partner.received).toHaveLength(100);
    expect(await spentOf(budget)).toEqual({ 'calls-per-day': '100' });
    const warned = [one, other, again].flatMap(({ lines }) => lines.flatMap(({ fields }) => fields['percent'] ?? []));
    expect(warned.sort()).toEqual([100, 80, 95]);
  });

  it('a gateway that dies between reserving and settling leaves its call counted', async () => {
    const partner = await startPartner(() => undefined);
    const { fetch } = stageOn(partner.baseUrl, acme({ deadlineMs: 60_000 }));
    const leaver = new AbortController();
    const pending = fetch(wants(1, under({ callsPerDay: 1 })), leaver.signal);
    while (partner.received.length === 0) await pause(1);
    // Nothing of the first gateway's memory is used here: only what it wrote before it called.
    const successor = createSpendings(database.db, { now: () => START });
    const meters = agreementMeters('AGR-1', { callsPerDay: 1 });
    expect((await successor.read(meters))[0]?.spent).toBe('1');
    leaver.abort();
    await pending;
    expect((await successor.read(meters))[0]?.spent).toBe('1');
  });
});
