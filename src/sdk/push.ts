/**
 * What partners send by themselves: signed messages (webhooks) and files. Declared like everything else of a connector: names of secrets
 * and pure functions. The gateway verifies, orders, checks, maps, decides and keeps.
 */
import type { z } from 'zod';
import type { Instant } from '../domain/instant.ts';
import type { SecretName } from './auth.ts';

/** Header names in lower case. */
export type MessageHeaders = Readonly<Record<string, string>>;

export interface HmacSignature {
  readonly type: 'hmac';
  readonly secret: SecretName;
  /** How the secret is written; `whsec` is base64 behind `whsec_` (Standard Webhooks). While it is changed, the old and the new one, one a line. */
  readonly secretForm: 'text' | 'base64' | 'whsec';
  readonly algorithm: 'sha256' | 'sha384' | 'sha512';
  readonly encoding: 'hex' | 'base64';
  /**
   * The partner signs no time. Each change's own `occurredAt` stands in for it, so it must come from the body, which is signed; `read` gives
   * any text for a time.
   */
  readonly isUntimed?: true;
  /** Pure. Where the message carries its time and signatures; null: it carries none. One valid signature is enough (key rotation). */
  read(headers: MessageHeaders): { readonly timestampS: string; readonly signatures: readonly string[] } | null;
  /** Pure. What is signed before the bytes of the body; must contain the time, unless `isUntimed`, or an old message could be sent again. */
  prefix(headers: MessageHeaders, timestampS: string): string;
}

/** A detached JWS over the body (RFC 7515 appendix F; RFC 7797 where `b64` is false). */
export interface JwsSignature {
  readonly type: 'jws';
  /** Name of the setting with the partner's public keys: a JWK or JWK Set (RFC 7517). */
  readonly keys: SecretName;
  readonly algorithms: readonly string[];
  /** Header with the compact JWS, in lower case. */
  readonly header: string;
  /** Protected header parameter with the time in seconds since 1970. */
  readonly timestamp: string;
}

export interface PushedChange {
  /** Whom it is about, by one of the partner's references; null: an answer that is the same for everybody. */
  readonly reference: { readonly name: string; readonly value: string } | null;
  /** When it became true at the partner; an older message never undoes a newer one. */
  readonly occurredAt: Instant;
  /** Endpoints whose answers about this customer changed. Their stored records are forgotten and asked for anew when needed. */
  readonly endpoints: readonly string[];
  /** The new answer of the one endpoint named, as its `wire` reads it: it replaces the stored record, if there is one. */
  readonly answer?: unknown;
}

/** Messages that a partner sends to `POST /partners/<connector id>/messages`. */
export interface Webhook<W = unknown> {
  readonly signature: HmacSignature | JwsSignature;
  /** Seconds that a message's own time may differ from the gateway's. */
  readonly toleranceS: number;
  /** zod for the body. Numbers arrive as NumberLexeme, as everywhere. */
  readonly wire: z.ZodType<W>;
  /** Pure and total. The partner's own id of the message, by which it is taken only once, and what changed. */
  read(wire: W, headers: MessageHeaders): { readonly id: string; readonly changes: readonly PushedChange[] };
}

/** Ties wire schema and reader together, then forgets the wire type. */
export const defineWebhook = <W>(webhook: Webhook<W>): Webhook => webhook;

/** The signature of Standard Webhooks 1.0.0 (standardwebhooks.com): HMAC-SHA-256 over `<id>.<timestamp>.<body>`. */
export const standardWebhookSignature = (secret: SecretName): HmacSignature => ({
  type: 'hmac',
  secret,
  secretForm: 'whsec',
  algorithm: 'sha256',
  encoding: 'base64',
  read: (headers) => {
    const timestampS = headers['webhook-timestamp'];
    const signatures = (headers['webhook-signature'] ?? '').split(' ').filter((one) => one.startsWith('v1,'));
    return timestampS === undefined ? null : { timestampS, signatures: signatures.map((one) => one.slice(3)) };
  },
  prefix: (headers, timestampS) => `${headers['webhook-id'] ?? ''}.${timestampS}.`,
});

/** One line of a delivered file: a CSV line by column, or a JSON line as parsed. */
export type DeliveredRow = unknown;

/** Files in which a partner delivers answers instead of being asked: CSV with a header, or JSON lines; either may be gzipped. */
export interface FileDelivery {
  /** kebab-case; unique inside the connector. */
  readonly name: string;
  readonly format: 'csv' | 'json-lines';
  /** The endpoint whose `wire` and `map` read each line and whose stored records it fills. */
  readonly endpoint: string;
  /** Pure. The body this line stands for, as the endpoint's `wire` reads it; CSV fields are text (see `numberOf`). */
  body(row: DeliveredRow): unknown;
  /** Pure. Whom the line is about. */
  reference(row: DeliveredRow): { readonly name: string; readonly value: string };
  /**
   * Pure. When the line became true at the partner, where it says so; null: this line does not. An older line never undoes a newer line or
   * message. Without it whatever was taken last counts.
   */
  occurredAt?(row: DeliveredRow): Instant | null;
}
