/**
 * What the pipeline makes of each connector over real sockets: every cassette, every way a partner can misbehave, and no
 * word about anybody in the log. All at the same time, because most of it is waiting: each test has a partner of its own.
 */
import { describe, expect, test, type TestContext } from 'vitest';
import type { PartnerReferences } from '../../src/domain/customer.ts';
import type { GapCode } from '../../src/domain/fault.ts';
import type { Want } from '../../src/partners/port.ts';
import { THROTTLE_DIALECTS, type Fault } from '../../src/sandbox/faults.ts';
import { createPartnerSimulator } from '../../src/sandbox/partner-simulator.ts';
import type { Connector, Endpoint, SandboxPartner } from '../../src/sdk/index.ts';
import { startStage, type Stage, TERMS } from '../partners/stage.ts';
import type { Cassette, CassetteOutcome } from '../../src/cli/connector/cassette.ts';
import { cassettePartner } from '../support/cassette-partner.ts';
import { conformanceCustomer, conformanceWorld } from '../support/conformance-world.ts';
import { loadConnectors, type ConnectorFolder } from '../support/load-connectors.ts';
import { placesOf, without } from '../support/mutate.ts';
import { contextsOf, endpointOf, parsed } from '../../src/cli/connector/replay.ts';

const SECRET = 'secret-value-7f3a';
const SHORT_MS = 600;
/** Long enough for the answer that is waited for, however many tests run beside. */
const LATE_MS = 2_500;
const WAIT_S = 30;

const BROKEN: readonly Fault[] = [
  { kind: 'garbage' },
  { kind: 'truncated' },
  { kind: 'empty' },
  { kind: 'error-in-200' },
  { kind: 'oversized', bytes: 3_000_000 },
];

const ENDLESS: readonly Fault[] = [{ kind: 'hang' }, { kind: 'drip', everyMs: 25 }];

for (const loaded of await loadConnectors()) {
  if ('cause' in loaded) test(`${loaded.folder} loads`, () => Promise.reject(loaded.cause));
  else describe.concurrent(loaded.folder, () => overHttp(loaded));
}

function overHttp({ connector, sandbox, cassettes }: ConnectorFolder): void {
  const named = cassettes.map((cassette) => [cassette.name, cassette] as const);
  test.for(named)('cassette %s comes to its stated outcome', async ([, cassette], own) => {
    const partner = cassettePartner(connector, cassette, sandbox);
    const customers = contextsOf(cassette).map((ctx) => ctx.references);
    const running = await start(own, connector, partner, customers, cassette.today);
    const outcomes = await outcomesOf(running, cassette.endpoint);
    expect(outcomes).toStrictEqual(cassette.outcomes ?? [cassette.outcome]);
  });

  for (const endpoint of connector.endpoints) {
    const known = cassettes.find((cassette) => cassette.endpoint === endpoint.name && isAnswer(cassette));
    if (known !== undefined) describe(endpoint.name, () => misbehaviour(connector, sandbox, endpoint, known));
  }
}

const isAnswer = ({ outcome, batch }: Cassette): boolean =>
  batch === undefined && outcome !== undefined && 'record' in outcome;

