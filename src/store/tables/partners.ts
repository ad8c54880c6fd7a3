/**
 * What replicas share about calls to partners: limits, money, calls that must not happen twice, tokens, health. Names, counts and times;
 * whatever is personal is sealed under the customer's key. None of it is a right: losing a row may cost a call, never reveal a value.
 */
import { sql } from 'drizzle-orm';
import {
  bigint,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { bytea, instant } from './types.ts';

/**
 * One row for each call that a window of a contract allows: at most one call uses it in any stretch of the window's length, so that the
 * window holds wherever it starts. Written by every call's start and end (functions of migrations 0003 and 0005), read by nobody else; never deleted.
 */
export const callSlots = pgTable(
  'call_slots',
  {
    /** `<partner> <ms>`: one for each window of a partner. */
    scope: text('scope').notNull(),
    slot: integer('slot').notNull(),
    /** From here on another call may use it. */
    freeAt: instant('free_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.scope, table.slot] }),
    // The next slot that is free.
    index('call_slots_by_free_at').on(table.scope, table.freeAt),
  ],
);

/**
 * Windows of which nothing was forgotten. Unlogged: empty after a crash, and on a server that took over. Written by the first call of each
 * window since then, read by every call's start (migration 0005).
 */
export const callSlotMarks = pgTable('call_slot_marks', {
  scope: text('scope').primaryKey(),
  /** Before, it gives nothing. */
  opensAt: instant('opens_at').notNull(),
});

/** Partners that asked to be left alone (429, Retry-After). Written by whoever was told, read by every call's start. */
export const callPauses = pgTable('call_pauses', {
  scope: text('scope').primaryKey(),
  until: instant('until').notNull(),
});

/**
 * What was spent of a quota or budget in one UTC day or month. Raised before a call, lowered after one that did not happen; a call whose
 * process died stays counted. Never deleted while its period runs.
 */
export const spendings = pgTable(
  'spendings',
  {
    /** `agreement:<id>` or `partner:<id>`, `calls` or a currency, `attended`, `unattended` or `any`; a digest where each customer has a quota. */
    meter: text('meter').notNull(),
    /** `2026-11-22` or `2026-11`. */
    period: text('period').notNull(),
    spent: numeric('spent', { precision: 24, scale: 8 }).notNull().default('0'),
  },
  (table) => [primaryKey({ columns: [table.meter, table.period] })],
);

/**
 * Every call that costs money or leaves a trace at a bureau. UNDER_WAY → ANSWERED, NOT_HAPPENED or UNKNOWN → RECONCILED. While one is
 * UNDER_WAY or UNKNOWN no replica makes the same call. `sealed` holds the answer for a short time, for those who waited.
 */
export const guardedCalls = pgTable(
  'guarded_calls',
  {
    id: uuid('id').primaryKey(),
    /** HMAC-SHA-256, hex, of partner, request and identity. */
    key: text('key').notNull(),
    partnerId: text('partner_id').notNull(),
    endpoint: text('endpoint').notNull(),
    agreementId: text('agreement_id').notNull(),
    /** Under whose key `sealed` is; '' where the call is about nobody or several. */
    customerId: text('customer_id').notNull(),
    state: text('state').notNull(),
    /** Code and named reason of what became of it. */
    outcome: text('outcome'),
    sealed: bytea('sealed'),
    /** What was asked, under the same key, where the connector can ask later whether it happened. */
    request: bytea('request'),
    /** What it took from budgets, from the moment it was taken, to be given back where it turns out that the call did not happen. */
    reservation: jsonb('reservation'),
    /** Until then an answer of no use stands for whoever asks for the same: the call was paid for once. */
    holdsUntil: instant('holds_until'),
    startedAt: instant('started_at').notNull(),
    /** Later than this it is no longer under way, whatever became of its process. */
    endsAt: instant('ends_at').notNull(),
    settledAt: instant('settled_at'),
    reconciledBy: text('reconciled_by'),
    reconciledBecause: text('reconciled_because'),
  },
  (table) => [
    // The rule itself: one open call per key.
    uniqueIndex('guarded_calls_open')
      .on(table.key)
      .where(sql`${table.state} IN ('UNDER_WAY', 'UNKNOWN')`),
    // Calls to reconcile, oldest first; those that are no longer under way.
    index('guarded_calls_by_state').on(table.state, table.startedAt, table.id),
    // The newest answer to the same call.
    index('guarded_calls_answers')
      .on(table.key, table.settledAt)
      .where(sql`${table.sealed} IS NOT NULL`),
    // Answers of no use that stand for the same call.
    index('guarded_calls_held')
      .on(table.key, table.settledAt)
      .where(sql`${table.holdsUntil} IS NOT NULL`),
    // What erasure empties.
    index('guarded_calls_sealed')
      .on(table.customerId)
      .where(sql`${table.sealed} IS NOT NULL OR ${table.request} IS NOT NULL`),
  ],
);

/** Tokens obtained at partners, sealed; '' is the bank's own. Written by whoever holds the lease, read by every call. */
export const partnerTokens = pgTable(
  'partner_tokens',
  {
    partnerId: text('partner_id').notNull(),
    customerId: text('customer_id').notNull(),
    /** Digest of what the token was first obtained with: another one makes it void. */
    seed: text('seed').notNull(),
    sealed: bytea('sealed').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.partnerId, table.customerId] }),
    // What erasure removes.
    index('partner_tokens_by_customer').on(table.customerId),
  ],
);

