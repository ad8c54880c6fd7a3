/**
 * Counts what answers look like, and adds up what several replicas counted: places and undeclared keys of raw bodies, and how many
 * different texts a canonical field knows. Keeps no value.
 */
import type { Counts, TextCounts } from './port.ts';
import type { AnswerShape } from './shape-of.ts';
import { bucketOf, joinBuckets } from './spread-subjects.ts';
import { type HearNumber, tallyPlaces } from './tally-places.ts';

export interface Tally {
  readonly answers: () => number;
  /** `subject`: what it is about. */
  readonly body: (body: unknown, subject: number | null) => void;
  readonly text: (field: string, digest: () => string) => void;
  /** Ends this answer. */
  readonly end: () => void;
  readonly counts: () => Counts;
  readonly clear: () => void;
}

/** A closed set has at most this many members. */
export const MAX_MEMBERS = 20;
export function createTally(shape: AnswerShape, hear: HearNumber = () => undefined): Tally {
  let answers = 0;
  const places = tallyPlaces(shape, hear);
  const texts = new Map<string, { count: number; members: Set<string> | null }>();
  const subjects = new Set<number>();

  return {
    answers: () => answers,
    body(body, subject) {
      if (subject !== null) subjects.add(bucketOf(subject));
      places.add(body, answers);
    },
    text(field, digest) {
      const about = texts.get(field) ?? { count: 0, members: new Set<string>() };
      texts.set(field, about);
      about.count += 1;
      about.members?.add(digest());
      if (about.members !== null && about.members.size > MAX_MEMBERS) about.members = null;
    },
    end: () => (answers += 1),
    counts: () => ({
      answers,
      subjects: joinBuckets([...subjects]),
      ...places.counts(),
      texts: Object.fromEntries([...texts].map(([field, { count, members }]) => [field, textCounts(count, members)])),
    }),
    clear() {
      answers = 0;
      places.clear();
      texts.clear();
      subjects.clear();
    },
  };
}

const textCounts = (count: number, members: ReadonlySet<string> | null): TextCounts => ({
  count,
  members: members === null ? null : [...members].sort(),
});

export const NO_COUNTS: Counts = { answers: 0, subjects: [], fields: {}, unknown: {}, texts: {} };

/** What two replicas counted, together. Commutative. */
export function addCounts(a: Counts, b: Counts): Counts {
  return {
    answers: a.answers + b.answers,
    subjects: joinBuckets(a.subjects, b.subjects),
    fields: joined(a.fields, b.fields, (one, other) => ({
      seen: one.seen + other.seen,
      missing: one.missing + other.missing,
      count: one.count + other.count,
      negative: one.negative + other.negative,
      bins: joined(one.bins, other.bins, (m, n) => m + n),
    })),
    unknown: joined(a.unknown, b.unknown, (m, n) => m + n),
    texts: joined(a.texts, b.texts, (one, other) => {
      const members = one.members && other.members && [...new Set([...one.members, ...other.members])].sort();
      const isClosed = members !== null && members.length <= MAX_MEMBERS;
      return { count: one.count + other.count, members: isClosed ? members : null };
    }),
  };
}

export function joined<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  join: (one: T, other: T) => T,
): Readonly<Record<string, T>> {
  const all = new Map(Object.entries(a));
  for (const [key, own] of Object.entries(b)) {
    const one = all.get(key);
    all.set(key, one === undefined ? own : join(one, own));
  }
  return Object.fromEntries(all);
}
