CREATE TABLE "import_findings" (
	"import_id" text NOT NULL,
	"kind" text NOT NULL,
	"n" integer NOT NULL,
	"row" integer NOT NULL,
	"line" integer NOT NULL,
	"column" text NOT NULL,
	"code" text NOT NULL,
	"message" jsonb NOT NULL,
	CONSTRAINT "import_findings_pk" PRIMARY KEY("import_id","kind","n"),
	CONSTRAINT "import_findings_kind_known" CHECK (kind in ('error', 'warning'))
);
--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "error_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "warning_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
-- What was kept of imports before moves to the new table, before its columns go.
INSERT INTO import_findings (import_id, kind, n, "row", line, "column", code, message)
SELECT i.id, k.kind, f.n, (f.value ->> 'row')::integer, (f.value ->> 'line')::integer, f.value ->> 'column', f.value ->> 'code', f.value -> 'message'
FROM imports i CROSS JOIN (VALUES ('error'), ('warning')) AS k (kind)
  CROSS JOIN LATERAL jsonb_array_elements(CASE k.kind WHEN 'error' THEN i.errors ELSE i.warnings END) WITH ORDINALITY AS f (value, n);
--> statement-breakpoint
UPDATE imports SET error_count = jsonb_array_length(errors), warning_count = jsonb_array_length(warnings);
--> statement-breakpoint
ALTER TABLE "imports" DROP COLUMN "errors";--> statement-breakpoint
ALTER TABLE "imports" DROP COLUMN "warnings";--> statement-breakpoint
ALTER TABLE "import_findings" ALTER COLUMN "import_id" TYPE text COLLATE "C", ALTER COLUMN "kind" TYPE text COLLATE "C", ALTER COLUMN "column" TYPE text COLLATE "C", ALTER COLUMN "code" TYPE text COLLATE "C";