/** Who of the replicas does something that only one may do. Taken and given back by `lease.ts`; one that ended is anybody's. */
export const leases = pgTable('leases', {
  name: text('name').primaryKey(),
  holder: uuid('holder').notNull(),
  until: instant('until').notNull(),
});

/** Outcomes and times of calls by minute, summed over all replicas. Added to every few seconds, read for health, deleted after a week. */
export const partnerTraffic = pgTable(
  'partner_traffic',
  {
    partnerId: text('partner_id').notNull(),
    endpoint: text('endpoint').notNull(),
    minute: instant('minute').notNull(),
    /** Calls by outcome: `ANSWER`, `NO_RECORD` or a gap code. */
    outcomes: jsonb('outcomes').notNull(),
    /** Calls by time taken, our own waits included, in the buckets of health/histogram.ts. */
    durations: bigint('durations', { mode: 'number' }).array().notNull(),
    /** Requests by the time the partner took, in the same buckets. */
    answerTimes: bigint('answer_times', { mode: 'number' }).array().notNull().default([]),
  },
  (table) => [primaryKey({ columns: [table.partnerId, table.endpoint, table.minute] }), index('partner_traffic_by_minute').on(table.minute)], // prettier-ignore
);

/** The circuit of each partner in each replica, as of `seen_at`. A row not renewed for a minute belongs to a replica that is gone. */
export const partnerCircuits = pgTable(
  'partner_circuits',
  {
    replica: uuid('replica').notNull(),
    partnerId: text('partner_id').notNull(),
    state: text('state').notNull(),
    since: instant('since').notNull(),
    seenAt: instant('seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.replica, table.partnerId] })],
);

/** What an endpoint's answers usually look like: names, rates and magnitudes, never values. Merged from all replicas; read to notice drift. */
export const answerShapes = pgTable(
  'answer_shapes',
  {
    partnerId: text('partner_id').notNull(),
    endpoint: text('endpoint').notNull(),
    /** The baseline, the newest window, and the fields in quarantine. */
    shape: jsonb('shape').notNull(),
    version: integer('version').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.partnerId, table.endpoint] })],
);

/** Finds the customer a partner means by its own reference. Written with partner_references, deleted by erasure. */
export const referenceDigests = pgTable(
  'reference_digests',
  {
    /** HMAC-SHA-256, hex, of partner, reference name and value. */
    digest: text('digest').notNull(),
    customerId: text('customer_id').notNull(),
    partnerId: text('partner_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.digest, table.customerId] }),
    // What erasure and a new import replace.
    index('reference_digests_by_customer').on(table.customerId, table.partnerId),
  ],
);

/** Messages partners pushed: each is taken once, and none after a newer one about the same customer. Deleted when too old to be repeated. */
export const partnerMessages = pgTable(
  'partner_messages',
  {
    partnerId: text('partner_id').notNull(),
    messageId: text('message_id').notNull(),
    receivedAt: instant('received_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.partnerId, table.messageId] }), index('partner_messages_by_time').on(table.receivedAt)], // prettier-ignore
);

/**
 * What a partner sent by itself, by message or file, about one customer at one endpoint. Written by whoever takes it, and by whoever stores
 * an answer of a partner that sends things: each waits for the other, so that an answer asked for before never undoes what came meanwhile.
 * Deleted by erasure.
 */
export const partnerMessageOrder = pgTable(
  'partner_message_order',
  {
    partnerId: text('partner_id').notNull(),
    endpoint: text('endpoint').notNull(),
    customerId: text('customer_id').notNull(),
    /** When the newest of it became true at the partner, where the partner says so. */
    occurredAt: instant('occurred_at').notNull(),
    /** Answers asked for earlier are not stored any more. */
    takenAt: instant('taken_at').notNull().default('-infinity'),
  },
  (table) => [
    primaryKey({ columns: [table.partnerId, table.endpoint, table.customerId] }),
    // What erasure removes.
    index('partner_message_order_by_customer').on(table.customerId),
  ],
);
