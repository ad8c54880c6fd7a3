/**
 * What an agreement version that has ended leaves to be returned or deleted, place by place. Pure. A place that another agreement with the
 * partner goes on needing is carried over; every other one is pending until somebody answers for it.
 */
import {
  type Agreement,
  type AgreementPlace,
  type AgreementPlaceName,
  covers,
  END_OF_TERM_DAYS,
  endOfAgreement,
} from '../../domain/agreement.ts';
import type { Coordinate } from '../../domain/classification.ts';
import { invalidInput } from '../../domain/errors.ts';
import type { Fact } from '../../domain/fact.ts';
import { epochMsOf, type Instant, instantFromEpochMs } from '../../domain/instant.ts';
import type { RecordSupply } from '../../partners/port.ts';

const DAY_MS = 86_400_000;

/** `others`: every other version of agreements with this partner. */
export function openSettlement(agreement: Agreement, others: readonly Fact<'agreement'>[], at: Instant): Agreement {
  const { terms, agreementId, ended } = agreement;
  const goesOn = others.filter((other) => isCovering(other, at));
  const isReplaced = goesOn.some(({ body }) => body.agreementId === agreementId);
  const places: AgreementPlace[] = [
    { name: 'STORED_RECORDS', state: 'PENDING' },
    { name: 'REFERENCES', state: goesOn.length > 0 ? 'CARRIED_OVER' : 'PENDING' },
  ];
  // A licence gives the partner nothing of ours to keep.
  if (terms.kind !== 'LICENCE_IN')
    places.push({ name: 'PARTNER_COPY', state: isReplaced ? 'CARRIED_OVER' : 'PENDING' });
  const dueAt = instantFromEpochMs(epochMsOf(ended?.at ?? at) + (terms.endOfTermDays ?? END_OF_TERM_DAYS) * DAY_MS);
  return { ...agreement, state: 'RETURN_OR_DELETE_PENDING', settlement: { openedAt: at, dueAt, places } };
}

/** In force, or held for now: its records may still be kept. */
export const isCovering = ({ isIntact, body }: Fact<'agreement'>, now: Instant): boolean =>
  isIntact &&
  (body.state === 'ACTIVE' || body.state === 'SUSPENDED') &&
  epochMsOf(now) < epochMsOf(endOfAgreement(body));

/** Endpoints whose records may stay: nothing that they may hold is lost. What is not named goes. */
export function endpointsToKeep(
  { terms }: Agreement,
  others: readonly Fact<'agreement'>[],
  supplies: readonly RecordSupply[],
  now: Instant,
): readonly string[] {
  const still = others.filter((other) => isCovering(other, now)).flatMap(({ body }) => body.terms.grants);
  const isLost = (coordinate: Coordinate): boolean =>
    terms.grants.some((grant) => covers(grant.coordinates, coordinate)) &&
    !still.some((grant) => covers(grant.coordinates, coordinate));
  return supplies
    .filter(({ source }) => source === terms.partnerId)
    .filter(({ coordinates }) => !coordinates.some(isLost))
    .map(({ endpoint }) => endpoint);
}

/** The agreement with one place answered for. Throws INVALID_INPUT where that place is not open. */
export function settlePlace(
  agreement: Agreement,
  name: AgreementPlaceName,
  done: Omit<AgreementPlace, 'name' | 'state'>,
): Agreement {
  const { settlement } = agreement;
  if (agreement.state !== 'RETURN_OR_DELETE_PENDING' || settlement === undefined) {
    throw invalidInput(
      `The agreement is ${agreement.state}; returns are recorded while it is RETURN_OR_DELETE_PENDING.`,
    );
  }
  const place = settlement.places.find((one) => one.name === name);
  if (place?.state !== 'PENDING') {
    const open = settlement.places.filter(({ state }) => state === 'PENDING').map((one) => one.name);
    throw invalidInput(
      `place: ${name} is ${place?.state ?? 'not part of this agreement'}. Still pending: ${open.join(', ') || 'nothing'}.`,
    );
  }
  const places = settlement.places.map((one) => (one === place ? { name, state: 'DONE' as const, ...done } : one));
  return { ...agreement, settlement: { ...settlement, places } };
}
