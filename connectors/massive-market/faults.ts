/**
 * Reads the `status` Massive writes into every body, which HTTP 200 does not vouch for. Texts are matched for their kind
 * only and go nowhere. Answers other than 200 and 404 are left to the usual rules.
 */
import { z } from 'zod';
import type { FaultRule } from '../../src/sdk/index.ts';

const envelope = z.object({ status: z.string(), error: z.string().optional(), message: z.string().optional() });

/** DELAYED: complete, but 15 minutes old, by plan. success: the spelling of /v1/conversion. */
const COMPLETE = new Set(['OK', 'DELAYED', 'success']);

export const faults: FaultRule = (answer) => {
  if (answer.status !== 200 && answer.status !== 404) return null;
  const { data: body } = envelope.safeParse(answer.body);
  if (body?.status === 'NOT_FOUND' || body?.status === 'NotFound') return 'NO_RECORD';
  // A 404 without that word is a wrong path, not an unknown ticker.
  if (answer.status === 404) return 'PARTNER_BROKE_CONTRACT';
  if (body === undefined || COMPLETE.has(body.status)) return null;
  const text = `${body.error ?? ''} ${body.message ?? ''}`;
  if (/maximum requests/i.test(text)) return 'PARTNER_THROTTLED';
  if (body.status === 'NOT_AUTHORIZED' || /api key/i.test(text)) return 'PARTNER_REFUSED_CREDENTIALS';
  return 'PARTNER_BROKE_CONTRACT';
};
