/**
 * Every fact of a kind that fits, read page by page.
 */
import type { Fact, FactKind } from '../../domain/fact.ts';
import type { RuleStore } from '../port.ts';

const AT_ONCE = 100;

export async function listAll<K extends FactKind>(
  rules: Pick<RuleStore, 'list'>,
  kind: K,
  filter: { readonly partnerId?: string; readonly state?: string },
): Promise<readonly Fact<K>[]> {
  const all: Fact<K>[] = [];
  for (let after: string | undefined, hasMore = true; hasMore;) {
    const { items, hasNextPage } = await rules.list(kind, filter, {
      first: AT_ONCE,
      ...(after === undefined ? {} : { after }),
    });
    all.push(...items.map(({ node }) => node));
    after = items.at(-1)?.cursor;
    hasMore = hasNextPage && after !== undefined;
  }
  return all;
}
