/** Step 10: a partner's change is noticed before it breaks anything, by names and rates alone, and nothing ordinary is taken for one. */
import { describe, expect, it } from 'vitest';
import type { Sourced } from '../../src/domain/sourced.ts';
import { doubtStored } from '../../src/partners/contract/doubt-stored.ts';
import { type Decimal, instantFromEpochMs } from '../../src/sdk/index.ts';
import { tick, type Tick, watched } from './drifting.ts';

const BASELINE = 200;
const WINDOW = 50;

function afterBaseline() {
  const one = watched();
  one.readMany(BASELINE);
  return one;
}

describe('drift', () => {
  it('is silent while answers stay as they were, a thousand of them', () => {
    const { readMany, drift, warnings, notes } = afterBaseline();
    readMany(1_000, (i) => tick(i * 3 + 1));
    expect([drift(), warnings, notes]).toEqual([[], [], []]);
  });

  const KINDS: readonly (readonly [string, (i: number) => Tick, readonly string[]])[] = [
    ['a key nobody declared', (i) => tick(i, { spread: 1 }), ['unknown-key /spread']],
    ['such a key inside a declared object', (i) => tick(i, { more: { venue: 'North', desk: 'x' } }), ['unknown-key /more/desk']], // prettier-ignore
    ['a field that is often missing now', (i) => tick(i, i % 2 === 0 ? {} : { change: null }), ['null-rate /change']],
    ['a text beyond a closed set', (i) => tick(i, { more: { venue: i % 2 === 0 ? 'North' : 'East' } }), ['new-member exchange']], // prettier-ignore
    ['a few numbers far outside of the usual range', (i) => tick(i, i % 5 === 0 ? { volume: 9_000 } : {}), ['range-shift /volume']], // prettier-ignore
    ['numbers of a sign that never was', (i) => tick(i, { change: i % 2 === 0 ? 1 : -1 }), ['range-shift /change']],
    ['dollars that became cents', (i) => tick(i, { price: Number(tick(i)['price']) * 100 }), ['range-shift /price', 'unit-shift /price']], // prettier-ignore
    ['seconds that became milliseconds', (i) => tick(i, { at: (1_770_000_000 + i) * 1_000 }), ['range-shift /at', 'unit-shift /at']], // prettier-ignore
  ];

  it.each(KINDS)('tells %s by its kind and place', (_name, answerOf, expected) => {
    const { readMany, drift } = afterBaseline();
    readMany(2 * WINDOW, answerOf);
    expect(drift()).toEqual(expected);
  });

  it('is told once, as a warning with names and rates, however often it comes', () => {
    const { readMany, warnings, notes } = afterBaseline();
    readMany(6 * WINDOW, (i) => tick(i, { spread: 1 }));
    expect(warnings).toEqual([
      { partner: 'acme-market', endpoint: 'ticks', reason: 'unknown-key', path: '/spread', usual: 0, present: 1 },
    ]);
    expect(notes).toEqual([
      { partner: 'acme-market', endpoint: 'ticks', step: 'contract', decision: 'drift', reason: 'unknown-key' },
    ]);
  });

  it('of a rate ends by itself when the rate returns', () => {
    const { readMany, drift } = afterBaseline();
    readMany(WINDOW, (i) => tick(i, { change: null }));
    expect(drift()).toEqual(['null-rate /change']);
    readMany(WINDOW);
    expect(drift()).toEqual([]);
  });

  it('keeps neither a value nor a text of an answer, and no key that looks like data', () => {
    const one = watched();
    const secret = (i: number): Tick =>
      tick(i, { more: { venue: `Marker ${i % 4}` }, [`ola.berg+${i}@example.com`]: 'canary', volume: 1_234.567 });
    one.readMany(BASELINE + 3 * WINDOW, secret);
    const kept = JSON.stringify([one.contract.watches.map((watch) => watch.state()), one.warnings, one.notes]);
    expect(kept).not.toMatch(/Marker|canary|1234|example\.com/);
    expect(one.contract.watches[0]?.state().baseline.unknown).toEqual({ '*': BASELINE });
  });

  it('names no more than fifty unknown keys of an endpoint', () => {
    const one = watched();
    one.readMany(BASELINE, (i) => tick(i, { [`key${i}`]: 1 }));
    expect(Object.keys(one.contract.watches[0]?.state().baseline.unknown ?? {})).toHaveLength(51);
  });

  it('looks at a part of the answers when there are very many, and says which part', () => {
    const { contract, clock, read } = watched();
    const stop = clock.nowMs;
    for (let i = 0; i < 400; i += 1) {
      clock.nowMs = stop - 1_000;
      read(tick(i));
    }
    expect(contract.watchedShare('ticks')).toBe(0.05);
    expect(contract.watches[0]?.state().baseline.answers ?? 0).toBeLessThanOrEqual(20);
  });
});

