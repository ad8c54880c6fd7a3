/**
 * The demo bank as one partner sees it: its own references lead to customers, and every figure grows from stable numbers, the
 * same for all partners, so that two vendors' prices of one share agree.
 */
import type { SandboxCustomer, SandboxWorld } from '../../sdk/index.ts';
import { demoCustomers } from './customers.ts';
import type { DemoCustomer } from './demo-customer.ts';
import { chanceOf } from './draw.ts';
import { SHOWCASE, SHOWCASE_CHANCES } from './showcase.ts';

/** Unknown connectors get a world without customers. */
export function createSandboxWorld(connectorId: string): SandboxWorld {
  const byReference = new Map<string, SandboxCustomer>();
  for (const customer of demoCustomers()) {
    const references = customer.references.get(connectorId);
    if (references === undefined) continue;
    const known = asKnownTo(customer, references);
    for (const [name, value] of Object.entries(references)) {
      const key = keyOf(name, value);
      // A ticker leads to the listed company, not to its owner or a subsidiary.
      if (!byReference.has(key) || customer.isIssuer) byReference.set(key, known);
    }
  }
  return { customerBy: (name, value) => byReference.get(keyOf(name, value)), chance: chanceOf };
}

const keyOf = (name: string, value: string): string => `${name} ${value}`;

function asKnownTo(customer: DemoCustomer, references: SandboxCustomer['references']): SandboxCustomer {
  const { id, kind, name, givenName, familyName, address, formerAddress, phone, email, handle, ticker } = customer;
  return {
    id,
    kind,
    name,
    givenName,
    familyName,
    address,
    formerAddress,
    phone,
    email,
    handle,
    ...(ticker === undefined ? {} : { ticker }),
    references,
    chance: id === SHOWCASE.customerId ? showcaseChance : (topic) => chanceOf(`${id} ${topic}`),
  };
}

const showcaseChance = (topic: string): number =>
  SHOWCASE_CHANCES[topic] ?? chanceOf(`${SHOWCASE.customerId} ${topic}`);
