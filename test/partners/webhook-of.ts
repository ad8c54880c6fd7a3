/** A webhook of which only the signature matters. */
import { z } from 'zod';
import type { Webhook } from '../../src/sdk/index.ts';

export const webhookOf = (signature: Webhook['signature']): Webhook => ({
  signature,
  toleranceS: 300,
  wire: z.unknown(),
  read: () => ({ id: '1', changes: [] }),
});
