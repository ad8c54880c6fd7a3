/**
 * `agreementImpact`: counts what would be lost, by deciding once for each kind of customer instead of once for each customer. Names no
 * customer, and counts only those inside the asker's data scope.
 */
import { covers } from '../../../domain/agreement.ts';
import type { Reach } from '../../../domain/caller.ts';
import type { Coordinate } from '../../../domain/classification.ts';
import { type DatasetName, datasetOf } from '../../../domain/dataset.ts';
import { invalidInput } from '../../../domain/errors.ts';
import { failClosed } from '../../../domain/fail-closed.ts';
import type { Fact } from '../../../domain/fact.ts';
import { type Authorise, isInScope } from '../../authorise.ts';
import type { Agreements } from '../port.ts';
import { endpointsToKeep, isCovering } from '../settlement.ts';
import { groupCustomers } from './group-customers.ts';
import { lossesOf } from './losses.ts';
import type { Impact, ImpactParts } from './port.ts';
import { createTurns } from './take-turns.ts';

export function createImpact(authorise: Authorise, parts: ImpactParts): Agreements['impact'] {
  const inTurn = createTurns<Impact>();
  return async (actor, id) => {
    const scope = await authorise(actor, 'agreement:read');
    const version = await parts.rules.read('agreement', id);
    if (version === null)
      throw invalidInput(`id: no agreement version "${id.slice(0, 80)}". Ids look like "<agreement>/<version>".`);
    return inTurn(JSON.stringify([id, scope]), () => failClosed(() => impactOf(parts, version, scope)));
  };
}

async function impactOf(parts: ImpactParts, version: Fact<'agreement'>, scope: Reach): Promise<Impact> {
  const { grants, partnerId } = version.body.terms;
  const { now, others } = await parts.rules.transaction(async (tx) => {
    const all = await tx.agreementsWith(partnerId);
    return { now: tx.now, others: all.filter(({ id }) => id !== version.id) };
  });
  const supplied = [...parts.catalogue.keys()].filter((one) => parts.candidates(one).includes(partnerId));
  const covered = supplied.filter((one) => grants.some((grant) => covers(grant.coordinates, one)));
  const purposes = [...new Set(grants.flatMap((grant) => grant.purposes))].sort();
  const groups = await groupCustomers(parts.census, purposes, (place) => isInScope(scope, place));
  const { losses, losing } = await lossesOf(parts, version, { purposes, covered, groups });
  const places = placesOf(groups.customers.filter((customer) => losing.has(customer.index)));
  const still = others.filter((other) => isCovering(other, now)).flatMap(({ body }) => body.terms.grants);
  return {
    agreement: version.id,
    partner: partnerId,
    decidedAt: now,
    losses,
    customers: places.reduce((sum, place) => sum + place.customers, 0),
    places,
    storedRecords: await parts.holdings.countRecords(
      partnerId,
      endpointsToKeep(version.body, others, parts.recordSupplies, now),
    ),
    endingDatasets: isCovering(version, now)
      ? endingOf(covered, (one) => still.some((grant) => covers(grant.coordinates, one)))
      : [],
  };
}

/** Datasets of which the partner may give nothing any more. */
function endingOf(covered: readonly Coordinate[], isStill: (one: Coordinate) => boolean): readonly DatasetName[] {
  const goesOn = new Set(covered.filter(isStill).map(datasetOf));
  const all = new Set(covered.flatMap((one) => datasetOf(one) ?? []));
  return [...all].filter((dataset) => !goesOn.has(dataset)).sort();
}

function placesOf(customers: readonly { readonly legalEntity: string; readonly branch: string }[]): Impact['places'] {
  const counts = new Map<string, { legalEntity: string; branch: string; customers: number }>();
  for (const { legalEntity, branch } of customers) {
    const key = JSON.stringify([legalEntity, branch]);
    const place = counts.get(key) ?? { legalEntity, branch, customers: 0 };
    place.customers += 1;
    counts.set(key, place);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place);
}
