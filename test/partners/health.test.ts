/** A partner's health: figures of all replicas on one real database, and silence where there is too little to speak of. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { BUCKETS, bucketOf, emptyDurations, percentileOf } from '../../src/partners/health/histogram.ts';
import type { TrafficStore } from '../../src/partners/health/port.ts';
import { circuitHealth, freshnessHealth, trafficHealth } from '../../src/partners/health/read-health.ts';
import { createTrafficRecorder } from '../../src/partners/health/record-traffic.ts';
import { createPartnerTraffic } from '../../src/store/partner-traffic.ts';
import { needsServer } from '../support/database.ts';
import { database, partnerStores } from '../support/partner-stores.ts';
import { startPartner } from './partner-on-socket.ts';
import { acme, START, startStage, want } from './stage.ts';

const MINUTE_MS = 60_000;
const log = { info: () => undefined, warn: () => undefined };

describe('a percentile', () => {
  it('is at most a tenth off, for any duration between a tenth of a millisecond and a minute', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 60_000, noNaN: true }), (ms) => {
        const counts = emptyDurations();
        counts[bucketOf(ms)] = 1;
        const read = percentileOf(counts, 0.5) ?? 0;
        // Told to a tenth of a millisecond.
        expect(Math.abs(read - ms)).toBeLessThanOrEqual(0.1 * ms + 0.05);
      }),
    );
  });

  it('of durations beyond the last bucket is still a number, and of none is none', () => {
    expect([bucketOf(1e12), bucketOf(0), bucketOf(Number.NaN)]).toEqual([BUCKETS - 1, 0, 0]);
    expect(percentileOf(emptyDurations(), 0.5)).toBeNull();
  });

  it('is of the rank it says: of 100 calls the slowest two are beyond the 98th', () => {
    const counts = emptyDurations();
    counts[bucketOf(10)] = 98;
    counts[bucketOf(1_000)] = 2;
    expect([percentileOf(counts, 0.5), percentileOf(counts, 0.98)]).toEqual([expect.closeTo(10, -0.3), expect.closeTo(10, -0.3)]); // prettier-ignore
    expect(percentileOf(counts, 0.99)).toBeGreaterThan(900);
  });
});

const all = (outcomes: Record<string, number>): readonly number[] =>
  emptyDurations().map((_, i) => (i === 20 ? Object.values(outcomes).reduce((a, b) => a + b, 0) : 0));

const rowOf = (outcomes: Record<string, number>) => ({
  partner: 'acme-market',
  endpoint: 'quote',
  minuteMs: START,
  outcomes,
  durations: all(outcomes),
  answerTimes: all(outcomes),
});

describe('rates', () => {
  it.each([
    [19, null, null],
    [20, 0.95, 0.05],
  ])('of %d calls are %s and %s', (calls, success, throttled) => {
    const health = trafficHealth([rowOf({ ANSWER: calls - 1, PARTNER_THROTTLED: 1 })]);
    expect([health.calls, health.successRate, health.throttledShare]).toEqual([calls, success, throttled]);
    expect(health.latencyMs === null).toBe(success === null);
  });

  it('count "no record" as a success: the partner answered', () => {
    expect(trafficHealth([rowOf({ ANSWER: 10, NO_RECORD: 10 })]).successRate).toBe(1);
  });

  it('of what was served are no calls, and say nothing either when they are few', () => {
    const row = rowOf({ SERVED_LIVE: 5, SERVED_FRESH: 10, SERVED_STALE: 5 });
    expect(trafficHealth([row]).calls).toBe(0);
    expect(freshnessHealth([row], START, START + 90_000)).toEqual({
      lastAnswerAt: '2026-03-01T12:00:00.000Z',
      lastAnswerAgeS: 90,
      served: 20,
      liveShare: 0.25,
      freshShare: 0.5,
      staleShare: 0.25,
    });
    expect(freshnessHealth([rowOf({ SERVED_LIVE: 19 })], null, START)).toMatchObject({ liveShare: null, lastAnswerAgeS: null }); // prettier-ignore
  });
});

it('the circuit of a partner is that of its worst replica, and unknown while nobody has said', () => {
  const of = (state: 'CLOSED' | 'OPEN' | 'HALF_OPEN') => ({ replica: state, partner: 'p', state, sinceMs: START });
  expect(circuitHealth([of('CLOSED'), of('OPEN'), of('HALF_OPEN')]).state).toBe('OPEN');
  expect(circuitHealth([])).toEqual({ state: null, replicas: [] });
});

describe('traffic', () => {
  it('of several replicas adds up, whoever writes first and however often', async () => {
    const recorders = Array.from({ length: 3 }, () => createTrafficRecorder(partnerStores.traffic, () => START, log));
    for (const [i, recorder] of recorders.entries()) {
      for (let n = 0; n < 10; n += 1) {
        recorder.call({ partner: 'p', endpoint: 'e', outcome: n < i ? 'PARTNER_TIMEOUT' : 'ANSWER', durationMs: 10 });
      }
    }
    await Promise.all(recorders.map((recorder) => recorder.flush()));
    recorders[0]?.call({ partner: 'p', endpoint: 'e', outcome: 'NO_RECORD', durationMs: 2_000 });
    await recorders[0]?.flush();
    await recorders[0]?.flush();
    const [row, ...others] = await partnerStores.traffic.read('p', START);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ minuteMs: START, outcomes: { ANSWER: 27, PARTNER_TIMEOUT: 3, NO_RECORD: 1 } });
    expect(row?.durations.map(Number).reduce((a, b) => a + b, 0)).toBe(31);
    expect(Number(row?.durations[bucketOf(2_000)])).toBe(1);
  });

  it('of two processes on two connections adds up to the last call', async (ctx) => {
    needsServer(ctx);
    const stores: readonly TrafficStore[] = [createPartnerTraffic(database.replica()), createPartnerTraffic(database.replica())]; // prettier-ignore
    await Promise.all(
      stores.map(async (store) => {
        const recorder = createTrafficRecorder(store, () => START, log);
        for (let n = 0; n < 50; n += 1) {
          recorder.call({ partner: 'p', endpoint: `e${n % 2}`, outcome: 'ANSWER', durationMs: 5 });
          recorder.call({ partner: 'p', endpoint: `e${(n + 1) % 2}`, outcome: 'NO_RECORD', durationMs: 5 });
          await recorder.flush();
        }
      }),
    );
    const rows = await partnerStores.traffic.read('p', START);
    expect(rows.map(({ outcomes }) => outcomes)).toEqual([
      { ANSWER: 50, NO_RECORD: 50 },
      { ANSWER: 50, NO_RECORD: 50 },
    ]);
  });

  it('that could not be written is told once and written with the next', async () => {
    const lines: object[] = [];
    let isDown = true;
    const store: Pick<TrafficStore, 'add'> = {
      add: (rows) => (isDown ? Promise.reject(new Error('away')) : partnerStores.traffic.add(rows)),
    };
    const recorder = createTrafficRecorder(store, () => START, { ...log, warn: (fields) => void lines.push(fields) });
    for (let n = 0; n < 3; n += 1) {
      recorder.call({ partner: 'p', endpoint: 'e', outcome: 'ANSWER', durationMs: 5 });
      await recorder.flush();
    }
    expect(lines).toEqual([{ reason: 'traffic-not-kept', error: 'Error' }]);
    isDown = false;
    await recorder.flush();
    expect((await partnerStores.traffic.read('p', START)).map(({ outcomes }) => outcomes)).toEqual([{ ANSWER: 3 }]);
  });

  it('older than a week is deleted, younger is not', async () => {
    const now = Date.now();
    const at = (minuteMs: number) => ({
      ...rowOf({ ANSWER: 1 }),
      minuteMs: Math.floor(minuteMs / MINUTE_MS) * MINUTE_MS,
    });
    await partnerStores.traffic.add([at(now - 6 * 86_400_000), at(now - 8 * 86_400_000)]);
    expect(await partnerStores.traffic.purge()).toBe(1);
    expect(await partnerStores.traffic.read('acme-market', 0)).toHaveLength(1);
  });
});

it('answers that come after their calls were counted are added up like any others', async () => {
  const late = { ...rowOf({}), answerTimes: all({ ANSWER: 1 }) };
  for (let i = 0; i < 3; i += 1) await partnerStores.traffic.add([late]);
  const [row] = await partnerStores.traffic.read('acme-market', 0);
  expect([row?.outcomes, row?.answerTimes[20]]).toEqual([{}, 3]);
});

describe('traffic of hours ago', () => {
  const HOUR_MS = 60 * MINUTE_MS;
  const hourMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 5 * HOUR_MS;
  const at = (minuteMs: number, outcomes: Record<string, number>) => ({ ...rowOf(outcomes), minuteMs });
  const sorted = async () =>
    [...(await partnerStores.traffic.read('acme-market', 0))].sort((a, b) => a.minuteMs - b.minuteMs);

  it('is one row an hour, and no call of it is lost or counted twice', async () => {
    const minutes = Array.from({ length: 60 }, (_, i) => at(hourMs + i * MINUTE_MS, { ANSWER: 2, NO_RECORD: i % 2 }));
    await partnerStores.traffic.add([...minutes, at(hourMs + HOUR_MS + MINUTE_MS, { PARTNER_TIMEOUT: 1 })]);
    await Promise.all([partnerStores.traffic.purge(), partnerStores.traffic.purge()]);
    await partnerStores.traffic.add([at(hourMs + 30 * MINUTE_MS, { ANSWER: 1 })]);
    await partnerStores.traffic.purge();
    const rows = await sorted();
    expect(rows.map(({ minuteMs, outcomes }) => ({ minuteMs, outcomes }))).toEqual([
      { minuteMs: hourMs, outcomes: { ANSWER: 121, NO_RECORD: 30 } },
      { minuteMs: hourMs + HOUR_MS, outcomes: { PARTNER_TIMEOUT: 1 } },
    ]);
    const counted = (times: readonly number[]): number => times.map(Number).reduce((a, b) => a + b, 0);
    expect(rows.map(({ durations, answerTimes }) => [counted(durations), counted(answerTimes)])).toEqual([[151, 151], [1, 1]]); // prettier-ignore
  });

  it('is whole in every window that begins within its hour, and minutes of just now stay minutes', async () => {
    const { partners, clock } = startStage([acme()], 'http://127.0.0.1:9');
    clock.nowMs = hourMs + 5 * HOUR_MS + 17 * MINUTE_MS;
    await partnerStores.traffic.add([at(hourMs + 20 * MINUTE_MS, { ANSWER: 3 }), at(clock.nowMs - MINUTE_MS, { ANSWER: 1 })]); // prettier-ignore
    await partnerStores.traffic.purge();
    expect((await sorted()).map(({ minuteMs }) => minuteMs)).toEqual([hourMs, clock.nowMs - MINUTE_MS]);
    expect((await partners.health.read('acme-market', 5 * 60, [])).calls).toBe(4);
    expect((await partners.health.read('acme-market', 120, [])).calls).toBe(1);
  });
});

describe('the stage', () => {
  it('counts each call, what it came to and what was served, and writes it when it closes', async () => {
    const partner = await startPartner(({ url }, res) => {
      res.writeHead(url.pathname.endsWith('N') ? 404 : 200, { 'content-type': 'application/json' }).end('{"price":1}');
    });
    const { partners, fetch } = startStage([acme()], partner.baseUrl);
    for (const ticker of ['A', 'B', 'N']) await fetch([want('c-1', { ticker })]);
    await partners.drain();
    await partners.stored([want('c-1', { ticker: 'B' }), want('c-1', { ticker: 'N' })]);
    await partners.close();
    const [row] = await partnerStores.traffic.read('acme-market', START - MINUTE_MS);
    expect(row?.outcomes).toEqual({ ANSWER: 2, NO_RECORD: 1, SERVED_LIVE: 3, SERVED_FRESH: 1 });
  });

  it('tells the figures of a dataset and of the whole partner, and none of a partner it does not know', async () => {
    const partner = await startPartner((_request, res) => res.end('{"price":1}'));
    const { partners, fetch } = startStage([acme()], partner.baseUrl);
    for (let i = 0; i < 20; i += 1) await fetch([want('c-1', { ticker: `T${i}` })]);
    const health = await partners.health.read('acme-market', 5, []);
    expect(health).toMatchObject({
      windowMinutes: 5,
      calls: 20,
      successRate: 1,
      throttledShare: 0,
      outcomes: [{ outcome: 'ANSWER', calls: 20 }],
      circuit: { state: 'CLOSED', replicas: [{ state: 'CLOSED' }] },
      drift: [],
      quarantined: [],
      datasets: [{ dataset: 'market.quote', endpoints: ['quote'], calls: 20, baselineAnswers: 20, watchedShare: 1 }],
    });
    expect(health.latencyMs?.p99).toBeGreaterThanOrEqual(health.latencyMs?.p50 ?? 0);
    expect(await partners.health.read('nobody', 5, [])).toMatchObject({ calls: 0, successRate: null, datasets: [] });
  });

  it('tells how long the partner takes apart from how long calls waited for it', async () => {
    const partner = await startPartner((_request, res) => setTimeout(() => res.end('{"price":1}'), 20));
    const { partners, fetch } = startStage([acme({ limits: { windows: [], concurrency: 1 } })], partner.baseUrl);
    await fetch(Array.from({ length: 30 }, (_, i) => want(`c-${i}`, { ticker: `T${i}` })));
    const { latencyMs, callMs } = await partners.health.read('acme-market', 5, []);
    expect(latencyMs?.p50).toBeGreaterThan(20 * 0.9);
    // Half of the calls stood behind fifteen others.
    expect(callMs?.p50).toBeGreaterThan(15 * 20 * 0.9);
    expect(callMs?.p50).toBeGreaterThan(3 * (latencyMs?.p50 ?? 0));
  });

  it('says nothing of how long a partner takes that no request reached', async () => {
    const { partners, fetch } = startStage([acme()], 'http://127.0.0.1:1');
    for (let i = 0; i < 25; i += 1) await fetch([want('c-1', { ticker: `T${i}` })]);
    const health = await partners.health.read('acme-market', 5, []);
    expect([health.successRate, health.latencyMs]).toEqual([0, null]);
    expect(health.callMs).not.toBeNull();
  });

  it('forgets minutes before the window', async () => {
    const partner = await startPartner((_request, res) => res.end('{"price":1}'));
    const { partners, fetch, clock } = startStage([acme()], partner.baseUrl);
    await fetch([want('c-1', { ticker: 'A' })]);
    clock.nowMs += 4 * MINUTE_MS;
    expect((await partners.health.read('acme-market', 5, [])).calls).toBe(1);
    expect((await partners.health.read('acme-market', 4, [])).calls).toBe(0);
  });
});
