/**
 * Gate 11: the best ceiling for the field's class among the caller's roles that the purpose admits. A role that may see
 * nothing of a class lends it neither ceiling nor trust.
 */
import type { DataClass } from '../../domain/classification.ts';
import type { Ceiling, Fact } from '../../domain/fact.ts';
import { eligibleRoles } from '../access-request.ts';
import { refOf, unknownInput, withhold, type FieldGate, type Verdict } from '../gate.ts';
import { memoise } from '../memoise.ts';

export const roleCeilingGate: FieldGate = {
  number: 11,
  open(request) {
    const roles = eligibleRoles(request);
    const verdictOf = memoise((dataClass: DataClass) => judgeClass(roles, dataClass));
    return ({ classification }) =>
      // No role has a ceiling for a field that nobody classified.
      classification === undefined ? withhold('ROLE_MAX_WITHHOLD') : verdictOf(classification.class);
  },
};

function judgeClass(roles: readonly Fact<'role'>[], dataClass: DataClass): Verdict {
  const lending = roles.filter((role) => ceilingOf(role, dataClass) !== 'WITHHOLD');
  if (lending.length === 0) return withhold('ROLE_MAX_WITHHOLD');
  const isMasked = lending.every((role) => ceilingOf(role, dataClass) === 'MASK');
  return {
    ceiling: isMasked ? 'MASK' : 'ALLOW',
    reasons: isMasked ? ['ROLE_MAX_MASK'] : [],
    restsOn: lending.map(refOf),
    trust: lending.some(({ body }) => body.trust === 'NORMAL') ? 'NORMAL' : 'LOW',
  };
}

function ceilingOf({ body }: Fact<'role'>, dataClass: DataClass): Ceiling {
  const ceiling = body.ceilings[dataClass];
  switch (ceiling) {
    case 'ALLOW':
    case 'MASK':
    case 'WITHHOLD':
      return ceiling;
    default:
      return unknownInput('role.ceilings');
  }
}
