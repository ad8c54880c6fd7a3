/**
 * Tells the different texts of a record's fields apart without keeping any: by short digests under the gateway's own key.
 */
import { createHmac } from 'node:crypto';
import type { Connector, Endpoint } from '../../sdk/index.ts';
import { MAX_MEMBERS } from './count-answers.ts';
import type { Reading } from './map-record.ts';
import type { EndpointWatch } from './watch-endpoint.ts';

/** A figure or a date is no member of a set. */
const FIGURE = /^[-+]?\d/;

export function countTexts(watch: EndpointWatch, digest: Digest, reading: Reading): void {
  if (reading === null) return;
  const items = (
    Array.isArray(reading.record) ? reading.record.slice(0, MAX_MEMBERS) : [reading.record]
  ) as readonly object[];
  for (const item of items) {
    for (const [field, value] of Object.entries(item)) {
      if (typeof value === 'string' && !FIGURE.test(value)) watch.countText(field, () => digest(field, value));
    }
  }
}

export type Digest = (field: string, text: string) => string;

/** Short keyed digests. Those of a few texts are kept at hand, by a cheap hash under a seed of this process. */
export function createDigest({ id }: Connector, { name }: Endpoint, key: Uint8Array): Digest {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const known = new Map<number, string>();
  return (field, text) => {
    const hash = hashOf(`${field} ${text}`, seed);
    const digest =
      known.get(hash) ??
      createHmac('sha256', key)
        .update(JSON.stringify([id, name, field, text]))
        .digest('hex')
        .slice(0, 10);
    if (known.size > 500) known.clear();
    known.set(hash, digest);
    return digest;
  };
}

/** FNV-1a, twice, in 53 bits. */
function hashOf(text: string, seed: number): number {
  let low = seed ^ 0x811c9dc5;
  let high = seed ^ 0x01000193;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return (low >>> 0) * 2 ** 21 + ((high >>> 0) & 0x1fffff);
}
