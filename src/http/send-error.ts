/**
 * Errors that happen before GraphQL runs, in the same form as GraphQL's own: one error with code and request id.
 */
import type { FastifyReply } from 'fastify';
import { ERRORS, GatewayError } from '../domain/errors.ts';

export interface HttpError {
  readonly error: GatewayError;
  readonly status: number;
}

const invalid = (status: number, text: string): HttpError => ({
  error: new GatewayError('INVALID_INPUT', text),
  status,
});

/** Of every address that nothing answers at. */
export const NOT_HERE = 'Not here. Send operations to POST /graphql.';

/** Fastify's own errors that a caller can cause, by code. */
const BY_CODE: Readonly<Record<string, () => HttpError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => ({
    error: new GatewayError('OPERATION_NOT_ALLOWED', 'The request body is too large. Send a smaller operation.'),
    status: 413,
  }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => invalid(415, 'Send the operation as JSON with content-type application/json.'),
  FST_ERR_BAD_URL: () => invalid(400, 'The URL is malformed.'),
  FST_ERR_MAX_PARAM_LENGTH: () => invalid(404, NOT_HERE),
};

/** Turns Fastify's and our own errors into a GatewayError and an HTTP status. Nothing of an unknown error is told. */
export function toHttpError(err: unknown): HttpError {
  if (err instanceof GatewayError) return { error: err, status: statusOf(err) };
  const { code, statusCode } = (err ?? {}) as { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' && Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
  if (known !== undefined) return known();
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return invalid(400, 'The request body is not valid JSON in UTF-8.');
  }
  return { error: new GatewayError('INTERNAL', undefined, { cause: err }), status: 500 };
}

/** Of the edge's own refusals none may read 200; INTERNAL with a wait is a passing condition: 503 (RFC 9110 §15.6.4). */
function statusOf({ code, retryAfterMs }: GatewayError): number {
  if (code === 'INTERNAL' && retryAfterMs !== undefined) return 503;
  return Math.max(400, ERRORS[code].httpStatus);
}

export function sendError(reply: FastifyReply, requestId: string, { error, status }: HttpError): FastifyReply {
  const { code, internal, retryAfterMs, message } = error;
  if (retryAfterMs !== undefined) void reply.header('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1000)));
  if (code === 'UNAUTHENTICATED') void reply.header('www-authenticate', challenge(internal));
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(errorBody(code, message, requestId, retryAfterMs));
}

export const errorBody = (code: string, message: string, requestId: string, retryAfterMs?: number): object => ({
  errors: [{ message, extensions: { code, requestId, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } }],
});

/** No error code where no token was sent (RFC 6750 §3.1). */
const challenge = (internal: string | undefined): string =>
  internal === 'no-token' ? 'Bearer realm="gateway"' : 'Bearer realm="gateway", error="invalid_token"';
