/**
 * The customer registry: what the bank itself knows of a customer and what partners call them, sealed under the customer's own
 * key. Opens only what is asked for; registers all of a list or none of it. Knows no SQL.
 */
import { CUSTOMER_ID, isMinorOn, type PartnerReferences } from '../domain/customer.ts';
import { invalidInput } from '../domain/errors.ts';
import type { Subject } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import type { IdentityRecord } from '../domain/record.ts';
import type { CustomersByReference, Holding, Holdings } from '../disclosure/port.ts';
import type {
  CustomerRegistration,
  CustomerStore,
  CustomerTransaction,
  KeyStore,
  NewCustomer,
  Registered,
  SealedCustomer,
  Vault,
} from './port.ts';
import { createReferenceDigest, type DigestReference, REFERENCE_DIGEST_SECRET } from './reference-digest.ts';
import type { CustomerVault } from './vault.ts';

export interface RegistryOptions {
  readonly store: CustomerStore;
  /** For reading, and for the key of reference digests. */
  readonly vault: Vault & Pick<CustomerVault, 'secret'>;
  /** A vault over the keys of one transaction, for registering; it must hold `BATCH` keys at least. */
  readonly vaultOver: (keys: KeyStore) => Vault;
}

export interface Registry extends Holdings, CustomerRegistration, CustomersByReference {}

/** Customers per round of statements. */
const BATCH = 500;

/** What a sealed profile holds. */
export interface Profile {
  readonly kind: Subject['kind'];
  readonly identity: IdentityRecord;
  readonly updatedAt: Instant;
}

export function createRegistry({ store, vault, vaultOver }: RegistryOptions): Registry {
  let digest: Promise<DigestReference> | undefined;
  // Asked for before a transaction begins: an embedded database has one connection.
  const digestReference = (): Promise<DigestReference> =>
    (digest ??= vault.secret(REFERENCE_DIGEST_SECRET).then(createReferenceDigest));
  return {
    open: (customerIds, need) => open(store, vault, customerIds, need),
    async registerCustomers(customers, by, onProgress = () => undefined) {
      const digest = await digestReference();
      return store.transaction((tx) =>
        register(tx, { vault: vaultOver(tx.keys), digest }, { customers, by, onProgress }),
      );
    },
    async findByReference(partnerId, name, values) {
      const digest = await digestReference();
      const valueByDigest = new Map(values.map((value) => [digest(partnerId, name, value), value]));
      const found = new Map<string, string[]>();
      for (const row of await store.withDigests([...valueByDigest.keys()])) {
        const value = valueByDigest.get(row.digest) ?? '';
        found.set(value, [...(found.get(value) ?? []), row.customerId]);
      }
      return found;
    },
  };
}

/** The seal's context of a profile. */
export const PROFILE = 'profile';
/** And of what a partner calls the customer. */
export const referencesContext = (partnerId: string): string => `references:${partnerId}`;

async function open(
  store: CustomerStore,
  vault: Vault,
  customerIds: readonly string[],
  need: Parameters<Holdings['open']>[1],
): Promise<ReadonlyMap<string, Holding>> {
  const ids = [...new Set(customerIds)];
  const [profiles, references] = await Promise.all([
    store.profiles(ids),
    need.sources.length === 0 ? [] : store.references(ids, need.sources),
    vault.preload(ids),
  ]);
  const opened = new Map<string, Map<string, PartnerReferences>>([...profiles.keys()].map((id) => [id, new Map()]));
  await Promise.all(
    references.map(async ({ customerId, partnerId, sealed }) => {
      const bytes = await vault.open(customerId, sealed, referencesContext(partnerId));
      opened.get(customerId)?.set(partnerId, parse<PartnerReferences>(bytes));
    }),
  );
  const holdings = [...profiles].map(async ([id, sealed]): Promise<[string, Holding]> => {
    const { kind, identity, updatedAt } = parse<Profile>(await vault.open(id, sealed, PROFILE));
    return [
      id,
      { kind, updatedAt, identity: need.identity ? identity : null, references: opened.get(id) ?? new Map() },
    ];
  });
  return new Map(await Promise.all(holdings));
}

