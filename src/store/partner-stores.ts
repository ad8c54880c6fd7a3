/**
 * Everything that the partner stage keeps where all replicas see it, over one database, and Redis where there is one.
 */
import type { Entry } from '../audit/entry-store.ts';
import type { PartnerCall } from '../governance/partners/port.ts';
import type { CallSlots } from '../partners/limits/port.ts';
import type { PartnerStores } from '../partners/port.ts';
import { createAnswerShapes } from './answer-shapes.ts';
import { createPostgresSlots } from './call-slots.ts';
import { createCallLedger } from './call-ledger.ts';
import type { Database } from './database.ts';
import { createLeases } from './leases.ts';
import { createPartnerTokens } from './partner-tokens.ts';
import { createPartnerTraffic } from './partner-traffic.ts';
import { createRecords, type StoredRecords } from './records.ts';
import { createRedisSlots } from './redis/call-slots.ts';
import type { Redis } from './redis/connection.ts';
import { createSharedSlots, type SharedSlotsLog } from './share-slots.ts';
import { createSpendings, type Spendings } from './spendings.ts';

export interface KeptForPartners extends PartnerStores {
  readonly records: StoredRecords;
  readonly budget: Spendings;
}

export interface PartnerStoresOptions {
  /** The log entry that tells what a partner said became of a call. */
  readonly reconciledEntryOf: (call: PartnerCall, happened: boolean) => Entry;
  readonly redis?: Redis | null;
  readonly log?: SharedSlotsLog;
}

const SILENT: SharedSlotsLog = { info: () => undefined, warn: () => undefined };

export const createPartnerStores = (
  db: Database,
  { reconciledEntryOf, redis = null, log = SILENT }: PartnerStoresOptions,
): KeptForPartners => ({
  records: createRecords(db),
  leases: createLeases(db),
  tokens: createPartnerTokens(db),
  budget: createSpendings(db),
  calls: createCallLedger(db, reconciledEntryOf),
  answerShapes: createAnswerShapes(db),
  traffic: createPartnerTraffic(db),
  slots: createSlots(db, redis, log),
});

function createSlots(db: Database, redis: Redis | null, log: SharedSlotsLog): CallSlots {
  const postgres = createPostgresSlots(db);
  const { pauseLeftMs } = postgres;
  return createSharedSlots({ postgres, redis: redis === null ? null : createRedisSlots(redis, { pauseLeftMs }), log });
}
