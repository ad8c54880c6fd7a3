/**
 * What became of calls whose outcome was unknown, as a person or the partner itself found out. The state, the money given back and the log
 * entry are one transaction: nothing is given back twice, and nothing unseen.
 */
import type { Entry } from '../audit/entry-store.ts';
import { invalidInput } from '../domain/errors.ts';
import { failClosed } from '../domain/fail-closed.ts';
import type { PartnerCall, PartnerCallStore, Reconciliation } from '../governance/partners/port.ts';
import type { Reservation } from '../partners/budget/port.ts';
import { appendEntries } from './audit-entries.ts';
import type { Database, Transaction } from './database.ts';
import { refundAll } from './spendings.ts';

const CALL = `
id, partner_id AS partner, endpoint, agreement_id AS agreement, state, outcome, started_at AS "startedAt",
settled_at AS "settledAt", reconciled_by AS "reconciledBy", reconciled_because AS "reconciledBecause"`;

/** Along the index of states: a page costs what it shows. */
const LIST = `
SELECT ${CALL} FROM guarded_calls
WHERE state = $1 AND ($2::text IS NULL OR partner_id = $2)
  AND ($3::timestamptz IS NULL OR (started_at, id) > ($3::timestamptz, $4::uuid))
ORDER BY started_at, id LIMIT $5`;

const FIND = `SELECT ${CALL} FROM guarded_calls WHERE id = $1::uuid`;

const RECONCILE = `
UPDATE guarded_calls
SET state = 'RECONCILED', outcome = CASE WHEN $2::boolean THEN 'HAPPENED' ELSE 'NOT_HAPPENED' END, request = NULL,
  settled_at = clock_timestamp(), reconciled_by = $3, reconciled_because = $4
WHERE id = $1::uuid AND state = 'UNKNOWN'
RETURNING ${CALL}, reservation`;

export interface Finding {
  readonly id: string;
  readonly happened: boolean;
  readonly by: string;
  readonly because: string;
}

/** null: the call was not UNKNOWN any more. */
export async function reconcileCall(tx: Transaction, finding: Finding): Promise<PartnerCall | null> {
  const { id, happened, by, because } = finding;
  const values = [id, happened, by, because];
  const [row] = await tx.query<PartnerCall & { readonly reservation: Reservation | null }>({
    name: 'reconcile-call',
    text: RECONCILE,
    values,
  });
  if (row === undefined) return null;
  const { reservation, ...call } = row;
  if (!happened && reservation !== null) await refundAll(tx, [reservation]);
  return call;
}

/** `entryOf`: the log entry that tells who said so. */
export function createPartnerCallStore(
  db: Database,
  entryOf: (call: PartnerCall, reconciliation: Reconciliation) => Entry,
): PartnerCallStore {
  return {
    list: async ({ state, partner }, { first, after }) => {
      const [at, id] = after === undefined ? [null, null] : readCursor(after);
      const values = [state, partner ?? null, at, id, first + 1];
      const rows = await failClosed(() => db.query<PartnerCall>({ name: 'list-guarded-calls', text: LIST, values }));
      const items = rows.slice(0, first).map((node) => ({ node, cursor: cursorOf(node) }));
      return { items, hasNextPage: rows.length > first };
    },
    find: (id) =>
      failClosed(
        async () => (await db.query<PartnerCall>({ name: 'read-guarded-call', text: FIND, values: [id] }))[0] ?? null,
      ),
    reconcile: (reconciliation) =>
      failClosed(() =>
        db.transaction(async (tx) => {
          const { actor, id, happened, because } = reconciliation;
          const call = await reconcileCall(tx, { id, happened, by: actor.caller.subject, because });
          if (call !== null) await appendEntries(tx, [entryOf(call, reconciliation)]);
          return call;
        }),
      ),
  };
}

const cursorOf = ({ startedAt, id }: PartnerCall): string =>
  Buffer.from(`call:${startedAt} ${id}`, 'utf8').toString('base64url');

const CURSOR = /^call:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}Z) ([0-9a-f-]{36})$/;

function readCursor(cursor: string): readonly [string, string] {
  const [, at, id] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (at === undefined || id === undefined || Number.isNaN(Date.parse(at)) || !/^\w{8}(-\w{4}){3}-\w{12}$/.test(id)) {
    throw invalidInput('"after" is not a cursor of this list.');
  }
  return [at, id];
}
