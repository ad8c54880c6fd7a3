/** Places in this process: who comes first, what is kept, and how their number follows the partner's breath. */
import { setMaxListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Urgency } from '../../src/domain/purpose.ts';
import { createAdaptiveLimit, type EndedCall } from '../../src/partners/limits/adapt-concurrency.ts';
import { isRefusal } from '../../src/partners/limits/obstacle.ts';
import { createSlots, type Slot } from '../../src/partners/limits/slots.ts';

const never = new AbortController().signal;
setMaxListeners(0, never);

function startPlaces(size: number, reserve = 0, lineWaitMs: (ahead: number) => number = () => 0) {
  const clock = { nowMs: 0 };
  const slots = createSlots({ size: () => size, reserve, lineWaitMs, now: () => clock.nowMs });
  const order: string[] = [];
  const running: Slot[] = [];
  const come = async (name: string, urgency: Urgency, signal = never): Promise<string> => {
    const slot = await slots.arrive(urgency, signal, 60_000).slot();
    if (isRefusal(slot)) return slot.fault.detail;
    order.push(name);
    running.push(slot);
    return 'started';
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { slots, clock, order, running, come, settle };
}

describe('places', () => {
  it('go to critical calls first, then interactive, then batch, each in the order of arrival', async () => {
    const { order, running, come, settle } = startPlaces(1);
    void come('first', 'BATCH');
    const waiting: readonly [string, Urgency][] = [
      ['b1', 'BATCH'],
      ['i1', 'INTERACTIVE'],
      ['b2', 'BATCH'],
      ['c1', 'CRITICAL'],
      ['i2', 'INTERACTIVE'],
    ];
    for (const [name, urgency] of waiting) void come(name, urgency);
    await settle();
    while (order.length < 6) {
      running.shift()?.giveBack();
      await settle();
    }
    expect(order).toEqual(['first', 'c1', 'i1', 'i2', 'b1', 'b2']);
  });

  it('kept in reserve go to critical calls only', async () => {
    const { order, come, settle } = startPlaces(4, 1);
    for (const name of ['i1', 'i2', 'i3', 'i4']) void come(name, 'INTERACTIVE');
    await settle();
    expect(order).toEqual(['i1', 'i2', 'i3']);
    void come('c1', 'CRITICAL');
    await settle();
    expect(order).toEqual(['i1', 'i2', 'i3', 'c1']);
  });

  it('count as all taken when only those kept for critical calls are left, so that their number may grow', async () => {
    const { slots, come, settle } = startPlaces(4, 1);
    for (const name of ['i1', 'i2']) void come(name, 'INTERACTIVE');
    await settle();
    expect(slots.isFull()).toBe(false);
    void come('i3', 'INTERACTIVE');
    await settle();
    expect(slots.isFull()).toBe(true);
  });

  it('are not waited for by a call whose turn the windows bring too late, waiting or new', async () => {
    const perSecond = 10;
    const { slots, running, come, settle } = startPlaces(1, 0, (ahead) => Math.floor(ahead / perSecond) * 25_000);
    void come('first', 'INTERACTIVE');
    const early = Array.from({ length: 30 }, (_, i) => come(`early ${i}`, 'INTERACTIVE'));
    const late = await Promise.all(Array.from({ length: 20 }, (_, i) => come(`late ${i}`, 'INTERACTIVE')));
    expect(new Set(late)).toEqual(new Set(['limiter-wait']));
    const critical = Array.from({ length: 10 }, (_, i) => come(`critical ${i}`, 'CRITICAL'));
    slots.holdBack('INTERACTIVE', { reason: 'window-full', waitMs: 100 });
    await settle();
    const kept = await Promise.race([Promise.allSettled(early.slice(20)), settle().then(() => 'still waiting')]);
    expect(kept).toEqual(Array(10).fill({ status: 'fulfilled', value: 'limiter-wait' }));
    expect(await Promise.race([...early.slice(0, 20), ...critical, settle().then(() => 'still waiting')])).toBe(
      'still waiting',
    );
    running[0]?.giveBack();
  });

  it('are kept by whoever has to come back, whatever stands behind it', async () => {
    const { slots, running, order, come, settle } = startPlaces(1, 0, (ahead) => Math.floor(ahead / 10) * 25_000);
    const place = slots.arrive('INTERACTIVE', never, 20_000);
    void come('first', 'INTERACTIVE');
    for (let i = 0; i < 30; i += 1) void come(`behind ${i}`, 'INTERACTIVE');
    const back = place.slot();
    void back.then((slot) => order.push(isRefusal(slot) ? 'refused' : 'back'));
    await settle();
    running.shift()?.giveBack();
    await settle();
    expect(order).toEqual(['first', 'back']);
  });

  it('are left at once by a caller whose request ended, and none is lost', async () => {
    const { order, running, come, settle } = startPlaces(1);
    void come('first', 'INTERACTIVE');
    const leaver = new AbortController();
    const left = come('leaver', 'CRITICAL', leaver.signal);
    void come('next', 'INTERACTIVE');
    await settle();
    leaver.abort();
    expect(await left).toBe('request-aborted');
    running.shift()?.giveBack();
    running.shift()?.giveBack();
    await settle();
    expect(order).toEqual(['first', 'next']);
  });

  it('given back twice are free once', async () => {
    const { order, running, come, settle } = startPlaces(1);
    void come('first', 'INTERACTIVE');
    await settle();
    const [first] = running;
    first?.giveBack();
    first?.giveBack();
    void come('second', 'INTERACTIVE');
    void come('third', 'INTERACTIVE');
    await settle();
    expect(order).toEqual(['first', 'second']);
  });

  it('held back refuse at once who cannot wait so long, waiting or new, and leave more urgent calls alone', async () => {
    const { slots, order, come, settle } = startPlaces(1);
    void come('first', 'INTERACTIVE');
    const waiting = come('waiting', 'BATCH');
    await settle();
    slots.holdBack('INTERACTIVE', { reason: 'window-full', waitMs: 90_000 });
    expect(await waiting).toBe('limiter-wait');
    expect(await come('new', 'INTERACTIVE')).toBe('limiter-wait');
    expect(slots.arrive('INTERACTIVE', never, 60_000).obstacle()).toEqual({ reason: 'window-full', waitMs: 90_000 });
    expect(slots.arrive('CRITICAL', never, 60_000).obstacle()?.reason).toBe('concurrency');
    expect(order).toEqual(['first']);
  });
});

const ended = (startedAt: number, lastsMs: number, outcome: EndedCall['outcome'] = 'answered'): EndedCall => ({
  endpoint: 'quote',
  startedAt,
  endedAt: startedAt + lastsMs,
  outcome,
  wasSaturated: true,
});

describe('the concurrency', () => {
  it('stays between 1 and what the contract allows, whatever happens', () => {
    const calls = fc.record({
      gapMs: fc.nat(500),
      lastsMs: fc.nat(5_000),
      outcome: fc.constantFrom('answered' as const, 'timed-out' as const, 'other' as const),
      wasSaturated: fc.boolean(),
      endpoint: fc.constantFrom('a', 'b'),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.array(calls, { maxLength: 200 }), (most, schedule) => {
        const limit = createAdaptiveLimit(most);
        let at = 0;
        for (const { gapMs, lastsMs, ...rest } of schedule) {
          at += gapMs;
          limit.ended({ ...rest, startedAt: at, endedAt: at + lastsMs });
          expect(limit.current()).toBeGreaterThanOrEqual(1);
          expect(limit.current()).toBeLessThanOrEqual(most);
          expect(Number.isInteger(limit.current())).toBe(true);
        }
      }),
    );
  });

  it('is halved when calls time out, once for all that were under way together', () => {
    const limit = createAdaptiveLimit(32);
    const changes = Array.from({ length: 32 }, () => limit.ended(ended(0, 2_000, 'timed-out')));
    expect(changes.filter((change) => change !== null)).toEqual([{ decision: 'narrow', reason: 'calls-timed-out' }]);
    expect(limit.current()).toBe(16);
    limit.ended(ended(2_001, 2_000, 'timed-out'));
    expect(limit.current()).toBe(8);
  });

  it('gives way when answers take far longer than they can, and grows back by one per round trip', () => {
    const limit = createAdaptiveLimit(20);
    for (let i = 0; i < 20; i += 1) limit.ended(ended(i * 10, 20));
    expect(limit.current()).toBe(20);
    const slow = Array.from({ length: 40 }, (_, i) => limit.ended(ended(1_000 + i * 50, 400)));
    expect(slow.some((change) => change?.reason === 'latency-rose')).toBe(true);
    const narrowed = limit.current();
    expect(narrowed).toBeLessThan(20);
    for (let i = 0; i < narrowed; i += 1) limit.ended(ended(10_000 + i, 20));
    expect(limit.current()).toBeLessThanOrEqual(narrowed + 1);
    for (let i = 0; i < 400; i += 1) limit.ended(ended(20_000 + i * 20, 20));
    expect(limit.current()).toBe(20);
  });

  it('does not punish for ever a partner that has become slower for good', () => {
    const limit = createAdaptiveLimit(8);
    for (let i = 0; i < 20; i += 1) limit.ended(ended(i * 10, 20));
    for (let at = 1_000; at < 300_000; at += 200) limit.ended(ended(at, 400));
    expect(limit.current()).toBe(8);
  });

  it('stays where it is while nothing but the question makes one answer slower than another', () => {
    const drawn = createDraw();
    const spreads: Readonly<Record<string, () => number>> = {
      'most take 100 ms, some far longer': () => 100 * Math.exp(0.5 * drawn.normal()),
      'a third is not found at once': () => (drawn.uniform() < 0.3 ? 20 : 200),
      'one in ten is large': () => (drawn.uniform() < 0.9 ? 20 : 1_000),
    };
    for (const [spread, lastsMs] of Object.entries(spreads)) {
      const limit = createAdaptiveLimit(32);
      keepBusy(limit, lastsMs, 60_000);
      expect([spread, limit.current()]).toEqual([spread, 32]);
    }
  });

  it('gives way when a partner that copes with few calls gets many', () => {
    const limit = createAdaptiveLimit(32);
    for (let i = 0; i < 40; i += 1) limit.ended(ended(i * 100, 50));
    const lowest = keepBusy(limit, (running) => 50 * Math.max(1, running / 4), 30_000);
    expect(lowest).toBeLessThan(24);
  });
});

/** The same numbers every time. */
function createDraw() {
  let state = 1;
  const uniform = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return (state + 0.5) / 2 ** 32;
  };
  return { uniform, normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()) };
}

/** As many calls as the limit allows, all the time; the lowest limit. */
function keepBusy(
  limit: ReturnType<typeof createAdaptiveLimit>,
  lastsMs: (running: number) => number,
  forMs: number,
): number {
  const running: { startedAt: number; endedAt: number }[] = [];
  const startedAtMs = 10_000;
  let lowest = limit.current();
  for (let at = startedAtMs; at < startedAtMs + forMs;) {
    while (running.length < limit.current()) running.push({ startedAt: at, endedAt: at + lastsMs(running.length + 1) });
    running.sort((a, b) => a.endedAt - b.endedAt);
    const call = running.shift() as (typeof running)[number];
    at = call.endedAt;
    limit.ended({ ...call, endpoint: 'quote', outcome: 'answered', wasSaturated: true });
    lowest = Math.min(lowest, limit.current());
  }
  return lowest;
}
