/** Who gets what there is when calls are scarce: critical purposes their reserve, waiting callers no more than the contract, others their own. */
import { describe, expect, it } from 'vitest';
import { sendJson, startPartner } from './partner-on-socket.ts';
import { askFor, countOf, places, startJitteryPartner, startReplica } from './replicas.ts';
import { acme, type Stage, startStage } from './stage.ts';

describe.each(places)('two replicas on one %s', (_name, needs, open) => {
  it('keep the reserve for critical purposes, whoever uses up the rest first', async (ctx) => {
    needs(ctx);
    const partner = await startJitteryPartner();
    const limits = { windows: [{ calls: 30, perMs: 60_000 }], concurrency: 8, reserve: 6 };
    const replicas = (await open()).map((redis) => startReplica(partner.baseUrl, redis, [], [acme({ limits })]));
    const ask = async (urgency: 'CRITICAL' | 'INTERACTIVE' | 'BATCH', count: number) =>
      (await Promise.all(replicas.map((replica) => askFor(replica, count, { urgency })))).flat();
    const others = (await Promise.all([ask('INTERACTIVE', 20), ask('BATCH', 20)])).flat();
    expect(countOf(others, 'record')).toBe(24);
    expect(countOf(others, 'PARTNER_THROTTLED limiter-wait')).toBe(56);
    const critical = await ask('CRITICAL', 4);
    expect(countOf(critical, 'record')).toBe(6);
    expect(partner.arrivals).toHaveLength(30);
  });

  it('do not rush to a partner whose pause is over: all who waited keep to the windows and the places', async (ctx) => {
    needs(ctx);
    const arrivals: number[] = [];
    const partner = await startPartner((_request, res, number) => {
      if (number === 1) return sendJson(res, '{}', 429, { 'retry-after': '1' });
      arrivals.push(performance.now());
      setTimeout(() => sendJson(res, '{"price": 1}'), 20);
    });
    const limits = { windows: [{ calls: 10, perMs: 500 }], concurrency: 4 };
    const connectors = [acme({ limits, deadlineMs: 3_000, sideEffect: 'inquiry' })];
    const replicas = (await open()).map((redis) => startReplica(partner.baseUrl, redis, [], connectors));
    const [here, there] = replicas as [Stage, Stage];
    expect((await askFor(here, 1))[0]).toMatch(/^PARTNER_THROTTLED/);
    const outcomes = await askFor(there, 100);
    expect(countOf(outcomes, 'record')).toBeGreaterThanOrEqual(10);
    expect(countOf(outcomes, 'record')).toBe(arrivals.length);
    const peak = Math.max(...arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + 500).length));
    expect(peak).toBeLessThanOrEqual(10);
    expect(partner.counts.mostRunning).toBeLessThanOrEqual(4);
  });
});

it('a partner that hangs, with hundreds waiting for it, keeps nobody from another partner', async () => {
  const hung = await startPartner(() => undefined);
  const partner = await startPartner((_request, res) => sendJson(res, '{"price": 1}'));
  const limits = { windows: [{ calls: 1_000, perMs: 1_000 }], concurrency: 5 };
  const connectors = [acme({ id: 'quick-market', limits }), acme({ id: 'hung-market', limits, deadlineMs: 15_000 })];
  const baseUrlOf = (id: string): string => (id === 'hung-market' ? hung : partner).baseUrl;
  const stage = startStage(connectors, '', { baseUrlOf });
  Object.defineProperty(stage.clock, 'nowMs', { get: Date.now });
  let isOver = false;
  void askFor(stage, 300, { source: 'hung-market' }).then(() => (isOver = true));
  const quick = [];
  for (let i = 0; i < 10; i += 1) quick.push(...(await askFor(stage, 5, { source: 'quick-market' })));
  expect(countOf(quick, 'record')).toBe(50);
  expect(isOver).toBe(false);
});
