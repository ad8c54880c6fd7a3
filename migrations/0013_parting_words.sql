-- What a partner calls a customer who was erased before the partner heard that a consent ended: sealed under the gateway's own key, because
-- the customer's is gone, and only while the word waits.
ALTER TABLE "notifications" ADD COLUMN "parting_words" "bytea";
--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_forget" CHECK ("parting_words" IS NULL OR "state" = 'WAITING');
