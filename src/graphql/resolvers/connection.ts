/**
 * Pages as Relay connections (Relay Cursor Connections Specification). Cursors are made by whoever reads the page.
 */
import type { Page } from '../../governance/port.ts';

export interface Connection<N> {
  readonly edges: readonly { readonly node: N; readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export function toConnection<T, N>({ items, hasNextPage }: Page<T>, toNode: (item: T) => N): Connection<N> {
  const edges = items.map(({ node, cursor }) => ({ node: toNode(node), cursor }));
  return { edges, pageInfo: { hasNextPage, endCursor: edges.at(-1)?.cursor ?? null } };
}
