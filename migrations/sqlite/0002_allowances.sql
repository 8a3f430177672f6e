CREATE TABLE `allowances` (
	`subject` text NOT NULL,
	`window_start` text NOT NULL,
	`used` integer NOT NULL,
	PRIMARY KEY(`subject`, `window_start`)
);
--> statement-breakpoint
CREATE INDEX `allowances_window` ON `allowances` (`window_start`);