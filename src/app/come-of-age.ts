/**
 * Lifts the flag of minors who came of age, over the registry and the rules.
 */
import { createLiftMinors } from '../governance/subjects/lift-minors.ts';
import type { LocalDate } from '../domain/instant.ts';
import { findMinors } from '../store/minors.ts';
import type { AppParts, Foundation } from './foundation.ts';
import { createRuleStore } from './rule-store.ts';

export const assembleLiftMinors = (
  parts: Pick<AppParts, 'database'>,
  base: Pick<Foundation, 'customers' | 'entries'>,
) =>
  createLiftMinors({
    rules: createRuleStore(parts.database, base.entries),
    minors: {
      page: (after, limit) => findMinors(parts.database, after, limit),
      async birthDates(customerIds) {
        const holdings = await base.customers.open(customerIds, { identity: true, sources: [] });
        return new Map(
          [...holdings].flatMap(([id, { identity }]): [string, LocalDate][] =>
            identity?.birthDate === undefined ? [] : [[id, identity.birthDate]],
          ),
        );
      },
    },
  });
