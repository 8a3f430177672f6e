CREATE TABLE `installations` (
	`equipment_id` text NOT NULL,
	`revision` integer NOT NULL,
	`host_id` text NOT NULL,
	`from` text NOT NULL,
	`to` text,
	PRIMARY KEY(`equipment_id`, `revision`),
	FOREIGN KEY (`equipment_id`) REFERENCES `equipment`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `installations_host` ON `installations` (`host_id`);--> statement-breakpoint
DROP INDEX `work_orders_root`;--> statement-breakpoint
ALTER TABLE `work_orders` ADD `family_id` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `work_orders_family` ON `work_orders` (`family_id`);--> statement-breakpoint
ALTER TABLE `labor_entries` ADD `correctors` text;--> statement-breakpoint
ALTER TABLE `pins` ADD `issued_at` text;--> statement-breakpoint
ALTER TABLE `signatures` ADD `subject_version` integer;--> statement-breakpoint
ALTER TABLE `signatures` ADD `pin_issued_at` text;--> statement-breakpoint
ALTER TABLE `signatures` ADD `pin_set_at` text;