/** One contract in two places: what Redis gives and what is set aside in PostgreSQL come to what the contract says, and both know of pauses. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CallSlots, isTaken, type SlotsWanted, type Taken } from '../../src/partners/limits/port.ts';
import { openRedis } from '../../src/store/redis/connection.ts';
import { database, openPartnerStores } from '../support/partner-stores.ts';
import { freshPrefix, needsRedis, ownRedis, testRedisUrl } from '../support/redis.ts';

const NOWHERE = 'redis://127.0.0.1:1';

async function shareOn(url: string, keyPrefix = freshPrefix()): Promise<CallSlots> {
  const redis = await openRedis({ url, keyPrefix });
  const { slots } = openPartnerStores(database.db, { redis });
  onTestFinished(async () => {
    await slots.close();
    await redis.close();
  });
  return slots;
}

const wanted = (changes: Partial<SlotsWanted> = {}): SlotsWanted => ({
  partner: 'acme-market',
  windows: [],
  urgency: 'INTERACTIVE',
  busyMs: 1_000,
  ...changes,
});

async function takeMany(slots: CallSlots, times: number, one: SlotsWanted): Promise<number> {
  const taken = await Promise.all(Array.from({ length: times }, () => slots.take(one)));
  return taken.filter(isTaken).length;
}

const reasonOf = (taken: Taken): string => (isTaken(taken) ? 'taken' : taken.reason);

describe('a window in Redis and in PostgreSQL', () => {
  it.skipIf(testRedisUrl === undefined).each([
    [10, 9],
    [19, 18],
    [30, 28],
    [50, 5],
    [40, 0],
    [9, 3],
  ])(
    'of %i calls, %i of them in reserve, gives others the difference and critical calls the rest',
    async (calls, reserve) => {
      const slots = await shareOn(testRedisUrl ?? '');
      const one = wanted({ windows: [{ calls, perMs: 1_500, reserve }] });
      // A Redis that knows nothing of a window gives nothing of it until it has been up for so long.
      await expect.poll(async () => reasonOf(await slots.take(one)), { timeout: 10_000 }).toBe('taken');
      expect(1 + (await takeMany(slots, 60, one))).toBe(calls - reserve);
      expect(await takeMany(slots, 60, { ...one, urgency: 'CRITICAL' })).toBe(reserve);
    },
  );
});

describe('without Redis, where there should be one', () => {
  it('a partner without windows is called, and left alone while it wants to be', async () => {
    const slots = await shareOn(NOWHERE);
    expect(reasonOf(await slots.take(wanted()))).toBe('taken');
    await slots.pause('acme-market', 60_000);
    expect(reasonOf(await slots.take(wanted()))).toBe('partner-paused');
  });

  it('a partner whose window is too small for a tenth says how long it wants to be left alone', async () => {
    const slots = await shareOn(NOWHERE);
    const one = wanted({ windows: [{ calls: 5, perMs: 1_000, reserve: 0 }] });
    expect(reasonOf(await slots.take(one))).toBe('limiter-unavailable');
    await slots.pause('acme-market', 60_000);
    const paused = await slots.take(one);
    expect(reasonOf(paused)).toBe('partner-paused');
    expect(isTaken(paused) ? 0 : paused.retryAfterMs).toBeGreaterThan(50_000);
  });
});

describe('a pause', () => {
  it('said while Redis hung is kept by everybody the moment Redis goes on', async (ctx) => {
    needsRedis(ctx);
    const server = await ownRedis();
    if (server === null) return ctx.skip('needs a redis-server to hang');
    const keyPrefix = freshPrefix();
    const [here, there] = [await shareOn(server.url, keyPrefix), await shareOn(server.url, keyPrefix)];
    const one = wanted({ windows: [{ calls: 20, perMs: 100, reserve: 0 }], busyMs: 100 });
    await expect.poll(() => takeMany(there, 20, one), { timeout: 10_000 }).toBeGreaterThan(2);
    server.hang();
    onTestFinished(() => server.goOn());
    // Having waited in vain, both leave it alone for a while: the pause is not even sent.
    await Promise.all([here.take(one), there.take(one)]);
    await here.pause(one.partner, 60_000);
    server.goOn();
    const reasons = new Set<string>();
    for (const until = performance.now() + 3_000; performance.now() < until;)
      reasons.add(reasonOf(await there.take(one)));
    expect([...reasons]).toEqual(['partner-paused']);
  });

  it('outlives a Redis that starts again empty, also for whoever never heard of it', async (ctx) => {
    needsRedis(ctx);
    const server = await ownRedis();
    if (server === null) return ctx.skip('needs a redis-server to kill');
    const keyPrefix = freshPrefix();
    const here = await shareOn(server.url, keyPrefix);
    const one = wanted({ windows: [{ calls: 20, perMs: 100, reserve: 0 }], busyMs: 100 });
    await expect.poll(() => takeMany(here, 20, one), { timeout: 10_000 }).toBeGreaterThan(2);
    await here.pause(one.partner, 60_000);
    await server.kill();
    await server.start();
    // Longer than Redis gives nothing for: it would know of no call, and of no pause.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const there = await shareOn(server.url, keyPrefix);
    expect(reasonOf(await there.take(one))).toBe('partner-paused');
    await expect.poll(async () => reasonOf(await here.take(one))).toBe('partner-paused');
  });
});
