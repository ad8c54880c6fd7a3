/** Step 2: what is kept, when it serves, and when it must not. */
import { describe, expect, it } from 'vitest';
import type { Instant } from '../../src/domain/instant.ts';
import type { NewRecord, RecordStore, StoredRecord } from '../../src/partners/port.ts';
import type { Endpoint } from '../../src/sdk/index.ts';
import { PUBLIC_SUBJECT as THEIR_PUBLIC_SUBJECT } from '../../src/subjects/port.ts';
import { PUBLIC_SUBJECT } from '../../src/partners/records/seal-record.ts';
import { type Answer, sendJson, startPartner } from './partner-on-socket.ts';
import { acme, endpoint, startStage, storeIn, want } from './stage.ts';

const priced: Answer = (_request, res) => sendJson(res, '{"price": 12.5}');
const ticker = { ticker: 'secret-ticker' };

async function kept(answer: Answer = priced, changes: Parameters<typeof want>[2] = {}, about: Partial<Endpoint> = {}) {
  const partner = await startPartner(answer);
  const stage = startStage([acme({ endpoints: [endpoint(about)] })], partner.baseUrl);
  const asked = want('c-1', ticker, changes);
  await stage.fetch([asked]);
  await stage.partners.drain();
  return { ...stage, asked, partner };
}

const refuseAll: RecordStore['save'] = async (rows) =>
  rows.map((row) => ({ ...row, reason: 'rights-changed' as const }));

const KEY = 'c-1 acme-market quote';

