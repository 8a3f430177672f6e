CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"person_id" text NOT NULL,
	"prefix" text NOT NULL,
	"secret_sha256" text NOT NULL,
	"issued_by" text,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "authorizations" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"kind" text NOT NULL,
	"number" text NOT NULL,
	"issuer" text NOT NULL,
	"platform_ids" jsonb NOT NULL,
	"categories" jsonb NOT NULL,
	"facility_ids" jsonb NOT NULL,
	"activities" jsonb NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"value_ceiling" jsonb,
	"status" text NOT NULL,
	"status_changes" jsonb NOT NULL,
	"provisos" jsonb NOT NULL,
	CONSTRAINT "authorizations_kind_known" CHECK (kind in ('taa', 'mla', 'wda', 'dsp_5', 'dsp_61', 'dsp_73', 'fms_loa', 'itar_126_4', 'ear_license', 'ear_exception', 'japan_permit', 'other')),
	CONSTRAINT "authorizations_status_known" CHECK (status in ('active', 'suspended', 'revoked'))
);
--> statement-breakpoint
CREATE TABLE "baselines" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"platform_id" text NOT NULL,
	"activity" text NOT NULL,
	"turnaround_days" jsonb NOT NULL,
	"transport_days_each_way" jsonb NOT NULL,
	"cost" jsonb NOT NULL,
	"transport_cost" jsonb NOT NULL,
	"source" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	CONSTRAINT "baselines_activity_known" CHECK (activity in ('inspection', 'test', 'calibration', 'repair', 'replacement', 'overhaul', 'modification'))
);
--> statement-breakpoint
CREATE TABLE "capabilities" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"facility_id" text NOT NULL,
	"platform_id" text NOT NULL,
	"activities" jsonb NOT NULL,
	"level" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	CONSTRAINT "capabilities_level_known" CHECK (level in ('organizational', 'intermediate', 'depot'))
);
--> statement-breakpoint
CREATE TABLE "certifications" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"facility_id" text NOT NULL,
	"standard" text NOT NULL,
	"number" text NOT NULL,
	"body" text NOT NULL,
	"scope_codes" jsonb NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"status" text NOT NULL,
	"status_changes" jsonb NOT NULL,
	"supplements" jsonb NOT NULL,
	CONSTRAINT "certifications_status_known" CHECK (status in ('active', 'suspended', 'withdrawn'))
);
--> statement-breakpoint
CREATE TABLE "closures" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"facility_id" text NOT NULL,
	"from" date NOT NULL,
	"to" date NOT NULL,
	"bays" integer NOT NULL,
	"reason" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "corrections" (
	"id" text PRIMARY KEY NOT NULL,
	"work_order_id" text NOT NULL,
	"segment_id" text NOT NULL,
	"n" integer NOT NULL,
	"from" timestamp (3) with time zone,
	"to" timestamp (3) with time zone,
	"category" text,
	"reason" jsonb NOT NULL,
	"side" text NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "corrections_status_known" CHECK (status in ('proposed', 'agreed', 'declined')),
	CONSTRAINT "corrections_side_known" CHECK (side in ('plant', 'government')),
	CONSTRAINT "corrections_category_known" CHECK (category in ('receiving', 'maintenance', 'inspection', 'capacity', 'supply', 'engineering', 'funding', 'authorization', 'customer', 'acceptance', 'weather'))
);
--> statement-breakpoint
CREATE TABLE "denials" (
	"id" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"person_id" text NOT NULL,
	"operation_id" text NOT NULL,
	"path" text NOT NULL,
	"code" text NOT NULL,
	"request_id" text NOT NULL,
	"reached" text,
	CONSTRAINT "denials_reached_known" CHECK (reached in ('minute', 'day'))
);
--> statement-breakpoint
CREATE TABLE "equipment" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"platform_id" text NOT NULL,
	"serial_number" text NOT NULL,
	"uii" text,
	"uii_components" jsonb,
	"owning_unit" text NOT NULL,
	"home_port" text,
	"installed_in" text,
	"location" text NOT NULL,
	"location_facility_id" text,
	"condition" text,
	"condemned_at" timestamp (3) with time zone,
	CONSTRAINT "equipment_location_known" CHECK (location in ('unit', 'in_transit', 'facility')),
	CONSTRAINT "equipment_condition_known" CHECK (condition in ('FMC', 'PMC', 'NMC'))
);
--> statement-breakpoint
CREATE TABLE "equivalences" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"held" text NOT NULL,
	"required" text NOT NULL,
	"degree" text NOT NULL,
	"conditions" jsonb NOT NULL,
	"platform_ids" jsonb NOT NULL,
	"activities" jsonb NOT NULL,
	"basis" jsonb NOT NULL,
	"approved_by" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	CONSTRAINT "equivalences_degree_known" CHECK (degree in ('identical', 'equivalent', 'partial', 'none'))
);
--> statement-breakpoint
CREATE TABLE "events" (
	"work_order_id" text NOT NULL,
	"sequence" integer NOT NULL,
	"type" text NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"actor_id" text NOT NULL,
	"from_status" text,
	"to_status" text,
	"canonical" text NOT NULL,
	"previous_sha256" text,
	"sha256" text NOT NULL,
	CONSTRAINT "events_pk" PRIMARY KEY("work_order_id","sequence"),
	CONSTRAINT "events_type_known" CHECK (type in ('drafted', 'edited', 'submitted', 'returned', 'authorized', 'reauthorized', 'inducted', 'started', 'parts_awaited', 'engineering_awaited', 'held', 'resumed', 'presented', 'withdrawn', 'rejected', 'accepted', 'recalled', 'refused', 'released', 'closed', 'cancelled', 'condemned', 'became_root', 'operation_added', 'operation_edited', 'operation_completed', 'operation_approved', 'operation_not_applicable', 'hold_point_waived', 'labor_logged', 'labor_corrected', 'part_demanded', 'part_demand_edited', 'inspection_opened', 'inspection_edited', 'results_recorded', 'inspection_signed', 'nonconformance_raised', 'nonconformance_edited', 'nonconformance_dispositioned', 'disposition_approved', 'nonconformance_closed', 'target_set', 'segment_acknowledged', 'segment_disputed', 'correction_proposed', 'correction_agreed', 'correction_declined', 'translation_added')),
	CONSTRAINT "events_status_known" CHECK (to_status in ('draft', 'submitted', 'authorized', 'inducted', 'in_work', 'awaiting_parts', 'awaiting_engineering', 'on_hold', 'in_inspection', 'awaiting_acceptance', 'released', 'closed', 'cancelled', 'condemned'))
);
--> statement-breakpoint
CREATE TABLE "facilities" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"code" text NOT NULL,
	"name" jsonb NOT NULL,
	"ncage" text,
	"operator" text NOT NULL,
	"prefecture" text NOT NULL,
	"calendar" text NOT NULL,
	"bays" integer NOT NULL,
	CONSTRAINT "facilities_operator_known" CHECK (operator in ('japanese_industry', 'us_government', 'japanese_government', 'joint')),
	CONSTRAINT "facilities_calendar_known" CHECK (calendar in ('japan', 'us_federal', 'both'))
);
--> statement-breakpoint
CREATE TABLE "idempotency_records" (
	"person_id" text NOT NULL,
	"path" text NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"answer" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_records_pk" PRIMARY KEY("person_id","path","key")
);
--> statement-breakpoint
CREATE TABLE "inspections" (
	"id" text PRIMARY KEY NOT NULL,
	"work_order_id" text NOT NULL,
	"kind" text NOT NULL,
	"operation_id" text,
	"characteristics" jsonb NOT NULL,
	"results" jsonb NOT NULL,
	"decision" text,
	"signature_id" text,
	"signed_by" text,
	"signed_at" timestamp (3) with time zone,
	"signed_sequence" integer,
	"superseded_by" text,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "inspections_kind_known" CHECK (kind in ('receiving', 'in_process', 'final', 'acceptance')),
	CONSTRAINT "inspections_decision_known" CHECK (decision in ('passed', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "instruments" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"facility_id" text NOT NULL,
	"serial_number" text NOT NULL,
	"description" jsonb NOT NULL,
	"calibrations" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "labor_entries" (
	"id" text PRIMARY KEY NOT NULL,
	"work_order_id" text NOT NULL,
	"operation_id" text NOT NULL,
	"person_id" text NOT NULL,
	"hours" jsonb NOT NULL,
	"on" date NOT NULL,
	"entered_by" text NOT NULL,
	"corrected_by" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "nonconformances" (
	"id" text PRIMARY KEY NOT NULL,
	"work_order_id" text NOT NULL,
	"severity" text NOT NULL,
	"description" jsonb NOT NULL,
	"inspection_id" text,
	"characteristic" integer,
	"pqdr" text,
	"raised_by" text NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"raised_sequence" integer NOT NULL,
	"disposition" text,
	"disposition_reason" jsonb,
	"dispositioned_by" text,
	"dispositioned_at" timestamp (3) with time zone,
	"approved_by" text,
	"approved_at" timestamp (3) with time zone,
	"operation_id" text,
	"status" text NOT NULL,
	"closed_by" text,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "nonconformances_status_known" CHECK (status in ('open', 'dispositioned', 'closed')),
	CONSTRAINT "nonconformances_severity_known" CHECK (severity in ('minor', 'major', 'critical')),
	CONSTRAINT "nonconformances_disposition_known" CHECK (disposition in ('rework', 'repair', 'use_as_is', 'return_to_supplier', 'scrap', 'regrade'))
);
--> statement-breakpoint
CREATE TABLE "number_counters" (
	"facility_id" text NOT NULL,
	"day" text NOT NULL,
	"last" integer NOT NULL,
	CONSTRAINT "number_counters_pk" PRIMARY KEY("facility_id","day")
);
--> statement-breakpoint
CREATE TABLE "operations" (
	"id" text PRIMARY KEY NOT NULL,
	"work_order_id" text NOT NULL,
	"sequence" integer NOT NULL,
	"title" jsonb NOT NULL,
	"activity" text NOT NULL,
	"over_and_above" boolean NOT NULL,
	"approved_by" text,
	"approved_at" timestamp (3) with time zone,
	"reworks" text,
	"technical_data" jsonb NOT NULL,
	"requires" text,
	"hold_point" boolean NOT NULL,
	"hold_point_waiver" jsonb,
	"status" text NOT NULL,
	"performed_by" text,
	"performed_at" timestamp (3) with time zone,
	"done_sequence" integer,
	"not_applicable" jsonb,
	"late_reason" jsonb,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "operations_status_known" CHECK (status in ('open', 'done', 'not_applicable')),
	CONSTRAINT "operations_activity_known" CHECK (activity in ('inspection', 'test', 'calibration', 'repair', 'replacement', 'overhaul', 'modification'))
);
--> statement-breakpoint
CREATE TABLE "part_demands" (
	"id" text PRIMARY KEY NOT NULL,
	"work_order_id" text NOT NULL,
	"nsn" text,
	"part_number" text,
	"nomenclature" jsonb NOT NULL,
	"quantity" integer NOT NULL,
	"document_number" text,
	"document_date" date,
	"stops_work" boolean NOT NULL,
	"source" text NOT NULL,
	"donor_equipment_id" text,
	"donor_work_order_id" text,
	"receiving_work_order_id" text,
	"serial_removed" text,
	"serial_installed" text,
	"supplier_id" text,
	"needed_by" date,
	"operation_ids" jsonb NOT NULL,
	"status" text NOT NULL,
	"statuses" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "part_demands_status_known" CHECK (status in ('requested', 'ordered', 'shipped', 'received', 'cancelled')),
	CONSTRAINT "part_demands_source_known" CHECK (source in ('new', 'repaired', 'cannibalized'))
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"name" jsonb NOT NULL,
	"organization" jsonb NOT NULL,
	"roles" jsonb NOT NULL,
	"ended_on" date,
	"facility_ids" jsonb NOT NULL,
	"program_platform_ids" jsonb NOT NULL,
	"access_basis" text NOT NULL,
	"pin_set_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "pin_codes" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"code_sha256" text NOT NULL,
	"issued_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"failures" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pins" (
	"person_id" text PRIMARY KEY NOT NULL,
	"scrypt" text NOT NULL,
	"issued_by" text NOT NULL,
	"set_at" timestamp (3) with time zone NOT NULL,
	"failures" integer NOT NULL,
	"locked_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "platforms" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"designation" text NOT NULL,
	"nomenclature" jsonb NOT NULL,
	"nsn" text,
	"kind" text NOT NULL,
	"service" text NOT NULL,
	"export" jsonb NOT NULL,
	"requirements" jsonb NOT NULL,
	"targets" jsonb NOT NULL,
	CONSTRAINT "platforms_kind_known" CHECK (kind in ('aircraft', 'engine', 'vessel', 'vehicle', 'artillery', 'missile', 'munition', 'component')),
	CONSTRAINT "platforms_service_known" CHECK (service in ('army', 'navy', 'air_force', 'marine_corps'))
);
--> statement-breakpoint
CREATE TABLE "qualifications" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"person_id" text NOT NULL,
	"qualification" text NOT NULL,
	"facility_ids" jsonb NOT NULL,
	"platform_ids" jsonb NOT NULL,
	"stamp_number" text,
	"authority" text,
	"delegation_reference" text,
	"supplements" jsonb NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	CONSTRAINT "qualifications_authority_known" CHECK (authority in ('dcma', 'jmod_delegated'))
);
--> statement-breakpoint
CREATE TABLE "register_events" (
	"noun" text NOT NULL,
	"record_id" text NOT NULL,
	"sequence" integer NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"actor_id" text,
	"canonical" text NOT NULL,
	"previous_sha256" text,
	"sha256" text NOT NULL,
	CONSTRAINT "register_events_pk" PRIMARY KEY("record_id","sequence"),
	CONSTRAINT "register_events_noun_known" CHECK (noun in ('standard', 'equivalence', 'platform', 'equipment', 'facility', 'certification', 'capability', 'closure', 'instrument', 'authorization', 'person', 'qualification', 'key', 'pin', 'technical_data', 'supplier', 'baseline'))
);
--> statement-breakpoint
CREATE TABLE "reliances" (
	"work_order_id" text NOT NULL,
	"sequence" integer NOT NULL,
	"guard" text NOT NULL,
	"record" text NOT NULL,
	"record_id" text NOT NULL,
	"record_revision" integer NOT NULL,
	CONSTRAINT "reliances_pk" PRIMARY KEY("work_order_id","sequence","guard","record_id")
);
--> statement-breakpoint
CREATE TABLE "segments" (
	"id" text PRIMARY KEY NOT NULL,
	"work_order_id" text NOT NULL,
	"n" integer NOT NULL,
	"from" timestamp (3) with time zone NOT NULL,
	"to" timestamp (3) with time zone,
	"category" text NOT NULL,
	"responsible" text NOT NULL,
	"acknowledgement" text,
	CONSTRAINT "segments_category_known" CHECK (category in ('receiving', 'maintenance', 'inspection', 'capacity', 'supply', 'engineering', 'funding', 'authorization', 'customer', 'acceptance', 'weather')),
	CONSTRAINT "segments_responsible_known" CHECK (responsible in ('facility', 'supply', 'government', 'none')),
	CONSTRAINT "segments_forward" CHECK ("to" is null or "to" >= "from")
);
--> statement-breakpoint
CREATE TABLE "signatures" (
	"id" text PRIMARY KEY NOT NULL,
	"work_order_id" text NOT NULL,
	"act" text NOT NULL,
	"inspection_id" text,
	"signer" text NOT NULL,
	"meaning" jsonb NOT NULL,
	"language" text NOT NULL,
	"content" text NOT NULL,
	"content_sha256" text NOT NULL,
	"subject_sha256" text NOT NULL,
	"stamp_number" text,
	"pin_issued_by" text,
	"signed_at" timestamp (3) with time zone NOT NULL,
	"sequence" integer NOT NULL,
	"superseded_at" timestamp (3) with time zone,
	CONSTRAINT "signatures_act_known" CHECK (act in ('sign_inspection', 'accept', 'release', 'condemn')),
	CONSTRAINT "signatures_language_known" CHECK (language in ('en', 'ja'))
);
--> statement-breakpoint
CREATE TABLE "standards" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"code" text NOT NULL,
	"title" jsonb NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"supersedes" text,
	CONSTRAINT "standards_subject_known" CHECK (subject in ('quality_management', 'personnel', 'calibration', 'special_process', 'technical_data', 'cybersecurity', 'facility_approval', 'safety'))
);
--> statement-breakpoint
CREATE TABLE "status_reports" (
	"id" text PRIMARY KEY NOT NULL,
	"equipment_id" text NOT NULL,
	"condition" text NOT NULL,
	"cause" text,
	"at" timestamp (3) with time zone NOT NULL,
	"note" jsonb,
	"reported_by" text NOT NULL,
	"work_order_id" text,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "status_reports_condition_known" CHECK (condition in ('FMC', 'PMC', 'NMC')),
	CONSTRAINT "status_reports_cause_for_nmc" CHECK (cause is null or condition = 'NMC')
);
--> statement-breakpoint
CREATE TABLE "suppliers" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"ncage" text NOT NULL,
	"name" jsonb NOT NULL,
	"country" text NOT NULL,
	"offers" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "targets" (
	"id" text PRIMARY KEY NOT NULL,
	"work_order_id" text NOT NULL,
	"n" integer NOT NULL,
	"date" date NOT NULL,
	"cause" jsonb,
	"nonconformance_id" text,
	"operation_id" text,
	"set_by" text NOT NULL,
	"set_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "technical_data" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"document" text NOT NULL,
	"title" jsonb NOT NULL,
	"document_revision" text NOT NULL,
	"effective_from" date NOT NULL,
	"platform_ids" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "translations" (
	"id" text PRIMARY KEY NOT NULL,
	"work_order_id" text NOT NULL,
	"subject" jsonb NOT NULL,
	"language" text NOT NULL,
	"text" text NOT NULL,
	"status" text NOT NULL,
	"original" jsonb NOT NULL,
	"author" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "translations_language_known" CHECK (language in ('en', 'ja')),
	CONSTRAINT "translations_status_known" CHECK (status in ('machine', 'reviewed'))
);
--> statement-breakpoint
CREATE TABLE "work_orders" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"number" text NOT NULL,
	"equipment_id" text NOT NULL,
	"platform_id" text NOT NULL,
	"facility_id" text NOT NULL,
	"activity" text NOT NULL,
	"level" text NOT NULL,
	"priority" jsonb NOT NULL,
	"designator" integer NOT NULL,
	"discrepancy" jsonb NOT NULL,
	"codes" jsonb NOT NULL,
	"customer_job_number" text,
	"local_transport_days" jsonb,
	"parent_id" text,
	"stops_parent" boolean NOT NULL,
	"root_id" text NOT NULL,
	"follows" text,
	"planned_start" date,
	"assigned_to" text,
	"required_by" date,
	"status" text NOT NULL,
	"status_since" timestamp (3) with time zone NOT NULL,
	"hold_cause" text,
	"stood_at" text,
	"held_by_program" boolean NOT NULL,
	"authorization_id" text,
	"estimated_cost" jsonb,
	"actual_cost" jsonb,
	"target_date" date,
	"condition_code" text,
	"custody" jsonb NOT NULL,
	"delivery_receipt" text,
	"finding" text,
	"survey_reference" text,
	"historical" boolean NOT NULL,
	"created_by" text NOT NULL,
	"submitted_by" text,
	"submitted_at" timestamp (3) with time zone,
	"inducted_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"presented_at" timestamp (3) with time zone,
	"presented_sequence" integer,
	"accepted_at" timestamp (3) with time zone,
	"accepted_sequence" integer,
	"released_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"head_sha256" text,
	"last_recorded_at" timestamp (3) with time zone NOT NULL,
	"search_text" text NOT NULL,
	CONSTRAINT "work_orders_status_known" CHECK (status in ('draft', 'submitted', 'authorized', 'inducted', 'in_work', 'awaiting_parts', 'awaiting_engineering', 'on_hold', 'in_inspection', 'awaiting_acceptance', 'released', 'closed', 'cancelled', 'condemned')),
	CONSTRAINT "work_orders_activity_known" CHECK (activity in ('inspection', 'test', 'calibration', 'repair', 'replacement', 'overhaul', 'modification')),
	CONSTRAINT "work_orders_level_known" CHECK (level in ('organizational', 'intermediate', 'depot')),
	CONSTRAINT "work_orders_hold_cause_known" CHECK (hold_cause in ('funding', 'authorization', 'capacity', 'customer', 'weather')),
	CONSTRAINT "work_orders_stood_at_known" CHECK (stood_at in ('inducted', 'in_work', 'in_inspection', 'awaiting_acceptance')),
	CONSTRAINT "work_orders_condition_known" CHECK (condition_code in ('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S')),
	CONSTRAINT "work_orders_finding_known" CHECK (finding in ('beyond_repair', 'lost', 'destroyed')),
	CONSTRAINT "work_orders_designator_range" CHECK (designator between 1 and 15)
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "baselines" ADD CONSTRAINT "baselines_platform_id_platforms_id_fk" FOREIGN KEY ("platform_id") REFERENCES "public"."platforms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "capabilities" ADD CONSTRAINT "capabilities_facility_id_facilities_id_fk" FOREIGN KEY ("facility_id") REFERENCES "public"."facilities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "capabilities" ADD CONSTRAINT "capabilities_platform_id_platforms_id_fk" FOREIGN KEY ("platform_id") REFERENCES "public"."platforms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certifications" ADD CONSTRAINT "certifications_facility_id_facilities_id_fk" FOREIGN KEY ("facility_id") REFERENCES "public"."facilities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "closures" ADD CONSTRAINT "closures_facility_id_facilities_id_fk" FOREIGN KEY ("facility_id") REFERENCES "public"."facilities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "corrections" ADD CONSTRAINT "corrections_work_order_id_work_orders_id_fk" FOREIGN KEY ("work_order_id") REFERENCES "public"."work_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "equipment" ADD CONSTRAINT "equipment_platform_id_platforms_id_fk" FOREIGN KEY ("platform_id") REFERENCES "public"."platforms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_work_order_id_work_orders_id_fk" FOREIGN KEY ("work_order_id") REFERENCES "public"."work_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inspections" ADD CONSTRAINT "inspections_work_order_id_work_orders_id_fk" FOREIGN KEY ("work_order_id") REFERENCES "public"."work_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "instruments" ADD CONSTRAINT "instruments_facility_id_facilities_id_fk" FOREIGN KEY ("facility_id") REFERENCES "public"."facilities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "labor_entries" ADD CONSTRAINT "labor_entries_work_order_id_work_orders_id_fk" FOREIGN KEY ("work_order_id") REFERENCES "public"."work_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "labor_entries" ADD CONSTRAINT "labor_entries_operation_id_operations_id_fk" FOREIGN KEY ("operation_id") REFERENCES "public"."operations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nonconformances" ADD CONSTRAINT "nonconformances_work_order_id_work_orders_id_fk" FOREIGN KEY ("work_order_id") REFERENCES "public"."work_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "operations" ADD CONSTRAINT "operations_work_order_id_work_orders_id_fk" FOREIGN KEY ("work_order_id") REFERENCES "public"."work_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "part_demands" ADD CONSTRAINT "part_demands_work_order_id_work_orders_id_fk" FOREIGN KEY ("work_order_id") REFERENCES "public"."work_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pin_codes" ADD CONSTRAINT "pin_codes_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pins" ADD CONSTRAINT "pins_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qualifications" ADD CONSTRAINT "qualifications_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reliances" ADD CONSTRAINT "reliances_work_order_id_work_orders_id_fk" FOREIGN KEY ("work_order_id") REFERENCES "public"."work_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_work_order_id_work_orders_id_fk" FOREIGN KEY ("work_order_id") REFERENCES "public"."work_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_work_order_id_work_orders_id_fk" FOREIGN KEY ("work_order_id") REFERENCES "public"."work_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_reports" ADD CONSTRAINT "status_reports_equipment_id_equipment_id_fk" FOREIGN KEY ("equipment_id") REFERENCES "public"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "targets" ADD CONSTRAINT "targets_work_order_id_work_orders_id_fk" FOREIGN KEY ("work_order_id") REFERENCES "public"."work_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "translations" ADD CONSTRAINT "translations_work_order_id_work_orders_id_fk" FOREIGN KEY ("work_order_id") REFERENCES "public"."work_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "work_orders" ADD CONSTRAINT "work_orders_equipment_id_equipment_id_fk" FOREIGN KEY ("equipment_id") REFERENCES "public"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "work_orders" ADD CONSTRAINT "work_orders_platform_id_platforms_id_fk" FOREIGN KEY ("platform_id") REFERENCES "public"."platforms"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "work_orders" ADD CONSTRAINT "work_orders_facility_id_facilities_id_fk" FOREIGN KEY ("facility_id") REFERENCES "public"."facilities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "work_orders" ADD CONSTRAINT "work_orders_authorization_id_authorizations_id_fk" FOREIGN KEY ("authorization_id") REFERENCES "public"."authorizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_secret" ON "api_keys" USING btree ("secret_sha256");--> statement-breakpoint
CREATE INDEX "api_keys_person" ON "api_keys" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "authorizations_number" ON "authorizations" USING btree ("kind","number");--> statement-breakpoint
CREATE INDEX "baselines_platform" ON "baselines" USING btree ("platform_id","activity");--> statement-breakpoint
CREATE INDEX "capabilities_facility" ON "capabilities" USING btree ("facility_id");--> statement-breakpoint
CREATE INDEX "capabilities_platform" ON "capabilities" USING btree ("platform_id");--> statement-breakpoint
CREATE INDEX "certifications_facility" ON "certifications" USING btree ("facility_id");--> statement-breakpoint
CREATE INDEX "closures_facility" ON "closures" USING btree ("facility_id");--> statement-breakpoint
CREATE INDEX "corrections_order" ON "corrections" USING btree ("work_order_id");--> statement-breakpoint
CREATE INDEX "corrections_proposed" ON "corrections" USING btree ("work_order_id") WHERE status = 'proposed';--> statement-breakpoint
CREATE INDEX "corrections_decided" ON "corrections" USING btree ("decided_at");--> statement-breakpoint
CREATE INDEX "denials_at" ON "denials" USING btree ("at");--> statement-breakpoint
CREATE INDEX "denials_person" ON "denials" USING btree ("person_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "equipment_serial" ON "equipment" USING btree ("platform_id","serial_number");--> statement-breakpoint
CREATE INDEX "equipment_installed_in" ON "equipment" USING btree ("installed_in");--> statement-breakpoint
CREATE INDEX "equivalences_required" ON "equivalences" USING btree ("required");--> statement-breakpoint
CREATE UNIQUE INDEX "facilities_code" ON "facilities" USING btree ("code");--> statement-breakpoint
CREATE INDEX "idempotency_records_created" ON "idempotency_records" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "inspections_order" ON "inspections" USING btree ("work_order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "instruments_serial" ON "instruments" USING btree ("facility_id","serial_number");--> statement-breakpoint
CREATE INDEX "labor_entries_order" ON "labor_entries" USING btree ("work_order_id");--> statement-breakpoint
CREATE INDEX "nonconformances_order" ON "nonconformances" USING btree ("work_order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "operations_sequence" ON "operations" USING btree ("work_order_id","sequence");--> statement-breakpoint
CREATE INDEX "part_demands_order" ON "part_demands" USING btree ("work_order_id");--> statement-breakpoint
CREATE INDEX "pin_codes_person" ON "pin_codes" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "platforms_designation" ON "platforms" USING btree ("designation");--> statement-breakpoint
CREATE INDEX "qualifications_person" ON "qualifications" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "qualifications_stamp" ON "qualifications" USING btree ("stamp_number");--> statement-breakpoint
CREATE INDEX "reliances_record" ON "reliances" USING btree ("record_id","work_order_id","sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "segments_n" ON "segments" USING btree ("work_order_id","n");--> statement-breakpoint
CREATE INDEX "segments_unacknowledged" ON "segments" USING btree ("work_order_id") WHERE acknowledgement = 'unacknowledged';--> statement-breakpoint
CREATE INDEX "signatures_order" ON "signatures" USING btree ("work_order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "standards_code" ON "standards" USING btree ("code");--> statement-breakpoint
CREATE INDEX "status_reports_equipment" ON "status_reports" USING btree ("equipment_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "suppliers_ncage" ON "suppliers" USING btree ("ncage");--> statement-breakpoint
CREATE UNIQUE INDEX "targets_n" ON "targets" USING btree ("work_order_id","n");--> statement-breakpoint
CREATE UNIQUE INDEX "technical_data_revision" ON "technical_data" USING btree ("document","document_revision");--> statement-breakpoint
CREATE INDEX "translations_order" ON "translations" USING btree ("work_order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "work_orders_number" ON "work_orders" USING btree ("number");--> statement-breakpoint
CREATE INDEX "work_orders_created" ON "work_orders" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "work_orders_facility" ON "work_orders" USING btree ("facility_id","created_at");--> statement-breakpoint
CREATE INDEX "work_orders_platform" ON "work_orders" USING btree ("platform_id","created_at");--> statement-breakpoint
CREATE INDEX "work_orders_status" ON "work_orders" USING btree ("status","created_at");--> statement-breakpoint
CREATE INDEX "work_orders_designator" ON "work_orders" USING btree ("designator","created_at");--> statement-breakpoint
CREATE INDEX "work_orders_ended" ON "work_orders" USING btree ("ended_at","designator");--> statement-breakpoint
CREATE INDEX "work_orders_facility_ended" ON "work_orders" USING btree ("facility_id","ended_at");--> statement-breakpoint
CREATE INDEX "work_orders_equipment" ON "work_orders" USING btree ("equipment_id");--> statement-breakpoint
CREATE INDEX "work_orders_root" ON "work_orders" USING btree ("root_id");--> statement-breakpoint
CREATE INDEX "work_orders_authorization" ON "work_orders" USING btree ("authorization_id");--> statement-breakpoint
CREATE INDEX "work_orders_parent" ON "work_orders" USING btree ("parent_id");