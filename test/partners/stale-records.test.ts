/** Step 2 after a failure: which older record may stand in, for how long, and what stays a plain gap. */
import { describe, expect, it } from 'vitest';
import type { Fetched, Want } from '../../src/partners/port.ts';
import type { Endpoint } from '../../src/sdk/index.ts';
import { type Answer, sendJson, startPartner } from './partner-on-socket.ts';
import { acme, endpoint, type Stage, startStage, storeIn, want } from './stage.ts';

const ticker = { ticker: 'secret-ticker' };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Parts {
  /** What the partner says from the second call on. */
  readonly then: Answer;
  readonly first?: Answer;
  readonly about?: Partial<Endpoint>;
}

const priced: Answer = (_request, res) => sendJson(res, '{"price": 12.5}');
const status =
  (code: number): Answer =>
  (_request, res) =>
    sendJson(res, {}, code);

/** One good answer is kept, and the partner does something else from then on. */
async function startWith({ then, first = priced, about = {} }: Parts): Promise<Stage> {
  let answer = first;
  const partner = await startPartner((...parts) => answer(...parts));
  const stage = startStage([acme({ endpoints: [endpoint(about)] })], partner.baseUrl);
  await stage.fetch([want('c-1', ticker)]);
  await stage.partners.drain();
  answer = then;
  return stage;
}

/** As the disclosure does: what is fresh, then the partner for the rest. */
async function read({ partners, fetch }: Stage, asked: Want = want('c-1', ticker)): Promise<Fetched['result']> {
  const stored = await partners.stored([asked]);
  expect(stored.size).toBe(0);
  const [fetched] = await fetch([asked]);
  return fetched?.result ?? null;
}

const gapIn = (result: Fetched['result']) => (result !== null && 'gap' in result ? result : null);

