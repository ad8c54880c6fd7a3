/**
 * What the rules know of a customer who is erased: the subject becomes ERASED, for good, and no consent goes on: whoever received data on one hears of it. Facts hold no personal
 * data, so their versions stay; each change is told to the log.
 */
import type { Entry } from '../audit/entry-store.ts';
import type { Consent } from '../domain/consent.ts';
import type { Fact, FactKind, Subject } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import type { LedgeredErasure } from '../subjects/port.ts';
import type { Transaction } from './database.ts';
import { listFacts, lockFact } from './fact-reader.ts';
import { changeFact, createFact, type FactWritten } from './fact-writer.ts';
import { notifyRecipients } from './notifications.ts';

type ToldOf = (action: string, fact: Fact, previous: Fact | null) => Entry;

const MAX_CONSENTS = 10_000;

/** Before the subject, in the order of a withdrawal, so that the two rarely wait for each other in a circle. */
export async function endConsents(
  tx: Transaction,
  { customerId, by }: LedgeredErasure,
  now: Instant,
  toldOf: ToldOf,
): Promise<readonly Entry[]> {
  const { items } = await listFacts(tx, 'consent', { subjectId: customerId, first: MAX_CONSENTS });
  const told: Entry[] = [];
  for (const { fact } of items) {
    const known = await lockFact(tx, 'consent', fact.id);
    const ended = known === null ? null : endOf(known.body, now);
    if (known === null || ended === null) continue;
    const changed = writtenOf(await changeFact(tx, 'consent', known.id, known.version, ended.body, by));
    if (known.body.state === 'GRANTED') await notifyRecipients(tx, changed, 'CONSENT_WITHDRAWN');
    told.push(toldOf(ended.action, changed, known));
  }
  return told;
}

/** null: it has ended already. */
function endOf(consent: Consent, now: Instant): { readonly action: string; readonly body: Consent } | null {
  if (consent.state === 'GRANTED')
    return {
      action: 'WITHDRAW_CONSENT',
      body: { ...consent, state: 'WITHDRAWN', withdrawnAt: now, endedBecause: 'ERASED' },
    };
  if (consent.state === 'REQUESTED')
    return { action: 'EXPIRE_CONSENT', body: { ...consent, state: 'EXPIRED', endedAt: now, endedBecause: 'ERASED' } };
  return null;
}

/** Of a customer who came to the bank after the backup that was restored nothing but the id is known, and the id must stay taken. */
const NOBODY: Subject = { kind: 'PERSON', state: 'ERASED', legalEntity: '', branch: '' };

export async function eraseSubject(
  tx: Transaction,
  { customerId, by }: LedgeredErasure,
  toldOf: ToldOf,
): Promise<readonly Entry[]> {
  const known = await lockFact(tx, 'subject', customerId);
  if (known?.body.state === 'ERASED') return [];
  const written =
    known === null
      ? await createFact(tx, 'subject', customerId, NOBODY, by)
      : await changeFact(tx, 'subject', customerId, known.version, { ...known.body, state: 'ERASED' }, by);
  return [toldOf('ERASE_CUSTOMER', writtenOf(written), known)];
}

function writtenOf<K extends FactKind>(written: FactWritten<K>): Fact<K> {
  if (written.conflict) throw new Error('a fact changed although it was locked');
  return written.fact;
}
