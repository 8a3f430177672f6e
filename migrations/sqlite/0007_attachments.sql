-- The table of events is made anew below, and SQLite renames none that a rule of another table names: those rules come back at the end.
DROP TRIGGER `work_orders_status_by_event`;
--> statement-breakpoint
DROP TRIGGER `work_orders_revision_by_event`;
--> statement-breakpoint
DROP TRIGGER `inspections_frozen`;
--> statement-breakpoint
CREATE TABLE `attachments` (
	`id` text PRIMARY KEY NOT NULL,
	`work_order_id` text NOT NULL,
	`file_name` text NOT NULL,
	`media_type` text NOT NULL,
	`bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	`description` text,
	`operation_id` text,
	`inspection_id` text,
	`nonconformance_id` text,
	`added_by` text NOT NULL,
	`added_at` text NOT NULL,
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "attachments_media_type_known" CHECK(media_type in ('image/jpeg', 'image/png', 'image/heic', 'image/heif', 'image/webp', 'image/tiff', 'application/pdf', 'text/plain', 'text/csv'))
);
--> statement-breakpoint
CREATE INDEX `attachments_order` ON `attachments` (`work_order_id`);--> statement-breakpoint
CREATE INDEX `attachments_sha256` ON `attachments` (`sha256`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
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
	CONSTRAINT "events_type_known" CHECK(type in ('drafted', 'edited', 'submitted', 'returned', 'authorized', 'reauthorized', 'inducted', 'started', 'parts_awaited', 'engineering_awaited', 'held', 'resumed', 'presented', 'withdrawn', 'rejected', 'accepted', 'recalled', 'refused', 'released', 'closed', 'cancelled', 'condemned', 'became_root', 'operation_added', 'operation_edited', 'operation_completed', 'operation_approved', 'operation_not_applicable', 'hold_point_waived', 'labor_logged', 'labor_corrected', 'part_demanded', 'part_demand_edited', 'inspection_opened', 'inspection_edited', 'results_recorded', 'inspection_signed', 'nonconformance_raised', 'nonconformance_edited', 'nonconformance_dispositioned', 'disposition_approved', 'nonconformance_closed', 'target_set', 'segment_acknowledged', 'segment_disputed', 'correction_proposed', 'correction_agreed', 'correction_declined', 'translation_added', 'amendment_proposed', 'amendment_signed', 'amendment_withdrawn', 'attachment_added')),
	CONSTRAINT "events_status_known" CHECK(to_status in ('draft', 'submitted', 'authorized', 'inducted', 'in_work', 'awaiting_parts', 'awaiting_engineering', 'on_hold', 'in_inspection', 'awaiting_acceptance', 'released', 'closed', 'cancelled', 'condemned'))
);
--> statement-breakpoint
INSERT INTO `__new_events`("work_order_id", "sequence", "type", "occurred_at", "recorded_at", "actor_id", "from_status", "to_status", "canonical", "previous_sha256", "sha256") SELECT "work_order_id", "sequence", "type", "occurred_at", "recorded_at", "actor_id", "from_status", "to_status", "canonical", "previous_sha256", "sha256" FROM `events`;--> statement-breakpoint
DROP TABLE `events`;--> statement-breakpoint
ALTER TABLE `__new_events` RENAME TO `events`;--> statement-breakpoint
PRAGMA foreign_keys=ON;
--> statement-breakpoint
-- The rules of events, which went with the table of before.
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
CREATE TRIGGER `events_unlogged` AFTER INSERT ON `events`
BEGIN
  INSERT INTO `unlogged_events` (`recorded_at`, `record_id`, `sequence`, `kind`)
    VALUES (NEW.`recorded_at`, NEW.`work_order_id`, NEW.`sequence`, 'order');
END;
--> statement-breakpoint
CREATE TRIGGER `inspections_frozen` BEFORE UPDATE ON `inspections`
WHEN OLD.`signed_sequence` IS NOT NULL AND (NEW.`characteristics` <> OLD.`characteristics`
  OR NEW.`kind` <> OLD.`kind` OR NEW.`operation_id` IS NOT OLD.`operation_id` OR NEW.`decision` IS NOT OLD.`decision`
  OR (NEW.`results` <> OLD.`results` AND NOT EXISTS (
    SELECT 1 FROM `events` e JOIN `work_orders` w ON w.`id` = e.`work_order_id`
    WHERE w.`id` = NEW.`work_order_id` AND e.`sequence` = w.`revision` + 1 AND e.`type` = 'amendment_signed')))
BEGIN SELECT RAISE(ABORT, 'a signed inspection is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `attachments_never_changed` BEFORE UPDATE ON `attachments`
BEGIN SELECT RAISE(ABORT, 'an attachment is added, never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `attachments_never_deleted` BEFORE DELETE ON `attachments`
BEGIN SELECT RAISE(ABORT, 'an attachment is never deleted'); END;
