CREATE TABLE `catalogue_items` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`nsn` text,
	`niin` text,
	`part_number` text,
	`cage` text,
	`nomenclature` text NOT NULL,
	`platform_ids` text NOT NULL,
	`export` text NOT NULL,
	`substitute_ids` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `catalogue_items_niin` ON `catalogue_items` (`niin`);--> statement-breakpoint
CREATE INDEX `catalogue_items_niin_wide` ON `catalogue_items` (`niin`) WHERE octet_length(niin) > length(niin);--> statement-breakpoint
CREATE UNIQUE INDEX `catalogue_items_part` ON `catalogue_items` (`part_number`,`cage`);--> statement-breakpoint
CREATE INDEX `catalogue_items_part_number_wide` ON `catalogue_items` (`part_number`) WHERE octet_length(part_number) > length(part_number);--> statement-breakpoint
CREATE INDEX `catalogue_items_cage_wide` ON `catalogue_items` (`cage`) WHERE octet_length(cage) > length(cage);--> statement-breakpoint
CREATE TABLE `part_waits` (
	`work_order_id` text NOT NULL,
	`part_key` text NOT NULL,
	`facility_id` text NOT NULL,
	`platform_id` text NOT NULL,
	`is_open` integer NOT NULL,
	`designator` integer NOT NULL,
	`open_quantity` integer NOT NULL,
	`demanded_quantity` integer NOT NULL,
	`demanded_day` integer NOT NULL,
	`needed_day` integer,
	`promised_day` integer,
	`arrival_day` integer,
	`stopped_milliseconds` integer NOT NULL,
	`stopped_since` integer,
	PRIMARY KEY(`work_order_id`, `part_key`),
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `part_waits_open` ON `part_waits` (`part_key`,`platform_id`,`facility_id`,`designator`,`open_quantity`,`needed_day`,`promised_day`,`arrival_day`,`stopped_milliseconds`,`stopped_since`,`work_order_id`) WHERE is_open;--> statement-breakpoint
CREATE INDEX `part_waits_demanded` ON `part_waits` (`demanded_day`,`part_key`,`platform_id`,`facility_id`,`demanded_quantity`,`work_order_id`);--> statement-breakpoint
CREATE INDEX `part_waits_part` ON `part_waits` (`part_key`,`work_order_id`);--> statement-breakpoint
CREATE TABLE `support_list_signatures` (
	`id` text PRIMARY KEY NOT NULL,
	`support_list_id` text NOT NULL,
	`side` text NOT NULL,
	`signer` text NOT NULL,
	`meaning` text NOT NULL,
	`language` text NOT NULL,
	`content` text NOT NULL,
	`content_sha256` text NOT NULL,
	`subject_sha256` text NOT NULL,
	`pin_issued_by` text,
	`pin_issued_at` text,
	`pin_set_at` text,
	`signed_at` text NOT NULL,
	`superseded_at` text,
	FOREIGN KEY (`support_list_id`) REFERENCES `support_lists`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "support_list_signatures_side_known" CHECK(side in ('us', 'japan')),
	CONSTRAINT "support_list_signatures_language_known" CHECK(language in ('en', 'ja'))
);
--> statement-breakpoint
CREATE INDEX `support_list_signatures_list` ON `support_list_signatures` (`support_list_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `support_list_signatures_side` ON `support_list_signatures` (`support_list_id`,`side`) WHERE superseded_at is null;--> statement-breakpoint
CREATE TABLE `support_lists` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`number` text NOT NULL,
	`horizon` text NOT NULL,
	`platform_ids` text NOT NULL,
	`series` text NOT NULL,
	`version` integer NOT NULL,
	`status` text NOT NULL,
	`as_of` text NOT NULL,
	`ranking` text NOT NULL,
	`items` text NOT NULL,
	`amendments` text NOT NULL,
	`created_by` text NOT NULL,
	`proposed_by` text,
	`proposed_at` text,
	`agreed_at` text,
	`supersedes` text,
	CONSTRAINT "support_lists_horizon_known" CHECK(horizon in ('near_term', 'medium_term')),
	CONSTRAINT "support_lists_status_known" CHECK(status in ('draft', 'proposed', 'agreed', 'superseded'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `support_lists_number` ON `support_lists` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `support_lists_version` ON `support_lists` (`series`,`version`);--> statement-breakpoint
CREATE TABLE `weightings` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`name` text NOT NULL,
	`platform_ids` text NOT NULL,
	`weights` text NOT NULL,
	`unknown_lead_time_days` integer NOT NULL,
	`stopped_day_cost` text,
	`reason` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `weightings_name` ON `weightings` (`name`);--> statement-breakpoint
CREATE INDEX `weightings_name_wide` ON `weightings` (`name`) WHERE octet_length(name) > length(name);--> statement-breakpoint
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
	CONSTRAINT "register_events_noun_known" CHECK(noun in ('standard', 'equivalence', 'platform', 'equipment', 'facility', 'certification', 'capability', 'closure', 'instrument', 'authorization', 'person', 'qualification', 'key', 'pin', 'technical_data', 'supplier', 'baseline', 'holiday_list', 'catalogue_item', 'weighting', 'support_list'))
);
--> statement-breakpoint
INSERT INTO `__new_register_events`("noun", "record_id", "sequence", "recorded_at", "actor_id", "canonical", "previous_sha256", "sha256") SELECT "noun", "record_id", "sequence", "recorded_at", "actor_id", "canonical", "previous_sha256", "sha256" FROM `register_events`;--> statement-breakpoint
DROP TABLE `register_events`;--> statement-breakpoint
ALTER TABLE `__new_register_events` RENAME TO `register_events`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
ALTER TABLE `part_demands` ADD `cage` text;--> statement-breakpoint
ALTER TABLE `part_demands` ADD `promised_on` text;--> statement-breakpoint
ALTER TABLE `part_demands` ADD `promises` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `part_demands` ADD `priority` text;--> statement-breakpoint
ALTER TABLE `part_demands` ADD `substitutes` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `part_demands` ADD `supplied` text;--> statement-breakpoint
CREATE INDEX `part_demands_document` ON `part_demands` (`document_number`) WHERE document_number is not null;
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
--> statement-breakpoint
-- Rows of these tables are kept in memory too.
CREATE TRIGGER `suppliers_revised_by_insert` AFTER INSERT ON `suppliers`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `suppliers_revised_by_update` AFTER UPDATE ON `suppliers`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `suppliers_revised_by_delete` AFTER DELETE ON `suppliers`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `catalogue_items_revised_by_insert` AFTER INSERT ON `catalogue_items`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `catalogue_items_revised_by_update` AFTER UPDATE ON `catalogue_items`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `catalogue_items_revised_by_delete` AFTER DELETE ON `catalogue_items`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `weightings_revised_by_insert` AFTER INSERT ON `weightings`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `weightings_revised_by_update` AFTER UPDATE ON `weightings`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `weightings_revised_by_delete` AFTER DELETE ON `weightings`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
-- What both countries signed is evidence: it is superseded by another list, and nothing else of it ever changes.
CREATE TRIGGER `support_lists_agreed_frozen` BEFORE UPDATE ON `support_lists`
WHEN OLD.`status` IN ('agreed', 'superseded') AND (OLD.`status` = 'superseded' OR NEW.`status` <> 'superseded'
  OR NEW.`number` IS NOT OLD.`number`
  OR NEW.`horizon` IS NOT OLD.`horizon`
  OR NEW.`platform_ids` IS NOT OLD.`platform_ids`
  OR NEW.`series` IS NOT OLD.`series`
  OR NEW.`version` IS NOT OLD.`version`
  OR NEW.`as_of` IS NOT OLD.`as_of`
  OR NEW.`ranking` IS NOT OLD.`ranking`
  OR NEW.`items` IS NOT OLD.`items`
  OR NEW.`amendments` IS NOT OLD.`amendments`
  OR NEW.`created_at` IS NOT OLD.`created_at`
  OR NEW.`created_by` IS NOT OLD.`created_by`
  OR NEW.`proposed_by` IS NOT OLD.`proposed_by`
  OR NEW.`proposed_at` IS NOT OLD.`proposed_at`
  OR NEW.`agreed_at` IS NOT OLD.`agreed_at`
  OR NEW.`supersedes` IS NOT OLD.`supersedes`)
BEGIN SELECT RAISE(ABORT, 'an agreed list is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `support_lists_agreed_by_both` BEFORE UPDATE OF `status` ON `support_lists`
WHEN NEW.`status` = 'agreed' AND OLD.`status` <> 'agreed' AND (
  SELECT count(*) FROM `support_list_signatures` WHERE `support_list_id` = NEW.`id` AND `superseded_at` IS NULL) <> 2
BEGIN SELECT RAISE(ABORT, 'a list is agreed by both countries'); END;
--> statement-breakpoint
CREATE TRIGGER `support_lists_begin_as_draft` BEFORE INSERT ON `support_lists`
WHEN NEW.`status` <> 'draft'
BEGIN SELECT RAISE(ABORT, 'a list begins as a draft'); END;
--> statement-breakpoint
CREATE TRIGGER `support_lists_never_deleted` BEFORE DELETE ON `support_lists`
BEGIN SELECT RAISE(ABORT, 'a list is never deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `support_list_signatures_frozen` BEFORE UPDATE ON `support_list_signatures`
WHEN OLD.`superseded_at` IS NOT NULL
  OR NEW.`id` IS NOT OLD.`id`
  OR NEW.`support_list_id` IS NOT OLD.`support_list_id`
  OR NEW.`side` IS NOT OLD.`side`
  OR NEW.`signer` IS NOT OLD.`signer`
  OR NEW.`meaning` IS NOT OLD.`meaning`
  OR NEW.`language` IS NOT OLD.`language`
  OR NEW.`content` IS NOT OLD.`content`
  OR NEW.`content_sha256` IS NOT OLD.`content_sha256`
  OR NEW.`subject_sha256` IS NOT OLD.`subject_sha256`
  OR NEW.`pin_issued_by` IS NOT OLD.`pin_issued_by`
  OR NEW.`pin_issued_at` IS NOT OLD.`pin_issued_at`
  OR NEW.`pin_set_at` IS NOT OLD.`pin_set_at`
  OR NEW.`signed_at` IS NOT OLD.`signed_at`
  OR EXISTS (SELECT 1 FROM `support_lists` WHERE `id` = OLD.`support_list_id` AND `status` IN ('agreed', 'superseded'))
BEGIN SELECT RAISE(ABORT, 'a signature is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `support_list_signatures_never_deleted` BEFORE DELETE ON `support_list_signatures`
BEGIN SELECT RAISE(ABORT, 'a signature is never deleted'); END;
