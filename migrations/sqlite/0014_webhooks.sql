CREATE TABLE `webhook_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`webhook_id` text NOT NULL,
	`position` integer NOT NULL,
	`work_order_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`type` text NOT NULL,
	`status` text NOT NULL,
	`attempts` integer NOT NULL,
	`queued_at` text NOT NULL,
	`last_attempt_at` text,
	`delivered_at` text,
	`last_answer` integer,
	`last_fault` text,
	FOREIGN KEY (`webhook_id`) REFERENCES `webhooks`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "webhook_deliveries_status_known" CHECK(status in ('pending', 'delivered', 'withheld'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_deliveries_event` ON `webhook_deliveries` (`webhook_id`,`position`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_next` ON `webhook_deliveries` (`webhook_id`,`status`,`position`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_queued` ON `webhook_deliveries` (`status`,`queued_at`);--> statement-breakpoint
CREATE TABLE `webhooks` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`created_by` text NOT NULL,
	`url` text NOT NULL,
	`types` text NOT NULL,
	`facility_ids` text NOT NULL,
	`description` text,
	`status` text NOT NULL,
	`disabled_because` text,
	`disabled_at` text,
	`failures` integer NOT NULL,
	`failing_since` text,
	`next_attempt_at` text,
	`sealed_secret` text NOT NULL,
	`previous_sealed_secret` text,
	`previous_secret_until` text,
	`place` integer NOT NULL,
	CONSTRAINT "webhooks_status_known" CHECK(status in ('active', 'disabled')),
	CONSTRAINT "webhooks_disabled_because_known" CHECK(disabled_because in ('owner', 'failing', 'gone', 'owner_left', 'secret_lost'))
);
--> statement-breakpoint
CREATE INDEX `webhooks_created_by` ON `webhooks` (`created_by`,`created_at`);