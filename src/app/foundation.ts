/**
 * What stands on the database and the keys alone, and what the whole is put together from.
 */
import { type ActorAccount, createEntries, type Entries } from '../audit/entries.ts';
import type { Entry, EntryStore } from '../audit/entry-store.ts';
import { createRefusals } from '../audit/refusals.ts';
import { type Config, ConfigError } from '../config.ts';
import { instantFromEpochMs } from '../domain/instant.ts';
import { readCatalogue } from '../graphql/catalogue.ts';
import { loadSchema } from '../graphql/schema.ts';
import { createRecordSigner } from '../governance/signing/sign-record.ts';
import type { PartnerCall } from '../governance/partners/port.ts';
import type { TakenChange } from '../partners/push/port.ts';
import type { Surface } from '../partners/registry.ts';
import { GATE_NUMBERS } from '../policy/gates.ts';
import type { Connector } from '../sdk/index.ts';
import { createEntryStore } from '../store/audit-entries.ts';
import { canonicalJson, sha256Hex } from '../store/canonical-json.ts';
import { createCustomerStore, createKeyStore } from '../store/customers.ts';
import type { Database } from '../store/database.ts';
import { createFacts } from '../store/facts.ts';
import { createKeyRotationStore } from '../store/key-rotation.ts';
import { createPartnerMessages } from '../store/partner-messages.ts';
import { createPartnerStores } from '../store/partner-stores.ts';
import type { Redis } from '../store/redis/connection.ts';
import { problemsOfKeys } from '../subjects/check-keys.ts';
import { createKeyEncryption } from '../subjects/key-encryption.ts';
import type { KeyStore } from '../subjects/port.ts';
import { createRegistry, type Registry } from '../subjects/registry.ts';
import { createVault, type CustomerVault, type KeyEncryptionKey } from '../subjects/vault.ts';
import type { Logger } from '../telemetry/log.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { assembleErasures } from './erasures.ts';

export interface AppParts {
  readonly config: Config;
  readonly database: Database;
  /** Shares partners' limits; without it the database does. Who opened it closes it. */
  readonly redis?: Redis | null;
  readonly identity: { readonly issuer: string; readonly audience: string; readonly jwksUrl: string };
  readonly keyEncryptionKey: KeyEncryptionKey;
  readonly connectors: readonly Connector[];
  /** What connectors last declared: a field of one that is out of service is then a gap. */
  readonly surfaces?: readonly Surface[];
  /** Where a partner is called; undefined: at its connector's own address. */
  readonly baseUrlOf: (partnerId: string) => string | undefined;
  /** Throws when there is no such secret. */
  readonly secretOf: (partnerId: string, name: string) => string;
  readonly log: Logger;
  readonly now?: () => number;
  /** ON_DEMAND: nothing runs by itself, for whoever counts statements. */
  readonly chores?: 'RUNNING' | 'ON_DEMAND';
}

/** What stands on the database and the keys alone. */
export type Foundation = Awaited<ReturnType<typeof layFoundation>>;

/** Customers whose keys are held unwrapped. */
const KEYS_IN_MEMORY = 20_000;

/** `vault` where the process has one already, so that a key forgotten there is forgotten everywhere. */
export function createCustomerRegistry(
  database: Database,
  keyEncryptionKey: KeyEncryptionKey,
  vault: CustomerVault = openVault(createKeyStore(database), keyEncryptionKey),
): Registry {
  const vaultOver = (keys: KeyStore): CustomerVault => openVault(keys, keyEncryptionKey);
  return createRegistry({ store: createCustomerStore(database), vault, vaultOver });
}

const openVault = (keys: KeyStore, keyEncryptionKey: KeyEncryptionKey): CustomerVault =>
  createVault({ keyEncryptionKey, keys, cacheSize: KEYS_IN_MEMORY });

/** The log's entries, under the digests that every process on this database and key-encryption key shares. */
export const createLogEntries = async (vault: CustomerVault, schemaHash: string): Promise<Entries> =>
  createEntries({
    vault,
    schemaHash,
    policyHash: sha256Hex(canonicalJson(GATE_NUMBERS)),
    digestKey: await vault.secret('audit-digest'),
  });

const messageEntryOf =
  (entries: Entries) =>
  ({ messageId, customerId, ...taken }: TakenChange): Entry =>
    entries.partnerEvent(null, {
      action: 'TAKE_MESSAGE',
      target: messageId,
      ...taken,
      ...(customerId === '' ? {} : { customerId }),
    });

/** What became of a call whose outcome was unknown; `account` null: the partner itself said so. */
export const reconciledEntry =
  (entries: Pick<Entries, 'partnerEvent'>) =>
  (account: ActorAccount | null, { id, partner, endpoint }: PartnerCall, happened: boolean): Entry =>
    entries.partnerEvent(account, {
      action: 'RECONCILE_PARTNER_CALL',
      partner,
      endpoint,
      target: id,
      outcome: happened ? 'HAPPENED' : 'NOT_HAPPENED',
    });

/** Throws ConfigError where a key-encryption key is missing that customers' keys are wrapped by. */
async function openCheckedVault({ database, keyEncryptionKey }: AppParts): Promise<CustomerVault> {
  const problems = await problemsOfKeys(createKeyRotationStore(database), createKeyEncryption(keyEncryptionKey));
  if (problems.length > 0) throw new ConfigError(problems);
  return openVault(createKeyStore(database), keyEncryptionKey);
}

export async function layFoundation(parts: AppParts) {
  const { config, database, redis = null, keyEncryptionKey, log, now = Date.now } = parts;
  const schema = loadSchema();
  const { catalogue, schemaHash } = readCatalogue(schema);
  const vault = await openCheckedVault(parts);
  const facts = createFacts(database);
  const entryStore = createEntryStore(database);
  const entries = await createLogEntries(vault, schemaHash);
  const entryOfReconciled = reconciledEntry(entries);
  const stores = createPartnerStores(database, {
    reconciledEntryOf: (call, happened) => entryOfReconciled(null, call, happened),
    redis,
    log,
  });
  const messages = createPartnerMessages(database, messageEntryOf(entries));
  const refusals = openRefusals(entryStore, entries, parts);
  return {
    metrics: createMetrics(),
    signer: await createRecordSigner({ secretOf: vault.secret, generation: config.recordKeyGeneration }),
    shapeKey: await vault.secret('answer-shapes'),
    customers: createCustomerRegistry(database, keyEncryptionKey, vault),
    erasures: assembleErasures({ config, database, entries, vault }),
    messages,
    schema,
    catalogue,
    schemaHash,
    vault,
    facts,
    stores,
    entryStore,
    entries,
    entryOfReconciled,
    refusals,
    now,
  };
}

const openRefusals = (store: EntryStore, entries: Entries, { log, now = Date.now }: AppParts) =>
  createRefusals({
    store,
    entries,
    now: () => instantFromEpochMs(now()),
    onFailure: (err) => log.error({ err }, 'refusals could not be written to the access log'),
  });
