/**
 * What the access log knows about a customer, found by keyed digest: who saw which fields, which partners were asked, on which rights a
 * record was fetched. Names and codes only. Reads at most so many entries, and says when there were more.
 */
import type { EntryContent, LineGroup } from '../../../audit/entry-content.ts';
import type { EntryStore, KeptEntry } from '../../../audit/entry-store.ts';
import { readEntry } from '../../../audit/entry.ts';
import type { Coordinate } from '../../../domain/classification.ts';
import type { Instant } from '../../../domain/instant.ts';
import type { DisclosedTo } from '../port.ts';
import type { RecordRight, Statement, StatedReading } from './content.ts';

export interface LogReader {
  readonly entryStore: Pick<EntryStore, 'find'>;
  readonly digestOf: (customerId: string) => string;
}

export interface Accesses {
  /** Newest first; only those that showed something. */
  readonly readings: readonly StatedReading[];
  readonly partnersAsked: Statement['partnersAsked'];
  readonly disclosedTo: readonly DisclosedTo[];
  /** By source and the instant of the fetch. */
  readonly rightsOf: (source: string, fetchedAt: Instant) => readonly RecordRight[];
  /** The log holds older entries than were read. */
  readonly isCut: boolean;
}

const AT_ONCE = 500;
const MAX_ENTRIES = 20_000;

export async function readAccesses(log: LogReader, customerId: string): Promise<Accesses> {
  const { entries, isCut } = await readAll(log, customerId);
  const released = entries.flatMap((entry) => ofKind('RELEASED', entry));
  const asked = entries.flatMap((entry) => ofKind('INTENT', entry));
  const rights = rightsByFetch(released.map(({ what }) => what));
  return {
    readings: released.map(({ at, what }) => readingOf(at, what)).filter(({ fields }) => fields.length > 0),
    partnersAsked: asked.flatMap(({ at, what }) =>
      what.asks.map(({ source, dataset }) => ({ partner: source, at, dataset })),
    ),
    disclosedTo: disclosuresIn(released.map(({ what }) => what)),
    rightsOf: (source, fetchedAt) => rights.get(`${source} ${fetchedAt}`) ?? [],
    isCut,
  };
}

interface Told<K extends EntryContent['kind']> {
  readonly at: Instant;
  readonly what: Extract<EntryContent, { readonly kind: K }>;
}

type Entry = Told<EntryContent['kind']>;

/** An entry that is none any more (edited outside the gateway) is left out; verifying the log finds it. */
function toldOf({ recordedAt, text }: KeptEntry): readonly Entry[] {
  try {
    return [{ at: recordedAt, what: readEntry(text) }];
  } catch {
    return [];
  }
}

const ofKind = <K extends EntryContent['kind']>(kind: K, { at, what }: Entry): readonly Told<K>[] =>
  what.kind === kind ? [{ at, what: what as Told<K>['what'] }] : [];

async function readAll(
  { entryStore, digestOf }: LogReader,
  customerId: string,
): Promise<{ readonly entries: readonly Entry[]; readonly isCut: boolean }> {
  const query = { kinds: ['RELEASED', 'INTENT'], subjectDigest: digestOf(customerId), tags: [], limit: AT_ONCE };
  const entries: Entry[] = [];
  let last: KeptEntry | undefined;
  while (entries.length < MAX_ENTRIES) {
    const page = await entryStore.find({ ...query, ...(last === undefined ? {} : { olderThan: last }) });
    entries.push(...page.flatMap(toldOf));
    last = page.at(-1);
    if (page.length < AT_ONCE) return { entries, isCut: false };
  }
  return { entries, isCut: true };
}

type Released = Told<'RELEASED'>['what'];

const isShown = ({ outcome }: LineGroup): boolean => outcome !== 'WITHHOLD';

function readingOf(at: Instant, { application, caller, purpose, groups }: Released): StatedReading {
  const fields = groups.filter(isShown).map(({ coordinates, source, outcome }) => ({
    coordinates,
    source,
    shown: outcome === 'ALLOW' ? ('ALLOW' as const) : ('MASK' as const),
  }));
  return { at, application: application ?? '', roles: caller?.roles ?? [], purpose: purpose ?? '', fields };
}

function disclosuresIn(released: readonly Released[]): readonly DisclosedTo[] {
  const byApplication = new Map<string, Set<Coordinate>>();
  for (const { application, groups } of released) {
    const name = application ?? '';
    const known = byApplication.get(name) ?? new Set();
    byApplication.set(name, known);
    for (const group of groups.filter(isShown)) group.coordinates.forEach((coordinate) => known.add(coordinate));
  }
  return [...byApplication].map(([application, coordinates]) => ({ application, coordinates }));
}

function rightsByFetch(released: readonly Released[]): ReadonlyMap<string, readonly RecordRight[]> {
  const found = new Map<string, Map<string, RecordRight>>();
  for (const { purpose, groups } of released) {
    for (const { source, fetchedAt, agreement, consent } of groups.filter(isShown)) {
      if (source === null || fetchedAt === null) continue;
      const right = { agreement: agreement?.id ?? null, consent: consent?.id ?? null, purpose };
      const key = `${source} ${fetchedAt}`;
      const known = found.get(key) ?? new Map<string, RecordRight>();
      found.set(key, known.set(JSON.stringify(right), right));
    }
  }
  return new Map([...found].map(([key, rights]) => [key, [...rights.values()]]));
}
