/**
 * The decision about each of several customers on one snapshot of the facts. Reads the database once; the decisions themselves are pure.
 */
import { GatewayError } from '../domain/errors.ts';
import { failClosed } from '../domain/fail-closed.ts';
import { BANK, type SourceId } from '../domain/sourced.ts';
import { decide, type DecideInput } from '../policy/decide.ts';
import { isOwn } from './own-facts.ts';
import type { Case, DiscloseRequest, Stages } from './port.ts';

export type DecidingStages = Pick<Stages, 'facts' | 'catalogue' | 'schemaHash'> & {
  readonly partners: Pick<Stages['partners'], 'candidates'>;
};

export type DecisionRequest = Pick<DiscloseRequest, 'caller' | 'purpose' | 'coordinates'>;

/** One snapshot for all customers, then one pure decision each. */
export async function decideAll(
  stages: DecidingStages,
  request: DecisionRequest,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, Case>> {
  const inputs = await readInputs(stages, request, customerIds);
  return new Map([...inputs].map(([id, input]) => [id, { facts: input.facts, decision: decide(input) }]));
}

/** What `decide` is asked about each customer: for deciding, explaining and simulating alike. */
export async function readInputs(
  { facts, partners, catalogue, schemaHash }: DecidingStages,
  request: DecisionRequest,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, DecideInput>> {
  const { caller, purpose, coordinates } = request;
  const { application, roles } = caller;
  const snapshot = await failClosed(() => facts.snapshot({ application, roles, purposeId: purpose, customerIds }));
  const candidates = (coordinate: string): readonly SourceId[] =>
    isOwn(coordinate) ? [BANK, ...partners.candidates(coordinate)] : partners.candidates(coordinate);
  return new Map(
    customerIds.map((customerId) => {
      const known = snapshot.get(customerId);
      if (known === undefined) throw new GatewayError('INTERNAL', undefined, { internal: 'snapshot lacks a customer' });
      const input: DecideInput = {
        facts: known,
        customerId,
        purposeId: purpose,
        caller,
        coordinates,
        candidates,
        catalogue,
        action: 'VIEW',
        schemaHash,
      };
      return [customerId, input];
    }),
  );
}
