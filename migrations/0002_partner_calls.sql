CREATE TABLE "answer_shapes" (
	"partner_id" text NOT NULL,
	"endpoint" text NOT NULL,
	"shape" jsonb NOT NULL,
	"version" integer NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "answer_shapes_partner_id_endpoint_pk" PRIMARY KEY("partner_id","endpoint")
);
--> statement-breakpoint
CREATE TABLE "call_pauses" (
	"scope" text PRIMARY KEY NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "call_slots" (
	"scope" text NOT NULL,
	"slot" integer NOT NULL,
	"free_at" timestamp with time zone NOT NULL,
	CONSTRAINT "call_slots_scope_slot_pk" PRIMARY KEY("scope","slot")
);
--> statement-breakpoint
CREATE TABLE "guarded_calls" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"partner_id" text NOT NULL,
	"endpoint" text NOT NULL,
	"agreement_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"state" text NOT NULL,
	"outcome" text,
	"sealed" "bytea",
	"request" "bytea",
	"reservation" jsonb,
	"started_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	"reconciled_by" text,
	"reconciled_because" text
);
--> statement-breakpoint
CREATE TABLE "leases" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" uuid NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "partner_circuits" (
	"replica" uuid NOT NULL,
	"partner_id" text NOT NULL,
	"state" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "partner_circuits_replica_partner_id_pk" PRIMARY KEY("replica","partner_id")
);
--> statement-breakpoint
CREATE TABLE "partner_message_order" (
	"partner_id" text NOT NULL,
	"endpoint" text NOT NULL,
	"customer_id" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	CONSTRAINT "partner_message_order_partner_id_endpoint_customer_id_pk" PRIMARY KEY("partner_id","endpoint","customer_id")
);
--> statement-breakpoint
CREATE TABLE "partner_messages" (
	"partner_id" text NOT NULL,
	"message_id" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "partner_messages_partner_id_message_id_pk" PRIMARY KEY("partner_id","message_id")
);
--> statement-breakpoint
CREATE TABLE "partner_tokens" (
	"partner_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"seed" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "partner_tokens_partner_id_customer_id_pk" PRIMARY KEY("partner_id","customer_id")
);
--> statement-breakpoint
CREATE TABLE "partner_traffic" (
	"partner_id" text NOT NULL,
	"endpoint" text NOT NULL,
	"minute" timestamp with time zone NOT NULL,
	"outcomes" jsonb NOT NULL,
	"durations" bigint[] NOT NULL,
	CONSTRAINT "partner_traffic_partner_id_endpoint_minute_pk" PRIMARY KEY("partner_id","endpoint","minute")
);
--> statement-breakpoint
CREATE TABLE "reference_digests" (
	"digest" text NOT NULL,
	"customer_id" text NOT NULL,
	"partner_id" text NOT NULL,
	CONSTRAINT "reference_digests_digest_customer_id_pk" PRIMARY KEY("digest","customer_id")
);
--> statement-breakpoint
CREATE TABLE "spendings" (
	"meter" text NOT NULL,
	"period" text NOT NULL,
	"spent" numeric(24, 8) DEFAULT '0' NOT NULL,
	CONSTRAINT "spendings_meter_period_pk" PRIMARY KEY("meter","period")
);
--> statement-breakpoint
CREATE INDEX "call_slots_by_free_at" ON "call_slots" USING btree ("scope","free_at");--> statement-breakpoint
CREATE UNIQUE INDEX "guarded_calls_open" ON "guarded_calls" USING btree ("key") WHERE "guarded_calls"."state" IN ('UNDER_WAY', 'UNKNOWN');--> statement-breakpoint
CREATE INDEX "guarded_calls_by_state" ON "guarded_calls" USING btree ("state","started_at","id");--> statement-breakpoint
CREATE INDEX "guarded_calls_answers" ON "guarded_calls" USING btree ("key","settled_at") WHERE "guarded_calls"."sealed" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "partner_messages_by_time" ON "partner_messages" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "partner_traffic_by_minute" ON "partner_traffic" USING btree ("minute");--> statement-breakpoint
CREATE INDEX "reference_digests_by_customer" ON "reference_digests" USING btree ("customer_id","partner_id");--> statement-breakpoint
CREATE INDEX "stored_records_by_partner" ON "stored_records" USING btree ("partner_id","fetched_at");--> statement-breakpoint
CREATE INDEX "guarded_calls_sealed" ON "guarded_calls" USING btree ("customer_id") WHERE "guarded_calls"."sealed" IS NOT NULL OR "guarded_calls"."request" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "partner_tokens_by_customer" ON "partner_tokens" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "partner_message_order_by_customer" ON "partner_message_order" USING btree ("customer_id");--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON call_slots, call_pauses, spendings, guarded_calls, partner_tokens, leases, partner_traffic,
  partner_circuits, answer_shapes, reference_digests, partner_messages, partner_message_order TO gateway_app;
