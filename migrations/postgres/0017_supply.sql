CREATE TABLE "catalogue_items" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"nsn" text,
	"niin" text,
	"part_number" text,
	"cage" text,
	"nomenclature" jsonb NOT NULL,
	"platform_ids" jsonb NOT NULL,
	"export" jsonb NOT NULL,
	"substitute_ids" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "part_waits" (
	"work_order_id" text NOT NULL,
	"part_key" text NOT NULL,
	"facility_id" text NOT NULL,
	"platform_id" text NOT NULL,
	"is_open" boolean NOT NULL,
	"designator" integer NOT NULL,
	"open_quantity" bigint NOT NULL,
	"demanded_quantity" bigint NOT NULL,
	"demanded_day" integer NOT NULL,
	"needed_day" integer,
	"promised_day" integer,
	"arrival_day" integer,
	"stopped_milliseconds" bigint NOT NULL,
	"stopped_since" bigint,
	CONSTRAINT "part_waits_pk" PRIMARY KEY("work_order_id","part_key")
);
--> statement-breakpoint
CREATE TABLE "support_list_signatures" (
	"id" text PRIMARY KEY NOT NULL,
	"support_list_id" text NOT NULL,
	"side" text NOT NULL,
	"signer" text NOT NULL,
	"meaning" jsonb NOT NULL,
	"language" text NOT NULL,
	"content" text NOT NULL,
	"content_sha256" text NOT NULL,
	"subject_sha256" text NOT NULL,
	"pin_issued_by" text,
	"pin_issued_at" timestamp (3) with time zone,
	"pin_set_at" timestamp (3) with time zone,
	"signed_at" timestamp (3) with time zone NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	CONSTRAINT "support_list_signatures_side_known" CHECK (side in ('us', 'japan')),
	CONSTRAINT "support_list_signatures_language_known" CHECK (language in ('en', 'ja'))
);
--> statement-breakpoint
CREATE TABLE "support_lists" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"number" text NOT NULL,
	"horizon" text NOT NULL,
	"platform_ids" jsonb NOT NULL,
	"series" text NOT NULL,
	"version" integer NOT NULL,
	"status" text NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	"ranking" jsonb NOT NULL,
	"items" jsonb NOT NULL,
	"amendments" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"proposed_by" text,
	"proposed_at" timestamp (3) with time zone,
	"agreed_at" timestamp (3) with time zone,
	"supersedes" text,
	CONSTRAINT "support_lists_horizon_known" CHECK (horizon in ('near_term', 'medium_term')),
	CONSTRAINT "support_lists_status_known" CHECK (status in ('draft', 'proposed', 'agreed', 'superseded'))
);
--> statement-breakpoint
CREATE TABLE "weightings" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"name" text NOT NULL,
	"platform_ids" jsonb NOT NULL,
	"weights" jsonb NOT NULL,
	"unknown_lead_time_days" integer NOT NULL,
	"stopped_day_cost" jsonb,
	"reason" jsonb NOT NULL
);
--> statement-breakpoint
ALTER TABLE "register_events" DROP CONSTRAINT "register_events_noun_known";--> statement-breakpoint
ALTER TABLE "part_demands" ADD COLUMN "cage" text;--> statement-breakpoint
ALTER TABLE "part_demands" ADD COLUMN "promised_on" date;--> statement-breakpoint
ALTER TABLE "part_demands" ADD COLUMN "promises" jsonb DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "part_demands" ADD COLUMN "priority" jsonb;--> statement-breakpoint
ALTER TABLE "part_demands" ADD COLUMN "substitutes" jsonb DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "part_demands" ADD COLUMN "supplied" jsonb;--> statement-breakpoint
ALTER TABLE "part_waits" ADD CONSTRAINT "part_waits_work_order_id_work_orders_id_fk" FOREIGN KEY ("work_order_id") REFERENCES "public"."work_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "support_list_signatures" ADD CONSTRAINT "support_list_signatures_support_list_id_support_lists_id_fk" FOREIGN KEY ("support_list_id") REFERENCES "public"."support_lists"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "catalogue_items_niin" ON "catalogue_items" USING btree ("niin");--> statement-breakpoint
CREATE INDEX "catalogue_items_niin_wide" ON "catalogue_items" USING btree ("niin") WHERE octet_length(niin) > length(niin);--> statement-breakpoint
CREATE UNIQUE INDEX "catalogue_items_part" ON "catalogue_items" USING btree ("part_number","cage");--> statement-breakpoint
CREATE INDEX "catalogue_items_part_number_wide" ON "catalogue_items" USING btree ("part_number") WHERE octet_length(part_number) > length(part_number);--> statement-breakpoint
CREATE INDEX "catalogue_items_cage_wide" ON "catalogue_items" USING btree ("cage") WHERE octet_length(cage) > length(cage);--> statement-breakpoint
CREATE INDEX "part_waits_open" ON "part_waits" USING btree ("part_key","platform_id","facility_id","designator","open_quantity","needed_day","promised_day","arrival_day","stopped_milliseconds","stopped_since","work_order_id") WHERE is_open;--> statement-breakpoint
CREATE INDEX "part_waits_demanded" ON "part_waits" USING btree ("demanded_day","part_key","platform_id","facility_id","demanded_quantity","work_order_id");--> statement-breakpoint
CREATE INDEX "part_waits_part" ON "part_waits" USING btree ("part_key","work_order_id");--> statement-breakpoint
CREATE INDEX "support_list_signatures_list" ON "support_list_signatures" USING btree ("support_list_id");--> statement-breakpoint
CREATE UNIQUE INDEX "support_list_signatures_side" ON "support_list_signatures" USING btree ("support_list_id","side") WHERE superseded_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "support_lists_number" ON "support_lists" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "support_lists_version" ON "support_lists" USING btree ("series","version");--> statement-breakpoint
CREATE UNIQUE INDEX "weightings_name" ON "weightings" USING btree ("name");--> statement-breakpoint
CREATE INDEX "weightings_name_wide" ON "weightings" USING btree ("name") WHERE octet_length(name) > length(name);--> statement-breakpoint
CREATE INDEX "part_demands_document" ON "part_demands" USING btree ("document_number") WHERE document_number is not null;--> statement-breakpoint
ALTER TABLE "register_events" ADD CONSTRAINT "register_events_noun_known" CHECK (noun in ('standard', 'equivalence', 'platform', 'equipment', 'facility', 'certification', 'capability', 'closure', 'instrument', 'authorization', 'person', 'qualification', 'key', 'pin', 'technical_data', 'supplier', 'baseline', 'holiday_list', 'catalogue_item', 'weighting', 'support_list'));
--> statement-breakpoint
-- Texts are ordered by code point, as in SQLite, whatever the locale of the database.
ALTER TABLE "catalogue_items" ALTER COLUMN "id" TYPE text COLLATE "C", ALTER COLUMN "nsn" TYPE text COLLATE "C", ALTER COLUMN "niin" TYPE text COLLATE "C", ALTER COLUMN "part_number" TYPE text COLLATE "C", ALTER COLUMN "cage" TYPE text COLLATE "C";
--> statement-breakpoint
ALTER TABLE "weightings" ALTER COLUMN "id" TYPE text COLLATE "C", ALTER COLUMN "name" TYPE text COLLATE "C";
--> statement-breakpoint
ALTER TABLE "part_demands" ALTER COLUMN "cage" TYPE text COLLATE "C";
--> statement-breakpoint
ALTER TABLE "part_waits" ALTER COLUMN "work_order_id" TYPE text COLLATE "C", ALTER COLUMN "part_key" TYPE text COLLATE "C", ALTER COLUMN "facility_id" TYPE text COLLATE "C", ALTER COLUMN "platform_id" TYPE text COLLATE "C";
--> statement-breakpoint
ALTER TABLE "support_lists" ALTER COLUMN "id" TYPE text COLLATE "C", ALTER COLUMN "number" TYPE text COLLATE "C", ALTER COLUMN "horizon" TYPE text COLLATE "C", ALTER COLUMN "series" TYPE text COLLATE "C", ALTER COLUMN "status" TYPE text COLLATE "C", ALTER COLUMN "created_by" TYPE text COLLATE "C", ALTER COLUMN "proposed_by" TYPE text COLLATE "C", ALTER COLUMN "supersedes" TYPE text COLLATE "C";
--> statement-breakpoint
ALTER TABLE "support_list_signatures" ALTER COLUMN "id" TYPE text COLLATE "C", ALTER COLUMN "support_list_id" TYPE text COLLATE "C", ALTER COLUMN "side" TYPE text COLLATE "C", ALTER COLUMN "signer" TYPE text COLLATE "C", ALTER COLUMN "language" TYPE text COLLATE "C", ALTER COLUMN "content" TYPE text COLLATE "C", ALTER COLUMN "content_sha256" TYPE text COLLATE "C", ALTER COLUMN "subject_sha256" TYPE text COLLATE "C", ALTER COLUMN "pin_issued_by" TYPE text COLLATE "C";
--> statement-breakpoint
-- Rows of these tables are kept in memory too.
CREATE TRIGGER suppliers_revised AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON suppliers FOR EACH STATEMENT EXECUTE FUNCTION raise_register_revision();
--> statement-breakpoint
CREATE TRIGGER catalogue_items_revised AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue_items FOR EACH STATEMENT EXECUTE FUNCTION raise_register_revision();
--> statement-breakpoint
CREATE TRIGGER weightings_revised AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON weightings FOR EACH STATEMENT EXECUTE FUNCTION raise_register_revision();
--> statement-breakpoint
-- What both countries signed is evidence: it is superseded by another list, and nothing else of it ever changes.
CREATE TRIGGER support_lists_agreed_frozen BEFORE UPDATE ON support_lists FOR EACH ROW
  WHEN (OLD.status IN ('agreed', 'superseded') AND (OLD.status = 'superseded' OR NEW.status <> 'superseded'
    OR NEW.number IS DISTINCT FROM OLD.number
    OR NEW.horizon IS DISTINCT FROM OLD.horizon
    OR NEW.platform_ids IS DISTINCT FROM OLD.platform_ids
    OR NEW.series IS DISTINCT FROM OLD.series
    OR NEW.version IS DISTINCT FROM OLD.version
    OR NEW.as_of IS DISTINCT FROM OLD.as_of
    OR NEW.ranking IS DISTINCT FROM OLD.ranking
    OR NEW.items IS DISTINCT FROM OLD.items
    OR NEW.amendments IS DISTINCT FROM OLD.amendments
    OR NEW.created_at IS DISTINCT FROM OLD.created_at
    OR NEW.created_by IS DISTINCT FROM OLD.created_by
    OR NEW.proposed_by IS DISTINCT FROM OLD.proposed_by
    OR NEW.proposed_at IS DISTINCT FROM OLD.proposed_at
    OR NEW.agreed_at IS DISTINCT FROM OLD.agreed_at
    OR NEW.supersedes IS DISTINCT FROM OLD.supersedes))
  EXECUTE FUNCTION refuse('an agreed list is never changed');
