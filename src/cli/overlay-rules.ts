/**
 * The policy document that a rules file asks for: the one in force with what the file says laid over it. Pure.
 */
import type { PolicyDocument } from '../domain/policy.ts';
import type { InForce } from '../governance/policy/in-force.ts';
import type { RuleDraft, RuleKind, RulesFile } from './read-rules.ts';

/** `only`: the running schema alone, once no older release runs any more. */
export type SchemaWish = 'keep' | 'only';

export const overlaid = (
  { document }: InForce,
  { drafts, general }: RulesFile,
  schemaHash: string,
  schemas: SchemaWish,
): PolicyDocument => ({
  roles: { ...document.roles, ...bodiesOf(drafts, 'role') },
  purposes: { ...document.purposes, ...bodiesOf(drafts, 'purpose') },
  applications: { ...document.applications, ...bodiesOf(drafts, 'principal') },
  rules: {
    ...document.rules,
    ...general,
    schemas: general.schemas ?? schemasOf(document.rules.schemas, schemaHash, schemas),
  },
});

const bodiesOf = <K extends RuleKind>(drafts: readonly RuleDraft[], kind: K) =>
  Object.fromEntries(
    drafts
      .filter((draft): draft is Extract<RuleDraft, { readonly kind: K }> => draft.kind === kind)
      .map(({ id, body }) => [id, body]),
  ) as Readonly<Record<string, Extract<RuleDraft, { readonly kind: K }>['body']>>;

/** During a rollout old and new replicas serve side by side: the running schema comes beside those in force. */
function schemasOf(inForce: readonly string[], running: string, wish: SchemaWish): readonly string[] {
  if (wish === 'only') return [running];
  return inForce.includes(running) ? inForce : [...inForce, running];
}
