/**
 * In which form a consent must have been given for one field, one kind of data and one class of recipient. The policy says where the law
 * asks for more than a general consent (PIPL art. 23, 29 and 39: separate; credit-bureau queries: written). Worked out once per policy.
 */
import { covers } from '../domain/agreement.ts';
import type { Coordinate } from '../domain/classification.ts';
import type { ConsentForm } from '../domain/consent.ts';
import type { DenialReason } from '../domain/reason.ts';
import type { ConsentFormRule, PolicyRules } from '../domain/policy.ts';
import { unknownInput, type AccessRequest, type Question } from './gate.ts';

/** A written consent is a separate one too. */
const STRENGTH: Readonly<Record<ConsentForm, number>> = { GENERAL: 0, SEPARATE: 1, WRITTEN: 2 };

const WEAKER_THAN: Readonly<Record<ConsentForm, DenialReason>> = {
  GENERAL: 'CONSENT_NONE',
  SEPARATE: 'CONSENT_NOT_SEPARATE',
  WRITTEN: 'CONSENT_NOT_WRITTEN',
};

/** Null where the form given is enough. */
export function formMissing(given: ConsentForm, needed: ConsentForm): DenialReason | null {
  return STRENGTH[given] >= STRENGTH[needed] ? null : WEAKER_THAN[needed];
}

interface Needed {
  readonly classification: Question['classification'];
  readonly form: ConsentForm;
}

const neededByPolicy = new WeakMap<PolicyRules, Map<string, Map<Coordinate, Needed>>>();

/** For one policy and class of recipient; a field is looked at once. */
export function readForms({ policy, principal }: AccessRequest): (question: Question) => ConsentForm {
  if (policy === null || policy.body.consentForms.length === 0) return () => 'GENERAL';
  const { body } = policy;
  const recipient = principal?.body.recipientClass ?? '';
  const known = knownFor(body, recipient);
  return (question) => {
    const before = known.get(question.coordinate);
    if (before !== undefined && before.classification === question.classification) return before.form;
    const form = body.consentForms
      .filter((rule) => applies(rule, recipient, question))
      .reduce<ConsentForm>((most, one) => (strengthOf(one.form) > STRENGTH[most] ? one.form : most), 'GENERAL');
    known.set(question.coordinate, { classification: question.classification, form });
    return form;
  };
}

function knownFor(policy: PolicyRules, recipient: string): Map<Coordinate, Needed> {
  const byRecipient = neededByPolicy.get(policy) ?? new Map<string, Map<Coordinate, Needed>>();
  neededByPolicy.set(policy, byRecipient);
  const known = byRecipient.get(recipient) ?? new Map<Coordinate, Needed>();
  byRecipient.set(recipient, known);
  return known;
}

/** What a rule does not name always applies; a field of unknown kind is meant by every rule. */
const applies = (
  { coordinates, kinds, recipients }: ConsentFormRule,
  recipient: string,
  { coordinate, classification }: Question,
): boolean =>
  (coordinates === undefined || covers(coordinates, coordinate)) &&
  (kinds === undefined || classification === undefined || kinds.includes(classification.kind)) &&
  (recipients === undefined || recipient === '' || (recipients as readonly string[]).includes(recipient));

const strengthOf = (form: ConsentForm): number => STRENGTH[form] ?? unknownInput('policy.consentForms');
