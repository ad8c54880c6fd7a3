-- The access log, append-only by trigger for everybody and by grant for the application.

-- Roles belong to the whole server, so two databases may be migrated at once: losing that race is fine.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'gateway_app') THEN
    BEGIN
      CREATE ROLE gateway_app NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
  END IF;
  -- The gateway logs in as this user and then becomes gateway_app.
  IF NOT pg_has_role(current_user, 'gateway_app', 'MEMBER') THEN
    EXECUTE format('GRANT gateway_app TO %I', current_user);
  END IF;
END $$;
--> statement-breakpoint

CREATE TABLE audit_entries (
  id uuid NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  kind text NOT NULL,
  bytes bytea NOT NULL CHECK (octet_length(bytes) <= 65535),
  request_id text,
  caller text,
  application text,
  purpose text,
  subject_digest text,
  tags text[] NOT NULL,
  PRIMARY KEY (recorded_at, id)
) PARTITION BY RANGE (recorded_at);
--> statement-breakpoint
-- Who read what about this customer?
CREATE INDEX audit_entries_by_subject ON audit_entries (subject_digest, recorded_at, id);
--> statement-breakpoint
-- What did this caller read between two times?
CREATE INDEX audit_entries_by_caller ON audit_entries (caller, recorded_at, id);
--> statement-breakpoint
-- What was read through this application between two times?
CREATE INDEX audit_entries_by_application ON audit_entries (application, recorded_at, id);
--> statement-breakpoint
-- Which releases relied on this agreement, consent, partner, coordinate, outcome or reason?
CREATE INDEX audit_entries_by_tag ON audit_entries USING gin (tags);
--> statement-breakpoint
-- An insert can never fail for want of a partition: what fits nowhere else lands here.
CREATE TABLE audit_entries_default PARTITION OF audit_entries DEFAULT;
--> statement-breakpoint
CREATE TABLE subject_digests (
  digest text PRIMARY KEY,
  customer_id text NOT NULL
);
--> statement-breakpoint

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
-- Row triggers of a partitioned table are copied to every partition, later ones included.
CREATE TRIGGER audit_entries_keep BEFORE UPDATE OR DELETE ON audit_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_entries_keep_all BEFORE TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- TRUNCATE triggers are not copied: each partition gets its own.
CREATE TRIGGER audit_entries_keep_all BEFORE TRUNCATE ON audit_entries_default
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER fact_versions_keep BEFORE UPDATE OR DELETE ON fact_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER fact_versions_keep_all BEFORE TRUNCATE ON fact_versions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- A release tests (kind, id, version): a version that came back would let an old decision through.
CREATE TRIGGER facts_keep BEFORE DELETE ON facts
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER facts_keep_order BEFORE UPDATE ON facts
  FOR EACH ROW WHEN (NEW.version < OLD.version OR NEW.kind <> OLD.kind OR NEW.id <> OLD.id)
  EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER facts_keep_all BEFORE TRUNCATE ON facts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint

-- Partitions for this month and the next two, in UTC. Runs with its owner's rights: the application owns no table.
CREATE FUNCTION ensure_audit_partitions() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  month timestamp;
  partition text;
BEGIN
  FOR ahead IN 0..2 LOOP
    month := date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC') + make_interval(months => ahead);
    partition := to_char(month, '"audit_entries_y"YYYY"m"MM');
    CONTINUE WHEN to_regclass(partition) IS NOT NULL;
    PERFORM pg_advisory_xact_lock(7204118034);
    CONTINUE WHEN to_regclass(partition) IS NOT NULL;
    BEGIN
      EXECUTE format('CREATE TABLE %I PARTITION OF audit_entries FOR VALUES FROM (%L) TO (%L)',
        partition, month::text || '+00', (month + interval '1 month')::text || '+00');
      EXECUTE format('CREATE TRIGGER audit_entries_keep_all BEFORE TRUNCATE ON %I
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', partition);
    EXCEPTION WHEN check_violation THEN
      -- Entries of that month already stand in the default partition; they stay there, and so do their successors.
      RAISE WARNING 'audit_entries_default holds entries of %; no partition was made for that month', partition;
    END;
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION ensure_audit_partitions() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION ensure_audit_partitions() TO gateway_app;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO gateway_app;
--> statement-breakpoint
-- Partitions are reached through the table above them only, so they need no grant.
GRANT SELECT, INSERT ON audit_entries, fact_versions TO gateway_app;
--> statement-breakpoint
-- FOR SHARE asks for UPDATE.
GRANT SELECT, INSERT, UPDATE ON facts TO gateway_app;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON subject_digests TO gateway_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_keys, customer_profiles, partner_references, stored_records TO gateway_app;
