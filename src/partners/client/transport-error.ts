/**
 * Why a call brought no answer, and how far it came: only what was never sent is certain not to have happened at the partner.
 */
import { ADDRESS_REFUSED } from './guard-address.ts';

/** Nothing sent; perhaps sent; answer begun. */
export type Phase = 'queued' | 'sent' | 'answered';

export class TransportError extends Error {
  readonly phase: Phase;
  /** A named reason, never a library's message: those quote addresses. */
  readonly reason: string;

  constructor(phase: Phase, reason: string) {
    super(reason);
    this.name = 'TransportError';
    this.phase = phase;
    this.reason = reason;
  }
}

export const ABORTED = 'aborted';
export const NOT_HTTP = 'not-http';
/** The partner does not accept the certificate it was shown, or wants one. */
export const CERTIFICATE_REFUSED = 'certificate-refused';
/** The body came too slowly to wait for. */
export const SLOW_BODY = 'slow-body';

const REASONS: Readonly<Record<string, string>> = {
  [ADDRESS_REFUSED]: 'address-refused',
  ECONNREFUSED: 'connect-refused',
  ENOTFOUND: 'name-not-resolved',
  EAI_AGAIN: 'name-not-resolved',
  ETIMEDOUT: 'connect-timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  UND_ERR_INVALID_ARG: 'request-invalid',
  UND_ERR_CLOSED: 'gateway-closing',
  UND_ERR_DESTROYED: 'gateway-closing',
  UND_ERR_HEADERS_OVERFLOW: NOT_HTTP,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: NOT_HTTP,
  UND_ERR_BODY_TIMEOUT: SLOW_BODY,
  EPROTO: 'tls-refused',
};

/** The named reason of a Node or undici error. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('HPE_') || (error instanceof Error && error.name === 'HTTPParserError')) return NOT_HTTP;
  if (/ALERT_(ACCESS_DENIED|CERTIFICATE|BAD_CERTIFICATE|NO_CERTIFICATE|UNSUPPORTED_CERTIFICATE|UNKNOWN_CA)/.test(code))
    return CERTIFICATE_REFUSED;
  if (/CERT|TLS|SSL|SELF_SIGNED|ISSUER|VERIFY_LEAF|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/.test(code))
    return 'tls-refused';
  return REASONS[code] ?? 'connection-lost';
}