describe('a stored record', () => {
  it('serves while fresh, labelled so, with the time it was received', async () => {
    const { partners, clock, asked } = await kept();
    clock.nowMs += 599_999;
    const stored = await partners.stored([asked, want('c-2', ticker)]);
    expect(stored.size).toBe(1);
    expect(stored.get(asked)).toEqual({
      source: 'acme-market',
      dataset: 'market.quote',
      record: { price: '12.5' },
      asOf: null,
      fetchedAt: '2026-03-01T12:00:00.000Z',
      cache: 'FRESH',
    });
  });

  it.each([
    ["the endpoint's time to live is over", {}, 600_000],
    ["the agreement's shorter time to live is over", { cacheTtlS: 60 }, 60_000],
    ['retention is over', { cacheTtlS: 10_000_000, retentionDays: 1 / 1440 }, 60_000],
  ] as const)('does not serve once %s', async (_why, changes, laterMs) => {
    const { partners, clock, asked } = await kept(priced, changes);
    clock.nowMs += laterMs - 1;
    expect((await partners.stored([asked])).size).toBe(1);
    clock.nowMs += 1;
    expect((await partners.stored([asked])).size).toBe(0);
  });

  it('does not outlive a retention that was shortened after it was kept', async () => {
    const { partners, clock } = await kept(priced, { cacheTtlS: 600, retentionDays: 30 });
    clock.nowMs += 1_000;
    expect((await partners.stored([want('c-1', ticker, { retentionDays: 0 })])).size).toBe(0);
    expect((await partners.stored([want('c-1', ticker, { retentionDays: 1 / 1440 })])).size).toBe(1);
    clock.nowMs += 59_000;
    expect((await partners.stored([want('c-1', ticker, { retentionDays: 1 / 1440 })])).size).toBe(0);
  });

  it('remembers that the partner has no record', async () => {
    const { partners, asked, partner } = await kept((_request, res) => sendJson(res, {}, 404));
    expect((await partners.stored([asked])).get(asked)).toMatchObject({ record: null, cache: 'FRESH' });
    expect(partner.received).toHaveLength(1);
  });

  it('that says "no record" is asked again after an hour, or sooner where the endpoint says so', async () => {
    const nobody: Answer = (_request, res) => sendJson(res, {}, 404);
    for (const [changes, forMs] of [
      [{ cacheTtlS: 86_400 }, 3_600_000],
      [{ cacheTtlS: 600 }, 600_000],
      [{ cacheTtlS: 86_400, noRecordTtlS: 7_200 }, 7_200_000],
      [{ noRecordTtlS: 5 }, 5_000],
    ] as const) {
      const { partners, clock, asked } = await kept(nobody, { cacheTtlS: 86_400 }, changes);
      clock.nowMs += forMs - 1;
      expect((await partners.stored([asked])).size, JSON.stringify(changes)).toBe(1);
      clock.nowMs += 1;
      expect((await partners.stored([asked])).size, JSON.stringify(changes)).toBe(0);
    }
  });

  it('is not kept longer than the right it was fetched under lasts', async () => {
    const rightsEndAt = '2026-03-02T00:00:00.000Z' as Instant;
    const { rows } = await kept(priced, { rightsEndAt });
    expect(rows.get(KEY)?.keepUntil).toBe(rightsEndAt);
    expect((await kept(priced, { rightsEndAt: '2026-03-01T12:00:00.000Z' as Instant })).rows.size).toBe(0);
  });

  it('names the rights it was fetched under; a public one those of each asker', async () => {
    const saved: NewRecord[] = [];
    const records = { ...storeIn(new Map()), save: async (rows: readonly NewRecord[]) => (saved.push(...rows), []) };
    const partner = await startPartner(priced);
    const open = endpoint({ name: 'open', references: [], request: () => ({ method: 'GET', path: '/open' }) });
    const stage = startStage([acme({ endpoints: [endpoint({}), open] })], partner.baseUrl, { stores: { records } });
    const [one, other] = [1, 2].map((version) => [{ kind: 'consent', id: 'CNS', version } as const]);
    await stage.fetch([
      want('c-1', ticker, { rights: one! }),
      want('c-1', {}, { endpoint: 'open', rights: one! }),
      want('c-2', {}, { endpoint: 'open', rights: other!, retentionDays: 1 }),
      want('c-3', {}, { endpoint: 'open', rights: other! }),
    ]);
    await stage.partners.drain();
    const about = ({ customerId, requires, keepUntil }: NewRecord): unknown => [customerId, requires, keepUntil];
    expect(saved.map(about)).toEqual([
      ['c-1', [one], '2026-03-31T12:00:00.000Z'],
      ['', [one, other], '2026-03-02T12:00:00.000Z'],
    ]);
  });

  it('whose rights ended before it was saved is discarded, with a named reason', async () => {
    const partner = await startPartner(priced);
    const records = { ...storeIn(new Map()), save: refuseAll };
    const stage = startStage([acme()], partner.baseUrl, { stores: { records } });
    await stage.fetch([want('c-1', ticker)]);
    await stage.partners.drain();
    expect(stage.notes.filter(({ step }) => step === 'stored')).toEqual([
      { partner: 'acme-market', endpoint: 'quote', step: 'stored', decision: 'discard', reason: 'rights-changed' },
    ]);
  });

  it('is not kept from an endpoint whose answers could never serve', async () => {
    expect((await kept(priced, {}, { cacheTtlS: 0 })).rows.size).toBe(0);
    expect((await kept(priced, {}, { cacheTtlS: 0, staleForS: 60 })).rows.size).toBe(1);
  });

  it('is not kept from a failed call, nor under an agreement without retention', async () => {
    expect((await kept((_request, res) => sendJson(res, {}, 500))).rows.size).toBe(0);
    expect((await kept(priced, { retentionDays: 0 })).rows.size).toBe(0);
  });

  it('never serves for another reference: the customer may have become somebody else at the partner', async () => {
    const { partners, lines } = await kept();
    expect((await partners.stored([want('c-1', { ticker: 'other' })])).size).toBe(0);
    expect(lines.at(-1)?.fields).toMatchObject({ reason: 'references-changed' });
    expect((await partners.stored([want('c-1', {})])).size).toBe(0);
  });

  it('shows nothing of record, reference or outcome in the database', async () => {
    const { rows } = await kept();
    const row = rows.get(KEY);
    expect(row?.keepUntil).toBe('2026-03-31T12:00:00.000Z');
    expect(Buffer.from(row?.sealed ?? []).toString('latin1')).not.toMatch(/12\.5|secret-ticker|price/);
  });

  it.each([
    [
      'changed bytes',
      (row: StoredRecord) => ({ ...row, sealed: row.sealed.map((byte, i) => (i === 20 ? byte ^ 1 : byte)) }),
    ],
    ['no bytes', (row: StoredRecord) => ({ ...row, sealed: new Uint8Array() })],
    ['a time that is none', (row: StoredRecord) => ({ ...row, fetchedAt: 'yesterday' })],
    ['a retention that is none', (row: StoredRecord) => ({ ...row, keepUntil: '' })],
  ])('with %s counts as absent', async (_what, damage) => {
    const { partners, rows, asked } = await kept();
    rows.set(KEY, damage(rows.get(KEY)!));
    expect((await partners.stored([asked])).size).toBe(0);
  });

  it('copied to another customer or endpoint does not open there', async () => {
    const partner = await startPartner(priced);
    const twin = endpoint({ name: 'twin' });
    const { partners, rows, fetch, lines } = startStage([acme({ endpoints: [endpoint({}), twin] })], partner.baseUrl);
    await fetch([want('c-1', ticker), want('c-2', { ticker: 'other' })]);
    await partners.drain();
    const row = rows.get(KEY)!;
    rows.set('c-2 acme-market quote', { ...row, customerId: 'c-2' });
    rows.set('c-1 acme-market twin', { ...row, endpoint: 'twin' });
    const stored = await partners.stored([want('c-2', ticker), want('c-1', ticker, { endpoint: 'twin' })]);
    expect(stored.size).toBe(0);
    expect(lines.filter(({ fields }) => fields['reason'] === 'stored-record-unreadable')).toHaveLength(2);
  });

  it('that cannot be kept costs nothing but a log line', async () => {
    const partner = await startPartner(priced);
    const records = { ...storeIn(new Map()), save: () => Promise.reject(new Error('password=hunter2')) };
    const { fetch, partners, lines } = startStage([acme()], partner.baseUrl, { stores: { records } });
    const [fetched] = await fetch([want('c-1', ticker)]);
    expect(fetched?.result).toHaveProperty('sourced');
    await partners.drain();
    expect(lines).toEqual([
      {
        level: 'warn',
        fields: { reason: 'save-failed', records: 1, error: 'Error' },
        message: 'records were not kept',
      },
    ]);
  });

  it('is looked up for a hundred customers in one statement, and saved in as few as possible', async () => {
    const partner = await startPartner(priced);
    const inner = storeIn(new Map());
    const statements = { find: 0, save: 0 };
    const records = {
      find: (keys: Parameters<typeof inner.find>[0]) => ((statements.find += 1), inner.find(keys)),
      save: (rows: Parameters<typeof inner.save>[0]) => ((statements.save += 1), inner.save(rows)),
    };
    const { fetch, partners } = startStage([acme()], partner.baseUrl, { stores: { records } });
    const wants = Array.from({ length: 100 }, (_, i) => want(`c-${i}`, { ticker: `T${i}` }));
    await fetch(wants);
    await partners.drain();
    expect((await partners.stored(wants)).size).toBe(100);
    expect(statements).toEqual({ find: 1, save: 1 });
  });

  it('of nobody in particular lies under the subject the vault reserves for that', () => {
    expect(PUBLIC_SUBJECT).toBe(THEIR_PUBLIC_SUBJECT);
  });
});
