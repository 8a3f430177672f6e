ALTER TABLE "sessions" ADD COLUMN "key_id" text;
--> statement-breakpoint
-- Texts are ordered by code point, as in SQLite, whatever the locale of the database.
ALTER TABLE "sessions" ALTER COLUMN "key_id" TYPE text COLLATE "C";
