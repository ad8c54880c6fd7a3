/**
 * Inside one request, identical calls to a partner are one call: two endpoints that read the same answer, two customers whose
 * references build the same request. The key holds references, so it never leaves memory. Lives as long as the request.
 */
import { type Ask, type Exchange, type PartnerCall, type Step } from '../ask.ts';
import { classify } from '../client/classify.ts';
import type { Connector } from '../../sdk/index.ts';

export const shareCalls =
  (connector: Connector, now: () => number): Step =>
  (next: Ask) => {
    const exchangeByKey = new Map<
      string,
      Promise<{ readonly of: PartnerCall['endpoint']; readonly exchange: Exchange }>
    >();
    return async (call) => {
      const key = keyOf(call);
      const shared = exchangeByKey.get(key) ?? next(call).then((exchange) => ({ of: call.endpoint, exchange }));
      exchangeByKey.set(key, shared);
      const { of, exchange } = await shared;
      if (of === call.endpoint || exchange.answer === null) return exchange;
      // A connector's fault rule may read the same answer differently for another endpoint.
      return { answer: exchange.answer, verdict: classify(connector, call.endpoint, exchange.answer, now()) };
    };
  };

const keyOf = ({ request: { method, path, query, body }, customerToken }: PartnerCall): string =>
  JSON.stringify([method, path, Object.entries(query ?? {}).sort(byName), body, customerToken]);

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
