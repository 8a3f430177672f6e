CREATE TABLE `checkpoints` (
	`n` integer PRIMARY KEY NOT NULL,
	`size` integer NOT NULL,
	`root_sha256` text NOT NULL,
	`previous_sha256` text,
	`issued_at` text NOT NULL,
	`content` text NOT NULL,
	`sha256` text NOT NULL,
	`kid` text NOT NULL,
	`jws` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `log_entries` (
	`position` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`record_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`sha256` text NOT NULL,
	`leaf_sha256` text NOT NULL,
	CONSTRAINT "log_entries_kind_known" CHECK(kind in ('order', 'register'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `log_entries_event` ON `log_entries` (`record_id`,`sequence`);--> statement-breakpoint
CREATE TABLE `log_nodes` (
	`level` integer NOT NULL,
	`index` integer NOT NULL,
	`sha256` text NOT NULL,
	PRIMARY KEY(`level`, `index`)
);
--> statement-breakpoint
CREATE TABLE `unlogged_events` (
	`recorded_at` text NOT NULL,
	`record_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`kind` text NOT NULL,
	PRIMARY KEY(`recorded_at`, `record_id`, `sequence`),
	CONSTRAINT "unlogged_events_kind_known" CHECK(kind in ('order', 'register'))
);

--> statement-breakpoint
-- Every event waits for the log from the moment it is there, whoever wrote it.
CREATE TRIGGER `events_unlogged` AFTER INSERT ON `events`
BEGIN
  INSERT INTO `unlogged_events` (`recorded_at`, `record_id`, `sequence`, `kind`)
    VALUES (NEW.`recorded_at`, NEW.`work_order_id`, NEW.`sequence`, 'order');
END;
--> statement-breakpoint
CREATE TRIGGER `register_events_unlogged` AFTER INSERT ON `register_events`
BEGIN
  INSERT INTO `unlogged_events` (`recorded_at`, `record_id`, `sequence`, `kind`)
    VALUES (NEW.`recorded_at`, NEW.`record_id`, NEW.`sequence`, 'register');
END;
--> statement-breakpoint
INSERT INTO `unlogged_events` (`recorded_at`, `record_id`, `sequence`, `kind`)
  SELECT `recorded_at`, `work_order_id`, `sequence`, 'order' FROM `events`
  UNION ALL SELECT `recorded_at`, `record_id`, `sequence`, 'register' FROM `register_events`;
--> statement-breakpoint
CREATE TRIGGER `unlogged_events_never_changed` BEFORE UPDATE ON `unlogged_events`
BEGIN SELECT RAISE(ABORT, 'an event that waits for the log is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `unlogged_events_until_logged` BEFORE DELETE ON `unlogged_events`
WHEN NOT EXISTS (SELECT 1 FROM `log_entries` WHERE `record_id` = OLD.`record_id` AND `sequence` = OLD.`sequence`)
BEGIN SELECT RAISE(ABORT, 'an event waits until the log has it'); END;
--> statement-breakpoint
-- The log grows at its end, and nothing in it is ever changed.
CREATE TRIGGER `log_entries_in_line` BEFORE INSERT ON `log_entries`
WHEN NEW.`position` <> (SELECT coalesce(max(`position`) + 1, 0) FROM `log_entries`)
BEGIN SELECT RAISE(ABORT, 'the log grows at its end'); END;
--> statement-breakpoint
CREATE TRIGGER `log_entries_never_changed` BEFORE UPDATE ON `log_entries`
BEGIN SELECT RAISE(ABORT, 'a log entry is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `log_entries_never_deleted` BEFORE DELETE ON `log_entries`
BEGIN SELECT RAISE(ABORT, 'a log entry is never deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `log_nodes_never_changed` BEFORE UPDATE ON `log_nodes`
BEGIN SELECT RAISE(ABORT, 'a log node is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `log_nodes_never_deleted` BEFORE DELETE ON `log_nodes`
BEGIN SELECT RAISE(ABORT, 'a log node is never deleted'); END;
--> statement-breakpoint
-- Each checkpoint names the one before, and speaks of all that it did.
CREATE TRIGGER `checkpoints_in_line` BEFORE INSERT ON `checkpoints`
WHEN NEW.`n` <> (SELECT coalesce(max(`n`), 0) + 1 FROM `checkpoints`)
  OR NEW.`previous_sha256` IS NOT (SELECT `sha256` FROM `checkpoints` WHERE `n` = NEW.`n` - 1)
  OR NEW.`size` < (SELECT `size` FROM `checkpoints` WHERE `n` = NEW.`n` - 1)
  OR NEW.`size` > (SELECT coalesce(max(`position`) + 1, 0) FROM `log_entries`)
BEGIN SELECT RAISE(ABORT, 'a checkpoint follows the one before'); END;
--> statement-breakpoint
CREATE TRIGGER `checkpoints_never_changed` BEFORE UPDATE ON `checkpoints`
BEGIN SELECT RAISE(ABORT, 'a checkpoint is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `checkpoints_never_deleted` BEFORE DELETE ON `checkpoints`
BEGIN SELECT RAISE(ABORT, 'a checkpoint is never deleted'); END;
