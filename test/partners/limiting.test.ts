/** Step 5, local part: concurrency and spacing on the partner's own count, and what happens to calls that cannot wait. */
import { describe, expect, it } from 'vitest';
import { sendJson, startPartner } from './partner-on-socket.ts';
import { acme, outcomeOf, startStage, want } from './stage.ts';

const wants = (n: number) => Array.from({ length: n }, (_, i) => want(`c-${i}`, { ticker: `T${i}` }));

describe('the limiter', () => {
  it('never lets more calls run than the contract allows, and uses all that it allows', async () => {
    const partner = await startPartner((_request, res) => setTimeout(() => sendJson(res, '{"price": 1}'), 5));
    const { fetch } = startStage(
      [acme({ limits: { windows: [], concurrency: 4 }, deadlineMs: 20_000 })],
      partner.baseUrl,
    );
    const fetched = await Promise.all([fetch(wants(30)), fetch(wants(30)), fetch(wants(30))]);
    expect(new Set(fetched.flat().map(outcomeOf))).toEqual(new Set(['record']));
    expect(partner.counts.mostRunning).toBe(4);
    expect(partner.counts.connections).toBeLessThanOrEqual(4);
  });

  it('keeps the spacing between the starts of two calls', async () => {
    const starts: number[] = [];
    const partner = await startPartner((_request, res) => {
      starts.push(performance.now());
      sendJson(res, '{"price": 1}');
    });
    const limits = { windows: [], concurrency: 10, spacingMs: 200 };
    const { fetch } = startStage([acme({ limits })], partner.baseUrl, {});
    await fetch(wants(4));
    const gaps = starts.slice(1).map((at, i) => at - (starts[i] ?? 0));
    expect(gaps).toHaveLength(3);
    // Starts are spaced here and seen over there: on a busy machine some travel lies between.
    expect(Math.min(...gaps)).toBeGreaterThan(80);
    expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBeGreaterThan(3 * 200 - 100);
  });

  it('refuses at once, with the time to wait, what could not start before the deadline', async () => {
    const partner = await startPartner((_request, res) => sendJson(res, '{"price": 1}'));
    const limits = { windows: [], concurrency: 10, spacingMs: 60 };
    const { fetch } = startStage([acme({ limits, deadlineMs: 200 })], partner.baseUrl);
    const fetched = await fetch(wants(10));
    const refused = fetched.filter((one) => outcomeOf(one) === 'PARTNER_THROTTLED limiter-wait');
    expect(refused.length).toBeGreaterThan(4);
    expect(partner.received.length).toBe(10 - refused.length);
    for (const { result } of refused) {
      const waitMs = result !== null && 'gap' in result ? (result.gap.fault.retryAfterMs ?? 0) : 0;
      expect(waitMs).toBeGreaterThan(200);
    }
  });

  it("counts the request's own deadline, where it is known", async () => {
    const partner = await startPartner((_request, res) => sendJson(res, '{"price": 1}'));
    const limits = { windows: [], concurrency: 10, spacingMs: 60 };
    const clock = { nowMs: 0 };
    const stage = startStage([acme({ limits })], partner.baseUrl, { deadlineAtOf: () => clock.nowMs + 100 });
    clock.nowMs = stage.clock.nowMs;
    const outcomes = (await stage.fetch(wants(6))).map(outcomeOf);
    expect(outcomes.filter((outcome) => outcome === 'PARTNER_THROTTLED limiter-wait')).toHaveLength(4);
  });

  it('gives up on a slot that never comes free', async () => {
    const partner = await startPartner(() => undefined);
    const limits = { windows: [], concurrency: 1 };
    const { fetch } = startStage([acme({ limits, deadlineMs: 80 })], partner.baseUrl);
    const first = fetch(wants(1));
    const outcomes = (await fetch(wants(2))).map(outcomeOf);
    expect(outcomes).toEqual(expect.arrayContaining(['PARTNER_THROTTLED limiter-waited']));
    await first;
  });

  it('drops a waiting call the moment its request ends, and serves the next in line', async () => {
    const answers: (() => void)[] = [];
    const partner = await startPartner((_request, res) => {
      answers.push(() => sendJson(res, '{"price": 1}'));
      if (answers.length > 1) answers[1]?.();
    });
    const { fetch } = startStage([acme({ limits: { windows: [], concurrency: 1 } })], partner.baseUrl);
    const leaver = new AbortController();
    const first = fetch([want('c-1', { ticker: 'A' })]);
    const second = fetch([want('c-2', { ticker: 'B' })], leaver.signal);
    const third = fetch([want('c-3', { ticker: 'C' })]);
    leaver.abort();
    expect((await second).map(outcomeOf)).toEqual(['PARTNER_TIMEOUT request-aborted']);
    while (answers.length === 0) await new Promise((resolve) => setImmediate(resolve));
    answers[0]?.();
    expect([...(await first), ...(await third)].map(outcomeOf)).toEqual(['record', 'record']);
    expect(partner.received.map(({ url }) => url.pathname)).toEqual(['/quotes/A', '/quotes/C']);
  });
});
