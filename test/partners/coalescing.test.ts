/** Step 3 inside one process: calls of different requests that overlap and are the same are one call, and belong to nobody alone. */
import { describe, expect, it } from 'vitest';
import { path, reference } from '../../src/sdk/index.ts';
import { deadlineAtOfCalls } from '../../src/partners/once/call-life.ts';
import { coalesceCalls } from '../../src/partners/once/coalesce-calls.ts';
import { type Answer, sendJson, startPartner } from './partner-on-socket.ts';
import { acme, endpoint, outcomeOf, quote, type Stage, startStage, TERMS, want } from './stage.ts';

/** Answers only when told to. */
function gate(): { readonly answer: Answer; readonly open: () => void } {
  const waiting: (() => void)[] = [];
  let isOpen = false;
  return {
    answer(_request, res) {
      const send = (): void => sendJson(res, { price: 1 });
      if (isOpen) send();
      else waiting.push(send);
    },
    open() {
      isOpen = true;
      for (const send of waiting.splice(0)) send();
    },
  };
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
};

const shares = ({ notes }: Stage): number =>
  notes.filter(({ step, decision, reason }) => `${step} ${decision} ${reason}` === 'coalesce share same-call-under-way')
    .length;

const overtakes = ({ notes }: Stage): number => notes.filter(({ decision }) => decision === 'overtake').length;
const waits = ({ notes }: Stage): number =>
  notes.filter(({ step, decision }) => step === 'limit' && decision === 'wait').length;

const fetchOne = async ({ fetch }: Stage, ...[customerId, references, changes]: Parameters<typeof want>) =>
  (await fetch([want(customerId, references, changes)])).map(outcomeOf)[0];

describe('identical calls of different requests', () => {
  it('a thousand at once are one call to the partner, and every request gets the record', async () => {
    const { answer, open } = gate();
    const partner = await startPartner(answer);
    const stage = startStage([acme()], partner.baseUrl);
    const all = Promise.all(Array.from({ length: 1_000 }, () => fetchOne(stage, 'c-1', { ticker: 'AAA' })));
    await until(() => shares(stage) === 999);
    open();
    expect(new Set(await all)).toEqual(new Set(['record']));
    expect(partner.received).toHaveLength(1);
  });

  it('are shared by customers too where the bank itself asks: the partner could not tell them apart', async () => {
    const { answer, open } = gate();
    const partner = await startPartner(answer);
    const stage = startStage([acme()], partner.baseUrl);
    const all = Promise.all(['c-1', 'c-2', 'c-3'].map((id) => fetchOne(stage, id, { ticker: 'AAA' })));
    await until(() => shares(stage) === 2);
    open();
    expect(await all).toEqual(['record', 'record', 'record']);
    expect(partner.received).toHaveLength(1);
  });

  it('are not shared with whoever comes after the answer', async () => {
    const partner = await startPartner((_request, res) => sendJson(res, { price: 1 }));
    const stage = startStage([acme()], partner.baseUrl);
    for (let i = 0; i < 3; i += 1) await fetchOne(stage, 'c-1', { ticker: 'AAA' });
    expect(partner.received).toHaveLength(3);
  });

  it('share a failure as they share an answer', async () => {
    const waiting: (() => void)[] = [];
    const partner = await startPartner((_request, res) => void waiting.push(() => sendJson(res, {}, 400)));
    const stage = startStage([acme()], partner.baseUrl);
    const all = Promise.all(Array.from({ length: 20 }, () => fetchOne(stage, 'c-1', { ticker: 'AAA' })));
    await until(() => shares(stage) === 19 && waiting.length > 0);
    waiting.splice(0).forEach((send) => send());
    expect(new Set(await all)).toEqual(new Set(['PARTNER_BROKE_CONTRACT status-400']));
    expect(partner.received).toHaveLength(1);
  });
});

