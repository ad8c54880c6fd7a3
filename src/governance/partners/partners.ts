/**
 * What people decide about a partner at run time: hold its circuit open, let go, forget its failures. The fact and its log entry are one
 * transaction; every replica meets the new version on its next request.
 */
import { invalidInput } from '../../domain/errors.ts';
import type { Fact, Partner } from '../../domain/fact.ts';
import type { Instant } from '../../domain/instant.ts';
import { requireReason } from '../agreements/agreement-lifecycle.ts';
import type { Authorise } from '../authorise.ts';
import type { Actor, RuleStore } from '../port.ts';
import type { PartnerChange, PartnerRelease, Partners } from './port.ts';

export interface PartnerRules {
  readonly rules: RuleStore;
  readonly authorise: Authorise;
}

interface Account {
  readonly by: string;
  readonly at: Instant;
  readonly because: string;
}

export function createPartners({ rules, authorise }: PartnerRules): Partners {
  const change = async (
    actor: Actor,
    action: 'HOLD_PARTNER' | 'RELEASE_PARTNER',
    { partner: id, because, expectedVersion }: PartnerChange,
    apply: (partner: Partner, account: Account) => Partner,
  ): Promise<Fact<'partner'>> => {
    await authorise(actor, 'partner:operate');
    const reason = requireReason(because, action === 'HOLD_PARTNER' ? 'hold a partner' : 'release a partner');
    return rules.transaction(async (tx) => {
      const known = await tx.lock('partner', id);
      if (known === null) throw invalidInput(`partner: no partner "${id.slice(0, 80)}" is registered.`);
      if (expectedVersion !== undefined && known.version !== expectedVersion) {
        throw invalidInput(
          `The partner is at version ${known.version}, not ${expectedVersion}. Read it again and repeat.`,
        );
      }
      if (!known.isIntact)
        throw invalidInput('The stored partner was edited outside of the gateway. Import it again first.');
      const by = actor.caller.subject;
      const fact = await tx.change(known, apply(known.body, { by, at: tx.now, because: reason }), by);
      await tx.append({ actor, action, fact, previous: known });
      return fact;
    });
  };
  return {
    async list(actor, page) {
      await authorise(actor, 'partner:read');
      return rules.list('partner', {}, page);
    },
    hold: (actor, wanted) => change(actor, 'HOLD_PARTNER', wanted, hold),
    release: (actor, wanted) =>
      change(actor, 'RELEASE_PARTNER', wanted, (partner, account) => release(partner, account, wanted)),
  };
}

function hold(partner: Partner, account: Account): Partner {
  if (partner.hold !== undefined) {
    throw invalidInput(
      `The partner is held already, by ${partner.hold.by} since ${partner.hold.at}. Release it first.`,
    );
  }
  return { ...partner, hold: account };
}

function release({ hold: held, ...partner }: Partner, account: Account, { reset }: PartnerRelease): Partner {
  const isReset = reset === true;
  if (held === undefined && !isReset) {
    throw invalidInput('The partner is not held. To close a circuit that its failures opened, say "reset: true".');
  }
  return { ...partner, release: account, ...(isReset ? { resetAt: account.at } : {}) };
}
