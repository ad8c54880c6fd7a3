/**
 * The bench's own small bank: 200 customers known to exactly three partners, with the demo bank's rules and one consent each.
 * Six partners still are candidates for some fields, so that decisions are as wide as in the demo bank.
 */
import type { Consent } from '../../src/domain/consent.ts';
import type { Instant, LocalDate } from '../../src/domain/instant.ts';
import { demoRules } from '../../src/sandbox/demo-bank/load.ts';
import type { FactSeed, RuleSeeds } from '../../src/sandbox/port.ts';
import type { CustomerRegistration, NewCustomer } from '../../src/subjects/port.ts';
import { CUSTOMER_IDS, PURPOSE } from './query.ts';
import { runningSchemaHash } from '../../src/graphql/running-schema.ts';

export async function loadBenchBank(registry: CustomerRegistration, rules: RuleSeeds): Promise<void> {
  await registry.registerCustomers(CUSTOMER_IDS.map(customerOf), 'bench');
  await rules.addMissing([...demoRules(runningSchemaHash()), ...CUSTOMER_IDS.map(consentOf)], 'bench');
}

const customerOf = (id: string): NewCustomer => ({
  id,
  kind: 'COMPANY',
  legalEntity: 'CN-BANK',
  branch: 'CN-SHANGHAI',
  identity: {
    name: `Bench Trading ${id}`,
    birthDate: '1979-03-14' as LocalDate,
    phones: ['+8613800000001'],
    emails: ['office@example.com'],
    addresses: [{ country: 'CN', city: 'Shanghai', street: 'Wenhua Street 217', postalCode: '200001' }],
  },
  references: new Map([
    ['mx-credit', { userGuid: `USR-${id}` }],
    ['finnhub-market', { symbol: id }],
    ['bluesky-social', { actor: `${id.toLowerCase()}.bsky.example` }],
  ]),
});

const consentOf = (customerId: string): FactSeed => ({
  kind: 'consent',
  id: `CNS-${customerId}`,
  body: {
    customerId,
    state: 'GRANTED',
    purpose: PURPOSE,
    coordinates: ['*'],
    recipients: ['BANK_INTERNAL'],
    sources: '*',
    form: 'SEPARATE',
    notice: { id: 'NOTICE-BENCH', version: 1, language: 'en' },
    grantedAt: '2025-03-01T00:00:00.000Z' as Instant,
    expiresAt: '2034-01-01T00:00:00.000Z' as Instant,
    recordedBy: 'bench',
    expressedBy: 'ticked in the app',
  } satisfies Consent,
});
