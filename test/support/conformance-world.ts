/**
 * A sandbox world of customers known by exactly the references a connector's cassettes use, so that its sandbox can be
 * asked without the demo bank.
 */
import { createHash } from 'node:crypto';
import type { PartnerReferences } from '../../src/domain/customer.ts';
import type { SandboxCustomer, SandboxWorld } from '../../src/sdk/index.ts';

/** A stable number in [0, 1) for a text. */
export const chanceOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;

/** `seed` makes another customer of the same references. */
export function conformanceCustomer(references: PartnerReferences, seed: number): SandboxCustomer {
  const isCompany = seed % 2 === 0;
  const id = `C-${seed}`;
  return {
    id,
    kind: isCompany ? 'COMPANY' : 'PERSON',
    name: isCompany ? 'Lantern Bakery Ltd' : '欧阳若兰',
    givenName: '若兰',
    familyName: '欧阳',
    address: { country: 'CN', province: 'Jiangsu', city: 'Suzhou', street: '12 Pingjiang Road', postalCode: '215000' },
    formerAddress: {
      country: 'US',
      province: 'UT',
      city: 'Murray',
      street: '434 W Ascension Way',
      postalCode: '84123',
    },
    phone: '+8613812345678',
    email: 'ruolan@example.com',
    handle: `ruolan${seed}`,
    ticker: references['ticker'] ?? references['symbol'] ?? 'LNTN',
    references,
    chance: (topic) => chanceOf(`${id} ${topic}`),
  };
}

export function conformanceWorld(customers: readonly SandboxCustomer[]): SandboxWorld {
  return {
    chance: chanceOf,
    customerBy: (name, value) => customers.find((customer) => customer.references[name] === value),
  };
}
