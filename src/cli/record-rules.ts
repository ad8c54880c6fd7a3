/**
 * Rules of a file into the facts: each changed fact and its log entry, all in one transaction or none. What is equal is left alone,
 * what the file leaves out stays, a changed body is a new version, which every running gateway meets on its next request.
 */
import type { Entries } from '../audit/entries.ts';
import type { Entry } from '../audit/entry-store.ts';
import { defaultRules } from '../domain/default-policy.ts';
import type { Fact, FactKind } from '../domain/fact.ts';
import { POLICY_ID } from '../domain/policy.ts';
import { appendEntries } from '../store/audit-entries.ts';
import { canonicalJson, sha256Hex } from '../store/canonical-json.ts';
import type { Database, Queryable, Transaction } from '../store/database.ts';
import { listFacts, readFact } from '../store/fact-reader.ts';
import { changeFact, createFact } from '../store/fact-writer.ts';
import type { RuleDraft, RuleFact, RuleKind, RulesFile } from './read-rules.ts';

export type KnownRules = ReadonlyMap<string, RuleFact>;

export interface RuleStep {
  readonly draft: RuleDraft;
  /** null: there is none yet. */
  readonly known: RuleFact | null;
  readonly outcome: 'added' | 'changed' | 'unchanged';
}

export type Compared =
  | { readonly problems: readonly string[] }
  | { readonly steps: readonly RuleStep[]; readonly kept: readonly RuleFact[] };

/** Who answers for the changes, in the log. */
export interface Recorder {
  readonly by: string;
  /** One for the whole file. */
  readonly requestId: string;
  /** Of the code that imports: the policy is made for it. */
  readonly schemaHash: string;
  readonly entries: Pick<Entries, 'governanceChanged'>;
}

const ACTIONS: Readonly<Record<RuleKind | 'policy', string>> = {
  policy: 'IMPORT_POLICY',
  role: 'IMPORT_ROLE',
  purpose: 'IMPORT_PURPOSE',
  principal: 'IMPORT_APPLICATION',
  partner: 'IMPORT_PARTNER',
};

const RULE_KINDS: readonly RuleKind[] = ['role', 'purpose', 'principal', 'partner'];

const keyOf = ({ kind, id }: { readonly kind: FactKind; readonly id: string }): string => `${kind} ${id}`;

/** Problems of the file and of what it names; nothing is written then. */
export function recordRules(database: Database, file: RulesFile, recorder: Recorder): Promise<Compared> {
  return database.transaction(async (tx) => {
    const compared = compareRules(file, await readKnownRules(tx));
    if ('problems' in compared) return compared;
    const changes = compared.steps.filter(({ outcome }) => outcome !== 'unchanged');
    const written: Fact[] = [];
    // One by one in the order in which releases lock facts, so that neither waits for the other in a circle.
    for (const { draft, known } of changes) written.push(await write(tx, draft, known, recorder.by));
    const told = changes.map(({ known }, i) => entryOf(recorder, written[i]!, known));
    const policy = await renewPolicy(tx, recorder, changes.length > 0);
    if (told.length + policy.length > 0) await appendEntries(tx, [...told, ...policy]);
    return compared;
  });
}

/** What recording would do. Pure. */
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

/** A new number for what is in force now; nothing where neither the rules nor the schema changed. */
async function renewPolicy(tx: Transaction, recorder: Recorder, isChanged: boolean): Promise<readonly Entry[]> {
  const known = await readFact(tx, 'policy', POLICY_ID);
  const { number, documentHash: _, ...rules } = known?.body ?? { ...defaultRules([]), number: 0, documentHash: '' };
  const isCurrent = known?.isIntact === true && rules.schemas.includes(recorder.schemaHash);
  if (isCurrent && !isChanged) return [];
  const inForce = [...(await readKnownRules(tx)).values()].map(({ kind, id, body }) => ({ kind, id, body }));
  const body = {
    ...rules,
    schemas: [recorder.schemaHash],
    number: number + 1,
    documentHash: sha256Hex(canonicalJson({ inForce, rules })),
  };
  const written =
    known === null
      ? await createFact(tx, 'policy', POLICY_ID, body, recorder.by)
      : await changeFact(tx, 'policy', POLICY_ID, known.version, body, recorder.by);
  if (written.conflict) throw new Error('Somebody else changed the policy at this moment. Run the import again.');
  return [entryOf(recorder, written.fact, null)];
}

/** A row whose bytes are no JSON reads as absent: it is written over too. */
async function write(tx: Transaction, draft: RuleDraft, known: RuleFact | null, by: string): Promise<Fact> {
  const { kind, id, body } = draft;
  const created = known === null ? await createFact(tx, kind, id, body, by) : null;
  if (created?.conflict === false) return created.fact;
  const changed = await changeFact(tx, kind, id, known?.version ?? created?.currentVersion ?? 0, body, by);
  if (!changed.conflict) return changed.fact;
  throw new Error(`Somebody else changed the ${kind} "${id}" at this moment. Run the import again.`);
}

function entryOf({ by, requestId, entries }: Recorder, fact: Fact, previous: RuleFact | null) {
  const to = stateOf(fact);
  return entries.governanceChanged(
    { requestId, caller: { subject: by, application: 'rules:import', roles: [], expiresAtS: 0 } },
    {
      action: ACTIONS[fact.kind as keyof typeof ACTIONS],
      fact,
      previousVersion: fact.version > 1 ? fact.version - 1 : null,
      ...(to === null ? {} : { transition: { from: previous === null ? null : stateOf(previous), to } }),
    },
  );
}

const stateOf = ({ body }: Fact): string | null =>
  'state' in body && typeof body.state === 'string' ? body.state : null;
