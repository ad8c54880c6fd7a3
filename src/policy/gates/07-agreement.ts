/**
 * Gate 7: a version of an agreement with the source is in force, and one of its grants covers coordinate, purpose, recipient
 * and action. Every version in force is a permission of its own: ending one never widens what another gives, and only a
 * change of the version used can lower the verdict. The bank's own facts need no agreement.
 */
import { covers } from '../../domain/agreement.ts';
import type { Coordinate } from '../../domain/classification.ts';
import type { DenialReason } from '../../domain/reason.ts';
import { BANK, type SourceId } from '../../domain/sourced.ts';
import { PASS, withhold, type FieldGate, type Verdict } from '../gate.ts';
import { inGateOrder } from '../lattice.ts';
import { memoise } from '../memoise.ts';
import { readOffers, type Offer } from '../offer.ts';

export const agreementGate: FieldGate = {
  number: 7,
  open(request) {
    const offersOf = memoise((source: SourceId) => readOffers(request, source));
    return ({ coordinate, source }) => (source === BANK ? PASS : judgeOffers(offersOf(source), coordinate));
  },
};

function judgeOffers(offers: readonly Offer[], coordinate: Coordinate): Verdict {
  const fitting = offers.filter((offer) => offer.misfits.length === 0 && covers(offer.coordinates, coordinate));
  const [best] = fitting;
  if (best === undefined) return withhold(...whyNone(offers, coordinate));
  if (fitting.length === 1) return best.verdict;
  // Grants of one version that permit alike bind together: the shortest times hold.
  const alike = fitting.filter(({ ref, verdict }) => ref === best.ref && verdict.ceiling === best.verdict.ceiling);
  return {
    ...best.verdict,
    cacheTtlS: Math.min(...alike.map(({ cacheTtlS }) => cacheTtlS)),
    retentionDays: Math.min(...alike.map(({ retentionDays }) => retentionDays)),
  };
}

/**
 * Everything that is missing from the offer that comes closest. What it would have covered counts before whether it binds, so
 * that a suspended agreement over this very field is named before one in force over other fields.
 */
function whyNone(offers: readonly Offer[], coordinate: Coordinate): readonly DenialReason[] {
  let closest: { readonly reasons: readonly DenialReason[]; readonly distance: number } | null = null;
  for (const offer of offers) {
    const isOutside = !covers(offer.coordinates, coordinate);
    const distance = 10 * (offer.scopeMisfits + Number(isOutside)) + offer.misfits.length - offer.scopeMisfits;
    if (closest !== null && closest.distance <= distance) continue;
    closest = { reasons: isOutside ? [...offer.misfits, 'AGREEMENT_FIELD_OUT_OF_SCOPE'] : offer.misfits, distance };
  }
  return inGateOrder(closest?.reasons ?? ['AGREEMENT_NONE']);
}
