/**
 * Gate 9: where the purpose rests on consent, a live consent of THIS customer covers purpose, coordinate, recipient and source, in the form
 * that the policy asks for (PIPL art. 13 to 16 and 29; GDPR art. 7). The bank's own facts need it too; what is not personal does not. For a
 * minor only a recorded guardian's consents count.
 */
import { covers } from '../../domain/agreement.ts';
import type { DenialReason } from '../../domain/reason.ts';
import { BANK } from '../../domain/sourced.ts';
import { formMissing, formNeeded } from '../consent-form.ts';
import { PASS, withhold, type AccessRequest, type FieldGate, type Question, type Verdict } from '../gate.ts';
import { needsConsent } from '../lawful-basis.ts';
import { readTickets, type Ticket } from '../ticket.ts';

export const consentGate: FieldGate = {
  number: 9,
  open(request) {
    if (!needsConsent(request)) return () => PASS;
    const tickets = readTickets(request);
    return (question) =>
      question.classification?.class === 'NON_PERSONAL' ? PASS : judgeTickets(request, tickets, question);
  },
};

/** The newest live consent that covers the question; tickets come newest first. */
function judgeTickets(request: AccessRequest, tickets: readonly Ticket[], question: Question): Verdict {
  const live = tickets.filter((ticket) => ticket.lapsed === null && admits(ticket, question));
  if (live.length === 0) return withhold(whyNone(tickets, question));
  const needed = formNeeded(request, question);
  const fitting = live.find(({ form }) => formMissing(form, needed) === null);
  return fitting?.verdict ?? withhold(formMissing('GENERAL', needed) ?? 'CONSENT_NONE');
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
