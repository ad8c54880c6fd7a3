/**
 * Sorts customers by what a decision for one purpose can tell apart, so that one of each group speaks for all. Keeps numbers instead of ids.
 */
import type { Place } from '../../authorise.ts';
import type { Census } from './port.ts';

export interface Group {
  readonly purpose: string;
  /** One of them. */
  readonly customerId: string;
  /** By index. */
  readonly members: number[];
}

export interface Groups {
  readonly customers: readonly { readonly index: number; readonly legalEntity: string; readonly branch: string }[];
  readonly groups: readonly Group[];
}

export async function groupCustomers(
  census: Census,
  purposes: readonly string[],
  isCounted: (place: Place) => boolean,
): Promise<Groups> {
  const customers: { index: number; legalEntity: string; branch: string }[] = [];
  const groups = new Map<string, Group>();
  for await (const page of census.read(purposes)) {
    for (const { customerId, legalEntity, branch, book, trait, consents } of page) {
      if (!isCounted({ legalEntity, branch, ...(book === null ? {} : { book }) })) continue;
      const index = customers.length;
      customers.push({ index, legalEntity, branch });
      for (const purpose of purposes) {
        const key = `${purpose} ${trait} ${consents[purpose] ?? ''}`;
        const group = groups.get(key) ?? { purpose, customerId, members: [] };
        group.members.push(index);
        groups.set(key, group);
      }
    }
  }
  return { customers, groups: [...groups.values()] };
}
