/**
 * Step 11. Wire to canonical record by the connector's pure `map`; an answer about somebody else is nobody's record. A map that throws breaks the contract, because it promised to
 * be total over what `wire` accepts; it never takes the request down.
 */
import type { Endpoint, Mapped, RequestContext } from '../../sdk/index.ts';
import type { DatasetName } from '../../domain/dataset.ts';
import type { Withheld } from '../../domain/sourced.ts';
import { type Attempt, failed } from '../attempt.ts';

/** null: the partner has no record. */
export type Reading = (Mapped<DatasetName> & { readonly withheld?: readonly Withheld[] }) | null;

export const ABOUT_ANOTHER = 'answer-about-another';

export function mapRecord(endpoint: Endpoint, wire: unknown, ctx: RequestContext): Attempt<Reading> {
  try {
    if (endpoint.isAbout?.(wire, ctx) === false) return failed('PARTNER_BROKE_CONTRACT', ABOUT_ANOTHER);
    return { value: endpoint.map(wire, ctx) };
  } catch {
    return failed('PARTNER_BROKE_CONTRACT', 'map-threw');
  }
}

/** One customer's part of a batch answer, mapped. */
export function mapPicked(endpoint: Endpoint, wire: unknown, ctx: RequestContext): Attempt<Reading> {
  let picked: unknown;
  try {
    picked = endpoint.batch?.pick(wire, ctx) ?? null;
  } catch {
    return failed('PARTNER_BROKE_CONTRACT', 'pick-threw');
  }
  return picked === null ? { value: null } : mapRecord(endpoint, picked, ctx);
}
