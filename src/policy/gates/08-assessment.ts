/**
 * Gate 8: where policy or purpose asks for an impact assessment (PIPL art. 55; GDPR art. 35), an approved one covers purpose, class and
 * source at this moment. One per purpose is not enough: each class from each source must be covered.
 */
import type { DataClass } from '../../domain/classification.ts';
import type { Fact } from '../../domain/fact.ts';
import type { SourceId } from '../../domain/sourced.ts';
import { PASS, refOf, unknownInput, withhold, type AccessRequest, type FieldGate, type Verdict } from '../gate.ts';
import { memoise } from '../memoise.ts';
import { isBefore, sortable } from '../window.ts';

export const assessmentGate: FieldGate = {
  number: 8,
  open(request) {
    const { assessmentFor } = request.policy?.body ?? {};
    const isWholePurpose =
      request.purpose?.body.needsAssessment === true || assessmentFor?.purposes.includes(request.purposeId) === true;
    const classes = assessmentFor?.classes ?? [];
    if (!isWholePurpose && classes.length === 0) return () => PASS;
    const ofClass = memoise((dataClass: DataClass) =>
      memoise((source: SourceId) => judgeAssessments(request, dataClass, source)),
    );
    return ({ classification, source }) => {
      // A field that nobody classified falls at gate 5; nothing can have assessed it.
      if (classification === undefined) return isWholePurpose ? withhold('PIA_MISSING') : PASS;
      if (!isWholePurpose && !classes.includes(classification.class)) return PASS;
      return ofClass(classification.class)(source);
    };
  },
};

/** Of several the one that lasts longest, whatever the order of the facts. */
function judgeAssessments(request: AccessRequest, dataClass: DataClass, source: SourceId): Verdict {
  const [best] = request.facts.assessments
    .filter((one) => isInForce(one, request) && coversAll(one, request.purposeId, dataClass, source))
    .map((one) => ({ one, order: `${sortable(one.body.validUntil)} ${one.id}` }))
    .sort((a, b) => Number(a.order < b.order) - Number(a.order > b.order));
  if (best === undefined) return withhold('PIA_MISSING');
  return { ...PASS, restsOn: [refOf(best.one)], endsAt: best.one.body.validUntil };
}

function isInForce({ isIntact, body }: Fact<'assessment'>, { facts: { decidedAt } }: AccessRequest): boolean {
  switch (body.state) {
    case 'APPROVED':
      return isIntact && !isBefore(decidedAt, body.validFrom) && isBefore(decidedAt, body.validUntil);
    case 'DRAFT':
    case 'WITHDRAWN':
      return false;
    default:
      return unknownInput('assessment.state');
  }
}

const coversAll = (
  { body: { purposes, classes, sources } }: Fact<'assessment'>,
  purpose: string,
  dataClass: DataClass,
  source: SourceId,
): boolean =>
  purposes.includes(purpose) && classes.includes(dataClass) && (sources === '*' || sources.includes(source));
