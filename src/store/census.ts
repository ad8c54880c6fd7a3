/**
 * All customers as decisions tell them apart, for counting without deciding on each. In pages by id; names nobody but one id a row.
 */
import type { Census, CensusRow } from '../governance/agreements/impact/port.ts';
import type { Database } from './database.ts';

/** Customers in one page. */
const AT_ONCE = 2_500;

/** Names and dates that do not matter now. */
const BESIDES = `ARRAY['customerId', 'grantedAt', 'expiresAt', 'startsAt', 'requestedAt', 'withdrawnAt', 'endedAt', 'endedBecause',
  'supersededBy', 'recordedBy', 'expressedBy', 'evidence']`;

/** Has the instant of this name come? To the second, and without a cast: an edited date must not fail the count. */
const hasCome = (name: string): string => `coalesce((left(o.parsed ->> '${name}', 19) <= clock.now)::text, '-')`;

/**
 * A body that is no JSON reads as absent, as in a snapshot. A fact that somebody edited is like no other. Customers of whom decisions tell
 * more apart than this knows of are merely more groups.
 */
const PAGE = `
WITH clock AS (
  SELECT to_char(transaction_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') AS now
), page AS MATERIALIZED (
  SELECT f.id, f.body, f.hash, json_in_body(f.body) AS parsed FROM facts f
  WHERE f.kind = 'subject' AND f.id > $1 AND f.state IS DISTINCT FROM 'ERASED' ORDER BY f.id LIMIT $2
), others AS MATERIALIZED (
  SELECT page.id, o.kind, o.body, json_in_body(o.body) AS parsed, o.hash = encode(sha256(convert_to(o.body, 'UTF8')), 'hex') AS intact
  FROM page JOIN facts o ON o.subject_id = page.id AND o.kind IN ('consent', 'guardianship')
), traits AS (
  SELECT o.id, o.kind, o.parsed ->> 'purpose' AS purpose, CASE
    WHEN o.kind = 'consent' AND o.intact THEN md5(
      ((o.parsed - ${BESIDES}) #- '{givenBy,evidence}')::text || ${hasCome('grantedAt')} || ${hasCome('expiresAt')} || ${hasCome('startsAt')})
    ELSE md5(o.body) END || o.intact AS trait
  FROM others o CROSS JOIN clock WHERE jsonb_typeof(o.parsed) = 'object'
), merged AS (
  SELECT id, kind, purpose, md5(string_agg(trait, ' ' ORDER BY trait)) AS trait FROM traits
  WHERE kind = 'guardianship' OR purpose = ANY ($3) GROUP BY id, kind, purpose
), owned AS (
  SELECT id, json_object_agg(purpose, trait) FILTER (WHERE kind = 'consent') AS consents,
    max(trait) FILTER (WHERE kind = 'guardianship') AS guardians
  FROM merged GROUP BY id
)
SELECT page.id AS "customerId", coalesce(page.parsed ->> 'legalEntity', '') AS "legalEntity", coalesce(page.parsed ->> 'branch', '') AS branch,
  page.parsed ->> 'book' AS book,
  concat_ws(' ', md5(page.body), page.hash = encode(sha256(convert_to(page.body, 'UTF8')), 'hex'), owned.guardians) AS trait,
  coalesce(owned.consents, '{}')::text AS consents
FROM page LEFT JOIN owned ON owned.id = page.id ORDER BY page.id`;

type Row = Omit<CensusRow, 'consents'> & { readonly consents: string };

export const createCensus = (db: Database): Census => ({ read: (purposes) => pagesOf(db, purposes) });

async function* pagesOf(db: Database, purposes: readonly string[]): AsyncGenerator<readonly CensusRow[]> {
  for (let after = ''; ;) {
    const rows = await db.query<Row>({ name: 'census', text: PAGE, values: [after, AT_ONCE, purposes] });
    yield rows.map((row) => ({ ...row, consents: JSON.parse(row.consents) as CensusRow['consents'] }));
    if (rows.length < AT_ONCE) return;
    after = rows.at(-1)?.customerId ?? '';
  }
}
