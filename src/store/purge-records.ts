/**
 * Deletes stored records that nothing permits to keep: past their retention, without an agreement that covers them, of customers who are
 * erased or gone; and everything partners gave about one customer. In batches that wait for nobody, and never by reading a whole table
 * at once.
 */
import type { RecordPurge } from '../governance/port.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import { isHeld } from './legally-held.ts';

/** Rows in one statement. */
const AT_ONCE = 2_000;

const deleteThese = (chosen: string): string => `
WITH chosen AS MATERIALIZED (${chosen}), gone AS (
  DELETE FROM stored_records WHERE ctid IN (SELECT ctid FROM chosen) RETURNING 1
)
SELECT count(*)::int AS count FROM gone`;

const EXPIRED = deleteThese(`
  SELECT ctid FROM stored_records WHERE keep_until <= clock_timestamp() ORDER BY keep_until LIMIT $1 FOR UPDATE SKIP LOCKED`);

/**
 * The longest retention that a version in force, or suspended for now, grants a partner's records; none where the last one ended. Records
 * kept under earlier, longer terms go too; those of customers under a legal hold stay while it binds. `f.state` is a copy out of the body, and the body decides.
 */
const UNCOVERED = deleteThese(`
  SELECT r.ctid FROM (
    SELECT t.partner_id, max(t.days) AS days FROM (
      SELECT f.partner_id, CASE
        WHEN b.body ->> 'state' IN ('ACTIVE', 'SUSPENDED')
          AND (b.body #>> '{terms,effectiveUntil}')::timestamptz > clock_timestamp()
          AND coalesce((b.body ->> 'supersededFrom')::timestamptz > clock_timestamp(), true)
        THEN (SELECT max((g ->> 'retentionDays')::numeric) FROM jsonb_array_elements(b.body #> '{terms,grants}') AS g)
      END AS days
      FROM facts f CROSS JOIN LATERAL (SELECT f.body::jsonb AS body) AS b
      WHERE f.kind = 'agreement' AND f.partner_id IS NOT NULL
    ) AS t GROUP BY t.partner_id
  ) AS terms CROSS JOIN LATERAL (
    SELECT s.ctid FROM stored_records s
    WHERE s.partner_id = terms.partner_id
      AND s.fetched_at <= clock_timestamp() - coalesce(terms.days, 0)::float8 * interval '1 day' AND NOT ${isHeld('s.customer_id')}
    ORDER BY s.fetched_at LIMIT $1 FOR UPDATE SKIP LOCKED
  ) AS r LIMIT $1`);

/** One page of records in the order of their key, and of it those whose customer is erased or was never recorded. */
const OWNERLESS = `
WITH page AS MATERIALIZED (
  SELECT customer_id, partner_id, endpoint FROM stored_records
  WHERE (customer_id, partner_id, endpoint) > ($2, $3, $4) AND customer_id > '' ORDER BY 1, 2, 3 LIMIT $1
), chosen AS MATERIALIZED (
  SELECT r.ctid FROM page
  JOIN stored_records r ON r.customer_id = page.customer_id AND r.partner_id = page.partner_id AND r.endpoint = page.endpoint
  WHERE NOT EXISTS (
    SELECT 1 FROM facts f WHERE f.kind = 'subject' AND f.id = page.customer_id AND f.state IS DISTINCT FROM 'ERASED'
  )
  FOR UPDATE OF r SKIP LOCKED
), gone AS (
  DELETE FROM stored_records WHERE ctid IN (SELECT ctid FROM chosen) RETURNING 1
), last AS (
  SELECT customer_id, partner_id, endpoint FROM page ORDER BY 1 DESC, 2 DESC, 3 DESC LIMIT 1
)
SELECT (SELECT count(*)::int FROM gone) AS count, (SELECT count(*)::int FROM page) AS read,
  (SELECT customer_id FROM last) AS "customerId", (SELECT partner_id FROM last) AS source, (SELECT endpoint FROM last) AS endpoint`;

interface Page {
  readonly count: number;
  readonly read: number;
  readonly customerId: string | null;
  readonly source: string | null;
  readonly endpoint: string | null;
}

