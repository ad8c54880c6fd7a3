-- What was decided to be erased, and that it was. Append-only for everybody: an erasure that could be taken back is none.
CREATE TABLE "erasure_ledger" (
	"id" uuid NOT NULL,
	"step" text NOT NULL CHECK (step IN ('INTENT', 'DONE')),
	"customer_id" text NOT NULL,
	"requested_by" text NOT NULL,
	"request_id" text NOT NULL,
	"because" text NOT NULL,
	"intended_at" timestamp with time zone NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "erasure_ledger_id_step_pk" PRIMARY KEY("id","step")
);
--> statement-breakpoint
CREATE INDEX "erasure_ledger_by_customer" ON "erasure_ledger" USING btree ("customer_id");
--> statement-breakpoint
CREATE INDEX "erasure_ledger_by_time" ON "erasure_ledger" USING btree ("recorded_at");
--> statement-breakpoint
CREATE INDEX "customer_keys_by_kek" ON "customer_keys" USING btree ("kek_id","customer_id");
--> statement-breakpoint
-- What erasure removes.
CREATE INDEX "subject_digests_by_customer" ON "subject_digests" USING btree ("customer_id");
--> statement-breakpoint
CREATE TRIGGER erasure_ledger_keep BEFORE UPDATE OR DELETE ON erasure_ledger
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER erasure_ledger_keep_all BEFORE TRUNCATE ON erasure_ledger
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
GRANT SELECT, INSERT ON erasure_ledger TO gateway_app;
