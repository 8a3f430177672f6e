DROP INDEX `work_orders_equipment`;--> statement-breakpoint
CREATE INDEX `work_orders_equipment` ON `work_orders` (`equipment_id`,`ended_at`);