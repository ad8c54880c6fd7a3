/**
 * What the rules hold about a customer besides consents: who may consent for them, who was lent a closer look, who was told that a consent
 * ended. Staff stand there as their application; of a guardian only that there is one, because their data is their own.
 */
import type { Fact } from '../../../domain/fact.ts';
import type { Notification } from '../../notifications/port.ts';
import type { StatedElevation, StatedGuardianship, StatedNotification } from './content.ts';

export const stateGuardianship = ({ id, body }: Fact<'guardianship'>): StatedGuardianship => ({
  id,
  state: body.state,
  relation: body.relation,
  evidence: body.evidence,
  recordedAt: body.recordedAt,
  endedAt: body.endedAt ?? null,
});

export const stateElevation = ({ id, body }: Fact<'elevation'>): StatedElevation => ({
  id,
  state: body.state,
  application: body.application,
  purpose: body.purpose,
  coordinates: body.coordinates,
  because: body.because,
  requestedAt: body.requestedAt,
  until: body.until ?? null,
});

export const stateNotification = (sent: Notification): StatedNotification => ({
  event: sent.event,
  consent: sent.consentId,
  recipientKind: sent.recipientKind,
  recipient: sent.recipientId,
  state: sent.state,
  createdAt: sent.createdAt,
  endedAt: sent.endedAt,
});
