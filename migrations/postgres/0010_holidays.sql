CREATE TABLE "holiday_lists" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"calendar" text NOT NULL,
	"year" integer NOT NULL,
	"holidays" jsonb NOT NULL,
	"source" text NOT NULL,
	CONSTRAINT "holiday_lists_calendar_known" CHECK (calendar in ('japan', 'us_federal'))
);
--> statement-breakpoint
ALTER TABLE "register_events" DROP CONSTRAINT "register_events_noun_known";--> statement-breakpoint
CREATE UNIQUE INDEX "holiday_lists_year" ON "holiday_lists" USING btree ("calendar","year");--> statement-breakpoint
CREATE INDEX "work_orders_released" ON "work_orders" USING btree ("platform_id","activity","released_at","facility_id") WHERE released_at is not null;--> statement-breakpoint
CREATE INDEX "work_orders_released_activity" ON "work_orders" USING btree ("activity","released_at","platform_id","facility_id") WHERE released_at is not null;--> statement-breakpoint
ALTER TABLE "register_events" ADD CONSTRAINT "register_events_noun_known" CHECK (noun in ('standard', 'equivalence', 'platform', 'equipment', 'facility', 'certification', 'capability', 'closure', 'instrument', 'authorization', 'person', 'qualification', 'key', 'pin', 'technical_data', 'supplier', 'baseline', 'holiday_list'));
--> statement-breakpoint
-- Texts are ordered by code point, as in SQLite, whatever the locale of the database.
ALTER TABLE "holiday_lists" ALTER COLUMN "id" TYPE text COLLATE "C", ALTER COLUMN "calendar" TYPE text COLLATE "C", ALTER COLUMN "source" TYPE text COLLATE "C";
