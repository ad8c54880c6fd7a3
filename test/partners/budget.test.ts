/** Step 4 over real sockets and a real database: what is spent is what the partner counted, never more than agreed. */
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AgreementBudget } from '../../src/domain/agreement.ts';
import type { Decimal } from '../../src/domain/decimal.ts';
import { partnerFault } from '../../src/domain/fault.ts';
import { agreementMeters, type Meter } from '../../src/domain/spending.ts';
import type { PartnerCall } from '../../src/partners/ask.ts';
import type { BudgetGauge } from '../../src/partners/budget/watch-levels.ts';
import { partnerMeters } from '../../src/partners/budget/meters.ts';
import { spendBudget } from '../../src/partners/budget/spend-budget.ts';
import type { CallTerms, Fetched } from '../../src/partners/port.ts';
import type { Connector } from '../../src/sdk/index.ts';
import { createSpendings } from '../../src/store/spendings.ts';
import { needsServer } from '../support/database.ts';
import { database } from '../support/partner-stores.ts';
import { type Answer, sendJson, startPartner } from './partner-on-socket.ts';
import { acme, outcomeOf, quote, START, startStage, type StageOptions, TERMS, want } from './stage.ts';

const ANSWER: Answer = (_request, res) => sendJson(res, '{"price": 1}');
const store = createSpendings(database.db, { now: () => START });
const money = (amount: string) => ({ amount: amount as Decimal, currency: 'USD' });
const under = (budget: AgreementBudget | null, changes: Partial<CallTerms> = {}) => ({
  terms: { ...TERMS, budget, ...changes },
});

/** `count` different calls under these terms. */
const wants = (count: number, terms: { readonly terms: CallTerms }, from = 0) =>
  Array.from({ length: count }, (_, i) => want(`c-${from + i}`, { ticker: `T${from + i}` }, terms));

const stageOn = (baseUrl: string, connector: Connector = acme(), options: StageOptions = {}) =>
  startStage([connector], baseUrl, { stores: { budget: store }, ...options });

const spentOn = async (meters: readonly Meter[]) =>
  Object.fromEntries((await store.read(meters)).map(({ kind, spent }) => [kind, spent]));

const spentOf = (budget: AgreementBudget) => spentOn(agreementMeters('AGR-1', budget));

