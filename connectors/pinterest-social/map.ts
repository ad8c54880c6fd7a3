/**
 * Pinterest's account, figures and pins → canonical social records. Pure and total over what wire.ts accepts; counts that
 * cannot be known are left out, never guessed.
 */
import {
  epochMsOf,
  present,
  type Instant,
  type LocalDate,
  type Mapped,
  type RequestContext,
} from '../../src/sdk/index.ts';
import type { Account, AudienceWire, PinPage } from './wire.ts';

const NETWORK = 'pinterest';
const COUNTED_DAYS = 90;
const DAY_MS = 86_400_000;

const filled = (text: string | undefined): string | undefined => (text?.trim() === '' ? undefined : text);

export function mapProfile(wire: Account): Mapped<'social.profile'> {
  const record = present({
    network: NETWORK,
    handle: filled(wire.username),
    displayName: filled(wire.business_name),
    about: filled(wire.about),
    website: filled(wire.website_url),
    isBusiness: IS_BUSINESS.get(wire.account_type ?? ''),
  });
  return { record: [record], asOf: null };
}

const IS_BUSINESS: ReadonlyMap<string, boolean> = new Map([
  ['BUSINESS', true],
  ['PINNER', false],
]);

/** Impressions and engagements are those of the last 30 days; monthly views are Pinterest's own count. */
export function mapAudience(wire: AudienceWire): Mapped<'social.audience'> {
  const record = present({
    network: NETWORK,
    followers: wire.account?.follower_count,
    following: wire.account?.following_count,
    monthlyViews: wire.account?.monthly_views,
    impressions: wire.figures?.summary_metrics?.IMPRESSION,
    engagements: wire.figures?.summary_metrics?.ENGAGEMENT,
  });
  return { record: [record], asOf: null };
}

const midnight = (day: LocalDate): number => Date.parse(`${day}T00:00:00Z`);

/** Epoch milliseconds at which the counted days begin: midnight UTC, 90 days before today. */
export const windowStart = (today: LocalDate): number => midnight(today) - COUNTED_DAYS * DAY_MS;

export const daysBefore = (today: LocalDate, days: number): string =>
  new Date(midnight(today) - days * DAY_MS).toISOString().slice(0, 10);

/**
 * Pins created in the 90 days before today. A pin without a time makes the count unknown, and so do unread pages, unless
 * what was read runs newest first and ends before those days (Pinterest promises no order, so the answer itself must show it).
 */
export function mapActivity(wire: PinPage, ctx: RequestContext): Mapped<'social.activity'> {
  const start = windowStart(ctx.today);
  const times = wire.items.flatMap((pin) => (pin.created_at === undefined ? [] : [epochMsOf(pin.created_at)]));
  const isEveryTimeKnown = times.length === wire.items.length;
  const isNewestFirst = isEveryTimeKnown && times.every((at, i) => i === 0 || at <= (times[i - 1] ?? at));
  const oldest = oldestPinAt(wire.items);
  const isWhole = wire.bookmark === undefined || (isNewestFirst && oldest !== null && oldest < start);
  const record = present({
    network: NETWORK,
    posts: isEveryTimeKnown && isWhole ? times.filter((at) => at >= start).length : undefined,
    lastPostAt: isWhole || isNewestFirst ? latest(wire) : undefined,
  });
  return { record: [record], asOf: null };
}

/** Creation time of the last pin shown; null where there is none. */
export function oldestPinAt(items: PinPage['items']): number | null {
  const at = items.at(-1)?.created_at;
  return at === undefined ? null : epochMsOf(at);
}

const latest = (wire: PinPage): Instant | undefined =>
  wire.items.reduce<Instant | undefined>((last, { created_at: at }) => {
    if (at === undefined) return last;
    return last === undefined || epochMsOf(at) > epochMsOf(last) ? at : last;
  }, undefined);
