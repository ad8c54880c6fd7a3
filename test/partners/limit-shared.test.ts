/**
 * Limits that replicas share, on the partner's own count: two stages with pools of their own, on one database and on one Redis, against a
 * partner on a socket whose answers take their time. Windows are short, so that many of them pass.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { needsServer } from '../support/database.ts';
import { database, openPartnerStores } from '../support/partner-stores.ts';
import { freshPrefix, ownRedis } from '../support/redis.ts';
import { sendJson, startPartner } from './partner-on-socket.ts';
import { askFor, countOf, type Lines, openOn, peakOf, places, startJitteryPartner, startReplica } from './replicas.ts';
import { acme, outcomeOf, startStage, type Stage, want } from './stage.ts';

const LIMITS = {
  windows: [
    { calls: 50, perMs: 300 },
    { calls: 120, perMs: 900 },
  ],
  concurrency: 20,
};

describe.each(places)('two replicas on one %s', (_name, needs, open) => {
  it('together never exceed any window, while calls wait for their turn and nearly all get it', async (ctx) => {
    needs(ctx);
    const partner = await startJitteryPartner();
    const replicas = (await open()).map((redis) => startReplica(partner.baseUrl, redis));
    const outcomes = (await Promise.all(replicas.map((replica) => askFor(replica, 50)))).flat();
    // With Redis a tenth is set aside.
    expect(partner.peak(300)).toBeLessThanOrEqual(15);
    expect(partner.peak(900)).toBeLessThanOrEqual(30);
    expect(countOf(outcomes, 'record')).toBe(100);
    expect(partner.arrivals).toHaveLength(100);
    expect(
      replicas.some(({ notes }) =>
        notes.some(({ decision, reason }) => decision === 'wait' && reason === 'window-full'),
      ),
    ).toBe(true);
  });

  it('leave a partner alone that one of them was told to', async (ctx) => {
    needs(ctx);
    const partner = await startPartner((_request, res, number) =>
      number === 1 ? sendJson(res, '{}', 429, { 'retry-after': '30' }) : sendJson(res, '{"price": 1}'),
    );
    const [here, there] = (await open()).map((redis) => startReplica(partner.baseUrl, redis)) as [Stage, Stage];
    expect((await askFor(here, 1))[0]).toMatch(/^PARTNER_THROTTLED/);
    await expect.poll(() => askFor(there, 1)).toEqual(['PARTNER_THROTTLED partner-paused']);
    const before = partner.received.length;
    expect(countOf(await askFor(there, 10), 'PARTNER_THROTTLED partner-paused')).toBe(10);
    expect(partner.received).toHaveLength(before);
  });
});

it('who cannot wait for a full window is refused at once, with the time to wait, and reaches nobody', async () => {
  const partner = await startJitteryPartner();
  const connector = acme({ limits: { windows: [{ calls: 3, perMs: 60_000 }], concurrency: 20 } });
  const stage = startStage([connector], partner.baseUrl);
  const outcomes = await askFor(stage, 10);
  expect(countOf(outcomes, 'record')).toBe(3);
  expect(countOf(outcomes, 'PARTNER_THROTTLED limiter-wait')).toBe(7);
  expect(partner.arrivals).toHaveLength(3);
  const refused = stage.notes.filter(({ step, decision }) => step === 'limit' && decision === 'refuse');
  expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(['window-full']));
  for (const { waitMs = 0 } of refused) expect(waitMs).toBeGreaterThan(50_000);
});

it('who stands too far back in the line for its deadline is refused at once, and the others get their turn', async () => {
  const partner = await startJitteryPartner();
  const connector = acme({ limits: { windows: [{ calls: 10, perMs: 1_000 }], concurrency: 20 }, deadlineMs: 3_500 });
  const stage = startStage([connector], partner.baseUrl);
  Object.defineProperty(stage.clock, 'nowMs', { get: Date.now });
  const startedAt = performance.now();
  const refusedAfterMs: number[] = [];
  const asked = Array.from({ length: 100 }, async () => {
    const [outcome = ''] = await askFor(stage, 1);
    if (outcome === 'PARTNER_THROTTLED limiter-wait') refusedAfterMs.push(performance.now() - startedAt);
    return outcome;
  });
  const outcomes = await Promise.all(asked);
  expect(countOf(outcomes, 'record')).toBeGreaterThanOrEqual(20);
  // In 3.5 s at most four times ten can start.
  expect(refusedAfterMs.filter((ms) => ms < 1_500).length).toBeGreaterThanOrEqual(50);
  expect(partner.peak(1_000)).toBeLessThanOrEqual(10);
});

it('without Redis, where there should be one, a small window gives nothing and a large one its tenth', async () => {
  const partner = await startJitteryPartner();
  const lines: Lines[] = [];
  const redis = await openOn('redis://127.0.0.1:1', freshPrefix());
  const windows = (calls: number) => ({ windows: [{ calls, perMs: 60_000 }], concurrency: 20 });
  const large = acme({ id: 'large-market', limits: windows(39) });
  const small = acme({ id: 'small-market', limits: windows(9) });
  const write = (level: string) => (fields: object) => void lines.push({ level, fields: fields as Lines['fields'] });
  const { slots } = openPartnerStores(database.db, { redis, log: { info: write('info'), warn: write('warn') } });
  const stage = startStage([large, small], partner.baseUrl, { stores: { slots } });
  const ask = (source: string) =>
    Promise.all(
      Array.from({ length: 10 }, async (_, i) => {
        const [fetched] = await stage.fetch([want(`c-${i}`, { ticker: `${source}${i}` }, { source })]);
        return fetched === undefined ? 'nothing' : outcomeOf(fetched);
      }),
    );
  expect(countOf(await ask('large-market'), 'record')).toBe(3);
  expect(new Set(await ask('small-market'))).toEqual(new Set(['PARTNER_THROTTLED limiter-unavailable']));
  expect(partner.arrivals).toHaveLength(3);
  expect(
    lines.filter(({ level }) => level === 'warn').map(({ fields }) => [fields['partner'], fields['calls']]),
  ).toEqual([
    ['large-market', [3]],
    ['small-market', [0]],
  ]);
});

it('Redis that starts, dies and starts again empty never lets the partner count more, and a tenth goes on', async (ctx) => {
  needsServer(ctx);
  const server = await ownRedis();
  if (server === null) return ctx.skip('needs a redis-server to start and kill');
  const partner = await startJitteryPartner();
  const keyPrefix = freshPrefix();
  const connector = acme({ limits: LIMITS, deadlineMs: 600 });
  const replicas = await Promise.all(
    [1, 2].map(async () => {
      const lines: Lines[] = [];
      return { lines, stage: startReplica(partner.baseUrl, await openOn(server.url, keyPrefix), lines, [connector]) };
    }),
  );
  let isOver = false;
  onTestFinished(() => {
    isOver = true;
  });
  const load = replicas.map(async ({ stage }) => {
    while (!isOver) await askFor(stage, 15);
  });
  const told = (level: string) => replicas.map(({ lines }) => lines.filter((line) => line.level === level).length);
  const arrivedIn = (fromMs: number, untilMs: number) => partner.arrivals.filter((at) => at > fromMs && at <= untilMs);
  // 1. A server that has just started knows nothing of the calls before: a tenth. Then all of it.
  await expect.poll(() => told('info'), { timeout: 20_000 }).toEqual([1, 1]);
  expect(told('warn')).toEqual([1, 1]);
  const warmAt = performance.now();
  await expect.poll(() => partner.arrivals.filter((at) => at > warmAt).length, { timeout: 20_000 }).toBeGreaterThan(60);
  // 2. It dies: told once, and a tenth.
  await server.kill();
  await expect.poll(() => told('warn'), { timeout: 20_000 }).toEqual([2, 2]);
  const deadAt = performance.now() + 300;
  await expect.poll(() => arrivedIn(deadAt, performance.now()).length, { timeout: 20_000 }).toBeGreaterThan(10);
  // 3. It comes back empty: a tenth, until whatever it forgot has left every window. Then all of it.
  await server.start();
  const startedAt = performance.now();
  expect(peakOf(arrivedIn(deadAt, startedAt), 300)).toBeLessThanOrEqual(5);
  await expect.poll(() => told('info'), { timeout: 20_000 }).toEqual([2, 2]);
  expect(performance.now() - startedAt).toBeGreaterThan(900);
  const backAt = performance.now();
  await expect.poll(() => partner.arrivals.filter((at) => at > backAt).length, { timeout: 20_000 }).toBeGreaterThan(60);
  isOver = true;
  await Promise.all(load);
  expect(told('warn')).toEqual([2, 2]);
  expect(partner.peak(300)).toBeLessThanOrEqual(50);
  expect(partner.peak(900)).toBeLessThanOrEqual(120);
}, 90_000);
