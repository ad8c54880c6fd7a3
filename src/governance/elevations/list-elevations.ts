/**
 * Elevations for their readers: everybody's for approvers and auditors, of customers in their data scope; a person's own otherwise. Pages may
 * have to be read on for items that may be shown; a reader never meets an empty page before the end.
 */
import type { Reach } from '../../domain/caller.ts';
import type { Fact } from '../../domain/fact.ts';
import { type Authorise, isInScope, type ScopeFor } from '../authorise.ts';
import type { Actor, Page, PageRequest, RuleStore } from '../port.ts';
import type { ElevationFilter } from './port.ts';

export interface ElevationListParts {
  readonly rules: RuleStore;
  readonly authorise: Authorise;
  readonly scopeFor: ScopeFor;
}

type List = (actor: Actor, filter: ElevationFilter, page: PageRequest) => Promise<Page<Fact<'elevation'>>>;

export const createElevationList =
  ({ rules, authorise, scopeFor }: ElevationListParts): List =>
  async (actor, { customerId, state }, page) => {
    const filter = {
      ...(customerId === undefined ? {} : { subjectId: customerId }),
      ...(state === undefined ? {} : { state }),
    };
    const scope = (await scopeFor(actor, 'elevation:approve')) ?? (await scopeFor(actor, 'audit:read'));
    if (scope !== null)
      return readUntilFull(rules, filter, page, ({ body }) => isCustomerIn(rules, scope, body.customerId));
    await authorise(actor, 'elevation:request');
    const caller = actor.caller.subject;
    return readUntilFull(rules, { ...filter, caller }, page, async ({ body }) => body.caller === caller);
  };

async function readUntilFull(
  rules: RuleStore,
  filter: Parameters<RuleStore['list']>[1],
  { first, after }: PageRequest,
  isShown: (elevation: Fact<'elevation'>) => Promise<boolean>,
): Promise<Page<Fact<'elevation'>>> {
  const items: Page<Fact<'elevation'>>['items'][number][] = [];
  for (let from = after; ;) {
    const page = await rules.list('elevation', filter, { first, ...(from === undefined ? {} : { after: from }) });
    for (const item of page.items) {
      if (!(await isShown(item.node))) continue;
      if (items.length === first) return { items, hasNextPage: true };
      items.push(item);
    }
    from = page.items.at(-1)?.cursor;
    if (!page.hasNextPage || from === undefined) return { items, hasNextPage: false };
  }
}

async function isCustomerIn(rules: RuleStore, scope: Reach, customerId: string): Promise<boolean> {
  if (scope.legalEntities === '*' && scope.branches === '*' && scope.own === undefined) return true;
  const subject = await rules.read('subject', customerId);
  return subject !== null && isInScope(scope, subject.body);
}
