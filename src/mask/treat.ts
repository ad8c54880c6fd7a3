/**
 * Applies one mask to one value, or to each element of a list. Never throws and never fails open: what cannot be hidden as
 * its rule demands comes back as a reason (decisions.md, gate 14), without the value.
 */
import type { MaskRule } from '../domain/classification.ts';
import type { Treatment } from '../domain/decision.ts';
import { maskAccountNumber, maskBankCard, maskSocialCreditCode } from './treatments/account.ts';
import { band } from './treatments/band.ts';
import { maskAddress, maskBirthDate, maskEmail } from './treatments/contact.ts';
import { maskPersonName } from './treatments/person-name.ts';
import { maskPhone } from './treatments/phone.ts';
import { pseudonym } from './treatments/pseudonym.ts';
import { maskResidentId } from './treatments/resident-id.ts';
import { readText } from './treatments/text.ts';

export type MaskReason = 'MASK_RULE_MISSING' | 'MASK_FAILED' | 'MASK_NOOP';

export type Treated =
  { readonly isHidden: true; readonly value: unknown } | { readonly isHidden: false; readonly reason: MaskReason };

export interface TreatmentContext {
  readonly purpose: string;
  /** The gateway's own key, at least 16 bytes; pseudonyms of another gateway or purpose cannot be joined with these. */
  readonly pseudonymKey: Uint8Array;
}

interface Rule {
  /** STAR hides characters, so an unchanged value means that nothing was hidden; COARSE keeps a value that is coarse already. */
  readonly family: 'STAR' | 'COARSE';
  /** null: cannot be hidden. */
  readonly apply: (value: unknown, treatment: Treatment, about: TreatmentContext) => unknown;
}

const star = (mask: (text: string, treatment: Treatment, about: TreatmentContext) => string | null): Rule => ({
  family: 'STAR',
  apply: (value, treatment, about) => {
    const text = readText(value);
    return text === null ? null : mask(text, treatment, about);
  },
});

const RULES: { readonly [R in MaskRule]: Rule } = {
  RESIDENT_ID: star((text, { trust }) => maskResidentId(text, trust === 'NORMAL' ? 'NORMAL' : 'LOW')),
  MOBILE: star(maskPhone),
  BANK_CARD: star(maskBankCard),
  ACCOUNT_NUMBER: star(maskAccountNumber),
  PERSON_NAME: star(maskPersonName),
  EMAIL: star(maskEmail),
  SOCIAL_CREDIT_CODE: star(maskSocialCreditCode),
  PSEUDONYM: star((text, _, { purpose, pseudonymKey }) => pseudonym(text, purpose, pseudonymKey)),
  ADDRESS_REGION: { family: 'COARSE', apply: maskAddress },
  BIRTH_YEAR: { family: 'COARSE', apply: maskBirthDate },
  BAND: { family: 'COARSE', apply: (value, { step }) => band(value, step) },
  /** Free text has no partial form: the rule exists and leaves nothing, which reads MASK_FAILED like any empty output. */
  WITHHOLD: { family: 'STAR', apply: () => null },
};

/** One failing element fails its list: a list with a hole would tell which element was odd. */
export function treat(value: unknown, treatment: Treatment | undefined, about: TreatmentContext): Treated {
  try {
    const rule = treatment !== undefined && Object.hasOwn(RULES, treatment.rule) ? RULES[treatment.rule] : undefined;
    if (treatment === undefined || rule === undefined) return failed('MASK_RULE_MISSING');
    if (!Array.isArray(value)) return treatOne(value, rule, treatment, about);
    const hidden: unknown[] = [];
    for (const element of value as readonly unknown[]) {
      const treated = treatOne(element, rule, treatment, about);
      if (!treated.isHidden) return treated;
      hidden.push(treated.value);
    }
    return hidden.length === 0 ? failed('MASK_FAILED') : { isHidden: true, value: hidden };
  } catch {
    return failed('MASK_FAILED');
  }
}

function treatOne(value: unknown, rule: Rule, treatment: Treatment, about: TreatmentContext): Treated {
  const hidden = rule.apply(value, treatment, about);
  if (hidden === null || hidden === undefined || hidden === '') return failed('MASK_FAILED');
  if (rule.family === 'STAR' && (hidden === value || hidden === readText(value))) return failed('MASK_NOOP');
  return { isHidden: true, value: hidden };
}

const failed = (reason: MaskReason): Treated => ({ isHidden: false, reason });
