-- What rows of before say of the new columns, and the rules that the database keeps of them.

-- The family of an order is that of its draft. Events of before do not name it: there it is the root that the draft had.
UPDATE `work_orders` SET `family_id` = (
  SELECT coalesce(json_extract(`canonical`, '$.changes[0].set.familyId'), json_extract(`canonical`, '$.changes[0].set.rootId'))
  FROM `events` WHERE `work_order_id` = `work_orders`.`id` AND `sequence` = 1);
--> statement-breakpoint
CREATE TRIGGER `work_orders_family_fixed` BEFORE UPDATE OF `family_id` ON `work_orders`
WHEN NEW.`family_id` <> OLD.`family_id`
BEGIN SELECT RAISE(ABORT, 'the family of a work order never changes'); END;
--> statement-breakpoint
-- A pin was set with the code that was used up at that instant.
UPDATE `pins` SET `issued_at` = (
  SELECT `created_at` FROM `pin_codes` WHERE `person_id` = `pins`.`person_id` AND `used_at` = `pins`.`set_at`);
--> statement-breakpoint
-- Every version of an item says what it was installed in: where two that follow each other differ, an installation ends or begins.
INSERT INTO `installations` (`equipment_id`, `revision`, `host_id`, `from`, `to`)
SELECT `record_id`, `sequence`, `host`, `recorded_at`, `until` FROM (
  SELECT *, lead(`recorded_at`) OVER (PARTITION BY `record_id` ORDER BY `sequence`) AS `until` FROM (
    SELECT *, lag(`host`) OVER (PARTITION BY `record_id` ORDER BY `sequence`) AS `host_before` FROM (
      SELECT `record_id`, `sequence`, `recorded_at`, json_extract(`canonical`, '$.data.installedIn') AS `host`
      FROM `register_events` WHERE `noun` = 'equipment'))
  WHERE `host` IS NOT `host_before`)
WHERE `host` IS NOT NULL;
--> statement-breakpoint
DROP TRIGGER `signatures_frozen`;
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
