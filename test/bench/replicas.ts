/**
 * `npm run bench:replicas`: two gateway processes on one PostgreSQL, with and without Redis, under mixed load against six partners with small
 * limits that fail in every way they can. The partners' own counts are the judge. Exit code 1 when a promise was broken; speed is only told.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { exportJWK, generateKeyPair } from 'jose';
import pg from 'pg';
import { connectors } from '../../src/cli/loaded-connectors.ts';
import { createCustomerRegistry } from '../../src/app.ts';
import { demoCustomerId } from '../../src/sandbox/demo-bank/customers.ts';
import { loadDemoBank } from '../../src/sandbox/demo-bank/load.ts';
import { SHOWCASE } from '../../src/sandbox/demo-bank/showcase.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { mintSandboxToken, startSandboxIssuer } from '../../src/sandbox/issuer.ts';
import { type SandboxPartners, startSandboxPartners } from '../../src/sandbox/partners.ts';
import { createRuleSeeds } from '../../src/store/rule-seeds.ts';
import { openServer } from '../../src/store/server.ts';
import { startChild, type Child } from './child.ts';
import { REPLICA_KEY, type ReplicaMemory, tightened } from './replica.ts';
import { runningSchemaHash } from '../../src/graphql/running-schema.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    callers: { type: 'string', default: '24' },
    database: {
      type: 'string',
      default: process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres',
    },
    redis: { type: 'string', default: process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379' },
  },
});

/** Without side effects a partner may fail in any way. What certainly was not served may be asked again, and would count as repeated. */
const FAULTS: readonly Fault[] = [
  { kind: 'latency', ms: 150, jitterMs: 400 },
  { kind: 'status', status: 503 },
  { kind: 'hang' },
  { kind: 'cut' },
  { kind: 'garbage' },
  { kind: 'throttle', dialect: 'ratelimit', waitS: 2 },
  { kind: 'throttle', dialect: 'silent', waitS: 1 },
  { kind: 'drip', everyMs: 20 },
  { kind: 'refuse' },
  { kind: 'error-in-200' },
];
const BILLED_FAULTS: readonly Fault[] = [
  { kind: 'latency', ms: 1_500, jitterMs: 1_500 },
  { kind: 'hang' },
  { kind: 'cut' },
  { kind: 'drip', everyMs: 20 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'garbage' },
  { kind: 'truncated' },
  { kind: 'empty' },
  { kind: 'error-in-200' },
  { kind: 'drift', change: 'rename' },
];
const CUSTOMERS = 300;
const FAULT_EVERY_MS = 1_500;
const FAULT_FOR_MS = 3_000;
/** Once in the middle one partner is away altogether, long enough for circuits to open and close again. */
const OUTAGE: Fault = { kind: 'status', status: 503 };
const OUTAGE_SHARE = 0.25;

interface Tally {
  requests: number;
  gaps: Map<string, number>;
  broken: string[];
}

