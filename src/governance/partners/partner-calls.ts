/**
 * Calls that cost money or leave a trace, for the people who must find out what became of them. Saying so and its log entry are one
 * transaction; nobody may say so of a call whose outcome is known.
 */
import { invalidInput } from '../../domain/errors.ts';
import { requireReason } from '../agreements/agreement-lifecycle.ts';
import type { Authorise } from '../authorise.ts';
import type { PartnerCalls, PartnerCallStore } from './port.ts';

export interface PartnerCallRules {
  readonly partnerCalls: PartnerCallStore;
  readonly authorise: Authorise;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function createPartnerCalls({ partnerCalls, authorise }: PartnerCallRules): PartnerCalls {
  return {
    async list(actor, filter, page) {
      await authorise(actor, 'partner:operate');
      return partnerCalls.list(filter, page);
    },
    async reconcile(actor, { id, happened, because }) {
      await authorise(actor, 'partner:operate');
      const reason = requireReason(because, 'know what became of the call');
      if (!UUID.test(id)) throw noSuchCall(id);
      const reconciled = await partnerCalls.reconcile({ actor, id, happened, because: reason });
      if (reconciled !== null) return reconciled;
      const call = await partnerCalls.find(id);
      if (call === null) throw noSuchCall(id);
      throw invalidInput(`The call is ${call.state}: only a call whose outcome is UNKNOWN can be reconciled.`);
    },
  };
}

const noSuchCall = (id: string): Error => invalidInput(`id: there is no partner call "${id.slice(0, 80)}".`);
