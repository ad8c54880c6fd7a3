/**
 * When two calls are the same: one partner, one request, one identity the credentials stand for. References and tokens stand in the key, so
 * it never leaves memory in the clear; what replicas compare is its HMAC.
 */
import { createHmac } from 'node:crypto';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Connector, PartnerRequest } from '../../sdk/index.ts';
import type { PartnerCall } from '../ask.ts';

/** Equal for calls that the partner could not tell apart. */
export const callKeyOf = ({ id }: Pick<Connector, 'id'>, call: PartnerCall): string =>
  JSON.stringify([id, requestKeyOf(call.request), identityOf(call)]);

/**
 * Across requests the agreement counts too: it says who pays, how fast and until when. The customer does not where the bank's own credentials
 * ask, because the partner's answer is the same; each request has a permit of its own for what it reads out of it.
 */
export const sharedKeyOf = (connector: Pick<Connector, 'id'>, call: PartnerCall): string =>
  `${call.terms.agreementId}\n${callKeyOf(connector, call)}`;

/** What replicas compare: hex, without a reference or token that could be guessed from it. */
export const ledgerKeyOf = (secret: Uint8Array, sharedKey: string): string =>
  createHmac('sha256', secret).update(sharedKey, 'utf8').digest('hex');

/** Method, path, query in any order, body with its keys in any order. */
function requestKeyOf({ method, path, query, body }: PartnerRequest): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  // Two names of a query never are the same.
  pairs.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  // As it is sent: what JSON leaves out is no difference.
  const sent = body === undefined ? undefined : (JSON.parse(JSON.stringify(body)) as unknown);
  return JSON.stringify([method, path, pairs, sent === undefined ? '' : canonicalJson(sent)]);
}

/**
 * `[]`: the bank's own credentials. A customer's token stands for that customer: two customers who happen to have the same one, or one whose
 * token was replaced, are not the same caller to the partner.
 */
const identityOf = ({ customerToken, customerIds }: PartnerCall): readonly string[] =>
  customerToken === null ? [] : [customerToken, ...[...customerIds].sort()];
