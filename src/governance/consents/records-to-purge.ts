/**
 * What a withdrawn consent leaves without a right to be kept: every stored record of the sources it named that may hold a coordinate it
 * covered, unless another live consent of the customer covers that coordinate from that source. Pure. A purpose that needs no consent asks
 * the partner again: a record does not say under which purpose it was fetched.
 */
import { covers } from '../../domain/agreement.ts';
import type { Coordinate } from '../../domain/classification.ts';
import type { Consent } from '../../domain/consent.ts';
import type { Fact } from '../../domain/fact.ts';
import { epochMsOf, type Instant } from '../../domain/instant.ts';
import type { SourceId } from '../../domain/sourced.ts';
import type { RecordSupply } from '../../partners/port.ts';
import type { RecordPurge } from '../port.ts';

/** `consents`: all of the customer's, the withdrawn one as it is now. */
export function recordsToPurge(
  withdrawn: Consent,
  consents: readonly Fact<'consent'>[],
  supplies: readonly RecordSupply[],
  now: Instant,
): RecordPurge {
  const live = consents.filter(({ isIntact, body }) => isIntact && isLive(body, now)).map(({ body }) => body);
  const isLost = (source: SourceId, coordinate: Coordinate): boolean =>
    covers(withdrawn.coordinates, coordinate) && !live.some((other) => admits(other, source, coordinate));
  const keep = supplies
    .filter(({ source, coordinates }) => !coordinates.some((coordinate) => isLost(source, coordinate)))
    .map(({ source, endpoint }) => ({ source, endpoint }));
  return { sources: withdrawn.sources, keep };
}

const isLive = ({ state, grantedAt, expiresAt }: Consent, now: Instant): boolean =>
  state === 'GRANTED' && epochMsOf(grantedAt) <= epochMsOf(now) && epochMsOf(now) < epochMsOf(expiresAt);

const admits = ({ sources, coordinates }: Consent, source: SourceId, coordinate: Coordinate): boolean =>
  (sources === '*' || sources.includes(source)) && covers(coordinates, coordinate);
