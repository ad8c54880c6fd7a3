/**
 * Which committed first, a change of a fact or the entries that rest on the version before it: told by PostgreSQL, not by a clock. A
 * trigger of this test notes, in the changing transaction and while it holds the fact's row, which transactions were visible to it. An
 * entry whose transaction was not visible then committed afterwards.
 */
import type { TestDatabase } from '../support/database.ts';

const NOTE_WHAT_A_CHANGE_SEES = `
  CREATE TABLE seen_by_changes (kind text, id text, version int, seen pg_snapshot NOT NULL, PRIMARY KEY (kind, id, version));
  GRANT SELECT ON seen_by_changes TO gateway_app;
  CREATE FUNCTION note_what_a_change_sees() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN
    INSERT INTO seen_by_changes VALUES (NEW.kind, NEW.id, NEW.version, pg_current_snapshot());
    RETURN NULL;
  END $$;
  CREATE TRIGGER note_what_a_change_sees AFTER INSERT ON fact_versions FOR EACH ROW EXECUTE FUNCTION note_what_a_change_sees()`;

/** From here on every change is watched. */
export const watchCommits = (database: TestDatabase): Promise<void> => database.asOwner(NOTE_WHAT_A_CHANGE_SEES);

export interface CommitOrder {
  /** How many pins of a version that was changed later stand in the log. */
  readonly pins: number;
  /** How many changes those were. */
  readonly changes: number;
  /** Entries that committed after the change: must be empty. */
  readonly late: readonly string[];
}

/** Over all INTENT and RELEASED entries and all facts they pin; `kind` narrows it to one kind of fact. */
export async function commitOrder({ db }: TestDatabase, kind: string): Promise<CommitOrder> {
  const [row] = await db.query<CommitOrder>({
    text: `WITH pins AS (
        SELECT e.id, e.kind AS entry, e.xmin::text::xid8 AS writer, f.kind, coalesce(s.customer_id, f.id) AS fact, f.version
        FROM audit_entries e
        CROSS JOIN LATERAL jsonb_to_recordset(convert_from(e.bytes, 'UTF8')::jsonb #> '{what,facts}') AS f (kind text, id text, version int)
        LEFT JOIN subject_digests s ON f.kind = 'subject' AND s.digest = f.id
        WHERE e.kind IN ('INTENT', 'RELEASED') AND f.kind = $1
      )
      SELECT count(*)::int AS pins, count(DISTINCT (c.id, c.version))::int AS changes,
        coalesce(array_agg(p.entry || ' ' || p.id || ' rests on ' || p.kind || ' ' || p.fact || ' at version ' || p.version)
          FILTER (WHERE NOT pg_visible_in_snapshot(p.writer, c.seen)), '{}') AS late
      FROM pins p JOIN seen_by_changes c ON c.kind = p.kind AND c.id = p.fact AND c.version = p.version + 1`,
    values: [kind],
  });
  if (row === undefined) throw new Error('the commit order could not be read');
  return row;
}
