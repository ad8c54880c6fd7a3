/**
 * The steps of a policy change inside one transaction (decisions.md, "State machines"): proposed by one person, put in force by another who
 * repeats the hash of what they read. Facts are locked in the order in which releases lock them.
 */
import { randomUUID } from 'node:crypto';
import { GatewayError, invalidInput } from '../../domain/errors.ts';
import type { Fact, FactBodies } from '../../domain/fact.ts';
import { POLICY_ID, type PolicyChange, type PolicyDocument } from '../../domain/policy.ts';
import { requireReason } from '../agreements/agreement-lifecycle.ts';
import type { Actor, RuleTransaction } from '../port.ts';
import { differencesBetween } from './differences.ts';
import type { InForce } from './in-force.ts';

export type HashOf = (value: unknown) => string;

export interface Draft {
  readonly actor: Actor;
  readonly inForce: InForce;
  /** Complete and checked. */
  readonly document: PolicyDocument;
  readonly because: string;
}

/** Something that does not change anything is refused, unless it repairs what somebody edited outside the gateway. */
export async function proposeChange(
  tx: RuleTransaction,
  { actor, inForce, document, because }: Draft,
  hashOf: HashOf,
): Promise<Fact<'policy-change'>> {
  await requireSame(await tx.read('policy', POLICY_ID), inForce);
  const differences = differencesBetween(inForce.document, document);
  if (differences.length === 0 && inForce.isIntact)
    throw invalidInput('document: it says what is in force already; there is nothing to approve.');
  const body: PolicyChange = {
    state: 'PROPOSED',
    base: inForce.number,
    document,
    documentHash: hashOf(document),
    differences,
    because: requireReason(because, 'propose this policy'),
    author: actor.caller.subject,
    proposedAt: tx.now,
  };
  const id = `${String(inForce.number + 1).padStart(6, '0')}-${randomUUID().slice(0, 8)}`;
  const fact = await tx.create('policy-change', id, body, body.author);
  await tx.append({ actor, action: 'PROPOSE_POLICY', fact, previous: null });
  return fact;
}

export interface Approving {
  readonly actor: Actor;
  readonly id: string;
  readonly documentHash: string;
  readonly inForce: InForce;
  /** What is wrong with the document here and now. */
  readonly check: (document: PolicyDocument) => readonly string[];
  /** How the log names what is written. */
  readonly verb?: 'CHANGE' | 'IMPORT';
}

export async function approveChange(
  tx: RuleTransaction,
  { actor, id, documentHash, inForce, check, verb = 'CHANGE' }: Approving,
  hashOf: HashOf,
): Promise<Fact<'policy-change'>> {
  await requireSame(await tx.lock('policy', POLICY_ID), inForce);
  const known = await lockProposed(tx, id);
  const { body } = known;
  const by = actor.caller.subject;
  if (by === body.author)
    throw new GatewayError('FORBIDDEN', 'The author of a policy change cannot approve it. Ask somebody else.');
  if (!known.isIntact || hashOf(body.document) !== body.documentHash)
    throw invalidInput('id: the stored document is not the one that was proposed. Propose it again.');
  if (documentHash !== body.documentHash)
    throw invalidInput('documentHash: it is not the hash of this document. Read the change again and repeat its hash.');
  if (body.base !== inForce.number) throw invalidInput(outdated(body.base, inForce.number));
  const problems = check(body.document);
  if (problems.length > 0) throw invalidInput(problems.slice(0, 20).join('. '));
  await putInForce(tx, { actor, verb, document: body.document, documentHash, inForce }, hashOf);
  const decided: PolicyChange = { ...body, state: 'IN_FORCE', decidedBy: by, decidedAt: tx.now };
  const fact = await tx.change(known, decided, by);
  await tx.append({ actor, action: 'APPROVE_POLICY', fact, previous: known });
  return fact;
}

interface NewPolicy {
  readonly actor: Actor;
  readonly verb: 'CHANGE' | 'IMPORT';
  readonly document: PolicyDocument;
  readonly documentHash: string;
  /** What it takes the place of. */
  readonly inForce: InForce;
}

