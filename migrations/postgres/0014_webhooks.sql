CREATE TABLE "webhook_deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"webhook_id" text NOT NULL,
	"position" bigint NOT NULL,
	"work_order_id" text NOT NULL,
	"sequence" integer NOT NULL,
	"type" text NOT NULL,
	"status" text NOT NULL,
	"attempts" integer NOT NULL,
	"queued_at" timestamp (3) with time zone NOT NULL,
	"last_attempt_at" timestamp (3) with time zone,
	"delivered_at" timestamp (3) with time zone,
	"last_answer" integer,
	"last_fault" text,
	CONSTRAINT "webhook_deliveries_status_known" CHECK (status in ('pending', 'delivered', 'withheld'))
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"created_by" text NOT NULL,
	"url" text NOT NULL,
	"types" jsonb NOT NULL,
	"facility_ids" jsonb NOT NULL,
	"description" jsonb,
	"status" text NOT NULL,
	"disabled_because" text,
	"disabled_at" timestamp (3) with time zone,
	"failures" integer NOT NULL,
	"failing_since" timestamp (3) with time zone,
	"next_attempt_at" timestamp (3) with time zone,
	"sealed_secret" text NOT NULL,
	"previous_sealed_secret" text,
	"previous_secret_until" timestamp (3) with time zone,
	"place" bigint NOT NULL,
	CONSTRAINT "webhooks_status_known" CHECK (status in ('active', 'disabled')),
	CONSTRAINT "webhooks_disabled_because_known" CHECK (disabled_because in ('owner', 'failing', 'gone', 'owner_left', 'secret_lost'))
);
--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_deliveries_event" ON "webhook_deliveries" USING btree ("webhook_id","position");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_next" ON "webhook_deliveries" USING btree ("webhook_id","status","position");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_queued" ON "webhook_deliveries" USING btree ("status","queued_at");--> statement-breakpoint
CREATE INDEX "webhooks_created_by" ON "webhooks" USING btree ("created_by","created_at");
--> statement-breakpoint
-- Texts are ordered by code point, as in SQLite, whatever the locale of the database.
ALTER TABLE "webhooks" ALTER COLUMN "id" TYPE text COLLATE "C", ALTER COLUMN "created_by" TYPE text COLLATE "C", ALTER COLUMN "url" TYPE text COLLATE "C", ALTER COLUMN "status" TYPE text COLLATE "C", ALTER COLUMN "disabled_because" TYPE text COLLATE "C", ALTER COLUMN "sealed_secret" TYPE text COLLATE "C", ALTER COLUMN "previous_sealed_secret" TYPE text COLLATE "C";--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ALTER COLUMN "id" TYPE text COLLATE "C", ALTER COLUMN "webhook_id" TYPE text COLLATE "C", ALTER COLUMN "work_order_id" TYPE text COLLATE "C", ALTER COLUMN "type" TYPE text COLLATE "C", ALTER COLUMN "status" TYPE text COLLATE "C", ALTER COLUMN "last_fault" TYPE text COLLATE "C";
