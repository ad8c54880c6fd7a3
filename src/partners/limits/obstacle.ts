/** What keeps a call from starting, in our own vocabulary, and the fault it comes to when the call cannot wait so long. */
import { type PartnerFault, partnerFault } from '../../domain/fault.ts';
import type { RefusalReason } from './port.ts';

export interface Obstacle {
  readonly reason: RefusalReason | 'concurrency' | 'spacing' | 'request-aborted';
  /** Probably; zero where nobody knows. */
  readonly waitMs: number;
}

export interface Refusal extends Obstacle {
  readonly fault: PartnerFault;
}

/** `detail`: `limiter-wait` for a wait that nobody began, `limiter-waited` for one that lasted too long. */
export function refusalOf({ reason, waitMs }: Obstacle, detail = 'limiter-wait'): Refusal {
  if (reason === 'request-aborted') return { reason, waitMs, fault: partnerFault('PARTNER_TIMEOUT', reason) };
  const named = reason === 'partner-paused' || reason === 'limiter-unavailable' ? reason : detail;
  return { reason, waitMs, fault: partnerFault('PARTNER_THROTTLED', named, Math.ceil(waitMs)) };
}

export const isRefusal = <T extends object>(result: T | Refusal): result is Refusal => 'fault' in result;
