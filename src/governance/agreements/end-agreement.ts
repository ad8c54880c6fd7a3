/**
 * The end of an agreement: by a person's word or because its dates ran out. It binds at once; then our stored records of the partner that
 * no other agreement covers are deleted, here or, where that failed, by the next round of the chore.
 */
import type { Fact } from '../../domain/fact.ts';
import { epochMsOf, type Instant } from '../../domain/instant.ts';
import { endOfAgreement } from '../../domain/agreement.ts';
import type { RecordSupply } from '../../partners/port.ts';
import type { Actor } from '../port.ts';
import { takeStep } from './agreement-lifecycle.ts';
import { changeAgreement, type ChangeParts, record, settleInside } from './change-agreement.ts';
import { listAll } from './list-all.ts';
import type { AgreementChange, PartnerHoldings } from './port.ts';
import { endpointsToKeep, settlePlace } from './settlement.ts';

export interface EndParts extends ChangeParts {
  readonly holdings: PartnerHoldings;
  /** What may lie among stored records. */
  readonly recordSupplies: readonly RecordSupply[];
}

/** Nobody's word: the gateway writes down what time or an earlier step brought about. */
export const GATEWAY: Actor = {
  requestId: 'agreements',
  caller: { subject: 'gateway', application: 'gateway', roles: [], expiresAtS: 0 },
};

export async function terminate(about: EndParts, actor: Actor, change: AgreementChange): Promise<Fact<'agreement'>> {
  const ended = await changeAgreement(about, 'terminate', actor, change);
  try {
    return await deleteRecords(about, ended);
  } catch {
    // It has ended all the same, and STORED_RECORDS stays pending for the chore, which tells what fails.
    return ended;
  }
}

/** Everything that is due by the database's clock. Safe on several replicas at once. Rejects with the first failure, after trying all. */
export async function settleDue(about: EndParts): Promise<void> {
  const failures: unknown[] = [];
  const attempt = async (work: Promise<unknown>): Promise<void> => {
    await work.catch((err: unknown) => failures.push(err));
  };
  const now = await about.rules.transaction(async (tx) => tx.now);
  for (const state of ['ACTIVE', 'SUSPENDED', 'EXPIRED', 'TERMINATED'] as const) {
    const found = await listAll(about.rules, 'agreement', { state });
    for (const { id } of found.filter((fact) => isDue(fact, now))) await attempt(expire(about, id));
  }
  for (const fact of await listAll(about.rules, 'agreement', { state: 'RETURN_OR_DELETE_PENDING' }))
    await attempt(deleteRecords(about, fact));
  if (failures.length > 0) throw failures[0];
}

/** Dates bind at decision time: this only writes down what has been so since the last instant. Edited bytes stay as they are. */
async function expire({ rules, hashTerms }: EndParts, id: string): Promise<void> {
  await rules.transaction(async (tx) => {
    const known = await tx.lock('agreement', id);
    if (known === null || hashTerms(known.body.terms) !== known.body.termsHash || !isDue(known, tx.now)) return;
    const isWritten = known.body.state === 'EXPIRED' || known.body.state === 'TERMINATED';
    const account = { by: GATEWAY.caller.subject, at: endOfAgreement(known.body) };
    const over = isWritten
      ? known
      : await record(tx, GATEWAY, 'EXPIRE_AGREEMENT', known, takeStep(known.body, 'expire', account));
    await settleInside(tx, GATEWAY, over);
  });
}

/** Has it ended without anybody having begun to settle it? */
function isDue({ isIntact, body }: Fact<'agreement'>, now: Instant): boolean {
  if (!isIntact) return false;
  if (body.state === 'EXPIRED' || body.state === 'TERMINATED') return true;
  const isRunning = body.state === 'ACTIVE' || body.state === 'SUSPENDED';
  return isRunning && epochMsOf(endOfAgreement(body)) <= epochMsOf(now);
}

/** Deletes what no other agreement covers, and answers for that place when nothing is left. */
async function deleteRecords(about: EndParts, ended: Fact<'agreement'>): Promise<Fact<'agreement'>> {
  const { rules, holdings, recordSupplies } = about;
  const { terms, settlement } = ended.body;
  const place = settlement?.places.find(({ name }) => name === 'STORED_RECORDS');
  if (place?.state !== 'PENDING' || !ended.isIntact) return ended;
  const keep = await rules.transaction(async (tx) => {
    const all = await tx.agreementsWith(terms.partnerId);
    const others = all.filter(({ id }) => id !== ended.id);
    return endpointsToKeep(ended.body, others, recordSupplies, tx.now);
  });
  const { removed, left } = await holdings.deleteRecords(terms.partnerId, keep);
  if (left > 0) return ended;
  return rules.transaction(async (tx) => {
    const known = await tx.lock('agreement', ended.id);
    // Somebody else was faster: another replica, or a person who confirmed another place.
    if (known?.version !== ended.version) return known ?? ended;
    const done = { doneAt: tx.now, doneBy: GATEWAY.caller.subject, removed };
    return record(tx, GATEWAY, 'DELETE_AGREEMENT_RECORDS', known, settlePlace(known.body, 'STORED_RECORDS', done));
  });
}
