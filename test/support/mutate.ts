/**
 * Partner bodies gone wrong: small random changes to a real one. Values keep the shape parseWire gives them.
 */
import fc from 'fast-check';
import { NumberLexeme } from '../../src/sdk/index.ts';

type Path = readonly (string | number)[];
type Change = (value: unknown) => unknown;

const GONE = Symbol('gone');

const NUMBERS = [
  '0',
  '-1',
  '-0',
  '0.1',
  '1e308',
  '1E-30',
  '9007199254740993',
  '-9007199254740992',
  '1'.repeat(40),
  '25e-1',
];
const TEXTS = [
  '',
  ' ',
  '0',
  'null',
  '1970-01-01',
  '2026-02-30',
  '9999-12-31T23:59:59.999999999Z',
  '😀\u0000',
  'x'.repeat(5_000),
];

const CHANGES: readonly Change[] = [
  () => GONE,
  () => null,
  () => true,
  () => [],
  () => ({}),
  (value) => [value, value],
  (value) => (Array.isArray(value) ? [...(value as unknown[]), ...(value as unknown[])] : value),
  (value) => (Array.isArray(value) ? [...(value as unknown[])].reverse() : value),
  ...NUMBERS.map((text) => () => new NumberLexeme(text)),
  ...TEXTS.map((text) => () => text),
];

/** Every place of a body below the root. */
export function placesOf(body: unknown): readonly Path[] {
  if (typeof body !== 'object' || body === null || body instanceof NumberLexeme) return [];
  const keys = Array.isArray(body) ? body.keys() : Object.keys(body);
  return [...keys].flatMap((key) => [
    [key],
    ...placesOf((body as Record<string | number, unknown>)[key]).map((p) => [key, ...p]),
  ]);
}

/** The body with one place changed; arrays close up where an element is gone. */
export function changed(body: unknown, [key, ...rest]: Path, change: Change): unknown {
  if (key === undefined) return change(body);
  if (Array.isArray(body)) return body.map((item, i) => (i === key ? changed(item, rest, change) : (item as unknown))).filter((item) => item !== GONE); // prettier-ignore
  if (typeof body !== 'object' || body === null) return body;
  const entries = Object.entries(body).map(([k, v]): [string, unknown] => [
    k,
    k === key ? changed(v, rest, change) : v,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== GONE));
}

export const without = (body: unknown, place: Path): unknown => changed(body, place, () => GONE);

/** Every single change at every place for which `isRead` holds. */
export function* singleChanges(body: unknown, isRead: (place: Path) => boolean): Generator<unknown> {
  for (const place of placesOf(body).filter(isRead)) {
    for (const change of CHANGES) yield changed(body, place, change);
  }
}

/** One to four changes to one of the bodies. Numbers change only into numbers half of the time, so that many stay acceptable. */
export function mutations(bodies: readonly unknown[]): fc.Arbitrary<unknown> {
  const step = fc.record({
    place: fc.nat(),
    change: fc.nat(),
    number: fc.constantFrom(...NUMBERS),
    isGentle: fc.boolean(),
  });
  return fc
    .record({ body: fc.constantFrom(...bodies), steps: fc.array(step, { minLength: 1, maxLength: 4 }) })
    .map(({ body, steps }) =>
      steps.reduce<unknown>((value, { place, change, number, isGentle }) => {
        const places = placesOf(value);
        const chosen = places[place % Math.max(places.length, 1)];
        if (chosen === undefined) return value;
        const any = CHANGES[change % CHANGES.length] ?? (() => null);
        const gentle: Change = (old) => (old instanceof NumberLexeme ? new NumberLexeme(number) : GONE);
        return changed(value, chosen, isGentle ? gentle : any);
      }, body),
    );
}

/** Freezes a value and all it holds, so that writing to it throws. */
export function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFrozen);
  }
  return value;
}
