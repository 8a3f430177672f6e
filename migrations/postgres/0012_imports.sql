CREATE TABLE "imports" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"format" text NOT NULL,
	"dry_run" boolean NOT NULL,
	"state" text NOT NULL,
	"charset" text,
	"started_by" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"rows_read" integer NOT NULL,
	"created" integer NOT NULL,
	"changed" integer NOT NULL,
	"unchanged" integer NOT NULL,
	"refused" integer NOT NULL,
	"rows_sha256" text NOT NULL,
	"errors" jsonb NOT NULL,
	"warnings" jsonb NOT NULL,
	"fault" jsonb,
	CONSTRAINT "imports_state_known" CHECK (state in ('running', 'done', 'interrupted', 'failed'))
);
--> statement-breakpoint
CREATE INDEX "imports_started" ON "imports" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "authorizations_number_wide" ON "authorizations" USING btree ("number") WHERE octet_length(number) > length(number);--> statement-breakpoint
CREATE INDEX "certifications_number_wide" ON "certifications" USING btree ("number") WHERE octet_length(number) > length(number);--> statement-breakpoint
CREATE INDEX "certifications_standard_wide" ON "certifications" USING btree ("standard") WHERE octet_length(standard) > length(standard);--> statement-breakpoint
CREATE INDEX "equipment_serial_wide" ON "equipment" USING btree ("serial_number") WHERE octet_length(serial_number) > length(serial_number);--> statement-breakpoint
CREATE INDEX "facilities_code_wide" ON "facilities" USING btree ("code") WHERE octet_length(code) > length(code);--> statement-breakpoint
CREATE INDEX "instruments_serial_wide" ON "instruments" USING btree ("serial_number") WHERE octet_length(serial_number) > length(serial_number);--> statement-breakpoint
CREATE INDEX "platforms_designation_wide" ON "platforms" USING btree ("designation") WHERE octet_length(designation) > length(designation);--> statement-breakpoint
CREATE INDEX "standards_code_wide" ON "standards" USING btree ("code") WHERE octet_length(code) > length(code);--> statement-breakpoint
CREATE INDEX "suppliers_ncage_wide" ON "suppliers" USING btree ("ncage") WHERE octet_length(ncage) > length(ncage);--> statement-breakpoint
CREATE INDEX "technical_data_document_wide" ON "technical_data" USING btree ("document") WHERE octet_length(document) > length(document);--> statement-breakpoint
CREATE INDEX "technical_data_revision_wide" ON "technical_data" USING btree ("document_revision") WHERE octet_length(document_revision) > length(document_revision);
--> statement-breakpoint
-- Texts are ordered by code point, as in SQLite, whatever the locale of the database.
ALTER TABLE "imports" ALTER COLUMN "id" TYPE text COLLATE "C", ALTER COLUMN "kind" TYPE text COLLATE "C", ALTER COLUMN "format" TYPE text COLLATE "C", ALTER COLUMN "state" TYPE text COLLATE "C", ALTER COLUMN "charset" TYPE text COLLATE "C", ALTER COLUMN "started_by" TYPE text COLLATE "C", ALTER COLUMN "rows_sha256" TYPE text COLLATE "C";
