/**
 * Brings together what the permitted sources know: the bank's own record, stored records, and partners asked under a Permit.
 * Denied data is never fetched; nobody outside hears a customer's name before the INTENT entry is durable.
 */
import type { Inquiry, RequestAccount } from '../audit/port.ts';
import type { Decision } from '../domain/custody.ts';
import { partnerFault } from '../domain/fault.ts';
import type { FactKind } from '../domain/fact.ts';
import { failClosed } from '../domain/fail-closed.ts';
import type { Instant } from '../domain/instant.ts';
import { BANK, type Gap, type Sourced } from '../domain/sourced.ts';
import type { Want } from '../partners/port.ts';
import { ownFacts } from './own-facts.ts';
import type { Case, Holding, Stages } from './port.ts';
import { needsOf, type Plan, wantsOf } from './wants.ts';

export interface Gathered {
  readonly sourced: readonly Sourced[];
  readonly gaps: readonly Gap[];
}

export interface GatherResult {
  readonly done: ReadonlyMap<string, Gathered>;
  /** Customers whose facts changed before the INTENT was durable. */
  readonly stale: { readonly ids: readonly string[]; readonly kinds: readonly FactKind[] };
}

export type Gather = (account: RequestAccount, cases: readonly Case[], signal: AbortSignal) => Promise<GatherResult>;

export function createGather(stages: Stages): Gather {
  return async (account, cases, signal) => {
    const decisions = cases.map(({ decision }) => decision);
    const plans = cases
      .map(({ facts, decision }) => ({ facts, decision, needs: needsOf(decision) }))
      .filter(({ needs }) => needs.length > 0);
    const holdings = await openHoldings(stages, plans);
    const wants = plans.flatMap((plan) => wantsOf(stages, plan, holdings.get(plan.decision.customerId)));
    const decidedAt = decisions[0]?.decidedAt;
    if (decidedAt === undefined) return { done: new Map(), stale: { ids: [], kinds: [] } };
    const [askable, unlinked] = split(wants, (want) => stages.partners.canAsk(want));
    const stored = await failClosed(() => stages.partners.stored(askable));
    const [missing, undelivered] = split(
      askable.filter((want) => !stored.has(want)),
      (want) => !stages.partners.isDeliveredOnly(want),
    );
    const { asked, stale } = await ask(stages, account, decisions, missing, signal);

    const done = new Map<string, { sourced: Sourced[]; gaps: Gap[] }>();
    for (const { customerId } of decisions) if (!stale.has(customerId)) done.set(customerId, { sourced: [], gaps: [] });
    for (const { decision, needs } of plans) {
      done.get(decision.customerId)?.sourced.push(...ownFacts(decision, needs, holdings.get(decision.customerId)));
    }
    for (const [want, sourced] of stored) done.get(want.customerId)?.sourced.push(sourced);
    for (const want of undelivered) done.get(want.customerId)?.gaps.push(notDelivered(want));
    for (const want of unlinked) done.get(want.customerId)?.sourced.push(unknownToPartner(want, decidedAt));
    for (const { want, result } of asked) {
      if (result === null) continue;
      if ('sourced' in result) done.get(want.customerId)?.sourced.push(result.sourced);
      else {
        done.get(want.customerId)?.gaps.push(result.gap);
        if (result.stale !== undefined) done.get(want.customerId)?.sourced.push(result.stale);
      }
    }
    for (const { sourced, gaps } of done.values()) gaps.push(...sourced.flatMap(gapsIn));
    return { done, stale: { ids: [...stale.keys()], kinds: [...stale.values()].flatMap(({ kinds }) => kinds) } };
  };
}

/** Fields taken out of an answer are gaps of their own. */
const gapsIn = ({ source, dataset, withheld = [] }: Sourced): readonly Gap[] =>
  withheld.map((one) => ({ source, dataset, ...one }));

/** Nobody can be asked: the partner's next file has to bring it. */
const notDelivered = ({ source, dataset }: Want): Gap => ({
  source,
  dataset,
  fault: partnerFault('PARTNER_UNAVAILABLE', 'not-delivered'),
});

/** The bank's own registry says that the partner does not know the customer. */
const unknownToPartner = ({ source, dataset }: Want, decidedAt: Instant): Sourced => ({
  source,
  dataset,
  record: null,
  asOf: null,
  fetchedAt: decidedAt,
  cache: 'OWN',
});

function split<T>(items: readonly T[], belongsFirst: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter((item) => belongsFirst(item)), items.filter((item) => !belongsFirst(item))];
}

async function openHoldings({ holdings }: Stages, plans: readonly Plan[]): Promise<ReadonlyMap<string, Holding>> {
  if (plans.length === 0) return new Map();
  const sources = new Set(plans.flatMap(({ needs }) => needs.map(({ source }) => source)));
  const identity = plans.some(({ needs }) =>
    needs.some((need) => need.source === BANK && need.dataset === 'identity.party'),
  );
  sources.delete(BANK);
  const customerIds = plans.map(({ decision }) => decision.customerId);
  return failClosed(() => holdings.open(customerIds, { identity, sources: [...sources] }));
}

type Asked = Awaited<ReturnType<Stages['partners']['fetch']>>;
type StaleById = Awaited<ReturnType<Stages['log']['intend']>>['stale'];

/** INTENT first, then the partners; customers whose facts changed meanwhile are not asked about. */
async function ask(
  { log, partners }: Stages,
  account: RequestAccount,
  decisions: readonly Decision[],
  wants: readonly Want[],
  signal: AbortSignal,
): Promise<{ asked: Asked; stale: StaleById }> {
  if (wants.length === 0) return { asked: [], stale: new Map() };
  const asksById = new Map<string, Map<string, Inquiry['asks'][number]>>();
  for (const { customerId, source, dataset } of wants) {
    const asks = asksById.get(customerId) ?? new Map<string, Inquiry['asks'][number]>();
    asksById.set(customerId, asks.set(`${source} ${dataset}`, { source, dataset }));
  }
  const inquiries: Inquiry[] = decisions.flatMap((decision) => {
    const asks = asksById.get(decision.customerId);
    return asks === undefined ? [] : [{ decision, asks: [...asks.values()] }];
  });
  const { permit, stale } = await log.intend(account, inquiries);
  const permitted = wants.filter(({ customerId }) => !stale.has(customerId));
  return { asked: await partners.fetch(permit, permitted, signal), stale };
}
