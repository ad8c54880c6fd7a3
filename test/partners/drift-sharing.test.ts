/** What replicas learn of a partner's answers, together: on one real database, written by several at once, kept over restarts. */
import { expect, it } from 'vitest';
import { createShareShapes } from '../../src/partners/contract/share-shapes.ts';
import type { AnswerShapeStore } from '../../src/partners/contract/port.ts';
import { keepHealth } from '../../src/partners/health/keep-health.ts';
import { createTrafficRecorder } from '../../src/partners/health/record-traffic.ts';
import type { Pipeline } from '../../src/partners/pipeline.ts';
import { defineEndpoint } from '../../src/sdk/index.ts';
import { partnerStores } from '../support/partner-stores.ts';
import { tick, ticks, type Tick, type Watched, watched } from './drifting.ts';
import { acme } from './stage.ts';

const BASELINE = 200;
const WINDOW = 50;
const cents = (i: number): Tick => tick(i, { volume: Number(tick(i)['volume']) * 100 });

function replica(one: Watched = watched(), store: AnswerShapeStore = partnerStores.answerShapes) {
  const lines: object[] = [];
  const log = { info: () => undefined, warn: (fields: object) => void lines.push(fields) };
  const shared = one.contract.watches.map((watch) => ({ partner: 'acme-market', watch }));
  const watch = one.contract.watches[0];
  if (watch === undefined) throw new Error('the invented connector has an endpoint');
  return { ...one, watch, lines, share: createShareShapes(shared, store, log) };
}

it('two replicas with half of the answers each come to one baseline, and both notice drift against it', async () => {
  const [a, b] = [replica(), replica()];
  a.readMany(BASELINE / 2);
  b.readMany(BASELINE / 2, (i) => tick(i + 1_000));
  await Promise.all([a.share(), b.share()]);
  await Promise.all([a.share(), b.share()]);
  expect([a, b].map(({ watch }) => watch.state().baseline.answers)).toEqual([BASELINE, BASELINE]);
  expect(a.watch.state()).toEqual(b.watch.state());
  b.readMany(WINDOW, (i) => tick(i, { spread: 1 }));
  expect(b.drift()).toEqual(['unknown-key /spread']);
});

it('many replicas writing at once lose nothing of what each of them counted', async () => {
  const all = Array.from({ length: 4 }, () => replica());
  for (const one of all) one.readMany(40);
  await Promise.all(all.map(({ share }) => share()));
  // Whoever was too late writes with the next turn.
  for (const { share } of all) await share();
  const late = replica();
  await late.share();
  expect(late.watch.state().baseline.answers).toBe(160);
});

it('a restart keeps the baseline, the alerts and what is withheld, and warns of nothing twice', async () => {
  const before = replica();
  before.readMany(BASELINE);
  before.readMany(2 * WINDOW, cents);
  await before.share();
  const after = replica();
  await after.share();
  expect(after.watch.state()).toEqual(before.watch.state());
  expect(after.read(cents(1))).toMatchObject({ withheld: [{ fields: ['volume'] }] });
  after.readMany(WINDOW, cents);
  expect([after.warnings, after.drift()]).toEqual([[], before.drift()]);
});

it('what one replica withholds all withhold, and what one gives out again all give out', async () => {
  const [busy, idle] = [replica(), replica()];
  busy.readMany(BASELINE);
  await busy.share();
  await idle.share();
  busy.readMany(2 * WINDOW, cents);
  await busy.share();
  await idle.share();
  expect(idle.read(cents(1))).toMatchObject({ withheld: [{ fields: ['volume'] }] });
  busy.readMany(2 * WINDOW);
  await busy.share();
  await idle.share();
  expect(idle.read(tick(1))).not.toHaveProperty('withheld');
});

it('a person who accepts the new normal ends alerts and quarantine everywhere, and the next answers are the baseline', async () => {
  const [one, other] = [replica(), replica()];
  one.readMany(BASELINE);
  one.readMany(2 * WINDOW, cents);
  await one.share();
  await other.share();
  await acceptOn(one);
  await other.share();
  for (const { drift, watch, read } of [one, other]) {
    expect([drift(), watch.quarantined(), watch.state().baseline.answers]).toEqual([[], [], 0]);
    expect(watch.state().accepted).toMatchObject({ by: 'ola', because: 'announced by the partner' });
    // What depends on which place is still known.
    expect(read(tick(1, { change: 'up' }))).toMatchObject({ withheld: [{ fields: ['change'] }] });
  }
  one.readMany(BASELINE + 2 * WINDOW, cents);
  expect(one.drift().filter((alert) => alert.startsWith('unit-shift'))).toEqual([]);
});

it('another version of the connector starts anew instead of judging by what the old one learned', async () => {
  const old = replica();
  old.readMany(BASELINE);
  await old.share();
  const wire = ticks.wire as unknown as { extend: (shape: object) => typeof ticks.wire; shape: Record<string, never> };
  const next = replica(watched(acme({ endpoints: [defineEndpoint({ ...ticks, wire: wire.extend({ bid: wire.shape['change'] }) })] }))); // prettier-ignore
  await next.share();
  expect(next.watch.state().baseline.answers).toBe(0);
  next.readMany(10);
  await next.share();
  // The old one is still running: it goes on by itself and leaves the row alone.
  old.readMany(WINDOW, (i) => tick(i, { spread: 1 }));
  await old.share();
  expect(old.drift()).toEqual(['unknown-key /spread']);
  const [row] = await partnerStores.answerShapes.changed([{ partner: 'acme-market', endpoint: 'ticks', version: 0 }]);
  expect([row?.state.fingerprint, row?.state.baseline.answers]).toEqual([next.watch.shape.fingerprint, 10]);
});

it('a store that fails is told once and costs nothing that was learned', async () => {
  let isDown = true;
  const flaky: AnswerShapeStore = {
    changed: (known) => partnerStores.answerShapes.changed(known),
    save: (shape, expected) =>
      isDown ? Promise.reject(new Error('away')) : partnerStores.answerShapes.save(shape, expected),
  };
  const one = replica(watched(), flaky);
  one.readMany(BASELINE / 2);
  await one.share();
  one.readMany(BASELINE / 2);
  await one.share();
  expect(one.lines).toEqual([{ reason: 'answer-shapes-not-shared', error: 'Error' }]);
  isDown = false;
  await one.share();
  const other = replica();
  await other.share();
  expect(other.watch.state().baseline.answers).toBe(BASELINE);
});

async function acceptOn({ contract, clock, share }: ReturnType<typeof replica>): Promise<void> {
  const circuit = { read: () => ({ state: 'CLOSED', sinceMs: 0, reason: null, retryAfterMs: null }) };
  const pipeline = { connector: acme({ endpoints: [ticks] }), contract, circuit } as unknown as Pipeline;
  const log = { info: () => undefined, warn: () => undefined };
  const now = (): number => clock.nowMs;
  const traffic = createTrafficRecorder(partnerStores.traffic, now, log);
  const health = keepHealth({ pipelines: [pipeline], stores: partnerStores, traffic, now, log });
  await health.acceptBaseline('acme-market', 'ticks', { by: 'ola', because: 'announced by the partner' });
  await health.close();
  await share();
}
