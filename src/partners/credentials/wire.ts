/**
 * What a token endpoint answers (RFC 6749, 5.1 and 5.2), in its own spelling. Unknown keys are dropped.
 */
import { z } from 'zod';
import { NumberLexeme } from '../../sdk/index.ts';

export interface GrantedToken {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Seconds; null where the partner does not say, or says nothing sensible. */
  readonly lifetimeS: number | null;
}

/**
 * Some partners write the seconds as text, or nonsense. That is no reason to throw a token away: the refresh token it was given for may be
 * used up.
 */
const seconds = z
  .unknown()
  .optional()
  .transform((given) => {
    const text = given instanceof NumberLexeme ? given.text : given;
    const value = typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN;
    return Number.isFinite(value) && value >= 1 ? value : null;
  });

/** VSCHAR (appendix A.12 and A.17): anything else could not be sent. No partner's token comes near the length, and thousands are kept. */
const token = z
  .string()
  .max(64 * 1024)
  .regex(/^[\x20-\x7e]+$/);

/** `token_type` is required and case does not count (5.1); some partners leave it out, none means another kind by that. */
export const grantedToken: z.ZodType<GrantedToken> = z
  .object({
    access_token: token,
    token_type: z
      .string()
      .regex(/^bearer$/i)
      .nullish(),
    expires_in: seconds,
    // What is no token leaves the former one in force.
    refresh_token: token.nullish().catch(null),
  })
  .transform((granted) => ({
    accessToken: granted.access_token,
    refreshToken: granted.refresh_token ?? null,
    lifetimeS: granted.expires_in,
  }));

export const REFUSALS = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  // Not of the token endpoint by the standard (4.1.2.1; RFC 8628, 3.5), and yet sent from there: none of them speaks of the credentials.
  'temporarily_unavailable',
  'server_error',
  'slow_down',
] as const;

/** The error's name where it is one of the standard's (5.2); never the partner's own text. */
export const refusal = z.object({ error: z.enum(REFUSALS) }).transform(({ error }) => error);

/** Parameters of a token request (4.4.2 and 6), in the order given. */
export const grantParameters = (grant: { readonly refreshToken: string } | 'client-credentials', scope?: string) => ({
  ...(grant === 'client-credentials'
    ? { grant_type: 'client_credentials' }
    : { grant_type: 'refresh_token', refresh_token: grant.refreshToken }),
  ...(scope === undefined ? {} : { scope }),
});

export const clientParameters = (id: string, secret?: string) =>
  secret === undefined ? { client_id: id } : { client_id: id, client_secret: secret };

/** RFC 7521, 4.2, and RFC 7523, 2.2. */
export const assertionParameters = (id: string, assertion: string) => ({
  client_id: id,
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: assertion,
});
