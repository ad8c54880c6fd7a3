/**
 * Which customers are flagged as minors. The index facts_minors answers it without looking at any other customer.
 */
import type { Database } from './database.ts';

const PAGE = `SELECT id FROM facts WHERE kind = 'subject' AND body LIKE '%"isMinor":true%' AND id > $1 ORDER BY id LIMIT $2`;

export async function findMinors(db: Database, after: string, limit: number): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>({ name: 'find-minors', text: PAGE, values: [after, limit] });
  return rows.map(({ id }) => id);
}
