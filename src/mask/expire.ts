/**
 * Gate 10: takes adverse credit facts out of what was fetched once their years are over (Regulation on the Administration of the Credit
 * Reporting Industry, art. 16: five years after they ended). What has no date that can be read is over. Runs before merge, on whole
 * records, because the date counts whether or not anybody may read it. Pure.
 */
import type { Catalogue, Coordinate } from '../domain/classification.ts';
import { DATASETS } from '../domain/dataset.ts';
import type { DecisionContent } from '../domain/decision.ts';
import { type Instant, parseLocalDate } from '../domain/instant.ts';
import type { SourceId, Sourced } from '../domain/sourced.ts';

export interface Expiring {
  readonly sourced: readonly Sourced[];
  /** Coordinates of which a source sent something that is over. */
  readonly expired: ReadonlySet<string>;
}

export const expiredKey = (source: SourceId, coordinate: Coordinate): string => `${source} ${coordinate}`;

const NOTHING: ReadonlySet<string> = new Set();

export function expire(
  sourced: readonly Sourced[],
  { decidedAt, adverseCreditYears, fields }: Pick<DecisionContent, 'decidedAt' | 'adverseCreditYears' | 'fields'>,
  catalogue: Catalogue,
): Expiring {
  const adverse = fields.filter(({ coordinate }) => catalogue.get(coordinate)?.adverseSince !== undefined);
  if (adverse.length === 0) return { sourced, expired: NOTHING };
  const oldest = yearsBefore(decidedAt, adverseCreditYears);
  const expired = new Set<string>();
  const young = sourced.map((one) => {
    const { type } = DATASETS[one.dataset];
    const without = (item: Item): Item => {
      const over = Object.keys(item).filter((name) =>
        isOver(item, catalogue.get(`${type}.${name}`)?.adverseSince, oldest),
      );
      for (const name of over) expired.add(expiredKey(one.source, `${type}.${name}`));
      return over.length === 0
        ? item
        : Object.fromEntries(Object.entries(item).filter(([name]) => !over.includes(name)));
    };
    const record: unknown = one.record;
    return {
      ...one,
      record: Array.isArray(record) ? record.map(without) : record && without(record as Item),
    } as Sourced;
  });
  return { sourced: young, expired };
}

type Item = Readonly<Record<string, unknown>>;

function isOver(item: Item, since: string | undefined, oldest: string | null): boolean {
  if (since === undefined) return false;
  const on = Object.hasOwn(item, since) ? item[since] : undefined;
  const day = typeof on === 'string' ? parseLocalDate(on) : null;
  return day === null || oldest === null || day < oldest;
}

/** The same day so many years earlier; null, which nothing passes, where nobody says how many. The 29th of February becomes the 28th. */
function yearsBefore(at: Instant, years: number | undefined): string | null {
  if (years === undefined || !Number.isInteger(years) || years < 0) return null;
  const day = `${String(Number(at.slice(0, 4)) - years).padStart(4, '0')}${at.slice(4, 10)}`;
  return parseLocalDate(day) ?? day.replace(/-29$/, '-28');
}
