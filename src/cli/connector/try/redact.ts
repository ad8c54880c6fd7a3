/**
 * Replaces what a recording may not keep by invented values of the same length and form: letters by letters, digits by digits, days by
 * other days, the same text by the same. Only what a contract enumerates, currency and country codes, and what the author names stay.
 * Keyed by chance and never kept: nobody can go back.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { NumberLexeme } from '../../../sdk/index.ts';

export interface Redactor {
  readonly text: (value: string) => string;
  readonly body: (value: unknown) => unknown;
  /** Every text that was replaced by another. */
  readonly replaced: ReadonlySet<string>;
}

export interface RedactOptions {
  /** Texts that the contract enumerates. */
  readonly enumerated: ReadonlySet<string>;
  /** Names of keys whose values the author answers for. */
  readonly keep: ReadonlySet<string>;
  readonly key?: Uint8Array;
}

const DAY_MS = 86_400_000;
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));
const HAN = '安白成丹方高何江金李林马南平青容山石田王文向雪杨中';

export function createRedactor({ enumerated, keep, key = randomBytes(32) }: RedactOptions): Redactor {
  const replaced = new Set<string>();
  const chance = (topic: string, at: number): number => {
    const digest = createHmac('sha256', key)
      .update(`${Math.floor(at / 32)} ${topic}`)
      .digest();
    return digest[at % 32] ?? 0;
  };
  const shiftDays = 1 + ((chance('days', 0) * 256 + chance('days', 1)) % 300);
  const text = (value: string): string => {
    const other = shiftedDay(value, shiftDays) ?? scrambled(value, chance);
    if (other !== value) replaced.add(value);
    return other;
  };
  const isKept = (name: string, value: string): boolean =>
    keep.has(name) ||
    enumerated.has(value) ||
    (/currency|ccy/i.test(name) && CURRENCIES.has(value.toUpperCase())) ||
    (/country/i.test(name) && /^[A-Za-z]{2}$/.test(value));
  const body = (value: unknown, name = ''): unknown => {
    if (typeof value === 'string') return isKept(name, value) ? value : text(value);
    if (value instanceof NumberLexeme)
      return keep.has(name) ? value : new NumberLexeme(otherNumber(value.text, shiftDays, chance));
    if (Array.isArray(value)) return value.map((item) => body(item, name));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([own]) => isName(own));
    return Object.fromEntries(entries.map(([own, inner]) => [own, body(inner, own)]));
  };
  return { text, body, replaced };
}

/** A key that is data itself, such as an account number, is left out. */
const isName = (key: string): boolean => /^[\p{L}_$][\w$./ -]{0,60}$/u.test(key) && key.replace(/\D/g, '').length < 4;

type Chance = (topic: string, at: number) => number;

const scrambled = (value: string, chance: Chance): string =>
  [...value].map((character, i) => otherCharacter(character, chance(value, i))).join('');

function otherCharacter(character: string, drawn: number): string {
  if (/[a-z]/.test(character))
    return String.fromCharCode(97 + ((character.charCodeAt(0) - 97 + 1 + (drawn % 25)) % 26));
  if (/[A-Z]/.test(character))
    return String.fromCharCode(65 + ((character.charCodeAt(0) - 65 + 1 + (drawn % 25)) % 26));
  if (/\d/.test(character)) return String((Number(character) + 1 + (drawn % 9)) % 10);
  if (/\p{Script=Han}/u.test(character)) return [...HAN].filter((one) => one !== character)[drawn % 24] ?? '安';
  return /\p{L}/u.test(character) ? 'x' : character;
}

/** Another day in the same form, time of day kept; null for what is no date. */
function shiftedDay(value: string, days: number): string | null {
  const [, day = '', rest = ''] = /^(\d{4}-\d{2}-\d{2})(T.*|[ ].*)?$/.exec(value) ?? [];
  const at = Date.parse(`${day}T00:00:00Z`);
  return day === '' || Number.isNaN(at) ? null : new Date(at - days * DAY_MS).toISOString().slice(0, 10) + rest;
}

const UNITS_PER_DAY: Readonly<Record<number, bigint>> = {
  10: 86_400n,
  13: 86_400_000n,
  16: 86_400_000_000n,
  19: 86_400_000_000_000n,
};

/** Same sign, length and point. One digit stays: it is a count or a code as a rule, and hides nobody. */
function otherNumber(text: string, days: number, chance: Chance): string {
  if (/^-?\d(\.0+)?$/.test(text)) return text;
  const perDay = /^1\d+$/.test(text) ? UNITS_PER_DAY[text.length] : undefined;
  if (perDay !== undefined) return String(BigInt(text) - perDay * BigInt(days));
  const [, mantissa = text, exponent = ''] = /^([^eE]+)([eE].*)?$/.exec(text) ?? [];
  let isFirst = true;
  const other = [...mantissa].map((character, i) => {
    if (!/\d/.test(character) || (isFirst && character === '0')) return character;
    const drawn = chance(text, i);
    const digit = isFirst ? 1 + ((Number(character) + (drawn % 8)) % 9) : (Number(character) + 1 + (drawn % 9)) % 10;
    isFirst = false;
    return String(digit);
  });
  return other.join('') + exponent;
}
