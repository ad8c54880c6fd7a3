/**
 * Step 6. One circuit per partner and process: a call goes through while nobody holds the partner, the circuit is not open and the partner
 * did not ask to be left alone. `refuseEarly` stands outside of budget and limiter, so that a refused call costs neither; `breakCircuit` is
 * next to the partner and hears what each call came to, whether its body kept the contract included.
 */
import { LRUCache } from 'lru-cache';
import { type PartnerFault, partnerFault } from '../../domain/fault.ts';
import type { PartnerHold } from '../../domain/fact.ts';
import { epochMsOf, type Instant } from '../../domain/instant.ts';
import type { Connector } from '../../sdk/index.ts';
import { type Exchange, isFault, type PartnerCall, refused, type Step } from '../ask.ts';
import { readSpentQuota } from '../client/read-retry-after.ts';
import { createPauses, type Pause, type Pauses } from './pause-calls.ts';
import type { Circuit } from './port.ts';
import { readCircuit } from './read-circuit.ts';
import { type CircuitTeller, tellCircuit, type TellOptions } from './tell-circuit.ts';
import { createTrip, type Trip } from './trip-circuit.ts';
import { weighExchange } from './weigh-exchange.ts';

/** A call that takes more than this part of the partner's deadline is slow, whatever it brings. */
const SLOW_SHARE = 0.8;

export interface CircuitOptions extends TellOptions {
  /** Tells all replicas to leave the partner alone for so long. */
  readonly pause: (forMs: number) => void;
}

export interface BreakableCircuit extends Circuit {
  readonly refuseEarly: Step;
  readonly breakCircuit: Step;
}

export function createCircuit(connector: Connector, options: CircuitOptions): BreakableCircuit {
  const { now } = options;
  const { id, deadlineMs } = connector;
  const told = tellCircuit(id, options);
  const trip = createTrip(told.listener, deadlineMs);
  const pauses = createPauses(now);
  const people = hearPeople(trip);
  const pausesOf = choosePauses(connector, pauses, now);
  const hearPartner = listenForPauses(pauses, pausesOf, told, options);

  const refusalOf = (call: PartnerCall): PartnerFault | null => {
    if (people.hear(call) !== null) return partnerFault('PARTNER_UNAVAILABLE', 'held');
    const closed = trip.peek();
    if (closed !== null) return partnerFault('PARTNER_UNAVAILABLE', closed.reason, closed.retryAfterMs);
    const pausedMs = pausesOf(call).remainingMs();
    return pausedMs > 0 ? partnerFault('PARTNER_THROTTLED', 'throttled', pausedMs) : null;
  };
  const refuseEarly: Step = (next) => async (call) => {
    const refusal = refusalOf(call);
    if (refusal === null) return next(call);
    told.refused(call.endpoint.name, refusal);
    return refused(refusal);
  };
  const weighed: Step = (next) => async (call) => {
    // Nothing is awaited between the look and the step through.
    const passage = trip.enter();
    if (!('settle' in passage)) return refused(partnerFault('PARTNER_UNAVAILABLE', passage.reason));
    const startedAtMs = now();
    const exchange = await next(call);
    const pace = now() - startedAtMs > deadlineMs * SLOW_SHARE ? 'slow' : 'timely';
    hearPartner(call, exchange, startedAtMs);
    await passage.settle(weighExchange(exchange, call.endpoint, pace));
    return exchange;
  };
  return {
    read: () => readCircuit(people.hold(), trip, pauses, told),
    hearHold: (hold) => people.hearHold(hold),
    refuseEarly,
    breakCircuit: (next) => refuseEarly(weighed(next)),
  };
}

/** What people decided about the partner comes with the rights of each call. */
function hearPeople(trip: Pick<Trip, 'reset'>) {
  let hold: PartnerHold | null = null;
  let resetAt: Instant | null = null;
  const isNews = (at: Instant | null): at is Instant =>
    at !== null && (resetAt === null || epochMsOf(at) > epochMsOf(resetAt));
  return {
    hold: () => hold,
    hearHold(now: PartnerHold | null): void {
      hold = now;
    },
    hear({ terms, isStatusCall }: PartnerCall): PartnerHold | null {
      // Its rights are those of the call that it asks about.
      if (isStatusCall === true) return hold;
      hold = terms.hold;
      // Compared with the last one heard of, not with our clock: they are the database's.
      if (isNews(terms.resetAt)) {
        resetAt = terms.resetAt;
        trip.reset();
      }
      return hold;
    },
  };
}

/** Customers whose own pause is remembered at once. */
const MAX_CUSTOMERS = 10_000;

/** A partner that is asked with each customer's own token throttles that customer, not the others. */
function choosePauses({ auth }: Connector, ofPartner: Pauses, now: () => number): (call: PartnerCall) => Pauses {
  if (auth.type !== 'customer-token') return () => ofPartner;
  const byCustomer = new LRUCache<string, Pauses>({ max: MAX_CUSTOMERS });
  return ({ customerIds: [customerId] }) => {
    if (customerId === undefined) return ofPartner;
    const pauses = byCustomer.get(customerId) ?? createPauses(now);
    byCustomer.set(customerId, pauses);
    return pauses;
  };
}

/** Takes from an answer how long the partner wants to be left alone. */
function listenForPauses(
  ofPartner: Pauses,
  pausesOf: (call: PartnerCall) => Pauses,
  told: CircuitTeller,
  { now, pause: pauseEverywhere }: CircuitOptions,
) {
  const spread = (call: PartnerCall, pause: Pause | null): void => {
    if (pause === null) return;
    told.paused(call.endpoint.name, pause);
    if (pausesOf(call) === ofPartner) pauseEverywhere(pause.forMs);
  };
  return (call: PartnerCall, { answer, verdict }: Exchange, startedAtMs: number): void => {
    if (answer === null) return;
    const pauses = pausesOf(call);
    if (!isFault(verdict)) {
      pauses.answered(startedAtMs);
      return spread(call, pauses.announced(readSpentQuota(answer.headers, now()) ?? 0));
    }
    const isForAll = verdict.code === 'PARTNER_THROTTLED' && verdict.about !== 'CUSTOMER';
    if (isForAll) spread(call, pauses.throttled(verdict.retryAfterMs, startedAtMs));
  };
}
