/**
 * Asking for consent, and recording what the customer answered. A consent rests on a notice that covers it and on somebody who may give
 * it; a newer one takes the place of older ones that it covers.
 */
import { randomUUID } from 'node:crypto';
import type { Consent } from '../../domain/consent.ts';
import { invalidInput } from '../../domain/errors.ts';
import type { Fact, Subject } from '../../domain/fact.ts';
import { report, problemsOfConsent, type Vocabulary } from '../check-terms.ts';
import { problemsWithNotice } from '../notices/fits-notice.ts';
import type { Actor, RuleTransaction } from '../port.ts';
import { requireCustomer, withConsent } from './consent-access.ts';
import { problemsOfGiver } from './consent-giver.ts';
import type { ConsentRules } from './consents.ts';
import type { ConsentAnswer, ConsentContent, ConsentGrant } from './port.ts';
import { isReplaced, isSaidAgain } from './is-replaced.ts';

export async function grantConsent(about: ConsentRules, actor: Actor, given: ConsentGrant): Promise<Fact<'consent'>> {
  const scope = await about.authorise(actor, 'consent:record');
  const known = await vocabularyFor(about, given);
  return about.rules.transaction(async (tx) => {
    const subject = await requireCustomer(tx, scope, given.customerId);
    await requirePurpose(tx, given.purpose);
    report([
      ...problemsOfConsent(given, tx.now, known),
      ...problemsWithNotice(await tx.read('notice', given.notice.id), given),
      ...(await giverProblems(tx, given, given, subject)),
    ]);
    const older = await tx.consentsOf(given.customerId);
    const by = actor.caller.subject;
    const same = older.find(({ isIntact, body }) => isIntact && isSaidAgain(body, given, by));
    if (same !== undefined) return same;
    const body: Consent = { ...given, state: 'GRANTED', grantedAt: tx.now, recordedBy: by };
    const fact = await tx.create('consent', newId(), body, by);
    await tx.append({ actor, action: 'GRANT_CONSENT', fact, previous: null, customerId: given.customerId });
    await supersede(tx, actor, older, fact);
    return fact;
  });
}

export async function requestConsent(
  about: ConsentRules,
  actor: Actor,
  asked: ConsentContent & Pick<Consent, 'expressedBy'>,
): Promise<Fact<'consent'>> {
  const scope = await about.authorise(actor, 'consent:record');
  const known = await vocabularyFor(about, asked);
  return about.rules.transaction(async (tx) => {
    await requireCustomer(tx, scope, asked.customerId);
    await requirePurpose(tx, asked.purpose);
    report([
      ...problemsOfConsent(asked, tx.now, known),
      ...problemsWithNotice(await tx.read('notice', asked.notice.id), asked),
    ]);
    const by = actor.caller.subject;
    const body: Consent = { ...asked, state: 'REQUESTED', grantedAt: tx.now, requestedAt: tx.now, recordedBy: by };
    const fact = await tx.create('consent', newId(), body, by);
    await tx.append({ actor, action: 'REQUEST_CONSENT', fact, previous: null, customerId: asked.customerId });
    return fact;
  });
}

/** What was asked is checked again: the notice may have changed since. */
export async function confirmConsent(
  about: ConsentRules,
  actor: Actor,
  consentId: string,
  answer: ConsentAnswer,
): Promise<Fact<'consent'>> {
  const scope = await about.authorise(actor, 'consent:record');
  const asked = (await about.rules.read('consent', consentId))?.body;
  const vocabulary = await vocabularyFor(about, asked ?? { purpose: '', sources: '*' });
  return withConsent(about.rules, scope, consentId, async (tx, { known, all, subject }) => {
    requireAsked(known);
    if (!known.isIntact)
      throw invalidInput('id: this request was changed outside of the gateway. Ask the customer anew.');
    const { body } = known;
    await requirePurpose(tx, body.purpose);
    report([
      ...problemsOfConsent({ ...body, ...answer }, tx.now, vocabulary),
      ...problemsWithNotice(await tx.read('notice', body.notice.id), body),
      ...(await giverProblems(tx, body, answer, subject)),
    ]);
    const by = actor.caller.subject;
    const granted: Consent = { ...body, ...answer, state: 'GRANTED', grantedAt: tx.now, recordedBy: by };
    const fact = await tx.change(known, granted, by);
    await tx.append({ actor, action: 'CONFIRM_CONSENT', fact, previous: known, customerId: body.customerId });
    await supersede(tx, actor, all, fact);
    return fact;
  });
}

export async function refuseConsent(about: ConsentRules, actor: Actor, consentId: string): Promise<Fact<'consent'>> {
  const scope = await about.authorise(actor, 'consent:record');
  return withConsent(about.rules, scope, consentId, async (tx, { known }) => {
    if (known.body.state === 'REFUSED') return known;
    requireAsked(known);
    const fact = await tx.change(known, { ...known.body, state: 'REFUSED', endedAt: tx.now }, actor.caller.subject);
    await tx.append({ actor, action: 'REFUSE_CONSENT', fact, previous: known, customerId: fact.body.customerId });
    return fact;
  });
}

const newId = (): string => `CNS-${randomUUID()}`;

const vocabularyFor = (
  { vocabulary }: ConsentRules,
  { purpose, sources }: Pick<ConsentContent, 'purpose' | 'sources'>,
): Promise<Vocabulary> => vocabulary([purpose], sources === '*' ? [] : sources);

function requireAsked({ body: { state } }: Fact<'consent'>): void {
  if (state !== 'REQUESTED') throw invalidInput(`id: the consent is ${state}; only a REQUESTED one can be answered.`);
}

async function requirePurpose(tx: RuleTransaction, id: string): Promise<void> {
  const purpose = await tx.read('purpose', id);
  if (purpose === null || purpose.body.state !== 'IN_USE')
    throw invalidInput(`purpose: no purpose "${id.slice(0, 80)}" is in use.`);
  if (purpose.body.lawfulBasis === 'CONSENT') return;
  throw invalidInput(
    `purpose: "${purpose.id}" rests on ${purpose.body.lawfulBasis}; consent is recorded only where it is the lawful basis.`,
  );
}

async function giverProblems(
  tx: RuleTransaction,
  { customerId, form }: Pick<Consent, 'customerId' | 'form'>,
  answer: ConsentAnswer,
  subject: Subject,
): Promise<readonly string[]> {
  const named = answer.givenBy?.kind === 'GUARDIAN' ? answer.givenBy.guardianship : null;
  const guardianship = named === null ? null : await tx.read('guardianship', named);
  return problemsOfGiver({ customerId, form, answer, subject, guardianship });
}

/** Nothing is lost by it, so nothing is purged and no recipient needs to hear. */
async function supersede(
  tx: RuleTransaction,
  actor: Actor,
  older: readonly Fact<'consent'>[],
  newer: Fact<'consent'>,
): Promise<void> {
  for (const { id } of older.filter((one) => one.id !== newer.id && isReplaced(one.body, newer.body, tx.now))) {
    const known = await tx.lock('consent', id);
    if (known === null || known.body.state !== 'GRANTED') continue;
    const ended = { state: 'SUPERSEDED', endedAt: tx.now, endedBecause: 'REPLACED', supersededBy: newer.id } as const;
    const fact = await tx.change(known, { ...known.body, ...ended }, actor.caller.subject);
    const { customerId } = fact.body;
    await tx.append({ actor, action: 'SUPERSEDE_CONSENT', fact, previous: known, customerId });
  }
}
