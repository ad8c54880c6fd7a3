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

/** Some partners write the seconds as text. */
const seconds = z.union([z.instanceof(NumberLexeme).transform(({ text }) => text), z.string()]).transform((text) => {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) && value >= 1 ? value : null;
});

/** `token_type` is required and case does not count (5.1); some partners leave it out, none means another kind by that. */
export const grantedToken: z.ZodType<GrantedToken> = z
  .object({
    access_token: z.string().min(1),
    token_type: z
      .string()
      .regex(/^bearer$/i)
      .nullish(),
    expires_in: seconds.nullish(),
    refresh_token: z.string().min(1).nullish(),
  })
  .transform((token) => ({
    accessToken: token.access_token,
    refreshToken: token.refresh_token ?? null,
    lifetimeS: token.expires_in ?? null,
  }));

export const REFUSALS = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
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

export const clientParameters = (id: string, secret: string) => ({ client_id: id, client_secret: secret });
