/**
 * Gate 6: the partner is active. A partner that the snapshot does not know, or whose record was edited outside the gateway,
 * counts as suspended. The bank itself is no partner.
 */
import type { Fact } from '../../domain/fact.ts';
import { BANK } from '../../domain/sourced.ts';
import { PASS, refOf, unknownInput, withhold, type AccessRequest, type FieldGate, type Verdict } from '../gate.ts';
import { memoise } from '../memoise.ts';

export const partnerGate: FieldGate = {
  number: 6,
  open(request) {
    const verdictOf = memoise((source: string) => judgePartner(request, source));
    return ({ source }) => verdictOf(source);
  },
};

function judgePartner({ facts }: AccessRequest, source: string): Verdict {
  if (source === BANK) return PASS;
  const partner = facts.partners.get(source);
  if (!partner?.isIntact || !isActive(partner)) return withhold('PARTNER_SUSPENDED');
  return { ...PASS, restsOn: [refOf(partner)] };
}

function isActive({ body }: Fact<'partner'>): boolean {
  switch (body.state) {
    case 'ACTIVE':
      return true;
    case 'SUSPENDED':
      return false;
    default:
      return unknownInput('partner.state');
  }
}
