/**
 * Keeps what partners answered, behind the request: at once when nothing is being saved, together while a save runs. The store keeps only
 * what the rights it was fetched under still allow, and nothing that a partner's message has overtaken. A failed save is logged and costs a later call, never this request. Bounded: when
 * the store falls behind, new records are not kept.
 */
import type { FactRef } from '../../domain/fact.ts';
import { nameOf, type PartnersLog } from '../log.ts';
import type { Note } from '../note.ts';
import type { NewRecord, RecordOrigin, RecordStore } from '../port.ts';
import { type RecordContent, type RecordKey, type RecordVault, sealRecord } from './seal-record.ts';
import { textOf } from './store-records.ts';

export interface Keepable {
  readonly key: RecordKey;
  readonly content: RecordContent;
  readonly fetchedAt: string;
  readonly keepUntil: string;
  /** Each entry alone permits keeping it, as in NewRecord. */
  readonly requires: readonly (readonly FactRef[])[];
  /** As in NewRecord. */
  readonly origin: RecordOrigin | null;
}

export interface SaverOptions {
  readonly records: RecordStore;
  readonly vault: RecordVault;
  readonly log: PartnersLog;
  readonly note: Note;
}

export interface Saver {
  readonly save: (records: readonly Keepable[]) => void;
  /** Resolves when everything handed in so far is stored or given up. */
  readonly drain: () => Promise<void>;
}

const MAX_WAITING = 10_000;
const BATCH = 500;

export function createSaver({ records, vault, log, note }: SaverOptions): Saver {
  const waiting = new Map<string, Keepable>();
  let running: Promise<void> | null = null;

  const flush = async (): Promise<void> => {
    while (waiting.size > 0) {
      const batch = [...waiting].slice(0, BATCH);
      for (const [key] of batch) waiting.delete(key);
      await saveBatch(batch.map(([, record]) => record)).catch((error: unknown) => {
        log.warn({ reason: 'save-failed', records: batch.length, error: nameOf(error) }, 'records were not kept');
      });
    }
  };
  const saveBatch = async (batch: readonly Keepable[]): Promise<void> => {
    await vault.preload(batch.map(({ key }) => key.customerId));
    const refused = await records.save(await sealAll(vault, log, batch));
    for (const { source: partner, endpoint, reason } of refused) {
      note({ partner, endpoint, step: 'stored', decision: 'discard', reason });
    }
  };
  return {
    save(keepables) {
      for (const record of keepables) {
        if (waiting.size >= MAX_WAITING) {
          log.warn({ reason: 'save-backlog', records: keepables.length }, 'records were not kept');
          break;
        }
        waiting.set(textOf(record.key), record);
      }
      if (waiting.size > 0) running ??= flush().finally(() => (running = null));
    },
    async drain() {
      while (running !== null) await running;
    },
  };
}

/** One customer who was erased meanwhile has no key, and must not cost the others their records. */
async function sealAll(
  vault: RecordVault,
  log: PartnersLog,
  batch: readonly Keepable[],
): Promise<readonly NewRecord[]> {
  const sealing = await Promise.allSettled(batch.map((record) => sealKeepable(vault, record)));
  const failures = sealing.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  if (failures.length > 0)
    log.warn({ reason: 'seal-failed', records: failures.length, error: nameOf(failures[0]) }, 'records were not kept');
  return sealing.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

/** A record as it goes to the store. */
export async function sealKeepable(vault: RecordVault, { key, content, ...about }: Keepable): Promise<NewRecord> {
  return { ...key, ...about, sealed: await sealRecord(vault, key, content) };
}