function countOf(fetched: readonly Fetched[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of fetched.map(outcomeOf)) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

describe('a budget', () => {
  it('lets through what was agreed and refuses the rest without a call, saying what it would cost and what is left', async () => {
    const partner = await startPartner(ANSWER);
    const { fetch } = stageOn(partner.baseUrl);
    const budget = { callsPerDay: 3 };
    expect(countOf(await fetch(wants(5, under(budget))))).toEqual({
      record: 3,
      'PARTNER_BUDGET_SPENT calls-per-day': 2,
    });
    expect(partner.received).toHaveLength(3);
    const [refused] = await fetch(wants(1, under(budget), 10));
    expect(refused?.result).toMatchObject({
      gap: {
        fault: {
          code: 'PARTNER_BUDGET_SPENT',
          // START is noon: half a day is left.
          retryAfterMs: 43_200_000,
          budget: {
            meter: 'calls-per-day',
            unit: 'calls',
            wouldCost: '1',
            left: '0',
            resetsAt: '2026-03-02T00:00:00.000Z',
          },
        },
      },
    });
  });

  it('in money counts the agreed price before the list price, exactly', async () => {
    const partner = await startPartner(ANSWER);
    const { fetch } = stageOn(partner.baseUrl, acme({ price: { amount: '7', currency: 'USD' } }));
    const budget = { pricePerCall: money('0.1'), moneyPerDay: money('0.35'), moneyPerMonth: money('10') };
    const fetched = await fetch(wants(5, under(budget)));
    expect(countOf(fetched)).toEqual({ record: 3, 'PARTNER_BUDGET_SPENT money-per-day': 2 });
    expect(await spentOf(budget)).toEqual({ 'money-per-day': '0.3', 'money-per-month': '0.3' });
    expect(fetched[4]?.result).toMatchObject({
      gap: { fault: { budget: { unit: 'USD', wouldCost: '0.1', left: '0.05' } } },
    });
  });

  it('in money counts the list price where none was agreed, and nothing for a partner who asks nothing', async () => {
    const partner = await startPartner(ANSWER);
    const budget = { moneyPerDay: money('15') };
    const paid = stageOn(partner.baseUrl, acme({ price: { amount: '7', currency: 'USD' } }));
    expect(countOf(await paid.fetch(wants(3, under(budget))))).toEqual({
      record: 2,
      'PARTNER_BUDGET_SPENT money-per-day': 1,
    });
    const free = stageOn(partner.baseUrl);
    expect(countOf(await free.fetch(wants(3, under(budget))))).toEqual({ record: 3 });
  });

  it('in another currency than the price stops the partner rather than count nothing', async () => {
    const partner = await startPartner(ANSWER);
    const { fetch, lines } = stageOn(partner.baseUrl, acme({ price: { amount: '7', currency: 'EUR' } }));
    const outcomes = countOf(await fetch(wants(1, under({ moneyPerDay: money('15') }))));
    expect(outcomes).toEqual({ 'PARTNER_BUDGET_SPENT price-in-other-currency': 1 });
    expect(partner.received).toHaveLength(0);
    expect(lines.find(({ fields }) => fields['agreement'] === 'AGR-1')?.message).toMatch(/pricePerCall/);
  });

  it('of several meters names the one that starts anew last, and takes nothing from the others', async () => {
    const partner = await startPartner(ANSWER);
    const { fetch } = stageOn(partner.baseUrl);
    const budget = { callsPerDay: 2, callsPerMonth: 2 };
    await fetch(wants(2, under(budget)));
    const [refused] = await fetch(wants(1, under(budget), 5));
    expect(refused?.result).toMatchObject({
      gap: { fault: { detail: 'calls-per-month', retryAfterMs: 30.5 * 86_400_000 } },
    });
    expect(await spentOf(budget)).toEqual({ 'calls-per-day': '2', 'calls-per-month': '2' });
  });

  it('counts unattended calls apart, and in the whole as well', async () => {
    const partner = await startPartner(ANSWER);
    const { fetch } = stageOn(partner.baseUrl);
    const budget = { callsPerDay: 4, unattendedCallsPerDay: 1 };
    const batch = await fetch(wants(3, under(budget, { urgency: 'BATCH' })));
    expect(countOf(batch)).toEqual({ record: 1, 'PARTNER_BUDGET_SPENT unattended-calls-per-day': 2 });
    const attended = await fetch(wants(5, under(budget), 10));
    expect(countOf(attended)).toEqual({ record: 3, 'PARTNER_BUDGET_SPENT calls-per-day': 2 });
    expect(await spentOf(budget)).toEqual({ 'calls-per-day': '4', 'unattended-calls-per-day': '1' });
  });

  it('belongs to one agreement: another one has its own', async () => {
    const partner = await startPartner(ANSWER);
    const { fetch } = stageOn(partner.baseUrl);
    const budget = { callsPerDay: 1 };
    await fetch(wants(1, under(budget)));
    const other = await fetch(wants(1, under(budget, { agreementId: 'AGR-2' }), 5));
    expect(countOf(other)).toEqual({ record: 1 });
  });

  it('starts anew with the UTC day', async () => {
    const partner = await startPartner(ANSWER);
    const clock = { nowMs: Date.parse('2026-03-01T23:59:59.999Z') };
    const { fetch } = stageOn(partner.baseUrl, acme(), {
      stores: { budget: createSpendings(database.db, { now: () => clock.nowMs }) },
    });
    const budget = { callsPerDay: 1 };
    const [, refused] = await fetch(wants(2, under(budget)));
    expect(refused?.result).toMatchObject({ gap: { fault: { retryAfterMs: 1 } } });
    clock.nowMs += 1;
    expect(countOf(await fetch(wants(1, under(budget), 5)))).toEqual({ record: 1 });
  });

  it('asks the database nothing where nothing is counted', async () => {
    const partner = await startPartner(ANSWER);
    const untouched = async () => Promise.reject(new Error('touched'));
    const { fetch } = stageOn(partner.baseUrl, acme(), {
      stores: { budget: { reserve: untouched, refund: untouched, read: untouched } },
    });
    expect(countOf(await fetch(wants(2, under(null))))).toEqual({ record: 2 });
    expect(countOf(await fetch(wants(2, under({ unattendedCallsPerDay: 1 }), 5)))).toEqual({ record: 2 });
  });

  it('that cannot be counted lets nothing through', async () => {
    const partner = await startPartner(ANSWER);
    const broken = async () => Promise.reject(new Error('secret text of a library'));
    const stage = stageOn(partner.baseUrl, acme(), { stores: { budget: { ...store, reserve: broken } } });
    expect(countOf(await stage.fetch(wants(1, under({ callsPerDay: 5 }))))).toEqual({
      'PARTNER_UNAVAILABLE budget-unreadable': 1,
    });
    expect(partner.received).toHaveLength(0);
    expect(JSON.stringify(stage.lines)).not.toContain('secret text');
  });
});

describe("a quota of the partner's contract", () => {
  it('is counted for the whole bank, whatever the agreement says', async () => {
    const partner = await startPartner(ANSWER);
    const connector = acme({ limits: { windows: [], concurrency: 5, quotas: [{ calls: 2, per: 'DAY' }] } });
    const { fetch } = stageOn(partner.baseUrl, connector);
    expect(countOf(await fetch(wants(2, under(null))))).toEqual({ record: 2 });
    const other = await fetch(wants(1, under({ callsPerDay: 9 }, { agreementId: 'AGR-2' }), 5));
    expect(countOf(other)).toEqual({ 'PARTNER_BUDGET_SPENT quota-per-day': 1 });
    expect(await spentOn(partnerMeters(connector))).toEqual({ 'quota-per-day': '2' });
  });

  it('of four unattended calls a day for each customer leaves attended ones alone (PSD2 RTS art. 36(5))', async () => {
    const partner = await startPartner(ANSWER);
    const quotas = [{ calls: 4, per: 'DAY', of: 'UNATTENDED', each: 'CUSTOMER' }] as const;
    const { fetch, lines } = stageOn(partner.baseUrl, acme({ limits: { windows: [], concurrency: 5, quotas } }));
    const callsFor = (customerId: string, urgency: CallTerms['urgency']) =>
      Array.from({ length: 6 }, (_, i) =>
        want(customerId, { ticker: `${customerId}-${urgency}-${i}` }, { terms: { ...TERMS, urgency } }),
      );
    const spent = 'PARTNER_BUDGET_SPENT customer-unattended-quota-per-day';
    expect(countOf(await fetch(callsFor('c-1', 'BATCH')))).toEqual({ record: 4, [spent]: 2 });
    expect(countOf(await fetch(callsFor('c-2', 'BATCH')))).toEqual({ record: 4, [spent]: 2 });
    expect(countOf(await fetch(callsFor('c-1', 'INTERACTIVE')))).toEqual({ record: 6 });
    const rows = await database.db.query<{ meter: string }>({ text: 'SELECT meter FROM spendings' });
    expect(rows).toHaveLength(2);
    expect(JSON.stringify([rows, lines])).not.toMatch(/c-[12]/);
  });

  it('that cannot be counted keeps the connector out of service, with the reason', async () => {
    const partner = await startPartner(ANSWER);
    for (const [changes, reason] of [
      [{ limits: { windows: [], concurrency: 1, quotas: [{ calls: 0.5, per: 'DAY' }] } }, /whole number/],
      [
        {
          limits: {
            windows: [],
            concurrency: 1,
            quotas: [
              { calls: 5, per: 'DAY' },
              { calls: 6, per: 'DAY', of: 'ALL' },
            ],
          },
        },
        /two quotas/,
      ],
      [{ price: { amount: '1e3', currency: 'USD' } }, /price.amount/],
      [{ price: { amount: '0.000000001', currency: 'USD' } }, /price.amount/],
      [{ price: { amount: '1', currency: 'dollars' } }, /price.currency/],
    ] as const satisfies readonly (readonly [Partial<Connector>, RegExp])[]) {
      const { lines } = stageOn(partner.baseUrl, acme(changes));
      expect(lines.find(({ fields }) => fields['reason'] === 'connector-left-out')?.fields['objection']).toMatch(
        reason,
      );
    }
  });
});

describe('after the call', () => {
  const budget = { callsPerDay: 50, pricePerCall: money('2'), moneyPerMonth: money('100') };
  const NOTHING = { 'calls-per-day': '0', 'money-per-month': '0' };
  const ALL = { 'calls-per-day': '1', 'money-per-month': '2' };
  const after = async (answer: Answer, changes: Partial<Connector> = {}) => {
    const partner = await startPartner(answer);
    const { fetch, notes } = stageOn(partner.baseUrl, acme({ deadlineMs: 300, ...changes }));
    const outcome = (await fetch(wants(1, under(budget)))).map(outcomeOf)[0] ?? '';
    const refunds = notes.filter(({ step, decision }) => step === 'budget' && decision === 'refund');
    return { outcome, spent: await spentOf(budget), reasons: refunds.map(({ reason }) => reason) };
  };

  it.each<[string, Answer, Partial<Connector>]>([
    ['an answer', ANSWER, {}],
    ['"no record"', (_request, res) => sendJson(res, {}, 404), {}],
    ['a failure of the partner', (_request, res) => sendJson(res, {}, 400), {}],
    ['a broken contract', (_request, res) => sendJson(res, '{"price": "?"}'), {}],
    ['no answer after the request was sent', () => undefined, {}],
    ['an ambiguous outcome', () => undefined, { sideEffect: 'billed' }],
    ['a connection lost in the middle', (_request, res) => res.destroy(), {}],
  ])('%s costs what was reserved', async (_name, answer, changes) => {
    expect((await after(answer, changes)).spent).toEqual(ALL);
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

  it('a refund that fails leaves the call counted and says so', async () => {
    const partner = await startPartner((_request, res) => sendJson(res, {}, 429));
    const refund = async () => Promise.reject(new Error('secret text of a library'));
    const { fetch, lines } = stageOn(partner.baseUrl, acme({ sideEffect: 'billed' }), {
      stores: { budget: { ...store, refund } },
    });
    await fetch(wants(1, under(budget)));
    expect(await spentOf(budget)).toEqual(ALL);
    expect(lines.filter(({ fields }) => fields['reason'] === 'refund-failed')).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toContain('secret text');
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
    expect(gauges[0]).toEqual({ partner: 'acme-market', meter: 'calls-per-day', spentRatio: 0.05 });
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

it('what an ambiguous call reserved travels with its outcome, so that whoever learns that it did not happen gives it back', async () => {
  const budget = { callsPerDay: 5, pricePerCall: money('2'), moneyPerMonth: money('100') };
  const connector = acme({ sideEffect: 'billed' });
  const step = spendBudget(connector, {
    stores: { budget: store },
    log: { info: () => {}, warn: () => {} },
    note: () => {},
  });
  const lost = partnerFault('PARTNER_OUTCOME_UNKNOWN', 'deadline-after-send');
  const call: PartnerCall = {
    endpoint: quote,
    request: { method: 'GET', path: '/' },
    customerToken: null,
    customerIds: [],
    ...under(budget),
    signal: new AbortController().signal,
  };
  const { reservation } = await step(async () => ({ answer: null, verdict: lost, wasSent: true }))(call);
  expect(await spentOf(budget)).toEqual({ 'calls-per-day': '1', 'money-per-month': '2' });
  if (reservation === undefined) throw new Error('the reservation is lost');
  await store.refund(JSON.parse(JSON.stringify(reservation)) as typeof reservation);
  expect(await spentOf(budget)).toEqual({ 'calls-per-day': '0', 'money-per-month': '0' });
});
