/**
 * Wrapped keys by the key-encryption key that wraps them, for rotation. Replaces a row only as it was read: a key that was destroyed meanwhile
 * stays destroyed. Sees ciphertext only.
 */
import type { KeyRotationStore, WrappedKey } from '../subjects/port.ts';
import type { Database } from './database.ts';

const COUNT_OTHERS = `
SELECT kek_id AS "kekId", count(*)::int AS count FROM customer_keys WHERE kek_id <> $1 GROUP BY kek_id ORDER BY kek_id`;

/** Jumps along the index from one key-encryption key to the next, however many rows each wraps. */
const SAMPLES = `
WITH RECURSIVE kek AS (
  SELECT min(kek_id) AS id FROM customer_keys
  UNION ALL
  SELECT (SELECT min(k.kek_id) FROM customer_keys k WHERE k.kek_id > kek.id) FROM kek WHERE kek.id IS NOT NULL
)
SELECT s.customer_id AS "customerId", s.kek_id AS "kekId", s.wrapped FROM kek CROSS JOIN LATERAL (
  SELECT * FROM customer_keys k WHERE k.kek_id = kek.id ORDER BY k.customer_id LIMIT 1
) AS s`;

const TAKE = `
SELECT customer_id AS "customerId", kek_id AS "kekId", wrapped FROM customer_keys
WHERE kek_id = $1 AND ($2::text IS NULL OR customer_id > $2) ORDER BY customer_id LIMIT $3 FOR UPDATE SKIP LOCKED`;

const REPLACE = `
UPDATE customer_keys k SET kek_id = n."kekId", wrapped = decode(n.wrapped, 'base64')
FROM json_to_recordset($1::json) AS n ("customerId" text, "kekId" text, wrapped text)
WHERE k.customer_id = n."customerId" AND k.kek_id = $2
RETURNING k.customer_id`;

export const createKeyRotationStore = (db: Database): KeyRotationStore => ({
  async countOthers(currentId) {
    const statement = { name: 'count-other-keks', text: COUNT_OTHERS, values: [currentId] };
    const rows = await db.query<{ kekId: string; count: number }>(statement);
    return new Map(rows.map(({ kekId, count }) => [kekId, count]));
  },
  samples: () => db.query<WrappedKey>({ name: 'sample-keks', text: SAMPLES }),
  rewrap: ({ kekId, after, limit }, work) =>
    db.transaction(async (tx) => {
      const rows = await tx.query<WrappedKey>({ name: 'take-keys', text: TAKE, values: [kekId, after, limit] });
      const fresh = work(rows).map((row) => ({ ...row, wrapped: Buffer.from(row.wrapped).toString('base64') }));
      const values = [JSON.stringify(fresh), kekId];
      const replaced = await tx.query({ name: 'replace-keys', text: REPLACE, values });
      return { rewrapped: replaced.length, last: rows.length < limit ? null : (rows.at(-1)?.customerId ?? null) };
    }),
});
