/**
 * Measures one row: starts its variants, checks each one's answer field by field, warms them up, then loads them in turns and
 * takes medians. Throws when a variant answers wrongly, never because it is slow.
 */
import { type Child, startChild, type Usage } from './child.ts';
import type { GatewayHello } from './gateway.ts';
import type { Burst, BurstResult } from './load.ts';
import { askForMany, askForOne, BATCH, customerIdOf, lacks } from './query.ts';
import type { Row, Variant } from './rows.ts';

export interface MeasureOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Database per governance; undefined: embedded in each gateway's process. */
  readonly databaseUrlOf: (governance: 'on' | 'off') => string | undefined;
  /** Where to write CPU profiles of what is measured. */
  readonly profileFolder?: string;
}

export interface Measured {
  readonly variant: Variant;
  /** Customers answered in a second. */
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** CPU of the serving process per customer answered. */
  readonly cpuUs: number;
  /** Statements that one request alone sends, by name. */
  readonly statements: Readonly<Record<string, number>>;
}

/** The serving process has this core for itself, as far as the machine allows. */
const SERVING_CORE = 0;
const LOAD_CORE = 1;
/** A single caller would leave most of a server's code uncompiled, whoever wrote it. */
const WARM_UP_CONNECTIONS = 32;

interface Serving {
  readonly variant: Variant;
  readonly child: Child<GatewayHello>;
  readonly completeBytes: number;
  readonly statements: Readonly<Record<string, number>>;
}

export async function measure(row: Row, options: MeasureOptions): Promise<readonly Measured[]> {
  const started: { stop(): Promise<void> }[] = [];
  const start = async <H>(file: string, about: unknown, core: number) => {
    const child = await startChild<H>({ file, about, core });
    started.push(child);
    return child;
  };
  try {
    const partners = await start<{ url: string }>('./partners.ts', { latencyMs: row.partnerLatencyMs }, LOAD_CORE);
    const load = await start('./load.ts', {}, LOAD_CORE);
    const serving: Serving[] = [];
    for (const variant of row.variants) {
      const about = aboutOf(variant, partners.hello.url, options);
      const child = await start<GatewayHello>(variant.runs.file, about, SERVING_CORE);
      serving.push({ variant, child, ...(await check(variant, child)) });
    }
    for (const one of serving) await burst(load, one, options.warmUpSeconds, WARM_UP_CONNECTIONS);
    const { profileFolder } = options;
    if (profileFolder !== undefined) for (const { child } of serving) await child.ask('profile-start');
    const rounds = new Map(serving.map((one) => [one, [] as Round[]]));
    for (let round = 0; round < options.rounds; round += 1) {
      for (const one of serving) rounds.get(one)?.push(await burst(load, one, options.seconds));
    }
    if (profileFolder !== undefined)
      for (const [i, { child }] of serving.entries())
        await child.ask('profile-stop', `${profileFolder}/${i}.cpuprofile`);
    return serving.map((one) => summary(one, rounds.get(one) ?? []));
  } finally {
    for (const child of started.reverse()) await child.stop();
  }
}

function aboutOf({ runs }: Variant, partnersUrl: string, options: MeasureOptions): unknown {
  if (runs.file === './baseline.ts') return { ...runs.about, partnersUrl };
  const databaseUrl = options.databaseUrlOf(runs.about.governance);
  return { ...runs.about, partnersUrl, ...(databaseUrl === undefined ? {} : { databaseUrl }) };
}

/** Fills the store on the way, so that the second answer is from where the row says. */
async function check(
  { name, shape }: Variant,
  child: Child<GatewayHello>,
): Promise<Omit<Serving, 'variant' | 'child'>> {
  const ask = async (body: string): Promise<string> => {
    const headers = { 'content-type': 'application/json', ...child.hello.headers };
    const response = await fetch(child.hello.url, { method: 'POST', headers, body });
    const text = await response.text();
    const lacking = lacks(text);
    if (lacking.length > 0) throw new Error(`${name}: the answer lacks ${[...new Set(lacking)].join(', ')}`);
    return text;
  };
  const body = shape === 'one' ? askForOne(customerIdOf(0)) : askForMany(0);
  for (let i = 0; i < 3; i += 1) await ask(body);
  const before = await child.ask<Usage>('usage');
  const text = await ask(body);
  const after = await child.ask<Usage>('usage');
  const sent = Object.entries(after.statements).map(([key, count]) => [key, count - (before.statements[key] ?? 0)]);
  return {
    completeBytes: Buffer.byteLength(text),
    statements: Object.fromEntries(sent.filter(([, count]) => count !== 0)) as Record<string, number>,
  };
}

interface Round extends BurstResult {
  readonly cpuUsPerAnswer: number;
}

async function burst(
  load: Child<unknown>,
  { variant, child, completeBytes }: Serving,
  seconds: number,
  connections = variant.connections,
): Promise<Round> {
  const { shape, name } = variant;
  const before = await child.ask<Usage>('usage');
  const asked: Burst = { ...child.hello, shape, connections, seconds, completeBytes };
  const result = await load.ask<BurstResult>('burst', asked);
  const after = await child.ask<Usage>('usage');
  if (result.wrong > 0 || result.answered === 0)
    throw new Error(`${name}: ${result.wrong} wrong answers, ${result.answered} right ones`);
  return { ...result, cpuUsPerAnswer: (after.cpuUs - before.cpuUs) / result.answered };
}

function summary({ variant, statements }: Serving, rounds: readonly Round[]): Measured {
  const customers = variant.shape === 'many' ? BATCH : 1;
  return {
    variant,
    perSecond: median(rounds.map(({ perSecond }) => perSecond)) * customers,
    p50: median(rounds.map(({ p50 }) => p50)),
    p99: median(rounds.map(({ p99 }) => p99)),
    cpuUs: median(rounds.map(({ cpuUsPerAnswer }) => cpuUsPerAnswer)) / customers,
    statements,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}
