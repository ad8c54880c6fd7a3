/** Which partner can supply what, and which connectors are left out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connector } from '../../src/sdk/index.ts';
import { acme, endpoint, startStage } from './stage.ts';

const LIVE = 'https://api.acme.example';
const stageOf = (connectors: readonly Connector[], options = {}) => startStage(connectors, LIVE, options);

describe('the registry', () => {
  it('names the sources of a coordinate in id order', () => {
    const { partners } = stageOf([acme({ id: 'zeta-market' }), acme({ id: 'beta-market' })]);
    expect(partners.candidates('Quote.price')).toEqual(['beta-market', 'zeta-market']);
    expect(partners.candidates('Quote.change')).toEqual([]);
    expect(partners.candidates('Identity.price')).toEqual([]);
  });

  it('picks the fewest endpoints that supply the fields, and none for fields nobody has', () => {
    const of = (name: string, supplies: string[]) => endpoint({ name, supplies });
    const endpoints = [of('a', ['price', 'volume']), of('b', ['open', 'high']), of('c', ['price', 'open', 'low'])];
    const { partners } = stageOf([acme({ endpoints })]);
    const pick = (...fields: string[]) =>
      partners.endpointsFor('acme-market', 'market.quote', fields.map((field) => `Quote.${field}`)); // prettier-ignore
    expect(pick('price')).toEqual(['a']);
    expect(pick('price', 'open')).toEqual(['c']);
    expect(pick('volume', 'high', 'price')).toEqual(['a', 'b']);
    expect(pick('volume', 'high', 'low')).toEqual(['a', 'b', 'c']);
    expect(pick('change')).toEqual([]);
    expect(pick('price', 'change')).toEqual(['a']);
    expect(partners.endpointsFor('acme-market', 'market.ratios', ['Ratios.priceToBook'])).toEqual([]);
    expect(partners.endpointsFor('nobody', 'market.quote', ['Quote.price'])).toEqual([]);
  });

  it('always covers what can be covered, with no endpoint to spare', () => {
    const fields = ['a', 'b', 'c', 'd', 'e'];
    const subsets = fc.array(fc.subarray(fields, { minLength: 1 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(subsets, fc.subarray(fields), (supplied, wanted) => {
        const endpoints = supplied.map((supplies, i) => endpoint({ name: `e${i}`, supplies }));
        const { partners } = stageOf([acme({ endpoints })]);
        const picked = partners.endpointsFor('acme-market', 'market.quote', wanted.map((field) => `Quote.${field}`)); // prettier-ignore
        const covers = (names: readonly string[]) =>
          wanted.filter((field) => endpoints.some((e) => names.includes(e.name) && e.supplies.includes(field)));
        const coverable = covers(endpoints.map(({ name }) => name));
        expect(covers(picked)).toEqual(coverable);
        for (const spare of picked) expect(covers(picked.filter((name) => name !== spare))).not.toEqual(coverable);
      }),
    );
  });

  const broken: readonly (readonly [string, Partial<Connector>, string])[] = [
    ['an id that is no id', { id: 'ACME' }, 'id "ACME"'],
    ['no endpoints', { endpoints: [] }, 'no endpoints'],
    ['two endpoints of one name', { endpoints: [endpoint({}), endpoint({})] }, 'two endpoints are called "quote"'],
    [
      'an unknown dataset',
      { endpoints: [endpoint({ dataset: 'market.gossip' as never })] },
      'no dataset "market.gossip"',
    ],
    ['an unknown field', { endpoints: [endpoint({ supplies: ['price', 'mood'] })] }, 'Quote has no field "mood"'],
    ['an endpoint without fields', { endpoints: [endpoint({ supplies: [] })] }, 'supplies nothing'],
    ['an allowed host with a path', { allowedHosts: ['a.example/x'] }, 'allowed host "a.example/x"'],
    ['no concurrency', { limits: { windows: [], concurrency: 0 } }, 'concurrency'],
    ['no deadline', { deadlineMs: Number.NaN }, 'deadlineMs'],
    ['something that is no list', { endpoints: null as never }, 'cannot be read'],
    [
      'a batch over customers with their own tokens',
      {
        auth: { type: 'customer-token', reference: 't' },
        endpoints: [
          endpoint({ batch: { maxSize: 5, request: () => ({ method: 'GET', path: '/' }), pick: () => null } }),
        ],
      },
      'batches customers',
    ],
  ];

  it.each(broken)('leaves out a connector with %s, says why, and serves the others', (_what, changes, objection) => {
    const isKnownField = (coordinate: string) => coordinate !== 'Quote.mood';
    const { partners, lines } = stageOf([acme(changes), acme({ id: 'good-market' })], { isKnownField });
    expect(partners.candidates('Quote.price')).toEqual(['good-market']);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.fields).toMatchObject({ reason: 'connector-left-out' });
    expect(String(lines[0]?.fields['objection'])).toContain(objection);
  });

  it.each([
    ['http://api.acme.example', true],
    ['http://127.0.0.1:9', false],
    ['https://127.0.0.1:9', false],
    ['https://10.1.2.3', true],
    ['https://169.254.169.254', true],
    ['https://[fd00:ec2::254]', true],
    ['https://[::ffff:10.0.0.1]', true],
    ['https://0x7f000001', false],
    ['https://user:pass@api.acme.example', true],
    ['https://api.acme.example?x=1', true],
    ['ftp://api.acme.example', true],
    ['acme', true],
  ])('leaves out a connector at %s', (address, allowInsecureLoopback) => {
    const { partners } = startStage([acme()], address, { allowInsecureLoopback });
    expect(partners.candidates('Quote.price')).toEqual([]);
  });

  it('keeps the first of two connectors with one id', () => {
    const { partners, lines } = stageOf([acme(), acme({ endpoints: [endpoint({ supplies: ['open'] })] })]);
    expect(partners.candidates('Quote.price')).toEqual(['acme-market']);
    expect(partners.candidates('Quote.open')).toEqual([]);
    expect(lines[0]?.fields).toMatchObject({ objection: 'another connector has the same id' });
  });
});