/** How many were deleted. Safe on several replicas at once. */
export async function purgeRecords(db: Database, atOnce = AT_ONCE): Promise<number> {
  const expired = await untilDry(db, { name: 'purge-expired', text: EXPIRED }, atOnce);
  const uncovered = await untilDry(db, { name: 'purge-uncovered', text: UNCOVERED }, atOnce);
  return expired + uncovered + (await purgeOwnerless(db, atOnce));
}

async function untilDry(
  db: Database,
  statement: { readonly name: string; readonly text: string },
  atOnce: number,
): Promise<number> {
  for (let total = 0; ;) {
    const [row] = await db.query<{ count: number }>({ ...statement, values: [atOnce] });
    const count = row?.count ?? 0;
    total += count;
    if (count < atOnce) return total;
  }
}

async function purgeOwnerless(db: Database, atOnce: number): Promise<number> {
  let total = 0;
  let after: readonly string[] | null = ['', '', ''];
  while (after !== null) {
    const values: readonly unknown[] = [atOnce, ...after];
    const [page] = await db.query<Page>({ name: 'purge-ownerless', text: OWNERLESS, values });
    total += page?.count ?? 0;
    const isLast = page === undefined || page.read < atOnce;
    after = isLast ? null : [page.customerId ?? '', page.source ?? '', page.endpoint ?? ''];
  }
  return total;
}

/**
 * One customer's records from these sources, except those of the endpoints named. In the order in which they are saved: whoever saves
 * the same ones waits or is waited for, never both. Call it after the fact that permitted them was changed in this transaction.
 */
const OF_SOURCES = `
DELETE FROM stored_records WHERE (customer_id, partner_id, endpoint) IN (
  SELECT r.customer_id, r.partner_id, r.endpoint FROM stored_records r
  WHERE r.customer_id = $1 AND ($2::text[] IS NULL OR r.partner_id = ANY($2))
    AND NOT EXISTS (
      SELECT 1 FROM json_to_recordset($3::json) AS k (source text, endpoint text)
      WHERE k.source = r.partner_id AND k.endpoint = r.endpoint
    )
  ORDER BY 1, 2, 3 FOR UPDATE OF r
)`;

/** Answers of billed calls, which serve again for a moment: they go as the records do. */
const ANSWERS_OF_SOURCES = `
UPDATE guarded_calls c SET sealed = NULL
WHERE c.customer_id = $1 AND c.sealed IS NOT NULL AND ($2::text[] IS NULL OR c.partner_id = ANY($2))
  AND NOT EXISTS (
    SELECT 1 FROM json_to_recordset($3::json) AS k (source text, endpoint text)
    WHERE k.source = c.partner_id AND k.endpoint = c.endpoint
  )`;

export async function purgeOf(tx: Transaction, customerId: string, { sources, keep }: RecordPurge): Promise<void> {
  const named = sources === '*' ? null : sources;
  const values = [customerId, named, JSON.stringify(keep)];
  await tx.query({ name: 'purge-of-sources', text: OF_SOURCES, values });
  await tx.query({ name: 'purge-answers-of-sources', text: ANSWERS_OF_SOURCES, values });
}

const EVERYTHING = [
  { name: 'erase-records', text: 'DELETE FROM stored_records WHERE customer_id = $1' },
  { name: 'erase-tokens', text: 'DELETE FROM partner_tokens WHERE customer_id = $1' },
  { name: 'erase-digests', text: 'DELETE FROM reference_digests WHERE customer_id = $1' },
  { name: 'erase-message-order', text: 'DELETE FROM partner_message_order WHERE customer_id = $1' },
  {
    name: 'erase-sealed-answers',
    text: `UPDATE guarded_calls SET sealed = NULL, request = NULL
      WHERE customer_id = $1 AND (sealed IS NOT NULL OR request IS NOT NULL)`,
  },
] as const;

/**
 * Everything the partner stage keeps of one customer, for erasure: in the transaction that makes the subject ERASED, after that change,
 * so that no later save brings any of it back. '' stands for nobody and is refused.
 */
export async function purgeCustomer(tx: Queryable, customerId: string): Promise<void> {
  if (customerId === '') throw new Error('records that concern nobody are not erased with anybody');
  for (const statement of EVERYTHING) await tx.query({ ...statement, values: [customerId] });
}
