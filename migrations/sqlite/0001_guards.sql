-- The rules that the database itself keeps, whatever the program does.

-- An order begins as a draft; only what is marked historical may come in further along.
CREATE TRIGGER `work_orders_begin_as_draft` BEFORE INSERT ON `work_orders`
WHEN NEW.`historical` = 0 AND (NEW.`status` <> 'draft' OR NEW.`revision` <> 1)
BEGIN SELECT RAISE(ABORT, 'a work order begins as a draft'); END;
--> statement-breakpoint
CREATE TRIGGER `work_orders_never_deleted` BEFORE DELETE ON `work_orders`
BEGIN SELECT RAISE(ABORT, 'a work order is never deleted'); END;
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
-- A signature can only be superseded, once; what it signed is frozen.
CREATE TRIGGER `signatures_frozen` BEFORE UPDATE ON `signatures`
WHEN OLD.`superseded_at` IS NOT NULL OR NEW.`id` <> OLD.`id` OR NEW.`work_order_id` <> OLD.`work_order_id`
  OR NEW.`act` <> OLD.`act` OR NEW.`inspection_id` IS NOT OLD.`inspection_id` OR NEW.`signer` <> OLD.`signer`
  OR NEW.`meaning` <> OLD.`meaning` OR NEW.`language` <> OLD.`language` OR NEW.`content` <> OLD.`content`
  OR NEW.`content_sha256` <> OLD.`content_sha256` OR NEW.`subject_sha256` <> OLD.`subject_sha256`
  OR NEW.`stamp_number` IS NOT OLD.`stamp_number` OR NEW.`pin_issued_by` IS NOT OLD.`pin_issued_by`
  OR NEW.`signed_at` <> OLD.`signed_at` OR NEW.`sequence` <> OLD.`sequence`
BEGIN SELECT RAISE(ABORT, 'a signature is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `signatures_never_deleted` BEFORE DELETE ON `signatures`
BEGIN SELECT RAISE(ABORT, 'a signature is never deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `inspections_frozen` BEFORE UPDATE ON `inspections`
WHEN OLD.`signed_sequence` IS NOT NULL AND (NEW.`characteristics` <> OLD.`characteristics` OR NEW.`results` <> OLD.`results`
  OR NEW.`kind` <> OLD.`kind` OR NEW.`operation_id` IS NOT OLD.`operation_id` OR NEW.`decision` <> OLD.`decision`)
BEGIN SELECT RAISE(ABORT, 'a signed inspection is never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `targets_never_changed` BEFORE UPDATE ON `targets`
BEGIN SELECT RAISE(ABORT, 'a target is added, never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `translations_never_changed` BEFORE UPDATE ON `translations`
BEGIN SELECT RAISE(ABORT, 'a translation is added, never changed'); END;
--> statement-breakpoint
CREATE TRIGGER `translations_never_deleted` BEFORE DELETE ON `translations`
BEGIN SELECT RAISE(ABORT, 'a translation is never deleted'); END;
--> statement-breakpoint
-- What ?q= searches: the trigrams of each order's text. Rows have numbers of their own, because those of a table with a text key may change in a VACUUM.
CREATE TABLE `work_order_search_rows` (`row` INTEGER PRIMARY KEY, `work_order_id` TEXT NOT NULL UNIQUE);
--> statement-breakpoint
CREATE VIRTUAL TABLE `work_order_search` USING fts5(`text`, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1');
--> statement-breakpoint
-- Its terms, for words of one or two characters: they begin trigrams.
CREATE VIRTUAL TABLE `work_order_search_terms` USING fts5vocab(`work_order_search`, 'instance');
--> statement-breakpoint
-- Two characters are added so that the last of a text begin trigrams too.
CREATE TRIGGER `work_orders_searched` AFTER INSERT ON `work_orders`
BEGIN
  INSERT INTO `work_order_search_rows` (`work_order_id`) VALUES (NEW.`id`);
  INSERT INTO `work_order_search` (`rowid`, `text`) VALUES (last_insert_rowid(), NEW.`search_text` || char(10, 10));
END;
--> statement-breakpoint
CREATE TRIGGER `work_orders_searched_anew` AFTER UPDATE OF `search_text` ON `work_orders`
WHEN NEW.`search_text` <> OLD.`search_text`
BEGIN
  DELETE FROM `work_order_search` WHERE `rowid` = (SELECT `row` FROM `work_order_search_rows` WHERE `work_order_id` = NEW.`id`);
  INSERT INTO `work_order_search` (`rowid`, `text`)
    SELECT `row`, NEW.`search_text` || char(10, 10) FROM `work_order_search_rows` WHERE `work_order_id` = NEW.`id`;
END;
