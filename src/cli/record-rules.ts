/**
 * Rules of a file into the facts. Partners are recorded at once; roles, purposes, applications and general rules are the policy, which two
 * people change together: the first of a bank are recorded under both their names, every later change is proposed and waits for an approval.
 * All of a file in one transaction with its log entries, or none of it.
 */
import type { Entries } from '../audit/entries.ts';
import { createRuleStore } from '../app/rule-store.ts';
import type { Catalogue } from '../domain/classification.ts';
import type { Fact, FactBodies } from '../domain/fact.ts';
import type { PolicyDocument } from '../domain/policy.ts';
import { approveChange, proposeChange } from '../governance/policy/change-policy.ts';
import { checkDocument, isChangeable } from '../governance/policy/check-document.ts';
import { differencesBetween } from '../governance/policy/differences.ts';
import { type InForce, nothingInForce, readInForce } from '../governance/policy/in-force.ts';
import type { Actor, RuleStore, RuleTransaction } from '../governance/port.ts';
import { canonicalJson, sha256Hex } from '../store/canonical-json.ts';
import type { Database } from '../store/database.ts';
import { createRuleReader } from '../store/rules.ts';
import { compareRules, type KnownRules, type Problems, readKnownRules, type RuleStep } from './compare-rules.ts';
import { overlaid, type SchemaWish } from './overlay-rules.ts';
import type { RulesFile } from './read-rules.ts';

/** Who answers for the changes, in the log. */
export interface Recorder {
  readonly by: string;
  /** Somebody else who read the first rules of a bank. */
  readonly second?: string;
  /** One for the whole file. */
  readonly requestId: string;
  /** Of the code that imports: the policy is made for it. */
  readonly schemaHash: string;
  readonly catalogue: Catalogue;
  readonly entries: Pick<Entries, 'governanceChanged' | 'rightsEvent'>;
  readonly schemas?: SchemaWish;
}

export type PolicyChangeFact = Fact<'policy-change'>;

export interface Plan {
  readonly steps: readonly RuleStep[];
  /** Rules that the file leaves out. */
  readonly kept: readonly Fact[];
  readonly inForce: InForce;
  readonly document: PolicyDocument;
  /** Nobody could approve a change yet: what the file says is recorded at once. */
  readonly isFirst: boolean;
  /** Does it change the policy, or repair it? */
  readonly isPolicyChange: boolean;
}

export type Recorded = Plan & {
  /** Null: the policy stays as it is. */
  readonly change: PolicyChangeFact | null;
  /** The very same waits already. */
  readonly wasProposed: boolean;
};

const hashOf = (value: unknown): string => sha256Hex(canonicalJson(value));

/** A bank without any rules. */
export const NOTHING_IN_FORCE: InForce = nothingInForce(hashOf);

/** The policy in force of a database, for looking only. */
export const readPolicyOf = (database: Database): Promise<InForce> => readInForce(createRuleReader(database), hashOf);

/** Problems of the file and of what it names; nothing is written then. */
export async function recordRules(
  database: Database,
  file: RulesFile,
  recorder: Recorder,
): Promise<Problems | Recorded> {
  const rules = createRuleStore(database, recorder.entries);
  const known = await readKnownRules(database);
  const plan = planRules(file, known, await readInForce(rules, hashOf), recorder);
  if ('problems' in plan) return plan;
  const problems = problemsOfPeople(plan, recorder);
  if (problems.length > 0) return { problems };
  const waiting = plan.isPolicyChange && !plan.isFirst ? await findWaiting(rules, plan) : null;
  const change = await rules.transaction(async (tx) => {
    await recordPartners(tx, plan.steps, actorOf(recorder, recorder.by));
    if (!plan.isPolicyChange || waiting !== null) return waiting;
    return recordPolicy(tx, plan, recorder);
  });
  return { ...plan, change, wasProposed: waiting !== null };
}

