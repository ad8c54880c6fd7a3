/**
 * In which form a consent must have been given for one field, one kind of data and one class of recipient. The policy says where the law
 * asks for more than a general consent (PIPL art. 23, 29 and 39: separate; credit-bureau queries: written). Worked out once per policy.
 */
import { covers } from '../domain/agreement.ts';
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

const neededByPolicy = new WeakMap<PolicyRules, Map<string, ConsentForm>>();

export function formNeeded({ policy, principal }: AccessRequest, question: Question): ConsentForm {
  if (policy === null || policy.body.consentForms.length === 0) return 'GENERAL';
  const known = neededByPolicy.get(policy.body) ?? new Map<string, ConsentForm>();
  neededByPolicy.set(policy.body, known);
  const recipient = principal?.body.recipientClass ?? '';
  const key = `${recipient} ${question.classification?.kind ?? ''} ${question.coordinate}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const needed = policy.body.consentForms
    .filter((rule) => applies(rule, recipient, question))
    .reduce<ConsentForm>((most, { form }) => (strengthOf(form) > STRENGTH[most] ? form : most), 'GENERAL');
  known.set(key, needed);
  return needed;
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
