/**
 * `npm run partner:deliver -- <connector> <delivery> <file>`: takes a file that a partner delivers. Every line is checked first; then what the
 * bank may hold is kept, under the rights of the application, role and purpose named. Exit codes: 0 taken, 1 refused, 2 could not even try.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { type App, createApp } from '../app.ts';
import { ConfigError, loadConfig } from '../config.ts';
import type { DeliveredLine, Delivery } from '../partners/push/port.ts';
import type { Connector } from '../sdk/index.ts';
import { createLogger } from '../telemetry/log.ts';
import { digestOfFile, readDelivery } from './delivery-lines.ts';
import { connectors } from './loaded-connectors.ts';
import { openStore } from './open-store.ts';

const USAGE = `Usage: npm run partner:deliver -- <connector> <delivery> <file[.gz]> --application <id> --role <role> --purpose <id> [--by <person>]
                               [--tolerate <share>] [--check] [--again]

  --application, --role, --purpose   on whose rights the file is taken: what they may not see is not kept
  --by <person>                      who answers for it, for the log; otherwise the login name on this machine
  --tolerate <share>                 broken lines to put up with, from 0 (the default: none) to 1
  --check                            only checks the lines, against what is usual too; keeps and logs nothing
  --again                            takes a file that was taken already

Connectors declare what they deliver: see \`deliveries\` in connectors/README.md.`;

const SHOWN = 20;

/** As many as a baseline is made of, so that the second file can be compared with the first. */
const SAMPLED = 200;

interface Asked {
  readonly connector: string;
  readonly delivery: string;
  readonly path: string;
  readonly application: string;
  readonly role: string;
  readonly purpose: string;
  readonly by: string;
  readonly tolerate: number;
  readonly isCheckOnly: boolean;
  readonly isAgain: boolean;
}

/** Answers the exit code. `from`: the connectors to choose from. */
export async function deliverFile(args: readonly string[], from: readonly Connector[]): Promise<number> {
  const asked = readArguments(args);
  if (asked === null) return fail(USAGE);
  if (!existsSync(asked.path)) return fail(`There is no file "${asked.path}".`);
  const declared = from.find(({ id }) => id === asked.connector)?.deliveries ?? [];
  if (!declared.some(({ name }) => name === asked.delivery)) {
    const names = from.flatMap(({ id, deliveries = [] }) => deliveries.map(({ name }) => `${id} ${name}`));
    return fail(`${asked.connector} delivers no "${asked.delivery}". There is: ${names.join(', ') || 'nothing'}.`);
  }
  const config = loadConfig('sandbox');
  const { database, keyEncryptionKey } = await openStore(config);
  try {
    const app = await createApp({
      config,
      database,
      // Nobody is served: the command neither listens nor calls.
      identity: { issuer: 'none', audience: 'none', jwksUrl: 'https://issuer.invalid/jwks' },
      keyEncryptionKey,
      connectors: from,
      baseUrlOf: () => undefined,
      secretOf: () => '',
      log: createLogger('error'),
    });
    return await take(app, asked).finally(() => app.close());
  } finally {
    await database.close();
  }
}

async function take(app: App, asked: Asked): Promise<number> {
  const delivery = app.partners.deliveryOf(asked.connector, asked.delivery);
  if (delivery === null) return fail(`${asked.connector} is out of service.`);
  // What was learned of earlier files says which places of a line may be broken.
  await app.partners.health.flush();
  const { good, bad, sample } = await check(asked.path, delivery);
  if (bad > asked.tolerate * (good + bad)) {
    return refuse(`${bad} of ${good + bad} lines are broken. Nothing was kept; ask the partner, or see --tolerate.`);
  }
  if (asked.isCheckOnly) return succeed(`${good} lines, in order; ${bad} broken. Nothing was kept.`);
  const target = `sha256:${await digestOfFile(asked.path)}`;
  if (!asked.isAgain && (await app.wasDelivered(asked.connector, target)))
    return refuse('This very file was taken already. Take it once more with --again.');
  const result = await app.takeDelivery({
    requestId: randomUUID(),
    caller: { subject: asked.by, application: asked.application, roles: [asked.role], expiresAtS: 0 },
    purpose: asked.purpose,
    partner: asked.connector,
    delivery,
    target,
    lines: goodLines(asked.path, delivery),
    watch: () => watch(app, asked.connector, delivery, sample),
  });
  const { kept, unknown, notPermitted, overtaken, broken } = result;
  return succeed(
    `${kept} records kept. Not kept: ${notPermitted} without a right to, ${unknown} about nobody known, ${overtaken} older than what is known, ${broken + bad} broken.`,
  );
}

