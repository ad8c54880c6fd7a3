/**
 * Loads the demo bank: adds what is missing and changes nothing that somebody changed, so that a consent withdrawn while somebody tried the
 * gateway stays withdrawn after the next start. Knows what to load, not where it is kept.
 */
import { POLICY_ID } from '../../domain/policy.ts';
import type { CustomerRegistration, NewCustomer } from '../../subjects/port.ts';
import type { FactSeed, RuleSeeds } from '../port.ts';
import { DEMO_PARTNERS, demoAgreements } from './agreements.ts';
import { DEMO_ASSESSMENTS } from './assessments.ts';
import { demoConsentsOf } from './consents.ts';
import { DEMO_CUSTOMERS, demoCustomers } from './customers.ts';
import type { DemoCustomer } from './demo-customer.ts';
import { demoNotices, demoNoticeTexts } from './notices.ts';
import { demoPolicy, renewedPolicy } from './policy.ts';
import { DEMO_PRINCIPALS } from './principals.ts';
import { DEMO_PURPOSES } from './purposes.ts';
import { DEMO_ROLES } from './roles.ts';

export interface DemoBankTargets {
  readonly registry: CustomerRegistration;
  readonly rules: RuleSeeds;
  /** SHA-256, hex, of the schema that the demo bank's policy is made for. */
  readonly schemaHash: string;
}

/** Called with the customers loaded so far; at least once at the end. */
export type OnProgress = (done: number, total: number) => void;

export interface DemoBankLoaded {
  /** Zero where everything was there already. */
  readonly customers: number;
  readonly rules: number;
  /** The policy was made for another schema, or rules came with this version: without renewing it nothing would be served. */
  readonly isPolicyRenewed: boolean;
}

const BY = 'demo-bank';

/**
 * Customers come first and consents last, each in one transaction: a load that was cut short goes on where it stopped.
 */
export async function loadDemoBank(
  { registry, rules, schemaHash }: DemoBankTargets,
  onProgress: OnProgress = () => undefined,
): Promise<DemoBankLoaded> {
  const all = demoCustomers();
  const known = await rules.known('subject', all.map(({ id }) => id)); // prettier-ignore
  const missing = all.filter(({ id }) => !known.has(id));
  const { customers } = await registry.registerCustomers(missing.map(newCustomerOf), BY, (done) =>
    onProgress(known.size + done, DEMO_CUSTOMERS),
  );
  const added = await rules.addMissing([...demoRules(schemaHash), ...demoConsents(all)], BY);
  // A bank that an earlier version made has roles that could not do what came since.
  await rules.renewUntouched(demoPolicyRules(), BY);
  const isPolicyRenewed = await rules.renewPolicy(BY, (policy, document) =>
    renewedPolicy(policy, document, schemaHash),
  );
  await rules.addMissingTexts(demoNoticeTexts());
  onProgress(DEMO_CUSTOMERS, DEMO_CUSTOMERS);
  return { customers, rules: added, isPolicyRenewed };
}

/** The bank's own record. */
export function newCustomerOf(customer: DemoCustomer): NewCustomer {
  const { id, kind, legalEntity, branch, name, bankAddress, phone, email, references } = customer;
  const { birthDate, documentNumber, companyRegistration } = customer;
  const identity = {
    name,
    addresses: [bankAddress],
    phones: [phone],
    emails: [email],
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(documentNumber === undefined ? {} : { documentNumber }),
    ...(companyRegistration === undefined ? {} : { companyRegistration }),
  };
  return { id, kind, legalEntity, branch, identity, references };
}

/** Every fact but subjects and consents. */
export function demoRules(schemaHash: string): readonly FactSeed[] {
  return [
    { kind: 'policy', id: POLICY_ID, body: demoPolicy(schemaHash) },
    ...demoPolicyRules(),
    ...Object.entries(DEMO_PARTNERS).map(([id, body]): FactSeed => ({ kind: 'partner', id, body })),
    ...demoNotices().map((notice): FactSeed => ({ kind: 'notice', ...notice })),
    ...Object.entries(DEMO_ASSESSMENTS).map(([id, body]): FactSeed => ({ kind: 'assessment', id, body })),
    ...demoAgreements().map((agreement): FactSeed => ({ kind: 'agreement', ...agreement })),
  ];
}

const demoPolicyRules = (): readonly FactSeed[] => [
  ...Object.entries(DEMO_ROLES).map(([id, body]): FactSeed => ({ kind: 'role', id, body })),
  ...Object.entries(DEMO_PURPOSES).map(([id, body]): FactSeed => ({ kind: 'purpose', id, body })),
  ...Object.entries(DEMO_PRINCIPALS).map(([id, body]): FactSeed => ({ kind: 'principal', id, body })),
];

const demoConsents = (customers: readonly DemoCustomer[]): readonly FactSeed[] =>
  customers.flatMap(({ id }) => demoConsentsOf(id)).map((consent): FactSeed => ({ kind: 'consent', ...consent }));
