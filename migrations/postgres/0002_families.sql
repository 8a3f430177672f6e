CREATE TABLE "installations" (
	"equipment_id" text NOT NULL,
	"revision" integer NOT NULL,
	"host_id" text NOT NULL,
	"from" timestamp (3) with time zone NOT NULL,
	"to" timestamp (3) with time zone,
	CONSTRAINT "installations_pk" PRIMARY KEY("equipment_id","revision")
);
--> statement-breakpoint
DROP INDEX "work_orders_root";--> statement-breakpoint
ALTER TABLE "labor_entries" ADD COLUMN "correctors" jsonb;--> statement-breakpoint
ALTER TABLE "pins" ADD COLUMN "issued_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "signatures" ADD COLUMN "subject_version" integer;--> statement-breakpoint
ALTER TABLE "signatures" ADD COLUMN "pin_issued_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "signatures" ADD COLUMN "pin_set_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "work_orders" ADD COLUMN "family_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "installations" ADD CONSTRAINT "installations_equipment_id_equipment_id_fk" FOREIGN KEY ("equipment_id") REFERENCES "public"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "installations_host" ON "installations" USING btree ("host_id");--> statement-breakpoint
CREATE INDEX "work_orders_family" ON "work_orders" USING btree ("family_id");