-- The rules that the database itself keeps, whatever the program does: as in migrations/sqlite, of the same names.

-- Texts are ordered by code point, as in SQLite, whatever the locale of the database.
DO $$
DECLARE c record;
BEGIN
  FOR c IN SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'
      AND table_name NOT LIKE '\_\_%'
  LOOP
    EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE text COLLATE "C"', c.table_name, c.column_name);
  END LOOP;
END $$;
--> statement-breakpoint
-- Refuses the statement that fires it, with the first argument of its trigger.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
-- An order begins as a draft; only what is marked historical may come in further along.
CREATE TRIGGER work_orders_begin_as_draft BEFORE INSERT ON work_orders FOR EACH ROW
  WHEN (NOT NEW.historical AND (NEW.status <> 'draft' OR NEW.revision <> 1))
  EXECUTE FUNCTION refuse('a work order begins as a draft');
--> statement-breakpoint
CREATE TRIGGER work_orders_never_deleted BEFORE DELETE ON work_orders FOR EACH ROW
  EXECUTE FUNCTION refuse('a work order is never deleted');
--> statement-breakpoint
-- A status changes only with the event that changes it.
CREATE FUNCTION status_by_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM events WHERE work_order_id = NEW.id AND sequence = NEW.revision
      AND sequence > OLD.revision AND from_status = OLD.status AND to_status = NEW.status)
  THEN RAISE EXCEPTION 'a status changes only with its event' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER work_orders_status_by_event BEFORE UPDATE OF status ON work_orders FOR EACH ROW
  WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION status_by_event();
--> statement-breakpoint
CREATE FUNCTION revision_by_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (NEW.revision = OLD.revision + 1 AND EXISTS (
    SELECT 1 FROM events WHERE work_order_id = NEW.id AND sequence = NEW.revision AND sha256 = NEW.head_sha256))
  THEN RAISE EXCEPTION 'a revision is the sequence of an event' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER work_orders_revision_by_event BEFORE UPDATE OF revision ON work_orders FOR EACH ROW
  WHEN (NEW.revision <> OLD.revision) EXECUTE FUNCTION revision_by_event();
--> statement-breakpoint
-- Events form one line: no gap, no fork, no step back in time, no second thoughts.
CREATE FUNCTION event_in_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last events%ROWTYPE;
BEGIN
  SELECT * INTO last FROM events WHERE work_order_id = NEW.work_order_id ORDER BY sequence DESC LIMIT 1;
  IF NEW.sequence <> coalesce(last.sequence, 0) + 1 OR NEW.previous_sha256 IS DISTINCT FROM last.sha256
    OR NEW.recorded_at < last.recorded_at
  THEN RAISE EXCEPTION 'an event follows the one before' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER events_in_line BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION event_in_line();
--> statement-breakpoint
CREATE TRIGGER events_never_changed BEFORE UPDATE ON events FOR EACH ROW
  EXECUTE FUNCTION refuse('an event is never changed');
--> statement-breakpoint
CREATE TRIGGER events_never_deleted BEFORE DELETE ON events FOR EACH ROW
  EXECUTE FUNCTION refuse('an event is never deleted');
--> statement-breakpoint
CREATE FUNCTION version_in_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last register_events%ROWTYPE;
BEGIN
  SELECT * INTO last FROM register_events WHERE record_id = NEW.record_id ORDER BY sequence DESC LIMIT 1;
  IF NEW.sequence <> coalesce(last.sequence, 0) + 1 OR NEW.previous_sha256 IS DISTINCT FROM last.sha256
  THEN RAISE EXCEPTION 'a version follows the one before' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER register_events_in_line BEFORE INSERT ON register_events FOR EACH ROW EXECUTE FUNCTION version_in_line();
--> statement-breakpoint
CREATE TRIGGER register_events_never_changed BEFORE UPDATE ON register_events FOR EACH ROW
  EXECUTE FUNCTION refuse('a version is never changed');
--> statement-breakpoint
CREATE TRIGGER register_events_never_deleted BEFORE DELETE ON register_events FOR EACH ROW
  EXECUTE FUNCTION refuse('a version is never deleted');
