/**
 * What would happen, for officers: the decision on the facts as they are and as they would be. Asks no partner, opens no customer's data and
 * releases nothing; who simulated what is in the log before the answer is told. Only customers inside the officer's own data scope.
 */
import type { Entries } from '../../audit/entries.ts';
import type { EntryStore } from '../../audit/entry-store.ts';
import { covers } from '../../domain/agreement.ts';
import type { Catalogue, Coordinate } from '../../domain/classification.ts';
import { CUSTOMER_ID } from '../../domain/customer.ts';
import { invalidInput } from '../../domain/errors.ts';
import { failClosed } from '../../domain/fail-closed.ts';
import { decide, type DecideInput } from '../../policy/decide.ts';
import { explain } from '../../policy/explain.ts';
import { type Authorise, isInScope } from '../authorise.ts';
import type { Actor, RuleStore } from '../port.ts';
import { assumed } from './assume.ts';
import type { HashOf } from './change-policy.ts';
import type { Simulate, SimulatedField, SimulationRequest } from './port.ts';

/** Facts of the moment as a decision would read them. */
export type ReadCase = (
  request: Pick<SimulationRequest, 'caller' | 'purpose' | 'customerId'> & {
    readonly coordinates: readonly Coordinate[];
  },
) => Promise<DecideInput>;

export interface SimulateParts {
  readonly rules: Pick<RuleStore, 'read'>;
  readonly authorise: Authorise;
  readonly catalogue: Catalogue;
  readonly hashOf: HashOf;
  readonly readCase: ReadCase;
  readonly entries: Pick<Entries, 'logRead' | 'digestOf'>;
  readonly store: Pick<EntryStore, 'append'>;
}

const MOST_FIELDS = 300;

export const createSimulate =
  (parts: SimulateParts): Simulate =>
  async (actor, request) => {
    const scope = await parts.authorise(actor, 'policy:simulate');
    checkCaller(request.caller);
    const coordinates = fieldsOf(parts.catalogue, request);
    const { customerId } = request;
    const subject = CUSTOMER_ID.test(customerId) ? await parts.rules.read('subject', customerId) : null;
    if (subject === null || !isInScope(scope, subject.body))
      throw invalidInput('customerId: no such customer in your data scope.');
    const change = await changeNamed(parts, request);
    const now = await parts.readCase({ ...request, coordinates });
    const then = assumed(now, request.assume, change, parts.hashOf);
    const fields = compare(now, then);
    await failClosed(() => parts.store.append([entryOf(parts, actor, request, coordinates.length)]));
    return { decidedAt: now.facts.decidedAt, fields };
  };

function fieldsOf(catalogue: Catalogue, { coordinates: patterns }: SimulationRequest): readonly Coordinate[] {
  const all = [...catalogue.keys()];
  const problems = patterns.flatMap((one, i) =>
    all.some((coordinate) => covers([one], coordinate))
      ? []
      : [`coordinates[${i}]: no governed field "${one.slice(0, 80)}".`],
  );
  if (problems.length > 0) throw invalidInput(problems.slice(0, 20).join(' '));
  const coordinates = all.filter((coordinate) => covers(patterns, coordinate));
  if (coordinates.length === 0) throw invalidInput('coordinates: at least one.');
  if (coordinates.length > MOST_FIELDS)
    throw invalidInput(`coordinates: at most ${MOST_FIELDS} fields at once; these are ${coordinates.length}.`);
  return coordinates;
}

async function changeNamed({ rules }: SimulateParts, { assume: { policyChange } }: SimulationRequest) {
  if (policyChange === undefined) return null;
  const change = await rules.read('policy-change', policyChange);
  if (change === null) throw invalidInput(`assume.policyChange: no policy change "${policyChange.slice(0, 80)}".`);
  if (change.body.state !== 'PROPOSED' || !change.isIntact)
    throw invalidInput(
      `assume.policyChange: it is ${change.body.state}; only a PROPOSED one, as proposed, can be tried.`,
    );
  return change.body;
}

function compare(now: DecideInput, then: DecideInput): readonly SimulatedField[] {
  const outcomeNow = new Map(decide(now).fields.map(({ coordinate, outcome }) => [coordinate, outcome]));
  const { decision, fields } = explain(then);
  return decision.fields.map(({ coordinate, outcome, reasons }, i) => ({
    coordinate,
    outcome,
    reasons,
    outcomeNow: outcomeNow.get(coordinate) ?? 'WITHHOLD',
    sources: fields[i]?.sources ?? [],
  }));
}

/** Names and codes; whom it was about as a digest. */
function entryOf({ entries }: SimulateParts, actor: Actor, request: SimulationRequest, fields: number) {
  const { caller, customerId, purpose, assume } = request;
  const filter = {
    simulate: 'DECISION',
    caller: caller.subject,
    application: caller.application,
    roles: caller.roles,
    customer: entries.digestOf(customerId),
    purpose,
    ...assume,
  };
  return entries.logRead({ requestId: actor.requestId, caller: actor.caller }, filter, fields);
}

/** Nobody is simulated whom a token could not name. */
function checkCaller(caller: SimulationRequest['caller']): void {
  const isName = (name: string): boolean => /^[^\p{Cc}\p{Cs}]{1,256}$/u.test(name);
  if (isName(caller.subject) && isName(caller.application) && caller.roles.every(isName) && caller.roles.length <= 50)
    return;
  throw invalidInput('caller, application, roles: names of 1 to 256 characters; at most 50 roles.');
}
