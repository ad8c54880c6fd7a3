/**
 * The decision about each of several customers on one snapshot of the facts. Reads the database once; the decisions themselves are pure.
 */
import { GatewayError } from '../domain/errors.ts';
import { failClosed } from '../domain/fail-closed.ts';
import { BANK, type SourceId } from '../domain/sourced.ts';
import { decide } from '../policy/decide.ts';
import { isOwn } from './own-facts.ts';
import type { Case, DiscloseRequest, Stages } from './port.ts';

/** One snapshot for all customers, then one pure decision each. */
export async function decideAll(
  { facts, partners, catalogue, schemaHash }: Pick<Stages, 'facts' | 'partners' | 'catalogue' | 'schemaHash'>,
  request: Pick<DiscloseRequest, 'caller' | 'purpose' | 'coordinates'>,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, Case>> {
  const { caller, purpose, coordinates } = request;
  const { application, roles } = caller;
  const snapshot = await failClosed(() => facts.snapshot({ application, roles, purposeId: purpose, customerIds }));
  const candidates = (coordinate: string): readonly SourceId[] =>
    isOwn(coordinate) ? [BANK, ...partners.candidates(coordinate)] : partners.candidates(coordinate);
  return new Map(
    customerIds.map((customerId) => {
      const known = snapshot.get(customerId);
      if (known === undefined) throw new GatewayError('INTERNAL', undefined, { internal: 'snapshot lacks a customer' });
      const decision = decide({
        facts: known,
        customerId,
        purposeId: purpose,
        caller,
        coordinates,
        candidates,
        catalogue,
        action: 'VIEW',
        schemaHash,
      });
      return [customerId, { facts: known, decision }];
    }),
  );
}