describe('what makes two calls the same', () => {
  const search = endpoint({
    name: 'search',
    request: (ctx) => {
      const [a, b] = [reference(ctx, 'a'), reference(ctx, 'b')];
      const isTurned = reference(ctx, 'turned') === 'yes';
      const body = isTurned ? { x: { p: a, q: b }, y: 1 } : { y: 1, x: { q: b, p: a } };
      const query = isTurned ? { one: a, two: b } : { two: b, none: undefined, one: a };
      return { method: 'POST', path: '/search', query, body };
    },
    references: ['a', 'b', 'turned'],
  });
  const asked = { endpoint: 'search' };

  it('the order of a query and of a body’s keys does not matter, a value does', async () => {
    const { answer, open } = gate();
    const partner = await startPartner(answer);
    const stage = startStage([acme({ endpoints: [search] })], partner.baseUrl);
    const all = Promise.all([
      fetchOne(stage, 'c-1', { a: '1', b: '2', turned: 'no' }, asked),
      fetchOne(stage, 'c-1', { a: '1', b: '2', turned: 'yes' }, asked),
      fetchOne(stage, 'c-1', { a: '1', b: '3', turned: 'no' }, asked),
    ]);
    await until(() => partner.received.length === 2);
    open();
    expect(await all).toEqual(['record', 'record', 'record']);
    expect(partner.received).toHaveLength(2);
  });

  it('another agreement pays for a call of its own', async () => {
    const { answer, open } = gate();
    const partner = await startPartner(answer);
    const stage = startStage([acme()], partner.baseUrl);
    const other = { terms: { ...TERMS, agreementId: 'AGR-2' } };
    const all = Promise.all([
      fetchOne(stage, 'c-1', { ticker: 'AAA' }),
      fetchOne(stage, 'c-1', { ticker: 'AAA' }, other),
    ]);
    await until(() => partner.received.length === 2);
    open();
    expect(await all).toEqual(['record', 'record']);
  });

  const mine = endpoint({ name: 'mine', references: [], request: () => ({ method: 'GET', path: path`/me` }) });
  const withTokens = acme({ auth: { type: 'customer-token', reference: 'token' }, endpoints: [mine] });
  const askMine = { endpoint: 'mine' };

  it('customers’ own tokens never share, the same token value least of all', async () => {
    const { answer, open } = gate();
    const partner = await startPartner(answer);
    const stage = startStage([withTokens], partner.baseUrl);
    const all = Promise.all([
      fetchOne(stage, 'c-1', { token: 't-1' }, askMine),
      fetchOne(stage, 'c-2', { token: 't-2' }, askMine),
      fetchOne(stage, 'c-3', { token: 't-1' }, askMine),
      fetchOne(stage, 'c-1', { token: 't-1' }, askMine),
      stage.fetch([want('c-4', { token: 't-1' }, askMine), want('c-5', { token: 't-1' }, askMine)]),
    ]);
    await until(() => partner.received.length === 5 && shares(stage) === 1);
    open();
    await all;
    expect(partner.received.map(({ headers }) => headers.authorization).sort()).toEqual([
      'Bearer t-1', 'Bearer t-1', 'Bearer t-1', 'Bearer t-1', 'Bearer t-2',
    ]); // prettier-ignore
  });

  it('two endpoints share an answer and read it by their own rules', async () => {
    const { answer, open } = gate();
    const partner = await startPartner(answer);
    const other = { ...quote, name: 'strict' };
    const connector = acme({
      endpoints: [quote, other],
      faults: (_answer, { name }) => (name === 'strict' ? 'NO_RECORD' : null),
    });
    const stage = startStage([connector], partner.baseUrl);
    const all = Promise.all([
      fetchOne(stage, 'c-1', { ticker: 'AAA' }),
      fetchOne(stage, 'c-1', { ticker: 'AAA' }, { endpoint: 'strict' }),
    ]);
    await until(() => shares(stage) === 1);
    open();
    expect(await all).toEqual(['record', 'no record']);
    expect(partner.received).toHaveLength(1);
  });
});

describe('one who leaves', () => {
  it('is told at once and harms nobody, even the one who began the call', async () => {
    const { answer, open } = gate();
    const partner = await startPartner(answer);
    const stage = startStage([acme()], partner.baseUrl);
    const leaver = new AbortController();
    const first = stage.fetch([want('c-1', { ticker: 'AAA' })], leaver.signal);
    await until(() => partner.received.length === 1);
    const others = Promise.all(Array.from({ length: 50 }, () => fetchOne(stage, 'c-1', { ticker: 'AAA' })));
    await until(() => shares(stage) === 50);
    leaver.abort();
    expect((await first).map(outcomeOf)).toEqual(['PARTNER_TIMEOUT request-aborted']);
    open();
    expect(new Set(await others)).toEqual(new Set(['record']));
    expect(partner.received).toHaveLength(1);
  });

  it('last calls a free call off, and the next request begins a new one', async () => {
    const { answer, open } = gate();
    const partner = await startPartner(answer);
    const stage = startStage([acme()], partner.baseUrl);
    const leavers = [new AbortController(), new AbortController()];
    const left = leavers.map(({ signal }) => stage.fetch([want('c-1', { ticker: 'AAA' })], signal));
    await until(() => partner.received.length === 1 && shares(stage) === 1);
    const closed = partner.closedConnection();
    leavers.forEach((leaver) => leaver.abort());
    await Promise.all([...left, closed]);
    open();
    expect(await fetchOne(stage, 'c-1', { ticker: 'AAA' })).toBe('record');
    expect(partner.received).toHaveLength(2);
  });

  it('a request that has ended already asks nothing', async () => {
    const partner = await startPartner((_request, res) => sendJson(res, { price: 1 }));
    const { fetch } = startStage([acme()], partner.baseUrl);
    const results = await fetch([want('c-1', { ticker: 'AAA' })], AbortSignal.abort());
    expect(results.map(outcomeOf)).toEqual(['PARTNER_TIMEOUT request-aborted']);
    expect(partner.received).toHaveLength(0);
  });
});

