/**
 * What we keep of one partner, over all customers: counted for those who think of ending an agreement, and deleted when one ended. In
 * batches that wait for nobody.
 */
import type { PartnerHoldings } from '../governance/agreements/port.ts';
import type { Database, Transaction } from './database.ts';
import { isHeld } from './legally-held.ts';

/** Rows in one statement. */
const AT_ONCE = 2_000;

const RECORDS = `
WITH chosen AS MATERIALIZED (
  SELECT ctid FROM stored_records r WHERE partner_id = $1 AND NOT endpoint = ANY ($2) AND NOT ${isHeld('r.customer_id')}
  ORDER BY fetched_at LIMIT $3 FOR UPDATE SKIP LOCKED
), gone AS (
  DELETE FROM stored_records WHERE ctid IN (SELECT ctid FROM chosen) RETURNING 1
)
SELECT count(*)::int AS count FROM gone`;

/** Answers of billed calls, which serve again for a moment: they go as the records do. */
const ANSWERS = `
UPDATE guarded_calls SET sealed = NULL WHERE partner_id = $1 AND sealed IS NOT NULL AND NOT endpoint = ANY ($2)`;

const COUNT = `
SELECT count(*)::int AS count FROM stored_records WHERE partner_id = $1 AND NOT endpoint = ANY ($2)`;

export function createPartnerHoldings(db: Database): PartnerHoldings {
  const count = async (partnerId: string, keep: readonly string[]): Promise<number> => {
    const [row] = await db.query<{ count: number }>({
      name: 'count-partner-records',
      text: COUNT,
      values: [partnerId, keep],
    });
    return row?.count ?? 0;
  };
  return {
    countRecords: count,
    async deleteRecords(partnerId, keep) {
      await db.query({ name: 'delete-partner-answers', text: ANSWERS, values: [partnerId, keep] });
      let removed = 0;
      for (let last = AT_ONCE; last === AT_ONCE;) {
        const values = [partnerId, keep, AT_ONCE];
        const [row] = await db.query<{ count: number }>({ name: 'delete-partner-records', text: RECORDS, values });
        last = row?.count ?? 0;
        removed += last;
      }
      // Passed over were rows that somebody else was writing, and those of customers under a legal hold.
      return { removed, left: await count(partnerId, keep) };
    },
  };
}

/** Tokens and digests stand for references and go with them; what is counted are the references. */
const REFERENCES = [
  { name: 'end-partner-tokens', text: 'DELETE FROM partner_tokens WHERE partner_id = $1' },
  { name: 'end-reference-digests', text: 'DELETE FROM reference_digests WHERE partner_id = $1' },
] as const;

const COUNTED = {
  name: 'end-partner-references',
  text: `WITH gone AS (DELETE FROM partner_references WHERE partner_id = $1 RETURNING 1) SELECT count(*)::int AS count FROM gone`,
};

/** For the transaction that records their end: either both happen or neither. */
export async function purgeReferences(tx: Transaction, partnerId: string): Promise<number> {
  for (const statement of REFERENCES) await tx.query({ ...statement, values: [partnerId] });
  const [row] = await tx.query<{ count: number }>({ ...COUNTED, values: [partnerId] });
  return row?.count ?? 0;
}
