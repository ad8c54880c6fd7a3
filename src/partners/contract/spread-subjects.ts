/**
 * Whom or what answers are about, as far as drift needs it: one busy customer or ticker, asked for again and again, must not pass for
 * everybody. Keeps buckets of a keyed digest, too few to tell anybody apart. Pure.
 */
import { createHmac } from 'node:crypto';
import type { Connector, Endpoint, RequestContext } from '../../sdk/index.ts';

const BUCKETS = 128;

/** A number for what the answer is about; null where all answers of the endpoint are about the same. */
export type SubjectOf = (ctx: RequestContext) => number | null;

export function createSubjectOf({ id }: Connector, { name, references }: Endpoint, key: Uint8Array): SubjectOf {
  if (references.length === 0) return () => null;
  return (ctx) => {
    const values = references.map((reference) => ctx.references[reference] ?? null);
    return createHmac('sha256', key)
      .update(JSON.stringify(['subject', id, name, values]))
      .digest()
      .readUInt32BE();
  };
}

export const bucketOf = (subject: number): number => subject % BUCKETS;

export const joinBuckets = (a: readonly number[] = [], b: readonly number[] = []): readonly number[] =>
  [...new Set([...a, ...b])].sort((m, n) => m - n);

/** Linear counting; 1 where nothing was counted, Infinity where all buckets were met. */
export const countSubjects = (buckets: readonly number[] = []): number =>
  Math.max(1, -BUCKETS * Math.log(1 - Math.min(buckets.length, BUCKETS) / BUCKETS));

/** How often one subject may count in a window of so many answers, where a baseline knows so many subjects. */
export const turnsEach = (subjects: number, answers: number): number =>
  Math.ceil(answers / Math.min(answers, subjects));
