/**
 * Who speaks for a customer under 14 (PIPL art. 31). A guardianship counts while it is recorded, unchanged and this customer's; where the
 * purpose rests on consent, only together with a consent that this very guardian gave and that is live now.
 */
import type { Fact } from '../domain/fact.ts';
import type { AccessRequest } from './gate.ts';
import { recordedGuardianships } from './guardianship.ts';
import { needsConsent } from './lawful-basis.ts';
import { readTickets } from './ticket.ts';

/** The guardianship that the request may rest on; null when there is none. */
export function findGuardian(request: AccessRequest): Fact<'guardianship'> | null {
  const recorded = recordedGuardianships(request);
  if (recorded.length === 0 || !needsConsent(request)) return recorded[0] ?? null;
  const live = readTickets(request).find(({ lapsed, guardianship }) => lapsed === null && guardianship !== null);
  return live?.guardianship ?? null;
}
