/**
 * Customers' rights over the database, the vault and the log.
 */
import { instantFromEpochMs } from '../domain/instant.ts';
import type { CustomerHeld, Held, HeldRecord } from '../governance/rights/port.ts';
import { openRecord } from '../partners/records/seal-record.ts';
import type { StoredRecord } from '../partners/port.ts';
import { createCustomerStore } from '../store/customers.ts';
import { createNotificationStore } from '../store/notifications.ts';
import { readHeld, readPartnersOf } from '../store/held.ts';
import { createRightsStore } from '../store/rights-requests.ts';
import { createPrepareCorrection } from '../subjects/correct-profile.ts';
import type { AppParts, Foundation } from './foundation.ts';

export function assembleRights({ config, database }: AppParts, base: Foundation) {
  const now = () => instantFromEpochMs(base.now());
  return {
    rightsStore: createRightsStore(database),
    held: createHeld({ database }, base),
    notificationsOf: (customerId: string) => createNotificationStore(database).ofCustomer(customerId),
    vault: base.vault,
    entryStore: base.entryStore,
    digestOf: base.entries.digestOf,
    prepareCorrection: createPrepareCorrection({ store: createCustomerStore(database), vault: base.vault, now }),
    sign: base.signer.sign,
    answerDays: config.rightsAnswerDays,
    isCoordinate: (coordinate: string) => base.catalogue.has(coordinate as `${string}.${string}`),
    now,
  };
}

function createHeld(
  { database }: Pick<AppParts, 'database'>,
  { customers, vault }: Pick<Foundation, 'customers' | 'vault'>,
): CustomerHeld {
  return {
    partnersOf: (customerId) => readPartnersOf(database, customerId),
    async readAll(customerId) {
      const { records, partners, also } = await readHeld(database, customerId);
      await vault.preload([customerId]);
      const unreadable: string[] = [];
      const own = await orNamed(unreadable, 'bank:profile', () =>
        customers.open([customerId], { identity: true, sources: [] }),
      );
      const named = await orNamed(unreadable, 'bank:references', () =>
        customers.open([customerId], { identity: false, sources: partners }),
      );
      const opened = await Promise.all(
        records.map((row) =>
          orNamed(unreadable, `bank:stored-records ${row.source} ${row.endpoint}`, () => openHeld(vault, row)),
        ),
      );
      return {
        profile: profileOf(own?.get(customerId)),
        references: [...(named?.get(customerId)?.references ?? [])].map(([partner, references]) => ({
          partner,
          references,
        })),
        records: opened.filter((record) => record !== null),
        unreadable,
        alsoHeld: also,
      };
    },
  };
}

type Opened = Awaited<ReturnType<Foundation['customers']['open']>> extends ReadonlyMap<string, infer H> ? H : never;

function profileOf(holding: Opened | undefined): Held['profile'] {
  if (holding?.identity == null) return null;
  return { kind: holding.kind, updatedAt: holding.updatedAt, identity: holding.identity };
}

async function openHeld(vault: Foundation['vault'], row: StoredRecord): Promise<HeldRecord> {
  const { dataset, asOf, record } = await openRecord(vault, row);
  const { source, endpoint, fetchedAt, keepUntil } = row;
  return {
    partner: source,
    endpoint,
    dataset,
    asOf,
    record,
    fetchedAt: fetchedAt as HeldRecord['fetchedAt'],
    keepUntil: keepUntil as HeldRecord['keepUntil'],
  };
}

/** null, and the place named, where it cannot be opened. */
async function orNamed<T>(unreadable: string[], place: string, open: () => Promise<T>): Promise<T | null> {
  try {
    return await open();
  } catch {
    unreadable.push(place);
    return null;
  }
}
