CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`person_id` text NOT NULL,
	`prefix` text NOT NULL,
	`secret_sha256` text NOT NULL,
	`issued_by` text,
	`ended_at` text,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_secret` ON `api_keys` (`secret_sha256`);--> statement-breakpoint
CREATE INDEX `api_keys_person` ON `api_keys` (`person_id`);--> statement-breakpoint
CREATE TABLE `authorizations` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`kind` text NOT NULL,
	`number` text NOT NULL,
	`issuer` text NOT NULL,
	`platform_ids` text NOT NULL,
	`categories` text NOT NULL,
	`facility_ids` text NOT NULL,
	`activities` text NOT NULL,
	`valid_from` text NOT NULL,
	`valid_to` text,
	`value_ceiling` text,
	`status` text NOT NULL,
	`status_changes` text NOT NULL,
	`provisos` text NOT NULL,
	CONSTRAINT "authorizations_kind_known" CHECK(kind in ('taa', 'mla', 'wda', 'dsp_5', 'dsp_61', 'dsp_73', 'fms_loa', 'itar_126_4', 'ear_license', 'ear_exception', 'japan_permit', 'other')),
	CONSTRAINT "authorizations_status_known" CHECK(status in ('active', 'suspended', 'revoked'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `authorizations_number` ON `authorizations` (`kind`,`number`);--> statement-breakpoint
CREATE TABLE `baselines` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`platform_id` text NOT NULL,
	`activity` text NOT NULL,
	`turnaround_days` text NOT NULL,
	`transport_days_each_way` text NOT NULL,
	`cost` text NOT NULL,
	`transport_cost` text NOT NULL,
	`source` text NOT NULL,
	`valid_from` text NOT NULL,
	`valid_to` text,
	FOREIGN KEY (`platform_id`) REFERENCES `platforms`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "baselines_activity_known" CHECK(activity in ('inspection', 'test', 'calibration', 'repair', 'replacement', 'overhaul', 'modification'))
);
--> statement-breakpoint
CREATE INDEX `baselines_platform` ON `baselines` (`platform_id`,`activity`);--> statement-breakpoint
CREATE TABLE `capabilities` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`facility_id` text NOT NULL,
	`platform_id` text NOT NULL,
	`activities` text NOT NULL,
	`level` text NOT NULL,
	`valid_from` text NOT NULL,
	`valid_to` text,
	FOREIGN KEY (`facility_id`) REFERENCES `facilities`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`platform_id`) REFERENCES `platforms`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "capabilities_level_known" CHECK(level in ('organizational', 'intermediate', 'depot'))
);
--> statement-breakpoint
CREATE INDEX `capabilities_facility` ON `capabilities` (`facility_id`);--> statement-breakpoint
CREATE INDEX `capabilities_platform` ON `capabilities` (`platform_id`);--> statement-breakpoint
CREATE TABLE `certifications` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`facility_id` text NOT NULL,
	`standard` text NOT NULL,
	`number` text NOT NULL,
	`body` text NOT NULL,
	`scope_codes` text NOT NULL,
	`valid_from` text NOT NULL,
	`valid_to` text,
	`status` text NOT NULL,
	`status_changes` text NOT NULL,
	`supplements` text NOT NULL,
	FOREIGN KEY (`facility_id`) REFERENCES `facilities`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "certifications_status_known" CHECK(status in ('active', 'suspended', 'withdrawn'))
);
--> statement-breakpoint
CREATE INDEX `certifications_facility` ON `certifications` (`facility_id`);--> statement-breakpoint
CREATE TABLE `closures` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`facility_id` text NOT NULL,
	`from` text NOT NULL,
	`to` text NOT NULL,
	`bays` integer NOT NULL,
	`reason` text NOT NULL,
	FOREIGN KEY (`facility_id`) REFERENCES `facilities`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `closures_facility` ON `closures` (`facility_id`);--> statement-breakpoint
CREATE TABLE `corrections` (
	`id` text PRIMARY KEY NOT NULL,
	`work_order_id` text NOT NULL,
	`segment_id` text NOT NULL,
	`n` integer NOT NULL,
	`from` text,
	`to` text,
	`category` text,
	`reason` text NOT NULL,
	`side` text NOT NULL,
	`proposed_by` text NOT NULL,
	`proposed_at` text NOT NULL,
	`status` text NOT NULL,
	`decided_by` text,
	`decided_at` text,
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "corrections_status_known" CHECK(status in ('proposed', 'agreed', 'declined')),
	CONSTRAINT "corrections_side_known" CHECK(side in ('plant', 'government')),
	CONSTRAINT "corrections_category_known" CHECK(category in ('receiving', 'maintenance', 'inspection', 'capacity', 'supply', 'engineering', 'funding', 'authorization', 'customer', 'acceptance', 'weather'))
);
--> statement-breakpoint
CREATE INDEX `corrections_order` ON `corrections` (`work_order_id`);--> statement-breakpoint
CREATE INDEX `corrections_proposed` ON `corrections` (`work_order_id`) WHERE status = 'proposed';--> statement-breakpoint
CREATE INDEX `corrections_decided` ON `corrections` (`decided_at`);--> statement-breakpoint
CREATE TABLE `denials` (
	`id` text PRIMARY KEY NOT NULL,
	`at` text NOT NULL,
	`person_id` text NOT NULL,
	`operation_id` text NOT NULL,
	`path` text NOT NULL,
	`code` text NOT NULL,
	`request_id` text NOT NULL,
	`reached` text,
	CONSTRAINT "denials_reached_known" CHECK(reached in ('minute', 'day'))
);
--> statement-breakpoint
CREATE INDEX `denials_at` ON `denials` (`at`);--> statement-breakpoint
CREATE INDEX `denials_person` ON `denials` (`person_id`,`at`);--> statement-breakpoint
CREATE TABLE `equipment` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`platform_id` text NOT NULL,
	`serial_number` text NOT NULL,
	`uii` text,
	`uii_components` text,
	`owning_unit` text NOT NULL,
	`home_port` text,
	`installed_in` text,
	`location` text NOT NULL,
	`location_facility_id` text,
	`condition` text,
	`condemned_at` text,
	FOREIGN KEY (`platform_id`) REFERENCES `platforms`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "equipment_location_known" CHECK(location in ('unit', 'in_transit', 'facility')),
	CONSTRAINT "equipment_condition_known" CHECK(condition in ('FMC', 'PMC', 'NMC'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `equipment_serial` ON `equipment` (`platform_id`,`serial_number`);--> statement-breakpoint
CREATE INDEX `equipment_installed_in` ON `equipment` (`installed_in`);--> statement-breakpoint
CREATE TABLE `equivalences` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`held` text NOT NULL,
	`required` text NOT NULL,
	`degree` text NOT NULL,
	`conditions` text NOT NULL,
	`platform_ids` text NOT NULL,
	`activities` text NOT NULL,
	`basis` text NOT NULL,
	`approved_by` text NOT NULL,
	`valid_from` text NOT NULL,
	`valid_to` text,
	CONSTRAINT "equivalences_degree_known" CHECK(degree in ('identical', 'equivalent', 'partial', 'none'))
);
--> statement-breakpoint
CREATE INDEX `equivalences_required` ON `equivalences` (`required`);--> statement-breakpoint
CREATE TABLE `events` (
	`work_order_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`type` text NOT NULL,
	`occurred_at` text NOT NULL,
	`recorded_at` text NOT NULL,
	`actor_id` text NOT NULL,
	`from_status` text,
	`to_status` text,
	`canonical` text NOT NULL,
	`previous_sha256` text,
	`sha256` text NOT NULL,
	PRIMARY KEY(`work_order_id`, `sequence`),
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "events_type_known" CHECK(type in ('drafted', 'edited', 'submitted', 'returned', 'authorized', 'reauthorized', 'inducted', 'started', 'parts_awaited', 'engineering_awaited', 'held', 'resumed', 'presented', 'withdrawn', 'rejected', 'accepted', 'recalled', 'refused', 'released', 'closed', 'cancelled', 'condemned', 'became_root', 'operation_added', 'operation_edited', 'operation_completed', 'operation_approved', 'operation_not_applicable', 'hold_point_waived', 'labor_logged', 'labor_corrected', 'part_demanded', 'part_demand_edited', 'inspection_opened', 'inspection_edited', 'results_recorded', 'inspection_signed', 'nonconformance_raised', 'nonconformance_edited', 'nonconformance_dispositioned', 'disposition_approved', 'nonconformance_closed', 'target_set', 'segment_acknowledged', 'segment_disputed', 'correction_proposed', 'correction_agreed', 'correction_declined', 'translation_added')),
	CONSTRAINT "events_status_known" CHECK(to_status in ('draft', 'submitted', 'authorized', 'inducted', 'in_work', 'awaiting_parts', 'awaiting_engineering', 'on_hold', 'in_inspection', 'awaiting_acceptance', 'released', 'closed', 'cancelled', 'condemned'))
);
--> statement-breakpoint
CREATE TABLE `facilities` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`ncage` text,
	`operator` text NOT NULL,
	`prefecture` text NOT NULL,
	`calendar` text NOT NULL,
	`bays` integer NOT NULL,
	CONSTRAINT "facilities_operator_known" CHECK(operator in ('japanese_industry', 'us_government', 'japanese_government', 'joint')),
	CONSTRAINT "facilities_calendar_known" CHECK(calendar in ('japan', 'us_federal', 'both'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `facilities_code` ON `facilities` (`code`);--> statement-breakpoint
CREATE TABLE `idempotency_records` (
	`person_id` text NOT NULL,
	`path` text NOT NULL,
	`key` text NOT NULL,
	`fingerprint` text NOT NULL,
	`answer` text NOT NULL,
	`created_at` text NOT NULL,
	PRIMARY KEY(`person_id`, `path`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_records_created` ON `idempotency_records` (`created_at`);--> statement-breakpoint
CREATE TABLE `inspections` (
	`id` text PRIMARY KEY NOT NULL,
	`work_order_id` text NOT NULL,
	`kind` text NOT NULL,
	`operation_id` text,
	`characteristics` text NOT NULL,
	`results` text NOT NULL,
	`decision` text,
	`signature_id` text,
	`signed_by` text,
	`signed_at` text,
	`signed_sequence` integer,
	`superseded_by` text,
	`created_by` text NOT NULL,
	`created_at` text NOT NULL,
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "inspections_kind_known" CHECK(kind in ('receiving', 'in_process', 'final', 'acceptance')),
	CONSTRAINT "inspections_decision_known" CHECK(decision in ('passed', 'failed'))
);
--> statement-breakpoint
CREATE INDEX `inspections_order` ON `inspections` (`work_order_id`);--> statement-breakpoint
CREATE TABLE `instruments` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`facility_id` text NOT NULL,
	`serial_number` text NOT NULL,
	`description` text NOT NULL,
	`calibrations` text NOT NULL,
	FOREIGN KEY (`facility_id`) REFERENCES `facilities`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `instruments_serial` ON `instruments` (`facility_id`,`serial_number`);--> statement-breakpoint
CREATE TABLE `labor_entries` (
	`id` text PRIMARY KEY NOT NULL,
	`work_order_id` text NOT NULL,
	`operation_id` text NOT NULL,
	`person_id` text NOT NULL,
	`hours` text NOT NULL,
	`on` text NOT NULL,
	`entered_by` text NOT NULL,
	`corrected_by` text,
	`created_at` text NOT NULL,
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`operation_id`) REFERENCES `operations`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `labor_entries_order` ON `labor_entries` (`work_order_id`);--> statement-breakpoint
CREATE TABLE `nonconformances` (
	`id` text PRIMARY KEY NOT NULL,
	`work_order_id` text NOT NULL,
	`severity` text NOT NULL,
	`description` text NOT NULL,
	`inspection_id` text,
	`characteristic` integer,
	`pqdr` text,
	`raised_by` text NOT NULL,
	`raised_at` text NOT NULL,
	`raised_sequence` integer NOT NULL,
	`disposition` text,
	`disposition_reason` text,
	`dispositioned_by` text,
	`dispositioned_at` text,
	`approved_by` text,
	`approved_at` text,
	`operation_id` text,
	`status` text NOT NULL,
	`closed_by` text,
	`closed_at` text,
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "nonconformances_status_known" CHECK(status in ('open', 'dispositioned', 'closed')),
	CONSTRAINT "nonconformances_severity_known" CHECK(severity in ('minor', 'major', 'critical')),
	CONSTRAINT "nonconformances_disposition_known" CHECK(disposition in ('rework', 'repair', 'use_as_is', 'return_to_supplier', 'scrap', 'regrade'))
);
--> statement-breakpoint
CREATE INDEX `nonconformances_order` ON `nonconformances` (`work_order_id`);--> statement-breakpoint
CREATE TABLE `number_counters` (
	`facility_id` text NOT NULL,
	`day` text NOT NULL,
	`last` integer NOT NULL,
	PRIMARY KEY(`facility_id`, `day`)
);
--> statement-breakpoint
CREATE TABLE `operations` (
	`id` text PRIMARY KEY NOT NULL,
	`work_order_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`title` text NOT NULL,
	`activity` text NOT NULL,
	`over_and_above` integer NOT NULL,
	`approved_by` text,
	`approved_at` text,
	`reworks` text,
	`technical_data` text NOT NULL,
	`requires` text,
	`hold_point` integer NOT NULL,
	`hold_point_waiver` text,
	`status` text NOT NULL,
	`performed_by` text,
	`performed_at` text,
	`done_sequence` integer,
	`not_applicable` text,
	`late_reason` text,
	`created_by` text NOT NULL,
	`created_at` text NOT NULL,
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "operations_status_known" CHECK(status in ('open', 'done', 'not_applicable')),
	CONSTRAINT "operations_activity_known" CHECK(activity in ('inspection', 'test', 'calibration', 'repair', 'replacement', 'overhaul', 'modification'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `operations_sequence` ON `operations` (`work_order_id`,`sequence`);--> statement-breakpoint
CREATE TABLE `part_demands` (
	`id` text PRIMARY KEY NOT NULL,
	`work_order_id` text NOT NULL,
	`nsn` text,
	`part_number` text,
	`nomenclature` text NOT NULL,
	`quantity` integer NOT NULL,
	`document_number` text,
	`document_date` text,
	`stops_work` integer NOT NULL,
	`source` text NOT NULL,
	`donor_equipment_id` text,
	`donor_work_order_id` text,
	`receiving_work_order_id` text,
	`serial_removed` text,
	`serial_installed` text,
	`supplier_id` text,
	`needed_by` text,
	`operation_ids` text NOT NULL,
	`status` text NOT NULL,
	`statuses` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` text NOT NULL,
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "part_demands_status_known" CHECK(status in ('requested', 'ordered', 'shipped', 'received', 'cancelled')),
	CONSTRAINT "part_demands_source_known" CHECK(source in ('new', 'repaired', 'cannibalized'))
);
--> statement-breakpoint
CREATE INDEX `part_demands_order` ON `part_demands` (`work_order_id`);--> statement-breakpoint
CREATE TABLE `people` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`name` text NOT NULL,
	`organization` text NOT NULL,
	`roles` text NOT NULL,
	`ended_on` text,
	`facility_ids` text NOT NULL,
	`program_platform_ids` text NOT NULL,
	`access_basis` text NOT NULL,
	`pin_set_at` text
);
--> statement-breakpoint
CREATE TABLE `pin_codes` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`code_sha256` text NOT NULL,
	`issued_by` text NOT NULL,
	`created_at` text NOT NULL,
	`expires_at` text NOT NULL,
	`used_at` text,
	`failures` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `pin_codes_person` ON `pin_codes` (`person_id`);--> statement-breakpoint
CREATE TABLE `pins` (
	`person_id` text PRIMARY KEY NOT NULL,
	`scrypt` text NOT NULL,
	`issued_by` text NOT NULL,
	`set_at` text NOT NULL,
	`failures` integer NOT NULL,
	`locked_until` text,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `platforms` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`designation` text NOT NULL,
	`nomenclature` text NOT NULL,
	`nsn` text,
	`kind` text NOT NULL,
	`service` text NOT NULL,
	`export` text NOT NULL,
	`requirements` text NOT NULL,
	`targets` text NOT NULL,
	CONSTRAINT "platforms_kind_known" CHECK(kind in ('aircraft', 'engine', 'vessel', 'vehicle', 'artillery', 'missile', 'munition', 'component')),
	CONSTRAINT "platforms_service_known" CHECK(service in ('army', 'navy', 'air_force', 'marine_corps'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `platforms_designation` ON `platforms` (`designation`);--> statement-breakpoint
CREATE TABLE `qualifications` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`person_id` text NOT NULL,
	`qualification` text NOT NULL,
	`facility_ids` text NOT NULL,
	`platform_ids` text NOT NULL,
	`stamp_number` text,
	`authority` text,
	`delegation_reference` text,
	`supplements` text NOT NULL,
	`valid_from` text NOT NULL,
	`valid_to` text,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "qualifications_authority_known" CHECK(authority in ('dcma', 'jmod_delegated'))
);
--> statement-breakpoint
CREATE INDEX `qualifications_person` ON `qualifications` (`person_id`);--> statement-breakpoint
CREATE INDEX `qualifications_stamp` ON `qualifications` (`stamp_number`);--> statement-breakpoint
CREATE TABLE `register_events` (
	`noun` text NOT NULL,
	`record_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`recorded_at` text NOT NULL,
	`actor_id` text,
	`canonical` text NOT NULL,
	`previous_sha256` text,
	`sha256` text NOT NULL,
	PRIMARY KEY(`record_id`, `sequence`),
	CONSTRAINT "register_events_noun_known" CHECK(noun in ('standard', 'equivalence', 'platform', 'equipment', 'facility', 'certification', 'capability', 'closure', 'instrument', 'authorization', 'person', 'qualification', 'key', 'pin', 'technical_data', 'supplier', 'baseline'))
);
--> statement-breakpoint
CREATE TABLE `reliances` (
	`work_order_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`guard` text NOT NULL,
	`record` text NOT NULL,
	`record_id` text NOT NULL,
	`record_revision` integer NOT NULL,
	PRIMARY KEY(`work_order_id`, `sequence`, `guard`, `record_id`),
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `reliances_record` ON `reliances` (`record_id`,`work_order_id`,`sequence`);--> statement-breakpoint
CREATE TABLE `segments` (
	`id` text PRIMARY KEY NOT NULL,
	`work_order_id` text NOT NULL,
	`n` integer NOT NULL,
	`from` text NOT NULL,
	`to` text,
	`category` text NOT NULL,
	`responsible` text NOT NULL,
	`acknowledgement` text,
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "segments_category_known" CHECK(category in ('receiving', 'maintenance', 'inspection', 'capacity', 'supply', 'engineering', 'funding', 'authorization', 'customer', 'acceptance', 'weather')),
	CONSTRAINT "segments_responsible_known" CHECK(responsible in ('facility', 'supply', 'government', 'none')),
	CONSTRAINT "segments_forward" CHECK("to" is null or "to" >= "from")
);
--> statement-breakpoint
CREATE UNIQUE INDEX `segments_n` ON `segments` (`work_order_id`,`n`);--> statement-breakpoint
CREATE INDEX `segments_unacknowledged` ON `segments` (`work_order_id`) WHERE acknowledgement = 'unacknowledged';--> statement-breakpoint
CREATE TABLE `signatures` (
	`id` text PRIMARY KEY NOT NULL,
	`work_order_id` text NOT NULL,
	`act` text NOT NULL,
	`inspection_id` text,
	`signer` text NOT NULL,
	`meaning` text NOT NULL,
	`language` text NOT NULL,
	`content` text NOT NULL,
	`content_sha256` text NOT NULL,
	`subject_sha256` text NOT NULL,
	`stamp_number` text,
	`pin_issued_by` text,
	`signed_at` text NOT NULL,
	`sequence` integer NOT NULL,
	`superseded_at` text,
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "signatures_act_known" CHECK(act in ('sign_inspection', 'accept', 'release', 'condemn')),
	CONSTRAINT "signatures_language_known" CHECK(language in ('en', 'ja'))
);
--> statement-breakpoint
CREATE INDEX `signatures_order` ON `signatures` (`work_order_id`);--> statement-breakpoint
CREATE TABLE `standards` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`code` text NOT NULL,
	`title` text NOT NULL,
	`issuer` text NOT NULL,
	`subject` text NOT NULL,
	`supersedes` text,
	CONSTRAINT "standards_subject_known" CHECK(subject in ('quality_management', 'personnel', 'calibration', 'special_process', 'technical_data', 'cybersecurity', 'facility_approval', 'safety'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `standards_code` ON `standards` (`code`);--> statement-breakpoint
CREATE TABLE `status_reports` (
	`id` text PRIMARY KEY NOT NULL,
	`equipment_id` text NOT NULL,
	`condition` text NOT NULL,
	`cause` text,
	`at` text NOT NULL,
	`note` text,
	`reported_by` text NOT NULL,
	`work_order_id` text,
	`recorded_at` text NOT NULL,
	FOREIGN KEY (`equipment_id`) REFERENCES `equipment`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "status_reports_condition_known" CHECK(condition in ('FMC', 'PMC', 'NMC')),
	CONSTRAINT "status_reports_cause_for_nmc" CHECK(cause is null or condition = 'NMC')
);
--> statement-breakpoint
CREATE INDEX `status_reports_equipment` ON `status_reports` (`equipment_id`,`at`);--> statement-breakpoint
CREATE TABLE `suppliers` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`ncage` text NOT NULL,
	`name` text NOT NULL,
	`country` text NOT NULL,
	`offers` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `suppliers_ncage` ON `suppliers` (`ncage`);--> statement-breakpoint
CREATE TABLE `targets` (
	`id` text PRIMARY KEY NOT NULL,
	`work_order_id` text NOT NULL,
	`n` integer NOT NULL,
	`date` text NOT NULL,
	`cause` text,
	`nonconformance_id` text,
	`operation_id` text,
	`set_by` text NOT NULL,
	`set_at` text NOT NULL,
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `targets_n` ON `targets` (`work_order_id`,`n`);--> statement-breakpoint
CREATE TABLE `technical_data` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`document` text NOT NULL,
	`title` text NOT NULL,
	`document_revision` text NOT NULL,
	`effective_from` text NOT NULL,
	`platform_ids` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `technical_data_revision` ON `technical_data` (`document`,`document_revision`);--> statement-breakpoint
CREATE TABLE `translations` (
	`id` text PRIMARY KEY NOT NULL,
	`work_order_id` text NOT NULL,
	`subject` text NOT NULL,
	`language` text NOT NULL,
	`text` text NOT NULL,
	`status` text NOT NULL,
	`original` text NOT NULL,
	`author` text NOT NULL,
	`at` text NOT NULL,
	FOREIGN KEY (`work_order_id`) REFERENCES `work_orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "translations_language_known" CHECK(language in ('en', 'ja')),
	CONSTRAINT "translations_status_known" CHECK(status in ('machine', 'reviewed'))
);
--> statement-breakpoint
CREATE INDEX `translations_order` ON `translations` (`work_order_id`);--> statement-breakpoint
CREATE TABLE `work_orders` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL,
	`number` text NOT NULL,
	`equipment_id` text NOT NULL,
	`platform_id` text NOT NULL,
	`facility_id` text NOT NULL,
	`activity` text NOT NULL,
	`level` text NOT NULL,
	`priority` text NOT NULL,
	`designator` integer NOT NULL,
	`discrepancy` text NOT NULL,
	`codes` text NOT NULL,
	`customer_job_number` text,
	`local_transport_days` text,
	`parent_id` text,
	`stops_parent` integer NOT NULL,
	`root_id` text NOT NULL,
	`follows` text,
	`planned_start` text,
	`assigned_to` text,
	`required_by` text,
	`status` text NOT NULL,
	`status_since` text NOT NULL,
	`hold_cause` text,
	`stood_at` text,
	`held_by_program` integer NOT NULL,
	`authorization_id` text,
	`estimated_cost` text,
	`actual_cost` text,
	`target_date` text,
	`condition_code` text,
	`custody` text NOT NULL,
	`delivery_receipt` text,
	`finding` text,
	`survey_reference` text,
	`historical` integer NOT NULL,
	`created_by` text NOT NULL,
	`submitted_by` text,
	`submitted_at` text,
	`inducted_at` text,
	`started_at` text,
	`presented_at` text,
	`presented_sequence` integer,
	`accepted_at` text,
	`accepted_sequence` integer,
	`released_at` text,
	`ended_at` text,
	`head_sha256` text,
	`last_recorded_at` text NOT NULL,
	`search_text` text NOT NULL,
	FOREIGN KEY (`equipment_id`) REFERENCES `equipment`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`platform_id`) REFERENCES `platforms`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`facility_id`) REFERENCES `facilities`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`authorization_id`) REFERENCES `authorizations`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "work_orders_status_known" CHECK(status in ('draft', 'submitted', 'authorized', 'inducted', 'in_work', 'awaiting_parts', 'awaiting_engineering', 'on_hold', 'in_inspection', 'awaiting_acceptance', 'released', 'closed', 'cancelled', 'condemned')),
	CONSTRAINT "work_orders_activity_known" CHECK(activity in ('inspection', 'test', 'calibration', 'repair', 'replacement', 'overhaul', 'modification')),
	CONSTRAINT "work_orders_level_known" CHECK(level in ('organizational', 'intermediate', 'depot')),
	CONSTRAINT "work_orders_hold_cause_known" CHECK(hold_cause in ('funding', 'authorization', 'capacity', 'customer', 'weather')),
	CONSTRAINT "work_orders_stood_at_known" CHECK(stood_at in ('inducted', 'in_work', 'in_inspection', 'awaiting_acceptance')),
	CONSTRAINT "work_orders_condition_known" CHECK(condition_code in ('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S')),
	CONSTRAINT "work_orders_finding_known" CHECK(finding in ('beyond_repair', 'lost', 'destroyed')),
	CONSTRAINT "work_orders_designator_range" CHECK(designator between 1 and 15)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `work_orders_number` ON `work_orders` (`number`);--> statement-breakpoint
CREATE INDEX `work_orders_created` ON `work_orders` (`created_at`);--> statement-breakpoint
CREATE INDEX `work_orders_facility` ON `work_orders` (`facility_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `work_orders_platform` ON `work_orders` (`platform_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `work_orders_status` ON `work_orders` (`status`,`created_at`);--> statement-breakpoint
CREATE INDEX `work_orders_designator` ON `work_orders` (`designator`,`created_at`);--> statement-breakpoint
CREATE INDEX `work_orders_ended` ON `work_orders` (`ended_at`,`designator`);--> statement-breakpoint
CREATE INDEX `work_orders_facility_ended` ON `work_orders` (`facility_id`,`ended_at`);--> statement-breakpoint
CREATE INDEX `work_orders_equipment` ON `work_orders` (`equipment_id`);--> statement-breakpoint
CREATE INDEX `work_orders_root` ON `work_orders` (`root_id`);--> statement-breakpoint
CREATE INDEX `work_orders_authorization` ON `work_orders` (`authorization_id`);--> statement-breakpoint
CREATE INDEX `work_orders_parent` ON `work_orders` (`parent_id`);