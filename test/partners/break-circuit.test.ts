/** Step 6 over real sockets: what opens a circuit, what does not, how it closes again, and who is told. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aboutCustomer, type FaultRule } from '../../src/sdk/index.ts';
import { type Answer, sendJson, startPartner } from './partner-on-socket.ts';
import { acme, outcomeOf, startStage, type Stage, TERMS, want } from './stage.ts';

const priced: Answer = (_request, res) => sendJson(res, '{"price": 1}');
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_request, res) =>
    sendJson(res, {}, code, headers);

// cockatiel reads the wall clock.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());
const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms);

/** A partner whose answer can be changed, and as many calls as wanted, one after the other. */
async function start(first: Answer, changes: Parameters<typeof acme>[0] = {}) {
  let answer = first;
  const partner = await startPartner((request, res, number) => answer(request, res, number));
  const stage = startStage([acme(changes)], partner.baseUrl);
  let calls = 0;
  const call = async (terms: Partial<typeof TERMS> = {}, signal?: AbortSignal): Promise<string> => {
    calls += 1;
    const one = want(`c-${calls}`, { ticker: `T${calls}` }, { terms: { ...TERMS, ...terms } });
    return outcomeOf((await stage.fetch([one], signal))[0]!);
  };
  const fail = async (times: number): Promise<string[]> => {
    const outcomes = [];
    for (let i = 0; i < times; i += 1) outcomes.push(await call());
    return outcomes;
  };
  return { partner, stage, call, fail, say: (next: Answer) => (answer = next) };
}

const decisions = ({ notes }: Stage): readonly string[] =>
  notes.filter(({ step }) => step === 'breaker').map(({ decision, reason }) => `${decision} ${reason}`);
const warnings = ({ lines }: Stage): readonly string[] =>
  lines.filter(({ level, message }) => level === 'warn' && /circuit/.test(message)).map(({ message }) => message);

const OPEN = 'PARTNER_UNAVAILABLE circuit-open';

describe('the circuit opens after ten failures, and asks no more, when the partner', () => {
  const FAILURES: readonly (readonly [string, Answer, string])[] = [
    ['answers 500', status(500), 'server-error'],
    ['answers something that breaks the contract', (_request, res) => sendJson(res, '{"price": "x"}'), 'broken-contract'],
    ['answers HTML', (_request, res) => sendJson(res, '<html>'), 'broken-contract'],
    ['answers 408', status(408), 'timeout'],
    ['closes the connection', (_request, res) => res.destroy(), 'no-connection'],
  ];

  it.each(FAILURES)('%s', async (_name, answer, reason) => {
    const { partner, stage, call, fail } = await start(answer);
    expect(await fail(10)).not.toContain(OPEN);
    const asked = partner.received.length;
    expect(await call()).toBe(OPEN);
    expect(partner.received).toHaveLength(asked);
    expect(decisions(stage).filter((one) => one !== 'refuse circuit-open')).toEqual([`trip ${reason}`]);
    expect(warnings(stage)).toHaveLength(1);
  });

  it('takes longer than it may, even if it answers', async () => {
    const { stage, call, fail } = await start((_request, res) => {
      stage.clock.nowMs += 1_700;
      sendJson(res, '{"price": 1}');
    });
    expect(new Set(await fail(10))).toEqual(new Set(['record']));
    expect(await call()).toBe(OPEN);
    expect(decisions(stage)).toEqual(['trip slow', 'refuse circuit-open']);
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
    const { stage, fail } = await start(answer, changes);
    expect(new Set(await fail(15)).size).toBe(1);
    expect(decisions(stage)).toEqual([]);
  });

  it('for callers that leave early', async () => {
    const { partner, stage, call } = await start(() => undefined);
    for (let i = 0; i < 15; i += 1) {
      const request = new AbortController();
      const asked = vi.waitUntil(() => partner.received.length > i);
      const outcome = call({}, request.signal);
      await asked;
      request.abort();
      expect(await outcome).toBe('PARTNER_TIMEOUT request-aborted');
    }
    expect(decisions(stage)).toEqual([]);
  });

  it('while half of the calls succeed, and for failures of another day', async () => {
    const { stage, fail, say } = await start((_request, res, number) => sendJson(res, '{"price": 1}', number % 2 ? 500 : 200));
    await fail(20);
    say(status(500));
    pass(60_001);
    await fail(9);
    expect(decisions(stage)).toEqual([]);
  });
});

