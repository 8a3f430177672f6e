-- What rows of before say of the new columns, and the rules that the database keeps of them: as in migrations/sqlite.

-- Texts are ordered by code point, as in SQLite, whatever the locale of the database.
ALTER TABLE work_orders ALTER COLUMN family_id DROP DEFAULT, ALTER COLUMN family_id TYPE text COLLATE "C";
--> statement-breakpoint
ALTER TABLE installations ALTER COLUMN equipment_id TYPE text COLLATE "C", ALTER COLUMN host_id TYPE text COLLATE "C";
--> statement-breakpoint
-- The family of an order is that of its draft. Events of before do not name it: there it is the root that the draft had.
UPDATE work_orders SET family_id = (
  SELECT coalesce(canonical::jsonb #>> '{changes,0,set,familyId}', canonical::jsonb #>> '{changes,0,set,rootId}')
  FROM events WHERE work_order_id = work_orders.id AND sequence = 1);
--> statement-breakpoint
CREATE TRIGGER work_orders_family_fixed BEFORE UPDATE OF family_id ON work_orders FOR EACH ROW
  WHEN (NEW.family_id <> OLD.family_id) EXECUTE FUNCTION refuse('the family of a work order never changes');
--> statement-breakpoint
-- A pin was set with the code that was used up at that instant.
UPDATE pins SET issued_at = (
  SELECT created_at FROM pin_codes WHERE person_id = pins.person_id AND used_at = pins.set_at);
--> statement-breakpoint
-- Every version of an item says what it was installed in: where two that follow each other differ, an installation ends or begins.
INSERT INTO installations (equipment_id, revision, host_id, "from", "to")
SELECT record_id, sequence, host, recorded_at, until FROM (
  SELECT moved.*, lead(recorded_at) OVER (PARTITION BY record_id ORDER BY sequence) AS until FROM (
    SELECT versions.*, lag(host) OVER (PARTITION BY record_id ORDER BY sequence) AS host_before FROM (
      SELECT record_id, sequence, recorded_at, canonical::jsonb #>> '{data,installedIn}' AS host
      FROM register_events WHERE noun = 'equipment') AS versions) AS moved
  WHERE host IS DISTINCT FROM host_before) AS stretches
WHERE host IS NOT NULL;
