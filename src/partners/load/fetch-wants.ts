/**
 * Asks partners for what a Permit covers and hands every want its result. One partner's failure is that want's gap and nothing
 * else's; what was answered is kept for later. A want outside of the Permit is a defect of the caller and stops everything.
 */
import type { Permit } from '../../domain/custody.ts';
import { type PartnerFault, partnerFault } from '../../domain/fault.ts';
import { epochMsOf, type Instant, instantFromEpochMs } from '../../domain/instant.ts';
import type { Endpoint } from '../../sdk/index.ts';
import { hasFailed } from '../attempt.ts';
import type { Load, Loaded } from './load-records.ts';
import { nameOf, type PartnersLog } from '../log.ts';
import type { Reading } from '../contract/map-record.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Fetched, RecordOrigin, Want } from '../port.ts';
import { digestOf, neededValues } from './references.ts';
import { freshnessOf, mayServe } from '../records/freshness.ts';
import type { Keepable } from '../records/save-records.ts';
import { recordKeyOf, textOf } from '../records/store-records.ts';

const DAY_MS = 86_400_000;

/** Throws before any partner hears anything. */
export function assertCovered(permit: Permit, wants: readonly Want[]): void {
  const outside = wants.find(({ customerId, source, dataset }) => !permit.covers(customerId, source, dataset));
  if (outside !== undefined) throw new Error(`the permit does not cover ${outside.source} ${outside.dataset}`);
}

export interface Asked {
  readonly fetched: Fetched;
  readonly keepable: Keepable | null;
}

export interface Route {
  readonly pipeline: Pipeline;
  readonly endpoint: Endpoint;
}

/** `askedAt`: when the store was looked into before, by its own clock. */
export async function askFor(
  { want, askedAt }: { readonly want: Want; readonly askedAt: Instant | null },
  route: Route | null,
  load: Load,
  log: PartnersLog,
): Promise<Asked> {
  if (route === null) return gap(want, partnerFault('PARTNER_UNAVAILABLE', 'connector-not-in-service'));
  const values = neededValues(route.pipeline.connector, route.endpoint, want.references);
  if (values === null) return { fetched: { want, result: null }, keepable: null };
  try {
    return answer(want, route, values, await load(route.pipeline, route.endpoint, { ...want, values, askedAt }));
  } catch (error) {
    log.warn({ partner: want.source, endpoint: want.endpoint, reason: 'defect', error: nameOf(error) }, 'call failed');
    return gap(want, partnerFault('PARTNER_UNAVAILABLE', 'defect'));
  }
}

const gap = (want: Want, fault: PartnerFault): Asked => ({
  fetched: { want, result: { gap: { source: want.source, dataset: want.dataset, fault } } },
  keepable: null,
});

function answer(want: Want, route: Route, values: readonly string[], { attempt, receivedAt, askedAt }: Loaded): Asked {
  if (hasFailed(attempt)) return gap(want, attempt.fault);
  const { source, dataset } = want;
  const record = attempt.value?.record ?? null;
  const asOf = attempt.value?.asOf ?? null;
  const fetchedAt = instantFromEpochMs(receivedAt);
  const withheld = attempt.value?.withheld === undefined ? {} : { withheld: attempt.value.withheld };
  return {
    fetched: { want, result: { sourced: { source, dataset, record, asOf, fetchedAt, cache: 'LIVE', ...withheld } } },
    // A part would pass for the whole when it is read again: the next reader asks anew.
    keepable:
      'withheld' in withheld
        ? null
        : keepableOf(want, route, values, attempt.value, { receivedAt, origin: originOf(route, askedAt) }),
  };
}

/** Most partners never send anything by themselves. */
const originOf = ({ pipeline }: Route, at: Instant | null): RecordOrigin | null =>
  pipeline.connector.webhook === undefined && pipeline.connector.deliveries === undefined ? null : { how: 'ASKED', at };

/** null: the agreement lets nothing be kept, its right ends now, or it would never serve. */
export function keepableOf(
  want: Want,
  { pipeline, endpoint }: Route,
  values: readonly string[],
  reading: Reading,
  { receivedAt, origin }: { readonly receivedAt: number; readonly origin: RecordOrigin | null },
): Keepable | null {
  const keepUntilMs = keepUntilOf(want, receivedAt);
  if (keepUntilMs <= receivedAt || !mayServe(freshnessOf(endpoint, want))) return null;
  return {
    key: recordKeyOf(want, pipeline.connector, endpoint),
    content: {
      dataset: want.dataset,
      record: reading?.record ?? null,
      asOf: reading?.asOf ?? null,
      references: digestOf(values),
      ...(reading?.withheld === undefined ? {} : { withheld: reading.withheld }),
    },
    fetchedAt: instantFromEpochMs(receivedAt),
    keepUntil: instantFromEpochMs(keepUntilMs),
    requires: [want.rights],
    origin,
  };
}

/** Nothing outlives the agreement's retention, nor the agreement or consent it was fetched under. */
function keepUntilOf({ retentionDays, rightsEndAt }: Want, receivedAt: number): number {
  const retained = receivedAt + retentionDays * DAY_MS;
  return rightsEndAt === null ? retained : Math.min(retained, epochMsOf(rightsEndAt));
}

/** One row per key; where several customers asked for the same public record, any one's rights do and the shortest retention counts. */
export function distinctKeepables(asked: readonly Asked[]): readonly Keepable[] {
  const byKey = new Map<string, Keepable>();
  for (const { keepable } of asked) {
    if (keepable === null) continue;
    const key = textOf(keepable.key);
    const other = byKey.get(key);
    if (other === undefined) byKey.set(key, keepable);
    else byKey.set(key, joined(other, keepable));
  }
  return [...byKey.values()];
}

function joined(one: Keepable, other: Keepable): Keepable {
  const shorter = other.keepUntil < one.keepUntil ? other : one;
  const known = new Set(one.requires.map((rights) => JSON.stringify(rights)));
  const more = other.requires.filter((rights) => !known.has(JSON.stringify(rights)));
  return { ...shorter, requires: [...one.requires, ...more] };
}
