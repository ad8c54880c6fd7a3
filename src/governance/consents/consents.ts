/**
 * Consents: recorded on the customer's word, withdrawn in one call. A terminal state never reopens; withdrawing twice is not an
 * error. A customer outside the caller's data scope reads like one that does not exist.
 */
import type { Catalogue } from '../../domain/classification.ts';
import { CUSTOMER_ID } from '../../domain/customer.ts';
import type { RecordSupply } from '../../partners/port.ts';
import type { Authorise } from '../authorise.ts';
import type { RuleStore } from '../port.ts';
import type { SignRecord } from '../signing/port.ts';
import type { ReadVocabulary } from '../vocabulary.ts';
import { isShown } from './consent-access.ts';
import { invalidateConsent, withdrawConsent, withdrawConsents } from './end-consent.ts';
import { confirmConsent, grantConsent, refuseConsent, requestConsent } from './give-consent.ts';
import type { Consents } from './port.ts';
import { readConsentHistory, readConsentReceipt, readConsentRecord } from './read-consents.ts';

export interface ConsentRules {
  readonly rules: RuleStore;
  readonly authorise: Authorise;
  readonly vocabulary: ReadVocabulary;
  readonly catalogue: Catalogue;
  /** What may lie among stored records. */
  readonly recordSupplies: readonly RecordSupply[];
  readonly sign: SignRecord;
}

export function createConsents(about: ConsentRules): Consents {
  return {
    async list(actor, customerId, page) {
      const scope = await about.authorise(actor, 'consent:read');
      const subject = CUSTOMER_ID.test(customerId) ? await about.rules.read('subject', customerId) : null;
      const isListed = subject !== null && isShown(scope, subject.body);
      // Nobody's list is read like somebody's: a bad cursor is an error in both, and neither answers sooner.
      return about.rules.list('consent', { subjectId: isListed ? customerId : NOBODY }, page);
    },
    history: (...asked) => readConsentHistory(about, ...asked),
    record: (...asked) => readConsentRecord(about, ...asked),
    receipt: (...asked) => readConsentReceipt(about, ...asked),
    grant: (...given) => grantConsent(about, ...given),
    request: (...asked) => requestConsent(about, ...asked),
    confirm: (...given) => confirmConsent(about, ...given),
    refuse: (...said) => refuseConsent(about, ...said),
    withdraw: (...said) => withdrawConsent(about, ...said),
    withdrawAll: (...said) => withdrawConsents(about, ...said),
    invalidate: (...found) => invalidateConsent(about, ...found),
  };
}

/** No customer has this id. */
const NOBODY = '';
