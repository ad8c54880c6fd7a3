/**
 * The step-ups that hold now for this person, application, purpose and customer. One that the person approved themself, that was edited or
 * whose time is over holds nothing; it ends by itself, to the instant.
 */
import { covers } from '../domain/agreement.ts';
import type { Coordinate } from '../domain/classification.ts';
import type { Fact, FactRef } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import { refOf, unknownInput, type AccessRequest } from './gate.ts';
import { isBefore, sortable } from './window.ts';

export interface Lift {
  readonly ref: FactRef;
  readonly until: Instant;
  readonly covers: (coordinate: Coordinate) => boolean;
}

const NONE: readonly Lift[] = [];

/** The one that lasts longest first, whatever the order of the facts. */
export function liveElevations(request: AccessRequest): readonly Lift[] {
  if (request.facts.elevations.length === 0) return NONE;
  return request.facts.elevations
    .flatMap((elevation) => liftOf(elevation, request))
    .map((lift) => ({ lift, order: `${sortable(lift.until)} ${lift.ref.id}` }))
    .sort((a, b) => Number(a.order < b.order) - Number(a.order > b.order))
    .map(({ lift }) => lift);
}

function liftOf(
  elevation: Fact<'elevation'>,
  { facts, customerId, caller, purposeId }: AccessRequest,
): readonly Lift[] {
  const { body, isIntact } = elevation;
  const { until, decidedAt, decidedBy, coordinates } = body;
  if (!isGranted(body.state) || !isIntact || until === undefined || decidedAt === undefined) return NONE;
  const isTheirs = body.caller === caller.subject && body.application === caller.application;
  const isAbout = body.customerId === customerId && body.purpose === purposeId;
  const isApproved = decidedBy !== undefined && decidedBy !== body.caller;
  if (!isTheirs || !isAbout || !isApproved) return NONE;
  if (isBefore(facts.decidedAt, decidedAt) || !isBefore(facts.decidedAt, until)) return NONE;
  return [{ ref: refOf(elevation), until, covers: (coordinate) => covers(coordinates, coordinate) }];
}

function isGranted(state: Fact<'elevation'>['body']['state']): boolean {
  switch (state) {
    case 'GRANTED':
      return true;
    case 'REQUESTED':
    case 'REFUSED':
    case 'RECALLED':
    case 'REVOKED':
      return false;
    default:
      return unknownInput('elevation.state');
  }
}
