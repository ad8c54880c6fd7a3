-- Customers' rights: steps and terms change within a state, and officers search requests by what stands in them.

INSERT INTO state_transitions (kind, from_state, to_state) VALUES
  ('rights-request', 'IDENTITY_VERIFIED', 'IDENTITY_VERIFIED'), ('rights-request', 'APPROVED', 'APPROVED'),
  ('rights-request', 'PARTIAL', 'PARTIAL'), ('rights-request', 'BLOCKED_LEGAL_HOLD', 'BLOCKED_LEGAL_HOLD'),
  ('rights-request', 'RESTRICTED', 'RESTRICTED');
--> statement-breakpoint
-- One text of a body; null where it has none, or is no JSON: such a fact reads as absent.
CREATE FUNCTION text_in_body(body text, field text) RETURNS text LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  RETURN body::jsonb ->> field;
EXCEPTION WHEN others THEN
  RETURN NULL;
END $$;
--> statement-breakpoint
-- The same for a point in time.
CREATE FUNCTION time_in_body(body text, field text) RETURNS timestamptz LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
  RETURN (body::jsonb ->> field)::timestamptz;
EXCEPTION WHEN others THEN
  RETURN NULL;
END $$;
