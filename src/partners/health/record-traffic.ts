/**
 * Counts what calls came to and how long they took, minute by minute, and hands the counts to the store every few seconds. The hot path
 * touches memory only. Never throws; what could not be written waits for the next time, and a store that fails is told once.
 */
import type { CacheState, SourceId } from '../../domain/sourced.ts';
import { nameOf, type PartnersLog } from '../log.ts';
import { addDurations, bucketOf, emptyDurations } from './histogram.ts';
import type { TrafficRow, TrafficStore } from './port.ts';

const MINUTE_MS = 60_000;
/** While the store is away the newest rows are kept: an hour of a large bank's traffic. */
const MAX_ROWS = 5_000;

export interface CallSeen {
  readonly partner: SourceId;
  readonly endpoint: string;
  readonly outcome: string;
  readonly durationMs: number;
}

export interface TrafficRecorder {
  readonly call: (seen: CallSeen) => void;
  /** A request that went out, and how long the partner took. */
  readonly answer: (seen: Omit<CallSeen, 'outcome'>) => void;
  /** A record that went to a reader, and where it came from. */
  readonly served: (partner: SourceId, endpoint: string, cache: CacheState) => void;
  readonly flush: () => Promise<void>;
}

interface Counters {
  readonly outcomes: Record<string, number>;
  readonly durations: number[];
  readonly answerTimes: number[];
}

export function createTrafficRecorder(
  store: Pick<TrafficStore, 'add'>,
  now: () => number,
  log: PartnersLog,
): TrafficRecorder {
  let rows = new Map<string, TrafficRow & Counters>();
  let isFailing = false;
  let running: Promise<void> = Promise.resolve();

  const rowOf = (partner: SourceId, endpoint: string): Counters => {
    const minuteMs = Math.floor(now() / MINUTE_MS) * MINUTE_MS;
    const key = `${partner} ${endpoint} ${minuteMs}`;
    const known = rows.get(key);
    if (known !== undefined) return known;
    const row = emptyRow(partner, endpoint, minuteMs);
    rows.set(key, row);
    return row;
  };
  const flushNow = async (): Promise<void> => {
    if (rows.size === 0) return;
    const taken = rows;
    rows = new Map();
    try {
      await store.add([...taken.values()]);
      isFailing = false;
    } catch (error) {
      rows = new Map([...joinRows(taken, rows)].slice(-MAX_ROWS));
      if (!isFailing)
        log.warn({ reason: 'traffic-not-kept', error: nameOf(error) }, 'counts of calls wait to be written');
      isFailing = true;
    }
  };
  return {
    call: ({ partner, endpoint, outcome, durationMs }) => countCall(rowOf(partner, endpoint), outcome, durationMs),
    answer: ({ partner, endpoint, durationMs }) => countIn(rowOf(partner, endpoint).answerTimes, durationMs),
    served: (partner, endpoint, cache) => count(rowOf(partner, endpoint), `SERVED_${cache}`),
    flush: () => (running = running.then(flushNow)),
  };
}

const emptyRow = (partner: SourceId, endpoint: string, minuteMs: number): TrafficRow & Counters => ({
  partner,
  endpoint,
  minuteMs,
  outcomes: {},
  durations: emptyDurations(),
  answerTimes: emptyDurations(),
});

function count({ outcomes }: Counters, outcome: string): void {
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}

function countCall(row: Counters, outcome: string, durationMs: number): void {
  count(row, outcome);
  countIn(row.durations, durationMs);
}

function countIn(durations: number[], durationMs: number): void {
  const bucket = bucketOf(durationMs);
  durations[bucket] = (durations[bucket] ?? 0) + 1;
}

function joinRows<R extends TrafficRow & Counters>(older: Map<string, R>, newer: Map<string, R>): Map<string, R> {
  const all = new Map(older);
  for (const [key, row] of newer) {
    const other = all.get(key);
    if (other === undefined) all.set(key, row);
    else {
      const outcomes = { ...other.outcomes };
      for (const [outcome, calls] of Object.entries(row.outcomes)) outcomes[outcome] = (outcomes[outcome] ?? 0) + calls;
      const durations = addDurations(other.durations, row.durations);
      all.set(key, { ...row, outcomes, durations, answerTimes: addDurations(other.answerTimes, row.answerTimes) });
    }
  }
  return all;
}
