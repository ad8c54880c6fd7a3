/**
 * A consent as gate 9 weighs it: only those of this customer for this purpose, with everything that does not depend on the
 * coordinate worked out once. A consent that never permitted anything is no ticket.
 */
import type { CoordinatePattern } from '../domain/agreement.ts';
import type { Consent } from '../domain/consent.ts';
import type { Fact } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import type { DenialReason } from '../domain/reason.ts';
import { PASS, refOf, unknownInput, type AccessRequest, type Verdict } from './gate.ts';
import { isBefore, sortable } from './window.ts';

export interface Ticket {
  readonly coordinates: readonly CoordinatePattern[];
  readonly sources: readonly string[] | '*';
  readonly namesRecipient: boolean;
  /** Why it does not count now; null while it is live. */
  readonly lapsed: DenialReason | null;
  /** What it gives where it is live and admits the question. */
  readonly verdict: Verdict;
}

/** Newest grant first, then by id, whatever the order of the facts. */
export function readTickets(request: AccessRequest): readonly Ticket[] {
  const { facts, customerId, purposeId } = request;
  return facts.consents
    .filter(({ body }) => body.customerId === customerId && body.purpose === purposeId && hasPermitted(body))
    .map((consent) => ({ consent, order: `${sortable(consent.body.grantedAt)} ${consent.id}` }))
    .sort((a, b) => Number(a.order < b.order) - Number(a.order > b.order))
    .map(({ consent }) => ticketOf(consent, request));
}

function ticketOf(consent: Fact<'consent'>, { facts, principal }: AccessRequest): Ticket {
  const { coordinates, sources, recipients, expiresAt } = consent.body;
  const recipient = principal?.body.recipientClass;
  const ref = refOf(consent);
  return {
    coordinates,
    sources,
    namesRecipient: recipient !== undefined && recipients.includes(recipient),
    lapsed: lapsedBecause(consent, facts.decidedAt),
    verdict: { ...PASS, restsOn: [ref], endsAt: expiresAt, consent: ref },
  };
}

function hasPermitted({ state }: Consent): boolean {
  switch (state) {
    case 'GRANTED':
    case 'WITHDRAWN':
    case 'EXPIRED':
    case 'SUPERSEDED':
      return true;
    case 'REQUESTED':
    case 'REFUSED':
    case 'INVALIDATED':
      return false;
    default:
      return unknownInput('consent.state');
  }
}

function lapsedBecause({ isIntact, body }: Fact<'consent'>, decidedAt: Instant): DenialReason | null {
  // No code of its own: a consent edited outside the gateway proves nothing, and must not read as "none".
  if (!isIntact) return 'POLICY_EVAL_ERROR';
  if (body.state === 'WITHDRAWN') return 'CONSENT_WITHDRAWN';
  if (body.state === 'SUPERSEDED') return 'CONSENT_NOTICE_SUPERSEDED';
  if (body.state === 'EXPIRED' || !isBefore(decidedAt, body.expiresAt)) return 'CONSENT_EXPIRED';
  return isBefore(decidedAt, body.grantedAt) ? 'CONSENT_WINDOW' : null;
}
