/** Slots in PostgreSQL and in Redis: what a partner would count, under generated schedules and a clock of the test's own. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type CallWindow, isTaken, type Lease, type SlotsWanted, type Taken } from '../../src/partners/limits/port.ts';
import { createPostgresSlots, type SlotStore } from '../../src/store/call-slots.ts';
import { hasServer, needsServer } from '../support/database.ts';
import { openTestRedis } from '../support/redis.ts';
import { createRedisSlots } from '../../src/store/redis/call-slots.ts';
import { database } from '../support/partner-stores.ts';

const clock = { nowMs: 0, partner: '' };
let tests = 0;
beforeEach(() => {
  clock.partner = `acme-${(tests += 1)}`;
  // Later than any server was started.
  clock.nowMs = Date.now() + 86_400_000;
});
const options = { now: (): number => clock.nowMs, endsWithinMs: 0 };
const inPostgres = {
  here: createPostgresSlots(database.db, options),
  elsewhere: createPostgresSlots(hasServer ? database.replica() : database.db, options),
};
const redis = await openTestRedis();
const inRedis = redis && {
  here: createRedisSlots(redis.open, { ...options, pauseLeftMs: inPostgres.here.pauseLeftMs }),
  elsewhere: createRedisSlots(redis.openTwin, { ...options, pauseLeftMs: inPostgres.here.pauseLeftMs }),
};

const window = (calls: number, perMs: number, reserve = 0): CallWindow => ({ calls, perMs, reserve });
const wanted = (windows: readonly CallWindow[], changes: Partial<SlotsWanted> = {}): SlotsWanted => ({
  partner: clock.partner,
  windows,
  urgency: 'INTERACTIVE',
  busyMs: 1_000,
  ...changes,
});
const leaseOf = (taken: Taken): Lease => {
  if (!isTaken(taken)) throw new Error(`not taken: ${taken.reason}`);
  return taken.lease;
};
const countOf = (taken: readonly Taken[]): number => taken.filter(isTaken).length;
describe.each([
  ['PostgreSQL', inPostgres],
  ['Redis', inRedis],
] as const)('slots in %s', (_name, stores) => {
  if (stores === null) {
    it.skip('needs Redis: set TEST_REDIS_URL');
    return;
  }
  const { here, elsewhere } = stores;
  const takeMany = (n: number, one: SlotsWanted): Promise<readonly Taken[]> =>
    Promise.all(Array.from({ length: n }, (_, i) => (i % 2 === 0 ? here : elsewhere).take(one)));

  it('are given to exactly as many as the smallest window allows, and to all windows together or none', async () => {
    const one = wanted([window(5, 1_000), window(8, 60_000)]);
    expect(countOf(await takeMany(30, one))).toBe(5);
    clock.nowMs += 2_000;
    expect(countOf(await takeMany(30, one))).toBe(3);
    clock.nowMs += 2_000;
    const refused = await here.take(one);
    expect(refused).toEqual({ reason: 'window-full', retryAfterMs: 60_000 - 4_000 + 1_000 });
    // What the long window refused took nothing of the short one.
    expect(countOf(await takeMany(10, wanted([window(5, 1_000)])))).toBe(5);
  });

  it('are free one window after their call ended, not after it started', async () => {
    const one = wanted([window(1, 1_000)], { busyMs: 10_000 });
    const lease = leaseOf(await here.take(one));
    clock.nowMs += 4_000;
    expect(await here.take(one)).toEqual({ reason: 'window-full', retryAfterMs: 1_000 });
    await here.end(clock.partner, lease.held, 'settled');
    clock.nowMs += 999;
    expect(await here.take(one)).toEqual({ reason: 'window-full', retryAfterMs: 1 });
    clock.nowMs += 1;
    expect(isTaken(await here.take(one))).toBe(true);
  });

  it('are free at once when the call was never sent', async () => {
    const one = wanted([window(1, 60_000), window(1, 1_000)]);
    await here.end(clock.partner, leaseOf(await here.take(one)).held, 'never-sent');
    expect(isTaken(await elsewhere.take(one))).toBe(true);
  });

  it('of a process that died are free when its call must have ended, and its late end frees nobody else’s', async () => {
    const one = wanted([window(1, 1_000)], { busyMs: 5_000 });
    const dead = leaseOf(await here.take(one));
    clock.nowMs += 5_999;
    expect(isTaken(await here.take(one))).toBe(false);
    clock.nowMs += 1;
    expect(isTaken(await here.take(one))).toBe(true);
    await here.end(clock.partner, dead.held, 'never-sent');
    expect(isTaken(await here.take(one))).toBe(false);
  });

  it('held in reserve are for critical calls only', async () => {
    const one = wanted([window(5, 1_000, 2)]);
    const critical = { ...one, urgency: 'CRITICAL' as const };
    expect(countOf(await takeMany(10, one))).toBe(3);
    expect(countOf(await takeMany(10, critical))).toBe(2);
    clock.nowMs += 2_000;
    // Asked for at the same time, the critical ones come first, whatever the order.
    const together = await Promise.all(
      [...Array<SlotsWanted>(6).fill(one), critical, critical].map((w) => here.take(w)),
    );
    expect(together.slice(6).every(isTaken)).toBe(true);
    expect(countOf(together)).toBeLessThanOrEqual(5);
  });

  it('follow a contract whose limit changed', async () => {
    expect(countOf(await takeMany(10, wanted([window(3, 1_000)])))).toBe(3);
    expect(countOf(await takeMany(10, wanted([window(5, 1_000)])))).toBe(2);
    clock.nowMs += 2_000;
    expect(countOf(await takeMany(10, wanted([window(2, 1_000)])))).toBe(2);
  });

  it('are refused to everybody while the partner wants to be left alone, which a shorter pause does not end', async () => {
    const one = wanted([window(5, 1_000)], { urgency: 'CRITICAL' });
    await here.pause(clock.partner, 3_000);
    await elsewhere.pause(clock.partner, 1_000);
    expect(await elsewhere.take(one)).toEqual({ reason: 'partner-paused', retryAfterMs: 3_000 });
    expect(isTaken(await elsewhere.take({ ...one, partner: 'other-market' }))).toBe(true);
    clock.nowMs += 3_000;
    expect(isTaken(await elsewhere.take(one))).toBe(true);
  });

  it('never let a partner count more than its windows allow, nor the reserve be used up by others', async () => {
    const calls = fc.record({
      gapMs: fc.integer({ min: 0, max: 120 }),
      count: fc.integer({ min: 1, max: 6 }),
      lastsMs: fc.integer({ min: 0, max: 250 }),
      arrives: fc.double({ min: 0, max: 1, noNaN: true }),
      urgency: fc.constantFrom('CRITICAL' as const, 'INTERACTIVE' as const, 'BATCH' as const),
      end: fc.constantFrom('settled' as const, 'settled' as const, 'crashed' as const),
    });
    const windows = [window(4, 100, 1), window(9, 400, 1)];
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(calls, { minLength: 5, maxLength: 20 }), async (schedule) => {
        run += 1;
        const partner = `${clock.partner}-${run}`;
        const seen = await play(stores, partner, windows, schedule);
        for (const { calls: limit, perMs, reserve } of windows) {
          expect(
            peakOf(
              seen.map(({ atMs }) => atMs),
              perMs,
            ),
          ).toBeLessThanOrEqual(limit);
          const ordinary = seen.filter(({ urgency }) => urgency !== 'CRITICAL');
          expect(
            peakOf(
              ordinary.map(({ atMs }) => atMs),
              perMs,
            ),
          ).toBeLessThanOrEqual(limit - reserve);
        }
      }),
      { numRuns: 15 },
    );
  });
});

interface Scheduled {
  readonly gapMs: number;
  readonly count: number;
  readonly lastsMs: number;
  readonly arrives: number;
  readonly urgency: SlotsWanted['urgency'];
  readonly end: 'settled' | 'crashed';
}

/** Makes the calls in time's order; each is seen by the partner somewhere between its start and its end. */
async function play(
  { here, elsewhere }: Record<'here' | 'elsewhere', SlotStore>,
  partner: string,
  windows: readonly CallWindow[],
  schedule: readonly Scheduled[],
) {
  const seen: { readonly atMs: number; readonly urgency: SlotsWanted['urgency'] }[] = [];
  let ending: { readonly atMs: number; readonly lease: Lease }[] = [];
  const finishUntil = async (untilMs: number): Promise<void> => {
    const due = ending.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
    ending = ending.filter(({ atMs }) => atMs > untilMs);
    for (const { atMs, lease } of due) {
      clock.nowMs = atMs;
      await elsewhere.end(partner, lease.held, 'settled');
    }
    clock.nowMs = untilMs;
  };
  for (const { gapMs, count, lastsMs, arrives, urgency, end } of schedule) {
    await finishUntil(clock.nowMs + gapMs);
    const startMs = clock.nowMs;
    const one = wanted(windows, { partner, urgency, busyMs: 250 });
    const taken = await Promise.all(
      Array.from({ length: count }, (_, i) => (i % 2 === 0 ? here : elsewhere).take(one)),
    );
    for (const one of taken.filter(isTaken)) {
      seen.push({ atMs: startMs + lastsMs * arrives, urgency });
      if (end === 'settled') ending.push({ atMs: startMs + lastsMs, lease: one.lease });
    }
  }
  return seen;
}

