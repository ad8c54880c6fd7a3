/**
 * Finds consents that must end by themselves through the indexes of migration 0008. Ids only: whoever ends one reads it again first.
 */
import { failClosed } from '../domain/fail-closed.ts';
import type { EndingConsents } from '../governance/consents/port.ts';
import type { Queryable } from './database.ts';

const OPEN = `kind = 'consent' AND state IN ('REQUESTED', 'GRANTED')`;

const EXPIRED = `
SELECT id FROM facts WHERE ${OPEN}
  AND (substring(body from '"expiresAt":"([^"]*)"')) COLLATE "C" < to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
ORDER BY (substring(body from '"expiresAt":"([^"]*)"')) COLLATE "C" LIMIT $1`;

const SUPERSEDED = `
SELECT id FROM facts WHERE ${OPEN} AND substring(body from '"notice":{"id":"([^"]*)"') = $1
  AND substring(body from '"notice":{"id":"[^"]*","language":"[^"]*","version":([0-9]+)')::numeric < $2
LIMIT $3`;

export const createEndingConsents = (db: Queryable): EndingConsents => ({
  expired: (limit) => idsOf(db, { name: 'expired-consents', text: EXPIRED, values: [limit] }),
  superseded: (noticeId, accepted, limit) =>
    idsOf(db, { name: 'superseded-consents', text: SUPERSEDED, values: [noticeId, accepted, limit] }),
});

const idsOf = (db: Queryable, statement: Parameters<Queryable['query']>[0]): Promise<readonly string[]> =>
  failClosed(async () => (await db.query<{ id: string }>(statement)).map(({ id }) => id));
