CREATE TABLE "amendments" (
	"id" text PRIMARY KEY NOT NULL,
	"work_order_id" text NOT NULL,
	"changes" jsonb NOT NULL,
	"reason" jsonb NOT NULL,
	"status" text NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"signature_id" text,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"withdrawn_reason" jsonb,
	CONSTRAINT "amendments_status_known" CHECK (status in ('proposed', 'signed', 'withdrawn'))
);
--> statement-breakpoint
CREATE TABLE "certificates" (
	"id" text PRIMARY KEY NOT NULL,
	"work_order_id" text NOT NULL,
	"kind" text NOT NULL,
	"number" text NOT NULL,
	"n" integer NOT NULL,
	"content" text NOT NULL,
	"sha256" text NOT NULL,
	"jws" text NOT NULL,
	"kid" text NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"sequence" integer NOT NULL,
	"superseded_by" text,
	CONSTRAINT "certificates_kind_known" CHECK (kind in ('release', 'condemnation'))
);
--> statement-breakpoint
ALTER TABLE "events" DROP CONSTRAINT "events_type_known";--> statement-breakpoint
ALTER TABLE "signatures" DROP CONSTRAINT "signatures_act_known";--> statement-breakpoint
ALTER TABLE "amendments" ADD CONSTRAINT "amendments_work_order_id_work_orders_id_fk" FOREIGN KEY ("work_order_id") REFERENCES "public"."work_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_work_order_id_work_orders_id_fk" FOREIGN KEY ("work_order_id") REFERENCES "public"."work_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "amendments_order" ON "amendments" USING btree ("work_order_id");--> statement-breakpoint
CREATE INDEX "amendments_proposed" ON "amendments" USING btree ("work_order_id") WHERE status = 'proposed';--> statement-breakpoint
CREATE UNIQUE INDEX "certificates_n" ON "certificates" USING btree ("work_order_id","n");--> statement-breakpoint
CREATE UNIQUE INDEX "certificates_number" ON "certificates" USING btree ("number");--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_type_known" CHECK (type in ('drafted', 'edited', 'submitted', 'returned', 'authorized', 'reauthorized', 'inducted', 'started', 'parts_awaited', 'engineering_awaited', 'held', 'resumed', 'presented', 'withdrawn', 'rejected', 'accepted', 'recalled', 'refused', 'released', 'closed', 'cancelled', 'condemned', 'became_root', 'operation_added', 'operation_edited', 'operation_completed', 'operation_approved', 'operation_not_applicable', 'hold_point_waived', 'labor_logged', 'labor_corrected', 'part_demanded', 'part_demand_edited', 'inspection_opened', 'inspection_edited', 'results_recorded', 'inspection_signed', 'nonconformance_raised', 'nonconformance_edited', 'nonconformance_dispositioned', 'disposition_approved', 'nonconformance_closed', 'target_set', 'segment_acknowledged', 'segment_disputed', 'correction_proposed', 'correction_agreed', 'correction_declined', 'translation_added', 'amendment_proposed', 'amendment_signed', 'amendment_withdrawn'));--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_act_known" CHECK (act in ('sign_inspection', 'accept', 'release', 'condemn', 'sign_amendment'));
--> statement-breakpoint
-- Texts are ordered by code point, as in SQLite, whatever the locale of the database.
ALTER TABLE "amendments" ALTER COLUMN "id" TYPE text COLLATE "C", ALTER COLUMN "work_order_id" TYPE text COLLATE "C", ALTER COLUMN "status" TYPE text COLLATE "C", ALTER COLUMN "proposed_by" TYPE text COLLATE "C", ALTER COLUMN "signature_id" TYPE text COLLATE "C", ALTER COLUMN "decided_by" TYPE text COLLATE "C";
--> statement-breakpoint
ALTER TABLE "certificates" ALTER COLUMN "id" TYPE text COLLATE "C", ALTER COLUMN "work_order_id" TYPE text COLLATE "C", ALTER COLUMN "kind" TYPE text COLLATE "C", ALTER COLUMN "number" TYPE text COLLATE "C", ALTER COLUMN "content" TYPE text COLLATE "C", ALTER COLUMN "sha256" TYPE text COLLATE "C", ALTER COLUMN "jws" TYPE text COLLATE "C", ALTER COLUMN "kid" TYPE text COLLATE "C", ALTER COLUMN "superseded_by" TYPE text COLLATE "C";
--> statement-breakpoint
-- What was signed of an inspection changes by a signed amendment only: by the event that is being written, and its results alone.
DROP TRIGGER inspections_frozen ON inspections;
--> statement-breakpoint
CREATE FUNCTION inspection_amended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.characteristics <> OLD.characteristics OR NEW.kind <> OLD.kind OR NEW.operation_id IS DISTINCT FROM OLD.operation_id
    OR NEW.decision IS DISTINCT FROM OLD.decision
    OR (NEW.results <> OLD.results AND NOT EXISTS (
      SELECT 1 FROM events e JOIN work_orders w ON w.id = e.work_order_id
      WHERE w.id = NEW.work_order_id AND e.sequence = w.revision + 1 AND e.type = 'amendment_signed'))
  THEN RAISE EXCEPTION 'a signed inspection is never changed' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER inspections_frozen BEFORE UPDATE ON inspections FOR EACH ROW
  WHEN (OLD.signed_sequence IS NOT NULL) EXECUTE FUNCTION inspection_amended();
--> statement-breakpoint
-- A certificate stays as it was issued; it can only be superseded, once.
CREATE TRIGGER certificates_frozen BEFORE UPDATE ON certificates FOR EACH ROW
  WHEN (OLD.superseded_by IS NOT NULL OR NEW.superseded_by IS NULL
    OR to_jsonb(NEW) - 'superseded_by' IS DISTINCT FROM to_jsonb(OLD) - 'superseded_by')
  EXECUTE FUNCTION refuse('a certificate is never changed');
--> statement-breakpoint
CREATE TRIGGER certificates_never_deleted BEFORE DELETE ON certificates FOR EACH ROW
  EXECUTE FUNCTION refuse('a certificate is never deleted');
--> statement-breakpoint
CREATE TRIGGER certificates_never_truncated BEFORE TRUNCATE ON certificates FOR EACH STATEMENT EXECUTE FUNCTION refuse('a certificate is never deleted');
--> statement-breakpoint
-- An amendment is decided once; what it proposed stays.
CREATE TRIGGER amendments_frozen BEFORE UPDATE ON amendments FOR EACH ROW
  WHEN (OLD.status <> 'proposed' OR NEW.id <> OLD.id OR NEW.work_order_id <> OLD.work_order_id OR NEW.changes <> OLD.changes
    OR NEW.reason <> OLD.reason OR NEW.proposed_by <> OLD.proposed_by OR NEW.proposed_at <> OLD.proposed_at)
  EXECUTE FUNCTION refuse('an amendment is never changed');
--> statement-breakpoint
CREATE TRIGGER amendments_never_deleted BEFORE DELETE ON amendments FOR EACH ROW
  EXECUTE FUNCTION refuse('an amendment is never deleted');
--> statement-breakpoint
CREATE TRIGGER amendments_never_truncated BEFORE TRUNCATE ON amendments FOR EACH STATEMENT EXECUTE FUNCTION refuse('an amendment is never deleted');