describe('an open circuit', () => {
  it('says how long it stays open, lets one call find out and closes when that works', async () => {
    const { partner, stage, call, fail, say } = await start(status(500));
    await fail(10);
    expect(stage.partners.circuits().get('acme-market')).toMatchObject({ state: 'OPEN', reason: 'server-error' });
    const fetched = await stage.fetch([want('c', { ticker: 'X' })]);
    const waitMs = fetched[0]?.result && 'gap' in fetched[0].result ? fetched[0].result.gap.fault.retryAfterMs : undefined;
    expect(waitMs).toBeGreaterThan(2_400);
    expect(waitMs).toBeLessThanOrEqual(5_000);

    pass((waitMs ?? 0) - 1);
    expect(await call()).toBe(OPEN);
    pass(1);
    expect(stage.partners.circuits().get('acme-market')?.state).toBe('HALF_OPEN');
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
    expect(decisions(stage).filter((one) => !one.startsWith('refuse'))).toEqual([
      'trip server-error',
      'half-open wait-over',
      'close probe-worked',
    ]);
    expect(warnings(stage)).toHaveLength(2);
    expect(stage.partners.circuits().get('acme-market')).toMatchObject({ state: 'CLOSED', reason: null });
  });

  it('waits longer after each call that finds it still down, up to a minute, and logs no more', async () => {
    const { stage, call, fail } = await start(status(500));
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
    expect(warnings(stage)).toHaveLength(1);
  });

  it('hears nothing from calls that began before it opened', async () => {
    const waiting: (() => void)[] = [];
    const { partner, stage, call, fail, say } = await start((request, res) => void waiting.push(() => priced(request, res, 0)));
    const early = [call(), call()];
    await vi.waitUntil(() => partner.received.length === 2);
    say(status(500));
    await fail(10);
    pass(5_000);
    for (const answer of waiting) answer();
    expect(await Promise.all(early)).toEqual(['record', 'record']);
    expect(stage.partners.circuits().get('acme-market')?.state).toBe('HALF_OPEN');
  });

  it('goes on asking one at a time when a call that was to find out was given up', async () => {
    const { partner, stage, call, fail, say } = await start(status(500));
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
    expect(stage.partners.circuits().get('acme-market')?.state).toBe('CLOSED');
  });

  it('is closed by a person on the next call, and by nothing that person said before', async () => {
    const { stage, call, fail, say } = await start(status(500));
    const before = { resetAt: '2026-03-01T11:00:00.000Z' } as const;
    await call(before);
    await fail(9);
    expect(await call(before)).toBe(OPEN);
    say(priced);
    expect(await call({ resetAt: '2026-03-01T11:00:00.001Z' })).toBe('record');
    expect(await call(before)).toBe('record');
    expect(decisions(stage).at(-1)).toBe('close reset-by-person');
  });

  it('refuses before the limiter has given a slot', async () => {
    const { call, fail, stage } = await start(status(500), { limits: { windows: [], concurrency: 1, spacingMs: 1 } });
    await fail(10);
    const before = stage.notes.filter(({ step }) => step === 'limit').length;
    await call();
    expect(stage.notes.filter(({ step }) => step === 'limit')).toHaveLength(before);
  });
});

