/**
 * PostgreSQL as the rest of the store sees it, the same for the embedded and the server driver: named statements and
 * transactions. Timestamps come back as instants (text, UTC), never as Date; int8 as text. Inside a transaction only its
 * own handle may be used: the embedded database has one connection and would wait for itself.
 */
import type { Instant } from '../domain/instant.ts';

export interface Statement {
  /** Names a statement to be prepared once per connection; leave it out where the text varies. */
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

export interface Queryable {
  query<T>(statement: Statement): Promise<readonly T[]>;
}

/** A transaction's handle (READ COMMITTED). */
export interface Transaction extends Queryable {
  readonly isTransaction: true;
}

export interface Database extends Queryable {
  readonly dialect: 'embedded' | 'server';
  /** Commits when `run` resolves, rolls back and rethrows when it rejects. */
  transaction<T>(run: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Brings the schema up to date; safe when several replicas start at once. */
  migrate(): Promise<void>;
  /** Rejects when the database cannot answer now. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The role every query but migrations runs as: it owns nothing, so append-only holds by grant (server) and by trigger. */
export const APPLICATION_ROLE = 'gateway_app';

/**
 * Session settings the store relies on. READ COMMITTED: a release must see a withdrawal that committed while it waited. No
 * sequential scans: every query has its index, and statistics of a freshly loaded bank lag behind (embedded: there are none).
 */
export const SESSION_SETTINGS = {
  timezone: 'UTC',
  default_transaction_isolation: 'read committed',
  synchronous_commit: 'on',
  enable_seqscan: 'off',
} as const;

/** Object ids of types whose text both drivers must leave to us. */
export const TIMESTAMPTZ_OID = 1184;
export const INT8_OID = 20;

/** `2026-01-02 03:04:05.678+00` → `2026-01-02T03:04:05.678Z`; 3 fraction digits, or 9 where there are microseconds. */
export function instantFromPostgres(text: string): Instant {
  const [, date = '', time = '', fraction = ''] = /^(\S+) ([\d:]+)(?:\.(\d+))?\+00$/.exec(text) ?? [];
  if (date === '') throw new Error('a timestamp came back in another zone than UTC, or outside the years 1 to 9999');
  return `${date}T${time}.${fraction.padEnd(fraction.length > 3 ? 9 : 3, '0')}Z` as Instant;
}

/** SQLSTATE of a database error; undefined for a connection that broke or never came up. */
export function sqlStateOf(err: unknown): string | undefined {
  const code: unknown = typeof err === 'object' && err !== null && 'code' in err ? err.code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
