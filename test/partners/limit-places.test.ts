/** Places in this process: who comes first, what is kept, and how their number follows the partner's breath. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Urgency } from '../../src/domain/purpose.ts';
import { createAdaptiveLimit, type EndedCall } from '../../src/partners/limits/adapt-concurrency.ts';
import { isRefusal } from '../../src/partners/limits/obstacle.ts';
import { createSlots, type Slot } from '../../src/partners/limits/slots.ts';

const never = new AbortController().signal;

function startPlaces(size: number, reserve = 0) {
  const clock = { nowMs: 0 };
  const slots = createSlots({ size: () => size, reserve, now: () => clock.nowMs });
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
});
