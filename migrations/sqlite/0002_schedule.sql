CREATE TABLE `scheduled_runs` (
	`name` text PRIMARY KEY NOT NULL,
	`begun_at` text NOT NULL
);