--> statement-breakpoint
-- A signature can only be superseded, once; what it signed is frozen.
CREATE TRIGGER signatures_frozen BEFORE UPDATE ON signatures FOR EACH ROW
  WHEN (OLD.superseded_at IS NOT NULL OR to_jsonb(NEW) - 'superseded_at' IS DISTINCT FROM to_jsonb(OLD) - 'superseded_at')
  EXECUTE FUNCTION refuse('a signature is never changed');
--> statement-breakpoint
CREATE TRIGGER signatures_never_deleted BEFORE DELETE ON signatures FOR EACH ROW
  EXECUTE FUNCTION refuse('a signature is never deleted');
--> statement-breakpoint
CREATE TRIGGER inspections_frozen BEFORE UPDATE ON inspections FOR EACH ROW
  WHEN (OLD.signed_sequence IS NOT NULL AND (NEW.characteristics <> OLD.characteristics OR NEW.results <> OLD.results
    OR NEW.kind <> OLD.kind OR NEW.operation_id IS DISTINCT FROM OLD.operation_id OR NEW.decision IS DISTINCT FROM OLD.decision))
  EXECUTE FUNCTION refuse('a signed inspection is never changed');
--> statement-breakpoint
CREATE TRIGGER targets_never_changed BEFORE UPDATE ON targets FOR EACH ROW
  EXECUTE FUNCTION refuse('a target is added, never changed');
--> statement-breakpoint
CREATE TRIGGER translations_never_changed BEFORE UPDATE ON translations FOR EACH ROW
  EXECUTE FUNCTION refuse('a translation is added, never changed');
--> statement-breakpoint
CREATE TRIGGER translations_never_deleted BEFORE DELETE ON translations FOR EACH ROW
  EXECUTE FUNCTION refuse('a translation is never deleted');
--> statement-breakpoint
-- TRUNCATE fires no row's trigger, and would empty them all.
CREATE TRIGGER work_orders_never_truncated BEFORE TRUNCATE ON work_orders FOR EACH STATEMENT EXECUTE FUNCTION refuse('a work order is never deleted');
--> statement-breakpoint
CREATE TRIGGER events_never_truncated BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION refuse('an event is never deleted');
--> statement-breakpoint
CREATE TRIGGER register_events_never_truncated BEFORE TRUNCATE ON register_events FOR EACH STATEMENT EXECUTE FUNCTION refuse('a version is never deleted');
--> statement-breakpoint
CREATE TRIGGER signatures_never_truncated BEFORE TRUNCATE ON signatures FOR EACH STATEMENT EXECUTE FUNCTION refuse('a signature is never deleted');
--> statement-breakpoint
CREATE TRIGGER translations_never_truncated BEFORE TRUNCATE ON translations FOR EACH STATEMENT EXECUTE FUNCTION refuse('a translation is never deleted');
--> statement-breakpoint
-- What ?q= searches: every stretch of one, two and three characters of each order's text. The extension for trigrams is left alone: by
-- locale it takes Japanese for no letters.
CREATE FUNCTION grams_of(given text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT gram COLLATE "C"), '{}') FROM (
    SELECT unnest(ARRAY[
      one,
      one || lead(one) OVER line,
      one || lead(one) OVER line || lead(one, 2) OVER line]) AS gram
    FROM string_to_table(given, NULL) WITH ORDINALITY AS characters (one, at)
    WINDOW line AS (ORDER BY at)
  ) AS grams WHERE gram IS NOT NULL
$$;
--> statement-breakpoint
CREATE TABLE work_order_search (
  work_order_id text COLLATE "C" PRIMARY KEY,
  grams text[] COLLATE "C" NOT NULL
);
--> statement-breakpoint
CREATE INDEX work_order_search_grams ON work_order_search USING gin (grams);
--> statement-breakpoint
CREATE FUNCTION keep_searched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO work_order_search (work_order_id, grams) VALUES (NEW.id, grams_of(NEW.search_text))
  ON CONFLICT (work_order_id) DO UPDATE SET grams = excluded.grams;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER work_orders_searched AFTER INSERT ON work_orders FOR EACH ROW EXECUTE FUNCTION keep_searched();
--> statement-breakpoint
CREATE TRIGGER work_orders_searched_anew AFTER UPDATE OF search_text ON work_orders FOR EACH ROW
  WHEN (NEW.search_text <> OLD.search_text) EXECUTE FUNCTION keep_searched();
