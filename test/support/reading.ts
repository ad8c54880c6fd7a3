/**
 * Answers of the gateway as flow tests read them: the parts they look at, typed, and demo customers picked by what a test needs of
 * them. Knows the public schema and the demo bank, nothing of the gateway's insides.
 */
import { expect } from 'vitest';
import { demoConsentsOf } from '../../src/sandbox/demo-bank/consents.ts';
import { demoCustomers } from '../../src/sandbox/demo-bank/customers.ts';
import type { DemoCustomer } from '../../src/sandbox/demo-bank/demo-customer.ts';
import type { Answer } from './gateway.ts';

export interface DisclosureRow {
  readonly coordinate: string;
  readonly outcome: string;
  readonly reasons: readonly string[];
  readonly treatment: string | null;
  readonly partner: string | null;
  readonly asOf: string | null;
  readonly fetchedAt: string | null;
  readonly cache: string | null;
  readonly isEmpty: boolean;
  readonly agreement: string | null;
  readonly consent: string | null;
  readonly survivedBy: string | null;
}

export interface GapRow {
  readonly partner: string;
  readonly dataset: string;
  readonly code: string;
  readonly retryAfterMs: number | null;
}

type Facts = Readonly<Record<string, unknown>>;

export interface View {
  readonly id: string;
  readonly kind: string | null;
  readonly identity: Facts | null;
  readonly credit: Facts | null;
  readonly market: Readonly<Record<string, Facts | null>> | null;
  readonly social: Facts | null;
  readonly disclosures: readonly DisclosureRow[];
  readonly gaps: readonly GapRow[];
  readonly conflicts: readonly { readonly coordinate: string; readonly partner: string; readonly value: unknown }[];
}

/** To paste into a selection of CustomerView. */
export const ACCOUNT = `
  disclosures { coordinate outcome reasons treatment partner asOf fetchedAt cache isEmpty agreement consent survivedBy }
  gaps { partner dataset code retryAfterMs }`;

export const customerQuery = (selection: string): string =>
  `query ($id: ID!, $purpose: ID!) { customer(id: $id, purpose: $purpose) { id ${selection} ${ACCOUNT} } }`;

export const customersQuery = (selection: string): string =>
  `query ($ids: [ID!]!, $purpose: ID!) { customers(ids: $ids, purpose: $purpose) { id ${selection} ${ACCOUNT} } }`;

/** A root field of an answer that must be there. */
export function read<T>(answer: Answer, field: string): T {
  const value: unknown = answer.data?.[field];
  if (value === undefined || value === null)
    throw new Error(`no "${field}" in the answer: ${answer.text.slice(0, 500)}`);
  return value as T;
}

export const viewOf = (answer: Answer): View => read<View>(answer, 'customer');

/** The disclosures of one coordinate, by partner. */
export const linesOf = ({ disclosures }: View, coordinate: string): readonly DisclosureRow[] =>
  disclosures.filter((line) => line.coordinate === coordinate);

export const codesOf = ({ errors }: Answer): readonly string[] => errors.map(({ extensions }) => extensions.code);

export interface Wanted {
  readonly kind?: DemoCustomer['kind'];
  readonly knownTo?: readonly string[];
  readonly unknownTo?: readonly string[];
  /** GIVEN: covers everything, now. */
  readonly credit?: 'GIVEN' | 'NEVER_ASKED';
  readonly branch?: string;
}

const CREDIT = 'CREDIT_DECISION';

/** Demo customers that fit, the showcase left out; throws where there are fewer than asked for. */
export function pickCustomers(count: number, wanted: Wanted): readonly DemoCustomer[] {
  const found = demoCustomers().slice(2).filter((customer) => fits(customer, wanted)).slice(0, count); // prettier-ignore
  if (found.length < count) throw new Error(`the demo bank has only ${found.length} such customers`);
  return found;
}

export function pickCustomer(wanted: Wanted): DemoCustomer {
  const [found] = pickCustomers(1, wanted);
  if (found === undefined) throw new Error('the demo bank has no such customer');
  return found;
}

function fits(customer: DemoCustomer, { kind, knownTo = [], unknownTo = [], credit, branch }: Wanted): boolean {
  if (kind !== undefined && customer.kind !== kind) return false;
  if (branch !== undefined && customer.branch !== branch) return false;
  if (!knownTo.every((partner) => customer.references.has(partner))) return false;
  if (unknownTo.some((partner) => customer.references.has(partner))) return false;
  return credit === undefined || hasGivenCredit(customer.id) === credit;
}

/** Whether the customer's consent to a credit decision covers every field now. */
export function hasGivenCredit(customerId: string): 'GIVEN' | 'NEVER_ASKED' | 'OTHERWISE' {
  const consent = demoConsentsOf(customerId).find(({ body }) => body.purpose === CREDIT)?.body;
  if (consent === undefined) return 'NEVER_ASKED';
  const isLive = consent.state === 'GRANTED' && Date.parse(consent.expiresAt) > Date.now();
  return isLive && consent.coordinates.includes('*') ? 'GIVEN' : 'OTHERWISE';
}

/** Refused as a whole: this status, this code only, no data, nothing of our insides. Gives the words told. */
export function expectRefusal(answer: Answer, status: number, code: string): string {
  expect([answer.status, answer.data, [...new Set(codesOf(answer))]]).toEqual([status, null, [code]]);
  expect(answer.headers.get('x-request-id')).toMatch(/^[\w.-]+$/);
  expect(answer.text).not.toMatch(/node_modules|\.ts:\d|at \w+ \(|stacktrace|SELECT |postgres/i);
  const message = answer.errors[0]?.message ?? '';
  expect(message.length).toBeGreaterThan(10);
  return message;
}
