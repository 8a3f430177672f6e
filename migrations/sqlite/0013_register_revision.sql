CREATE TABLE `register_revision` (
	`id` integer PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL,
	CONSTRAINT "register_revision_one" CHECK(id = 1)
);
--> statement-breakpoint
-- Rows of these tables are kept in memory while the revision of the registers stands: whoever changes one raises it.
CREATE TRIGGER `equivalences_revised_by_insert` AFTER INSERT ON `equivalences`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `equivalences_revised_by_update` AFTER UPDATE ON `equivalences`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `equivalences_revised_by_delete` AFTER DELETE ON `equivalences`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `platforms_revised_by_insert` AFTER INSERT ON `platforms`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `platforms_revised_by_update` AFTER UPDATE ON `platforms`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `platforms_revised_by_delete` AFTER DELETE ON `platforms`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `facilities_revised_by_insert` AFTER INSERT ON `facilities`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `facilities_revised_by_update` AFTER UPDATE ON `facilities`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `facilities_revised_by_delete` AFTER DELETE ON `facilities`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `certifications_revised_by_insert` AFTER INSERT ON `certifications`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `certifications_revised_by_update` AFTER UPDATE ON `certifications`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `certifications_revised_by_delete` AFTER DELETE ON `certifications`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `capabilities_revised_by_insert` AFTER INSERT ON `capabilities`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `capabilities_revised_by_update` AFTER UPDATE ON `capabilities`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `capabilities_revised_by_delete` AFTER DELETE ON `capabilities`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `closures_revised_by_insert` AFTER INSERT ON `closures`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `closures_revised_by_update` AFTER UPDATE ON `closures`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `closures_revised_by_delete` AFTER DELETE ON `closures`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `instruments_revised_by_insert` AFTER INSERT ON `instruments`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `instruments_revised_by_update` AFTER UPDATE ON `instruments`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `instruments_revised_by_delete` AFTER DELETE ON `instruments`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `authorizations_revised_by_insert` AFTER INSERT ON `authorizations`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `authorizations_revised_by_update` AFTER UPDATE ON `authorizations`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `authorizations_revised_by_delete` AFTER DELETE ON `authorizations`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `people_revised_by_insert` AFTER INSERT ON `people`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `people_revised_by_update` AFTER UPDATE ON `people`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `people_revised_by_delete` AFTER DELETE ON `people`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `qualifications_revised_by_insert` AFTER INSERT ON `qualifications`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `qualifications_revised_by_update` AFTER UPDATE ON `qualifications`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `qualifications_revised_by_delete` AFTER DELETE ON `qualifications`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `api_keys_revised_by_insert` AFTER INSERT ON `api_keys`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `api_keys_revised_by_update` AFTER UPDATE ON `api_keys`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `api_keys_revised_by_delete` AFTER DELETE ON `api_keys`
BEGIN INSERT INTO `register_revision` (`id`, `revision`) VALUES (1, 1) ON CONFLICT (`id`) DO UPDATE SET `revision` = `revision` + 1; END;
