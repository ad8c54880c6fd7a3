/**
 * Step 9. What an answer means: a record to read, no record, or a fault. The connector's own rule speaks first, for partners that
 * hide failures in a 200; then the status does. Pure; sees no value of the body.
 */
import type { GapCode } from '../../domain/fault.ts';
import { type PartnerFault, partnerFault } from '../../domain/fault.ts';
import type { Connector, CustomerFault, Endpoint } from '../../sdk/index.ts';
import type { ReadAnswer, Verdict } from '../ask.ts';
import { readRetryAfter, readThrottleWait } from './read-retry-after.ts';

export function classify(connector: Connector, endpoint: Endpoint, answer: ReadAnswer, nowMs: number): Verdict {
  // A rule would judge a body that nobody has.
  if (isAnswerLost(answer, connector.sideEffect)) return partnerFault('PARTNER_OUTCOME_UNKNOWN', 'body-cut');
  const ruled = applyFaultRule(connector, endpoint, answer);
  if (ruled === 'NO_RECORD') return ruled;
  if (ruled === 'threw') return partnerFault('PARTNER_BROKE_CONTRACT', 'fault-rule-threw');
  if (ruled !== null) return faultByRule(ruled, answer, nowMs);
  return classifyStatus(answer, connector.sideEffect, nowMs);
}

/** The usual rules, without a connector's own. */
export function classifyStatus(answer: ReadAnswer, sideEffect: Connector['sideEffect'], nowMs: number): Verdict {
  const { status, bodyProblem } = answer;
  if (status === 404) return 'NO_RECORD';
  if (status >= 200 && status < 300) {
    return bodyProblem === null ? 'ANSWER' : partnerFault('PARTNER_BROKE_CONTRACT', bodyProblem);
  }
  if (status >= 300 && status < 400) return partnerFault('PARTNER_BROKE_CONTRACT', 'redirect-refused');
  return faultOf(codeOf(status, sideEffect), `status-${status}`, answer, nowMs);
}

/** The partner had begun to answer: it served the call or was about to, and what it said was lost on the way. */
const isAnswerLost = ({ status, bodyProblem }: ReadAnswer, sideEffect: Connector['sideEffect']): boolean =>
  sideEffect !== 'free' && status >= 200 && status < 300 && bodyProblem === 'body-cut';

function applyFaultRule(
  { faults }: Connector,
  endpoint: Endpoint,
  answer: ReadAnswer,
): GapCode | 'NO_RECORD' | CustomerFault | 'threw' | null {
  if (faults === undefined) return null;
  try {
    return faults(answer, endpoint);
  } catch {
    return 'threw';
  }
}

function codeOf(status: number, sideEffect: Connector['sideEffect']): GapCode {
  if (status === 401 || status === 403) return 'PARTNER_REFUSED_CREDENTIALS';
  if (status === 429) return 'PARTNER_THROTTLED';
  if (status === 408) return 'PARTNER_TIMEOUT';
  if (status < 500) return 'PARTNER_BROKE_CONTRACT';
  return sideEffect === 'free' || UNSERVED.has(status) ? 'PARTNER_UNAVAILABLE' : 'PARTNER_OUTCOME_UNKNOWN';
}

/**
 * Server errors by which a billed call certainly came to nothing: the partner does not have the method or the version, or takes no requests
 * now (RFC 9110, 15.6; 408 says the same of a request that never came in whole, 15.5.9). Behind any other, 500, 502 and 504 above all, it
 * may have been served before something broke. Asking again could cost the bank twice and leave a second inquiry on a customer's credit
 * file, which nobody can take back; asking the partner what became of it costs a person a minute. A partner whose contract says more says
 * it in its fault rule.
 */
const UNSERVED: ReadonlySet<number> = new Set([501, 503, 505]);

/** What concerns one customer alone says nothing about the partner: neither its circuit nor its pauses hear of it. */
function faultByRule(ruled: GapCode | CustomerFault, answer: ReadAnswer, nowMs: number): PartnerFault {
  const detail = `fault-rule-${answer.status}`;
  if (typeof ruled === 'string') return faultOf(ruled, detail, answer, nowMs);
  return { ...faultOf(ruled.code, detail, answer, nowMs), about: 'CUSTOMER' };
}

function faultOf(code: GapCode, detail: string, { headers }: ReadAnswer, nowMs: number): PartnerFault {
  if (code === 'PARTNER_THROTTLED') return partnerFault(code, detail, readThrottleWait(headers, nowMs));
  return partnerFault(code, detail, code === 'PARTNER_UNAVAILABLE' ? readRetryAfter(headers, nowMs) : undefined);
}
