/**
 * Customers' requests as officers search for them: the one that is due first comes first, and only of customers inside the scope, erased
 * ones included. What a body says counts, not the columns copied out of it.
 */
import type { Reach } from '../domain/caller.ts';
import { invalidInput } from '../domain/errors.ts';
import { failClosed } from '../domain/fail-closed.ts';
import { type Instant, parseInstant } from '../domain/instant.ts';
import type { PageRequest } from '../governance/port.ts';
import type { RightsFact, RightsFilter, RightsStore } from '../governance/rights/port.ts';
import { sha256Hex } from './canonical-json.ts';
import type { Queryable } from './database.ts';
import { factOf } from './fact-body.ts';
import { reachedFrom, reachValues } from './reach.ts';

interface Row {
  readonly kind: 'rights-request';
  readonly id: string;
  readonly version: number;
  readonly hash: string;
  readonly body: string;
  readonly due: Instant;
}

/** What stands in no JSON, or is no time, is null: such a row is not found and fails no other. */
const REQUESTS = `
SELECT r.kind, r.id, r.version, r.hash, r.body, d.due
FROM facts r
JOIN facts s ON s.kind = 'subject' AND s.id = text_in_body(r.body, 'customerId') AND s.id = r.subject_id
CROSS JOIN LATERAL (SELECT time_in_body(r.body, 'dueAt') AS due) d
WHERE r.kind = 'rights-request' AND d.due IS NOT NULL
  AND ($1::text IS NULL OR r.subject_id = $1)
  AND ($2::text IS NULL OR text_in_body(r.body, 'right') = $2)
  AND ($3::text IS NULL OR text_in_body(r.body, 'state') = $3)
  AND ($4::boolean IS NULL OR (d.due < clock_timestamp() AND text_in_body(r.body, 'state') NOT IN ('REFUSED', 'COMPLETE')) = $4)
  AND ($5::timestamptz IS NULL OR (d.due, r.id) > ($5, $6))
  AND ${reachedFrom(8)}
ORDER BY d.due, r.id LIMIT $7`;

export const createRightsStore = (db: Queryable): RightsStore => ({
  requests: (filter, scope, page) => failClosed(() => find(db, filter, scope, page)),
});

async function find(
  db: Queryable,
  { customerId, right, state, overdue }: RightsFilter,
  scope: Reach,
  { first, after }: PageRequest,
): ReturnType<RightsStore['requests']> {
  const from = after === undefined ? null : placeOf(after);
  const rows = await db.query<Row>({
    name: 'find-rights-requests',
    text: REQUESTS,
    values: [
      customerId ?? null,
      right ?? null,
      state ?? null,
      overdue ?? null,
      from?.due ?? null,
      from?.id ?? null,
      first + 1,
      ...reachValues(scope),
    ],
  });
  const items = rows.slice(0, first).flatMap((row) => {
    const node: RightsFact | null = factOf(row, sha256Hex(row.body), row.body);
    return node?.isIntact === true ? [{ node, cursor: cursorOf(row) }] : [];
  });
  return { items, hasNextPage: rows.length > first };
}

const cursorOf = ({ due, id }: Pick<Row, 'due' | 'id'>): string =>
  Buffer.from(`rights ${due} ${id}`, 'utf8').toString('base64url');

function placeOf(cursor: string): Pick<Row, 'due' | 'id'> {
  const [, due = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const at = parseInstant(due);
  if (at === null || id.includes('\0') || cursorOf({ due: due as Instant, id }) !== cursor)
    throw invalidInput('"after" is not a cursor of this list.');
  return { due: at, id };
}
