/**
 * What is kept of one customer, sealed as it lies, for the customer's own statement. Names the partners; opens nothing.
 */
import type { StoredRecord } from '../partners/port.ts';
import type { Queryable } from './database.ts';

export interface HeldRows {
  /** Within their retention. */
  readonly records: readonly StoredRecord[];
  /** Partners with a name of their own for the customer. */
  readonly partners: readonly string[];
  readonly also: readonly { readonly what: 'PARTNER_TOKEN' | 'CALL_ANSWER'; readonly partner: string }[];
}

const RECORDS = `
SELECT customer_id AS "customerId", partner_id AS source, endpoint, sealed, fetched_at AS "fetchedAt", keep_until AS "keepUntil"
FROM stored_records WHERE customer_id = $1 AND keep_until > clock_timestamp() ORDER BY partner_id, endpoint`;

const PARTNERS = 'SELECT partner_id AS partner FROM partner_references WHERE customer_id = $1 ORDER BY 1';

const ALSO = `
SELECT DISTINCT 'PARTNER_TOKEN' AS what, partner_id AS partner FROM partner_tokens WHERE customer_id = $1
UNION SELECT DISTINCT 'CALL_ANSWER', partner_id FROM guarded_calls WHERE customer_id = $1 AND sealed IS NOT NULL
ORDER BY 1, 2`;

export async function readPartnersOf(db: Queryable, customerId: string): Promise<readonly string[]> {
  const rows = await db.query<{ partner: string }>({ name: 'held-partners', text: PARTNERS, values: [customerId] });
  return rows.map(({ partner }) => partner);
}

export async function readHeld(db: Queryable, customerId: string): Promise<HeldRows> {
  const records = await db.query<StoredRecord>({ name: 'held-records', text: RECORDS, values: [customerId] });
  const also = await db.query<HeldRows['also'][number]>({ name: 'held-also', text: ALSO, values: [customerId] });
  return { records, partners: await readPartnersOf(db, customerId), also };
}
