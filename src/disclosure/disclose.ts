/**
 * The one path to customer data: facts → decide → gather under a Permit → merge → mask → release. Nothing leaves that is not
 * a ReleasedView, and no view is released on facts that changed meanwhile. Knows the order of the stages, not their insides.
 */
import type { ReleaseResult, RequestAccount } from '../audit/port.ts';
import { concealReasons, type Decision, type MaskedView, type ReleasedView } from '../domain/custody.ts';
import { GatewayError } from '../domain/errors.ts';
import type { FactKind } from '../domain/fact.ts';
import { expire } from '../mask/expire.ts';
import { mask } from '../mask/mask.ts';
import { merge } from '../merge/merge.ts';
import { showReasons } from '../policy/conceal.ts';
import { decideAll } from './decide-all.ts';
import { createGather, type Gathered } from './gather.ts';
import type { Case, Disclose, Stages } from './port.ts';

/** After this many rounds of changing facts the caller is told to read again (decisions.md, "Release"). */
const MAX_ROUNDS = 3;

/** Releases that only lost the day's joint masks to another one lose nothing by looking again: each time one of the rivals got through. */
const MAX_RACES = 12;

export function createDisclose(stages: Stages): Disclose {
  const gather = createGather(stages);

  return async (request) => {
    const account: RequestAccount = { requestId: request.requestId, caller: request.caller, purpose: request.purpose };
    let cases = await decideAll(stages, request, request.customerIds);
    const gathered = await gatherCurrent();
    const released = new Map<string, ReleasedView>();
    let changes = 0;
    for (let round = 1; ; round += 1) {
      const stale = await releaseInto(released);
      if (stale.ids.length === 0) return released;
      if (stale.kinds.length > 0) changes += 1;
      if (changes === MAX_ROUNDS || round === MAX_RACES) throw changedMeanwhile(stale.kinds);
      cases = await decideAll(stages, request, stale.ids);
    }

    /** Fetching starts over while facts change under the INTENT; a customer who stays stale is fetched nothing. */
    async function gatherCurrent(): Promise<ReadonlyMap<string, Gathered>> {
      const all = new Map<string, Gathered>();
      let pending: ReadonlyMap<string, Case> = cases;
      for (let round = 1; round <= MAX_ROUNDS && pending.size > 0; round += 1) {
        const { done, stale } = await gather(account, [...pending.values()], request.signal);
        for (const [id, one] of done) all.set(id, one);
        if (stale.ids.length > 0 && round === MAX_ROUNDS) throw changedMeanwhile(stale.kinds);
        pending = stale.ids.length === 0 ? new Map() : await decideAll(stages, request, stale.ids);
        cases = new Map([...cases, ...pending]);
      }
      return all;
    }

    async function releaseInto(into: Map<string, ReleasedView>): Promise<Stale> {
      const views = [...cases.values()].map(({ decision }) => ({
        decision,
        view: combine(stages, decision, gathered),
      }));
      const results = await stages.log.release(account, views);
      return sortOut([...cases.values()], results, into);
    }
  };
}

function combine(
  { catalogue, pseudonymKey }: Stages,
  decision: Decision,
  gathered: ReadonlyMap<string, Gathered>,
): MaskedView {
  const { sourced, gaps } = gathered.get(decision.customerId) ?? { sourced: [], gaps: [] };
  const young = expire(sourced, decision, catalogue);
  const merged = merge(decision.customerId, young.sourced, decision);
  return mask(merged, decision, { gaps, catalogue, pseudonymKey, expired: young.expired });
}

interface Stale {
  readonly ids: readonly string[];
  readonly kinds: readonly FactKind[];
}

/** Keeps what was released, with reasons as this caller may read them; names what must be decided again. */
function sortOut(cases: readonly Case[], results: readonly ReleaseResult[], into: Map<string, ReleasedView>): Stale {
  const ids: string[] = [];
  const kinds: FactKind[] = [];
  cases.forEach(({ facts, decision }, i) => {
    const result = results[i];
    if (result === undefined)
      throw new GatewayError('AUDIT_UNAVAILABLE', undefined, { internal: 'release without result' });
    if (result.stale) {
      ids.push(decision.customerId);
      kinds.push(...result.kinds);
    } else {
      into.set(decision.customerId, concealReasons(result.view, showReasons(facts, decision)));
    }
  });
  return { ids, kinds };
}

/** `kinds` names what changed: what the bank agreed with the partner, or a consent, subject, purpose, role or another rule. */
const OF_AGREEMENTS: ReadonlySet<FactKind> = new Set(['agreement', 'partner', 'assessment']);

function changedMeanwhile(kinds: readonly FactKind[]): GatewayError {
  const isAgreement = kinds.some((kind) => OF_AGREEMENTS.has(kind));
  return new GatewayError(isAgreement ? 'STALE_AGREEMENT' : 'STALE_CONSENT', undefined, { internal: kinds.join(' ') });
}
