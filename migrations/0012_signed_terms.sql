-- What was signed stays as it was signed, for whoever writes past the gateway too: from SIGNED on neither the terms of an agreement version
-- nor their hash, author, approvals or the moment of signing change. Bytes edited with triggers switched off are found by their hash.

-- The stored bytes as JSON; null where they are none.
CREATE FUNCTION json_in_body(body text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  RETURN body::jsonb;
EXCEPTION WHEN others THEN
  RETURN NULL;
END $$;
--> statement-breakpoint
-- What the signatures stand under; null before there are any.
CREATE FUNCTION signed_part(body text) RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object(
    'agreementId', parsed.body -> 'agreementId', 'termsVersion', parsed.body -> 'termsVersion', 'terms', parsed.body -> 'terms',
    'termsHash', parsed.body -> 'termsHash', 'author', parsed.body -> 'author', 'approvals', parsed.body -> 'approvals',
    'signedAt', parsed.body -> 'signedAt')
  FROM (SELECT json_in_body(signed_part.body) AS body) AS parsed
  WHERE parsed.body ->> 'state' IN ('SIGNED', 'ACTIVE', 'SUSPENDED', 'EXPIRED', 'TERMINATED', 'RETURN_OR_DELETE_PENDING', 'CLOSED')
$$;
--> statement-breakpoint
-- Compares with the first version that was signed, which nobody can change, so that deleting the row and inserting another is no way round.
-- Putting back the very bytes that were recorded is always allowed. Runs with its owner's rights, as the other triggers do.
CREATE FUNCTION keep_signed_terms() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  signed jsonb;
BEGIN
  IF NEW.kind <> 'agreement' THEN
    RETURN NEW;
  END IF;
  SELECT signed_part(v.body) INTO signed FROM fact_versions v
    WHERE v.kind = NEW.kind AND v.id = NEW.id AND signed_part(v.body) IS NOT NULL ORDER BY v.version LIMIT 1;
  IF signed IS NULL AND TG_OP = 'UPDATE' THEN
    signed := signed_part(OLD.body);
  END IF;
  IF signed IS NULL OR signed_part(NEW.body) IS NOT DISTINCT FROM signed THEN
    RETURN NEW;
  END IF;
  IF EXISTS (
    SELECT 1 FROM fact_versions v WHERE v.kind = NEW.kind AND v.id = NEW.id AND v.version = NEW.version AND v.body = NEW.body
  ) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'agreement "%" is signed: its terms never change. Propose a new version.', NEW.id USING ERRCODE = 'check_violation';
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION keep_signed_terms() FROM PUBLIC;
--> statement-breakpoint
CREATE TRIGGER facts_keep_signed_terms BEFORE INSERT OR UPDATE OF kind, id, body ON facts
  FOR EACH ROW EXECUTE FUNCTION keep_signed_terms();