function peakOf(times: readonly number[], windowMs: number): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length));
}

describe('a PostgreSQL that crashed', () => {
  const crash = () => database.asOwner('TRUNCATE call_slot_marks');

  it('would empty the marks of all windows', async () => {
    const text = "SELECT relpersistence AS kind FROM pg_class WHERE oid = 'call_slot_marks'::regclass";
    expect(await database.db.query({ text })).toEqual([{ kind: 'u' }]);
  });

  it('gives nothing of a short window until every call that it may have forgotten has left it', async (ctx) => {
    needsServer(ctx);
    const one = wanted([window(5, 1_000)]);
    expect(isTaken(await inPostgres.here.take(one))).toBe(true);
    await crash();
    expect(await inPostgres.here.take(one)).toEqual({ reason: 'limiter-unavailable', retryAfterMs: 2_000 });
    clock.nowMs += 1_999;
    expect(isTaken(await inPostgres.elsewhere.take(one))).toBe(false);
    clock.nowMs += 1;
    expect(isTaken(await inPostgres.elsewhere.take(one))).toBe(true);
  });

  it('goes on with a long window, whose calls wait for the disk, and with one that was never used', async () => {
    const one = wanted([window(5, 120_000)]);
    expect(countOf([await inPostgres.here.take(one)])).toBe(1);
    await crash();
    expect(countOf(await Promise.all([1, 2, 3, 4, 5].map(() => inPostgres.here.take(one))))).toBe(4);
    expect(isTaken(await inPostgres.here.take({ ...one, partner: 'new-market' }))).toBe(true);
  });
});