async function run(redisUrl: string | null): Promise<readonly string[]> {
  const name = `gateway_replicas_${randomUUID().replaceAll('-', '')}`;
  await asAdministrator((admin) => admin.query(`CREATE DATABASE ${name}`));
  const databaseUrl = Object.assign(new URL(values.database), { pathname: `/${name}` }).href;
  const database = openServer({ url: databaseUrl, maxConnections: 2 });
  await database.migrate();
  await loadDemoBank({
    registry: createCustomerRegistry(database, REPLICA_KEY),
    rules: createRuleSeeds(database),
    schemaHash: runningSchemaHash(),
  });
  const { privateKey } = await generateKeyPair('Ed25519', { extractable: true });
  const keys = {
    issuerKey: { ...(await exportJWK(privateKey)), kid: 'bench', alg: 'EdDSA', use: 'sig' },
    keyEncryptionKey: '',
  };
  const issuer = await startSandboxIssuer(keys, 0);
  const partners = await startSandboxPartners(connectors, 0);
  for (const partner of partners.byId.values()) partner.faults.clear();
  const about = {
    databaseUrl,
    redisUrl,
    keyPrefix: `${name}:`,
    issuerPort: issuer.port,
    partnerUrls: Object.fromEntries([...partners.byId].map(([id, { url }]) => [id, url])),
  };
  const replicas = await Promise.all(
    [0, 1].map(() => startChild<{ url: string }>({ file: './replica.ts', about, core: 0, flags: ['--expose-gc'] })),
  );
  const token = await mintSandboxToken(keys, issuer.port, {
    ...SHOWCASE.caller,
    roles: ['credit-officer'],
    lifetimeS: 7_200,
  });
  const tally: Tally = { requests: 0, gaps: new Map(), broken: [] };
  const samples = await load(replicas, partners, token, tally);
  const problems = [...tally.broken, ...judge(partners), ...(await openCalls(databaseUrl)), ...grown(samples)];
  tell(redisUrl, tally, samples, partners);
  await Promise.all(replicas.map((replica) => replica.stop()));
  await Promise.all([issuer.close(), partners.close(), database.close()]);
  await asAdministrator((admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
  return problems;
}

async function load(
  replicas: readonly Child<{ url: string }>[],
  partners: SandboxPartners,
  token: string,
  tally: Tally,
): Promise<readonly ReplicaMemory[][]> {
  const endsAt = Date.now() + Number(values.seconds) * 1_000;
  const samples: ReplicaMemory[][] = [];
  const callers = Array.from({ length: Number(values.callers) }, async (_, caller) => {
    for (let turn = 0; Date.now() < endsAt; turn += 1) {
      const url = replicas[(caller + turn) % replicas.length]?.hello.url ?? '';
      // A few customers are asked about by everybody at once, the others now and then.
      const number =
        turn % 3 === 0 ? 1 + (Math.floor(Date.now() / 500) % 5) : 1 + Math.floor(Math.random() * CUSTOMERS);
      await ask(url, token, demoCustomerId(number), tally);
    }
  });
  const trouble = (async () => {
    for (let round = 0; Date.now() < endsAt - FAULT_FOR_MS; round += 1) {
      const [id, partner] = [...partners.byId][round % partners.byId.size] ?? [];
      const choice = id === 'mastercard-credit' ? BILLED_FAULTS : FAULTS;
      const fault = choice[Math.floor(Math.random() * choice.length)];
      if (partner !== undefined && fault !== undefined) {
        const off = partner.faults.set(fault);
        setTimeout(off, FAULT_FOR_MS);
      }
      await wait(FAULT_EVERY_MS);
    }
  })();
  const outage = (async () => {
    await wait(Number(values.seconds) * 250);
    const off = partners.byId.get('massive-market')?.faults.set(OUTAGE);
    await wait(Number(values.seconds) * 1_000 * OUTAGE_SHARE);
    off?.();
  })();
  const watching = (async () => {
    while (Date.now() < endsAt) {
      await wait(Math.max(2_000, Number(values.seconds) * 100));
      samples.push(await Promise.all(replicas.map((replica) => replica.ask<ReplicaMemory>('memory'))));
    }
  })();
  await Promise.all([...callers, trouble, outage, watching]);
  return samples;
}

async function ask(url: string, token: string, id: string, tally: Tally): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: SHOWCASE.query, variables: { id, purpose: 'CREDIT_DECISION' } }),
  });
  const text = await response.text();
  tally.requests += 1;
  const answer = JSON.parse(text) as {
    readonly data?: { readonly customer?: View };
    readonly errors?: readonly unknown[];
  };
  const view = answer.data?.customer;
  const isWhole = response.status === 200 && answer.errors === undefined && view !== undefined && isAccountedFor(view);
  if (!isWhole && tally.broken.length < 5) {
    tally.broken.push(`an answer was neither complete nor gapped: ${response.status} ${text.slice(0, 200)}`);
  }
  for (const { code } of view?.gaps ?? []) tally.gaps.set(code, (tally.gaps.get(code) ?? 0) + 1);
}

interface View {
  readonly gaps: readonly { readonly partner: string; readonly code: string }[];
  readonly disclosures: readonly {
    readonly partner: string | null;
    readonly outcome: string;
    readonly cache: string | null;
  }[];
}

