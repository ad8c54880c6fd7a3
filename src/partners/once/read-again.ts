/**
 * One answer read by two endpoints: a connector's fault rule may understand it differently for each of them. Pure.
 */
import type { Connector, Endpoint } from '../../sdk/index.ts';
import type { Exchange } from '../ask.ts';
import { classify } from '../client/classify.ts';

/** `of`: the endpoint the call was made for; `by`: the one that reads it now. */
export function readAgain(
  connector: Connector,
  { of, by }: { readonly of: string; readonly by: Endpoint },
  exchange: Exchange,
  nowMs: number,
): Exchange {
  if (of === by.name || exchange.answer === null) return exchange;
  return { ...exchange, verdict: classify(connector, by, exchange.answer, nowMs) };
}
