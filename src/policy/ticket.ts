/**
 * A consent as gate 9 weighs it: only those of this customer for this purpose, with everything that does not depend on the
 * coordinate worked out once. A consent that never permitted anything is no ticket.
 */
import type { CoordinatePattern } from '../domain/agreement.ts';
import type { Consent, ConsentForm } from '../domain/consent.ts';
import type { Fact } from '../domain/fact.ts';
import type { Instant } from '../domain/instant.ts';
import type { DenialReason } from '../domain/reason.ts';
import { PASS, refOf, unknownInput, type AccessRequest, type Verdict } from './gate.ts';
import { guardianshipOf, isUnderAge } from './guardianship.ts';
import { isBefore, sortable } from './window.ts';

export interface Ticket {
  readonly coordinates: readonly CoordinatePattern[];
  readonly sources: readonly string[] | '*';
  readonly namesRecipient: boolean;
  readonly form: ConsentForm;
  /** The guardianship in whose name it was given; null where it was not. */
  readonly guardianship: Fact<'guardianship'> | null;
  /** Why it does not count now; null while it is live. */
  readonly lapsed: DenialReason | null;
  /** What it gives where it is live and admits the question. */
  readonly verdict: Verdict;
}

/** Newest grant first, then by id, whatever the order of the facts. */
export function readTickets(request: AccessRequest): readonly Ticket[] {
  const { facts, customerId, purposeId } = request;
  const counts = isUnderAge(request) ? (body: Consent) => guardianshipOf(request, body) !== null : () => true;
  return facts.consents
    .filter(({ body }) => body.customerId === customerId && body.purpose === purposeId && hasPermitted(body))
    .filter(({ body }) => counts(body))
    .map((consent) => ({ consent, order: `${sortable(consent.body.grantedAt)} ${consent.id}` }))
    .sort((a, b) => Number(a.order < b.order) - Number(a.order > b.order))
    .map(({ consent }) => ticketOf(consent, request));
}

function ticketOf(consent: Fact<'consent'>, request: AccessRequest): Ticket {
  const { coordinates, sources, recipients, form, expiresAt, lookBackDays } = consent.body;
  const recipient = request.principal?.body.recipientClass;
  const ref = refOf(consent);
  const notice = request.facts.notices.get(consent.body.notice?.id);
  const guardianship = guardianshipOf(request, consent.body);
  const others = [notice, guardianship].filter((fact) => fact != null).map(refOf);
  return {
    coordinates,
    sources,
    form: knownForm(form),
    guardianship,
    namesRecipient: recipient !== undefined && recipients.includes(recipient),
    lapsed: lapsedBecause(consent, request.facts.decidedAt) ?? supersededBy(notice, consent.body),
    verdict: {
      ...PASS,
      restsOn: [ref, ...others],
      endsAt: expiresAt,
      consent: ref,
      ...(lookBackDays === undefined ? {} : { lookBackDays }),
    },
  };
}

function knownForm(form: ConsentForm): ConsentForm {
  switch (form) {
    case 'GENERAL':
    case 'SEPARATE':
    case 'WRITTEN':
      return form;
    default:
      return unknownInput('consent.form');
  }
}

/**
 * A notice that was changed in purpose, method or category, or taken out of use, carries no consent given before (PIPL art. 14). What
 * was told under a notice that the gateway does not keep stays as good as the consent itself.
 */
function supersededBy(notice: Fact<'notice'> | undefined, { notice: told }: Consent): DenialReason | null {
  if (notice === undefined) return null;
  if (!notice.isIntact) return 'POLICY_EVAL_ERROR';
  switch (notice.body.state) {
    case 'IN_USE':
      return told.version >= notice.body.acceptedFrom ? null : 'CONSENT_NOTICE_SUPERSEDED';
    case 'RETIRED':
      return 'CONSENT_NOTICE_SUPERSEDED';
    default:
      return unknownInput('notice.state');
  }
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
  const hasBegun = !isBefore(decidedAt, body.grantedAt) && !isBefore(decidedAt, body.startsAt ?? body.grantedAt);
  return hasBegun ? null : 'CONSENT_WINDOW';
}