--> statement-breakpoint
CREATE FUNCTION list_agreed_by_both() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM support_list_signatures WHERE support_list_id = NEW.id AND superseded_at IS NULL) <> 2
  THEN RAISE EXCEPTION 'a list is agreed by both countries' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER support_lists_agreed_by_both BEFORE UPDATE OF status ON support_lists FOR EACH ROW
  WHEN (NEW.status = 'agreed' AND OLD.status <> 'agreed') EXECUTE FUNCTION list_agreed_by_both();
--> statement-breakpoint
CREATE TRIGGER support_lists_begin_as_draft BEFORE INSERT ON support_lists FOR EACH ROW
  WHEN (NEW.status <> 'draft') EXECUTE FUNCTION refuse('a list begins as a draft');
--> statement-breakpoint
CREATE TRIGGER support_lists_never_deleted BEFORE DELETE ON support_lists FOR EACH ROW
  EXECUTE FUNCTION refuse('a list is never deleted');
--> statement-breakpoint
CREATE TRIGGER support_lists_never_truncated BEFORE TRUNCATE ON support_lists FOR EACH STATEMENT EXECUTE FUNCTION refuse('a list is never deleted');
--> statement-breakpoint
CREATE FUNCTION list_signature_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.superseded_at IS NOT NULL
    OR NEW.id IS DISTINCT FROM OLD.id
    OR NEW.support_list_id IS DISTINCT FROM OLD.support_list_id
    OR NEW.side IS DISTINCT FROM OLD.side
    OR NEW.signer IS DISTINCT FROM OLD.signer
    OR NEW.meaning IS DISTINCT FROM OLD.meaning
    OR NEW.language IS DISTINCT FROM OLD.language
    OR NEW.content IS DISTINCT FROM OLD.content
    OR NEW.content_sha256 IS DISTINCT FROM OLD.content_sha256
    OR NEW.subject_sha256 IS DISTINCT FROM OLD.subject_sha256
    OR NEW.pin_issued_by IS DISTINCT FROM OLD.pin_issued_by
    OR NEW.pin_issued_at IS DISTINCT FROM OLD.pin_issued_at
    OR NEW.pin_set_at IS DISTINCT FROM OLD.pin_set_at
    OR NEW.signed_at IS DISTINCT FROM OLD.signed_at
    OR EXISTS (SELECT 1 FROM support_lists WHERE id = OLD.support_list_id AND status IN ('agreed', 'superseded'))
  THEN RAISE EXCEPTION 'a signature is never changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER support_list_signatures_frozen BEFORE UPDATE ON support_list_signatures FOR EACH ROW
  EXECUTE FUNCTION list_signature_frozen();
--> statement-breakpoint
CREATE TRIGGER support_list_signatures_never_deleted BEFORE DELETE ON support_list_signatures FOR EACH ROW
  EXECUTE FUNCTION refuse('a signature is never deleted');
--> statement-breakpoint
CREATE TRIGGER support_list_signatures_never_truncated BEFORE TRUNCATE ON support_list_signatures FOR EACH STATEMENT EXECUTE FUNCTION refuse('a signature is never deleted');
