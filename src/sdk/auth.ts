/**
 * How a partner knows who calls, as a connector declares it: names of secrets and pure functions, never a value. Obtaining, renewing,
 * keeping and presenting credentials is the gateway's business. All times in milliseconds unless the name says otherwise.
 */
import type { z } from 'zod';
import type { PartnerRequest } from './connector.ts';

/** Names of secrets, never values: `APP_KEY` is read from `PARTNER_<ID>_APP_KEY`, or from the file `PARTNER_<ID>_APP_KEY_FILE` names. */
export type SecretName = string;
export type Secrets = (name: SecretName) => string;

export type Auth =
  | { readonly type: 'none' }
  | { readonly type: 'api-key'; readonly in: 'header' | 'query'; readonly name: string; readonly secret: SecretName }
  | { readonly type: 'basic'; readonly username: SecretName; readonly password: SecretName }
  /** `isOptional`: without the secret the partner is asked as a stranger. */
  | { readonly type: 'bearer'; readonly secret: SecretName; readonly isOptional?: boolean }
  | CustomerTokenAuth
  | ClientCredentialsAuth
  | LoginAuth
  | HmacAuth;

/** A token obtained by a login call and sent in `header`; `keys` are static credential headers. */
export interface LoginAuth {
  readonly type: 'login';
  readonly header: string;
  readonly keys: Readonly<Record<string, SecretName>>;
  readonly secrets: readonly SecretName[];
  readonly refreshAfterMs: number;
  request(secrets: Secrets): PartnerRequest;
  readonly wire: z.ZodType<{ readonly token: string }>;
}

/** Where an OAuth 2.0 partner gives out tokens and how it knows the bank (RFC 6749, 2.3 and 3.2). */
export type TokenEndpoint = ClientAuthentication & {
  /** A path below the base URL, or an absolute https address on an allowed host. */
  readonly tokenUrl: string;
  readonly clientId: SecretName;
  readonly scope?: string;
  /** What this partner wants besides, such as `audience` or `resource`. Never a secret. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** How long a token counts where the answer does not say `expires_in`. */
  readonly lifetimeMs?: number;
};

export type ClientAuthentication =
  /** `basic`: in the Authorization header, as every partner must understand; `body`: among the form's parameters (RFC 6749, 2.3.1). */
  | { readonly authentication: 'basic' | 'body'; readonly clientSecret: SecretName }
  | PrivateKeyJwt
  /** The client certificate, which the connector must declare, is the proof (RFC 8705, 2). */
  | { readonly authentication: 'certificate' };

/** A token that the bank signs with its own key for each request (RFC 7523, 2.2 and 3). */
export interface PrivateKeyJwt {
  readonly authentication: 'private-key-jwt';
  /** In PEM (PKCS #8). */
  readonly privateKey: SecretName;
  readonly algorithm: 'RS256' | 'PS256' | 'ES256' | 'EdDSA';
  /** Where the partner knows several keys of the bank: which one it is. */
  readonly keyId?: SecretName;
  /** Whom the token is for, where that is not the token endpoint's address. */
  readonly audience?: string;
}

/** The bank's own token, by the client credentials grant (RFC 6749, 4.4). Sent as a bearer token. */
export type ClientCredentialsAuth = TokenEndpoint & { readonly type: 'oauth2-client-credentials' };

/**
 * An OAuth 2.0 token the customer granted, kept among the customer's partner references. With `refresh`, a customer who also has that
 * reference gets a new token when the old one ends or is refused (RFC 6749, 6); a customer without it is asked for as long as the token lasts.
 */
export interface CustomerTokenAuth {
  readonly type: 'customer-token';
  readonly reference: string;
  readonly refresh?: TokenEndpoint & { readonly reference: string };
}

/** Every request signed with a shared secret (HMAC, RFC 2104). */
export interface HmacAuth {
  readonly type: 'hmac';
  readonly secret: SecretName;
  /** How the secret is written; `utf8` unless given. */
  readonly secretEncoding?: 'utf8' | 'base64' | 'hex';
  readonly keyId?: SecretName;
  readonly algorithm: 'sha256' | 'sha384' | 'sha512';
  readonly encoding: 'hex' | 'base64';
  /**
   * Where the key that signs is derived: what the secret is put behind, and the texts it goes through, each HMAC's bytes being the next key.
   * Pure. (AWS Signature Version 4: `AWS4`; date, region, service, `aws4_request`.)
   */
  readonly derivation?: { readonly prefix: string; texts(parts: SignedParts): readonly string[] };
  /** Pure: parameters to add behind the query, in this order, for partners who want time and signature there. */
  query?(parts: SignedParts, by: Signing): Readonly<Record<string, string>>;
  /** Pure: the headers to add, made of exactly what is sent; the added query is part of it. */
  headers(parts: SignedParts, sign: Signing['sign'], by: Signing): Readonly<Record<string, string>>;
}

/** What a connector signs with, and never sees. */
export interface Signing {
  /** The HMAC of a text, in the declared algorithm and encoding. */
  readonly sign: (text: string) => string;
  /** The plain hash of a text in the declared algorithm; in the declared encoding unless another is given. */
  readonly hash: (text: string, encoding?: 'hex' | 'base64') => string;
}

/** A request as it goes out. */
export interface SignedParts {
  readonly method: 'GET' | 'POST';
  readonly host: string;
  /** Percent-encoded, with the base URL's own path. */
  readonly path: string;
  /** Percent-encoded, without `?`; empty when there is none. */
  readonly query: string;
  /** The body's exact text; empty when there is none. */
  readonly body: string;
  /** Plain hash of the body, in the declared algorithm and encoding. */
  readonly bodyDigest: string;
  /** Epoch milliseconds, from the gateway's clock. */
  readonly timestampMs: number;
  /** 128 random bits as a UUID; new for every attempt. */
  readonly nonce: string;
  /** Empty where none is declared. */
  readonly keyId: string;
}

/** A certificate the gateway shows to the partner (mutual TLS), with any auth. Secrets in PEM. */
export interface ClientCertificate {
  /** The certificate and, behind it, its chain. */
  readonly certificate: SecretName;
  readonly key: SecretName;
  readonly passphrase?: SecretName;
  /** Who may have signed the partner's own certificate, instead of the usual authorities. */
  readonly authorities?: SecretName;
}
