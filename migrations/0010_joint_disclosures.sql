-- What one person was shown of one customer today, as far as joint masks count it. A row only grows: what was shown stays shown.

CREATE TABLE joint_disclosures (
  customer_id text NOT NULL,
  person text NOT NULL,
  day date NOT NULL,
  disclosed text[] NOT NULL,
  PRIMARY KEY (customer_id, person, day)
);
--> statement-breakpoint
CREATE FUNCTION keep_what_was_disclosed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'what was disclosed today stays disclosed' USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER joint_disclosures_grow BEFORE UPDATE ON joint_disclosures FOR EACH ROW
  WHEN (NOT (NEW.disclosed @> OLD.disclosed) OR NEW.day <> OLD.day OR NEW.person <> OLD.person OR NEW.customer_id <> OLD.customer_id)
  EXECUTE FUNCTION keep_what_was_disclosed();
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON joint_disclosures TO gateway_app;
--> statement-breakpoint
-- Minors, to lift the flag of those who come of age: a few rows among all customers.
CREATE INDEX facts_minors ON facts (id) WHERE kind = 'subject' AND body LIKE '%"isMinor":true%';
