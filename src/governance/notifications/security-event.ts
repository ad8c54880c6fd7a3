/**
 * The word to a recipient as a Security Event Token (RFC 8417), to be pushed as RFC 8935 says. Ids only: the customer as the recipient
 * knows them, never a value. Pure; the same notification always gives the same token.
 */
import type { PartnerReferences } from '../../domain/customer.ts';
import { epochMsOf } from '../../domain/instant.ts';
import type { Notification } from './port.ts';

/** `typ` of its header (RFC 8417 §2.3). */
export const EVENT_TOKEN_TYPE = 'secevent+jwt';

const ISSUER = 'data-partner-gateway';

export interface EventDetails {
  readonly purpose: string | undefined;
  /** What a partner calls the customer; null: the recipient uses the bank's own id. */
  readonly references: PartnerReferences | null;
  /** The bank erased the customer: whatever the recipient holds of them must go too (PIPL art. 47; GDPR art. 19). */
  readonly isErased: boolean;
}

export function securityEvent(about: Notification, { purpose, references, isErased }: EventDetails): object {
  const { id, event, recipientId, customerId, consentId, consentVersion, createdAt } = about;
  const issuedAtS = Math.floor(epochMsOf(createdAt) / 1_000);
  return {
    iss: ISSUER,
    aud: recipientId,
    jti: id,
    iat: issuedAtS,
    toe: issuedAtS,
    // RFC 9493 §3.2.4.
    ...(references === null ? { ['sub_id']: { format: 'opaque', id: customerId } } : {}),
    events: {
      [`urn:data-partner-gateway:event:${event.toLowerCase().replaceAll('_', '-')}`]: {
        consent: consentId,
        consentVersion,
        ...(purpose === undefined ? {} : { purpose }),
        ...(references === null ? {} : { references }),
        ...(isErased ? { customerErased: true } : {}),
      },
    },
  };
}
