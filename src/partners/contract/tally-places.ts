/**
 * The walk over a raw body: counts how often each declared place is filled, how large its numbers are and which undeclared keys stand
 * beside it. Runs on the hot path: nothing is allocated per place. Keeps no value.
 */
import { NumberLexeme } from '../../sdk/index.ts';
import { binOf, magnitudeOf } from './magnitudes.ts';
import type { Counts, FieldCounts } from './port.ts';
import type { AnswerShape, Field, ObjectShape, Shape } from './shape-of.ts';

/** Hears each place's number, one an answer, so that a long list of one customer cannot swing what is usual. */
export type HearNumber = (place: number, decades: number) => void;

export interface PlaceTally {
  /** `answer`: its number, so that a place gives one number an answer. */
  readonly add: (body: unknown, answer: number) => void;
  readonly counts: () => Pick<Counts, 'fields' | 'unknown'>;
  readonly clear: () => void;
}

/** Items of a list that are looked at. */
const MAX_ITEMS = 20;
const MAX_UNKNOWN = 50;
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
  /** Its texts are numbers: one of them had a decimal point, as no id has. Stays so. */
  isDecimalText: boolean;
}

interface Walk {
  readonly places: Place[];
  readonly unknown: Map<string, number>;
  readonly hear: HearNumber;
  answer: number;
}

const emptyPlace = (): Place => ({
  seen: 0,
  missing: 0,
  count: 0,
  negative: 0,
  lastAnswer: -1,
  bins: new Map(),
  isDecimalText: false,
});

export function tallyPlaces({ root, pointers }: AnswerShape, hear: HearNumber): PlaceTally {
  const walk: Walk = { places: pointers.map(emptyPlace), unknown: new Map(), hear, answer: 0 };
  return {
    add(body, answer) {
      walk.answer = answer;
      visit(walk, root, body);
    },
    counts: () => ({
      fields: Object.fromEntries(pointers.map((pointer, i) => [pointer, fieldCounts(walk.places[i] as Place)])),
      unknown: Object.fromEntries(walk.unknown),
    }),
    clear() {
      for (const i of pointers.keys()) {
        const isDecimalText = walk.places[i]?.isDecimalText ?? false;
        walk.places[i] = { ...emptyPlace(), isDecimalText };
      }
      walk.unknown.clear();
    },
  };
}

function visit(walk: Walk, at: Shape, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (at.kind === 'object') {
    if (!Array.isArray(value)) visitObject(walk, at, value as Readonly<Record<string, unknown>>);
  } else if (at.kind === 'list') {
    if (!Array.isArray(value)) return;
    for (let i = 0; i < value.length && i < MAX_ITEMS; i += 1) visit(walk, at.element, value[i]);
  } else if (at.kind === 'map') {
    for (const own of Object.values(value).slice(0, MAX_ITEMS)) visit(walk, at.value, own);
  }
}

function visitObject(walk: Walk, of: ObjectShape, value: Readonly<Record<string, unknown>>): void {
  let present = 0;
  for (const field of of.fields) {
    const own = value[field.name];
    if (own !== undefined) present += 1;
    visitField(walk, field, own);
  }
  const keys = Object.keys(value);
  if (keys.length > present) noteUnknown(walk.unknown, of, keys);
}

function visitField(walk: Walk, { place, shape }: Field, own: unknown): void {
  const at = walk.places[place] as Place;
  at.seen += 1;
  if (own === undefined || own === null) at.missing += 1;
  else if (own instanceof NumberLexeme) visitNumber(walk, place, at, own.text);
  else if (typeof own === 'string') visitText(walk, place, at, own);
  else if (shape.kind !== 'leaf') visit(walk, shape, own);
}

const DECIMAL = /^-?\d{1,15}\.\d{1,15}$/;
const WHOLE = /^-?\d{1,15}$/;

/** Many partners write amounts as texts. */
function visitText(walk: Walk, place: number, at: Place, text: string): void {
  at.isDecimalText ||= DECIMAL.test(text);
  if (at.isDecimalText && (DECIMAL.test(text) || WHOLE.test(text))) visitNumber(walk, place, at, text);
}

function visitNumber({ hear, answer }: Walk, place: number, at: Place, text: string): void {
  if (at.lastAnswer === answer) return;
  at.lastAnswer = answer;
  at.count += 1;
  if (text.startsWith('-')) at.negative += 1;
  const decades = magnitudeOf(text);
  if (decades === null) return;
  const bin = binOf(decades);
  at.bins.set(bin, (at.bins.get(bin) ?? 0) + 1);
  hear(place, decades);
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
