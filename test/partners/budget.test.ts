/** Step 4 over real sockets and a real database: which calls a budget or quota lets through, and what a refusal says. */
import { describe, expect, it } from 'vitest';
import { partnerMeters } from '../../src/partners/budget/meters.ts';
import type { CallTerms } from '../../src/partners/port.ts';
import type { Connector } from '../../src/sdk/index.ts';
import { createSpendings } from '../../src/store/spendings.ts';
import { database } from '../support/partner-stores.ts';
import { ANSWER, countOf, money, refusalIn, spentOf, spentOn, stageOn, store, under, wants } from './budget-stage.ts';
import { startPartner } from './partner-on-socket.ts';
import { acme, TERMS, want } from './stage.ts';

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
    expect(refusalIn(fetched)?.budget).toMatchObject({ unit: 'USD', wouldCost: '0.1', left: '0.05' });
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
    expect(refusalIn(await fetch(wants(2, under(budget))))?.retryAfterMs).toBe(1);
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
