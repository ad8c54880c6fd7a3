/** What counts as a breaking change of a connector, and what does not. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compareSurfaces } from '../../src/cli/connector/compare-surfaces.ts';
import { surfaceOf } from '../../src/cli/connector/surface.ts';
import { bigInteger, type Connector, decimal, type Endpoint, integer, localDate, maybe } from '../../src/sdk/index.ts';
import { acme, endpoint } from '../partners/stage.ts';

const of = (changes: Partial<Endpoint>, about: Partial<Connector> = {}): Connector =>
  acme({ endpoints: [endpoint({ wire: z.object({ price: decimal() }), map: () => null, ...changes })], ...about });

const changesOf = (old: Connector, now: Connector): readonly string[] =>
  compareSurfaces(surfaceOf(old), surfaceOf(now)).map(
    ({ isBreaking, text }) => `${isBreaking ? 'BREAKING ' : ''}${text}`,
  );

const wires = (old: z.ZodType, now: z.ZodType): readonly string[] =>
  changesOf(of({ wire: old }), of({ wire: now })).map((text) => text.replace('endpoint quote, answer ', ''));

describe('a change of what a connector promises', () => {
  it('says nothing where nothing changed, whatever the order of lines', () => {
    const a = z.object({ price: decimal(), at: maybe(localDate()) });
    const b = z.object({ at: maybe(localDate()), price: decimal() });
    expect(wires(a, b)).toEqual([]);
    expect(changesOf(of({ supplies: ['price', 'volume'] }), of({ supplies: ['volume', 'price'] }))).toEqual([]);
  });

  it.each([
    ['a field supplied no more', of({ supplies: ['price', 'volume'] }), of({ supplies: ['price'] }), 'BREAKING market.quote volume is supplied no more'],
    ['a new field', of({ supplies: ['price'] }), of({ supplies: ['price', 'volume'] }), 'market.quote volume is supplied now'],
    ['a new reference', of({}), of({ references: ['ticker', 'market'] }), 'BREAKING endpoint quote needs the reference market: customers without it are asked about no more'],
    ['a reference less', of({}), of({ references: [] }), 'endpoint quote does without the reference ticker'],
    ['another side effect', of({}), of({}, { sideEffect: 'billed' }), 'BREAKING a call is billed, it was free: that decides about repeats'],
    ['a new endpoint', of({}), acme({ endpoints: [of({}).endpoints[0] as Endpoint, endpoint({ name: 'more', supplies: ['price'], wire: z.object({ price: decimal() }) })] }), 'endpoint more was added'],
  ])('tells %s', (_what, old, now, text) => expect(changesOf(old, now)).toContain(text)); // prettier-ignore

  it('tells new credentials, and the secret somebody must set', () => {
    const keyed = of({}, { auth: { type: 'bearer', secret: 'ACCESS_TOKEN' } });
    expect(changesOf(of({}), keyed)).toEqual([
      'BREAKING the partner is asked with bearer, it was none',
      'BREAKING secret ACCESS_TOKEN is needed: whoever runs the gateway must set it',
    ]);
  });
});

describe('an answer that was good before', () => {
  const price = { price: decimal() };
  it.each<readonly [string, z.ZodType, z.ZodType, readonly string[]]>([
    ['lacks a field required now', z.object(price), z.object({ ...price, name: z.string() }), ['BREAKING /name: is required now']],
    ['lacks a field that was optional', z.object({ a: maybe(z.string()) }), z.object({ a: z.string() }), ['BREAKING /a: is required now', 'BREAKING /a: null is refused now']],
    ['has another type', z.object(price), z.object({ price: z.string() }), ['BREAKING /price: was number (decimal), is string']],
    ['has decimals where whole numbers count', z.object({ n: decimal() }), z.object({ n: integer() }), ['BREAKING /n: was number (decimal), is integer (int32)']],
    ['has an enum member less', z.object({ k: z.enum(['A', 'B']) }), z.object({ k: z.enum(['A']) }), ['BREAKING /k: the value "B" is refused now']],
    ['is no longer free text', z.object({ k: z.string() }), z.object({ k: z.enum(['A']) }), ['BREAKING /k: takes 1 values only now']],
    ['fails deep inside a list', z.object({ xs: z.array(z.object({ d: z.string() })) }), z.object({ xs: z.array(z.object({ d: localDate() })) }), ['BREAKING /xs/-/d: was string, is string (date)']],
    ['has keys that are refused now', z.object(price), z.strictObject(price), ['BREAKING /: additionalProperties changed']],
    ['has a form less', z.union([z.string(), decimal()]), decimal(), ['BREAKING /: string is refused now']],
  ])('is breaking where it %s', (_what, old, now, texts) => expect(wires(old, now)).toEqual(texts)); // prettier-ignore

  it.each<readonly [string, z.ZodType, z.ZodType, readonly string[]]>([
    ['a field that may be there', z.object(price), z.object({ ...price, name: maybe(z.string()) }), ['/name: is read now']],
    ['a field that need not be there', z.object({ a: z.string() }), z.object({ a: maybe(z.string()) }), ['/a: may be missing now', '/a: null is taken now']],
    ['a wider number', z.object({ n: integer() }), z.object({ n: bigInteger() }), []],
    ['one more enum member', z.object({ k: z.enum(['A']) }), z.object({ k: z.enum(['A', 'B']) }), ['/k: the value "B" is taken now']],
    ['a field that is read no more', z.object({ ...price, x: maybe(z.string()) }), z.object(price), ['/x: is read no more']],
  ])('stays good with %s', (_what, old, now, texts) => expect(wires(old, now)).toEqual(texts)); // prettier-ignore
});
