/**
 * A call that carries nothing but credentials: a login, a token request. Same client, pins, certificate and limits as any call (the
 * partner counts it like any other); a deadline of its own, because several callers share its outcome. Never throws.
 */
import type { Connector } from '../../sdk/index.ts';
import type { ReadAnswer } from '../ask.ts';
import { type Attempt, failed, hasFailed } from '../attempt.ts';
import type { Outgoing, Send } from '../client/client.ts';
import { startDeadline } from '../client/deadline.ts';
import { readAnswer } from '../client/read-body.ts';

/** Waits for a place in the contract's windows; a fault when there is none before the signal ends. */
export type TakePlace = (signal: AbortSignal) => Promise<Attempt<unknown>>;

export type CredentialCall = (outgoing: Outgoing) => Promise<Attempt<ReadAnswer>>;

export interface CredentialCallParts {
  readonly send: Send;
  readonly takePlace: TakePlace;
}

export const createCredentialCall =
  ({ deadlineMs }: Connector, { send, takePlace }: CredentialCallParts): CredentialCall =>
  async (outgoing) => {
    const deadline = startDeadline(null, deadlineMs);
    try {
      const place = await takePlace(deadline.signal);
      if (hasFailed(place)) return place;
      if (deadline.signal.aborted) return failed('PARTNER_TIMEOUT', deadline.whyEnded());
      const raw = await send(outgoing, { ...deadline, sideEffect: 'free' });
      return hasFailed(raw) ? raw : { value: await readAnswer(raw.value) };
    } finally {
      deadline.end();
    }
  };