describe('a held partner', () => {
  const hold = { by: 'ola', at: '2026-03-01T12:00:00.000Z', because: 'contract under review' } as const;

  it('is not called, and is called again once it is released', async () => {
    const { partner, stage, call } = await start(priced);
    expect(await call()).toBe('record');
    expect(await call({ hold })).toBe('PARTNER_UNAVAILABLE held');
    expect(stage.partners.circuits().get('acme-market')).toEqual({
      state: 'HELD',
      sinceMs: Date.parse(hold.at),
      reason: 'held',
      retryAfterMs: null,
    });
    expect(partner.received).toHaveLength(1);
    expect(await call()).toBe('record');
    expect(decisions(stage)).toEqual(['refuse held']);
    expect(JSON.stringify(stage.lines)).not.toContain('review');
  });
});

describe('a throttled partner', () => {
  const THROTTLED = 'PARTNER_THROTTLED throttled';
  const waitOf = async ({ fetch }: Stage): Promise<number | undefined> => {
    const [fetched] = await fetch([want('c', { ticker: 'W' })]);
    return fetched?.result && 'gap' in fetched.result ? fetched.result.gap.fault.retryAfterMs : undefined;
  };

  it('is left alone until the time it said, whoever asks, and the circuit does not open', async () => {
    const { partner, stage, call, say } = await start(status(429, { 'retry-after': '30' }));
    expect(await call()).toBe('PARTNER_THROTTLED status-429');
    say(priced);
    stage.clock.nowMs += 10_000;
    expect(await call()).toBe(THROTTLED);
    expect(await waitOf(stage)).toBe(20_000);
    expect(stage.partners.circuits().get('acme-market')).toMatchObject({
      state: 'THROTTLED',
      reason: 'partner-said',
      retryAfterMs: 20_000,
    });
    stage.clock.nowMs += 19_999;
    expect(await call()).toBe(THROTTLED);
    stage.clock.nowMs += 1;
    expect(await call()).toBe('record');
    expect(partner.received).toHaveLength(2);
    expect(decisions(stage)).not.toContain('trip server-error');
  });

  it('that does not say when is asked after 1 s, 2 s, 4 s … up to a minute, and from the start once it answered', async () => {
    const { stage, call, say } = await start(status(429));
    const waits: number[] = [];
    const step = async (): Promise<void> => {
      await call();
      const waitMs = stage.notes.findLast(({ decision }) => decision === 'pause')?.waitMs ?? 0;
      waits.push(waitMs);
      stage.clock.nowMs += waitMs;
    };
    for (let i = 0; i < 8; i += 1) await step();
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    say(priced);
    expect(await call()).toBe('record');
    say(status(429));
    await step();
    expect(waits.at(-1)).toBe(1_000);
  });

  it('counts refusals of calls that were under way together once', async () => {
    const { stage } = await start(status(429));
    await stage.fetch(Array.from({ length: 20 }, (_, i) => want(`c-${i}`, { ticker: `T${i}` })));
    expect(decisions(stage).filter((one) => one.startsWith('pause'))).toEqual(['pause partner-silent']);
  });

  it('that only throttles one customer is asked about the others', async () => {
    const faults: FaultRule = ({ status: code }) => (code === 400 ? aboutCustomer('PARTNER_THROTTLED') : null);
    const { call, say } = await start(status(400, { 'retry-after': '30' }), { faults });
    expect(await call()).toBe('PARTNER_THROTTLED fault-rule-400');
    say(priced);
    expect(await call()).toBe('record');
  });

  it('that says with its last answer that nothing is left is not asked for a refusal', async () => {
    const spent = { ratelimit: '"burst";r=3;t=1, "daily";r=0;t=40' };
    const { partner, stage, call, say } = await start((_request, res) => sendJson(res, '{"price": 1}', 200, spent));
    expect(await call()).toBe('record');
    expect(await call()).toBe(THROTTLED);
    expect(decisions(stage)).toEqual(['pause quota-announced', 'refuse throttled']);
    stage.clock.nowMs += 40_000;
    say((_request, res) => sendJson(res, '{"price": 1}', 200, { ratelimit: '"burst";r=1;t=40' }));
    expect([await call(), await call()]).toEqual(['record', 'record']);
    expect(partner.received).toHaveLength(3);
  });
});
