/**
 * What an error is to its caller: one code of the catalogue and a text that may be told. Whatever is not known by name is
 * INTERNAL, and nothing of it is told.
 */
import { GraphQLError } from 'graphql';
import { ERRORS, type ErrorCode, GatewayError } from '../domain/errors.ts';

export interface Classified {
  readonly code: ErrorCode;
  /** For the caller's eyes. */
  readonly text: string;
  /** Ours, where a stage threw it on purpose. */
  readonly gatewayError?: GatewayError;
}

const TEXT_LENGTH = 500;
/** Our own texts list everything that is wrong at once and quote little. */
const OWN_TEXT_LENGTH = 4_000;

export function classifyError(error: unknown): Classified {
  const gatewayError = findGatewayError(error);
  if (gatewayError !== undefined)
    return { code: gatewayError.code, text: cut(gatewayError.message, OWN_TEXT_LENGTH), gatewayError };
  // An error with a path comes out of a resolver: whatever it calls itself, its text was not written for callers.
  const isOfApollo = error instanceof GraphQLError && error.path === undefined;
  const known = isOfApollo ? classifyApolloError(error) : undefined;
  return known ?? { code: 'INTERNAL', text: ERRORS.INTERNAL.message };
}

/** The error itself or what it wraps; three wrappings are one more than graphql-js and Apollo make. */
function findGatewayError(error: unknown): GatewayError | undefined {
  let current = error;
  for (let level = 0; level < 4; level += 1) {
    if (current instanceof GatewayError) return current;
    current = current instanceof GraphQLError ? current.originalError : undefined;
  }
  return undefined;
}

/** Codes of Apollo's own (their names are public): https://www.apollographql.com/docs/apollo-server/data/errors */
function classifyApolloError({ message, extensions }: GraphQLError): Classified | undefined {
  switch (extensions['code']) {
    case 'GRAPHQL_PARSE_FAILED':
      return isTooLong(message) ? notAllowed(message) : invalid(message);
    case 'GRAPHQL_VALIDATION_FAILED':
    case 'BAD_USER_INPUT':
    case 'OPERATION_RESOLUTION_FAILURE':
      return invalid(message);
    case 'BAD_REQUEST':
      return NOT_ALLOWED.test(message) ? notAllowed(message) : invalid(message);
    case 'PERSISTED_QUERY_NOT_SUPPORTED':
    case 'PERSISTED_QUERY_NOT_FOUND':
      // Clients look for this very text to send the whole operation instead.
      return notAllowed(message);
    default:
      return undefined;
  }
}

/** A form of request that is refused, rather than one that is malformed. */
const NOT_ALLOWED = /^GET requests only support|batching|Cross-Site Request Forgery/i;

const isTooLong = (message: string): boolean => message.includes('Parsing aborted');
const invalid = (text: string): Classified => ({ code: 'INVALID_INPUT', text: cut(text) });
const notAllowed = (text: string): Classified => ({ code: 'OPERATION_NOT_ALLOWED', text: cut(text) });

/** Messages repeat what the caller sent; a caller who sent megabytes does not get them back. */
export const cut = (text: string, length = TEXT_LENGTH): string =>
  text.length <= length ? text : `${text.slice(0, length)}…`;
