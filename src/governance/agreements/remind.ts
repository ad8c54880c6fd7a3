/**
 * Reminders for those who may read agreements, and the count of what is overdue for whoever watches the gateway.
 */
import { invalidInput } from '../../domain/errors.ts';
import type { Authorise } from '../authorise.ts';
import type { RuleStore } from '../port.ts';
import { listAll } from './list-all.ts';
import type { Agreements } from './port.ts';
import { REMINDER_KINDS, type ReminderKind, remindersOf, type Watched } from './reminders.ts';

const MOST_DAYS = 365;

export function createReminders(authorise: Authorise, rules: RuleStore): Agreements['reminders'] {
  return async (actor, withinDays) => {
    await authorise(actor, 'agreement:read');
    if (withinDays < 0 || withinDays > MOST_DAYS)
      throw invalidInput(`\`withinDays\` must be from 0 to ${MOST_DAYS}; it is ${withinDays}.`);
    return remindersOf(await watch(rules), withinDays);
  };
}

/** How many are overdue of each kind, those with none included. */
export async function countOverdue(rules: RuleStore): Promise<ReadonlyMap<ReminderKind, number>> {
  const overdue = remindersOf(await watch(rules), 0);
  return new Map(REMINDER_KINDS.map((kind) => [kind, overdue.filter((one) => one.kind === kind).length]));
}

async function watch(rules: RuleStore): Promise<Watched> {
  return {
    agreements: await listAll(rules, 'agreement', {}),
    assessments: await listAll(rules, 'assessment', {}),
    now: await rules.transaction(async (tx) => tx.now),
  };
}
