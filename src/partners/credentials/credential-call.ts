/**
 * A call that carries nothing but credentials: a login, a token request. Same client, pins, certificate and limits as any call (the
 * partner counts it like any other); a deadline of its own, because several callers share its outcome. Never throws.
 */
import type { Connector } from '../../sdk/index.ts';
import type { ReadAnswer } from '../ask.ts';
import { type Attempt, hasFailed } from '../attempt.ts';
import type { Outgoing, Send } from '../client/client.ts';
import { startDeadline } from '../client/deadline.ts';
import { readAnswer } from '../client/read-body.ts';
import type { Windows } from '../limits/windows.ts';

/** `withinMs`: instead of the connector's own deadline. */
export type CredentialCall = (outgoing: Outgoing, withinMs?: number) => Promise<Attempt<ReadAnswer>>;

export interface CredentialCallParts {
  readonly send: Send;
  readonly windows: Windows;
}

export const createCredentialCall =
  ({ deadlineMs }: Connector, { send, windows }: CredentialCallParts): CredentialCall =>
  async (outgoing, withinMs = deadlineMs) => {
    const deadline = startDeadline(null, withinMs);
    try {
      // Calls of every urgency wait for it.
      const pass = await windows.pass('CRITICAL', deadline.signal, deadlineMs);
      if (hasFailed(pass)) return pass;
      const raw = await send(outgoing, { deadline, sideEffect: 'free' });
      if (!hasFailed(raw)) pass.value.ended();
      else if (raw.wasSent !== true) pass.value.neverSent();
      return hasFailed(raw) ? { fault: raw.fault } : { value: await readAnswer(raw.value) };
    } finally {
      deadline.end();
    }
  };
