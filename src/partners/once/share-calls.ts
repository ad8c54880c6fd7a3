/**
 * Inside one request, identical calls to a partner are one call: two endpoints that read the same answer, two customers whose
 * references build the same request. The key holds references, so it never leaves memory. Lives as long as the request.
 */
import type { Ask, Exchange, PartnerCall, Step } from '../ask.ts';
import type { Connector } from '../../sdk/index.ts';
import { callKeyOf } from './call-key.ts';
import { readAgain } from './read-again.ts';

export const shareCalls =
  (connector: Connector, now: () => number): Step =>
  (next: Ask) => {
    const exchangeByKey = new Map<
      string,
      Promise<{ readonly of: PartnerCall['endpoint']; readonly exchange: Exchange }>
    >();
    return async (call) => {
      const key = callKeyOf(connector, call);
      const shared = exchangeByKey.get(key) ?? next(call).then((exchange) => ({ of: call.endpoint, exchange }));
      exchangeByKey.set(key, shared);
      const { of, exchange } = await shared;
      return readAgain(connector, { of: of.name, by: call.endpoint }, exchange, now());
    };
  };
