/**
 * What is wrong with a token, in words for its sender. The verifier's own errors carry claims and pieces of the token, so
 * none of them is kept, not even as a cause: the internal name says what the log needs.
 */
import { errors } from 'jose';
import { GatewayError } from '../domain/errors.ts';

export const refuseToken = (text: string, internal: string): GatewayError =>
  new GatewayError('UNAUTHENTICATED', text, { internal });

/** Any failure of verification as UNAUTHENTICATED; a GatewayError stays what it is. */
export function explainRefusal(cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause;
  if (cause instanceof errors.JWTExpired) {
    return refuseToken('The access token has expired. Get a new one.', 'expired');
  }
  if (cause instanceof errors.JWTClaimValidationFailed) {
    const why =
      cause.claim === 'nbf' && cause.reason === 'check_failed' ? 'is still in the future' : 'is not accepted here';
    return refuseToken(`The access token's claim "${cause.claim}" is missing or ${why}.`, `claim-${cause.claim}`);
  }
  if (cause instanceof errors.JOSEAlgNotAllowed || cause instanceof errors.JOSENotSupported) {
    return refuseToken('The access token must be signed with RS256, ES256 or EdDSA.', 'algorithm');
  }
  if (cause instanceof errors.JWKSMultipleMatchingKeys) {
    return refuseToken('The access token must name its key (kid): the issuer has several.', 'key-ambiguous');
  }
  if (cause instanceof errors.JWSInvalid || cause instanceof errors.JWTInvalid) {
    return refuseToken('The access token is malformed.', 'malformed');
  }
  return refuseToken("The access token was not signed by this gateway's issuer.", 'signature');
}
