ALTER TABLE `webhook_deliveries` ADD `failures` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `webhook_deliveries` ADD `failing_since` text;--> statement-breakpoint
ALTER TABLE `webhook_deliveries` ADD `next_attempt_at` text;--> statement-breakpoint
CREATE INDEX `webhook_deliveries_order` ON `webhook_deliveries` (`webhook_id`,`work_order_id`,`status`,`position`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_failed` ON `webhook_deliveries` (`webhook_id`,`status`,`next_attempt_at`);