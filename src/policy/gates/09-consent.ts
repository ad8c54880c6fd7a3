/**
 * Gate 9: where the purpose rests on consent, a live consent of THIS customer covers purpose, coordinate, recipient and
 * source (PIPL art. 13 to 16; GDPR art. 7). The bank's own facts need it too; what is not personal does not.
 */
import { covers } from '../../domain/agreement.ts';
import type { Purpose } from '../../domain/purpose.ts';
import type { DenialReason } from '../../domain/reason.ts';
import { BANK } from '../../domain/sourced.ts';
import { PASS, unknownInput, withhold, type FieldGate, type Question, type Verdict } from '../gate.ts';
import { readTickets, type Ticket } from '../ticket.ts';

export const consentGate: FieldGate = {
  number: 9,
  open(request) {
    // An unknown purpose is refused by gate 1; here it counts as the basis that demands most.
    if (request.purpose !== null && !needsConsent(request.purpose.body)) return () => PASS;
    const tickets = readTickets(request);
    return (question) => (question.classification?.class === 'NON_PERSONAL' ? PASS : judgeTickets(tickets, question));
  },
};

function needsConsent({ lawfulBasis }: Purpose): boolean {
  switch (lawfulBasis) {
    case 'CONSENT':
      return true;
    case 'CONTRACT':
    case 'LEGAL_OBLIGATION':
    case 'VITAL_INTERESTS':
    case 'PUBLIC_TASK':
    case 'LEGITIMATE_INTERESTS':
      return false;
    default:
      return unknownInput('purpose.lawfulBasis');
  }
}

/** The newest live consent that covers the question; tickets come newest first. */
function judgeTickets(tickets: readonly Ticket[], question: Question): Verdict {
  for (const ticket of tickets) {
    if (ticket.lapsed === null && admits(ticket, question)) return ticket.verdict;
  }
  return withhold(whyNone(tickets, question));
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
