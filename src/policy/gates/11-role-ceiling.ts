/**
 * Gate 11: the best ceiling for the field's class among the caller's roles that the purpose admits and that reach the customer. A role that
 * may see nothing of a class lends it neither ceiling nor trust. A step-up that another person approved lifts the ceiling for its time, its
 * fields and as far as the role says; no other gate.
 */
import type { Coordinate, DataClass } from '../../domain/classification.ts';
import type { Ceiling, Fact } from '../../domain/fact.ts';
import { liveElevations, type Lift } from '../elevation.ts';
import { refOf, unknownInput, withhold, type AccessRequest, type FieldGate, type Verdict } from '../gate.ts';
import { rank } from '../lattice.ts';
import { memoise } from '../memoise.ts';

export const roleCeilingGate: FieldGate = {
  number: 11,
  open(request) {
    const lifts = liveElevations(request);
    const ofClass = memoise((dataClass: DataClass) => ceilingsOf(request, dataClass, lifts));
    return ({ classification, coordinate }) =>
      // No role has a ceiling for a field that nobody classified.
      classification === undefined ? withhold('ROLE_MAX_WITHHOLD') : ofClass(classification.class)(coordinate);
  },
};

/** The class's verdict, or what a step-up over the coordinate makes of it. */
function ceilingsOf(
  { eligibleRoles }: AccessRequest,
  dataClass: DataClass,
  lifts: readonly Lift[],
): (coordinate: Coordinate) => Verdict {
  const plain = judgeClass(eligibleRoles, (role) => ceilingOf(role, dataClass));
  const lifted = judgeClass(eligibleRoles, (role) => higher(ceilingOf(role, dataClass), stepUpOf(role, dataClass)));
  if (rank(lifted.ceiling) <= rank(plain.ceiling)) return () => plain;
  const waiting: Verdict = { ...plain, reasons: [...plain.reasons, 'STEP_UP_REQUIRED'] };
  const verdictOf = memoise((lift: Lift): Verdict => ({
    ...lifted,
    // A step-up lends a ceiling, never trust.
    trust: plain.trust ?? 'LOW',
    restsOn: [...(lifted.restsOn ?? []), lift.ref],
    endsAt: lift.until,
  }));
  return (coordinate) => {
    const lift = lifts.find((one) => one.covers(coordinate));
    return lift === undefined ? waiting : verdictOf(lift);
  };
}

function judgeClass(roles: readonly Fact<'role'>[], ceilingFor: (role: Fact<'role'>) => Ceiling): Verdict {
  const lending = roles.filter((role) => ceilingFor(role) !== 'WITHHOLD');
  if (lending.length === 0) return withhold('ROLE_MAX_WITHHOLD');
  const isMasked = lending.every((role) => ceilingFor(role) === 'MASK');
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

/** A word that is no ceiling lifts nothing. */
function stepUpOf({ body }: Fact<'role'>, dataClass: DataClass): Ceiling {
  const ceiling = body.stepUp?.[dataClass];
  return ceiling === 'ALLOW' || ceiling === 'MASK' ? ceiling : 'WITHHOLD';
}

const higher = (a: Ceiling, b: Ceiling): Ceiling => (rank(b) > rank(a) ? b : a);