interface CheckedLines {
  readonly good: number;
  readonly bad: number;
  /** Lines from anywhere in the file, each as likely as any other, in no order. */
  readonly sample: readonly DeliveredLine[];
}

async function check(path: string, delivery: Delivery): Promise<CheckedLines> {
  const sample: DeliveredLine[] = [];
  let good = 0;
  let bad = 0;
  for await (const line of readDelivery(path, delivery)) {
    if ('content' in line) {
      good += 1;
      // Each line of so many takes a place by lot, and the one that stood there moves to the end or goes.
      const at = randomInt(good);
      if (at >= SAMPLED) continue;
      const moved = sample[at];
      sample[at] = line.content;
      if (moved !== undefined && sample.length < SAMPLED) sample.push(moved);
    } else if ((bad += 1) <= SHOWN) console.error(`line ${line.line}: ${line.problem}`);
  }
  if (bad > SHOWN) console.error(`… and ${bad - SHOWN} more`);
  return { good, bad, sample };
}

/** Before anything is kept, so that a field whose unit changed is withheld from the first line on. */
async function watch(app: App, partner: string, delivery: Delivery, sample: readonly DeliveredLine[]): Promise<void> {
  app.partners.watch(partner, delivery, sample);
  await app.partners.health.flush();
  const { drift, quarantined } = await app.partners.health.read(partner, 1, []);
  for (const { endpoint, kind, field } of drift) {
    if (endpoint === delivery.endpoint) console.error(`drift: ${kind} ${field}`);
  }
  for (const { endpoint, coordinates } of quarantined) {
    if (endpoint === delivery.endpoint)
      console.error(`withheld until it returns or is accepted: ${coordinates.join(', ')}`);
  }
}

async function* goodLines(path: string, delivery: Delivery) {
  for await (const line of readDelivery(path, delivery)) if ('content' in line) yield line.content;
}

function readArguments(args: readonly string[]): Asked | null {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      application: text,
      role: text,
      purpose: text,
      by: text,
      tolerate: text,
      check: flag,
      again: flag,
      help: flag,
    },
  });
  const [connector, delivery, path, ...more] = positionals;
  const { application, role, purpose } = values;
  const tolerate = Number(values.tolerate ?? '0');
  if (connector === undefined || delivery === undefined || path === undefined || more.length > 0 || values.help)
    return null;
  if (application === undefined || role === undefined || purpose === undefined) return null;
  if (!(tolerate >= 0 && tolerate <= 1)) return null;
  const by = values.by ?? userInfo().username;
  const about = { connector, delivery, path, application, role, purpose, by, tolerate };
  return { ...about, isCheckOnly: values.check, isAgain: values.again };
}

function succeed(text: string): number {
  console.log(text);
  return 0;
}

function refuse(text: string): number {
  console.error(text);
  return 1;
}

function fail(text: string): number {
  console.error(text);
  return 2;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await deliverFile(
    process.argv.slice(2),
    connectors.map(({ connector }) => connector),
  ).catch((error: unknown) => {
    if (error instanceof ConfigError) return fail(error.problems.join('\n'));
    return fail(error instanceof Error ? error.message : String(error));
  });
}