/** As figures of customers vary: some 40 % ten times as large as others, some missing. */
function ordinary(seed: number): (i: number) => Tick {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return (i) =>
    tick(i, {
      price: Number((100 * 10 ** (0.4 * normal())).toFixed(4)),
      change: random() < 0.1 ? null : Number((normal() * 3).toFixed(4)),
      volume: random() < 0.5 ? null : Math.round(1_000 * 10 ** (0.8 * normal())),
      more: random() < 0.3 ? null : { venue: random() < 0.5 ? 'North' : 'South' },
    });
}

describe('what is ordinary', () => {
  it('is no drift: 50,000 answers whose figures vary by powers of ten and are often missing', () => {
    const one = watched();
    for (const seed of [1, 2, 3, 4, 5]) {
      one.readMany(10_000, ordinary(seed), (i) => `T${i % 997}`);
    }
    expect([one.warnings, one.contract.watches[0]?.quarantined()]).toEqual([[], []]);
  });

  it('is no drift: one ticker unlike all others, asked for a thousand times', () => {
    const one = watched();
    one.readMany(BASELINE, tick, (i) => `T${i}`);
    one.readMany(
      1_000,
      (i) => tick(i, { price: 612_345, volume: 3, change: null, spread: undefined }),
      () => 'BRK.A',
    );
    expect([one.drift(), one.contract.watches[0]?.quarantined()]).toEqual([[], []]);
  });

  it('is no drift: a rate that is unlikely in one window, as one of thousands is; in two windows in a row it is', () => {
    const missingEvery = (n: number) => (i: number) => tick(i, i % n === 0 ? { change: null } : {});
    const one = watched();
    one.readMany(BASELINE, missingEvery(10));
    one.readMany(WINDOW, missingEvery(3));
    expect(one.drift()).toEqual([]);
    one.readMany(WINDOW, missingEvery(10));
    one.readMany(2 * WINDOW, missingEvery(3));
    expect(one.drift()).toEqual(['null-rate /change']);
  });

  it('does not hide a unit that changed for everybody, few or many', () => {
    for (const tickers of [1, 5, 60, 1_000]) {
      const one = watched();
      one.readMany(BASELINE, tick, (i) => `T${i % tickers}`);
      one.readMany(
        3 * WINDOW,
        (i) => tick(i, { volume: Number(tick(i)['volume']) * 100 }),
        (i) => `T${i % tickers}`,
      );
      expect(one.drift(), `${tickers} tickers`).toContain('unit-shift /volume');
      expect(one.contract.watches[0]?.quarantined(), `${tickers} tickers`).toHaveLength(1);
    }
  });
});