function misbehaviour(connector: Connector, sandbox: SandboxPartner, endpoint: Endpoint, known: Cassette): void {
  const [ctx] = contextsOf(known);
  const references = ctx?.references ?? {};
  const isFree = connector.sideEffect === 'free';

  const ask = async (own: TestContext, fault: Fault, deadlineMs = connector.deadlineMs) => {
    const hurried = { ...connector, deadlineMs };
    const running = await start(own, hurried, sandbox, [references], known.today);
    const path = endpoint.request({ references, today: known.today as never }).path;
    running.simulator.faults.set(fault, { path });
    const [fetched] = await fetchAll(running, endpoint.name);
    const gap = fetched?.result && 'gap' in fetched.result ? fetched.result.gap.fault : null;
    expect(running.simulator.calls.count({ path }), 'the partner was asked').toBeGreaterThan(0);
    expectSilence(running.stage, references);
    return { gap, running };
  };
  const codeFor = async (own: TestContext, fault: Fault, deadlineMs?: number): Promise<GapCode | undefined> =>
    (await ask(own, fault, deadlineMs)).gap?.code;

  test.for(BROKEN)('$kind is a broken contract', async (fault, own) => {
    expect(await codeFor(own, fault)).toBe('PARTNER_BROKE_CONTRACT');
  });

  test('cut is a broken contract, or an unknown outcome where the call may cost something', async (own) => {
    expect(await codeFor(own, { kind: 'cut' })).toBe(isFree ? 'PARTNER_BROKE_CONTRACT' : 'PARTNER_OUTCOME_UNKNOWN');
  });

  const changes = ['rename', 'retype'] as const;
  test.for(changes)('drift is a broken contract: %s of a field it relies on', async (change, own) => {
    const drift: Fault = { kind: 'drift', change, field: fieldReliedOn(endpoint, known) };
    expect(await codeFor(own, drift)).toBe('PARTNER_BROKE_CONTRACT');
  });

  test.for(THROTTLE_DIALECTS)('a 429 that says %s is throttling, with the wait it means', async (dialect, own) => {
    const { gap } = await ask(own, { kind: 'throttle', dialect, waitS: WAIT_S });
    expect(gap?.code).toBe('PARTNER_THROTTLED');
    expect(gap?.retryAfterMs).toBe(dialect === 'silent' ? undefined : WAIT_S * 1_000);
  });

  test.for(ENDLESS)('$kind ends at the deadline', async (fault, own) => {
    const began = performance.now();
    expect(await codeFor(own, fault, SHORT_MS)).toBe(isFree ? 'PARTNER_TIMEOUT' : 'PARTNER_OUTCOME_UNKNOWN');
    expect(performance.now() - began).toBeLessThan(20 * SHORT_MS);
  });

  test('an answer nobody waits for any more is not taken for the next one', async (own) => {
    const running = await start(own, { ...connector, deadlineMs: LATE_MS }, sandbox, [references], known.today);
    const { path } = endpoint.request({ references, today: known.today as never });
    running.simulator.faults.set({ kind: 'latency', ms: LATE_MS + SHORT_MS }, { path, times: 1 });
    await fetchAll(running, endpoint.name);
    const [second] = await fetchAll(running, endpoint.name);
    if (isFree) return expect(second?.result).toHaveProperty('sourced');
    // What may have been paid for is not asked for again before somebody has looked at what became of it.
    expect(second?.result).toHaveProperty('gap.fault.code', 'PARTNER_OUTCOME_UNKNOWN');
    expect(running.simulator.calls.count({ path })).toBe(1);
  });

  test('a partner that answers twice is heard once', async (own) => {
    const running = await start(own, connector, sandbox, [references], known.today);
    running.simulator.faults.set({ kind: 'duplicate' });
    const [first] = await fetchAll(running, endpoint.name);
    const [second] = await fetchAll(running, endpoint.name);
    expect(recordOf(second)).toStrictEqual(recordOf(first));
  });

  test('a redirect to another host is not followed', async (own) => {
    const elsewhere = await start(own, connector, sandbox, [references], known.today);
    const { gap } = await ask(own, { kind: 'redirect', to: `${elsewhere.simulator.url}/` });
    expect(gap?.code).toBe('PARTNER_BROKE_CONTRACT');
    expect(elsewhere.simulator.calls.count()).toBe(0);
  });

  test('a server error and a refusal keep their own names', async (own) => {
    expect(await codeFor(own, { kind: 'status', status: 503 })).toBe('PARTNER_UNAVAILABLE');
    expect(await codeFor(own, { kind: 'refuse' })).toBe('PARTNER_REFUSED_CREDENTIALS');
  });
}

/** The outermost field without which wire refuses the known answer. */
function fieldReliedOn(endpoint: Endpoint, known: Cassette): string {
  const body = parsed(known.texts[0] ?? '');
  const places = [...placesOf(body)].sort((a, b) => a.length - b.length);
  const place = places.find((p) => typeof p.at(-1) === 'string' && !endpoint.wire.safeParse(without(body, p)).success);
  return String(place?.at(-1));
}

interface Running {
  readonly connector: Connector;
  readonly customers: readonly PartnerReferences[];
  readonly simulator: Awaited<ReturnType<typeof createPartnerSimulator>>;
  readonly stage: Stage;
}

let started = 0;

/** A partner on loopback that checks credentials, and the partner stage pointed at it: under a name that no other test calls it by. */
async function start(
  { onTestFinished }: TestContext,
  declared: Connector,
  sandbox: SandboxPartner,
  customers: readonly PartnerReferences[],
  today: string,
): Promise<Running> {
  const connector = { ...declared, id: `t${(started += 1)}-${declared.id}` };
  const world = conformanceWorld(customers.map((references, seed) => conformanceCustomer(references, seed)));
  const nowMs = Date.parse(`${today}T12:00:00Z`);
  const secrets = () => SECRET;
  const simulator = await createPartnerSimulator({ connector, sandbox, world, today, secrets, now: () => nowMs });
  onTestFinished(() => simulator.close());
  const stage = startStage([connector], simulator.url, { secretOf: () => SECRET, onTestFinished });
  stage.clock.nowMs = nowMs;
  return { connector, customers, simulator, stage };
}

const fetchAll = ({ connector, customers, stage }: Running, endpoint: string) =>
  stage.fetch(
    customers.map((references, i): Want => ({
      customerId: `C-${i}`,
      source: connector.id,
      dataset: endpointOf(connector, endpoint).dataset,
      endpoint,
      references,
      cacheTtlS: 60,
      retentionDays: 1,
      rights: [],
      rightsEndAt: null,
      terms: TERMS,
    })),
  );

async function outcomesOf(running: Running, endpoint: string): Promise<readonly (CassetteOutcome | 'not asked')[]> {
  const fetched = await fetchAll(running, endpoint);
  for (const references of running.customers) expectSilence(running.stage, references);
  return fetched.map(({ result }) => {
    if (result === null) return 'not asked';
    if ('gap' in result) return { fault: result.gap.fault.code };
    const { record, asOf } = result.sourced;
    return record === null ? { noRecord: true } : { record, asOf };
  });
}

const recordOf = (fetched: Awaited<ReturnType<typeof fetchAll>>[number] | undefined): unknown =>
  fetched?.result && 'sourced' in fetched.result ? fetched.result.sourced.record : 'no answer';

/** No secret, no reference, no customer id in anything that was logged. */
function expectSilence({ lines }: Stage, references: PartnerReferences): void {
  const said = JSON.stringify(lines);
  const unsayable = [SECRET, 'C-0', ...Object.values(references).filter((value) => value.length > 3)];
  for (const text of unsayable) expect(said).not.toContain(text);
}
