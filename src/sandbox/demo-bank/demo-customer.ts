/**
 * A customer of the demo bank: what the bank itself registered, and what lies behind it that only partners tell.
 */
import type { CustomerKind, PartnerReferences } from '../../domain/customer.ts';
import type { LocalDate } from '../../domain/instant.ts';
import type { Address } from '../../domain/record.ts';
import { AMERICAN_STREETS, CHINESE_STREETS, type Place } from './places.ts';
import { houseOf, postalCodeOf } from './numbers.ts';
import { pickOf } from './draw.ts';

export interface DemoCustomer {
  readonly id: string;
  readonly kind: CustomerKind;
  readonly legalEntity: string;
  readonly branch: string;
  readonly name: string;
  /** Persons only; empty for companies. */
  readonly givenName: string;
  readonly familyName: string;
  readonly address: Address;
  /** Where a partner may still believe the customer lives. */
  readonly formerAddress: Address;
  /** The bank's own record, which may be behind too. */
  readonly bankAddress: Address;
  readonly phone: string;
  readonly email: string;
  /** Account name on social networks. */
  readonly handle: string;
  readonly birthDate?: LocalDate;
  readonly documentNumber?: string;
  readonly companyRegistration?: string;
  readonly ticker?: string;
  /** True for the listed company itself; its owner and subsidiaries carry its ticker too. */
  readonly isIssuer: boolean;
  readonly references: ReadonlyMap<string, PartnerReferences>;
}

/** Everything but what partners call the customer. */
export type DemoParty = Omit<DemoCustomer, 'references'>;

export function addressOf(topic: string, place: Place): Address {
  const { country, province, city } = place;
  const street =
    country === 'US'
      ? `${houseOf(`${topic} house`)} ${pickOf(`${topic} street`, AMERICAN_STREETS)}`
      : `${pickOf(`${topic} street`, CHINESE_STREETS)} ${houseOf(`${topic} house`)}`;
  return { country, province, city, street, postalCode: postalCodeOf(topic, place) };
}
