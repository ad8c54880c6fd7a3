/**
 * Points in time and calendar days as immutable text, so that they compare, log and serialise without a clock or a zone.
 * Instants keep the precision the source had (up to nanoseconds): partner times above 2^53 must survive unchanged.
 */
declare const instantBrand: unique symbol;
declare const dateBrand: unique symbol;

/** RFC 3339 in UTC, always ending in `Z`, with 0, 3 or 9 fraction digits: `2026-01-02T03:04:05.678Z`. */
export type Instant = string & { readonly [instantBrand]: true };

/** A calendar day without a zone: `YYYY-MM-DD` (ISO 8601). */
export type LocalDate = string & { readonly [dateBrand]: true };

const INSTANT = /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const LOCAL_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const NANOS_PER: Record<EpochUnit, bigint> = { s: 1_000_000_000n, ms: 1_000_000n, us: 1_000n, ns: 1n };

export type EpochUnit = 's' | 'ms' | 'us' | 'ns';

/** The instant in milliseconds precision of a JavaScript epoch time. */
export const instantFromEpochMs = (epochMs: number): Instant => new Date(epochMs).toISOString() as Instant;

/** Milliseconds since 1970 of an instant; finer digits are cut. */
export const epochMsOf = (at: Instant): number => Date.parse(at.replace(/(\.\d{3})\d+Z$/, '$1Z'));

/** Of unlike precision they do not compare as they stand: the shorter one's Z is larger than any digit. */
export const earlierOf = (a: Instant, b: Instant): Instant => (a.slice(0, -1) <= b.slice(0, -1) ? a : b);

/** In UTC and of the years 1 to 9999: what an Instant can spell and the database can keep. */
const isSpellable = (epochMs: number): boolean => epochMs >= -62_135_596_800_000 && epochMs <= 253_402_300_799_999;

/** Reads RFC 3339 text with any offset; null when it is not a real point in time, such as the 30th of February. */
export function parseInstant(text: string): Instant | null {
  const day = INSTANT.exec(text)?.[1];
  if (day === undefined || parseLocalDate(day) === null) return null;
  const fraction = /\.(\d{4,9})/.exec(text)?.[1];
  const epochMs = Date.parse(text.replace(/(\.\d{3})\d+/, '$1'));
  if (!isSpellable(epochMs)) return null;
  const at = instantFromEpochMs(epochMs);
  return fraction === undefined ? at : (at.replace(/\.\d{3}Z$/, `.${fraction.padEnd(9, '0')}Z`) as Instant);
}

/** Reads an integer epoch lexeme exactly (it may exceed 2^53); null when it is no integer or outside years 1 to 9999. */
export function instantFromEpoch(lexeme: string, unit: EpochUnit): Instant | null {
  if (!/^-?\d{1,20}$/.test(lexeme)) return null;
  const nanos = BigInt(lexeme) * NANOS_PER[unit];
  const epochMs = Number(nanos / 1_000_000n - (nanos % 1_000_000n < 0n ? 1n : 0n));
  if (!isSpellable(epochMs)) return null;
  const at = instantFromEpochMs(epochMs);
  const rest = ((nanos % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return rest === 0n ? at : (at.replace(/Z$/, `${rest.toString().padStart(6, '0')}Z`) as Instant);
}

/** Reads `YYYY-MM-DD`; null when the day does not exist. */
export function parseLocalDate(text: string): LocalDate | null {
  const [, year, month, day] = LOCAL_DATE.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const date = new Date(`${text}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  return exists ? (text as LocalDate) : null;
}
