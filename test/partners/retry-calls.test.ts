/** Step 7 over real sockets, on the partner's own count: what is repeated, what never is, and when it is too late to try. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { partnerFault } from '../../src/domain/fault.ts';
import type { Exchange, PartnerCall } from '../../src/partners/ask.ts';
import type { Noted } from '../../src/partners/note.ts';
import { type RetryOptions, retryCalls } from '../../src/partners/resilience/retry-calls.ts';
import { priced, startCircuit, status } from './circuit.ts';
import { type Answer, sendJson } from './partner-on-socket.ts';
import { acme, outcomeOf, quote, type Stage, startStage, TERMS, want } from './stage.ts';

const cut: Answer = (_request, res) => {
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"price": 1');
  setImmediate(() => res.destroy());
};
const firstThen =
  (first: Answer, times = 1): Answer =>
  (request, res, number) =>
    number <= times ? first(request, res, number) : priced(request, res, number);

const retriesIn = ({ notes }: Pick<Stage, 'notes'>): readonly string[] =>
  notes.filter(({ step }) => step === 'retry').map(({ decision, reason }) => `${decision} ${reason}`);

describe('a free call', () => {
  const PASSING: readonly (readonly [string, Answer, string])[] = [
    ['502', status(502), 'server-error'],
    ['503', status(503), 'server-error'],
    ['504', status(504), 'server-error'],
    ['408', status(408), 'timeout'],
    ['a lost connection', (_request, res) => res.destroy(), 'connection-lost'],
    ['a body that is cut', cut, 'connection-lost'],
  ];

  it.each(PASSING)('is repeated after %s', async (_name, answer, reason) => {
    const { partner, stage, call } = await startCircuit(firstThen(answer));
    expect(await call()).toBe('record');
    expect(partner.received).toHaveLength(2);
    expect(retriesIn(stage)).toEqual([`retry ${reason}`]);
  });

  it('is repeated twice at most, and nobody waits after the last attempt', async () => {
    const { partner, stage, call } = await startCircuit(status(503));
    expect(await call()).toBe('PARTNER_UNAVAILABLE status-503');
    expect(partner.received).toHaveLength(3);
    expect(retriesIn(stage)).toEqual(['retry server-error', 'retry server-error']);
  });

  const FINAL: readonly (readonly [string, Answer])[] = [
    ['500', status(500)],
    ['501', status(501)],
    ['404', status(404)],
    ['401', status(401)],
    ['422', status(422)],
    ['a 429 that does not say when', status(429)],
    ['a 429 that says too late', status(429, { 'retry-after': '30' })],
    ['a 503 that says too late', status(503, { 'retry-after': '30' })],
    ['a broken contract', (_request, res) => sendJson(res, '{"price": "x"}')],
    ['a redirect', status(302, { location: '/elsewhere' })],
  ];

  it.each(FINAL)('is not repeated after %s', async (_name, answer) => {
    const { partner, call } = await startCircuit(answer);
    await call();
    expect(partner.received).toHaveLength(1);
  });

  it('ends with the deadline of its first attempt', async () => {
    const { partner, stage, call, say } = await startCircuit(priced, { deadlineMs: 2_000 });
    say((_request, res, number) => {
      if (number > 1) return;
      stage.clock.nowMs += 1_000;
      sendJson(res, {}, 503);
    });
    const began = performance.now();
    expect(await call()).toBe('PARTNER_TIMEOUT deadline');
    expect(partner.received).toHaveLength(2);
    expect(performance.now() - began).toBeLessThan(1_800);
  });

  it('ends with its request while it waits for another attempt', async () => {
    const request = new AbortController();
    const { partner, call } = await startCircuit((_request, res) => {
      sendJson(res, {}, 503);
      setTimeout(() => request.abort(), 1);
    });
    await call({}, request.signal);
    expect(partner.received.length).toBeLessThan(3);
  });
});

describe('a call that costs money or leaves a trace', () => {
  const AMBIGUOUS: readonly (readonly [string, Answer])[] = [
    ['503', status(503)],
    ['504', status(504)],
    ['408', status(408)],
    ['a 429', status(429, { 'retry-after': '0' })],
    ['a lost connection', (_request, res) => res.destroy()],
    ['a body that is cut', cut],
  ];

  describe.each(['billed', 'inquiry'] as const)('%s', (sideEffect) => {
    it.each(AMBIGUOUS)('is not repeated after %s', async (_name, answer) => {
      const { partner, stage, call } = await startCircuit(answer, { sideEffect });
      await call();
      expect(partner.received).toHaveLength(1);
      expect(retriesIn(stage)).toEqual([]);
    });
  });

  it('is repeated where nobody was connected: the partner never heard of it', async () => {
    const stage = startStage([acme({ sideEffect: 'billed' })], 'http://127.0.0.1:9');
    const fetched = await stage.fetch([want('c-1', { ticker: 'A' })]);
    expect(fetched.map(outcomeOf)).toEqual(['PARTNER_UNAVAILABLE connect-refused']);
    expect(retriesIn(stage)).toEqual(['retry not-connected', 'retry not-connected']);
  });
});

describe('under a full outage', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  it('the partner gets at most 1.2 times the calls that were made, counted from the hundredth on', async () => {
    const { partner, stage } = await startCircuit(status(503));
    let made = 0;
    while (made < 150) {
      // Older failures are forgotten: the circuit stays closed, and only the budget holds repetitions back.
      vi.setSystemTime(Date.now() + 60_001);
      const wants = Array.from({ length: 6 }, (_, i) => want(`c-${i}`, { ticker: `T${made + i}` }));
      made += wants.length;
      await stage.fetch(wants);
      if (made >= 100) expect(partner.received.length / made).toBeLessThanOrEqual(1.2);
    }
    expect(partner.received.length).toBeGreaterThan(made * 1.1);
    expect(retriesIn(stage)).toContain('give-up retry-budget-spent');
    expect(stage.notes.some(({ decision }) => decision === 'trip')).toBe(false);
  });

  it('the circuit opens and repetitions end with it', async () => {
    const { partner, fail } = await startCircuit(status(503));
    await fail(100);
    expect(partner.received).toHaveLength(10);
  });
});

describe('waiting for another attempt', () => {
  const throttled = (retryAfterMs: number): Exchange => ({
    answer: { status: 429, headers: {}, body: undefined, bodyProblem: null },
    verdict: partnerFault('PARTNER_THROTTLED', 'status-429', retryAfterMs),
  });
  const failing: Exchange = {
    answer: { status: 503, headers: {}, body: undefined, bodyProblem: null },
    verdict: partnerFault('PARTNER_UNAVAILABLE', 'status-503'),
  };
  const answered: Exchange = {
    answer: { status: 200, headers: {}, body: {}, bodyProblem: null },
    verdict: 'ANSWER',
  };

  /** Attempts that take `tookMs` each and end as listed, on a clock of our own. */
  async function run(exchanges: readonly Exchange[], tookMs: number, differs: Partial<RetryOptions> = {}) {
    const clock = { nowMs: 0 };
    const rests: number[] = [];
    const notes: Noted[] = [];
    const starts: number[] = [];
    const step = retryCalls(acme({ deadlineMs: 4_000 }), {
      now: () => clock.nowMs,
      note: (noted) => void notes.push(noted),
      deadlineAtOf: () => null,
      rest: async (ms) => {
        rests.push(ms);
        clock.nowMs += ms;
      },
      ...differs,
    });
    const call: PartnerCall = {
      endpoint: quote,
      request: { method: 'GET', path: '/' },
      customerToken: null,
      customerIds: [],
      terms: TERMS,
      signal: new AbortController().signal,
    };
    const exchange = await step(async () => {
      starts.push(clock.nowMs);
      clock.nowMs += tookMs;
      return exchanges[Math.min(starts.length, exchanges.length) - 1]!;
    })(call);
    return { exchange, rests, starts, endedAt: clock.nowMs, reasons: notes.map(({ reason }) => reason) };
  }

  it('lasts as long as the partner said, where that leaves time enough', async () => {
    const { exchange, rests } = await run([throttled(1_500), answered], 100);
    expect(exchange).toBe(answered);
    expect(rests[0]).toBeGreaterThanOrEqual(1_550);
  });

  it('does not begin where the partner wants more than half of what is left', async () => {
    const { rests, starts, reasons } = await run([throttled(2_000)], 100);
    expect([rests, starts.length, reasons]).toEqual([[], 1, ['no-time-left']]);
  });

  it('does not begin for an attempt that could not finish, by the time attempts have taken', async () => {
    const { rests, starts, reasons } = await run([failing], 3_500);
    expect([rests, starts.length, reasons]).toEqual([[], 1, ['no-time-left']]);
  });

  it('heeds the deadline of the request where that is nearer', async () => {
    const { rests, reasons } = await run([failing], 100, { deadlineAtOf: () => 110 });
    expect([rests, reasons]).toEqual([[], ['no-time-left']]);
  });

  it('never follows the last attempt', async () => {
    const { rests, starts, endedAt } = await run([failing], 10);
    expect([rests.length, starts.length]).toEqual([2, 3]);
    expect(endedAt).toBe((starts.at(-1) ?? 0) + 10);
  });

  it("tells the partner's fault, not that our own limits let no second attempt through", async () => {
    const ours: Exchange = { answer: null, verdict: partnerFault('PARTNER_THROTTLED', 'window-full', 9_000) };
    const { exchange } = await run([failing, ours], 10);
    expect(exchange).toBe(failing);
  });

  it('is spread, so that calls that failed together do not come back together', async () => {
    const firsts = await Promise.all(Array.from({ length: 20 }, () => run([failing], 10)));
    expect(new Set(firsts.map(({ rests }) => rests[0])).size).toBeGreaterThan(5);
  });
});
