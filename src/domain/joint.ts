/**
 * What joint masks remember of a day: which of their members one person was shown of one customer, masked or in clear. The set only
 * grows within the day, so that equal sets mean that nothing happened in between.
 */
import type { Coordinate } from './classification.ts';
import type { Outcome } from './decision.ts';

/** `MASK Identity.birthDate`; what is shown in clear has both marks. */
export type JointMark = `${'MASK' | 'ALLOW'} ${Coordinate}`;

/** What a decision counted with, and what its release makes of it: it holds while the day's set is within `after`, or around it. */
export interface JointClaim {
  /** `YYYY-MM-DD` in UTC. */
  readonly day: string;
  /** `sub` of the token, whatever application it uses. */
  readonly person: string;
  readonly customerId: string;
  /** Both sorted. */
  readonly before: readonly JointMark[];
  readonly after: readonly JointMark[];
}

export function marksOf(coordinate: Coordinate, outcome: Outcome): readonly JointMark[] {
  if (outcome === 'WITHHOLD') return [];
  return outcome === 'MASK' ? [`MASK ${coordinate}`] : [`ALLOW ${coordinate}`, `MASK ${coordinate}`];
}

/** How much of a coordinate these marks show. */
export function shownBy(marks: ReadonlySet<string>, coordinate: Coordinate): Outcome {
  if (marks.has(`ALLOW ${coordinate}`)) return 'ALLOW';
  return marks.has(`MASK ${coordinate}`) ? 'MASK' : 'WITHHOLD';
}