const parse = <T>(bytes: Uint8Array): T => JSON.parse(Buffer.from(bytes).toString('utf8')) as T;

const bytesOf = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value), 'utf8');

interface Registering {
  readonly customers: Parameters<CustomerRegistration['registerCustomers']>[0];
  readonly by: string;
  readonly onProgress: (done: number) => void;
}

/** How rows are made: sealed under the customer's key, findable by digest. */
interface Sealing {
  readonly vault: Vault;
  readonly digest: DigestReference;
}

async function register(tx: CustomerTransaction, sealing: Sealing, registering: Registering): Promise<Registered> {
  const seen = new Set<string>();
  let added = 0;
  for await (const batch of batchesOf(registering.customers)) {
    for (const { id } of batch) {
      if (!CUSTOMER_ID.test(id)) throw invalidInput(`"${id.slice(0, 80)}" is no customer id.`);
      if (seen.has(id)) throw invalidInput(`The customer "${id}" is given twice.`);
      seen.add(id);
    }
    added += await registerBatch(tx, sealing, batch, registering.by);
    registering.onProgress(seen.size);
  }
  return { customers: seen.size, added };
}

/** Answers how many of the batch were not known before. */
async function registerBatch(
  tx: CustomerTransaction,
  sealing: Sealing,
  batch: readonly NewCustomer[],
  by: string,
): Promise<number> {
  const known = await tx.subjects(batch.map(({ id }) => id));
  const erased = [...known].filter(([, { state }]) => state === 'ERASED').map(([id]) => id);
  if (erased.length > 0)
    throw invalidInput(`These customers were erased and cannot come back under their ids: ${listed(erased)}.`);
  await tx.save(await Promise.all(batch.map((customer) => seal(sealing, customer, tx.now))));
  const subjects = batch.map((customer): [string, Subject] => [
    customer.id,
    subjectOf(customer, known.get(customer.id)?.state ?? 'NORMAL', tx.now),
  ]);
  await tx.putSubjects(new Map(subjects), by);
  return batch.length - known.size;
}

/** Under 14 as of now; a birth date that the bank does not know makes nobody a minor. */
const subjectOf = (
  { kind, legalEntity, branch, book, identity }: NewCustomer,
  state: Subject['state'],
  now: Instant,
): Subject => ({
  kind,
  legalEntity,
  branch,
  state,
  ...(book === undefined ? {} : { book }),
  ...(kind === 'PERSON' && identity.birthDate !== undefined && isMinorOn(identity.birthDate, now)
    ? { isMinor: true }
    : {}),
});

async function seal(
  { vault, digest }: Sealing,
  { id, kind, identity, references }: NewCustomer,
  now: Instant,
): Promise<SealedCustomer> {
  const profile: Profile = { kind, identity, updatedAt: now };
  const sealing = [...references].map(async ([partnerId, named]) => {
    const isEmpty = Object.keys(named).length === 0;
    const digests = Object.entries(named).map(([name, value]) => digest(partnerId, name, value));
    const sealed = isEmpty ? null : await vault.seal(id, bytesOf(named), referencesContext(partnerId));
    return { partnerId, sealed, digests };
  });
  return {
    customerId: id,
    profile: await vault.seal(id, bytesOf(profile), PROFILE),
    references: await Promise.all(sealing),
  };
}

async function* batchesOf(customers: Registering['customers']): AsyncGenerator<readonly NewCustomer[]> {
  let batch: NewCustomer[] = [];
  for await (const customer of customers) {
    batch.push(customer);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

const listed = (ids: readonly string[]): string =>
  ids.slice(0, 5).join(', ') + (ids.length > 5 ? ` and ${ids.length - 5} more` : '');
