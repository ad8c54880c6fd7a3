/**
 * Errors that happen before GraphQL runs, in the same form as GraphQL's own: one error with code and request id.
 */
import type { FastifyReply } from 'fastify';
import { ERRORS, GatewayError } from '../domain/errors.ts';

/** Turns Fastify's and our own errors into a GatewayError and an HTTP status. Nothing of an unknown error is told. */
export function toGatewayError(err: unknown): { readonly error: GatewayError; readonly status: number } {
  if (err instanceof GatewayError) return { error: err, status: ERRORS[err.code].httpStatus };
  const { code, statusCode } = err as { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return {
      error: new GatewayError('OPERATION_NOT_ALLOWED', 'The request body is too large. Send a smaller operation.'),
      status: 413,
    };
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return {
      error: new GatewayError('INVALID_INPUT', 'Send the operation as JSON with content-type application/json.'),
      status: 415,
    };
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return { error: new GatewayError('INVALID_INPUT', 'The request body is not valid JSON.'), status: 400 };
  }
  return { error: new GatewayError('INTERNAL', undefined, { cause: err }), status: 500 };
}

export function sendError(reply: FastifyReply, requestId: string, error: GatewayError, status: number): FastifyReply {
  const retryAfterMs = error.retryAfterMs;
  if (retryAfterMs !== undefined) void reply.header('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1000)));
  if (error.code === 'UNAUTHENTICATED') void reply.header('www-authenticate', 'Bearer error="invalid_token"');
  const extensions = { code: error.code, requestId, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send({ errors: [{ message: error.message, extensions }] });
}