describe('an optional place of a wrong type', () => {
  it('costs the fields that depend on it and nothing else, once that is known', () => {
    const { read, drift } = afterBaseline();
    expect(read(tick(1, { change: 'up' }))).toEqual({
      record: { price: '87', quotedAt: '2026-02-02T02:40:01.000Z', volume: '1071', exchange: 'South' },
      asOf: '2026-02-02T02:40:01.000Z',
      withheld: [{ fields: ['change'], fault: { code: 'PARTNER_BROKE_CONTRACT', detail: 'wire:/change' } }],
    });
    expect(drift()).toEqual(['wrong-type /change']);
  });

  it('that dates the record leaves it undated', () => {
    const { read } = afterBaseline();
    expect(read(tick(1, { at: 'yesterday' }))).toMatchObject({ asOf: null, withheld: [{ fields: ['quotedAt'] }] });
  });

  const WHOLE: readonly (readonly [string, Tick, string])[] = [
    ['whose part in the record nobody has learned yet', { change: 'up' }, 'wire:/change'],
  ];
  it.each(WHOLE)('%s breaks the answer whole', (_name, changes, detail) => {
    expect(watched().read(tick(1, changes))).toEqual({ code: 'PARTNER_BROKE_CONTRACT', detail });
  });

  it.each([
    ['says whose the answer is', { owner: 7 }, 'wire:/owner'],
    ['decides whether there is a record', { test: 'yes' }, 'wire:/test'],
  ])('that %s breaks the answer whole', (_name, changes, detail) => {
    expect(afterBaseline().read(tick(1, changes))).toEqual({ code: 'PARTNER_BROKE_CONTRACT', detail });
  });

  it('beside a required one that is missing does not help the answer', () => {
    const fault = afterBaseline().read(tick(1, { change: 'up', price: undefined }));
    expect(fault).toMatchObject({
      code: 'PARTNER_BROKE_CONTRACT',
      detail: expect.stringMatching(/^wire:\//) as string,
    });
  });
});

const stored = (ms: number): Sourced => ({
  source: 'acme-market',
  dataset: 'market.quote',
  record: { price: '87' as Decimal, volume: '107100' as Decimal },
  asOf: null,
  fetchedAt: instantFromEpochMs(ms),
  cache: 'FRESH',
});

describe('a field whose unit unmistakably changed', () => {
  const cents = (i: number): Tick => tick(i, { volume: Number(tick(i)['volume']) * 100 });

  it('is withheld with its reason, while the rest of the record is used, until its values return', () => {
    const { readMany, read, drift } = afterBaseline();
    readMany(WINDOW - 10, cents);
    expect(read(cents(1))).not.toHaveProperty('withheld');
    readMany(WINDOW, cents);
    const reading = read(cents(1));
    expect(reading).toMatchObject({
      record: { price: '87', change: '6.5' },
      withheld: [{ fields: ['volume'], fault: { code: 'PARTNER_BROKE_CONTRACT', detail: 'quarantined:unit-shift' } }],
    });
    expect(reading).not.toHaveProperty('record.volume');
    readMany(WINDOW);
    expect(read(tick(1))).not.toHaveProperty('withheld');
    expect(drift()).not.toContain('unit-shift /volume');
  });

  it('is withheld even where the contract requires it', () => {
    const { readMany, read } = afterBaseline();
    readMany(2 * WINDOW, (i) => tick(i, { price: Number(tick(i)['price']) * 100 }));
    expect(read(tick(1, { price: 8_700 }))).toMatchObject({ withheld: [{ fields: ['price'] }] });
  });

  it('is not withheld for a minority of strange values', () => {
    const { readMany, contract } = afterBaseline();
    readMany(4 * WINDOW, (i) => (i % 4 === 0 ? cents(i) : tick(i)));
    expect(contract.watches[0]?.quarantined()).toEqual([]);
  });

  it('is withheld from records stored meanwhile even after it returned, and not from those of before and after', () => {
    const { readMany, contract, clock } = afterBaseline();
    const [watch] = contract.watches;
    const before = clock.nowMs;
    readMany(WINDOW, cents);
    const during = clock.nowMs;
    readMany(2 * WINDOW);
    expect(watch?.quarantined()).toEqual([]);
    const withheldFrom = (ms: number): unknown =>
      doubtStored(stored(ms), watch?.doubted() ?? []).withheld?.map(({ fields }) => fields);
    expect([before - 60_000, during, clock.nowMs].map(withheldFrom)).toEqual([undefined, [['volume']], undefined]);
  });

  it('is noticed where amounts are written as texts, too', () => {
    const asText = (i: number, factor = 1): Tick =>
      tick(i, { more: { venue: (((i % 90) + 10.25) * factor).toFixed(2) } });
    const one = watched();
    one.readMany(BASELINE, asText);
    one.readMany(2 * WINDOW, (i) => asText(i, 100));
    expect(one.drift()).toContain('unit-shift /more/venue');
  });

  it('is withheld from stored records too that came while it had changed and nobody knew, not from older ones', () => {
    const { readMany, contract, clock } = afterBaseline();
    const changedAtMs = clock.nowMs;
    readMany(WINDOW, cents);
    const quarantined = contract.watches[0]?.quarantined() ?? [];
    expect(quarantined).toHaveLength(1);
    expect(doubtStored(stored(changedAtMs + 20_000), quarantined)).toMatchObject({
      record: { price: '87' },
      withheld: [{ fields: ['volume'], fault: { detail: 'quarantined:unit-shift' } }],
    });
    expect(doubtStored(stored(changedAtMs + 20_000), quarantined)).not.toHaveProperty('record.volume');
    expect(doubtStored(stored(changedAtMs - 60_000), quarantined)).toEqual(stored(changedAtMs - 60_000));
  });
});