/** Each permitted source answered, or a gap names it. */
function isAccountedFor({ gaps, disclosures }: View): boolean {
  const failed = new Set(gaps.map(({ partner }) => partner));
  const permitted = disclosures.filter(({ outcome }) => outcome !== 'WITHHOLD');
  return permitted.length > 0 && permitted.every(({ partner, cache }) => cache !== null || failed.has(partner ?? ''));
}

/** What the partners counted, against what was agreed. */
function judge(partners: SandboxPartners): readonly string[] {
  return connectors.flatMap(({ connector }) => {
    const calls = partners.byId.get(connector.id)?.calls;
    if (calls === undefined) return [];
    const over = tightened(connector).limits.windows.flatMap(({ calls: most, perMs }) => {
      const peak = calls.peak(perMs);
      return peak > most ? [`${connector.id} counted ${peak} calls in ${perMs} ms; ${most} are allowed`] : [];
    });
    if (connector.sideEffect === 'free') return over;
    const repeated = new Map<string, number>();
    for (const { method, path } of calls.of()) {
      if (path.endsWith('/authentication')) continue;
      repeated.set(`${method} ${path}`, (repeated.get(`${method} ${path}`) ?? 0) + 1);
    }
    const twice = [...repeated].filter(([, times]) => times > 1);
    return [...over, ...twice.map(([, times]) => `${connector.id}: the same billed call ${times} times`)];
  });
}

/** Nothing may be left under way once its time is over. */
async function openCalls(url: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ n: string }>(
    `SELECT count(*) AS n FROM guarded_calls WHERE state = 'UNDER_WAY' AND ends_at < clock_timestamp() - interval '2 minutes'`,
  );
  await client.end();
  return rows[0]?.n === '0' ? [] : [`${rows[0]?.n} billed calls were left under way`];
}

/** Caches and compiled code fill up in the first half; what is used then may not grow by a quarter in the second. */
function grown(samples: readonly ReplicaMemory[][]): readonly string[] {
  if (samples.length < 4) return [];
  const most = (half: readonly ReplicaMemory[][], replica: number): number =>
    Math.max(...half.map((sample) => sample[replica]?.heapMb ?? 0));
  const [before, after] = [samples.slice(0, samples.length >> 1), samples.slice(samples.length >> 1)];
  return (samples[0] ?? []).flatMap((_, i) => {
    const [was, is] = [most(before, i), most(after, i)];
    return is > was * 1.25 ? [`replica ${i + 1}: memory in use grew from ${was} to ${is} MB`] : [];
  });
}

function tell(
  redisUrl: string | null,
  { requests, gaps }: Tally,
  samples: readonly ReplicaMemory[][],
  partners: SandboxPartners,
): void {
  console.log(
    `\n${redisUrl === null ? 'without Redis' : 'with Redis'}: ${requests} requests in ${values.seconds} s on two replicas`,
  );
  console.log(`  gaps: ${[...gaps].map(([code, n]) => `${code} ${n}`).join(', ')}`);
  for (const { connector } of connectors) {
    const calls = partners.byId.get(connector.id)?.calls;
    const peaks = tightened(connector).limits.windows.map(
      ({ calls: most, perMs }) => `${calls?.peak(perMs) ?? 0} of ${most} in ${perMs / 1_000} s`,
    );
    console.log(`  ${connector.id}: ${calls?.count() ?? 0} calls, at most ${peaks.join(', ')}`);
  }
  for (const [i] of (samples[0] ?? []).entries()) {
    const heap = samples.map((sample) => `${sample[i]?.heapMb}/${sample[i]?.rssMb}`);
    console.log(`  replica ${i + 1}, heap/RSS in MB: ${heap.join(' ')}`);
  }
}

async function asAdministrator(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: values.database });
  await client.connect();
  await work(client);
  await client.end();
}

const problems = [...(await run(values.redis)), ...(await run(null))];
for (const problem of problems) console.error(`BROKEN: ${problem}`);
console.log(problems.length === 0 ? '\nEvery promise held.' : `\n${problems.length} promises broken.`);
process.exit(problems.length === 0 ? 0 : 1);
