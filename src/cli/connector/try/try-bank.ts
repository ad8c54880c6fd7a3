/**
 * A bank in memory for one try: the demo bank's rules and one of its customers. For a partner the demo bank has no agreement with, an
 * agreement, a consent and references are made up, and the caller is told so. Nothing outlives the process.
 */
import { createHash } from 'node:crypto';
import { createCustomerRegistry } from '../../../app/foundation.ts';
import { type Agreement, type AgreementTerms, type CoordinatePattern } from '../../../domain/agreement.ts';
import { canonicalJson } from '../../../domain/canonical-json.ts';
import type { Consent } from '../../../domain/consent.ts';
import { DATASETS } from '../../../domain/dataset.ts';
import type { Instant } from '../../../domain/instant.ts';
import { DEMO_PARTNERS } from '../../../sandbox/demo-bank/agreements.ts';
import { demoConsentsOf } from '../../../sandbox/demo-bank/consents.ts';
import { demoCustomers } from '../../../sandbox/demo-bank/customers.ts';
import type { DemoCustomer } from '../../../sandbox/demo-bank/demo-customer.ts';
import { chanceOf } from '../../../sandbox/demo-bank/draw.ts';
import { demoRules, newCustomerOf } from '../../../sandbox/demo-bank/load.ts';
import { createSandboxWorld } from '../../../sandbox/demo-bank/world.ts';
import type { FactSeed } from '../../../sandbox/port.ts';
import type { PartnerReferences } from '../../../domain/customer.ts';
import type { Connector, SandboxWorld } from '../../../sdk/index.ts';
import type { Database } from '../../../store/database.ts';
import { createRuleSeeds } from '../../../store/rule-seeds.ts';
import type { KeyEncryptionKey } from '../../../subjects/vault.ts';
import { runningSchemaHash } from '../../../graphql/running-schema.ts';

export interface TryBank {
  readonly world: SandboxWorld;
  /** What was made up, a sentence each. */
  readonly madeUp: readonly string[];
}

export interface TryBankOptions {
  readonly database: Database;
  readonly keyEncryptionKey: KeyEncryptionKey;
  readonly connector: Connector;
  readonly customerId: string;
  readonly purpose: string;
  /** Given on the command line, or taken from the folder's cassettes. */
  readonly references: PartnerReferences;
  readonly isReferenceGiven: boolean;
}

/** null: the demo bank has no such customer. */
export async function openTryBank(options: TryBankOptions): Promise<TryBank | null> {
  const { database, keyEncryptionKey, connector, customerId, references, isReferenceGiven } = options;
  const customer = demoCustomers().find(({ id }) => id === customerId);
  if (customer === undefined) return null;
  const isKnown = Object.hasOwn(DEMO_PARTNERS, connector.id);
  const isOwn = isKnown && !isReferenceGiven;
  const known = isOwn
    ? customer
    : { ...customer, references: new Map([...customer.references, [connector.id, references]]) };
  await createCustomerRegistry(database, keyEncryptionKey).registerCustomers(
    [newCustomerOf(known)],
    'connector-try',
    () => undefined,
  );
  const consents = demoConsentsOf(customerId).map((consent): FactSeed => ({ kind: 'consent', ...consent }));
  const made = isKnown ? [] : madeUpRules(options);
  await createRuleSeeds(database).addMissing(
    [...demoRules(runningSchemaHash()), ...consents, ...made],
    'connector-try',
  );
  return {
    world: isOwn ? createSandboxWorld(connector.id) : worldOf(customer, references),
    madeUp: [
      ...(isKnown
        ? []
        : [
            `the demo bank has no agreement with ${connector.id}: an agreement and a consent for ${options.purpose} were made up`,
          ]),
      ...(isOwn || isReferenceGiven
        ? []
        : [
            `references were taken from the folder's cassettes: ${Object.keys(references).join(', ') || 'none are needed'}`,
          ]),
    ],
  };
}

function worldOf(customer: DemoCustomer, references: PartnerReferences): SandboxWorld {
  const { id, kind, name, givenName, familyName, address, formerAddress, phone, email, handle, ticker } = customer;
  const chance = (topic: string): number => chanceOf(`${id} ${topic}`);
  const person = { id, kind, name, givenName, familyName, address, formerAddress, phone, email, handle };
  const known = { ...person, ...(ticker === undefined ? {} : { ticker }), references, chance };
  return { chance: chanceOf, customerBy: (reference, value) => (references[reference] === value ? known : undefined) };
}

const FROM = '2025-01-01T00:00:00.000Z' as Instant;
const UNTIL = '2035-01-01T00:00:00.000Z' as Instant;

function madeUpRules({ connector, customerId, purpose }: TryBankOptions): readonly FactSeed[] {
  const coordinates = [
    ...new Set(connector.endpoints.map(({ dataset }): CoordinatePattern => `${DATASETS[dataset].type}.*`)),
  ];
  const consent: Consent = {
    customerId,
    state: 'GRANTED',
    purpose,
    coordinates,
    recipients: ['BANK_INTERNAL'],
    sources: [connector.id],
    form: 'WRITTEN',
    notice: { id: 'NOTICE-TRY', version: 1, language: 'en-US' },
    grantedAt: FROM,
    expiresAt: UNTIL,
    recordedBy: 'connector-try',
    expressedBy: 'made up for a try',
  };
  return [
    {
      kind: 'partner',
      id: connector.id,
      body: { title: connector.displayName, kind: connector.kind, state: 'ACTIVE' },
    },
    { kind: 'agreement', id: 'AGR-TRY/1', body: agreementOf(connector, purpose, coordinates) },
    { kind: 'consent', id: 'CNS-TRY', body: consent },
  ];
}

function agreementOf({ id }: Connector, purpose: string, coordinates: readonly CoordinatePattern[]): Agreement {
  const terms: AgreementTerms = {
    title: 'Made up for a try',
    partnerId: id,
    kind: 'PROVIDE',
    contact: `nobody@${id}.example`,
    effectiveFrom: FROM,
    effectiveUntil: UNTIL,
    securityMeasures: 'None: sandbox, in memory.',
    breachNoticeHours: 48,
    residency: 'CN',
    internalUse: true,
    redistribution: false,
    derivation: true,
    endOfTerm: 'DELETE',
    grants: [
      {
        coordinates,
        purposes: [purpose],
        recipients: ['BANK_INTERNAL'],
        actions: ['VIEW', 'DERIVE'],
        maxDisclosure: 'ALLOW',
        cacheTtlS: 0,
        retentionDays: 0,
      },
    ],
  };
  const approved = (by: string) => ({ by, at: FROM });
  return {
    agreementId: 'AGR-TRY',
    termsVersion: 1,
    state: 'ACTIVE',
    terms,
    termsHash: createHash('sha256').update(canonicalJson(terms)).digest('hex'),
    author: 'connector-try',
    approvals: [approved('zhou.min'), approved('erik.strand')],
    signedAt: FROM,
  };
}
