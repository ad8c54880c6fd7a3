/** Step 1: how many calls a request costs, on the partner's own count. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decimal, defineEndpoint, path, reference } from '../../src/sdk/index.ts';
import { mintPermit } from '../../src/domain/custody.ts';
import { sendJson, startPartner } from './partner-on-socket.ts';
import { acme, anyPermit, endpoint, outcomeOf, quote, startStage, want } from './stage.ts';

const priced = (): ReturnType<typeof startPartner> => startPartner((_request, res) => sendJson(res, '{"price": 1.50}'));

const rates = defineEndpoint({
  name: 'rates',
  dataset: 'market.currency',
  supplies: ['base', 'quote', 'rate'],
  references: [],
  cacheTtlS: 300,
  request: () => ({ method: 'GET', path: '/rates' }),
  wire: z.object({ price: decimal() }),
  map: (wire) => ({ record: [{ base: 'EUR', quote: 'USD', rate: wire.price }], asOf: null }),
});

/** One call for up to 10 tickers: `{ "AAA": { "price": 1 } }`; tickers the partner does not know are left out. */
const batched = defineEndpoint({
  name: 'quote',
  dataset: 'market.quote',
  supplies: ['price'],
  references: ['ticker'],
  cacheTtlS: 600,
  request: (ctx) => ({ method: 'GET', path: '/batch', query: { tickers: reference(ctx, 'ticker') } }),
  wire: z.record(z.string(), z.object({ price: decimal() })),
  map: (wire) => {
    const [only] = Object.values(wire);
    return only === undefined ? null : { record: { price: only.price }, asOf: null };
  },
  batch: {
    maxSize: 10,
    request: (ctxs) => ({
      method: 'GET',
      path: '/batch',
      query: { tickers: ctxs.map((ctx) => reference(ctx, 'ticker')).join(',') },
    }),
    pick: (wire, ctx) => {
      const own = wire[reference(ctx, 'ticker')];
      return own === undefined ? null : { own };
    },
  },
});

it('takes an answer that names somebody else for nobody’s record, and keeps nothing of it', async () => {
  const partner = await startPartner((_request, res) => sendJson(res, '{"price": 1, "ticker": "BBB"}'));
  const named = defineEndpoint({
    name: 'quote',
    dataset: 'market.quote',
    supplies: ['price'],
    references: ['ticker'],
    cacheTtlS: 600,
    request: (ctx) => ({ method: 'GET', path: path`/quotes/${reference(ctx, 'ticker')}` }),
    wire: z.object({ price: decimal(), ticker: z.string() }),
    isAbout: (wire, ctx) => wire.ticker === reference(ctx, 'ticker'),
    map: (wire) => ({ record: { price: wire.price }, asOf: null }),
  });
  const { fetch, rows, partners } = startStage([acme({ endpoints: [named] })], partner.baseUrl);
  const results = await fetch([want('c-1', { ticker: 'AAA' }), want('c-2', { ticker: 'BBB' })]);
  await partners.drain();
  expect(results.map(outcomeOf)).toEqual(['PARTNER_BROKE_CONTRACT answer-about-another', 'record']);
  expect([...rows.keys()]).toEqual(['c-2 acme-market quote']);
});

