CREATE TABLE `imports` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`format` text NOT NULL,
	`dry_run` integer NOT NULL,
	`state` text NOT NULL,
	`charset` text,
	`started_by` text NOT NULL,
	`started_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`finished_at` text,
	`rows_read` integer NOT NULL,
	`created` integer NOT NULL,
	`changed` integer NOT NULL,
	`unchanged` integer NOT NULL,
	`refused` integer NOT NULL,
	`rows_sha256` text NOT NULL,
	`errors` text NOT NULL,
	`warnings` text NOT NULL,
	`fault` text,
	CONSTRAINT "imports_state_known" CHECK(state in ('running', 'done', 'interrupted', 'failed'))
);
--> statement-breakpoint
CREATE INDEX `imports_started` ON `imports` (`started_at`);--> statement-breakpoint
CREATE INDEX `authorizations_number_wide` ON `authorizations` (`number`) WHERE octet_length(number) > length(number);--> statement-breakpoint
CREATE INDEX `certifications_number_wide` ON `certifications` (`number`) WHERE octet_length(number) > length(number);--> statement-breakpoint
CREATE INDEX `certifications_standard_wide` ON `certifications` (`standard`) WHERE octet_length(standard) > length(standard);--> statement-breakpoint
CREATE INDEX `equipment_serial_wide` ON `equipment` (`serial_number`) WHERE octet_length(serial_number) > length(serial_number);--> statement-breakpoint
CREATE INDEX `facilities_code_wide` ON `facilities` (`code`) WHERE octet_length(code) > length(code);--> statement-breakpoint
CREATE INDEX `instruments_serial_wide` ON `instruments` (`serial_number`) WHERE octet_length(serial_number) > length(serial_number);--> statement-breakpoint
CREATE INDEX `platforms_designation_wide` ON `platforms` (`designation`) WHERE octet_length(designation) > length(designation);--> statement-breakpoint
CREATE INDEX `standards_code_wide` ON `standards` (`code`) WHERE octet_length(code) > length(code);--> statement-breakpoint
CREATE INDEX `suppliers_ncage_wide` ON `suppliers` (`ncage`) WHERE octet_length(ncage) > length(ncage);--> statement-breakpoint
CREATE INDEX `technical_data_document_wide` ON `technical_data` (`document`) WHERE octet_length(document) > length(document);--> statement-breakpoint
CREATE INDEX `technical_data_revision_wide` ON `technical_data` (`document_revision`) WHERE octet_length(document_revision) > length(document_revision);