/**
 * Step 2. Serves a stored record while it is fresh, asked with the references the customer still has, and lets an older one stand in when
 * the partner fails. Anything unreadable counts as absent. Asks no partner.
 */
import { type Instant, instantFromEpochMs } from '../../domain/instant.ts';
import type { Sourced } from '../../domain/sourced.ts';
import type { Connector, Endpoint } from '../../sdk/index.ts';
import { nameOf, type PartnersLog } from '../log.ts';
import type { Note } from '../note.ts';
import type { Fetched, RecordStore, StoredRecord, Want } from '../port.ts';
import type { Route } from '../load/fetch-wants.ts';
import { digestOf, isPublic, neededValues } from '../load/references.ts';
import { type Freshness, freshnessOf, isWithin, mayStandInAfter } from './freshness.ts';
import { openRecord, PUBLIC_SUBJECT, type RecordContent, type RecordKey, type RecordVault } from './seal-record.ts';

export interface StoredOptions {
  readonly records: RecordStore;
  readonly vault: RecordVault;
  readonly now: () => number;
  readonly log: PartnersLog;
  readonly note: Note;
  readonly routeOf: (want: Want) => Route | null;
}

export interface Shelf {
  /** Fresh records. Rejects only when the store or the key store does. */
  readonly fresh: (wants: readonly Want[]) => Promise<ReadonlyMap<Want, Sourced>>;
  /** The same results; gaps of wants that `fresh` was asked for gain the older record that may stand in. Never rejects. */
  readonly standIn: (fetched: readonly Fetched[]) => Promise<readonly Fetched[]>;
  /** When `fresh` looked for this want, by the store's clock; null: it did not. */
  readonly lookedAt: (want: Want) => Instant | null;
}

interface Candidate {
  readonly want: Want;
  readonly freshness: Freshness;
  readonly references: string;
  readonly key: RecordKey;
}

interface Kept {
  readonly candidate: Candidate;
  readonly row: StoredRecord;
}

export const recordKeyOf = (want: Want, connector: Connector, endpoint: Endpoint): RecordKey => ({
  customerId: isPublic(connector, endpoint) ? PUBLIC_SUBJECT : want.customerId,
  source: want.source,
  endpoint: want.endpoint,
});

export const textOf = ({ customerId, source, endpoint }: RecordKey): string => `${customerId} ${source} ${endpoint}`;

export function createShelf(options: StoredOptions): Shelf {
  // Rows read before the call, so that its failure costs no second statement. Gone with the request.
  const olderByWant = new WeakMap<Want, Kept>();
  const lookedAtByWant = new WeakMap<Want, Instant>();
  const { now } = options;

  return {
    async fresh(wants) {
      const { kept, at } = await findKept(options, wants);
      if (at !== null) for (const want of wants) lookedAtByWant.set(want, at);
      const nowMs = now();
      const young: Kept[] = [];
      for (const one of kept) {
        if (isWithin(one.row, one.candidate.freshness.freshForS, nowMs)) young.push(one);
        else olderByWant.set(one.candidate.want, one);
      }
      const fresh = new Map<Want, Sourced>();
      for (const [{ candidate, row }, content] of await openAll(options, young)) {
        const forS = content.record === null ? candidate.freshness.noRecordForS : candidate.freshness.freshForS;
        if (isWithin(row, forS, nowMs)) fresh.set(candidate.want, sourcedOf(candidate.want, row, content, 'FRESH'));
      }
      return fresh;
    },
    async standIn(fetched) {
      const older = fetched.flatMap(({ want, result }) => {
        const kept = olderByWant.get(want);
        const mayServe = result !== null && 'gap' in result && mayStandInAfter(result.gap.fault);
        return mayServe && kept !== undefined && isWithin(kept.row, kept.candidate.freshness.staleForS, now())
          ? [kept]
          : [];
      });
      if (older.length === 0) return fetched;
      const staleByWant = new Map<Want, Sourced>();
      for (const [{ candidate, row }, content] of await openOrNone(options, older)) {
        // "No record" of yesterday says nothing of today: the gap alone is the truth.
        if (content.record !== null) staleByWant.set(candidate.want, sourcedOf(candidate.want, row, content, 'STALE'));
      }
      return fetched.map((one) => withStale(one, staleByWant.get(one.want), options.note));
    },
    lookedAt: (want) => lookedAtByWant.get(want) ?? null,
  };
}

