/**
 * Gate 9: where the purpose rests on consent, a live consent of THIS customer covers purpose, coordinate, recipient and source, in the form
 * that the policy asks for (PIPL art. 13 to 16 and 29; GDPR art. 7). The bank's own facts need it too; what is not personal does not. For a
 * minor only a recorded guardian's consents count.
 */
import { covers } from '../../domain/agreement.ts';
import type { ConsentForm } from '../../domain/consent.ts';
import type { DenialReason } from '../../domain/reason.ts';
import { BANK } from '../../domain/sourced.ts';
import { formMissing, readForms } from '../consent-form.ts';
import { PASS, withhold, type FieldGate, type Question, type Verdict } from '../gate.ts';
import { needsConsent } from '../lawful-basis.ts';
import { readTickets, type Ticket } from '../ticket.ts';

export const consentGate: FieldGate = {
  number: 9,
  open(request) {
    if (!needsConsent(request)) return () => PASS;
    const tickets = readTickets(request);
    const formNeeded = readForms(request);
    return (question) =>
      question.classification?.class === 'NON_PERSONAL' ? PASS : judgeTickets(tickets, question, formNeeded);
  },
};

/** The newest live consent that covers the question in the form needed; tickets come newest first. */
function judgeTickets(
  tickets: readonly Ticket[],
  question: Question,
  formNeeded: (question: Question) => ConsentForm,
): Verdict {
  let missing: DenialReason | null = null;
  for (const ticket of tickets) {
    if (ticket.lapsed !== null || !admits(ticket, question)) continue;
    missing = formMissing(ticket.form, formNeeded(question));
    if (missing === null) return ticket.verdict;
  }
  return withhold(missing ?? whyNone(tickets, question));
}

const admits = (ticket: Ticket, question: Question): boolean =>
  covers(ticket.coordinates, question.coordinate) && ticket.namesRecipient && namesSource(ticket, question);

const namesSource = ({ sources }: Ticket, { source }: Question): boolean =>
  source === BANK || sources === '*' || sources.includes(source);

/** The one reason of the consent that comes closest: one that covered all this but lapsed, else the wrong reader, else field. */
function whyNone(tickets: readonly Ticket[], question: Question): DenialReason {
  const overField = tickets.filter(({ coordinates }) => covers(coordinates, question.coordinate));
  const admitting = overField.find((ticket) => admits(ticket, question));
  if (admitting?.lapsed != null) return admitting.lapsed;
  if (overField.length > 0) return 'CONSENT_RECIPIENT_MISMATCH';
  return tickets.length > 0 ? 'CONSENT_FIELD_OUT_OF_SCOPE' : 'CONSENT_NONE';
}
