/**
 * Whose consents a caller may touch, and the one order in which they are locked: customer, the name of the customer's consents, then the
 * rows. Whoever locks in another order could wait for each other in a circle.
 */
import type { Reach } from '../../domain/caller.ts';
import { CUSTOMER_ID } from '../../domain/customer.ts';
import { type GatewayError, invalidInput } from '../../domain/errors.ts';
import type { Fact, Subject } from '../../domain/fact.ts';
import { isInScope } from '../authorise.ts';
import type { RuleStore, RuleTransaction } from '../port.ts';

/** An erased customer has no consents any more. */
export const isShown = (scope: Reach, subject: Subject): boolean =>
  subject.state !== 'ERASED' && isInScope(scope, subject);

/** The customer, who stays as they are until the transaction ends; throws where the caller may not know that there is one. */
export async function requireCustomer(
  tx: Pick<RuleTransaction, 'read'>,
  scope: Reach,
  customerId: string,
): Promise<Subject> {
  const subject = CUSTOMER_ID.test(customerId) ? await tx.read('subject', customerId) : null;
  if (subject === null || !isShown(scope, subject.body))
    throw invalidInput('customerId: no such customer in your data scope.');
  return subject.body;
}

export interface LockedConsent {
  readonly known: Fact<'consent'>;
  /** All of the customer's, this one among them. */
  readonly all: readonly Fact<'consent'>[];
  readonly subject: Subject;
}

/** Locks one consent for changing it. */
export async function withConsent<T>(
  rules: RuleStore,
  scope: Reach,
  consentId: string,
  work: (tx: RuleTransaction, locked: LockedConsent) => Promise<T>,
): Promise<T> {
  // Whose it is never changes, so it may be read before anything is locked.
  const customerId = (await rules.read('consent', consentId))?.body.customerId ?? '';
  return rules.transaction(async (tx) => {
    // Looked up for a consent that nobody has as well: how long the refusal takes must not tell the two apart.
    const subject = await tx.read('subject', customerId);
    if (subject === null || !isShown(scope, subject.body)) throw unknownConsent(consentId);
    const all = await tx.consentsOf(customerId);
    const known = await tx.lock('consent', consentId);
    if (known === null || known.body.customerId !== customerId) throw unknownConsent(consentId);
    return work(tx, { known, all, subject: subject.body });
  });
}

export const unknownConsent = (id: string): GatewayError =>
  invalidInput(`id: no consent "${id.slice(0, 80)}" of a customer in your data scope.`);
