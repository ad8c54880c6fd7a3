/**
 * `node --import tsx test/bench/client.ts [--calls 20000] [--rounds 7]`: CPU of one partner call through the client (axios over our adapter)
 * beside the same call dispatched to the raw undici pool, against a server in another process. Medians of interleaved rounds.
 */
import { setMaxListeners } from 'node:events';
import { parseArgs } from 'node:util';

import { Pool } from 'undici';
import { type CallBounds, createClient, type Outgoing } from '../../src/partners/client/client.ts';
import { startDeadline } from '../../src/partners/client/deadline.ts';
import { createPools } from '../../src/partners/client/pools.ts';
import { startChild, usedCpuUs } from './child.ts';

const { values: given } = parseArgs({
  options: { calls: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '7' } },
});
const calls = Number(given.calls);
const rounds = Number(given.rounds);

/** As many at once as a busy partner's contract allows. */
const CONCURRENCY = 32;
const HEADERS = {
  accept: 'application/json',
  'accept-encoding': 'gzip',
  'user-agent': 'data-partner-gateway',
  'accept-version': 'v20250224',
  authorization: `Basic ${'c2FuZGJveC1jbGllbnQtaWQ6c2FuZGJveC1hcGkta2V5'}`,
};

const server = await startChild<{ url: string }>({ file: './client-partner.ts', about: {}, core: 1 });
const origin = server.hello.url;
const path = '/users/USR-1/accounts?page=1&records_per_page=250';

const raw = new Pool(origin, { connections: CONCURRENCY, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
const pools = createPools({
  connections: CONCURRENCY,
  deadlineMs: 10_000,
  policy: 'public-and-loopback',
  certificate: null,
});
const send = createClient(pools);
const outgoing: Outgoing = { target: { origin, path }, method: 'GET', headers: HEADERS, body: null };

const request = new AbortController().signal;
setMaxListeners(0, request);

const unhurried: CallBounds['deadline'] = { hasEnded: () => false, whyEnded: () => 'deadline', onEnd: () => undefined };

async function viaClient(deadline: CallBounds['deadline']): Promise<number> {
  const attempt = await send(outgoing, { deadline, sideEffect: 'free' });
  if ('fault' in attempt || typeof attempt.value.body === 'string') throw new Error('the call failed');
  return attempt.value.body.length;
}

const VARIANTS: Readonly<Record<string, () => Promise<number>>> = {
  'raw pool': () =>
    new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      raw.dispatch(
        { origin, path, method: 'GET', headers: HEADERS },
        {
          onRequestStart() {},
          onResponseStart() {},
          onResponseData(_controller, chunk) {
            size += chunk.length;
            chunks.push(chunk);
          },
          onResponseEnd() {
            resolve(Buffer.concat(chunks, size).length);
          },
          onResponseError(_controller, error) {
            reject(error);
          },
        },
      );
    }),
  client: () => viaClient(unhurried),
  'client + deadline': async () => {
    const deadline = startDeadline(request, 10_000);
    return viaClient(deadline).finally(deadline.end);
  },
};

async function cpuOfOne(call: () => Promise<number>, count: number): Promise<number> {
  let left = count;
  const before = usedCpuUs();
  const work = async (): Promise<void> => {
    while ((left -= 1) >= 0) if ((await call()) < 100) throw new Error('the answer was not whole');
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return (usedCpuUs() - before) / count;
}

const measured = new Map(Object.keys(VARIANTS).map((name) => [name, [] as number[]]));
for (const call of Object.values(VARIANTS)) await cpuOfOne(call, calls);
for (let round = 0; round < rounds; round += 1) {
  for (const [name, call] of Object.entries(VARIANTS)) measured.get(name)?.push(await cpuOfOne(call, calls));
}
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const baseline = median(measured.get('raw pool') ?? []);
for (const [name, values] of measured) {
  const us = median(values);
  console.log(
    `${name.padEnd(18)} ${us.toFixed(1).padStart(7)} µs CPU a call   ${(us / baseline).toFixed(2)} × the raw pool`,
  );
}
await Promise.all([raw.close(), pools.close()]);
await server.stop();
