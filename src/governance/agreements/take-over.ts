/**
 * One version of an agreement binds at a time: an active version takes over from the older ones when its own dates begin, and none
 * of them comes back, one that was still waiting to be activated included.
 */
import type { Agreement, AgreementState } from '../../domain/agreement.ts';
import { invalidInput } from '../../domain/errors.ts';
import type { Fact } from '../../domain/fact.ts';
import { epochMsOf } from '../../domain/instant.ts';
import type { Actor, RuleTransaction } from '../port.ts';

/** More versions of one agreement than this are refused. */
export const MAX_VERSIONS = 1_000;

const IN_FORCE: readonly AgreementState[] = ['ACTIVE', 'SUSPENDED'];
const NEVER_IN_FORCE: readonly AgreementState[] = ['DRAFT', 'IN_REVIEW', 'APPROVED', 'SIGNED'];

/** All versions of the agreement that this id belongs to, oldest first: two activations at once come one after the other. */
export async function lockVersions(tx: RuleTransaction, id: string): Promise<readonly Fact<'agreement'>[]> {
  const agreementId = id.slice(0, Math.max(0, id.lastIndexOf('/')));
  const versions: Fact<'agreement'>[] = [];
  for (let version = 1; version <= MAX_VERSIONS; version += 1) {
    const fact = await tx.lock('agreement', `${agreementId}/${version}`);
    if (fact === null) break;
    versions.push(fact);
  }
  return versions;
}

/**
 * `family`: all versions, locked. The older ones are changed in the same transaction, so that a release which rests on one of them
 * meets the change. Throws INVALID_INPUT where a newer version was in force already.
 */
export async function takeOver(
  tx: RuleTransaction,
  { termsVersion, supersededFrom, terms }: Agreement,
  family: readonly Fact<'agreement'>[],
  actor: Actor,
): Promise<void> {
  const hasSuccessor = family.some(
    ({ body }) => body.termsVersion > termsVersion && !NEVER_IN_FORCE.includes(body.state),
  );
  if (supersededFrom !== undefined || hasSuccessor)
    throw invalidInput('A newer version of this agreement took over. Activate that one.');
  const { effectiveFrom } = terms;
  const from = epochMsOf(effectiveFrom) > epochMsOf(tx.now) ? effectiveFrom : tx.now;
  for (const older of family.filter(({ body }) => body.termsVersion < termsVersion)) {
    if (!IN_FORCE.includes(older.body.state) || older.body.supersededFrom !== undefined) continue;
    // Writing it anew would give bytes that somebody edited a hash of their own.
    if (!older.isIntact) throw invalidInput(`The stored version "${older.id}" is not the one that was recorded.`);
    const fact = await tx.change(older, { ...older.body, supersededFrom: from }, actor.caller.subject);
    await tx.append({ actor, action: 'SUPERSEDE_AGREEMENT', fact, previous: older });
  }
}
