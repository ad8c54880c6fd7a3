/**
 * Customers come of age while nobody changes anything: the flag that asks for a guardian is lifted, each in one transaction with its log
 * entry. Never sets it, and opens no other profile than a minor's.
 */
import { isMinorOn } from '../../domain/customer.ts';
import type { LocalDate } from '../../domain/instant.ts';
import type { Actor, RuleStore } from '../port.ts';
import type { Minors } from './port.ts';

export interface LiftMinorsParts {
  readonly rules: RuleStore;
  readonly minors: Minors;
}

const AT_ONCE = 100;

/** The gateway itself; no role stands behind it. */
const GATEWAY: Actor = {
  requestId: 'coming-of-age',
  caller: { subject: 'gateway', application: 'gateway', roles: [], expiresAtS: 0 },
};

/** How many came of age. */
export function createLiftMinors({ rules, minors }: LiftMinorsParts): () => Promise<number> {
  return async () => {
    let lifted = 0;
    for (
      let page = await minors.page('', AT_ONCE);
      page.length > 0;
      page = await minors.page(page.at(-1) ?? '', AT_ONCE)
    ) {
      for (const [customerId, birthDate] of await minors.birthDates(page)) {
        lifted += await lift(rules, customerId, birthDate);
      }
    }
    return lifted;
  };
}

/** Reads the clock and the flag inside: somebody may have corrected either meanwhile. */
const lift = (rules: RuleStore, customerId: string, birthDate: LocalDate): Promise<number> =>
  rules.transaction(async (tx) => {
    if (isMinorOn(birthDate, tx.now)) return 0;
    const previous = await tx.lock('subject', customerId);
    if (previous === null || !previous.isIntact || previous.body.isMinor !== true || previous.body.state === 'ERASED')
      return 0;
    const { isMinor: _lifted, ...body } = previous.body;
    const fact = await tx.change(previous, body, GATEWAY.caller.subject);
    await tx.append({ actor: GATEWAY, action: 'COME_OF_AGE', fact, previous, customerId });
    return 1;
  });
