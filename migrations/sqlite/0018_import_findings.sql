CREATE TABLE `import_findings` (
	`import_id` text NOT NULL,
	`kind` text NOT NULL,
	`n` integer NOT NULL,
	`row` integer NOT NULL,
	`line` integer NOT NULL,
	`column` text NOT NULL,
	`code` text NOT NULL,
	`message` text NOT NULL,
	PRIMARY KEY(`import_id`, `kind`, `n`),
	CONSTRAINT "import_findings_kind_known" CHECK(kind in ('error', 'warning'))
);
--> statement-breakpoint
ALTER TABLE `imports` ADD `error_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `imports` ADD `warning_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
-- What was kept of imports before moves to the new table, before its columns go.
INSERT INTO `import_findings` (`import_id`, `kind`, `n`, `row`, `line`, `column`, `code`, `message`)
SELECT i.`id`, k.`kind`, f.`key` + 1, json_extract(f.`value`, '$.row'), json_extract(f.`value`, '$.line'), json_extract(f.`value`, '$.column'),
  json_extract(f.`value`, '$.code'), json_extract(f.`value`, '$.message')
FROM `imports` i, (SELECT 'error' AS `kind` UNION ALL SELECT 'warning') k,
  json_each(CASE k.`kind` WHEN 'error' THEN i.`errors` ELSE i.`warnings` END) f;
--> statement-breakpoint
UPDATE `imports` SET `error_count` = json_array_length(`errors`), `warning_count` = json_array_length(`warnings`);
--> statement-breakpoint
ALTER TABLE `imports` DROP COLUMN `errors`;--> statement-breakpoint
ALTER TABLE `imports` DROP COLUMN `warnings`;
