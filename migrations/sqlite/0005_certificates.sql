CREATE TABLE `amendments` (
	`id` text PRIMARY KEY NOT NULL,
	`work_order_id` text NOT NULL,
	`changes` text NOT NULL,
	`reason` text NOT NULL,
	`status` text NOT NULL,
	`proposed_by` text NOT NULL,
	`proposed_at` text NOT NULL,
	`signature_id` text,
	`decided_by` text,
	`decided_at` text,
	`withdrawn_reason` text,
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "amendments_status_known" CHECK(status in ('proposed', 'signed', 'withdrawn'))
);
--> statement-breakpoint
CREATE INDEX `amendments_order` ON `amendments` (`work_order_id`);--> statement-breakpoint
CREATE INDEX `amendments_proposed` ON `amendments` (`work_order_id`) WHERE status = 'proposed';--> statement-breakpoint
CREATE TABLE `certificates` (
	`id` text PRIMARY KEY NOT NULL,
	`work_order_id` text NOT NULL,
	`kind` text NOT NULL,
	`number` text NOT NULL,
	`n` integer NOT NULL,
	`content` text NOT NULL,
	`sha256` text NOT NULL,
	`jws` text NOT NULL,
	`kid` text NOT NULL,
	`issued_at` text NOT NULL,
	`sequence` integer NOT NULL,
	`superseded_by` text,
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "certificates_kind_known" CHECK(kind in ('release', 'condemnation'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `certificates_n` ON `certificates` (`work_order_id`,`n`);--> statement-breakpoint
CREATE UNIQUE INDEX `certificates_number` ON `certificates` (`number`);--> statement-breakpoint
-- SQLite changes no CHECK in place: the tables of events and signatures are made anew with the types added. Rules that name a table which
-- is not there for that moment are put back at the end.
DROP TRIGGER `work_orders_status_by_event`;--> statement-breakpoint
DROP TRIGGER `work_orders_revision_by_event`;--> statement-breakpoint
CREATE TABLE `__new_events` (
	`work_order_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`type` text NOT NULL,
	`occurred_at` text NOT NULL,
	`recorded_at` text NOT NULL,
	`actor_id` text NOT NULL,
	`from_status` text,
	`to_status` text,
	`canonical` text NOT NULL,
	`previous_sha256` text,
	`sha256` text NOT NULL,
	PRIMARY KEY(`work_order_id`, `sequence`),
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "events_type_known" CHECK(type in ('drafted', 'edited', 'submitted', 'returned', 'authorized', 'reauthorized', 'inducted', 'started', 'parts_awaited', 'engineering_awaited', 'held', 'resumed', 'presented', 'withdrawn', 'rejected', 'accepted', 'recalled', 'refused', 'released', 'closed', 'cancelled', 'condemned', 'became_root', 'operation_added', 'operation_edited', 'operation_completed', 'operation_approved', 'operation_not_applicable', 'hold_point_waived', 'labor_logged', 'labor_corrected', 'part_demanded', 'part_demand_edited', 'inspection_opened', 'inspection_edited', 'results_recorded', 'inspection_signed', 'nonconformance_raised', 'nonconformance_edited', 'nonconformance_dispositioned', 'disposition_approved', 'nonconformance_closed', 'target_set', 'segment_acknowledged', 'segment_disputed', 'correction_proposed', 'correction_agreed', 'correction_declined', 'translation_added', 'amendment_proposed', 'amendment_signed', 'amendment_withdrawn')),
	CONSTRAINT "events_status_known" CHECK(to_status in ('draft', 'submitted', 'authorized', 'inducted', 'in_work', 'awaiting_parts', 'awaiting_engineering', 'on_hold', 'in_inspection', 'awaiting_acceptance', 'released', 'closed', 'cancelled', 'condemned'))
);
--> statement-breakpoint
INSERT INTO `__new_events`("work_order_id", "sequence", "type", "occurred_at", "recorded_at", "actor_id", "from_status", "to_status", "canonical", "previous_sha256", "sha256") SELECT "work_order_id", "sequence", "type", "occurred_at", "recorded_at", "actor_id", "from_status", "to_status", "canonical", "previous_sha256", "sha256" FROM `events`;--> statement-breakpoint
DROP TABLE `events`;--> statement-breakpoint
ALTER TABLE `__new_events` RENAME TO `events`;--> statement-breakpoint
CREATE TABLE `__new_signatures` (
	`id` text PRIMARY KEY NOT NULL,
	`work_order_id` text NOT NULL,
	`act` text NOT NULL,
	`inspection_id` text,
	`signer` text NOT NULL,
	`meaning` text NOT NULL,
	`language` text NOT NULL,
	`content` text NOT NULL,
	`content_sha256` text NOT NULL,
	`subject_sha256` text NOT NULL,
	`subject_version` integer,
	`stamp_number` text,
	`pin_issued_by` text,
	`pin_issued_at` text,
	`pin_set_at` text,
	`signed_at` text NOT NULL,
	`sequence` integer NOT NULL,
	`superseded_at` text,
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "signatures_act_known" CHECK(act in ('sign_inspection', 'accept', 'release', 'condemn', 'sign_amendment')),
	CONSTRAINT "signatures_language_known" CHECK(language in ('en', 'ja'))
);
--> statement-breakpoint
INSERT INTO `__new_signatures`("id", "work_order_id", "act", "inspection_id", "signer", "meaning", "language", "content", "content_sha256", "subject_sha256", "subject_version", "stamp_number", "pin_issued_by", "pin_issued_at", "pin_set_at", "signed_at", "sequence", "superseded_at") SELECT "id", "work_order_id", "act", "inspection_id", "signer", "meaning", "language", "content", "content_sha256", "subject_sha256", "subject_version", "stamp_number", "pin_issued_by", "pin_issued_at", "pin_set_at", "signed_at", "sequence", "superseded_at" FROM `signatures`;--> statement-breakpoint
DROP TABLE `signatures`;--> statement-breakpoint
ALTER TABLE `__new_signatures` RENAME TO `signatures`;--> statement-breakpoint
CREATE INDEX `signatures_order` ON `signatures` (`work_order_id`);
--> statement-breakpoint
-- A status changes only with the event that changes it.
CREATE TRIGGER `work_orders_status_by_event` BEFORE UPDATE OF `status` ON `work_orders`
WHEN NEW.`status` <> OLD.`status` AND NOT EXISTS (
  SELECT 1 FROM `events` WHERE `work_order_id` = NEW.`id` AND `sequence` = NEW.`revision`
    AND `sequence` > OLD.`revision` AND `from_status` = OLD.`status` AND `to_status` = NEW.`status`)
BEGIN SELECT RAISE(ABORT, 'a status changes only with its event'); END;
--> statement-breakpoint
CREATE TRIGGER `work_orders_revision_by_event` BEFORE UPDATE OF `revision` ON `work_orders`
WHEN NEW.`revision` <> OLD.`revision` AND NOT (NEW.`revision` = OLD.`revision` + 1 AND EXISTS (
  SELECT 1 FROM `events` WHERE `work_order_id` = NEW.`id` AND `sequence` = NEW.`revision` AND `sha256` = NEW.`head_sha256`))
BEGIN SELECT RAISE(ABORT, 'a revision is the sequence of an event'); END;
--> statement-breakpoint
-- Events form one line: no gap, no fork, no step back in time, no second thoughts.
CREATE TRIGGER `events_in_line` BEFORE INSERT ON `events`
WHEN NEW.`sequence` <> (SELECT coalesce(max(`sequence`), 0) + 1 FROM `events` WHERE `work_order_id` = NEW.`work_order_id`)
  OR NEW.`previous_sha256` IS NOT (SELECT `sha256` FROM `events` WHERE `work_order_id` = NEW.`work_order_id` AND `sequence` = NEW.`sequence` - 1)
  OR NEW.`recorded_at` < (SELECT `recorded_at` FROM `events` WHERE `work_order_id` = NEW.`work_order_id` AND `sequence` = NEW.`sequence` - 1)
BEGIN SELECT RAISE(ABORT, 'an event follows the one before'); END;
--> statement-breakpoint
CREATE TRIGGER `events_never_changed` BEFORE UPDATE ON `events`
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `events_never_deleted` BEFORE DELETE ON `events`
BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;
--> statement-breakpoint
-- A signature can only be superseded, once; what it signed is frozen.
CREATE TRIGGER `signatures_frozen` BEFORE UPDATE ON `signatures`
WHEN OLD.`superseded_at` IS NOT NULL OR NEW.`id` <> OLD.`id` OR NEW.`work_order_id` <> OLD.`work_order_id`
  OR NEW.`act` <> OLD.`act` OR NEW.`inspection_id` IS NOT OLD.`inspection_id` OR NEW.`signer` <> OLD.`signer`
  OR NEW.`meaning` <> OLD.`meaning` OR NEW.`language` <> OLD.`language` OR NEW.`content` <> OLD.`content`
  OR NEW.`content_sha256` <> OLD.`content_sha256` OR NEW.`subject_sha256` <> OLD.`subject_sha256`
  OR NEW.`subject_version` IS NOT OLD.`subject_version` OR NEW.`stamp_number` IS NOT OLD.`stamp_number`
  OR NEW.`pin_issued_by` IS NOT OLD.`pin_issued_by` OR NEW.`pin_issued_at` IS NOT OLD.`pin_issued_at`
  OR NEW.`pin_set_at` IS NOT OLD.`pin_set_at`
  OR NEW.`signed_at` <> OLD.`signed_at` OR NEW.`sequence` <> OLD.`sequence`
BEGIN SELECT RAISE(ABORT, 'a signature is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `signatures_never_deleted` BEFORE DELETE ON `signatures`
BEGIN SELECT RAISE(ABORT, 'a signature is never deleted'); END;
--> statement-breakpoint
-- What was signed of an inspection changes by a signed amendment only: by the event that is being written, and its results alone.
DROP TRIGGER `inspections_frozen`;
--> statement-breakpoint
CREATE TRIGGER `inspections_frozen` BEFORE UPDATE ON `inspections`
WHEN OLD.`signed_sequence` IS NOT NULL AND (NEW.`characteristics` <> OLD.`characteristics`
  OR NEW.`kind` <> OLD.`kind` OR NEW.`operation_id` IS NOT OLD.`operation_id` OR NEW.`decision` IS NOT OLD.`decision`
  OR (NEW.`results` <> OLD.`results` AND NOT EXISTS (
    SELECT 1 FROM `events` e JOIN `work_orders` w ON w.`id` = e.`work_order_id`
    WHERE w.`id` = NEW.`work_order_id` AND e.`sequence` = w.`revision` + 1 AND e.`type` = 'amendment_signed')))
BEGIN SELECT RAISE(ABORT, 'a signed inspection is never changed'); END;
--> statement-breakpoint
-- A certificate stays as it was issued; it can only be superseded, once.
CREATE TRIGGER `certificates_frozen` BEFORE UPDATE ON `certificates`
WHEN OLD.`superseded_by` IS NOT NULL OR NEW.`superseded_by` IS NULL OR NEW.`id` <> OLD.`id` OR NEW.`work_order_id` <> OLD.`work_order_id`
  OR NEW.`kind` <> OLD.`kind` OR NEW.`number` <> OLD.`number` OR NEW.`n` <> OLD.`n` OR NEW.`content` <> OLD.`content`
  OR NEW.`sha256` <> OLD.`sha256` OR NEW.`jws` <> OLD.`jws` OR NEW.`kid` <> OLD.`kid` OR NEW.`issued_at` <> OLD.`issued_at`
  OR NEW.`sequence` <> OLD.`sequence`
BEGIN SELECT RAISE(ABORT, 'a certificate is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `certificates_never_deleted` BEFORE DELETE ON `certificates`
BEGIN SELECT RAISE(ABORT, 'a certificate is never deleted'); END;
--> statement-breakpoint
-- An amendment is decided once; what it proposed stays.
CREATE TRIGGER `amendments_frozen` BEFORE UPDATE ON `amendments`
WHEN OLD.`status` <> 'proposed' OR NEW.`id` <> OLD.`id` OR NEW.`work_order_id` <> OLD.`work_order_id` OR NEW.`changes` <> OLD.`changes`
  OR NEW.`reason` <> OLD.`reason` OR NEW.`proposed_by` <> OLD.`proposed_by` OR NEW.`proposed_at` <> OLD.`proposed_at`
BEGIN SELECT RAISE(ABORT, 'an amendment is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `amendments_never_deleted` BEFORE DELETE ON `amendments`
BEGIN SELECT RAISE(ABORT, 'an amendment is never deleted'); END;
