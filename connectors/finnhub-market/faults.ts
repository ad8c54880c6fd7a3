/**
 * Finnhub documents only 200s. An object with `error` is a failure whatever status carried it; an unknown symbol is never
 * a 404. Texts are matched for their kind only and go nowhere.
 */
import { z } from 'zod';
import type { FaultRule } from '../../src/sdk/index.ts';

const envelope = z.object({ error: z.string() });

export const faults: FaultRule = (answer) => {
  // Unknown symbols are zeros or {} with 200: a 404 is a wrong path.
  if (answer.status === 404) return 'PARTNER_BROKE_CONTRACT';
  if (answer.status !== 200) return null;
  const { data: body } = envelope.safeParse(answer.body);
  if (body === undefined) return null;
  if (/limit/i.test(body.error)) return 'PARTNER_THROTTLED';
  if (/api key|access/i.test(body.error)) return 'PARTNER_REFUSED_CREDENTIALS';
  return 'PARTNER_BROKE_CONTRACT';
};
