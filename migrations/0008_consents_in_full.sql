-- Texts of notices, what recipients still have to hear of, and how the consents that end by themselves are found.

CREATE TABLE notice_texts (
  notice_id text NOT NULL,
  version integer NOT NULL,
  language text NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (notice_id, version, language)
);
--> statement-breakpoint
-- What a customer read stays as it was read.
CREATE TRIGGER notice_texts_keep BEFORE UPDATE OR DELETE ON notice_texts
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER notice_texts_keep_all BEFORE TRUNCATE ON notice_texts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
GRANT SELECT, INSERT ON notice_texts TO gateway_app;
--> statement-breakpoint

CREATE TABLE notifications (
  id text PRIMARY KEY,
  event text NOT NULL,
  consent_id text NOT NULL,
  consent_version integer NOT NULL,
  customer_id text NOT NULL,
  recipient_kind text NOT NULL,
  recipient_id text NOT NULL,
  state text NOT NULL DEFAULT 'WAITING' CHECK (state IN ('WAITING', 'DELIVERED', 'GIVEN_UP')),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempts integer NOT NULL DEFAULT 0,
  last_outcome text,
  ended_at timestamptz,
  UNIQUE (consent_id, consent_version, recipient_kind, recipient_id)
);
--> statement-breakpoint
-- The next ones to send.
CREATE INDEX notifications_by_due_at ON notifications (due_at) WHERE state = 'WAITING';
--> statement-breakpoint
-- Those of one state, listed.
CREATE INDEX notifications_by_state ON notifications (state, id);
--> statement-breakpoint
CREATE TRIGGER notifications_keep BEFORE DELETE ON notifications
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER notifications_keep_all BEFORE TRUNCATE ON notifications
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON notifications TO gateway_app;
--> statement-breakpoint

-- Both read the canonical body as text: no quote inside a value stands there bare, so nothing but the member itself can match. They only
-- find; whoever changes a consent reads it again first.
-- Consents on a notice, to be superseded with it.
CREATE INDEX facts_open_consents_by_notice ON facts (
    (substring(body from '"notice":{"id":"([^"]*)"')),
    (substring(body from '"notice":{"id":"[^"]*","language":"[^"]*","version":([0-9]+)')::numeric)
  )
  WHERE kind = 'consent' AND state IN ('REQUESTED', 'GRANTED');
--> statement-breakpoint
-- Consents past their end, to be marked as such.
CREATE INDEX facts_open_consents_by_end ON facts ((substring(body from '"expiresAt":"([^"]*)"')) COLLATE "C")
  WHERE kind = 'consent' AND state IN ('REQUESTED', 'GRANTED');
