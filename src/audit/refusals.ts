/**
 * Refusals reach the log without filling it: per source, code and action the first is written at once, the others of that minute as one
 * count. Bounded memory, whatever callers invent. Never throws: a refusal that cannot be written releases nothing.
 */
import { epochMsOf, type Instant } from '../domain/instant.ts';
import type { Entries, RefusalAccount } from './entries.ts';
import type { EntryStore } from './entry-store.ts';

/** `source`: whatever tells sources apart (an address, an application); it enters the log only as keyed digest. */
export type Refusal = Omit<RefusalAccount, 'count' | 'since'>;

export interface RefusalsOptions {
  readonly store: Pick<EntryStore, 'append'>;
  readonly entries: Pick<Entries, 'refused'>;
  readonly now: () => Instant;
  /** Told when refusals could not be written; for the log only. */
  readonly onFailure?: (err: unknown) => void;
  readonly maxSources?: number;
}

export interface Refusals {
  /** Resolves when the refusal is written or counted. */
  record(refusal: Refusal): Promise<void>;
  /** Writes the counts of minutes that are over. Call it about every ten seconds. */
  sweep(): Promise<void>;
  /** Writes every open count. */
  close(): Promise<void>;
}

interface Minute {
  readonly startedAt: Instant;
  readonly last: Refusal;
  readonly counted: number;
}

const MINUTE_MS = 60_000;

/** Where sources go that no longer fit: they share one count per code. */
const OTHERS = 'other sources';

export function createRefusals({
  store,
  entries,
  now,
  onFailure = () => undefined,
  maxSources = 10_000,
}: RefusalsOptions): Refusals {
  // Apart, so that a flood of bad tokens from everywhere cannot push known callers into a count without names.
  const ofStrangers = new Map<string, Minute>();
  const ofCallers = new Map<string, Minute>();

  const write = async (refusals: readonly RefusalAccount[]): Promise<void> => {
    if (refusals.length === 0) return;
    try {
      await store.append(refusals.map((refusal) => entries.refused(refusal)));
    } catch (err) {
      onFailure(err);
    }
  };

  const isOver = ({ startedAt }: Minute): boolean => epochMsOf(now()) - epochMsOf(startedAt) >= MINUTE_MS;

  return {
    record: async (refusal) => {
      const minutes = refusal.caller === null ? ofStrangers : ofCallers;
      const own = `${refusal.code}\0${refusal.action ?? ''}\0${refusal.source}`;
      const isKnownOrFits = minutes.has(own) || minutes.size < maxSources;
      const kept = isKnownOrFits ? refusal : { ...anonymous(refusal), source: OTHERS };
      const key = isKnownOrFits ? own : `${refusal.code}\0${OTHERS}`;
      const open = minutes.get(key);
      if (open !== undefined && !isOver(open)) {
        minutes.set(key, { ...open, last: kept, counted: open.counted + 1 });
        return;
      }
      const ended = open === undefined ? [] : drain(minutes, (minute) => minute === open);
      const startedAt = now();
      minutes.set(key, { startedAt, last: kept, counted: 0 });
      await write([...ended, { ...kept, count: 1, since: startedAt }]);
    },
    sweep: () => write([...drain(ofCallers, isOver), ...drain(ofStrangers, isOver)]),
    close: () => write([...drain(ofCallers, () => true), ...drain(ofStrangers, () => true)]),
  };
}

/** Takes minutes out before they are written, so that none is written twice. */
function drain(minutes: Map<string, Minute>, isDue: (minute: Minute) => boolean): readonly RefusalAccount[] {
  const due = [...minutes].filter(([, minute]) => isDue(minute));
  for (const [key] of due) minutes.delete(key);
  return due.flatMap(([, { last, counted, startedAt }]) =>
    counted === 0 ? [] : [{ ...last, count: counted, since: startedAt }],
  );
}

/** A count over many sources names no single caller. */
const anonymous = (refusal: Refusal): Refusal => ({
  ...refusal,
  requestId: null,
  caller: null,
  application: null,
  purpose: null,
  action: null,
});
