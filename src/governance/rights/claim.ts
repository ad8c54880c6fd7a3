/**
 * What a customer says is right instead: read strictly in the form of its field, sealed for the customer, opened only to correct or to
 * state it.
 */
import type { Coordinate } from '../../domain/classification.ts';
import { invalidInput } from '../../domain/errors.ts';
import { parseLocalDate } from '../../domain/instant.ts';
import type { IdentityRecord } from '../../domain/record.ts';
import type { RightsClaim } from '../../domain/rights-request.ts';
import type { Vault } from '../../subjects/port.ts';
import type { NewClaim } from './port.ts';

export const claimContext = (requestId: string): string => `rights-claim ${requestId}`;

export interface ReadClaim {
  readonly coordinate: Coordinate;
  readonly source: string;
  readonly value: unknown;
}

const LISTS: ReadonlySet<string> = new Set(['Identity.phones', 'Identity.emails']);
const TEXT = /^[^\p{Cc}]{1,500}$/u;
const MAX_VALUES = 20;

/** Errors: INVALID_INPUT; never repeats a value. */
export function readClaim(isCoordinate: (coordinate: string) => boolean, claim: NewClaim): ReadClaim {
  const { coordinate, source } = claim;
  if (!isCoordinate(coordinate))
    throw invalidInput(`claim.coordinate: no governed coordinate "${coordinate.slice(0, 80)}".`);
  return { coordinate: coordinate as Coordinate, source, value: valueOf(claim) };
}

function valueOf({ coordinate, values, addresses }: NewClaim): unknown {
  const texts = [...values, ...addresses.flatMap((address) => Object.values(address))];
  if (texts.some((text) => !TEXT.test(text)) || values.length > MAX_VALUES || addresses.length > MAX_VALUES)
    throw invalidInput(`claim: each value is 1 to 500 characters on one line, and there are at most ${MAX_VALUES}.`);
  if (coordinate === 'Identity.addresses') {
    if (addresses.length === 0 || values.length > 0)
      throw invalidInput('claim.addresses: all addresses that are right; claim.values stays empty here.');
    return addresses;
  }
  if (addresses.length > 0) throw invalidInput('claim.addresses: only for Identity.addresses.');
  if (LISTS.has(coordinate)) {
    if (values.length === 0) throw invalidInput('claim.values: all values that are right, one at least.');
    return values;
  }
  const [value] = values;
  if (value === undefined || values.length > 1) throw invalidInput('claim.values: exactly one value for this field.');
  if (coordinate === 'Identity.birthDate' && parseLocalDate(value) === null)
    throw invalidInput('claim.values: a calendar day such as 1980-01-31.');
  return value;
}

/** Throws where the customer has no key any more, or the claim was moved here from another request. */
export async function openClaim(
  vault: Vault,
  customerId: string,
  requestId: string,
  { sealed }: RightsClaim,
): Promise<unknown> {
  const plain = await vault.open(customerId, Buffer.from(sealed, 'base64'), claimContext(requestId));
  return (JSON.parse(Buffer.from(plain).toString('utf8')) as { readonly value: unknown }).value;
}

/** What changes in the bank's own record; null: the bank keeps no such field itself. */
export function identityChangeOf(coordinate: Coordinate, value: unknown): Partial<IdentityRecord> | null {
  const [type, field] = coordinate.split('.');
  return type === 'Identity' && field !== undefined ? { [field]: value } : null;
}
