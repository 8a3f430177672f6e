CREATE TABLE "attachments" (
	"id" text PRIMARY KEY NOT NULL,
	"work_order_id" text NOT NULL,
	"file_name" text NOT NULL,
	"media_type" text NOT NULL,
	"bytes" bigint NOT NULL,
	"sha256" text NOT NULL,
	"description" jsonb,
	"operation_id" text,
	"inspection_id" text,
	"nonconformance_id" text,
	"added_by" text NOT NULL,
	"added_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "attachments_media_type_known" CHECK (media_type in ('image/jpeg', 'image/png', 'image/heic', 'image/heif', 'image/webp', 'image/tiff', 'application/pdf', 'text/plain', 'text/csv'))
);
--> statement-breakpoint
ALTER TABLE "events" DROP CONSTRAINT "events_type_known";--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_work_order_id_work_orders_id_fk" FOREIGN KEY ("work_order_id") REFERENCES "public"."work_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attachments_order" ON "attachments" USING btree ("work_order_id");--> statement-breakpoint
CREATE INDEX "attachments_sha256" ON "attachments" USING btree ("sha256");--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_type_known" CHECK (type in ('drafted', 'edited', 'submitted', 'returned', 'authorized', 'reauthorized', 'inducted', 'started', 'parts_awaited', 'engineering_awaited', 'held', 'resumed', 'presented', 'withdrawn', 'rejected', 'accepted', 'recalled', 'refused', 'released', 'closed', 'cancelled', 'condemned', 'became_root', 'operation_added', 'operation_edited', 'operation_completed', 'operation_approved', 'operation_not_applicable', 'hold_point_waived', 'labor_logged', 'labor_corrected', 'part_demanded', 'part_demand_edited', 'inspection_opened', 'inspection_edited', 'results_recorded', 'inspection_signed', 'nonconformance_raised', 'nonconformance_edited', 'nonconformance_dispositioned', 'disposition_approved', 'nonconformance_closed', 'target_set', 'segment_acknowledged', 'segment_disputed', 'correction_proposed', 'correction_agreed', 'correction_declined', 'translation_added', 'amendment_proposed', 'amendment_signed', 'amendment_withdrawn', 'attachment_added'));
--> statement-breakpoint
-- Texts are ordered by code point, as in SQLite, whatever the locale of the database.
ALTER TABLE "attachments" ALTER COLUMN "id" TYPE text COLLATE "C", ALTER COLUMN "work_order_id" TYPE text COLLATE "C", ALTER COLUMN "file_name" TYPE text COLLATE "C", ALTER COLUMN "media_type" TYPE text COLLATE "C", ALTER COLUMN "sha256" TYPE text COLLATE "C", ALTER COLUMN "operation_id" TYPE text COLLATE "C", ALTER COLUMN "inspection_id" TYPE text COLLATE "C", ALTER COLUMN "nonconformance_id" TYPE text COLLATE "C", ALTER COLUMN "added_by" TYPE text COLLATE "C";
--> statement-breakpoint
CREATE TRIGGER attachments_never_changed BEFORE UPDATE ON attachments FOR EACH ROW
  EXECUTE FUNCTION refuse('an attachment is added, never changed');
--> statement-breakpoint
CREATE TRIGGER attachments_never_deleted BEFORE DELETE ON attachments FOR EACH ROW
  EXECUTE FUNCTION refuse('an attachment is never deleted');
--> statement-breakpoint
CREATE TRIGGER attachments_never_truncated BEFORE TRUNCATE ON attachments FOR EACH STATEMENT EXECUTE FUNCTION refuse('an attachment is never deleted');