function withStale({ want, result }: Fetched, stale: Sourced | undefined, note: Note): Fetched {
  if (stale === undefined || result === null || !('gap' in result)) return { want, result };
  const reason = result.gap.fault.code.toLowerCase().replaceAll('_', '-');
  note({ partner: want.source, endpoint: want.endpoint, step: 'stored', decision: 'serve-stale', reason });
  return { want, result: { gap: { ...result.gap, servedStale: true }, stale } };
}

/** What the store has for these wants, of whatever age within retention. */
async function findKept(
  options: StoredOptions,
  wants: readonly Want[],
): Promise<{ readonly kept: readonly Kept[]; readonly at: Instant | null }> {
  const candidates = wants.flatMap((want) => candidateOf(options, want) ?? []);
  if (candidates.length === 0) return { kept: [], at: null };
  const keys = new Map(candidates.map(({ key }) => [textOf(key), key]));
  const { records, at } = await options.records.find([...keys.values()]);
  const rows = new Map(records.map((row) => [textOf(row), row]));
  const kept = candidates.flatMap((candidate) => {
    const row = rows.get(textOf(candidate.key));
    return row === undefined ? [] : [{ candidate, row }];
  });
  return { kept, at };
}

function candidateOf({ routeOf }: StoredOptions, want: Want): Candidate | null {
  const route = routeOf(want);
  if (route === null) return null;
  const { endpoint } = route;
  const { connector } = route.pipeline;
  const values = neededValues(connector, endpoint, want.references);
  if (values === null) return null;
  return {
    want,
    freshness: freshnessOf(endpoint, want),
    references: digestOf(values),
    key: recordKeyOf(want, connector, endpoint),
  };
}

/** Opens each row once; those that are unreadable or were asked with other references are left out. */
async function openAll(
  { vault, log }: StoredOptions,
  kept: readonly Kept[],
): Promise<readonly (readonly [Kept, RecordContent])[]> {
  if (kept.length === 0) return [];
  const rows = new Set(kept.map(({ row }) => row));
  await vault.preload([...rows].map(({ customerId }) => customerId));
  const opened = new Map<StoredRecord, RecordContent>();
  await Promise.all(
    [...rows].map(async (row) => {
      try {
        opened.set(row, await openRecord(vault, row));
      } catch (error) {
        const { source: partner, endpoint } = row;
        log.warn({ partner, endpoint, reason: 'stored-record-unreadable', error: nameOf(error) }, 'asking anew');
      }
    }),
  );
  return kept.flatMap((one) => {
    const content = opened.get(one.row);
    return content !== undefined && isStillTheirs(one.candidate, content, log) ? [[one, content] as const] : [];
  });
}

/** After a partner failed, keys that cannot be read cost the stand-in, not the answer. */
async function openOrNone(options: StoredOptions, kept: readonly Kept[]): ReturnType<typeof openAll> {
  try {
    return await openAll(options, kept);
  } catch (error) {
    options.log.warn({ reason: 'stand-in-unreadable', records: kept.length, error: nameOf(error) }, 'gaps stay gaps');
    return [];
  }
}

function isStillTheirs({ want, references }: Candidate, content: RecordContent, log: PartnersLog): boolean {
  if (content.references === references && content.dataset === want.dataset) return true;
  log.info({ partner: want.source, endpoint: want.endpoint, reason: 'references-changed' }, 'asking anew');
  return false;
}

const sourcedOf = (
  want: Want,
  row: StoredRecord,
  { record, asOf, withheld }: RecordContent,
  cache: 'FRESH' | 'STALE',
): Sourced => ({
  source: want.source,
  dataset: want.dataset,
  record,
  asOf,
  fetchedAt: instantFromEpochMs(Date.parse(row.fetchedAt)),
  cache,
  ...(withheld === undefined ? {} : { withheld }),
});
