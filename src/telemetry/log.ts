/**
 * Structured log lines as JSON, one a line. Names, codes, counts and times; never a value, token, secret or partner text.
 * Keys that could carry one are redacted at any depth, as the last line of defence, not as the first. Never throws.
 */
import { type Logger as PinoLogger, pino } from 'pino';
import { describeError } from './describe-error.ts';

export interface Logger {
  debug(about: object, message: string): void;
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

const SECRET =
  /authori[sz]ation|cookie|token|jwt|secret|passw|credential|api-?_?key|private-?_?key|^(body|query|variables|payload|headers|url|text)$/i;
const REDACTED = '[redacted]';
const MAX_DEPTH = 6;
const MAX_ITEMS = 50;
const MAX_TEXT = 500;

/** Writes to stdout, or to `destination` where a test wants to read it. */
export function createLogger(level: LogLevel, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: cleanFields,
    },
    serializers: { err: (described: unknown) => described }, // pino's own would run after ours
  };
  const logger: PinoLogger = destination ? pino(options, destination) : pino(options);
  return logger;
}

function cleanFields(about: object): Record<string, unknown> {
  try {
    return clean(about, MAX_DEPTH) as Record<string, unknown>;
  } catch {
    return { unprintable: true };
  }
}

/** What may be printed of a value: plain data without secrets; errors without their texts; nothing of other objects. */
function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return describeError(value);
  if (depth === 0) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => clean(item, depth - 1));
  if (!isPlain(value)) return '[object]';
  const entries = Object.entries(value).slice(0, MAX_ITEMS);
  return Object.fromEntries(entries.map(([key, own]) => [key, cleanField(key, own, depth - 1)]));
}

function cleanField(key: string, value: unknown, depth: number): unknown {
  if (SECRET.test(key)) return REDACTED;
  return key === 'err' ? describeError(value) : clean(value, depth);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