describe('after a partner failed, an older record', () => {
  it('stands in, labelled STALE with the time it was received, beside the gap that says why', async () => {
    const stage = await startWith({ then: status(503) });
    stage.clock.nowMs += HOUR_MS;
    expect(await read(stage)).toEqual({
      gap: {
        source: 'acme-market',
        dataset: 'market.quote',
        fault: expect.objectContaining({ code: 'PARTNER_UNAVAILABLE' }) as unknown,
        servedStale: true,
      },
      stale: {
        source: 'acme-market',
        dataset: 'market.quote',
        record: { price: '12.5' },
        asOf: null,
        fetchedAt: '2026-03-01T12:00:00.000Z',
        cache: 'STALE',
      },
    });
    expect(stage.notes.filter(({ step }) => step === 'stored')).toEqual([
      {
        partner: 'acme-market',
        endpoint: 'quote',
        step: 'stored',
        decision: 'serve-stale',
        reason: 'partner-unavailable',
      },
    ]);
  });

  it.each([
    ['throttled', status(429), 'PARTNER_THROTTLED'],
    ['unavailable', status(500), 'PARTNER_UNAVAILABLE'],
    ['answers against its contract', (_request, res) => sendJson(res, '{"price": "soon"}'), 'PARTNER_BROKE_CONTRACT'],
  ] as readonly (readonly [string, Answer, string])[])('stands in for one that is %s', async (_how, then, code) => {
    const stage = await startWith({ then });
    stage.clock.nowMs += HOUR_MS;
    const result = gapIn(await read(stage));
    expect([result?.gap.fault.code, result?.gap.servedStale, result?.stale?.cache]).toEqual([code, true, 'STALE']);
  });

  it.each([
    ['our credentials were refused: the customer may have taken them back', status(401), {}],
    [
      'the answer was about somebody else: the reference may not be theirs any more',
      (_request: unknown, res: Parameters<Answer>[1]) => sendJson(res, '{"price": 66}'),
      { isAbout: (wire: unknown) => JSON.stringify(wire).includes('12.5') },
    ],
  ] as readonly (readonly [string, Answer, Partial<Endpoint>])[])('does not where %s', async (_why, then, about) => {
    const stage = await startWith({ then, about });
    stage.clock.nowMs += HOUR_MS;
    const result = gapIn(await read(stage));
    expect(result?.gap.fault.code).toMatch(/REFUSED_CREDENTIALS|BROKE_CONTRACT/);
    expect(result).not.toHaveProperty('stale');
    expect(result?.gap).not.toHaveProperty('servedStale');
  });

  it.each([
    ['retention as it is now', {}, { retentionDays: 2 }, 2 * DAY_MS],
    ['what the endpoint says', { staleForS: 7_200 }, {}, 2 * HOUR_MS],
    ['the retention it was kept under', {}, { retentionDays: 300 }, 30 * DAY_MS],
  ] as const)('stands in no longer than %s', async (_what, about, changes, forMs) => {
    const stage = await startWith({ then: status(503), about });
    stage.clock.nowMs += forMs - 1;
    expect(gapIn(await read(stage, want('c-1', ticker, changes)))).toHaveProperty('stale');
    stage.clock.nowMs += 1;
    expect(gapIn(await read(stage, want('c-1', ticker, changes)))).not.toHaveProperty('stale');
  });

  it('never stands in where the endpoint forbids it, by a time of 0 or by answers good for one moment only', async () => {
    const forbidden = await startWith({ then: status(503), about: { staleForS: 0 } });
    forbidden.clock.nowMs += HOUR_MS;
    expect(gapIn(await read(forbidden))).not.toHaveProperty('stale');
    const momentary = await startWith({ then: status(503), about: { cacheTtlS: 0 } });
    expect(gapIn(await read(momentary))).not.toHaveProperty('stale');
  });

  it('does not stand in for another reference', async () => {
    const stage = await startWith({ then: status(503) });
    stage.clock.nowMs += HOUR_MS;
    expect(gapIn(await read(stage, want('c-1', { ticker: 'other' })))).not.toHaveProperty('stale');
  });

  it('that says "no record" does not stand in: it would read as if the partner had answered', async () => {
    const stage = await startWith({ first: status(404), then: status(503) });
    stage.clock.nowMs += HOUR_MS;
    expect(gapIn(await read(stage))).not.toHaveProperty('stale');
  });

  it('gives way to "no record" when the partner answers so', async () => {
    const stage = await startWith({ then: status(404) });
    stage.clock.nowMs += HOUR_MS;
    expect(await read(stage)).toMatchObject({ sourced: { record: null, cache: 'LIVE' } });
    await stage.partners.drain();
    stage.clock.nowMs += HOUR_MS;
    expect((await stage.partners.stored([want('c-1', ticker)])).size).toBe(0);
  });

  it('is not overwritten by the failure: it stands in again', async () => {
    const stage = await startWith({ then: status(500) });
    for (let n = 0; n < 3; n += 1) {
      stage.clock.nowMs += HOUR_MS;
      expect(gapIn(await read(stage))?.stale?.fetchedAt).toBe('2026-03-01T12:00:00.000Z');
    }
  });

  it('whose bytes were changed leaves a plain gap', async () => {
    const stage = await startWith({ then: status(503) });
    const [[key, row]] = [...stage.rows] as [[string, NonNullable<ReturnType<Stage['rows']['get']>>]];
    stage.rows.set(key, { ...row, sealed: row.sealed.map((byte, i) => (i === 20 ? byte ^ 1 : byte)) });
    stage.clock.nowMs += HOUR_MS;
    expect(gapIn(await read(stage))).not.toHaveProperty('stale');
    expect(stage.lines.map(({ fields }) => fields['reason'])).toContain('stored-record-unreadable');
  });

  it('costs no second look-up, and a hundred of them one opening of keys', async () => {
    const partner = await startPartner((_request, res, number) =>
      number <= 100 ? sendJson(res, '{"price": 1}') : sendJson(res, {}, 503),
    );
    let finds = 0;
    const inner = storeIn(new Map());
    const records = { ...inner, find: (keys: Parameters<typeof inner.find>[0]) => ((finds += 1), inner.find(keys)) };
    const stage = startStage([acme()], partner.baseUrl, { stores: { records } });
    const wants = Array.from({ length: 100 }, (_, i) => want(`c-${i}`, { ticker: `T${i}` }));
    await stage.fetch(wants);
    await stage.partners.drain();
    stage.clock.nowMs += HOUR_MS;
    await stage.partners.stored(wants);
    const fetched = await stage.fetch(wants);
    expect(fetched.filter(({ result }) => gapIn(result)?.stale !== undefined)).toHaveLength(100);
    expect(finds).toBe(1);
  });
});
