/**
 * Partners' health for those who may read partners, and the one thing people decide about it: that what a partner sends now is the new
 * normal. The log names who said so before it is so.
 */
import type { Entries } from '../../audit/entries.ts';
import type { EntryStore } from '../../audit/entry-store.ts';
import { invalidInput } from '../../domain/errors.ts';
import { failClosed } from '../../domain/fail-closed.ts';
import { agreementMeters, type Meter } from '../../domain/spending.ts';
import type { PartnersHealth } from '../../partners/health/port.ts';
import { requireReason } from '../agreements/agreement-lifecycle.ts';
import type { Authorise } from '../authorise.ts';
import type { PartnerHealthRights } from './port.ts';
import type { RuleStore } from '../port.ts';

export interface PartnerHealthParts {
  readonly rules: RuleStore;
  readonly authorise: Authorise;
  readonly health: PartnersHealth;
  readonly entries: Pick<Entries, 'partnerEvent'>;
  readonly store: Pick<EntryStore, 'append'>;
}

/** A week is what is kept. */
const MAX_MINUTES = 7 * 24 * 60;
const AGREEMENTS = 50;

export function createPartnerHealth(parts: PartnerHealthParts): PartnerHealthRights {
  const { rules, authorise, health, entries, store } = parts;
  return {
    async read(actor, partner, lastMinutes) {
      await authorise(actor, 'partner:read');
      if (lastMinutes < 1 || lastMinutes > MAX_MINUTES) {
        throw invalidInput(`\`lastMinutes\` must be from 1 to ${MAX_MINUTES} (a week); it is ${lastMinutes}.`);
      }
      const meters = await metersOf(rules, partner);
      return failClosed(() => health.read(partner, lastMinutes, meters));
    },
    async acceptBaseline(actor, { partner, endpoint, because }) {
      await authorise(actor, 'partner:operate');
      const reason = requireReason(because, 'accept a new normal');
      if (!health.hasEndpoint(partner, endpoint)) {
        throw invalidInput(
          `endpoint: no connector in service has "${partner.slice(0, 80)}" and "${endpoint.slice(0, 80)}".`,
        );
      }
      const fact = await rules.read('partner', partner);
      if (fact === null) throw invalidInput(`partner: no partner "${partner.slice(0, 80)}" is registered.`);
      const { requestId, caller } = actor;
      const event = entries.partnerEvent({ requestId, caller }, { action: 'ACCEPT_BASELINE', partner, endpoint });
      await failClosed(() => store.append([event]));
      await failClosed(() => health.acceptBaseline(partner, endpoint, { by: caller.subject, because: reason }));
      return fact;
    },
  };
}

/** Budgets of the agreements in force, each agreement once. */
async function metersOf(rules: RuleStore, partner: string): Promise<readonly Meter[]> {
  const { items } = await rules.list('agreement', { partnerId: partner, state: 'ACTIVE' }, { first: AGREEMENTS });
  const budgets = new Map(items.map(({ node: { body } }) => [body.agreementId, body.terms.budget]));
  return [...budgets].flatMap(([id, budget]) => (budget === undefined ? [] : agreementMeters(id, budget)));
}
