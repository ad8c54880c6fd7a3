/**
 * What the demo bank needs from the store besides the customer registry.
 */
import type { FactBodies, FactKind } from '../domain/fact.ts';
import type { PolicyDocument, PolicyRules } from '../domain/policy.ts';
import type { NoticeText } from '../governance/notices/port.ts';

/** One fact as it is first loaded, its kind and body belonging together. */
export type FactSeed = {
  readonly [K in FactKind]: { readonly kind: K; readonly id: string; readonly body: FactBodies[K] };
}[FactKind];

export interface RuleSeeds {
  /** Which of these ids exist, in one statement. */
  known(kind: FactKind, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Creates the facts that do not exist, in one transaction; how many those were. Existing ones stay as they are. */
  addMissing(seeds: readonly FactSeed[], by: string): Promise<number>;
  /** Brings facts that nobody ever changed to these bodies. */
  renewUntouched(seeds: readonly FactSeed[], by: string): Promise<void>;
  /** Puts in force what `renew` makes of the policy as it stands; null: it stays. False where there is none or nothing was changed. */
  renewPolicy(
    by: string,
    renew: (policy: PolicyRules, document: PolicyDocument) => PolicyRules | null,
  ): Promise<boolean>;
  /** Texts of notices; existing ones stay as they are. */
  addMissingTexts(texts: readonly NoticeText[]): Promise<void>;
}
