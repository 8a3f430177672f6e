CREATE TABLE "checkpoints" (
	"n" integer PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	"root_sha256" text NOT NULL,
	"previous_sha256" text,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"content" text NOT NULL,
	"sha256" text NOT NULL,
	"kid" text NOT NULL,
	"jws" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_entries" (
	"position" bigint PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"record_id" text NOT NULL,
	"sequence" integer NOT NULL,
	"sha256" text NOT NULL,
	"leaf_sha256" text NOT NULL,
	CONSTRAINT "log_entries_kind_known" CHECK (kind in ('order', 'register'))
);
--> statement-breakpoint
CREATE TABLE "log_nodes" (
	"level" integer NOT NULL,
	"index" bigint NOT NULL,
	"sha256" text NOT NULL,
	CONSTRAINT "log_nodes_pk" PRIMARY KEY("level","index")
);
--> statement-breakpoint
CREATE TABLE "unlogged_events" (
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"record_id" text NOT NULL,
	"sequence" integer NOT NULL,
	"kind" text NOT NULL,
	CONSTRAINT "unlogged_events_pk" PRIMARY KEY("recorded_at","record_id","sequence"),
	CONSTRAINT "unlogged_events_kind_known" CHECK (kind in ('order', 'register'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX "log_entries_event" ON "log_entries" USING btree ("record_id","sequence");
--> statement-breakpoint
-- Texts are ordered by code point, as in SQLite, whatever the locale of the database.
ALTER TABLE "log_entries" ALTER COLUMN "kind" TYPE text COLLATE "C", ALTER COLUMN "record_id" TYPE text COLLATE "C", ALTER COLUMN "sha256" TYPE text COLLATE "C", ALTER COLUMN "leaf_sha256" TYPE text COLLATE "C";--> statement-breakpoint
ALTER TABLE "log_nodes" ALTER COLUMN "sha256" TYPE text COLLATE "C";--> statement-breakpoint
ALTER TABLE "unlogged_events" ALTER COLUMN "record_id" TYPE text COLLATE "C", ALTER COLUMN "kind" TYPE text COLLATE "C";--> statement-breakpoint
ALTER TABLE "checkpoints" ALTER COLUMN "root_sha256" TYPE text COLLATE "C", ALTER COLUMN "previous_sha256" TYPE text COLLATE "C", ALTER COLUMN "content" TYPE text COLLATE "C", ALTER COLUMN "sha256" TYPE text COLLATE "C", ALTER COLUMN "kid" TYPE text COLLATE "C", ALTER COLUMN "jws" TYPE text COLLATE "C";
--> statement-breakpoint
-- Every event waits for the log from the moment it is there, whoever wrote it.
CREATE FUNCTION order_event_unlogged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO unlogged_events (recorded_at, record_id, sequence, kind)
    VALUES (NEW.recorded_at, NEW.work_order_id, NEW.sequence, 'order');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER events_unlogged AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION order_event_unlogged();
--> statement-breakpoint
CREATE FUNCTION register_event_unlogged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO unlogged_events (recorded_at, record_id, sequence, kind)
    VALUES (NEW.recorded_at, NEW.record_id, NEW.sequence, 'register');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER register_events_unlogged AFTER INSERT ON register_events FOR EACH ROW EXECUTE FUNCTION register_event_unlogged();
--> statement-breakpoint
INSERT INTO unlogged_events (recorded_at, record_id, sequence, kind)
  SELECT recorded_at, work_order_id, sequence, 'order' FROM events
  UNION ALL SELECT recorded_at, record_id, sequence, 'register' FROM register_events;
--> statement-breakpoint
CREATE TRIGGER unlogged_events_never_changed BEFORE UPDATE ON unlogged_events FOR EACH ROW
  EXECUTE FUNCTION refuse('an event that waits for the log is never changed');
--> statement-breakpoint
CREATE FUNCTION waits_until_logged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM log_entries WHERE record_id = OLD.record_id AND sequence = OLD.sequence)
  THEN RAISE EXCEPTION 'an event waits until the log has it' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
--> statement-breakpoint
CREATE TRIGGER unlogged_events_until_logged BEFORE DELETE ON unlogged_events FOR EACH ROW EXECUTE FUNCTION waits_until_logged();
--> statement-breakpoint
-- The log grows at its end, and nothing in it is ever changed.
CREATE FUNCTION log_in_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.position <> (SELECT coalesce(max(position) + 1, 0) FROM log_entries)
  THEN RAISE EXCEPTION 'the log grows at its end' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER log_entries_in_line BEFORE INSERT ON log_entries FOR EACH ROW EXECUTE FUNCTION log_in_line();
--> statement-breakpoint
CREATE TRIGGER log_entries_never_changed BEFORE UPDATE ON log_entries FOR EACH ROW
  EXECUTE FUNCTION refuse('a log entry is never changed');
--> statement-breakpoint
CREATE TRIGGER log_entries_never_deleted BEFORE DELETE ON log_entries FOR EACH ROW
  EXECUTE FUNCTION refuse('a log entry is never deleted');
--> statement-breakpoint
CREATE TRIGGER log_nodes_never_changed BEFORE UPDATE ON log_nodes FOR EACH ROW
  EXECUTE FUNCTION refuse('a log node is never changed');
--> statement-breakpoint
CREATE TRIGGER log_nodes_never_deleted BEFORE DELETE ON log_nodes FOR EACH ROW
  EXECUTE FUNCTION refuse('a log node is never deleted');
--> statement-breakpoint
-- Each checkpoint names the one before, and speaks of all that it did.
CREATE FUNCTION checkpoint_in_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last checkpoints%ROWTYPE;
BEGIN
  SELECT * INTO last FROM checkpoints ORDER BY n DESC LIMIT 1;
  IF NEW.n <> coalesce(last.n, 0) + 1 OR NEW.previous_sha256 IS DISTINCT FROM last.sha256 OR NEW.size < coalesce(last.size, 0)
    OR NEW.size > (SELECT coalesce(max(position) + 1, 0) FROM log_entries)
  THEN RAISE EXCEPTION 'a checkpoint follows the one before' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER checkpoints_in_line BEFORE INSERT ON checkpoints FOR EACH ROW EXECUTE FUNCTION checkpoint_in_line();
--> statement-breakpoint
CREATE TRIGGER checkpoints_never_changed BEFORE UPDATE ON checkpoints FOR EACH ROW
  EXECUTE FUNCTION refuse('a checkpoint is never changed');
--> statement-breakpoint
CREATE TRIGGER checkpoints_never_deleted BEFORE DELETE ON checkpoints FOR EACH ROW
  EXECUTE FUNCTION refuse('a checkpoint is never deleted');
--> statement-breakpoint
CREATE TRIGGER unlogged_events_never_truncated BEFORE TRUNCATE ON unlogged_events FOR EACH STATEMENT EXECUTE FUNCTION refuse('an event waits until the log has it');
--> statement-breakpoint
CREATE TRIGGER log_entries_never_truncated BEFORE TRUNCATE ON log_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse('a log entry is never deleted');
--> statement-breakpoint
CREATE TRIGGER log_nodes_never_truncated BEFORE TRUNCATE ON log_nodes FOR EACH STATEMENT EXECUTE FUNCTION refuse('a log node is never deleted');
--> statement-breakpoint
CREATE TRIGGER checkpoints_never_truncated BEFORE TRUNCATE ON checkpoints FOR EACH STATEMENT EXECUTE FUNCTION refuse('a checkpoint is never deleted');
