/**
 * The one place where errors are put into words for a caller: a catalogue text or one written for callers, the code, the request
 * id. Originals go to the log; no stack, no partner's text and nothing of an unknown error leaves.
 */
import type { GraphQLFormattedError } from 'graphql';
import { type Classified, classifyError } from './classify-error.ts';

export interface ErrorLog {
  error(fields: object, text: string): void;
  warn(fields: object, text: string): void;
}

export interface ErrorFormat {
  readonly log: ErrorLog;
  /** undefined for requests that failed before their context was made. */
  readonly requestIdOf: (error: unknown) => string | undefined;
  /** Suggestions ("Did you mean …?") name parts of the schema; they are for the sandbox. */
  readonly showsSuggestions: boolean;
}

export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

export function createFormatError({ log, requestIdOf, showsSuggestions }: ErrorFormat): FormatError {
  return ({ locations, path }, error) => {
    const classified = classifyError(error);
    const requestId = requestIdOf(error);
    keepInLog(log, requestId, classified, error);
    const retryAfterMs = classified.gatewayError?.retryAfterMs;
    return {
      message: showsSuggestions ? classified.text : withoutSuggestion(classified.text),
      ...(locations === undefined ? {} : { locations }),
      ...(path === undefined ? {} : { path }),
      extensions: {
        code: classified.code,
        ...(requestId === undefined ? {} : { requestId }),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      },
    };
  };
}

function keepInLog(
  log: ErrorLog,
  requestId: string | undefined,
  { code, gatewayError }: Classified,
  error: unknown,
): void {
  if (code === 'INTERNAL') log.error({ requestId, err: originOf(gatewayError ?? error) }, 'request failed');
  else if (gatewayError?.internal !== undefined || gatewayError?.cause !== undefined) {
    log.warn({ requestId, code, internal: gatewayError.internal, err: gatewayError.cause }, 'request refused');
  }
}

const originOf = (error: unknown): unknown => (error as { originalError?: unknown }).originalError ?? error;

const withoutSuggestion = (text: string): string => text.replace(/ ?Did you mean .+?\?(?= |$)/gs, '');