/** What recording would do. Pure. */
export function planRules(
  file: RulesFile,
  known: KnownRules,
  inForce: InForce,
  { schemaHash, catalogue, schemas = 'keep' }: Pick<Recorder, 'schemaHash' | 'catalogue' | 'schemas'>,
): Problems | Plan {
  const compared = compareRules(file, known);
  if ('problems' in compared) return compared;
  const document = overlaid(inForce, file, schemaHash, schemas);
  const isPolicyChange = saysPolicy(file) && (hashOf(document) !== inForce.documentHash || !inForce.isIntact);
  const problems = isPolicyChange ? checkDocument(document, { catalogue, schemaHash }) : [];
  if (problems.length > 0) return { problems: [...problems, ...whatIsMissing(file, inForce)] };
  const isFirst = inForce.number === 0 || !isChangeable(inForce.document);
  return { ...compared, inForce, document, isFirst, isPolicyChange };
}

/** Of a bank whose rules are older than policies, or that has none, the wish for a schema alone says nothing to go on. */
const whatIsMissing = (file: RulesFile, { document }: InForce): readonly string[] =>
  file.drafts.length > 0 || isChangeable(document)
    ? []
    : [
        '--schema: record a rules file first that gives two people these capabilities: README, "Production", has an example',
      ];

/** A file of partners alone leaves the policy in peace; no file at all is about its schemas. */
const saysPolicy = ({ drafts, general }: RulesFile): boolean =>
  drafts.length === 0 || drafts.some(({ kind }) => kind !== 'partner') || Object.keys(general).length > 0;

/** What the policy would say that it does not say now. */
export const differencesOf = ({ inForce, document }: Plan) => differencesBetween(inForce.document, document);

function problemsOfPeople({ isFirst, isPolicyChange }: Plan, { by, second }: Recorder): readonly string[] {
  if (!isFirst || !isPolicyChange) {
    if (second === undefined) return [];
    return ['--second: is for the first rules of a bank only; somebody else approves this change with approvePolicy'];
  }
  if (second === undefined)
    return [
      '--second: nobody can approve changes of this bank’s policy yet, so its first rules are recorded at once. Name with --second <person> somebody else who has read them; both names are recorded',
    ];
  return second === by ? ['--second: must be somebody else than --by'] : [];
}

async function findWaiting(rules: RuleStore, { inForce, document }: Plan): Promise<PolicyChangeFact | null> {
  const { items } = await rules.list('policy-change', { state: 'PROPOSED' }, { first: 100 });
  const documentHash = hashOf(document);
  const found = items.find(
    ({ node: { isIntact, body } }) => isIntact && body.base === inForce.number && body.documentHash === documentHash,
  );
  return found?.node ?? null;
}

async function recordPolicy(tx: RuleTransaction, plan: Plan, recorder: Recorder): Promise<PolicyChangeFact> {
  const { inForce, document, isFirst } = plan;
  const actor = actorOf(recorder, recorder.by);
  const because = isFirst ? 'First rules of this bank, from a file.' : 'Imported from a rules file.';
  const proposed = await proposeChange(tx, { actor, inForce, document, because }, hashOf);
  if (!isFirst || recorder.second === undefined) return proposed;
  const approving = {
    actor: actorOf(recorder, recorder.second),
    id: proposed.id,
    documentHash: proposed.body.documentHash,
    inForce,
    check: () => [],
    verb: 'IMPORT',
  } as const;
  return approveChange(tx, approving, hashOf);
}

/** One by one in the order of ids, in which releases lock them, so that neither waits for the other in a circle. */
async function recordPartners(tx: RuleTransaction, steps: readonly RuleStep[], actor: Actor): Promise<void> {
  for (const { draft, outcome } of steps) {
    if (draft.kind !== 'partner' || outcome === 'unchanged') continue;
    const body: FactBodies['partner'] = draft.body;
    const previous = await tx.lock('partner', draft.id);
    const fact = await tx.replace('partner', draft.id, body, actor.caller.subject);
    await tx.append({ actor, action: 'IMPORT_PARTNER', fact, previous });
  }
}

const actorOf = ({ requestId }: Recorder, subject: string): Actor => ({
  requestId,
  caller: { subject, application: 'rules:import', roles: [], expiresAtS: 0 },
});
