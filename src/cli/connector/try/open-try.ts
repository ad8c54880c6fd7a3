/**
 * Puts one try together: which database and customer, which address answers, who asks. In memory unless DATABASE_URL names a bank; the
 * folder's own sandbox unless PARTNER_<ID>_BASE_URL names a partner. Whatever is missing is said in a sentence.
 */
import type { PartnerReferences } from '../../../domain/customer.ts';
import { type Config, loadConfig } from '../../../config.ts';
import type { Caller } from '../../../domain/caller.ts';
import { DEMO_CALLERS } from '../../../sandbox/demo-bank/callers.ts';
import { DEMO_PURPOSES } from '../../../sandbox/demo-bank/purposes.ts';
import { createPartnerSimulator } from '../../../sandbox/partner-simulator.ts';
import { sandboxSecret } from '../../../sandbox/partners.ts';
import type { Connector, SandboxPartner } from '../../../sdk/index.ts';
import type { Database } from '../../../store/database.ts';
import { openEmbedded } from '../../../store/embedded.ts';
import type { KeyEncryptionKey } from '../../../subjects/vault.ts';
import { openStore } from '../../open-store.ts';
import { openTryBank, type TryBank } from './try-bank.ts';

export interface TryRequest {
  readonly name: string;
  readonly customerId: string;
  readonly endpoint: string | undefined;
  readonly purpose: string;
  readonly by: string | undefined;
  readonly application: string | undefined;
  readonly role: string | undefined;
  readonly references: PartnerReferences;
  readonly isSideEffectAccepted: boolean;
}

export class TryRefused extends Error {}

export interface OpenTry {
  readonly config: Config;
  readonly database: Database;
  readonly keyEncryptionKey: KeyEncryptionKey;
  readonly caller: Caller;
  /** Where the partner is called. */
  readonly address: string;
  /** The partner itself, or something that stands for it. */
  readonly isReal: boolean;
  readonly secretOf: (connectorId: string, name: string) => string;
  /** What the person should know first. */
  readonly remarks: readonly string[];
  close(): Promise<void>;
}

export interface TryFolder {
  readonly connector: Connector;
  readonly sandbox: SandboxPartner;
  /** References of a cassette that brings a record, for partners the demo bank does not know. */
  readonly references: PartnerReferences;
}

export async function openTry(request: TryRequest, folder: TryFolder): Promise<OpenTry> {
  const config = loadConfig('sandbox');
  const address = config.partnerBaseUrl(folder.connector.id);
  const called = address ?? (config.databaseUrl === undefined ? null : folder.connector.baseUrl);
  if (called !== null && !isLoopback(called)) assertSideEffectMeant(request, folder.connector);
  return config.databaseUrl === undefined
    ? openInMemory(request, folder, config, address)
    : openOnBank(request, folder, config, address);
}

/** By the host alone: a user name may look like one. */
export const isLoopback = (address: string): boolean =>
  URL.canParse(address) && /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(address).hostname);

/** Of an address nobody can tell whether it is the partner's sandbox or its production. */
function assertSideEffectMeant({ isSideEffectAccepted }: TryRequest, { id, sideEffect, price }: Connector): void {
  if (sideEffect === 'free' || isSideEffectAccepted) return;
  throw new TryRefused(
    `A call of ${id} is ${sideEffect} (list price ${price.amount} ${price.currency}): say --accept-side-effect if that is meant.`,
  );
}

async function openInMemory(
  request: TryRequest,
  folder: TryFolder,
  config: Config,
  address: string | undefined,
): Promise<OpenTry> {
  const database = await openEmbedded();
  await database.migrate();
  const keyEncryptionKey = { id: 'try', bytes: crypto.getRandomValues(new Uint8Array(32)) };
  const bank = await bankFor(request, folder, { database, keyEncryptionKey });
  if (bank === null) {
    await database.close();
    throw new TryRefused(`The demo bank has no customer "${request.customerId}". It has CUST-000001 to CUST-001000.`);
  }
  const today = (): string => new Date().toISOString().slice(0, 10);
  const simulator =
    address === undefined ? await createPartnerSimulator({ ...folder, world: bank.world, today }) : null;
  return {
    config,
    database,
    keyEncryptionKey,
    caller: callerOf(request, sandboxCaller(request.purpose)),
    address: address ?? simulator?.url ?? '',
    isReal: address !== undefined,
    secretOf: (id, name) => config.partnerSecret(id, name) ?? sandboxSecret(id, name),
    remarks: ['the bank is in memory and ends with this command', ...bank.madeUp],
    async close() {
      await simulator?.close();
      await database.close();
    },
  };
}

function bankFor(
  { customerId, purpose, references: given }: TryRequest,
  { connector, references }: TryFolder,
  store: Pick<OpenTry, 'database' | 'keyEncryptionKey'>,
): Promise<TryBank | null> {
  const isReferenceGiven = Object.keys(given).length > 0;
  const known = isReferenceGiven ? given : references;
  return openTryBank({ ...store, connector, customerId, purpose, references: known, isReferenceGiven });
}

async function openOnBank(
  request: TryRequest,
  { connector }: TryFolder,
  config: Config,
  address: string | undefined,
): Promise<OpenTry> {
  if (request.by === undefined || request.application === undefined || request.role === undefined)
    throw new TryRefused('On a real database somebody answers for the call: give --by, --application and --role.');
  if (Object.keys(request.references).length > 0)
    throw new TryRefused('On a real database references come from the customer registry: leave --reference out.');
  const { database, keyEncryptionKey } = await openStore(config);
  return {
    config,
    database,
    keyEncryptionKey,
    caller: callerOf(request, { subject: request.by, application: request.application, role: request.role }),
    address: address ?? connector.baseUrl,
    isReal: true,
    secretOf(id, name) {
      const secret = config.partnerSecret(id, name);
      if (secret === undefined) throw new Error(`secret ${name} of ${id} is not set`);
      return secret;
    },
    remarks: ['this is a real disclosure: the log keeps it, quotas and budgets count it'],
    close: () => database.close(),
  };
}

interface Asker {
  readonly subject: string;
  readonly application: string;
  readonly role: string;
}

/** Somebody of the demo bank who may ask for this purpose. */
function sandboxCaller(purpose: string): Asker {
  const roles: readonly string[] = Object.hasOwn(DEMO_PURPOSES, purpose)
    ? DEMO_PURPOSES[purpose as keyof typeof DEMO_PURPOSES].roles
    : [];
  return (
    DEMO_CALLERS.find(({ role }) => roles.includes(role)) ?? {
      subject: 'lin.yue',
      application: 'loan-desk',
      role: 'credit-officer',
    }
  );
}

const callerOf = ({ by, application, role }: TryRequest, usual: Asker): Caller => ({
  subject: by ?? usual.subject,
  application: application ?? usual.application,
  roles: [role ?? usual.role],
  expiresAtS: Math.floor(Date.now() / 1_000) + 300,
});
