/** Two replicas of the partner stage, on one database and on one Redis, and a partner that counts. */
import { type TestContext, onTestFinished } from 'vitest';
import { openRedis, type Redis } from '../../src/store/redis/connection.ts';
import { needsServer } from '../support/database.ts';
import { database, openPartnerStores } from '../support/partner-stores.ts';
import { freshPrefix, needsRedis, testRedisUrl } from '../support/redis.ts';
import { sendJson, startPartner } from './partner-on-socket.ts';
import { acme, outcomeOf, startStage, type Stage, TERMS, want } from './stage.ts';

/** So small that they are full even on a slow machine. */
const SMALL = {
  windows: [
    { calls: 15, perMs: 300 },
    { calls: 30, perMs: 900 },
  ],
  concurrency: 20,
};

/** A partner that answers after 1 to 40 ms and remembers when each request had arrived. */
export async function startJitteryPartner() {
  const arrivals: number[] = [];
  const partner = await startPartner((_request, res, number) => {
    arrivals.push(performance.now());
    setTimeout(() => sendJson(res, '{"price": 1}'), 1 + ((number * 0.618) % 1) * 40);
  });
  return {
    baseUrl: partner.baseUrl,
    counts: partner.counts,
    arrivals,
    peak: (windowMs: number) => peakOf(arrivals, windowMs),
  };
}

export function peakOf(times: readonly number[], windowMs: number): number {
  let first = 0;
  let peak = 0;
  times.forEach((at, last) => {
    while (at - (times[first] ?? at) >= windowMs) first += 1;
    peak = Math.max(peak, last - first + 1);
  });
  return peak;
}

export interface Lines {
  readonly level: string;
  readonly fields: Record<string, unknown>;
}

/** A replica on its own pool, with the real time for its clock. */
export function startReplica(
  baseUrl: string,
  redis: Redis | null,
  lines: Lines[] = [],
  connectors = [acme({ limits: SMALL, deadlineMs: 15_000 })],
) {
  const write = (level: string) => (fields: object) => void lines.push({ level, fields: fields as Lines['fields'] });
  const log = { info: write('info'), warn: write('warn') };
  const { slots } = openPartnerStores(database.replica(), { redis, log });
  const stage = startStage(connectors, baseUrl, { stores: { slots } });
  Object.defineProperty(stage.clock, 'nowMs', { get: Date.now });
  onTestFinished(() => slots.close());
  return stage;
}

let customers = 0;
export const askFor = async (
  stage: Stage,
  count: number,
  { urgency = TERMS.urgency, source = 'acme-market' } = {},
): Promise<readonly string[]> =>
  (
    await Promise.all(
      Array.from({ length: count }, () => {
        customers += 1;
        const terms = { ...TERMS, urgency };
        return stage.fetch([want(`c-${customers}`, { ticker: `T${customers}` }, { source, terms })]);
      }),
    )
  ).map(([one]) => (one === undefined ? 'nothing' : outcomeOf(one)));

export const countOf = (outcomes: readonly string[], outcome: string): number =>
  outcomes.filter((one) => one === outcome).length;

export const openOn = async (url: string, keyPrefix: string, onAway?: (reason: string) => void): Promise<Redis> => {
  const redis = await openRedis({ url, keyPrefix, ...(onAway === undefined ? {} : { onAway }) });
  onTestFinished(() => redis.close());
  return redis;
};

export const places: readonly [string, (ctx: TestContext) => void, () => Promise<readonly (Redis | null)[]>][] = [
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
