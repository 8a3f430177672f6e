DROP INDEX "work_orders_equipment";--> statement-breakpoint
CREATE INDEX "work_orders_equipment" ON "work_orders" USING btree ("equipment_id","ended_at");