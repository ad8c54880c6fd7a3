/**
 * The decision about each of several customers on one snapshot of the facts. Reads the database once; the decisions themselves are pure.
 */
import { GatewayError } from '../domain/errors.ts';
import { failClosed } from '../domain/fail-closed.ts';
import type { Facts } from '../domain/fact.ts';
import { POLICY_ID } from '../domain/policy.ts';
import { BANK, type SourceId } from '../domain/sourced.ts';
import { intactNamed } from '../policy/access-request.ts';
import { decide, type DecideInput } from '../policy/decide.ts';
import { mostCustomers } from '../policy/gates/04-limits.ts';
import { isOwn } from './own-facts.ts';
import type { Case, DiscloseRequest, Stages } from './port.ts';

export type DecidingStages = Pick<Stages, 'facts' | 'catalogue' | 'schemaHash'> & {
  readonly partners: Pick<Stages['partners'], 'candidates'>;
};

/** What is decided on. `customersAsked` counts the whole request, also where a few of them are decided again. */
export type Asked = Pick<DiscloseRequest, 'caller' | 'purpose' | 'coordinates' | 'customersAsked'>;

/** One snapshot for all customers, then one pure decision each. */
export async function decideAll(
  stages: DecidingStages,
  request: Asked,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, Case>> {
  const inputs = await readInputs(stages, request, customerIds);
  const [anyone] = inputs.values();
  if (anyone !== undefined) refuseTooMany(anyone.facts, request);
  return new Map([...inputs].map(([id, input]) => [id, { facts: input.facts, decision: decide(input) }]));
}

/** What `decide` is asked about each customer: for deciding, explaining and simulating alike. */
export async function readInputs(
  { facts, partners, catalogue, schemaHash }: DecidingStages,
  request: Asked,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, DecideInput>> {
  const { caller, purpose, coordinates, customersAsked } = request;
  const { application, roles, subject } = caller;
  const query = { application, roles, person: subject, purposeId: purpose, customerIds };
  const snapshot = await failClosed(() => facts.snapshot(query));
  const candidates = (coordinate: string): readonly SourceId[] =>
    isOwn(coordinate) ? [BANK, ...partners.candidates(coordinate)] : partners.candidates(coordinate);
  const shared = { purposeId: purpose, caller, coordinates, candidates, catalogue, customersAsked, schemaHash };
  return new Map(
    customerIds.map((customerId) => {
      const known = snapshot.get(customerId);
      if (known === undefined) throw new GatewayError('INTERNAL', undefined, { internal: 'snapshot lacks a customer' });
      // No governed field takes an argument, and nothing is exported yet.
      const rest = { action: 'VIEW', predicates: [], approvedExport: null } as const;
      return [customerId, { ...shared, ...rest, facts: known, customerId }];
    }),
  );
}

/** Said before anything is decided; gate 4 withholds all the same. INVALID_INPUT; the log names BATCH_LIMIT. */
function refuseTooMany({ policy, purpose }: Facts, { purpose: purposeId, customersAsked }: Asked): void {
  const most = mostCustomers({
    policy: intactNamed(policy, POLICY_ID),
    purpose: intactNamed(purpose, purposeId),
  });
  if (customersAsked <= most) return;
  throw new GatewayError(
    'INVALID_INPUT',
    `One request may ask for at most ${most} customers for this purpose; this one asks for ${customersAsked}. Ask in several requests.`,
    { internal: 'BATCH_LIMIT' },
  );
}
