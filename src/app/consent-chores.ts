/**
 * What happens to consents without anybody asking: those that ended are marked, and recipients hear of it.
 */
import { createSweepConsents } from '../governance/consents/sweep-consents.ts';
import { personalIn } from '../governance/governance.ts';
import { createDeliverNotifications } from '../governance/notifications/deliver-notifications.ts';
import { createPostEvent } from '../governance/notifications/post-event.ts';
import type { PartnerStage } from '../partners/partners.ts';
import { createEndingConsents } from '../store/ending-consents.ts';
import { createNotificationStore } from '../store/notifications.ts';
import { assemblePartingWords } from './erasures.ts';
import type { AppParts, Foundation } from './foundation.ts';
import { createRuleStore } from './rule-store.ts';

/** Each answers how much it did; one that runs already is joined. */
export interface ConsentChores {
  readonly sweep: () => Promise<number>;
  readonly deliver: () => Promise<number>;
}

export function assembleConsentChores(
  parts: AppParts,
  base: Foundation,
  { recordSupplies }: Pick<PartnerStage, 'recordSupplies'>,
): ConsentChores {
  const rules = createRuleStore(parts.database, base.entries);
  const { catalogue, customers, metrics, now, signer } = base;
  const parting = assemblePartingWords({ database: parts.database, vault: base.vault });
  return {
    sweep: oneAtATime(
      createSweepConsents({
        rules,
        ending: createEndingConsents(parts.database),
        recordSupplies: personalIn({ recordSupplies, catalogue }),
      }),
    ),
    deliver: oneAtATime(
      createDeliverNotifications({
        store: createNotificationStore(parts.database),
        rules,
        sign: signer.sign,
        post: createPostEvent({ allowInsecureLoopback: parts.config.mode === 'sandbox' }),
        async referencesAt({ recipientId: partnerId, customerId, partingWords }) {
          if (partingWords !== null) return parting.open(customerId, partnerId, partingWords);
          const holdings = await customers.open([customerId], { identity: false, sources: [partnerId] });
          return holdings.get(customerId)?.references.get(partnerId) ?? {};
        },
        now,
        observe: (outcome) => metrics.notifications.inc({ outcome }),
      }),
    ),
  };
}

function oneAtATime(chore: () => Promise<number>): () => Promise<number> {
  let running: Promise<number> | undefined;
  return () => {
    running ??= chore().finally(() => (running = undefined));
    return running;
  };
}