/** Writes the facts that decisions read; what says the same already stays as it is, whatever was edited is written over. */
async function putInForce(
  tx: RuleTransaction,
  { actor, verb, document, documentHash, inForce }: NewPolicy,
  hashOf: HashOf,
): Promise<void> {
  const put = async <K extends DocumentKind>(kind: K, id: string, body: FactBodies[K]): Promise<void> => {
    const known = await tx.lock(kind, id);
    if (known?.isIntact === true && known.hash === hashOf(body)) return;
    const by = actor.caller.subject;
    // Where there is no policy yet there is nothing to lock: of two first ones at once, the second is refused here.
    const isFirst = kind === 'policy' && inForce.version === 0;
    const fact = await (isFirst ? tx.create(kind, id, body, by) : tx.replace(kind, id, body, by));
    await tx.append({ actor, action: `${verb}_${NOUNS[kind]}`, fact, previous: known });
  };
  await put('policy', POLICY_ID, { ...document.rules, number: inForce.number + 1, documentHash });
  for (const [id, body] of inOrder(document.applications)) await put('principal', id, body);
  for (const [id, body] of inOrder(document.purposes)) await put('purpose', id, body);
  for (const [id, body] of inOrder(document.roles)) await put('role', id, body);
}

type DocumentKind = 'policy' | 'principal' | 'purpose' | 'role';

const NOUNS: Readonly<Record<DocumentKind, string>> = {
  policy: 'POLICY',
  principal: 'APPLICATION',
  purpose: 'PURPOSE',
  role: 'ROLE',
};

const inOrder = <T>(section: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
  Object.entries(section).sort(([a], [b]) => Number(a > b) - Number(a < b));

export async function refuseChange(
  tx: RuleTransaction,
  actor: Actor,
  id: string,
  because: string,
): Promise<Fact<'policy-change'>> {
  const known = await lockProposed(tx, id);
  const by = actor.caller.subject;
  if (by === known.body.author)
    throw new GatewayError('FORBIDDEN', 'The author of a policy change cannot refuse it. Recall it instead.');
  const refusedBecause = requireReason(because, 'refuse this policy');
  const body: PolicyChange = { ...known.body, state: 'REFUSED', decidedBy: by, decidedAt: tx.now, refusedBecause };
  const fact = await tx.change(known, body, by);
  await tx.append({ actor, action: 'REFUSE_POLICY', fact, previous: known });
  return fact;
}

export async function recallChange(tx: RuleTransaction, actor: Actor, id: string): Promise<Fact<'policy-change'>> {
  const known = await lockProposed(tx, id);
  const by = actor.caller.subject;
  if (by !== known.body.author)
    throw new GatewayError('FORBIDDEN', 'Only its author can recall a policy change. Refuse it instead.');
  const fact = await tx.change(known, { ...known.body, state: 'RECALLED', decidedBy: by, decidedAt: tx.now }, by);
  await tx.append({ actor, action: 'RECALL_POLICY', fact, previous: known });
  return fact;
}

async function lockProposed(tx: RuleTransaction, id: string): Promise<Fact<'policy-change'>> {
  const known = await tx.lock('policy-change', id);
  if (known === null) throw invalidInput(`id: no policy change "${id.slice(0, 80)}".`);
  if (known.body.state !== 'PROPOSED')
    throw invalidInput(`id: the policy change is ${known.body.state} already; only a PROPOSED one can be decided on.`);
  return known;
}

async function requireSame(policy: Fact<'policy'> | null, inForce: InForce): Promise<void> {
  if ((policy?.version ?? 0) === inForce.version) return;
  throw new GatewayError('STALE_AGREEMENT', 'The policy changed at this moment. Read it again and repeat.');
}

export const outdated = (base: number, number: number): string =>
  `base: it was made from policy ${base}, and policy ${number} is in force. Propose it again on policy ${number}.`;
