/**
 * Limits that replicas share, on the partner's own count: two stages with pools of their own, on one database and on one Redis, against a
 * partner on a socket whose answers take their time. Windows are short, so that many of them pass.
 */
import { type TestContext, describe, expect, it, onTestFinished } from 'vitest';
import { createPartnerStores } from '../../src/store/partner-stores.ts';
import { openRedis, type Redis } from '../../src/store/redis/connection.ts';
import { needsServer } from '../support/database.ts';
import { database } from '../support/partner-stores.ts';
import { freshPrefix, needsRedis, ownRedis, testRedisUrl } from '../support/redis.ts';
import { sendJson, startPartner } from './partner-on-socket.ts';
import { acme, outcomeOf, startStage, type Stage, want } from './stage.ts';

const LIMITS = {
  windows: [
    { calls: 50, perMs: 300 },
    { calls: 120, perMs: 900 },
  ],
  concurrency: 20,
};

/** A partner that answers after 1 to 40 ms and remembers when each request had arrived. */
async function startJitteryPartner() {
  const arrivals: number[] = [];
  const partner = await startPartner((_request, res, number) => {
    arrivals.push(performance.now());
    setTimeout(() => sendJson(res, '{"price": 1}'), 1 + ((number * 0.618) % 1) * 40);
  });
  return { baseUrl: partner.baseUrl, arrivals, peak: (windowMs: number) => peakOf(arrivals, windowMs) };
}

function peakOf(times: readonly number[], windowMs: number): number {
  let first = 0;
  let peak = 0;
  times.forEach((at, last) => {
    while (at - (times[first] ?? at) >= windowMs) first += 1;
    peak = Math.max(peak, last - first + 1);
  });
  return peak;
}

interface Lines {
  readonly level: string;
  readonly fields: Record<string, unknown>;
}

/** A replica on its own pool, with the real time for its clock. */
function startReplica(baseUrl: string, redis: Redis | null, lines: Lines[] = [], connector = acme({ limits: LIMITS })) {
  const write = (level: string) => (fields: object) => void lines.push({ level, fields: fields as Lines['fields'] });
  const log = { info: write('info'), warn: write('warn') };
  const { slots } = createPartnerStores(database.replica(), { redis, log });
  const stage = startStage([connector], baseUrl, { stores: { slots } });
  Object.defineProperty(stage.clock, 'nowMs', { get: Date.now });
  onTestFinished(() => slots.close());
  return stage;
}

let customers = 0;
const askFor = async (stage: Stage, count: number): Promise<readonly string[]> =>
  (
    await Promise.all(
      Array.from({ length: count }, () => {
        customers += 1;
        return stage.fetch([want(`c-${customers}`, { ticker: `T${customers}` })]);
      }),
    )
  ).map(([one]) => (one === undefined ? 'nothing' : outcomeOf(one)));

const countOf = (outcomes: readonly string[], outcome: string): number =>
  outcomes.filter((one) => one === outcome).length;

const openOn = async (url: string, keyPrefix: string, onAway?: (reason: string) => void): Promise<Redis> => {
  const redis = await openRedis({ url, keyPrefix, ...(onAway === undefined ? {} : { onAway }) });
  onTestFinished(() => redis.close());
  return redis;
};

const places: readonly [string, (ctx: TestContext) => void, () => Promise<readonly (Redis | null)[]>][] = [
  ['PostgreSQL', needsServer, async () => [null, null]],
  [
    'Redis',
    (ctx) => (needsServer(ctx), needsRedis(ctx)),
    async () => {
      const keyPrefix = freshPrefix();
      return [await openOn(testRedisUrl ?? '', keyPrefix), await openOn(testRedisUrl ?? '', keyPrefix)];
    },
  ],
];

describe.each(places)('two replicas on one %s', (_name, needs, open) => {
  it('together never exceed any window, while calls wait for their turn and nearly all get it', async (ctx) => {
    needs(ctx);
    const partner = await startJitteryPartner();
    const replicas = (await open()).map((redis) => startReplica(partner.baseUrl, redis));
    const started = performance.now();
    const outcomes = (await Promise.all(replicas.map((replica) => askFor(replica, 120)))).flat();
    const tookMs = performance.now() - started;
    expect(partner.peak(300)).toBeLessThanOrEqual(50);
    expect(partner.peak(900)).toBeLessThanOrEqual(120);
    // 2 s are the deadline: what could not be done in it was refused and never sent.
    expect(partner.arrivals).toHaveLength(countOf(outcomes, 'record'));
    expect(new Set(outcomes)).not.toContain('PARTNER_THROTTLED limiter-unavailable');
    expect(countOf(outcomes, 'record')).toBeGreaterThan(Math.min(200, (tookMs / 900) * 60));
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
