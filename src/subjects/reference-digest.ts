/**
 * Keyed digests of partner references (a blind index): they find the customer a partner means by its own name, and say nothing to
 * whoever reads the table without the gateway's key. Pure once the key is known.
 */
import { createHmac } from 'node:crypto';

/** Lower-case hex. The parts are kept apart, so that no two different references give the same text. */
export type DigestReference = (partnerId: string, name: string, value: string) => string;

export const REFERENCE_DIGEST_SECRET = 'reference-digest';

export const createReferenceDigest =
  (key: Uint8Array): DigestReference =>
  (partnerId, name, value) =>
    createHmac('sha256', key)
      .update(JSON.stringify([partnerId, name, value]))
      .digest('hex');
