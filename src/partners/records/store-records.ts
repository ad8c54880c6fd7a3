/**
 * Step 2. Serves a stored record while it is fresh: younger than the shortest of the endpoint's and the agreement's time to live and
 * of the agreement's retention as it is now, asked with the references the customer still has. Anything unreadable counts as absent. Asks no partner.
 */
import { instantFromEpochMs } from '../../domain/instant.ts';
import type { Sourced } from '../../domain/sourced.ts';
import type { Connector, Endpoint } from '../../sdk/index.ts';
import { nameOf, type PartnersLog } from '../log.ts';
import type { RecordStore, StoredRecord, Want } from '../port.ts';
import { digestOf, isPublic, neededValues } from '../load/references.ts';
import { openRecord, PUBLIC_SUBJECT, type RecordContent, type RecordKey, type RecordVault } from './seal-record.ts';

export interface StoredOptions {
  readonly records: RecordStore;
  readonly vault: RecordVault;
  readonly now: () => number;
  readonly log: PartnersLog;
  readonly endpointOf: (want: Want) => { readonly connector: Connector; readonly endpoint: Endpoint } | null;
}

const DAY_S = 86_400;

interface Candidate {
  readonly want: Want;
  readonly ttlS: number;
  readonly references: string;
  readonly key: RecordKey;
}

export const recordKeyOf = (want: Want, connector: Connector, endpoint: Endpoint): RecordKey => ({
  customerId: isPublic(connector, endpoint) ? PUBLIC_SUBJECT : want.customerId,
  source: want.source,
  endpoint: want.endpoint,
});

export const textOf = ({ customerId, source, endpoint }: RecordKey): string => `${customerId} ${source} ${endpoint}`;

/** Rejects only when the store or the key store does. */
export async function findStored(options: StoredOptions, wants: readonly Want[]): Promise<ReadonlyMap<Want, Sourced>> {
  const candidates = wants.flatMap((want) => candidateOf(options, want) ?? []);
  const fresh = new Map<Want, Sourced>();
  if (candidates.length === 0) return fresh;
  const keys = new Map(candidates.map(({ key }) => [textOf(key), key]));
  const rows = new Map((await options.records.find([...keys.values()])).map((row) => [textOf(row), row]));
  const nowMs = options.now();
  const usable = candidates.flatMap((candidate) => {
    const row = rows.get(textOf(candidate.key));
    return row !== undefined && isFresh(row, candidate.ttlS, nowMs) ? [{ candidate, row }] : [];
  });
  if (usable.length === 0) return fresh;
  await options.vault.preload(usable.map(({ row }) => row.customerId));
  const opened = await openEach(options, new Set(usable.map(({ row }) => row)));
  for (const { candidate, row } of usable) {
    const content = opened.get(row);
    if (content !== undefined && isStillTheirs(candidate, content, options.log)) {
      fresh.set(candidate.want, sourcedOf(candidate.want, row, content));
    }
  }
  return fresh;
}

function candidateOf({ endpointOf }: StoredOptions, want: Want): Candidate | null {
  const found = endpointOf(want);
  const values = found === null ? null : neededValues(found.connector, found.endpoint, want.references);
  if (found === null || values === null) return null;
  const { connector, endpoint } = found;
  const ttlS = Math.min(endpoint.cacheTtlS, want.cacheTtlS, want.retentionDays * DAY_S);
  return { want, ttlS, references: digestOf(values), key: recordKeyOf(want, connector, endpoint) };
}

/** A row with unreadable times is never fresh: comparisons with NaN are false. */
const isFresh = ({ fetchedAt, keepUntil }: StoredRecord, ttlS: number, nowMs: number): boolean =>
  Date.parse(fetchedAt) + ttlS * 1_000 > nowMs && Date.parse(keepUntil) > nowMs;

async function openEach(
  { vault, log }: StoredOptions,
  rows: ReadonlySet<StoredRecord>,
): Promise<ReadonlyMap<StoredRecord, RecordContent>> {
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
  return opened;
}

function isStillTheirs({ want, references }: Candidate, content: RecordContent, log: PartnersLog): boolean {
  if (content.references === references && content.dataset === want.dataset) return true;
  log.info({ partner: want.source, endpoint: want.endpoint, reason: 'references-changed' }, 'asking anew');
  return false;
}

const sourcedOf = (want: Want, row: StoredRecord, { record, asOf }: RecordContent): Sourced => ({
  source: want.source,
  dataset: want.dataset,
  record,
  asOf,
  fetchedAt: instantFromEpochMs(Date.parse(row.fetchedAt)),
  cache: 'FRESH',
});
