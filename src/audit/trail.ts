/**
 * What auditors ask of the log: filtered, newest first, paged by cursor. Whoever calls this must record the reading itself
 * (`Entries.logRead` with `trailFilterCodes`).
 */
import { invalidInput } from '../domain/errors.ts';
import { type Instant, parseInstant } from '../domain/instant.ts';
import { readEntry } from './entry.ts';
import type { EntryContent, EntryKind } from './entry-content.ts';
import type { EntryQuery, EntryStore, KeptEntry } from './entry-store.ts';

export interface TrailFilter {
  readonly customerId?: string;
  readonly caller?: string;
  readonly application?: string;
  readonly role?: string;
  readonly purpose?: string;
  readonly partner?: string;
  readonly agreement?: string;
  readonly consent?: string;
  readonly coordinate?: string;
  readonly outcome?: string;
  readonly reason?: string;
  readonly kinds?: readonly EntryKind[];
  /** Inclusive. */
  readonly from?: Instant;
  /** Exclusive. */
  readonly until?: Instant;
}

export interface TrailEntry {
  readonly id: string;
  readonly recordedAt: Instant;
  readonly cursor: string;
  /** Null once the customer was erased, and for those that never existed. */
  readonly customerId: string | null;
  readonly content: EntryContent;
}

export interface TrailPage {
  readonly entries: readonly TrailEntry[];
  readonly hasNextPage: boolean;
}

export interface Trail {
  /** Throws INVALID_INPUT on a foreign cursor or a page of more than 100. */
  read(filter: TrailFilter, first: number, after?: string): Promise<TrailPage>;
}

export interface TrailOptions {
  readonly store: Pick<EntryStore, 'find'>;
  readonly digestOf: (customerId: string) => string;
}

const MAX_TRAIL_PAGE = 100;

const TAGS = ['role', 'partner', 'agreement', 'consent', 'coordinate', 'outcome', 'reason'] as const;

export function createTrail({ store, digestOf }: TrailOptions): Trail {
  return {
    read: async (filter, first, after) => {
      if (!Number.isInteger(first) || first < 1 || first > MAX_TRAIL_PAGE) {
        throw invalidInput(`"first" must be a whole number from 1 to ${MAX_TRAIL_PAGE}.`);
      }
      const olderThan = after === undefined ? {} : { olderThan: readCursor(after) };
      const found = await store.find({ ...queryOf(filter, digestOf), ...olderThan, limit: first + 1 });
      return { entries: found.slice(0, first).map(toTrailEntry), hasNextPage: found.length > first };
    },
  };
}

/** The filter as a LOG_READ entry may hold it: a customer as its digest. */
export function trailFilterCodes(
  { customerId, ...filter }: TrailFilter,
  digestOf: (customerId: string) => string,
): Readonly<Record<string, string | readonly string[]>> {
  const present = Object.entries(filter).filter(
    (entry): entry is [string, string | readonly EntryKind[]] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(present), ...(customerId === undefined ? {} : { customer: digestOf(customerId) }) };
}

function queryOf(
  filter: TrailFilter,
  digestOf: (customerId: string) => string,
): Omit<EntryQuery, 'limit' | 'olderThan'> {
  const { customerId, caller, application, purpose, kinds, from, until } = filter;
  const tags = TAGS.flatMap((name) => (filter[name] === undefined ? [] : [`${name}:${filter[name]}`]));
  return {
    tags,
    ...(customerId === undefined ? {} : { subjectDigest: digestOf(customerId) }),
    ...(caller === undefined ? {} : { caller }),
    ...(application === undefined ? {} : { application }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(kinds === undefined ? {} : { kinds }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { to: until }),
  };
}

const toTrailEntry = ({ id, recordedAt, text, customerId }: KeptEntry): TrailEntry => ({
  id,
  recordedAt,
  cursor: cursorOf(recordedAt, id),
  customerId,
  content: readEntry(text),
});

const cursorOf = (recordedAt: string, id: string): string =>
  Buffer.from(`${recordedAt} ${id}`, 'utf8').toString('base64url');

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readCursor(cursor: string): { readonly recordedAt: string; readonly id: string } {
  const [recordedAt = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (parseInstant(recordedAt) === null || !UUID.test(id) || cursorOf(recordedAt, id) !== cursor) {
    throw invalidInput('"after" is not a cursor of this list.');
  }
  return { recordedAt, id };
}
