/**
 * The customer the first run shows: the owner of a listed company, known to all six partners. One query brings identity,
 * credit, market and social facts: some clear, some masked, some withheld, one conflict, one partner throttled.
 */
import type { Fault } from '../faults.ts';
import { tickerOf } from './companies.ts';
import { addressOf, type DemoParty } from './demo-customer.ts';
import { residentIdOf } from './numbers.ts';
import { SHANGHAI } from './places.ts';
import { SHOWCASE_QUERY } from './showcase-query.ts';

const CUSTOMER = 'CUST-000001';
const THROTTLE: Fault = { kind: 'throttle', dialect: 'retry-after-seconds', waitS: 30 };

export const SHOWCASE = {
  /** 欧阳静怡, a private customer in Shanghai who owns and chairs the listed company below. */
  customerId: CUSTOMER,
  companyId: 'CUST-000002',
  /** Who asks in the first run. */
  caller: { role: 'credit-officer', application: 'loan-desk', subject: 'lin.yue' },
  query: SHOWCASE_QUERY,
  variables: { id: CUSTOMER, purpose: 'CREDIT_DECISION' },
  /** The same query by another role for another purpose: names masked, credit withheld. */
  contrast: {
    caller: { role: 'marketing-analyst', application: 'marketing-studio', subject: 'noah.keller' },
    variables: { id: CUSTOMER, purpose: 'MARKETING' },
  },
  /** To switch on at that partner's simulator: `faults.set(fault, { customerId })`. */
  throttled: { partner: 'pinterest-social', customerId: CUSTOMER, fault: THROTTLE },
} as const;

export const isShowcase = (id: string): boolean => id === SHOWCASE.customerId || id === SHOWCASE.companyId;

/** Stable numbers that are chosen rather than drawn, so that the showcase has something to show. */
export const SHOWCASE_CHANCES: Readonly<Record<string, number>> = {
  // Mastercard still has the former address; no joint owners, or nobody could say whose data it is.
  moved: 0,
  'mastercard-joint': 0.9,
  'mx-joint': 0.9,
  accounts: 0.7,
  'CHECKING-currency': 0.5,
  'SAVINGS-currency': 0.5,
  'CREDIT_CARD-currency': 0.5,
  posts: 0.4,
};

export function showcaseOwner(person: DemoParty): DemoParty {
  const birthDate = '1979-03-14' as NonNullable<DemoParty['birthDate']>;
  return {
    ...person,
    legalEntity: SHANGHAI.legalEntity,
    branch: SHANGHAI.branch,
    name: '欧阳静怡',
    familyName: '欧阳',
    givenName: '静怡',
    address: addressOf(CUSTOMER, SHANGHAI),
    bankAddress: addressOf(CUSTOMER, SHANGHAI),
    formerAddress: {
      country: 'CN',
      province: 'Zhejiang',
      city: 'Hangzhou',
      street: 'Wenhua Street 217',
      postalCode: '310012',
    },
    phone: '+8613800000001',
    email: 'ouyang.jingyi@example.com',
    handle: 'ouyang.jingyi',
    birthDate,
    documentNumber: residentIdOf(CUSTOMER, SHANGHAI, birthDate),
    ticker: tickerOf(0),
  };
}
