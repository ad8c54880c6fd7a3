/**
 * The demo bank's 1,000 customers, CUST-000001 to CUST-001000. Made once per process, the same on every machine.
 */
import { chanceOf } from './draw.ts';
import { companyOf } from './companies.ts';
import type { DemoCustomer, DemoParty } from './demo-customer.ts';
import { personOf } from './people.ts';
import { referencesOf } from './references.ts';
import { isShowcase, SHOWCASE, showcaseOwner } from './showcase.ts';

export const DEMO_CUSTOMERS = 1_000;

const PERSON_SHARE = 0.8;

let made: readonly DemoCustomer[] | undefined;

export function demoCustomers(): readonly DemoCustomer[] {
  made ??= makeAll();
  return made;
}

export const demoCustomerId = (number: number): string => `CUST-${String(number).padStart(6, '0')}`;

function makeAll(): readonly DemoCustomer[] {
  let companies = 0;
  return Array.from({ length: DEMO_CUSTOMERS }, (_, i) => {
    const id = demoCustomerId(i + 1);
    const party = partyOf(id, companies);
    if (party.kind === 'COMPANY') companies += 1;
    return { ...party, references: isShowcase(id) ? referencesOf(party, () => true) : referencesOf(party) };
  });
}

function partyOf(id: string, companiesBefore: number): DemoParty {
  if (id === SHOWCASE.customerId) return showcaseOwner(personOf(id));
  if (id === SHOWCASE.companyId) return companyOf(id, 0);
  return chanceOf(`${id} kind`) < PERSON_SHARE ? personOf(id) : companyOf(id, companiesBefore);
}
