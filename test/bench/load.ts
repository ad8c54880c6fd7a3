/**
 * Asks one variant as fast as it answers, over a fixed number of connections, each with its own order of customers. Counts an
 * answer as wrong when it is no 200, carries errors or differs in length from a complete one. A process of its own.
 */
import autocannon from 'autocannon';
import { serveParent } from './child.ts';
import { askForMany, askForOne, CUSTOMER_IDS, CUSTOMERS } from './query.ts';

export interface Burst {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly shape: 'one' | 'many';
  readonly connections: number;
  readonly seconds: number;
  /** Bytes of an answer that was checked field by field. */
  readonly completeBytes: number;
}

export interface BurstResult {
  readonly perSecond: number;
  readonly answered: number;
  readonly p50: number;
  readonly p99: number;
  readonly wrong: number;
}

/** Answers differ in length by what ids and digests differ. */
const TOLERANCE = 0.05;

async function run({ url, headers, shape, connections, seconds, completeBytes }: Burst): Promise<BurstResult> {
  const bodies = shape === 'one' ? CUSTOMER_IDS.map(askForOne) : CUSTOMER_IDS.map((_, i) => askForMany(i));
  let started = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    requests: bodies.map((body) => ({ method: 'POST', body })),
    setupClient: (client) => {
      const from = (started++ * 37) % CUSTOMERS;
      client.setRequests([...bodies.slice(from), ...bodies.slice(0, from)].map((body) => ({ method: 'POST', body })));
    },
    verifyBody: (body) => {
      const text = String(body);
      return !text.includes('"errors"') && Math.abs(Buffer.byteLength(text) / completeBytes - 1) < TOLERANCE;
    },
  });
  return {
    perSecond: result['2xx'] / result.duration,
    answered: result['2xx'],
    p50: result.latency.p50,
    p99: result.latency.p99,
    wrong: result.errors + result.timeouts + result.non2xx + result.mismatches,
  };
}

serveParent({}, { burst: run });
