/**
 * The AppView answers 400 for three different things: an actor it does not show, a token it does not take, and a request it
 * cannot read. The first two are told apart here; the rest is left to the usual rules.
 */
import type { FaultRule } from '../../src/sdk/index.ts';

/** Accounts that exist but are shown to nobody: taken down by Bluesky, or switched off by their owner. */
const HIDDEN = new Set(['AccountTakedown', 'AccountDeactivated']);
const BAD_TOKEN = new Set(['AuthMissing', 'ExpiredToken', 'InvalidToken']);

export const faults: FaultRule = ({ status, body }) => {
  if (status !== 400 && status !== 401) return null;
  const { error, message } = errorOf(body);
  if (BAD_TOKEN.has(error)) return 'PARTNER_REFUSED_CREDENTIALS';
  if (HIDDEN.has(error)) return 'NO_RECORD';
  return error === 'InvalidRequest' && message === 'Profile not found' ? 'NO_RECORD' : null;
};

function errorOf(body: unknown): { readonly error: string; readonly message: string } {
  if (typeof body !== 'object' || body === null) return { error: '', message: '' };
  const { error, message } = body as { readonly error?: unknown; readonly message?: unknown };
  return { error: typeof error === 'string' ? error : '', message: typeof message === 'string' ? message : '' };
}
