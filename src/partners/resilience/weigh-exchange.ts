/**
 * What one exchange says about the partner's health. Throttling, refused credentials, requests the partner cannot take, a customer's own
 * matter and our own refusals say nothing against it; an answer nobody can use does. Pure. Judges whole exchanges: what it does not know
 * counts for nothing.
 */
import type { PartnerFault } from '../../domain/fault.ts';
import type { Endpoint } from '../../sdk/index.ts';
import { type Exchange, isFault } from '../ask.ts';
import { hasFailed } from '../attempt.ts';
import { checkOnce } from '../contract/check-once.ts';

export type FailureReason = 'no-connection' | 'timeout' | 'server-error' | 'slow' | 'broken-contract';

export type Weight =
  | { readonly kind: 'worked' }
  | { readonly kind: 'failed'; readonly reason: FailureReason }
  /** It is there and answers, which ends an outage, but does not speak for it. */
  | { readonly kind: 'answered' }
  | { readonly kind: 'none' };

const WORKED: Weight = { kind: 'worked' };
const ANSWERED: Weight = { kind: 'answered' };
const NONE: Weight = { kind: 'none' };
const failed = (reason: FailureReason): Weight => ({ kind: 'failed', reason });

/** `isSlow`: it took longer than this partner may. */
export function weighExchange({ answer, verdict }: Exchange, endpoint: Endpoint, pace: 'slow' | 'timely'): Weight {
  if (isFault(verdict)) {
    if (answer === null) return weighSilence(verdict, pace);
    return weighFault(verdict);
  }
  if (verdict === 'ANSWER' && hasFailed(checkOnce(endpoint.wire, answer?.body))) return failed('broken-contract');
  return pace === 'slow' ? failed('slow') : WORKED;
}

function weighFault({ code, detail, about }: PartnerFault): Weight {
  if (about === 'CUSTOMER') return ANSWERED;
  switch (code) {
    case 'PARTNER_BROKE_CONTRACT':
      // Left to the usual rules, a 4xx says that our request is wrong.
      return detail.startsWith('status-4') ? ANSWERED : failed('broken-contract');
    case 'PARTNER_TIMEOUT':
      return failed('timeout');
    case 'PARTNER_UNAVAILABLE':
    case 'PARTNER_OUTCOME_UNKNOWN':
      return failed('server-error');
    default:
      return ANSWERED;
  }
}

const NO_CONNECTION = new Set([
  'connect-refused',
  'connect-timeout',
  'name-not-resolved',
  'unreachable',
  'tls-refused',
  'connection-lost',
]);

/** Without an answer only the named reason tells whose failure it was; a login's failure carries a prefix. */
function weighSilence({ detail }: PartnerFault, pace: 'slow' | 'timely'): Weight {
  const reason = detail.replace(/^(login|token)-/, '').replace(/-after-send$/, '');
  if (NO_CONNECTION.has(reason)) return failed('no-connection');
  if (reason === 'deadline' || reason === 'status-408') return failed('timeout');
  if (/^status-5\d\d$/.test(reason)) return failed('server-error');
  if (reason === 'not-http') return failed('broken-contract');
  // The caller left; that it had waited too long by then is the partner's doing.
  return reason === 'request-aborted' && pace === 'slow' ? failed('slow') : NONE;
}
