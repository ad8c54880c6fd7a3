/**
 * Erasure over the database, with the ledger file that the configuration names and the entries that tell it.
 */
import type { ActorAccount, Entries } from '../audit/entries.ts';
import type { Config } from '../config.ts';
import type { Database } from '../store/database.ts';
import { createCustomerStore } from '../store/customers.ts';
import { createErasureStore, type ErasureEntries } from '../store/erasures.ts';
import { readPartnersOf } from '../store/held.ts';
import { createErasures, type Erasures } from '../subjects/erasure.ts';
import { createLedgerFile } from '../subjects/ledger-file.ts';
import { createPartingWords, type PartingWords } from '../subjects/parting-words.ts';
import type { LedgeredErasure } from '../subjects/port.ts';
import type { CustomerVault } from '../subjects/vault.ts';
import type { Logger } from '../telemetry/log.ts';
import { describeChange } from './rule-store.ts';

export interface ErasureBase {
  readonly config: Pick<Config, 'erasureLedger'>;
  readonly database: Database;
  readonly entries: Entries;
  readonly vault: CustomerVault;
}

export function assembleErasures({ config, database, entries, vault }: ErasureBase): Erasures {
  const { erasureLedger } = config;
  return createErasures({
    store: createErasureStore(database, erasureEntries(entries)),
    partingWords: (customerId) => assemblePartingWords({ database, vault }).seal(customerId),
    file: erasureLedger === undefined ? null : createLedgerFile(erasureLedger),
    forget: (customerId) => vault.forget(customerId),
  });
}

export const assemblePartingWords = ({ database, vault }: Pick<ErasureBase, 'database' | 'vault'>): PartingWords =>
  createPartingWords({
    vault,
    store: createCustomerStore(database),
    partnersOf: (customerId) => readPartnersOf(database, customerId),
  });

/** Rejects where file and database cannot be brought together: then nothing may be served. */
export async function finishErasures(erasures: Pick<Erasures, 'finish'>, log: Logger): Promise<void> {
  const { fromFile, toFile, erased } = await erasures.finish();
  if (fromFile > 0)
    log.warn({ erasures: fromFile }, 'the database lacked erasures of the ledger file: it is an older one');
  if (toFile > 0) log.warn({ erasures: toFile }, 'the ledger file lacked erasures of the database: they were added');
  if (erased > 0) log.warn({ erasures: erased }, 'erasures that were not done, or were undone, are done now');
}

const erasureEntries = (entries: Entries): ErasureEntries => ({
  changed: (erasure, action, fact, previous) =>
    entries.governanceChanged(
      accountOf(erasure),
      describeChange({ action, fact, previous, customerId: erasure.customerId }),
    ),
  keyDestroyed: (erasure) =>
    entries.keyEvent(accountOf(erasure), { action: 'DESTROY_KEY', count: 1, customerId: erasure.customerId }),
});

const accountOf = ({ by, requestId }: LedgeredErasure): ActorAccount => ({
  requestId,
  caller: { subject: by, application: 'erasure', roles: [], expiresAtS: 0 },
});
