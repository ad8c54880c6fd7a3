/**
 * Whom a caller reaches, as a condition over the row `s` of a customer's subject: the same as governance's isInScope, for lists that are
 * read page by page. What a body says counts; one that is no JSON stands nowhere.
 */
import type { Reach } from '../domain/caller.ts';

/** Takes five values from `$<first>` on: those of `reachValues`. */
export const reachedFrom = (first: number): string => `(
  ($${first}::text[] IS NULL OR text_in_body(s.body, 'legalEntity') = ANY ($${first}))
  AND ($${first + 1}::text[] IS NULL OR text_in_body(s.body, 'branch') = ANY ($${first + 1}))
  AND ($${first + 2}::boolean OR text_in_body(s.body, 'branch') = $${first + 3} OR text_in_body(s.body, 'book') = ANY ($${first + 4}::text[]))
)`;

export const reachValues = ({ legalEntities, branches, own }: Reach): readonly unknown[] => [
  listOf(legalEntities),
  listOf(branches),
  own === undefined,
  own?.branch ?? null,
  own?.books ?? [],
];

const listOf = (names: readonly string[] | '*'): readonly string[] | null => (names === '*' ? null : names);