describe('a Redis that forgot', () => {
  it.skipIf(redis === null)('is told of pauses again before it lets a call go, and a longer one stands', async () => {
    if (redis === null || inRedis === null) return;
    const one = wanted([window(5, 1_000)]);
    const key = `${redis.open.keyPrefix}slots:{${clock.partner}}:pause`;
    const forget = () => redis.open.script("return redis.call('DEL', KEYS[1])", () => ({ keys: [key], args: [] }));
    const { here, elsewhere } = inRedis;
    expect(isTaken(await here.take(one))).toBe(true);
    for (const store of [inPostgres.here, here]) await store.pause(clock.partner, 30_000);
    await forget();
    // What it hears meanwhile does not make it believe that it knows all.
    await here.pause(clock.partner, 1_000);
    expect(await elsewhere.take(one)).toEqual({ reason: 'partner-paused', retryAfterMs: 30_000 });
    clock.nowMs += 30_000;
    expect(isTaken(await elsewhere.take(one))).toBe(true);
  });

  it.skipIf(redis === null)('what this process wrote within the window gives nothing until it has passed', async () => {
    if (redis === null || inRedis === null) return;
    const one = wanted([window(5, 1_000)]);
    expect(isTaken(await inRedis.here.take(one))).toBe(true);
    const key = `${redis.open.keyPrefix}slots:{${clock.partner}}:1000`;
    await redis.open.script("return redis.call('DEL', KEYS[1], KEYS[2])", () => ({
      keys: [key, `${key}:by`],
      args: [],
    }));
    expect(await inRedis.here.take(one)).toEqual({ reason: 'limiter-unavailable', retryAfterMs: 2_000 });
    clock.nowMs += 2_000;
    expect(isTaken(await inRedis.here.take(one))).toBe(true);
  });

  it.skipIf(redis === null)('what another run of the server wrote gives nothing until it has passed', async () => {
    if (redis === null || inRedis === null) return;
    const one = wanted([window(5, 1_000)]);
    const key = `${redis.open.keyPrefix}slots:{${clock.partner}}:1000:by`;
    await inRedis.here.take(one);
    await redis.open.script("return redis.call('SET', KEYS[1], 'otherrun 0')", () => ({ keys: [key], args: [] }));
    expect(await inRedis.elsewhere.take(one)).toEqual({ reason: 'limiter-unavailable', retryAfterMs: 2_000 });
  });
});
