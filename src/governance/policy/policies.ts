/**
 * Who may read, propose and decide on the policy. A proposal changes nothing; an approval by somebody else puts the whole document in force
 * with its log entries, or nothing of it.
 */
import { GatewayError, invalidInput } from '../../domain/errors.ts';
import type { Capability, Fact } from '../../domain/fact.ts';
import type { Authorise, RecordRefusal } from '../authorise.ts';
import type { Actor, RuleStore } from '../port.ts';
import { approveChange, type HashOf, outdated, proposeChange, recallChange, refuseChange } from './change-policy.ts';
import { checkDocument, type DocumentSurroundings } from './check-document.ts';
import { completeDocument } from './complete-document.ts';
import { readInForce } from './in-force.ts';
import type { Policies, PolicyApproval, PolicyProposal } from './port.ts';
import { readDocument } from './read-document.ts';

export interface PolicyRulesParts extends DocumentSurroundings {
  readonly rules: RuleStore;
  readonly authorise: Authorise;
  readonly recordRefusal: RecordRefusal;
  /** SHA-256, hex, of the canonical JSON (RFC 8785). */
  readonly hashOf: HashOf;
}

type Change = Fact<'policy-change'>;

export function createPolicies(about: PolicyRulesParts): Policies {
  const { rules, authorise, hashOf, schemaHash } = about;
  return {
    async inForce(actor) {
      await authorise(actor, 'policy:read');
      const { number, document, documentHash, isIntact } = await readInForce(rules, hashOf);
      return { number, document, documentHash, isIntact, runningSchema: schemaHash };
    },
    async changes(actor, filter, page) {
      await authorise(actor, 'policy:read');
      return rules.list('policy-change', filter, page);
    },
    async change(actor, id) {
      await authorise(actor, 'policy:read');
      return rules.read('policy-change', id);
    },
    propose: (actor, proposal) => propose(about, actor, proposal),
    approve: (actor, approval) => approve(about, actor, approval),
    refuse: (actor, id, because) =>
      decide(about, actor, 'policy:approve', () => rules.transaction((tx) => refuseChange(tx, actor, id, because))),
    recall: (actor, id) =>
      decide(about, actor, 'policy:propose', () => rules.transaction((tx) => recallChange(tx, actor, id))),
  };
}

async function propose(
  about: PolicyRulesParts,
  actor: Actor,
  { document: text, because, base }: PolicyProposal,
): Promise<Change> {
  await about.authorise(actor, 'policy:propose');
  const read = readDocument(text);
  if ('problems' in read) throw refusal(read.problems);
  const inForce = await readInForce(about.rules, about.hashOf);
  if (base !== inForce.number) throw invalidInput(outdated(base, inForce.number));
  const document = completeDocument(read.document, inForce.document);
  const problems = checkDocument(document, about);
  if (problems.length > 0) throw refusal(problems);
  return about.rules.transaction((tx) => proposeChange(tx, { actor, inForce, document, because }, about.hashOf));
}

const approve = (about: PolicyRulesParts, actor: Actor, approval: PolicyApproval): Promise<Change> =>
  decide(about, actor, 'policy:approve', async () => {
    const inForce = await readInForce(about.rules, about.hashOf);
    const check = (document: Parameters<typeof checkDocument>[0]) => checkDocument(document, about);
    return about.rules.transaction((tx) => approveChange(tx, { actor, ...approval, inForce, check }, about.hashOf));
  });

/** The steps refuse persons too: an author who approves. That is logged like every refusal of a right. */
async function decide(
  { authorise, recordRefusal }: PolicyRulesParts,
  actor: Actor,
  capability: Capability,
  work: () => Promise<Change>,
): Promise<Change> {
  await authorise(actor, capability);
  try {
    return await work();
  } catch (err) {
    if (err instanceof GatewayError && err.code === 'FORBIDDEN') await recordRefusal(actor, capability);
    throw err;
  }
}

const MOST_TOLD = 20;

const refusal = (problems: readonly string[]): GatewayError =>
  invalidInput(
    [
      ...problems.slice(0, MOST_TOLD),
      ...(problems.length > MOST_TOLD ? [`and ${problems.length - MOST_TOLD} more`] : []),
    ].join('; '),
  );
