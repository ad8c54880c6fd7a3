/**
 * What a rules file says beside what is known: added, changed or the same. What the file leaves out stays.
 */
import type { Fact, FactKind } from '../domain/fact.ts';
import { canonicalJson, sha256Hex } from '../store/canonical-json.ts';
import type { Queryable } from '../store/database.ts';
import { listFacts } from '../store/fact-reader.ts';
import type { RuleDraft, RuleFact, RuleKind, RulesFile } from './read-rules.ts';

export type KnownRules = ReadonlyMap<string, RuleFact>;

export interface RuleStep {
  readonly draft: RuleDraft;
  /** null: there is none yet. */
  readonly known: RuleFact | null;
  readonly outcome: 'added' | 'changed' | 'unchanged';
}

export interface Problems {
  readonly problems: readonly string[];
}

export type Compared = Problems | { readonly steps: readonly RuleStep[]; readonly kept: readonly RuleFact[] };

const RULE_KINDS: readonly RuleKind[] = ['role', 'purpose', 'principal', 'partner'];

const keyOf = ({ kind, id }: { readonly kind: FactKind; readonly id: string }): string => `${kind} ${id}`;

/** Pure. */
export function compareRules({ drafts, problems, rolesElsewhere }: RulesFile, known: KnownRules): Compared {
  const unknownRoles = rolesElsewhere
    .filter(({ role }) => !known.has(keyOf({ kind: 'role', id: role })))
    .map(({ path, role }) => `${path}: no role "${role.slice(0, 80)}" in this file or the database`);
  if (problems.length + unknownRoles.length > 0) return { problems: [...problems, ...unknownRoles] };
  const named = new Set(drafts.map(keyOf));
  return {
    steps: drafts.map((draft) => stepFor(draft, known.get(keyOf(draft)) ?? null)).sort(byKindAndId),
    kept: [...known.values()].filter((fact) => !named.has(keyOf(fact))),
  };
}

/** A hold is a person's decision at run time: a file that knows nothing of it does not end it. */
function stepFor(draft: RuleDraft, known: RuleFact | null): RuleStep {
  if (draft.kind !== 'partner' || known?.kind !== 'partner') return stepOf(draft, known);
  const { hold, release, resetAt } = (known as Fact<'partner'>).body;
  const operated = { ...(hold && { hold }), ...(release && { release }), ...(resetAt && { resetAt }) };
  return stepOf({ ...draft, body: { ...draft.body, ...operated } }, known);
}

/** A fact that somebody edited past the gateway is written again, even where the file says what was once recorded. */
function stepOf(draft: RuleDraft, known: RuleFact | null): RuleStep {
  if (known === null) return { draft, known, outcome: 'added' };
  const isEqual = known.isIntact && known.hash === sha256Hex(canonicalJson(draft.body));
  return { draft, known, outcome: isEqual ? 'unchanged' : 'changed' };
}

const byText = (a: string, b: string): number => Number(a > b) - Number(a < b);

const byKindAndId = ({ draft: a }: RuleStep, { draft: b }: RuleStep): number =>
  byText(a.kind, b.kind) || byText(a.id, b.id);

const AT_ONCE = 500;

export async function readKnownRules(db: Queryable): Promise<KnownRules> {
  const known = new Map<string, RuleFact>();
  for (const kind of RULE_KINDS) {
    for (let after: string | undefined, hasMore = true; hasMore;) {
      const page = await listFacts(db, kind, { first: AT_ONCE, ...(after === undefined ? {} : { after }) });
      for (const { fact, cursor } of page.items) {
        known.set(keyOf(fact), fact);
        after = cursor;
      }
      hasMore = page.hasNextPage && page.items.length > 0;
    }
  }
  return known;
}
