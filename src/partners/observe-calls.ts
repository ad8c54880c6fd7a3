/**
 * Tells what each call came to and how long it took, waits included. Outermost step: it sees refusals of our own limits as well as
 * a partner's. Names only; it changes nothing.
 */
import type { Connector } from '../sdk/index.ts';
import { isFault, type Step } from './ask.ts';

export interface ObservedCall {
  readonly partner: string;
  readonly endpoint: string;
  /** `ANSWER`, `NO_RECORD` or a gap code. */
  readonly outcome: string;
  readonly durationS: number;
}

export type ObserveCall = (call: ObservedCall) => void;

/** One request that went out, and how long the partner took to answer it whole, or until nobody waited any more. */
export interface ObservedAnswer {
  readonly partner: string;
  readonly endpoint: string;
  readonly durationS: number;
}

export type ObserveAnswer = (answer: ObservedAnswer) => void;

export const observeCalls =
  ({ id }: Connector, observe: ObserveCall): Step =>
  (next) =>
  async (call) => {
    const startedAt = performance.now();
    const exchange = await next(call);
    const { verdict } = exchange;
    const outcome = isFault(verdict) ? verdict.code : verdict;
    observe({ partner: id, endpoint: call.endpoint.name, outcome, durationS: (performance.now() - startedAt) / 1_000 });
    return exchange;
  };