describe('one request', () => {
  it('costs one call per customer, and one for two customers with the same ticker', async () => {
    const partner = await priced();
    const { fetch } = startStage([acme()], partner.baseUrl);
    const tickers = ['AAA', 'BBB', 'AAA', 'CCC', 'AAA'];
    const fetched = await fetch(tickers.map((ticker, i) => want(`c-${i}`, { ticker })));
    expect(fetched.map(outcomeOf)).toEqual(Array<string>(5).fill('record'));
    expect(partner.received.map(({ url }) => url.pathname).sort()).toEqual([
      '/quotes/AAA',
      '/quotes/BBB',
      '/quotes/CCC',
    ]);
  });

  it('costs one call for an endpoint that answers the same for everybody', async () => {
    const partner = await priced();
    const { fetch, partners, rows } = startStage([acme({ endpoints: [quote, rates] })], partner.baseUrl);
    const wants = Array.from({ length: 100 }, (_, i) =>
      want(`c-${i}`, {}, { endpoint: 'rates', dataset: 'market.currency' }),
    );
    expect(new Set((await fetch(wants)).map(outcomeOf))).toEqual(new Set(['record']));
    expect(partner.received).toHaveLength(1);
    await partners.drain();
    expect([...rows.keys()]).toEqual([' acme-market rates']);
  });

  it('costs ⌈N / batch size⌉ calls of distinct references where the partner batches', async () => {
    const partner = await startPartner(({ url }, res) => {
      const tickers = (url.searchParams.get('tickers') ?? '').split(',').filter((ticker) => ticker !== 'T7');
      sendJson(res, Object.fromEntries(tickers.map((ticker) => [ticker, { price: Number(ticker.slice(1)) }])));
    });
    const { fetch } = startStage([acme({ endpoints: [batched] })], partner.baseUrl);
    const wants = Array.from({ length: 50 }, (_, i) => want(`c-${i}`, { ticker: `T${i % 25}` }));
    const fetched = await fetch(wants);
    const asked = partner.received.map(({ url }) => (url.searchParams.get('tickers') ?? '').split(','));
    expect(asked.map((tickers) => tickers.length)).toEqual([10, 10, 5]);
    expect(new Set(asked.flat()).size).toBe(25);
    for (const [i, { result }] of fetched.entries()) {
      const record = result !== null && 'sourced' in result ? result.sourced.record : 'failed';
      expect(record).toEqual(i % 25 === 7 ? null : { price: String(i % 25) });
    }
  });

  it('costs one call when two endpoints build the same request', async () => {
    const partner = await startPartner((_request, res) => sendJson(res, '{"price": 2}'));
    const ratios = defineEndpoint({
      name: 'ratios',
      dataset: 'market.ratios',
      supplies: ['priceToBook'],
      references: ['ticker'],
      cacheTtlS: 60,
      request: (ctx) => ({ method: 'GET', path: path`/quotes/${reference(ctx, 'ticker')}` }),
      wire: z.object({ price: decimal() }),
      map: (wire) => ({ record: { priceToBook: wire.price }, asOf: null }),
    });
    const { fetch } = startStage([acme({ endpoints: [quote, ratios] })], partner.baseUrl);
    const fetched = await fetch([
      want('c-1', { ticker: 'AAA' }),
      want('c-1', { ticker: 'AAA' }, { endpoint: 'ratios', dataset: 'market.ratios' }),
    ]);
    expect(fetched.map(outcomeOf)).toEqual(['record', 'record']);
    expect(partner.received).toHaveLength(1);
  });

  it('does not ask about a customer who lacks a reference, and says so', async () => {
    const partner = await priced();
    const { fetch } = startStage([acme()], partner.baseUrl);
    const fetched = await fetch([want('c-1', {}), want('c-2', { ticker: '' }), want('c-3', { ticker: 'AAA' })]);
    expect(fetched.map(outcomeOf)).toEqual(['not asked', 'not asked', 'record']);
    expect(partner.received).toHaveLength(1);
  });

  it('shows a request builder only the references its endpoint declares', async () => {
    const partner = await priced();
    const seen: object[] = [];
    const nosy = endpoint({
      request: (ctx) => {
        seen.push(ctx.references);
        return { method: 'GET', path: '/x' };
      },
    });
    const { fetch } = startStage([acme({ endpoints: [nosy] })], partner.baseUrl);
    await fetch([want('c-1', { ticker: 'AAA', passport: 'X1' })]);
    expect(seen).toEqual([{ ticker: 'AAA' }]);
  });

  it('joins pages, stops at the last, and never asks past maxPages', async () => {
    const partner = await startPartner(({ url }, res) => {
      const page = Number(url.searchParams.get('page') ?? '1');
      sendJson(res, { prices: [page], next: page < 3 || url.searchParams.has('endless') ? page + 1 : null });
    });
    const paged = (query: Record<string, string>) =>
      defineEndpoint({
        name: 'quote',
        dataset: 'market.quote',
        supplies: ['price'],
        references: ['ticker'],
        cacheTtlS: 60,
        request: () => ({ method: 'GET', path: '/pages', query }),
        wire: z.object({ prices: z.array(decimal()), next: decimal().nullable() }),
        map: (wire) => ({ record: { volume: wire.prices.join('+') as never }, asOf: null }),
        pages: {
          maxPages: 5,
          next: (wire, request) =>
            wire.next === null ? null : { ...request, query: { ...request.query, page: wire.next } },
          join: (pages) => ({ prices: pages.flatMap(({ prices }) => prices), next: null }),
        },
      });
    for (const [query, volume] of [
      [{}, '1+2+3'],
      [{ endless: '1' }, '1+2+3+4+5'],
    ] as const) {
      const { fetch } = startStage([acme({ endpoints: [paged(query)] })], partner.baseUrl);
      const [fetched] = await fetch([want('c-1', { ticker: 'AAA' })]);
      expect(fetched?.result).toMatchObject({ sourced: { record: { volume } } });
    }
    expect(partner.received).toHaveLength(8);
  });
});

describe('the permit', () => {
  it('stops everything when one want is outside of it: no partner hears anything', async () => {
    const partner = await priced();
    const { partners } = startStage([acme()], partner.baseUrl);
    const permit = mintPermit({ requestId: 'r-1', covers: (customerId) => customerId !== 'c-2' });
    const wants = [want('c-1', { ticker: 'AAA' }), want('c-2', { ticker: 'BBB' })];
    await expect(partners.fetch(permit, wants, new AbortController().signal)).rejects.toThrow(/does not cover/);
    expect(partner.received).toHaveLength(0);
    expect(partner.counts.connections).toBe(0);
  });
});

describe('one failing partner', () => {
  it('never affects another', async () => {
    const good = await priced();
    const bad = await startPartner((_request, res) => sendJson(res, 'nonsense', 500));
    const { partners } = startStage([acme(), acme({ id: 'bad-market' })], '', {
      baseUrlOf: (id) => (id === 'bad-market' ? bad.baseUrl : good.baseUrl),
    });
    const wants = [want('c-1', { ticker: 'A' }, { source: 'bad-market' }), want('c-1', { ticker: 'A' })];
    const fetched = await partners.fetch(anyPermit(), wants, new AbortController().signal);
    expect(fetched.map(outcomeOf)).toEqual(['PARTNER_UNAVAILABLE status-500', 'record']);
  });

  it('is a gap when its connector is out of service', async () => {
    const { fetch } = startStage([], 'http://127.0.0.1:9');
    expect((await fetch([want('c-1', { ticker: 'A' })])).map(outcomeOf)).toEqual([
      'PARTNER_UNAVAILABLE connector-not-in-service',
    ]);
  });
});
