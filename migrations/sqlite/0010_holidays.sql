CREATE TABLE `holiday_lists` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`calendar` text NOT NULL,
	`year` integer NOT NULL,
	`holidays` text NOT NULL,
	`source` text NOT NULL,
	CONSTRAINT "holiday_lists_calendar_known" CHECK(calendar in ('japan', 'us_federal'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `holiday_lists_year` ON `holiday_lists` (`calendar`,`year`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_register_events` (
	`noun` text NOT NULL,
	`record_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`recorded_at` text NOT NULL,
	`actor_id` text,
	`canonical` text NOT NULL,
	`previous_sha256` text,
	`sha256` text NOT NULL,
	PRIMARY KEY(`record_id`, `sequence`),
	CONSTRAINT "register_events_noun_known" CHECK(noun in ('standard', 'equivalence', 'platform', 'equipment', 'facility', 'certification', 'capability', 'closure', 'instrument', 'authorization', 'person', 'qualification', 'key', 'pin', 'technical_data', 'supplier', 'baseline', 'holiday_list'))
);
--> statement-breakpoint
INSERT INTO `__new_register_events`("noun", "record_id", "sequence", "recorded_at", "actor_id", "canonical", "previous_sha256", "sha256") SELECT "noun", "record_id", "sequence", "recorded_at", "actor_id", "canonical", "previous_sha256", "sha256" FROM `register_events`;--> statement-breakpoint
DROP TABLE `register_events`;--> statement-breakpoint
ALTER TABLE `__new_register_events` RENAME TO `register_events`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `work_orders_released` ON `work_orders` (`platform_id`,`activity`,`released_at`,`facility_id`) WHERE released_at is not null;--> statement-breakpoint
CREATE INDEX `work_orders_released_activity` ON `work_orders` (`activity`,`released_at`,`platform_id`,`facility_id`) WHERE released_at is not null;
--> statement-breakpoint
-- The rules of versions, which went with the table of before.
CREATE TRIGGER `register_events_in_line` BEFORE INSERT ON `register_events`
WHEN NEW.`sequence` <> (SELECT coalesce(max(`sequence`), 0) + 1 FROM `register_events` WHERE `record_id` = NEW.`record_id`)
  OR NEW.`previous_sha256` IS NOT (SELECT `sha256` FROM `register_events` WHERE `record_id` = NEW.`record_id` AND `sequence` = NEW.`sequence` - 1)
BEGIN SELECT RAISE(ABORT, 'a version follows the one before'); END;
--> statement-breakpoint
CREATE TRIGGER `register_events_never_changed` BEFORE UPDATE ON `register_events`
BEGIN SELECT RAISE(ABORT, 'a version is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `register_events_never_deleted` BEFORE DELETE ON `register_events`
BEGIN SELECT RAISE(ABORT, 'a version is never deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `register_events_unlogged` AFTER INSERT ON `register_events`
BEGIN
  INSERT INTO `unlogged_events` (`recorded_at`, `record_id`, `sequence`, `kind`)
    VALUES (NEW.`recorded_at`, NEW.`record_id`, NEW.`sequence`, 'register');
END;
