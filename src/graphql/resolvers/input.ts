/**
 * Checks of arguments that the schema's types cannot express. Each refusal names the argument and its rule.
 */
import type { CoordinatePattern } from '../../domain/agreement.ts';
import { CUSTOMER_ID } from '../../domain/customer.ts';
import { GatewayError, invalidInput } from '../../domain/errors.ts';
import type { PageRequest } from '../../governance/port.ts';

export const MAX_CUSTOMERS = 100;
const MAX_PAGE = 100;

const PURPOSE_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const PATTERN = /^(\*|[A-Za-z_][A-Za-z0-9_]{0,99}\.(\*|[A-Za-z_][A-Za-z0-9_]{0,99}))$/;
const CURSOR_LENGTH = 500;

/** A well-formed customer id. Whether the customer exists is no question of form. */
export function readCustomerId(argument: string, id: string): string {
  if (CUSTOMER_ID.test(id)) return id;
  throw invalidInput(
    `\`${argument}\` must be a customer id: 1 to 64 letters, digits, "-" and "_", beginning with a letter or digit.`,
  );
}

export function readCustomerIds(ids: readonly string[]): readonly string[] {
  if (ids.length === 0) throw invalidInput('`ids` must name at least one customer.');
  if (ids.length > MAX_CUSTOMERS) {
    throw new GatewayError(
      'INVALID_INPUT',
      `\`ids\` may name at most ${MAX_CUSTOMERS} customers; it names ${ids.length}.`,
      { internal: 'BATCH_LIMIT' },
    );
  }
  return ids.map((id, index) => readCustomerId(`ids[${index}]`, id));
}

export function readPurpose(purpose: string): string {
  if (PURPOSE_ID.test(purpose)) return purpose;
  if (purpose.trim() !== '') {
    throw invalidInput('`purpose` must be a purpose id: 1 to 64 letters, digits, ".", "-" and "_".');
  }
  throw new GatewayError('INVALID_INPUT', '`purpose` must not be blank: name why the data is needed.', {
    internal: 'PURPOSE_MISSING',
  });
}

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** `first` has a default in the schema; an explicit null falls back to 20. */
export function readPage({ first, after }: PageArguments): PageRequest {
  const count = first ?? 20;
  if (count < 1 || count > MAX_PAGE) throw invalidInput(`\`first\` must be from 1 to ${MAX_PAGE}; it is ${count}.`);
  if (after != null && (after === '' || after.length > CURSOR_LENGTH)) {
    throw invalidInput('`after` must be a cursor of an earlier page.');
  }
  return after == null ? { first: count } : { first: count, after };
}

export const readPatterns = (argument: string, patterns: readonly string[]): readonly CoordinatePattern[] =>
  patterns.map((pattern, index) => {
    if (isPattern(pattern)) return pattern;
    throw invalidInput(`\`${argument}[${index}]\` must be "Type.field", "Type.*" or "*".`);
  });

const isPattern = (text: string): text is CoordinatePattern => PATTERN.test(text);

/** Without the keys whose value is null or undefined: GraphQL's "not given" becomes the domain's absent key. */
export function given<T extends object>(input: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(input).filter(([, value]) => value != null);
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}
