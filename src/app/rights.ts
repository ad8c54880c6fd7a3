/**
 * Customers' rights over the database, the vault and the log.
 */
import type { PartnerReferences } from '../domain/customer.ts';
import { instantFromEpochMs } from '../domain/instant.ts';
import type { CustomerHeld, Held, HeldRecord } from '../governance/rights/port.ts';
import { openRecord } from '../partners/records/seal-record.ts';
import type { StoredRecord } from '../partners/port.ts';
import type { Connector } from '../sdk/index.ts';
import { createCustomerStore } from '../store/customers.ts';
import { type HeldRows, readHeld, readPartnersOf } from '../store/held.ts';
import { createNotificationStore } from '../store/notifications.ts';
import { createRightsStore } from '../store/rights-requests.ts';
import { createPrepareCorrection } from '../subjects/correct-profile.ts';
import type { AppParts, Foundation } from './foundation.ts';

export function assembleRights({ config, database, connectors }: AppParts, base: Foundation) {
  const now = () => instantFromEpochMs(base.now());
  return {
    rightsStore: createRightsStore(database),
    held: createHeld({ database, connectors }, base),
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
  { database, connectors }: Pick<AppParts, 'database' | 'connectors'>,
  { customers, vault }: Pick<Foundation, 'customers' | 'vault'>,
): CustomerHeld {
  const credentials = new Map(connectors.map(({ id, auth }) => [id, credentialsOf(auth)]));
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
        ...namesAndTokens(named?.get(customerId)?.references, also, credentials),
        records: opened.filter((record) => record !== null),
        unreadable,
      };
    },
  };
}

/** References that open the customer's account at the partner for whoever has them. */
const credentialsOf = (auth: Connector['auth']): ReadonlySet<string> =>
  new Set(auth.type === 'customer-token' ? [auth.reference, auth.refresh?.reference ?? auth.reference] : []);

/** What partners call the customer. Of what is a credential only that it is there: a statement is printed, posted and handed on. */
function namesAndTokens(
  given: ReadonlyMap<string, PartnerReferences> | undefined,
  also: HeldRows['also'],
  credentials: ReadonlyMap<string, ReadonlySet<string>>,
): Pick<Held, 'references' | 'alsoHeld'> {
  const isToken = (partner: string, name: string): boolean => credentials.get(partner)?.has(name) === true;
  const all = [...(given ?? [])].map(([partner, names]) => ({ partner, names: Object.entries(names) }));
  const tokens = all
    .filter(({ partner, names }) => names.some(([name]) => isToken(partner, name)))
    .map(({ partner }) => ({ what: 'CUSTOMER_TOKEN' as const, partner }));
  const references = all.flatMap(({ partner, names }) => {
    const told = names.filter(([name]) => !isToken(partner, name));
    return told.length === 0 ? [] : [{ partner, references: Object.fromEntries(told) }];
  });
  return { references, alsoHeld: [...tokens, ...also] };
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
