/**
 * Every way a request can fail as a whole. One catalogue: SDL enum = these keys = the README table, by test.
 * Each error has a public text, which names what to do, and an internal one that never reaches a client.
 */
export interface ErrorEntry {
  readonly httpStatus: number;
  readonly isRetryable: boolean;
  /** Who must act. */
  readonly actor: string;
  /** Public text used when the thrower gives none. */
  readonly message: string;
}

export const ERRORS = {
  UNAUTHENTICATED: {
    httpStatus: 401,
    isRetryable: false,
    actor: 'caller',
    message: 'Send a valid access token in the Authorization header: "Bearer <token>".',
  },
  FORBIDDEN: {
    httpStatus: 200,
    isRetryable: false,
    actor: 'bank administrator',
    message: 'Your roles do not include this action. Ask the bank administrator of the gateway.',
  },
  OPERATION_NOT_ALLOWED: {
    httpStatus: 400,
    isRetryable: false,
    actor: "caller's engineer",
    message: 'This operation is not allowed. Make it smaller or simpler.',
  },
  INVALID_INPUT: {
    httpStatus: 200,
    isRetryable: false,
    actor: 'caller',
    message: 'The input is not valid. Correct it and send it again.',
  },
  CALLER_THROTTLED: {
    httpStatus: 429,
    isRetryable: true,
    actor: 'caller',
    message: 'Too many requests. Wait as long as the Retry-After header says.',
  },
  STALE_AGREEMENT: {
    httpStatus: 200,
    isRetryable: true,
    actor: 'caller',
    message: 'An agreement changed while this request ran. Read it again and repeat.',
  },
  STALE_CONSENT: {
    httpStatus: 200,
    isRetryable: true,
    actor: 'caller',
    message: 'A consent changed while this request ran. Read it again and repeat.',
  },
  AUDIT_UNAVAILABLE: {
    httpStatus: 503,
    isRetryable: true,
    actor: 'platform',
    message: 'The access log cannot be written, so no customer data may leave. Try again later.',
  },
  INTERNAL: {
    httpStatus: 500,
    isRetryable: false,
    actor: 'platform',
    message: 'The gateway failed. Report the request id to the platform team.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** The one error class that may leave a stage. `internal` and `cause` are for the log only. */
export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly internal: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    publicText?: string,
    about: { internal?: string; cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(publicText ?? ERRORS[code].message, { cause: about.cause });
    this.name = 'GatewayError';
    this.code = code;
    this.internal = about.internal;
    this.retryAfterMs = about.retryAfterMs;
  }
}

export const invalidInput = (text: string): GatewayError => new GatewayError('INVALID_INPUT', text);
