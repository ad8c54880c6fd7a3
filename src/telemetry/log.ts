/**
 * Structured log lines as JSON, one a line. Names, codes, counts and times; never a value, token, secret or partner text.
 * Keys that could carry one are redacted as the last line of defence, not as the first.
 */
import { type Logger as PinoLogger, pino } from 'pino';

export interface Logger {
  debug(about: object, message: string): void;
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

const SECRETS = [
  'authorization',
  'cookie',
  'token',
  'secret',
  'password',
  'apiKey',
  'apikey',
  'accessToken',
  'body',
  'query',
];

/** Writes to stdout, or to `destination` where a test wants to read it. */
export function createLogger(level: LogLevel, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
    serializers: { err: describeError },
  };
  const logger: PinoLogger = destination ? pino(options, destination) : pino(options);
  return logger;
}

/** An error without its message where that could quote a partner, a query or a value: class, code and our own frames. */
export function describeError(err: unknown): object {
  if (!(err instanceof Error)) return { type: typeof err };
  const code = (err as { code?: unknown }).code;
  const internal = (err as { internal?: unknown }).internal;
  return {
    type: err.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof internal === 'string' ? { internal } : {}),
    frames: (err.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8)
      .map((line) => line.trim()),
    ...(err.cause === undefined ? {} : { cause: describeError(err.cause) }),
  };
}
