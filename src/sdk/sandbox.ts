/**
 * What a connector's sandbox.ts is: the partner's side of each exchange as a pure function. The simulator (src/sandbox)
 * serves it over real HTTP, checks credentials, counts calls and injects faults.
 */
import type { CustomerKind, PartnerReferences } from '../domain/customer.ts';
import type { Address } from '../domain/record.ts';

/** A demo customer as its partners know it. Deterministic; everything invented. */
export interface SandboxCustomer {
  readonly id: string;
  readonly kind: CustomerKind;
  readonly name: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly address: Address;
  /** Where this partner still believes the customer lives; differs from `address` for some. */
  readonly formerAddress: Address;
  readonly phone: string;
  readonly email: string;
  readonly handle: string;
  readonly ticker?: string;
  readonly references: PartnerReferences;
  /** A stable number in [0, 1) for a topic: the same customer and topic always give the same. */
  chance(topic: string): number;
}

export interface SandboxRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Today in the sandbox. */
  readonly today: string;
}

export interface SandboxResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Serialised as JSON unless it is a string. For integers above 2^53 use `bigint`: it is written as its digits. */
  readonly body: unknown;
}

export interface SandboxWorld {
  /** The demo customer whose reference `name` at this partner has this value. */
  customerBy(name: string, value: string): SandboxCustomer | undefined;
  /** A stable number in [0, 1) for any text (a ticker, a currency pair). */
  chance(topic: string): number;
}

/** null: the partner has no such path. */
export type SandboxPartner = (request: SandboxRequest, world: SandboxWorld) => SandboxResponse | null;

/** Matches a path against `/users/:user/accounts`; the values are decoded. */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const names = [...pattern.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '');
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '([^/]+)');
  const match = new RegExp(`^${source}$`).exec(path);
  if (!match) return null;
  return Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(match[i + 1] ?? '')]));
}

export const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): SandboxResponse => ({
  status,
  headers,
  body,
});
