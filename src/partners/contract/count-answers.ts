/**
 * Counts what answers look like: how often each declared place is filled, how large its numbers are, which undeclared keys come along,
 * how many different texts a canonical field knows. Runs on the hot path: no allocation per place. Keeps no value.
 */
import { NumberLexeme } from '../../sdk/index.ts';
import { binOf, magnitudeOf } from './magnitudes.ts';
import type { Counts, FieldCounts, TextCounts } from './port.ts';
import type { AnswerShape, ObjectShape, Shape } from './shape-of.ts';

/** Hears each place's number, one an answer, so that a long list of one customer cannot swing what is usual. */
export type HearNumber = (place: number, decades: number) => void;

export interface Tally {
  readonly answers: () => number;
  readonly body: (body: unknown) => void;
  readonly text: (field: string, digest: () => string) => void;
  /** Ends this answer. */
  readonly end: () => void;
  readonly counts: () => Counts;
  readonly clear: () => void;
}

/** Items of a list that are looked at. */
const MAX_ITEMS = 20;
const MAX_UNKNOWN = 50;
/** A closed set has at most this many members. */
export const MAX_MEMBERS = 20;
const NAME = /^[A-Za-z_$][\w.-]{0,63}$/;
const OTHERS = '*';

interface Place {
  seen: number;
  missing: number;
  count: number;
  negative: number;
  /** The last answer that gave a number. */
  lastAnswer: number;
  bins: Map<number, number>;
}

const emptyPlace = (): Place => ({ seen: 0, missing: 0, count: 0, negative: 0, lastAnswer: -1, bins: new Map() });

export function createTally(shape: AnswerShape, hear: HearNumber = () => undefined): Tally {
  let answers = 0;
  let places = shape.pointers.map(emptyPlace);
  const unknown = new Map<string, number>();
  const texts = new Map<string, { count: number; members: Set<string> | null }>();

  const number = (place: number, at: Place, text: string): void => {
    if (at.lastAnswer === answers) return;
    at.lastAnswer = answers;
    at.count += 1;
    if (text.startsWith('-')) at.negative += 1;
    const decades = magnitudeOf(text);
    if (decades === null) return;
    const bin = binOf(decades);
    at.bins.set(bin, (at.bins.get(bin) ?? 0) + 1);
    hear(place, decades);
  };
  const object = (of: ObjectShape, value: Readonly<Record<string, unknown>>): void => {
    let present = 0;
    for (const { name, place, shape: inner } of of.fields) {
      const own = value[name];
      const at = places[place] as Place;
      at.seen += 1;
      if (own !== undefined) present += 1;
      if (own === undefined || own === null) at.missing += 1;
      else if (own instanceof NumberLexeme) number(place, at, own.text);
      else if (inner.kind !== 'leaf') walk(inner, own);
    }
    const keys = Object.keys(value);
    if (keys.length > present) noteUnknown(unknown, of, keys);
  };
  const walk = (at: Shape, value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (at.kind === 'object') {
      if (!Array.isArray(value)) object(at, value as Readonly<Record<string, unknown>>);
    } else if (at.kind === 'list') {
      if (!Array.isArray(value)) return;
      for (let i = 0; i < value.length && i < MAX_ITEMS; i += 1) walk(at.element, value[i]);
    } else if (at.kind === 'map') {
      for (const own of Object.values(value).slice(0, MAX_ITEMS)) walk(at.value, own);
    }
  };
  return {
    answers: () => answers,
    body: (body) => walk(shape.root, body),
    text(field, digest) {
      const about = texts.get(field) ?? { count: 0, members: new Set<string>() };
      texts.set(field, about);
      about.count += 1;
      about.members?.add(digest());
      if (about.members !== null && about.members.size > MAX_MEMBERS) about.members = null;
    },
    end: () => (answers += 1),
    counts: () => ({
      answers,
      fields: Object.fromEntries(shape.pointers.map((pointer, i) => [pointer, fieldCounts(places[i] as Place)])),
      unknown: Object.fromEntries(unknown),
      texts: Object.fromEntries([...texts].map(([field, { count, members }]) => [field, textCounts(count, members)])),
    }),
    clear() {
      answers = 0;
      places = shape.pointers.map(emptyPlace);
      unknown.clear();
      texts.clear();
    },
  };
}

function noteUnknown(unknown: Map<string, number>, { names, pointer }: ObjectShape, keys: readonly string[]): void {
  for (const key of keys) {
    if (names.has(key)) continue;
    const at = NAME.test(key) ? `${pointer}/${key}` : OTHERS;
    const told = unknown.has(at) || unknown.size < MAX_UNKNOWN ? at : OTHERS;
    unknown.set(told, (unknown.get(told) ?? 0) + 1);
  }
}

const fieldCounts = ({ seen, missing, count, negative, bins }: Place): FieldCounts => ({
  seen,
  missing,
  count,
  negative,
  bins: Object.fromEntries(bins),
});

const textCounts = (count: number, members: ReadonlySet<string> | null): TextCounts => ({
  count,
  members: members === null ? null : [...members].sort(),
});

export const NO_COUNTS: Counts = { answers: 0, fields: {}, unknown: {}, texts: {} };

/** What two replicas counted, together. Commutative. */
export function addCounts(a: Counts, b: Counts): Counts {
  return {
    answers: a.answers + b.answers,
    fields: joined(a.fields, b.fields, (one, other) => ({
      seen: one.seen + other.seen,
      missing: one.missing + other.missing,
      count: one.count + other.count,
      negative: one.negative + other.negative,
      bins: joined(one.bins, other.bins, (m, n) => m + n),
    })),
    unknown: joined(a.unknown, b.unknown, (m, n) => m + n),
    texts: joined(a.texts, b.texts, (one, other) => {
      const members = one.members && other.members && [...new Set([...one.members, ...other.members])].sort();
      const isClosed = members !== null && members.length <= MAX_MEMBERS;
      return { count: one.count + other.count, members: isClosed ? members : null };
    }),
  };
}

export function joined<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  join: (one: T, other: T) => T,
): Readonly<Record<string, T>> {
  const all = new Map(Object.entries(a));
  for (const [key, own] of Object.entries(b)) {
    const one = all.get(key);
    all.set(key, one === undefined ? own : join(one, own));
  }
  return Object.fromEntries(all);
}
