/**
 * Everything that the partner stage keeps where all replicas see it, over one database.
 */
import type { PartnerStores } from '../partners/port.ts';
import type { Database } from './database.ts';
import { createLeases } from './leases.ts';
import { createPartnerTokens } from './partner-tokens.ts';
import { createRecords, type StoredRecords } from './records.ts';
import { createSpendings, type Spendings } from './spendings.ts';

export interface KeptForPartners extends PartnerStores {
  readonly records: StoredRecords;
  readonly budget: Spendings;
}

export const createPartnerStores = (db: Database): KeptForPartners => ({
  records: createRecords(db),
  leases: createLeases(db),
  tokens: createPartnerTokens(db),
  budget: createSpendings(db),
});
