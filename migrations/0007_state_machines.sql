-- The state machines of decisions.md, for whoever writes past the gateway: a transition that is not listed is refused, and a state that ends
-- its machine never changes again.

CREATE TABLE state_transitions (
  kind text NOT NULL,
  from_state text NOT NULL,
  to_state text NOT NULL,
  PRIMARY KEY (kind, from_state, to_state)
);
--> statement-breakpoint
INSERT INTO state_transitions (kind, from_state, to_state) VALUES
  ('agreement', 'DRAFT', 'DRAFT'), ('agreement', 'DRAFT', 'IN_REVIEW'),
  ('agreement', 'IN_REVIEW', 'IN_REVIEW'), ('agreement', 'IN_REVIEW', 'DRAFT'), ('agreement', 'IN_REVIEW', 'APPROVED'),
  ('agreement', 'APPROVED', 'APPROVED'), ('agreement', 'APPROVED', 'SIGNED'),
  ('agreement', 'SIGNED', 'SIGNED'), ('agreement', 'SIGNED', 'ACTIVE'),
  ('agreement', 'ACTIVE', 'ACTIVE'), ('agreement', 'ACTIVE', 'SUSPENDED'), ('agreement', 'ACTIVE', 'EXPIRED'), ('agreement', 'ACTIVE', 'TERMINATED'),
  ('agreement', 'SUSPENDED', 'SUSPENDED'), ('agreement', 'SUSPENDED', 'ACTIVE'), ('agreement', 'SUSPENDED', 'EXPIRED'),
  ('agreement', 'SUSPENDED', 'TERMINATED'),
  ('agreement', 'EXPIRED', 'RETURN_OR_DELETE_PENDING'), ('agreement', 'TERMINATED', 'RETURN_OR_DELETE_PENDING'),
  ('agreement', 'RETURN_OR_DELETE_PENDING', 'RETURN_OR_DELETE_PENDING'), ('agreement', 'RETURN_OR_DELETE_PENDING', 'CLOSED'),
  ('consent', 'REQUESTED', 'GRANTED'), ('consent', 'REQUESTED', 'REFUSED'), ('consent', 'REQUESTED', 'EXPIRED'),
  ('consent', 'GRANTED', 'GRANTED'), ('consent', 'GRANTED', 'WITHDRAWN'), ('consent', 'GRANTED', 'EXPIRED'), ('consent', 'GRANTED', 'SUPERSEDED'), ('consent', 'GRANTED', 'INVALIDATED'),
  ('subject', 'NORMAL', 'NORMAL'), ('subject', 'NORMAL', 'RESTRICTED'), ('subject', 'NORMAL', 'ERASED'),
  ('subject', 'RESTRICTED', 'RESTRICTED'), ('subject', 'RESTRICTED', 'NORMAL'), ('subject', 'RESTRICTED', 'ERASED'),
  ('policy-change', 'PROPOSED', 'IN_FORCE'), ('policy-change', 'PROPOSED', 'REFUSED'), ('policy-change', 'PROPOSED', 'RECALLED'),
  ('assessment', 'DRAFT', 'DRAFT'), ('assessment', 'DRAFT', 'APPROVED'), ('assessment', 'DRAFT', 'WITHDRAWN'), ('assessment', 'APPROVED', 'WITHDRAWN'),
  ('elevation', 'REQUESTED', 'GRANTED'), ('elevation', 'REQUESTED', 'REFUSED'), ('elevation', 'REQUESTED', 'RECALLED'), ('elevation', 'GRANTED', 'REVOKED'),
  ('guardianship', 'RECORDED', 'ENDED'),
  ('rights-request', 'RECEIVED', 'RECEIVED'), ('rights-request', 'RECEIVED', 'IDENTITY_VERIFIED'), ('rights-request', 'RECEIVED', 'REFUSED'),
  ('rights-request', 'IDENTITY_VERIFIED', 'APPROVED'), ('rights-request', 'IDENTITY_VERIFIED', 'REFUSED'),
  ('rights-request', 'APPROVED', 'IN_PROGRESS'), ('rights-request', 'IN_PROGRESS', 'IN_PROGRESS'),
  ('rights-request', 'IN_PROGRESS', 'BLOCKED_LEGAL_HOLD'), ('rights-request', 'IN_PROGRESS', 'RESTRICTED'), ('rights-request', 'IN_PROGRESS', 'PARTIAL'),
  ('rights-request', 'IN_PROGRESS', 'COMPLETE'), ('rights-request', 'BLOCKED_LEGAL_HOLD', 'IN_PROGRESS'), ('rights-request', 'RESTRICTED', 'IN_PROGRESS'),
  ('rights-request', 'PARTIAL', 'IN_PROGRESS'),
  ('legal-hold', 'IN_FORCE', 'IN_FORCE'), ('legal-hold', 'IN_FORCE', 'RELEASED'),
  ('export', 'REQUESTED', 'APPROVED'), ('export', 'REQUESTED', 'REFUSED'), ('export', 'APPROVED', 'GENERATED'), ('export', 'APPROVED', 'EXPIRED'),
  ('export', 'GENERATED', 'DOWNLOADED'), ('export', 'GENERATED', 'EXPIRED'), ('export', 'DOWNLOADED', 'DOWNLOADED'), ('export', 'DOWNLOADED', 'EXPIRED');
--> statement-breakpoint
CREATE TRIGGER state_transitions_keep BEFORE UPDATE OR DELETE ON state_transitions
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER state_transitions_keep_all BEFORE TRUNCATE ON state_transitions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint

-- The state that a body names; null where the body is no JSON: such a fact reads as absent.
CREATE FUNCTION state_in_body(body text) RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  RETURN body::jsonb ->> 'state';
EXCEPTION WHEN others THEN
  RETURN NULL;
END $$;
--> statement-breakpoint
-- Runs with its owner's rights: the application needs no right of its own to the list.
CREATE FUNCTION keep_state_machine() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  named text := state_in_body(NEW.body);
BEGIN
  IF NOT EXISTS (SELECT 1 FROM state_transitions t WHERE t.kind = NEW.kind) THEN
    RETURN NEW;
  END IF;
  IF named IS NOT NULL AND named IS DISTINCT FROM NEW.state THEN
    RAISE EXCEPTION 'the body of % "%" is %, its column says %', NEW.kind, NEW.id, named, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND (OLD.state IS DISTINCT FROM NEW.state OR NEW.version <> OLD.version) AND NOT EXISTS (
    SELECT 1 FROM state_transitions t WHERE t.kind = NEW.kind AND t.from_state = OLD.state AND t.to_state = NEW.state
  ) THEN
    RAISE EXCEPTION '% "%" cannot go from % to %', NEW.kind, NEW.id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION keep_state_machine() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER facts_keep_states BEFORE INSERT OR UPDATE OF body, state, version ON facts
  FOR EACH ROW EXECUTE FUNCTION keep_state_machine();
