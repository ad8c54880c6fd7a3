ALTER TABLE "partner_message_order" ADD COLUMN "taken_at" timestamp with time zone DEFAULT '-infinity' NOT NULL;
