/**
 * The HTTP status of what went wrong (design.md, "Errors"; GraphQL over HTTP, "Status codes"). A request error is refused with
 * a status of its own; an error that leaves no data sets its catalogue's status; next to data the status stays 200.
 */
import { HeaderMap } from '@apollo/server';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { ERRORS, type GatewayError } from '../domain/errors.ts';
import { classifyError } from './classify-error.ts';

/** For an operation that was not executed: Apollo reads the status from `extensions.http`. */
export function asRequestError(error: GatewayError): GraphQLError {
  const status = Math.max(400, ERRORS[error.code].httpStatus);
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { http: { status, headers: new HeaderMap() } },
  });
}

export interface ErrorHead {
  readonly status: number;
  readonly retryAfterS?: number;
}

/** undefined: 200. The gravest error decides. */
export function headOf({ data, errors = [] }: ExecutionResult): ErrorHead | undefined {
  if (data != null || errors.length === 0) return undefined;
  const classified = errors.map(classifyError);
  const waits = classified.map(({ gatewayError }) => gatewayError?.retryAfterMs ?? 0);
  const status = Math.max(...classified.map(({ code }) => ERRORS[code].httpStatus));
  const retryAfterMs = Math.max(...waits);
  return retryAfterMs === 0 ? { status } : { status, retryAfterS: Math.ceil(retryAfterMs / 1000) };
}

/**
 * The same errors with extensions of nobody else's making. Compiled operations raise errors without `extensions`, which Apollo relies
 * on; and extensions of an unknown error could set a status or a header.
 */
export function repairErrors(result: ExecutionResult): ExecutionResult {
  return result.errors === undefined ? result : { ...result, errors: result.errors.map(repair) };
}

function repair({ message, path, locations, originalError }: GraphQLError): GraphQLError {
  const repaired = new GraphQLError(message, { path, extensions: {}, originalError });
  return Object.defineProperty(repaired, 'locations', { value: locations, enumerable: locations !== undefined });
}
