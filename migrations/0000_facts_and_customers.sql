CREATE TABLE "fact_versions" (
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"version" integer NOT NULL,
	"hash" text NOT NULL,
	"body" text NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"recorded_by" text NOT NULL,
	CONSTRAINT "fact_versions_kind_id_version_pk" PRIMARY KEY("kind","id","version")
);
--> statement-breakpoint
CREATE TABLE "facts" (
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"version" integer NOT NULL,
	"hash" text NOT NULL,
	"body" text NOT NULL,
	"subject_id" text,
	"partner_id" text,
	"state" text,
	"updated_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "facts_kind_id_pk" PRIMARY KEY("kind","id")
);
--> statement-breakpoint
CREATE TABLE "customer_keys" (
	"customer_id" text PRIMARY KEY NOT NULL,
	"kek_id" text NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customer_profiles" (
	"customer_id" text PRIMARY KEY NOT NULL,
	"sealed" "bytea" NOT NULL,
	"updated_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "partner_references" (
	"customer_id" text NOT NULL,
	"partner_id" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"updated_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "partner_references_customer_id_partner_id_pk" PRIMARY KEY("customer_id","partner_id")
);
--> statement-breakpoint
CREATE TABLE "stored_records" (
	"customer_id" text NOT NULL,
	"partner_id" text NOT NULL,
	"endpoint" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"fetched_at" timestamp with time zone NOT NULL,
	"keep_until" timestamp with time zone NOT NULL,
	CONSTRAINT "stored_records_customer_id_partner_id_endpoint_pk" PRIMARY KEY("customer_id","partner_id","endpoint")
);
--> statement-breakpoint
CREATE INDEX "facts_by_subject" ON "facts" USING btree ("subject_id","kind","id") WHERE "facts"."subject_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "stored_records_by_keep_until" ON "stored_records" USING btree ("keep_until");