describe('a more urgent caller', () => {
  const batch = { terms: { ...TERMS, urgency: 'BATCH' } } as const;

  it.each(['free', 'billed'] as const)(
    'goes before others’ batches, and takes along who waits for the same (%s)',
    async (sideEffect) => {
      const { answer, open } = gate();
      const partner = await startPartner(answer);
      const stage = startStage([acme({ sideEffect, limits: { windows: [], concurrency: 1 } })], partner.baseUrl);
      const order = [fetchOne(stage, 'c-1', { ticker: 'BUSY' }, batch)];
      await until(() => partner.received.length === 1);
      for (const [i, ticker] of ['B1', 'B2', 'AAA'].entries()) {
        order.push(fetchOne(stage, 'c-1', { ticker }, batch));
        await until(() => waits(stage) === i + 1);
      }
      const urgent = fetchOne(stage, 'c-1', { ticker: 'AAA' });
      await until(() => overtakes(stage) === 1 && waits(stage) === 4);
      open();
      expect([await urgent, ...(await Promise.all(order))]).toEqual(Array(5).fill('record'));
      const paths = partner.received.map(({ url }) => url.pathname);
      expect(paths).toEqual(['/quotes/BUSY', '/quotes/AAA', '/quotes/B1', '/quotes/B2']);
    },
  );

  it.each(['free', 'billed'] as const)(
    'is not refused because the quota of unattended calls is spent (%s)',
    async (sideEffect) => {
      const partner = await startPartner((_request, res) => sendJson(res, { price: 1 }));
      const quotas = [{ calls: 1, per: 'DAY', of: 'UNATTENDED' }] as const;
      const stage = startStage(
        [acme({ sideEffect, limits: { windows: [], concurrency: 5, quotas } })],
        partner.baseUrl,
      );
      await fetchOne(stage, 'c-1', { ticker: 'BBB' }, batch);
      const [unattended, attended] = await Promise.all([
        fetchOne(stage, 'c-1', { ticker: 'AAA' }, batch),
        fetchOne(stage, 'c-1', { ticker: 'AAA' }),
      ]);
      expect([unattended, attended]).toEqual(['record', 'record']);
      expect(partner.received).toHaveLength(2);
    },
  );

  it('joins a call that is made already', async () => {
    const { answer, open } = gate();
    const partner = await startPartner(answer);
    const stage = startStage([acme()], partner.baseUrl);
    const first = fetchOne(stage, 'c-1', { ticker: 'AAA' }, batch);
    await until(() => partner.received.length === 1);
    const second = fetchOne(stage, 'c-1', { ticker: 'AAA' }, { terms: { ...TERMS, urgency: 'CRITICAL' } });
    await until(() => shares(stage) === 1);
    open();
    expect([await first, await second]).toEqual(['record', 'record']);
    expect(partner.received).toHaveLength(1);
  });
});

describe('how long a shared call may wait', () => {
  it('is until the last of those who wait must have their answer, not the first', async () => {
    const endsAt = new Map<AbortSignal, number>();
    const deadlineAtOf = (signal: AbortSignal): number | null => endsAt.get(signal) ?? null;
    let shared: AbortSignal | undefined;
    const ask = coalesceCalls(acme(), { now: () => 0, deadlineAtOf, note: () => undefined })((call) => {
      shared = call.signal;
      return new Promise(() => undefined);
    });
    const join = (atMs: number | null): number | null => {
      const { signal } = new AbortController();
      if (atMs !== null) endsAt.set(signal, atMs);
      const request = { method: 'GET', path: '/quotes/AAA' } as const;
      void ask({ endpoint: quote, request, customerToken: null, customerIds: [], terms: TERMS, signal });
      return shared === undefined ? 0 : deadlineAtOfCalls(deadlineAtOf)(shared);
    };
    expect([join(500), join(200), join(900), join(null), join(100)]).toEqual([500, 500, 900, null, null]);
  });
});
