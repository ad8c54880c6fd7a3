/**
 * Impact assessments (PIPL art. 55 and 56): one person writes, another approves, and what is withdrawn never counts again. The report
 * itself is kept elsewhere; its hash says which one was approved. No assessment is ever deleted.
 */
import { randomUUID } from 'node:crypto';
import type { Assessment } from '../../domain/assessment.ts';
import { GatewayError, invalidInput } from '../../domain/errors.ts';
import type { Fact } from '../../domain/fact.ts';
import { BANK } from '../../domain/sourced.ts';
import { requireReason } from '../agreements/agreement-lifecycle.ts';
import type { Authorise, RecordRefusal } from '../authorise.ts';
import type { Actor, RuleStore, RuleTransaction } from '../port.ts';
import type { ReadVocabulary } from '../vocabulary.ts';
import { checkAssessment } from './check-assessment.ts';
import type { AssessmentChange, AssessmentContent, Assessments } from './port.ts';

export interface AssessmentParts {
  readonly rules: RuleStore;
  readonly authorise: Authorise;
  readonly recordRefusal: RecordRefusal;
  readonly vocabulary: ReadVocabulary;
}

export function createAssessments(about: AssessmentParts): Assessments {
  return {
    async list(actor, filter, page) {
      await about.authorise(actor, 'assessment:read');
      return about.rules.list('assessment', filter, page);
    },
    propose: (actor, content) => propose(about, actor, content),
    approve: (actor, change) => approve(about, actor, change),
    withdraw: (actor, change) => withdraw(about, actor, change),
  };
}

async function propose(
  { rules, authorise, vocabulary }: AssessmentParts,
  actor: Actor,
  content: AssessmentContent,
): Promise<Fact<'assessment'>> {
  await authorise(actor, 'assessment:write');
  const sources = content.sources === '*' ? [] : content.sources.filter((id) => id !== BANK);
  checkAssessment(content, await vocabulary(content.purposes, sources));
  const by = actor.caller.subject;
  return rules.transaction(async (tx) => {
    const fact = await tx.create('assessment', `PIA-${randomUUID()}`, { ...content, state: 'DRAFT', author: by }, by);
    await tx.append({ actor, action: 'PROPOSE_ASSESSMENT', fact, previous: null });
    return fact;
  });
}

async function approve(about: AssessmentParts, actor: Actor, change: AssessmentChange): Promise<Fact<'assessment'>> {
  const { rules, authorise, recordRefusal } = about;
  await authorise(actor, 'assessment:approve');
  const by = actor.caller.subject;
  try {
    return await rules.transaction(async (tx) => {
      const known = await lockToChange(tx, change);
      if (known.body.state !== 'DRAFT') throw wrongState(known, 'approved', 'DRAFT');
      if (known.body.author === by)
        throw new GatewayError('FORBIDDEN', 'The author of an assessment cannot approve it. Ask somebody else.');
      const body: Assessment = { ...known.body, state: 'APPROVED', approval: { by, at: tx.now } };
      return record(tx, actor, 'APPROVE_ASSESSMENT', known, body);
    });
  } catch (err) {
    if (err instanceof GatewayError && err.code === 'FORBIDDEN') await recordRefusal(actor, 'assessment:approve');
    throw err;
  }
}

/** The row that stood gets a new version: a release that rests on it is decided again. */
async function withdraw(
  { rules, authorise }: AssessmentParts,
  actor: Actor,
  change: AssessmentChange,
): Promise<Fact<'assessment'>> {
  await authorise(actor, 'assessment:approve');
  const withdrawnBecause = requireReason(change.because, 'withdraw an assessment');
  return rules.transaction(async (tx) => {
    const known = await lockToChange(tx, change);
    if (known.body.state === 'WITHDRAWN') throw wrongState(known, 'withdrawn', 'DRAFT or APPROVED');
    return record(tx, actor, 'WITHDRAW_ASSESSMENT', known, { ...known.body, state: 'WITHDRAWN', withdrawnBecause });
  });
}

async function record(
  tx: RuleTransaction,
  actor: Actor,
  action: string,
  previous: Fact<'assessment'>,
  body: Assessment,
): Promise<Fact<'assessment'>> {
  const fact = await tx.change(previous, body, actor.caller.subject);
  await tx.append({ actor, action, fact, previous });
  return fact;
}

async function lockToChange(
  tx: RuleTransaction,
  { id, expectedVersion }: AssessmentChange,
): Promise<Fact<'assessment'>> {
  const known = await tx.lock('assessment', id);
  if (known === null) throw invalidInput(`No assessment "${id.slice(0, 80)}". Read \`assessments\` for their ids.`);
  if (known.version !== expectedVersion) {
    throw new GatewayError(
      'STALE_AGREEMENT',
      `The assessment is at version ${known.version}, not ${expectedVersion}. Read it again and repeat.`,
    );
  }
  if (!known.isIntact)
    throw invalidInput(
      'The stored assessment is not the one that was proposed. Propose it again, and withdraw nothing: it counts no more.',
    );
  return known;
}

const wrongState = ({ body }: Fact<'assessment'>, done: string, from: string) =>
  invalidInput(`The assessment is ${body.state}; only one that is ${from} can be ${done}.`);
