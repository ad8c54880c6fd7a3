/** Step 6 over real sockets: what opens a circuit, what does not, how it closes again, and who is told. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aboutCustomer, type FaultRule, instantFromEpochMs, parseInstant } from '../../src/sdk/index.ts';
import { decisionsOf, priced, startCircuit, stateOf, status, warningsOf } from './circuit.ts';
import { type Answer, sendJson } from './partner-on-socket.ts';
import { acme, outcomeOf, START, startStage, want } from './stage.ts';

// cockatiel reads the wall clock.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());
const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms);

const OPEN = 'PARTNER_UNAVAILABLE circuit-open';

describe('the circuit opens after ten failures, and asks no more, when the partner', () => {
  const FAILURES: readonly (readonly [string, Answer, string])[] = [
    ['answers 500', status(500), 'server-error'],
    [
      'answers something that breaks the contract',
      (_request, res) => sendJson(res, '{"price": "x"}'),
      'broken-contract',
    ],
    ['answers HTML', (_request, res) => sendJson(res, '<html>'), 'broken-contract'],
    ['answers 408', status(408), 'timeout'],
    ['closes the connection', (_request, res) => res.destroy(), 'no-connection'],
  ];

  it.each(FAILURES)('%s', async (_name, answer, reason) => {
    const { partner, stage, call, fail } = await startCircuit(answer);
    expect((await fail(10))[0]).not.toBe(OPEN);
    expect(await call()).toBe(OPEN);
    // Repetitions are calls too.
    expect(partner.received).toHaveLength(10);
    expect(decisionsOf(stage).filter((one) => one !== 'refuse circuit-open')).toEqual([`trip ${reason}`]);
    expect(warningsOf(stage)).toHaveLength(1);
  });

  it('takes longer than it may, even if it answers', async () => {
    const { stage, call, fail } = await startCircuit((_request, res) => {
      stage.clock.nowMs += 1_700;
      sendJson(res, '{"price": 1}');
    });
    expect(new Set(await fail(10))).toEqual(new Set(['record']));
    expect(await call()).toBe(OPEN);
    expect(decisionsOf(stage)).toEqual(['trip slow', 'refuse circuit-open']);
  });

  it('is not there at all', async () => {
    const stage = startStage([acme()], 'http://127.0.0.1:9');
    const outcomes = [];
    for (let i = 0; i < 11; i += 1) outcomes.push(outcomeOf((await stage.fetch([want('c', { ticker: `T${i}` })]))[0]!));
    expect(outcomes.at(0)).toBe('PARTNER_UNAVAILABLE connect-refused');
    expect(outcomes.at(-1)).toBe(OPEN);
  });
});

describe('the circuit stays closed', () => {
  const frozen: FaultRule = ({ status: code }) => (code === 503 ? aboutCustomer('PARTNER_UNAVAILABLE') : null);
  const HARMLESS: readonly (readonly [string, Answer, Parameters<typeof acme>[0]])[] = [
    ['for customers the partner does not know', status(404), {}],
    ['for credentials it refuses', status(401), {}],
    ['for requests it cannot take', status(422), {}],
    ["for what is one customer's own matter", status(503), { faults: frozen }],
    ['for secrets that are missing', priced, { auth: { type: 'bearer', secret: 'MISSING' } }],
  ];

  it.each(HARMLESS)('%s', async (_name, answer, changes) => {
    const { stage, fail } = await startCircuit(answer, changes);
    expect(new Set(await fail(15)).size).toBe(1);
    expect(decisionsOf(stage)).toEqual([]);
  });

  it('for callers that leave early', async () => {
    const { partner, stage, call } = await startCircuit(() => undefined);
    for (let i = 0; i < 15; i += 1) {
      const request = new AbortController();
      const asked = vi.waitUntil(() => partner.received.length > i);
      const outcome = call({}, request.signal);
      await asked;
      request.abort();
      expect(await outcome).toBe('PARTNER_TIMEOUT request-aborted');
    }
    expect(decisionsOf(stage)).toEqual([]);
  });

  it('while half of the calls succeed, and for failures of another day', async () => {
    const { stage, fail, say } = await startCircuit((_request, res, number) =>
      sendJson(res, '{"price": 1}', number % 2 ? 200 : 500),
    );
    await fail(20);
    say(status(500));
    pass(60_001);
    await fail(9);
    expect(decisionsOf(stage)).toEqual([]);
  });
});

describe('an open circuit', () => {
  it('says how long it stays open, lets one call find out and closes when that works', async () => {
    const { partner, stage, call, fail, say } = await startCircuit(status(500));
    await fail(10);
    expect(stateOf(stage)).toBe('OPEN');
    const fetched = await stage.fetch([want('c', { ticker: 'X' })]);
    const waitMs =
      fetched[0]?.result && 'gap' in fetched[0].result ? fetched[0].result.gap.fault.retryAfterMs : undefined;
    expect(waitMs).toBeGreaterThan(2_400);
    expect(waitMs).toBeLessThanOrEqual(5_000);

    pass((waitMs ?? 0) - 1);
    expect(await call()).toBe(OPEN);
    pass(1);
    expect(stateOf(stage)).toBe('HALF_OPEN');
    const asked = partner.received.length;
    let answerProbe = (): void => undefined;
    say((request, res) => void (answerProbe = () => priced(request, res, 0)));
    const probe = call();
    await vi.waitUntil(() => partner.received.length > asked);
    expect(await call()).toBe('PARTNER_UNAVAILABLE circuit-half-open');
    answerProbe();
    expect(await probe).toBe('record');
    expect(partner.received).toHaveLength(asked + 1);
    say(priced);
    expect(await call()).toBe('record');
    expect(decisionsOf(stage).filter((one) => !one.startsWith('refuse'))).toEqual([
      'trip server-error',
      'half-open wait-over',
      'close probe-worked',
    ]);
    expect(warningsOf(stage)).toHaveLength(2);
    expect(stateOf(stage)).toBe('CLOSED');
  });

  it('waits longer after each call that finds it still down, up to a minute, and logs no more', async () => {
    const { stage, call, fail } = await startCircuit(status(500));
    await fail(10);
    const waits: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      pass(60_000);
      expect(await call()).toBe('PARTNER_UNAVAILABLE status-500');
      waits.push(stage.notes.filter(({ decision }) => decision === 'trip').at(-1)?.waitMs ?? 0);
    }
    expect(waits[0]).toBeGreaterThanOrEqual(5_000);
    expect(waits[0]).toBeLessThanOrEqual(10_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
    expect(waits.at(-1)).toBeGreaterThanOrEqual(30_000);
    expect(warningsOf(stage)).toHaveLength(1);
  });

  it('hears nothing from calls that began before it opened', async () => {
    const waiting: (() => void)[] = [];
    const { partner, stage, call, fail, say } = await startCircuit(
      (request, res) => void waiting.push(() => priced(request, res, 0)),
    );
    const early = [call(), call()];
    await vi.waitUntil(() => partner.received.length === 2);
    say(status(500));
    await fail(10);
    pass(5_000);
    for (const answer of waiting) answer();
    expect(await Promise.all(early)).toEqual(['record', 'record']);
    expect(stateOf(stage)).toBe('HALF_OPEN');
  });

  it('goes on asking one at a time when a call that was to find out was given up', async () => {
    const { partner, stage, call, fail, say } = await startCircuit(status(500));
    await fail(10);
    pass(5_000);
    const asked = partner.received.length;
    say(() => undefined);
    const request = new AbortController();
    const probe = call({}, request.signal);
    await vi.waitUntil(() => partner.received.length > asked);
    request.abort();
    await probe;
    say(priced);
    expect(await call()).toBe('record');
    expect(stateOf(stage)).toBe('CLOSED');
  });

  it('is closed by a person on the next call, and by nothing that person said before', async () => {
    const { stage, call, fail, say } = await startCircuit(status(500));
    const at = (text: string) => ({ resetAt: parseInstant(text) });
    const before = at('2026-03-01T11:00:00.000Z');
    await call(before);
    await fail(9);
    expect(await call(before)).toBe(OPEN);
    say(priced);
    expect(await call(at('2026-03-01T11:00:00.001Z'))).toBe('record');
    expect(await call(before)).toBe('record');
    expect(decisionsOf(stage).at(-1)).toBe('close reset-by-person');
  });

  it('refuses before the limiter has given a slot', async () => {
    const { call, fail, stage } = await startCircuit(status(500), {
      limits: { windows: [], concurrency: 1, spacingMs: 1 },
    });
    await fail(10);
    const before = stage.notes.filter(({ step }) => step === 'limit').length;
    await call();
    expect(stage.notes.filter(({ step }) => step === 'limit')).toHaveLength(before);
  });
});

describe('a held partner', () => {
  const hold = { by: 'ola', at: instantFromEpochMs(START), because: 'contract under review' };

  it('is not called, and is called again once it is released', async () => {
    const { partner, stage, call } = await startCircuit(priced);
    expect(await call()).toBe('record');
    expect(await call({ hold })).toBe('PARTNER_UNAVAILABLE held');
    expect(stateOf(stage)).toBe('HELD');
    expect(partner.received).toHaveLength(1);
    expect(await call()).toBe('record');
    expect(decisionsOf(stage)).toEqual(['refuse held']);
    expect(JSON.stringify(stage.lines)).not.toContain('review');
  });
});
