// Every table, once. Property names are the names of the JSON fields; columns are the same in snake_case.
import { type Column, type SQL, sql } from 'drizzle-orm';
import { AMENDMENT_STATUSES, type AmendedField } from '../domain/evidence/amendment.ts';
import { CERTIFICATE_KINDS } from '../domain/evidence/certificate.ts';
import { DENIAL_BOUNDS } from '../domain/evidence/denial.ts';
import { LANGUAGES, SIGNED_ACTS } from '../domain/evidence/signature.ts';
import { FINDING_KINDS, IMPORT_STATES } from '../domain/exchange/import.ts';
import { DELIVERY_STATUSES, DISABLED_REASONS, WEBHOOK_STATUSES } from '../domain/exchange/webhook.ts';
import { ACKNOWLEDGEMENTS, CATEGORIES, PARTIES } from '../domain/metrics/turnaround.ts';
import { ACTIVITIES, CONDITION_CODES, LEVELS } from '../domain/orders/codes.ts';
import { EVENT_TYPES, type EventType, LOG_KINDS } from '../domain/orders/event.ts';
import { HOLD_CAUSES, STANDING, STATUSES } from '../domain/orders/status.ts';
import { FINDINGS } from '../domain/orders/work-order.ts';
import { AUTHORIZATION_KINDS, AUTHORIZATION_STATUSES } from '../domain/registers/authorization.ts';
import { CONDITIONS, LOCATIONS, NMC_CAUSES, type UiiComponents } from '../domain/registers/equipment.ts';
import { DEGREES } from '../domain/registers/equivalence.ts';
import { CERTIFICATION_STATUSES, FACILITY_CALENDARS, OPERATORS } from '../domain/registers/facility.ts';
import { HOLIDAY_CALENDARS, type Holiday } from '../domain/registers/holiday.ts';
import { GQAR_AUTHORITIES } from '../domain/registers/person.ts';
import { PLATFORM_KINDS, SERVICES } from '../domain/registers/platform.ts';
import { SUBJECTS } from '../domain/registers/standard.ts';
import { DEMAND_STATUSES, PART_SOURCES, type PartDemand } from '../domain/supply/part-demand.ts';
import type { PartName } from '../domain/supply/part-name.ts';
import type { SupplierOffer } from '../domain/supply/supplier.ts';
import type { ListAmendment, ListItem, SupportList } from '../domain/supply/support-list.ts';
import { LIST_SIDES, LIST_STATUSES } from '../domain/supply/support-list-status.ts';
import { HORIZONS } from '../domain/supply/support-priority.ts';
import type { Weights } from '../domain/supply/weighting.ts';
import type { Message, Money, Text } from '../domain/values.ts';
import { CORRECTION_STATUSES, SIDES } from '../domain/workshop/correction.ts';
import { DECISIONS, INSPECTION_KINDS } from '../domain/workshop/inspection.ts';
import { MEDIA_TYPE_NAMES } from '../domain/workshop/media-type.ts';
import { DISPOSITIONS, NONCONFORMANCE_STATUSES, SEVERITIES } from '../domain/workshop/nonconformance.ts';
import { OPERATION_STATUSES } from '../domain/workshop/operation.ts';
import { TRANSLATION_STATUSES, type TranslationSubject } from '../domain/workshop/translation.ts';
import { type ColumnKit, isOneOf, pgKit, sqliteKit } from './columns.ts';

/** Nouns that live in the generic register: each change is a link of the record's own chain. */
const REGISTER_NOUNS = [
  'standard',
  'equivalence',
  'platform',
  'equipment',
  'facility',
  'certification',
  'capability',
  'closure',
  'instrument',
  'authorization',
  'person',
  'qualification',
  'key',
  'pin',
  'technical_data',
  'supplier',
  'baseline',
  'holiday_list',
  'catalogue_item',
  'weighting',
  'support_list',
] as const;
export type RegisterNoun = (typeof REGISTER_NOUNS)[number];

/** The classes of the life of an ended order, from its draft (or its earlier induction, when it was imported) to its end: at most so many days, or longer. */
export const LIFE_DAYS = [4, 16, 64, 256, 1_024] as const;

/** The class of an order's life; null: longer than the last. An index is made of it, so the words are always the same. */
export function lifeDays(kit: ColumnKit, t: { createdAt: Column; inductedAt: Column; endedAt: Column }): SQL {
  const born = kit.earlier(t.createdAt, t.inductedAt);
  const classes = LIFE_DAYS.map(
    (days) => sql`when ${kit.isWithinDays(born, t.endedAt, days)} then ${sql.raw(String(days))}`,
  );
  return sql`(case ${sql.join(classes, sql` `)} end)`;
}

function defineTables(kit: ColumnKit) {
  // The few rows whose name has full-width forms: whether a name is taken is asked of those apart. `column` as it is called in SQL.
  const wide = (name: string, column: string, on: Parameters<ReturnType<ColumnKit['index']>['on']>[0]) =>
    kit
      .index(`${name}_wide`)
      .on(on)
      .where(sql.raw(`octet_length(${column}) > length(${column})`));
  // What every record carries; `revision` counts its versions.
  const record = () => ({
    id: kit.text().primaryKey(),
    createdAt: kit.instant().notNull(),
    revision: kit.integer().notNull(),
  });
  const period = () => ({ validFrom: kit.date().notNull(), validTo: kit.date() });

  const standards = kit.table(
    'standards',
    {
      ...record(),
      code: kit.text().notNull(),
      title: kit.json<Text>().notNull(),
      issuer: kit.text().notNull(),
      subject: kit.oneOf(SUBJECTS).notNull(),
      supersedes: kit.text(),
    },
    (t) => [
      kit.uniqueIndex('standards_code').on(t.code),
      wide('standards_code', 'code', t.code),
      kit.check('standards_subject_known', isOneOf('subject', SUBJECTS)),
    ],
  );

  const equivalences = kit.table(
    'equivalences',
    {
      ...record(),
      held: kit.text().notNull(),
      required: kit.text().notNull(),
      degree: kit.oneOf(DEGREES).notNull(),
      conditions: kit.json<{ code: string; text: Text }[]>().notNull(),
      platformIds: kit.json<string[]>().notNull(),
      activities: kit.json<(typeof ACTIVITIES)[number][]>().notNull(),
      basis: kit.json<{ document: string; reference: string }>().notNull(),
      approvedBy: kit.text().notNull(),
      ...period(),
    },
    (t) => [
      kit.index('equivalences_required').on(t.required),
      kit.check('equivalences_degree_known', isOneOf('degree', DEGREES)),
    ],
  );

  const platforms = kit.table(
    'platforms',
    {
      ...record(),
      designation: kit.text().notNull(),
      nomenclature: kit.json<Text>().notNull(),
      nsn: kit.text(),
      kind: kit.oneOf(PLATFORM_KINDS).notNull(),
      service: kit.oneOf(SERVICES).notNull(),
      export: kit.json<{ regime: 'ITAR' | 'EAR'; category: string }>().notNull(),
      requirements: kit
        .json<
          {
            standard: string;
            holder: 'facility' | 'inspector' | 'technician' | 'instrument';
            activities: (typeof ACTIVITIES)[number][];
          }[]
        >()
        .notNull(),
      targets: kit
        .json<{ activity: (typeof ACTIVITIES)[number]; days: number; calendar: 'calendar' | 'working' }[]>()
        .notNull(),
    },
    (t) => [
      kit.uniqueIndex('platforms_designation').on(t.designation),
      wide('platforms_designation', 'designation', t.designation),
      kit.check('platforms_kind_known', isOneOf('kind', PLATFORM_KINDS)),
      kit.check('platforms_service_known', isOneOf('service', SERVICES)),
    ],
  );

  const facilities = kit.table(
    'facilities',
    {
      ...record(),
      code: kit.text().notNull(),
      name: kit.json<Text>().notNull(),
      ncage: kit.text(),
      operator: kit.oneOf(OPERATORS).notNull(),
      prefecture: kit.text().notNull(),
      calendar: kit.oneOf(FACILITY_CALENDARS).notNull(),
      bays: kit.integer().notNull(),
    },
    (t) => [
      kit.uniqueIndex('facilities_code').on(t.code),
      wide('facilities_code', 'code', t.code),
      kit.check('facilities_operator_known', isOneOf('operator', OPERATORS)),
      kit.check('facilities_calendar_known', isOneOf('calendar', FACILITY_CALENDARS)),
    ],
  );
  const ofFacility = () => ({
    ...record(),
    facilityId: kit
      .text()
      .notNull()
      .references(() => facilities.id),
  });

  const certifications = kit.table(
    'certifications',
    {
      ...ofFacility(),
      standard: kit.text().notNull(),
      number: kit.text().notNull(),
      body: kit.text().notNull(),
      scopeCodes: kit.json<string[]>().notNull(),
      ...period(),
      status: kit.oneOf(CERTIFICATION_STATUSES).notNull(),
      statusChanges: kit
        .json<{ status: (typeof CERTIFICATION_STATUSES)[number]; on: string; reason: Text | null }[]>()
        .notNull(),
      supplements: kit.json<{ condition: string; evidence: string }[]>().notNull(),
    },
    (t) => [
      kit.index('certifications_facility').on(t.facilityId),
      wide('certifications_number', 'number', t.number),
      wide('certifications_standard', 'standard', t.standard),
      kit.check('certifications_status_known', isOneOf('status', CERTIFICATION_STATUSES)),
    ],
  );

  const capabilities = kit.table(
    'capabilities',
    {
      ...ofFacility(),
      platformId: kit
        .text()
        .notNull()
        .references(() => platforms.id),
      activities: kit.json<(typeof ACTIVITIES)[number][]>().notNull(),
      level: kit.oneOf(LEVELS).notNull(),
      ...period(),
    },
    (t) => [
      kit.index('capabilities_facility').on(t.facilityId),
      kit.index('capabilities_platform').on(t.platformId),
      kit.check('capabilities_level_known', isOneOf('level', LEVELS)),
    ],
  );

  const closures = kit.table(
    'closures',
    {
      ...ofFacility(),
      from: kit.date().notNull(),
      to: kit.date().notNull(),
      bays: kit.integer().notNull(),
      reason: kit.json<Text>().notNull(),
    },
    (t) => [kit.index('closures_facility').on(t.facilityId)],
  );

  const instruments = kit.table(
    'instruments',
    {
      ...ofFacility(),
      serialNumber: kit.text().notNull(),
      description: kit.json<Text>().notNull(),
      calibrations: kit
        .json<{ standard: string; certificate: string; calibratedOn: string; dueOn: string }[]>()
        .notNull(),
    },
    (t) => [
      kit.uniqueIndex('instruments_serial').on(t.facilityId, t.serialNumber),
      wide('instruments_serial', 'serial_number', t.serialNumber),
    ],
  );

  const equipment = kit.table(
    'equipment',
    {
      ...record(),
      platformId: kit
        .text()
        .notNull()
        .references(() => platforms.id),
      serialNumber: kit.text().notNull(),
      uii: kit.text(),
      uiiComponents: kit.json<UiiComponents>(),
      owningUnit: kit.text().notNull(),
      homePort: kit.text(),
      installedIn: kit.text(),
      location: kit.oneOf(LOCATIONS).notNull(),
      locationFacilityId: kit.text(),
      condition: kit.oneOf(CONDITIONS),
      condemnedAt: kit.instant(),
    },
    (t) => [
      kit.uniqueIndex('equipment_serial').on(t.platformId, t.serialNumber),
      wide('equipment_serial', 'serial_number', t.serialNumber),
      kit.index('equipment_installed_in').on(t.installedIn),
      kit.check('equipment_location_known', isOneOf('location', LOCATIONS)),
      kit.check('equipment_condition_known', isOneOf('condition', CONDITIONS)),
    ],
  );

  // What was installed in what, from when until when it was so recorded; null: it still is.
  const installations = kit.table(
    'installations',
    {
      equipmentId: kit
        .text()
        .notNull()
        .references(() => equipment.id),
      // The version of the item that installed it.
      revision: kit.integer().notNull(),
      hostId: kit.text().notNull(),
      from: kit.instant().notNull(),
      to: kit.instant(),
    },
    (t) => [
      kit.primaryKey({ name: 'installations_pk', columns: [t.equipmentId, t.revision] }),
      kit.index('installations_host').on(t.hostId),
    ],
  );

  const statusReports = kit.table(
    'status_reports',
    {
      id: kit.text().primaryKey(),
      equipmentId: kit
        .text()
        .notNull()
        .references(() => equipment.id),
      condition: kit.oneOf(CONDITIONS).notNull(),
      cause: kit.oneOf(NMC_CAUSES),
      at: kit.instant().notNull(),
      note: kit.json<Text>(),
      reportedBy: kit.text().notNull(),
      workOrderId: kit.text(),
      recordedAt: kit.instant().notNull(),
    },
    (t) => [
      kit.index('status_reports_equipment').on(t.equipmentId, t.at),
      kit.check('status_reports_condition_known', isOneOf('condition', CONDITIONS)),
      kit.check('status_reports_cause_for_nmc', sql.raw("cause is null or condition = 'NMC'")),
    ],
  );

  const authorizations = kit.table(
    'authorizations',
    {
      ...record(),
      kind: kit.oneOf(AUTHORIZATION_KINDS).notNull(),
      number: kit.text().notNull(),
      issuer: kit.text().notNull(),
      platformIds: kit.json<string[]>().notNull(),
      categories: kit.json<string[]>().notNull(),
      facilityIds: kit.json<string[]>().notNull(),
      activities: kit.json<(typeof ACTIVITIES)[number][]>().notNull(),
      ...period(),
      valueCeiling: kit.json<Money>(),
      status: kit.oneOf(AUTHORIZATION_STATUSES).notNull(),
      statusChanges: kit
        .json<{ status: (typeof AUTHORIZATION_STATUSES)[number]; on: string; reason: Text | null }[]>()
        .notNull(),
      provisos: kit.json<Text[]>().notNull(),
    },
    (t) => [
      kit.uniqueIndex('authorizations_number').on(t.kind, t.number),
      wide('authorizations_number', 'number', t.number),
      kit.check('authorizations_kind_known', isOneOf('kind', AUTHORIZATION_KINDS)),
      kit.check('authorizations_status_known', isOneOf('status', AUTHORIZATION_STATUSES)),
    ],
  );

  const people = kit.table('people', {
    ...record(),
    name: kit.json<Text>().notNull(),
    organization: kit.json<{ kind: 'facility' | 'program' | 'accepting_authority'; name: string }>().notNull(),
    roles: kit
      .json<('depot_staff' | 'qa_inspector' | 'program_office' | 'host_office' | 'administrator')[]>()
      .notNull(),
    endedOn: kit.date(),
    facilityIds: kit.json<string[]>().notNull(),
    programPlatformIds: kit.json<string[]>().notNull(),
    accessBasis: kit.text().notNull(),
    pinSetAt: kit.instant(),
  });
  const ofPerson = () => ({
    ...record(),
    personId: kit
      .text()
      .notNull()
      .references(() => people.id),
  });

  const qualifications = kit.table(
    'qualifications',
    {
      ...ofPerson(),
      qualification: kit.text().notNull(),
      facilityIds: kit.json<string[]>().notNull(),
      platformIds: kit.json<string[]>().notNull(),
      stampNumber: kit.text(),
      authority: kit.oneOf(GQAR_AUTHORITIES),
      delegationReference: kit.text(),
      supplements: kit.json<{ condition: string; evidence: string }[]>().notNull(),
      ...period(),
    },
    (t) => [
      kit.index('qualifications_person').on(t.personId),
      kit.index('qualifications_stamp').on(t.stampNumber),
      kit.check('qualifications_authority_known', isOneOf('authority', GQAR_AUTHORITIES)),
    ],
  );

  const apiKeys = kit.table(
    'api_keys',
    {
      ...ofPerson(),
      prefix: kit.text().notNull(),
      secretSha256: kit.text().notNull(),
      issuedBy: kit.text(),
      endedAt: kit.instant(),
    },
    (t) => [kit.uniqueIndex('api_keys_secret').on(t.secretSha256), kit.index('api_keys_person').on(t.personId)],
  );

  // A browser that signed in: found by the hash of its token, which is all that is stored of it.
  const sessions = kit.table(
    'sessions',
    {
      id: kit.text().primaryKey(),
      personId: kit
        .text()
        .notNull()
        .references(() => people.id),
      tokenSha256: kit.text().notNull(),
      createdAt: kit.instant().notNull(),
      expiresAt: kit.instant().notNull(),
      endedAt: kit.instant(),
      // The key it was begun with, so that it ends with that; none: the identity provider vouched for its person.
      keyId: kit.text(),
    },
    (t) => [
      kit.uniqueIndex('sessions_token').on(t.tokenSha256),
      kit.index('sessions_expires').on(t.expiresAt),
      kit.index('sessions_ended').on(t.endedAt),
    ],
  );

  // One row a person: the pin they set, and the failures since it last matched.
  const pins = kit.table('pins', {
    personId: kit
      .text()
      .primaryKey()
      .references(() => people.id),
    scrypt: kit.text().notNull(),
    issuedBy: kit.text().notNull(),
    issuedAt: kit.instant(),
    setAt: kit.instant().notNull(),
    failures: kit.integer().notNull(),
    lockedUntil: kit.instant(),
  });

  const pinCodes = kit.table(
    'pin_codes',
    {
      id: kit.text().primaryKey(),
      personId: kit
        .text()
        .notNull()
        .references(() => people.id),
      codeSha256: kit.text().notNull(),
      issuedBy: kit.text().notNull(),
      createdAt: kit.instant().notNull(),
      expiresAt: kit.instant().notNull(),
      usedAt: kit.instant(),
      failures: kit.integer().notNull(),
    },
    (t) => [kit.index('pin_codes_person').on(t.personId)],
  );

  const technicalData = kit.table(
    'technical_data',
    {
      ...record(),
      document: kit.text().notNull(),
      title: kit.json<Text>().notNull(),
      documentRevision: kit.text().notNull(),
      effectiveFrom: kit.date().notNull(),
      platformIds: kit.json<string[]>().notNull(),
    },
    (t) => [
      kit.uniqueIndex('technical_data_revision').on(t.document, t.documentRevision),
      wide('technical_data_document', 'document', t.document),
      wide('technical_data_revision', 'document_revision', t.documentRevision),
    ],
  );

  const suppliers = kit.table(
    'suppliers',
    {
      ...record(),
      ncage: kit.text().notNull(),
      name: kit.json<Text>().notNull(),
      country: kit.text().notNull(),
      offers: kit.json<SupplierOffer[]>().notNull(),
    },
    (t) => [kit.uniqueIndex('suppliers_ncage').on(t.ncage), wide('suppliers_ncage', 'ncage', t.ncage)],
  );

  const catalogueItems = kit.table(
    'catalogue_items',
    {
      ...record(),
      nsn: kit.text(),
      // The nine digits by which a stock number is known.
      niin: kit.text(),
      partNumber: kit.text(),
      cage: kit.text(),
      nomenclature: kit.json<Text>().notNull(),
      platformIds: kit.json<string[]>().notNull(),
      export: kit.json<{ regime: 'ITAR' | 'EAR'; category: string }>().notNull(),
      substituteIds: kit.json<string[]>().notNull(),
    },
    (t) => [
      kit.uniqueIndex('catalogue_items_niin').on(t.niin),
      wide('catalogue_items_niin', 'niin', t.niin),
      kit.uniqueIndex('catalogue_items_part').on(t.partNumber, t.cage),
      wide('catalogue_items_part_number', 'part_number', t.partNumber),
      wide('catalogue_items_cage', 'cage', t.cage),
    ],
  );

  const weightings = kit.table(
    'weightings',
    {
      ...record(),
      name: kit.text().notNull(),
      platformIds: kit.json<string[]>().notNull(),
      weights: kit.json<Weights>().notNull(),
      unknownLeadTimeDays: kit.integer().notNull(),
      stoppedDayCost: kit.json<Money>(),
      reason: kit.json<Text>().notNull(),
    },
    (t) => [kit.uniqueIndex('weightings_name').on(t.name), wide('weightings_name', 'name', t.name)],
  );

  const baselines = kit.table(
    'baselines',
    {
      ...record(),
      platformId: kit
        .text()
        .notNull()
        .references(() => platforms.id),
      activity: kit.oneOf(ACTIVITIES).notNull(),
      turnaroundDays: kit.json<number>().notNull(),
      transportDaysEachWay: kit.json<number>().notNull(),
      cost: kit.json<Money>().notNull(),
      transportCost: kit.json<Money>().notNull(),
      source: kit.text().notNull(),
      ...period(),
    },
    (t) => [
      kit.index('baselines_platform').on(t.platformId, t.activity),
      kit.check('baselines_activity_known', isOneOf('activity', ACTIVITIES)),
    ],
  );

  // The holidays of a calendar in a year, where an administrator recorded them.
  const holidayLists = kit.table(
    'holiday_lists',
    {
      ...record(),
      calendar: kit.oneOf(HOLIDAY_CALENDARS).notNull(),
      year: kit.integer().notNull(),
      holidays: kit.json<Holiday[]>().notNull(),
      source: kit.text().notNull(),
    },
    (t) => [
      kit.uniqueIndex('holiday_lists_year').on(t.calendar, t.year),
      kit.check('holiday_lists_calendar_known', isOneOf('calendar', HOLIDAY_CALENDARS)),
    ],
  );

  // One row, raised by triggers with every change of the registers of which rows are kept: see kept-rows.ts.
  const registerRevision = kit.table(
    'register_revision',
    { id: kit.integer().primaryKey(), revision: kit.bigint().notNull() },
    () => [kit.check('register_revision_one', sql.raw('id = 1'))],
  );

  // Every version of every register record, as links of a chain per record. A version is superseded by the next one.
  const registerEvents = kit.table(
    'register_events',
    {
      noun: kit.oneOf(REGISTER_NOUNS).notNull(),
      recordId: kit.text().notNull(),
      sequence: kit.integer().notNull(),
      recordedAt: kit.instant().notNull(),
      actorId: kit.text(),
      canonical: kit.text().notNull(),
      previousSha256: kit.text(),
      sha256: kit.text().notNull(),
    },
    (t) => [
      kit.primaryKey({ name: 'register_events_pk', columns: [t.recordId, t.sequence] }),
      kit.check('register_events_noun_known', isOneOf('noun', REGISTER_NOUNS)),
    ],
  );

  const workOrders = kit.table(
    'work_orders',
    {
      ...record(),
      number: kit.text().notNull(),
      equipmentId: kit
        .text()
        .notNull()
        .references(() => equipment.id),
      platformId: kit
        .text()
        .notNull()
        .references(() => platforms.id),
      facilityId: kit
        .text()
        .notNull()
        .references(() => facilities.id),
      activity: kit.oneOf(ACTIVITIES).notNull(),
      level: kit.oneOf(LEVELS).notNull(),
      priority: kit
        .json<{ forceActivity: 'I' | 'II' | 'III' | 'IV' | 'V'; urgency: 'A' | 'B' | 'C'; designator: number }>()
        .notNull(),
      // The designator again, for the list's filter and order.
      designator: kit.integer().notNull(),
      discrepancy: kit.json<Text>().notNull(),
      codes: kit
        .json<{
          workUnit: string | null;
          malfunction: string | null;
          actionTaken: string | null;
          whenDiscovered: string | null;
        }>()
        .notNull(),
      customerJobNumber: kit.text(),
      localTransportDays: kit.json<number>(),
      parentId: kit.text(),
      stopsParent: kit.boolean().notNull(),
      rootId: kit.text().notNull(),
      familyId: kit.text().notNull(),
      follows: kit.text(),
      plannedStart: kit.date(),
      assignedTo: kit.text(),
      requiredBy: kit.date(),
      status: kit.oneOf(STATUSES).notNull(),
      statusSince: kit.instant().notNull(),
      holdCause: kit.oneOf(HOLD_CAUSES),
      stoodAt: kit.oneOf(STANDING),
      heldByProgram: kit.boolean().notNull(),
      authorizationId: kit.text().references(() => authorizations.id),
      estimatedCost: kit.json<Money>(),
      actualCost: kit.json<Money>(),
      targetDate: kit.date(),
      conditionCode: kit.oneOf(CONDITION_CODES),
      custody: kit
        .json<
          {
            direction: 'received' | 'handed_back';
            at: string;
            document: string;
            deliveredBy: string;
            receivedBy: string;
            serialNumber: string | null;
            conditionCode: (typeof CONDITION_CODES)[number] | null;
          }[]
        >()
        .notNull(),
      deliveryReceipt: kit.text(),
      finding: kit.oneOf(FINDINGS),
      surveyReference: kit.text(),
      historical: kit.boolean().notNull(),
      createdBy: kit.text().notNull(),
      submittedBy: kit.text(),
      submittedAt: kit.instant(),
      inductedAt: kit.instant(),
      startedAt: kit.instant(),
      presentedAt: kit.instant(),
      presentedSequence: kit.integer(),
      acceptedAt: kit.instant(),
      acceptedSequence: kit.integer(),
      releasedAt: kit.instant(),
      endedAt: kit.instant(),
      // Kept for the writer: the head of the chain and the last instant recorded.
      headSha256: kit.text(),
      lastRecordedAt: kit.instant().notNull(),
      // Number, serial and narratives in NFKC lower case, for ?q=.
      searchText: kit.text().notNull(),
    },
    (t) => [
      kit.uniqueIndex('work_orders_number').on(t.number),
      // Lists: by scope or status in the order they are read. Only that of the status is touched by a transition.
      kit.index('work_orders_created').on(t.createdAt),
      kit.index('work_orders_facility').on(t.facilityId, t.createdAt),
      kit.index('work_orders_platform').on(t.platformId, t.createdAt),
      kit.index('work_orders_status').on(t.status, t.createdAt),
      kit.index('work_orders_designator').on(t.designator, t.createdAt),
      // Open orders have not ended: few among many, the most urgent first; and those in the bays of a facility.
      kit.index('work_orders_ended').on(t.endedAt, t.designator),
      kit.index('work_orders_facility_ended').on(t.facilityId, t.endedAt),
      // Those that stand there now, drafts and what has not come aside: touched when one is inducted and when it ends.
      kit
        .index('work_orders_standing')
        .on(t.facilityId, t.inductedAt)
        .where(sql.raw('inducted_at is not null and ended_at is null')),
      // Orders that lived in a window: the ended ones by how long they lived, so that old windows are found as soon as new ones.
      kit.index('work_orders_life').on(lifeDays(kit, t), t.endedAt).where(sql.raw('ended_at is not null')),
      // Of one item, by their end: its stays since an instant, and the last one before.
      kit.index('work_orders_equipment').on(t.equipmentId, t.endedAt),
      // The last that were released of some work, for forecasts. Only a release touches them.
      kit
        .index('work_orders_released')
        .on(t.platformId, t.activity, t.releasedAt, t.facilityId)
        .where(sql.raw('released_at is not null')),
      kit
        .index('work_orders_released_activity')
        .on(t.activity, t.releasedAt, t.platformId, t.facilityId)
        .where(sql.raw('released_at is not null')),
      kit.index('work_orders_family').on(t.familyId),
      kit.index('work_orders_authorization').on(t.authorizationId),
      kit.index('work_orders_parent').on(t.parentId),
      kit.check('work_orders_status_known', isOneOf('status', STATUSES)),
      kit.check('work_orders_activity_known', isOneOf('activity', ACTIVITIES)),
      kit.check('work_orders_level_known', isOneOf('level', LEVELS)),
      kit.check('work_orders_hold_cause_known', isOneOf('hold_cause', HOLD_CAUSES)),
      kit.check('work_orders_stood_at_known', isOneOf('stood_at', STANDING)),
      kit.check('work_orders_condition_known', isOneOf('condition_code', CONDITION_CODES)),
      kit.check('work_orders_finding_known', isOneOf('finding', FINDINGS)),
      kit.check('work_orders_designator_range', sql.raw('designator between 1 and 15')),
    ],
  );

  const numberCounters = kit.table(
    'number_counters',
    {
      facilityId: kit.text().notNull(),
      // YYDDD in Asia/Tokyo.
      day: kit.text().notNull(),
      last: kit.integer().notNull(),
    },
    (t) => [kit.primaryKey({ name: 'number_counters_pk', columns: [t.facilityId, t.day] })],
  );

  const events = kit.table(
    'events',
    {
      workOrderId: kit
        .text()
        .notNull()
        .references(() => workOrders.id),
      sequence: kit.integer().notNull(),
      type: kit.oneOf(EVENT_TYPES).notNull(),
      occurredAt: kit.instant().notNull(),
      recordedAt: kit.instant().notNull(),
      actorId: kit.text().notNull(),
      fromStatus: kit.oneOf(STATUSES),
      toStatus: kit.oneOf(STATUSES),
      // The exact text that was hashed: RFC 8785 form of the event.
      canonical: kit.text().notNull(),
      previousSha256: kit.text(),
      sha256: kit.text().notNull(),
    },
    (t) => [
      kit.primaryKey({ name: 'events_pk', columns: [t.workOrderId, t.sequence] }),
      kit.check('events_type_known', isOneOf('type', EVENT_TYPES)),
      kit.check('events_status_known', isOneOf('to_status', STATUSES)),
    ],
  );

  // What a decision relied on, at the exact version: for recalls and for certificates.
  const reliances = kit.table(
    'reliances',
    {
      workOrderId: kit
        .text()
        .notNull()
        .references(() => workOrders.id),
      sequence: kit.integer().notNull(),
      guard: kit.text().notNull(),
      record: kit.text().notNull(),
      recordId: kit.text().notNull(),
      recordRevision: kit.integer().notNull(),
    },
    (t) => [
      kit.primaryKey({ name: 'reliances_pk', columns: [t.workOrderId, t.sequence, t.guard, t.recordId] }),
      kit.index('reliances_record').on(t.recordId, t.workOrderId, t.sequence),
    ],
  );

  const ofOrder = () => ({
    id: kit.text().primaryKey(),
    workOrderId: kit
      .text()
      .notNull()
      .references(() => workOrders.id),
  });

  const operations = kit.table(
    'operations',
    {
      ...ofOrder(),
      sequence: kit.integer().notNull(),
      title: kit.json<Text>().notNull(),
      activity: kit.oneOf(ACTIVITIES).notNull(),
      overAndAbove: kit.boolean().notNull(),
      approvedBy: kit.text(),
      approvedAt: kit.instant(),
      reworks: kit.text(),
      technicalData: kit.json<{ document: string; revision: string }[]>().notNull(),
      requires: kit.text(),
      holdPoint: kit.boolean().notNull(),
      holdPointWaiver: kit.json<{ reason: Text; waivedBy: string; waivedAt: string }>(),
      status: kit.oneOf(OPERATION_STATUSES).notNull(),
      performedBy: kit.text(),
      performedAt: kit.instant(),
      doneSequence: kit.integer(),
      notApplicable: kit.json<{ reason: Text; decidedBy: string; decidedAt: string }>(),
      lateReason: kit.json<Text>(),
      createdBy: kit.text().notNull(),
      createdAt: kit.instant().notNull(),
    },
    (t) => [
      kit.uniqueIndex('operations_sequence').on(t.workOrderId, t.sequence),
      kit.check('operations_status_known', isOneOf('status', OPERATION_STATUSES)),
      kit.check('operations_activity_known', isOneOf('activity', ACTIVITIES)),
    ],
  );

  const laborEntries = kit.table(
    'labor_entries',
    {
      ...ofOrder(),
      operationId: kit
        .text()
        .notNull()
        .references(() => operations.id),
      personId: kit.text().notNull(),
      hours: kit.json<number>().notNull(),
      on: kit.date().notNull(),
      enteredBy: kit.text().notNull(),
      correctedBy: kit.text(),
      correctors: kit.json<string[]>(),
      createdAt: kit.instant().notNull(),
    },
    (t) => [kit.index('labor_entries_order').on(t.workOrderId)],
  );

  const partDemands = kit.table(
    'part_demands',
    {
      ...ofOrder(),
      nsn: kit.text(),
      partNumber: kit.text(),
      cage: kit.text(),
      nomenclature: kit.json<Text>().notNull(),
      quantity: kit.integer().notNull(),
      documentNumber: kit.text(),
      documentDate: kit.date(),
      stopsWork: kit.boolean().notNull(),
      source: kit.oneOf(PART_SOURCES).notNull(),
      donorEquipmentId: kit.text(),
      donorWorkOrderId: kit.text(),
      receivingWorkOrderId: kit.text(),
      serialRemoved: kit.text(),
      serialInstalled: kit.text(),
      supplierId: kit.text(),
      neededBy: kit.date(),
      promisedOn: kit.date(),
      promises: kit.json<PartDemand['promises']>().notNull().default(sql`'[]'`),
      priority: kit.json<NonNullable<PartDemand['priority']>>(),
      substitutes: kit.json<PartName[]>().notNull().default(sql`'[]'`),
      supplied: kit.json<PartName>(),
      operationIds: kit.json<string[]>().notNull(),
      status: kit.oneOf(DEMAND_STATUSES).notNull(),
      statuses: kit.json<{ status: (typeof DEMAND_STATUSES)[number]; at: string; by: string }[]>().notNull(),
      createdBy: kit.text().notNull(),
      createdAt: kit.instant().notNull(),
    },
    (t) => [
      kit.index('part_demands_order').on(t.workOrderId),
      kit.index('part_demands_document').on(t.documentNumber).where(sql.raw('document_number is not null')),
      kit.check('part_demands_status_known', isOneOf('status', DEMAND_STATUSES)),
      kit.check('part_demands_source_known', isOneOf('source', PART_SOURCES)),
    ],
  );

  // What each order waits for of each part, derived from its events in their transaction: what support priorities are added up from.
  const partWaits = kit.table(
    'part_waits',
    {
      workOrderId: kit
        .text()
        .notNull()
        .references(() => workOrders.id),
      partKey: kit.text().notNull(),
      facilityId: kit.text().notNull(),
      platformId: kit.text().notNull(),
      isOpen: kit.boolean().notNull(),
      designator: kit.integer().notNull(),
      openQuantity: kit.bigint().notNull(),
      demandedQuantity: kit.bigint().notNull(),
      // Days since 1970-01-01, and milliseconds: both engines add them up alike.
      demandedDay: kit.integer().notNull(),
      neededDay: kit.integer(),
      promisedDay: kit.integer(),
      arrivalDay: kit.integer(),
      stoppedMilliseconds: kit.bigint().notNull(),
      stoppedSince: kit.bigint(),
    },
    (t) => [
      kit.primaryKey({ name: 'part_waits_pk', columns: [t.workOrderId, t.partKey] }),
      // All that is added up of what stands, in the order in which it is: an answer reads nothing but this index.
      kit
        .index('part_waits_open')
        .on(
          t.partKey,
          t.platformId,
          t.facilityId,
          t.designator,
          t.openQuantity,
          t.neededDay,
          t.promisedDay,
          t.arrivalDay,
          t.stoppedMilliseconds,
          t.stoppedSince,
          t.workOrderId,
        )
        .where(sql.raw('is_open')),
      kit
        .index('part_waits_demanded')
        .on(t.demandedDay, t.partKey, t.platformId, t.facilityId, t.demandedQuantity, t.workOrderId),
      kit.index('part_waits_part').on(t.partKey, t.workOrderId),
    ],
  );

  // Rankings that were frozen; one that both countries signed is never changed, but superseded.
  const supportLists = kit.table(
    'support_lists',
    {
      ...record(),
      number: kit.text().notNull(),
      horizon: kit.oneOf(HORIZONS).notNull(),
      platformIds: kit.json<string[]>().notNull(),
      // The lists that are versions of one another.
      series: kit.text().notNull(),
      version: kit.integer().notNull(),
      status: kit.oneOf(LIST_STATUSES).notNull(),
      asOf: kit.instant().notNull(),
      ranking: kit.json<SupportList['ranking']>().notNull(),
      items: kit.json<ListItem[]>().notNull(),
      amendments: kit.json<ListAmendment[]>().notNull(),
      createdBy: kit.text().notNull(),
      proposedBy: kit.text(),
      proposedAt: kit.instant(),
      agreedAt: kit.instant(),
      supersedes: kit.text(),
    },
    (t) => [
      kit.uniqueIndex('support_lists_number').on(t.number),
      kit.uniqueIndex('support_lists_version').on(t.series, t.version),
      kit.check('support_lists_horizon_known', isOneOf('horizon', HORIZONS)),
      kit.check('support_lists_status_known', isOneOf('status', LIST_STATUSES)),
    ],
  );

  const supportListSignatures = kit.table(
    'support_list_signatures',
    {
      id: kit.text().primaryKey(),
      supportListId: kit
        .text()
        .notNull()
        .references(() => supportLists.id),
      side: kit.oneOf(LIST_SIDES).notNull(),
      signer: kit.text().notNull(),
      meaning: kit.json<Message>().notNull(),
      language: kit.oneOf(LANGUAGES).notNull(),
      content: kit.text().notNull(),
      contentSha256: kit.text().notNull(),
      subjectSha256: kit.text().notNull(),
      pinIssuedBy: kit.text(),
      pinIssuedAt: kit.instant(),
      pinSetAt: kit.instant(),
      signedAt: kit.instant().notNull(),
      supersededAt: kit.instant(),
    },
    (t) => [
      kit.index('support_list_signatures_list').on(t.supportListId),
      // A side signs once; what it signed before an amendment stands beside it, superseded.
      kit
        .uniqueIndex('support_list_signatures_side')
        .on(t.supportListId, t.side)
        .where(sql.raw('superseded_at is null')),
      kit.check('support_list_signatures_side_known', isOneOf('side', LIST_SIDES)),
      kit.check('support_list_signatures_language_known', isOneOf('language', LANGUAGES)),
    ],
  );

  const inspections = kit.table(
    'inspections',
    {
      ...ofOrder(),
      kind: kit.oneOf(INSPECTION_KINDS).notNull(),
      operationId: kit.text(),
      characteristics: kit
        .json<
          {
            name: Text;
            method: string;
            unit: string | null;
            lower: string | null;
            upper: string | null;
            standard: string | null;
          }[]
        >()
        .notNull(),
      results: kit
        .json<
          {
            characteristic: number;
            value: string | null;
            conforms: boolean | null;
            instrumentId: string | null;
            measuredBy: string;
            measuredAt: string;
          }[]
        >()
        .notNull(),
      decision: kit.oneOf(DECISIONS),
      signatureId: kit.text(),
      signedBy: kit.text(),
      signedAt: kit.instant(),
      signedSequence: kit.integer(),
      supersededBy: kit.text(),
      createdBy: kit.text().notNull(),
      createdAt: kit.instant().notNull(),
    },
    (t) => [
      kit.index('inspections_order').on(t.workOrderId),
      kit.check('inspections_kind_known', isOneOf('kind', INSPECTION_KINDS)),
      kit.check('inspections_decision_known', isOneOf('decision', DECISIONS)),
    ],
  );

  const nonconformances = kit.table(
    'nonconformances',
    {
      ...ofOrder(),
      severity: kit.oneOf(SEVERITIES).notNull(),
      description: kit.json<Text>().notNull(),
      inspectionId: kit.text(),
      characteristic: kit.integer(),
      pqdr: kit.text(),
      raisedBy: kit.text().notNull(),
      raisedAt: kit.instant().notNull(),
      raisedSequence: kit.integer().notNull(),
      disposition: kit.oneOf(DISPOSITIONS),
      dispositionReason: kit.json<Text>(),
      dispositionedBy: kit.text(),
      dispositionedAt: kit.instant(),
      approvedBy: kit.text(),
      approvedAt: kit.instant(),
      operationId: kit.text(),
      status: kit.oneOf(NONCONFORMANCE_STATUSES).notNull(),
      closedBy: kit.text(),
      closedAt: kit.instant(),
    },
    (t) => [
      kit.index('nonconformances_order').on(t.workOrderId),
      kit.check('nonconformances_status_known', isOneOf('status', NONCONFORMANCE_STATUSES)),
      kit.check('nonconformances_severity_known', isOneOf('severity', SEVERITIES)),
      kit.check('nonconformances_disposition_known', isOneOf('disposition', DISPOSITIONS)),
    ],
  );

  const signatures = kit.table(
    'signatures',
    {
      ...ofOrder(),
      act: kit.oneOf(SIGNED_ACTS).notNull(),
      inspectionId: kit.text(),
      signer: kit.text().notNull(),
      meaning: kit.json<Message>().notNull(),
      language: kit.oneOf(LANGUAGES).notNull(),
      content: kit.text().notNull(),
      contentSha256: kit.text().notNull(),
      subjectSha256: kit.text().notNull(),
      subjectVersion: kit.integer(),
      stampNumber: kit.text(),
      pinIssuedBy: kit.text(),
      pinIssuedAt: kit.instant(),
      pinSetAt: kit.instant(),
      signedAt: kit.instant().notNull(),
      sequence: kit.integer().notNull(),
      supersededAt: kit.instant(),
    },
    (t) => [
      kit.index('signatures_order').on(t.workOrderId),
      kit.check('signatures_act_known', isOneOf('act', SIGNED_ACTS)),
      kit.check('signatures_language_known', isOneOf('language', LANGUAGES)),
    ],
  );

  const targets = kit.table(
    'targets',
    {
      ...ofOrder(),
      n: kit.integer().notNull(),
      date: kit.date().notNull(),
      cause: kit.json<Text>(),
      nonconformanceId: kit.text(),
      operationId: kit.text(),
      setBy: kit.text().notNull(),
      setAt: kit.instant().notNull(),
    },
    (t) => [kit.uniqueIndex('targets_n').on(t.workOrderId, t.n)],
  );

  const segments = kit.table(
    'segments',
    {
      ...ofOrder(),
      n: kit.integer().notNull(),
      from: kit.instant().notNull(),
      to: kit.instant(),
      category: kit.oneOf(CATEGORIES).notNull(),
      responsible: kit.oneOf(PARTIES).notNull(),
      acknowledgement: kit.oneOf(ACKNOWLEDGEMENTS),
    },
    (t) => [
      kit.uniqueIndex('segments_n').on(t.workOrderId, t.n),
      // The few that wait for the program office's word.
      kit.index('segments_unacknowledged').on(t.workOrderId).where(sql.raw("acknowledgement = 'unacknowledged'")),
      kit.check('segments_category_known', isOneOf('category', CATEGORIES)),
      kit.check('segments_responsible_known', isOneOf('responsible', PARTIES)),
      kit.check('segments_forward', sql.raw('"to" is null or "to" >= "from"')),
    ],
  );

  const corrections = kit.table(
    'corrections',
    {
      ...ofOrder(),
      segmentId: kit.text().notNull(),
      n: kit.integer().notNull(),
      from: kit.instant(),
      to: kit.instant(),
      category: kit.oneOf(CATEGORIES),
      reason: kit.json<Text>().notNull(),
      side: kit.oneOf(SIDES).notNull(),
      proposedBy: kit.text().notNull(),
      proposedAt: kit.instant().notNull(),
      status: kit.oneOf(CORRECTION_STATUSES).notNull(),
      decidedBy: kit.text(),
      decidedAt: kit.instant(),
    },
    (t) => [
      kit.index('corrections_order').on(t.workOrderId),
      kit.index('corrections_proposed').on(t.workOrderId).where(sql.raw("status = 'proposed'")),
      kit.index('corrections_decided').on(t.decidedAt),
      kit.check('corrections_status_known', isOneOf('status', CORRECTION_STATUSES)),
      kit.check('corrections_side_known', isOneOf('side', SIDES)),
      kit.check('corrections_category_known', isOneOf('category', CATEGORIES)),
    ],
  );

  const translations = kit.table(
    'translations',
    {
      ...ofOrder(),
      subject: kit.json<TranslationSubject>().notNull(),
      language: kit.oneOf(LANGUAGES).notNull(),
      text: kit.text().notNull(),
      status: kit.oneOf(TRANSLATION_STATUSES).notNull(),
      original: kit.json<Text>().notNull(),
      author: kit.text().notNull(),
      at: kit.instant().notNull(),
    },
    (t) => [
      kit.index('translations_order').on(t.workOrderId),
      kit.check('translations_language_known', isOneOf('language', LANGUAGES)),
      kit.check('translations_status_known', isOneOf('status', TRANSLATION_STATUSES)),
    ],
  );

  const amendments = kit.table(
    'amendments',
    {
      ...ofOrder(),
      changes: kit.json<AmendedField[]>().notNull(),
      reason: kit.json<Text>().notNull(),
      status: kit.oneOf(AMENDMENT_STATUSES).notNull(),
      proposedBy: kit.text().notNull(),
      proposedAt: kit.instant().notNull(),
      signatureId: kit.text(),
      decidedBy: kit.text(),
      decidedAt: kit.instant(),
      withdrawnReason: kit.json<Text>(),
    },
    (t) => [
      kit.index('amendments_order').on(t.workOrderId),
      // The few that wait for the accepting government.
      kit.index('amendments_proposed').on(t.workOrderId).where(sql.raw("status = 'proposed'")),
      kit.check('amendments_status_known', isOneOf('status', AMENDMENT_STATUSES)),
    ],
  );

  // Certificates as they were issued, each by the event whose head it carries; a later issue supersedes one and leaves it as it is.
  const certificates = kit.table(
    'certificates',
    {
      ...ofOrder(),
      kind: kit.oneOf(CERTIFICATE_KINDS).notNull(),
      number: kit.text().notNull(),
      n: kit.integer().notNull(),
      // The exact text that was hashed and signed: RFC 8785 form.
      content: kit.text().notNull(),
      sha256: kit.text().notNull(),
      jws: kit.text().notNull(),
      kid: kit.text().notNull(),
      issuedAt: kit.instant().notNull(),
      sequence: kit.integer().notNull(),
      supersededBy: kit.text(),
    },
    (t) => [
      kit.uniqueIndex('certificates_n').on(t.workOrderId, t.n),
      kit.uniqueIndex('certificates_number').on(t.number),
      kit.check('certificates_kind_known', isOneOf('kind', CERTIFICATE_KINDS)),
    ],
  );

  // The bytes are kept beside the database, under their hash.
  const attachments = kit.table(
    'attachments',
    {
      ...ofOrder(),
      fileName: kit.text().notNull(),
      mediaType: kit.oneOf(MEDIA_TYPE_NAMES).notNull(),
      bytes: kit.bigint().notNull(),
      sha256: kit.text().notNull(),
      description: kit.json<Text>(),
      operationId: kit.text(),
      inspectionId: kit.text(),
      nonconformanceId: kit.text(),
      addedBy: kit.text().notNull(),
      addedAt: kit.instant().notNull(),
    },
    (t) => [
      kit.index('attachments_order').on(t.workOrderId),
      kit.index('attachments_sha256').on(t.sha256),
      kit.check('attachments_media_type_known', isOneOf('media_type', MEDIA_TYPE_NAMES)),
    ],
  );

  // Refused access, for administrators; never a part of an order's record.
  const denials = kit.table(
    'denials',
    {
      id: kit.text().primaryKey(),
      at: kit.instant().notNull(),
      personId: kit.text().notNull(),
      operationId: kit.text().notNull(),
      path: kit.text().notNull(),
      code: kit.text().notNull(),
      requestId: kit.text().notNull(),
      reached: kit.oneOf(DENIAL_BOUNDS),
    },
    (t) => [
      kit.index('denials_at').on(t.at),
      kit.index('denials_person').on(t.personId, t.at),
      kit.check('denials_reached_known', isOneOf('reached', DENIAL_BOUNDS)),
    ],
  );

  // The first successful answer to a repeated POST, kept 24 hours.
  const idempotencyRecords = kit.table(
    'idempotency_records',
    {
      personId: kit.text().notNull(),
      path: kit.text().notNull(),
      key: kit.text().notNull(),
      fingerprint: kit.text().notNull(),
      answer: kit.text().notNull(),
      createdAt: kit.instant().notNull(),
    },
    (t) => [
      kit.primaryKey({ name: 'idempotency_records_pk', columns: [t.personId, t.path, t.key] }),
      kit.index('idempotency_records_created').on(t.createdAt),
    ],
  );

  // Files that were read in: how far each got, and what was wrong with its rows.
  const imports = kit.table(
    'imports',
    {
      id: kit.text().primaryKey(),
      kind: kit.text().notNull(),
      format: kit.oneOf(['csv', 'ndjson']).notNull(),
      dryRun: kit.boolean().notNull(),
      state: kit.oneOf(IMPORT_STATES).notNull(),
      charset: kit.oneOf(['utf-8', 'shift_jis']),
      startedBy: kit.text().notNull(),
      startedAt: kit.instant().notNull(),
      updatedAt: kit.instant().notNull(),
      finishedAt: kit.instant(),
      rowsRead: kit.integer().notNull(),
      created: kit.integer().notNull(),
      changed: kit.integer().notNull(),
      unchanged: kit.integer().notNull(),
      refused: kit.integer().notNull(),
      // The rows read so far, so that the same file is known again.
      rowsSha256: kit.text().notNull(),
      errorCount: kit.integer().notNull().default(0),
      warningCount: kit.integer().notNull().default(0),
      fault: kit.json<{ code: string; message: Message; line: number | null }>(),
    },
    (t) => [
      kit.index('imports_started').on(t.startedAt),
      kit.check('imports_state_known', isOneOf('state', IMPORT_STATES)),
    ],
  );

  // What was wrong, or odd, with the rows of an import: `n` counts from 1 within its errors, and within its warnings.
  const importFindings = kit.table(
    'import_findings',
    {
      importId: kit.text().notNull(),
      kind: kit.oneOf(FINDING_KINDS).notNull(),
      n: kit.integer().notNull(),
      row: kit.integer().notNull(),
      line: kit.integer().notNull(),
      column: kit.text().notNull(),
      code: kit.text().notNull(),
      message: kit.json<Message>().notNull(),
    },
    (t) => [
      kit.primaryKey({ name: 'import_findings_pk', columns: [t.importId, t.kind, t.n] }),
      kit.check('import_findings_kind_known', isOneOf('kind', FINDING_KINDS)),
    ],
  );

  // When each piece of scheduled work was last begun, by whichever node.
  const scheduledRuns = kit.table('scheduled_runs', {
    name: kit.text().primaryKey(),
    begunAt: kit.instant().notNull(),
  });

  // How much of its allowance a subject has taken in a minute, over all nodes. A subject is a hash: no address or person stands here.
  const allowances = kit.table(
    'allowances',
    {
      subject: kit.text().notNull(),
      windowStart: kit.instant().notNull(),
      used: kit.integer().notNull(),
    },
    (t) => [
      kit.primaryKey({ name: 'allowances_pk', columns: [t.subject, t.windowStart] }),
      kit.index('allowances_window').on(t.windowStart),
    ],
  );

  // Where events are sent to. `place`: how much of the log has been looked at for it. Secrets stand here sealed.
  const webhooks = kit.table(
    'webhooks',
    {
      ...record(),
      createdBy: kit.text().notNull(),
      url: kit.text().notNull(),
      types: kit.json<EventType[]>().notNull(),
      facilityIds: kit.json<string[]>().notNull(),
      description: kit.json<Text>(),
      status: kit.oneOf(WEBHOOK_STATUSES).notNull(),
      disabledBecause: kit.oneOf(DISABLED_REASONS),
      disabledAt: kit.instant(),
      failures: kit.integer().notNull(),
      failingSince: kit.instant(),
      nextAttemptAt: kit.instant(),
      sealedSecret: kit.text().notNull(),
      previousSealedSecret: kit.text(),
      previousSecretUntil: kit.instant(),
      place: kit.bigint().notNull(),
    },
    (t) => [
      kit.index('webhooks_created_by').on(t.createdBy, t.createdAt),
      kit.check('webhooks_status_known', isOneOf('status', WEBHOOK_STATUSES)),
      kit.check('webhooks_disabled_because_known', isOneOf('disabled_because', DISABLED_REASONS)),
    ],
  );

  // What is to be sent, and what was: queued in the order of the log, kept for a while.
  const webhookDeliveries = kit.table(
    'webhook_deliveries',
    {
      id: kit.text().primaryKey(),
      webhookId: kit
        .text()
        .notNull()
        .references(() => webhooks.id),
      position: kit.bigint().notNull(),
      workOrderId: kit.text().notNull(),
      sequence: kit.integer().notNull(),
      type: kit.oneOf(EVENT_TYPES).notNull(),
      status: kit.oneOf(DELIVERY_STATUSES).notNull(),
      attempts: kit.integer().notNull(),
      // How it has failed, and until when it holds back what follows of its order.
      failures: kit.integer().notNull().default(0),
      failingSince: kit.instant(),
      nextAttemptAt: kit.instant(),
      queuedAt: kit.instant().notNull(),
      lastAttemptAt: kit.instant(),
      deliveredAt: kit.instant(),
      lastAnswer: kit.integer(),
      lastFault: kit.text(),
    },
    (t) => [
      kit.uniqueIndex('webhook_deliveries_event').on(t.webhookId, t.position),
      kit.index('webhook_deliveries_next').on(t.webhookId, t.status, t.position),
      kit.index('webhook_deliveries_order').on(t.webhookId, t.workOrderId, t.status, t.position),
      kit.index('webhook_deliveries_failed').on(t.webhookId, t.status, t.nextAttemptAt),
      kit.index('webhook_deliveries_queued').on(t.status, t.queuedAt),
      kit.check('webhook_deliveries_status_known', isOneOf('status', DELIVERY_STATUSES)),
    ],
  );

  // The log that checkpoints are about: every event of orders and registers once, in the order in which the log took them.
  const logEntries = kit.table(
    'log_entries',
    {
      position: kit.bigint().primaryKey(),
      kind: kit.oneOf(LOG_KINDS).notNull(),
      recordId: kit.text().notNull(),
      sequence: kit.integer().notNull(),
      // That of the event, and that of the leaf which names it.
      sha256: kit.text().notNull(),
      leafSha256: kit.text().notNull(),
    },
    (t) => [
      kit.uniqueIndex('log_entries_event').on(t.recordId, t.sequence),
      kit.check('log_entries_kind_known', isOneOf('kind', LOG_KINDS)),
    ],
  );

  // The complete subtrees over the log, from level 1 on: the leaves stand in the entries.
  const logNodes = kit.table(
    'log_nodes',
    {
      level: kit.integer().notNull(),
      index: kit.bigint().notNull(),
      sha256: kit.text().notNull(),
    },
    (t) => [kit.primaryKey({ name: 'log_nodes_pk', columns: [t.level, t.index] })],
  );

  // Events that the log has not taken yet: put here with the event itself, by a trigger, because no order of events is that of their commits.
  const unloggedEvents = kit.table(
    'unlogged_events',
    {
      recordedAt: kit.instant().notNull(),
      recordId: kit.text().notNull(),
      sequence: kit.integer().notNull(),
      kind: kit.oneOf(LOG_KINDS).notNull(),
    },
    (t) => [
      kit.primaryKey({ name: 'unlogged_events_pk', columns: [t.recordedAt, t.recordId, t.sequence] }),
      kit.check('unlogged_events_kind_known', isOneOf('kind', LOG_KINDS)),
    ],
  );

  // What was signed about the log, hour by hour.
  const checkpoints = kit.table('checkpoints', {
    n: kit.integer().primaryKey(),
    size: kit.bigint().notNull(),
    rootSha256: kit.text().notNull(),
    previousSha256: kit.text(),
    issuedAt: kit.instant().notNull(),
    // The exact text that was signed.
    content: kit.text().notNull(),
    sha256: kit.text().notNull(),
    kid: kit.text().notNull(),
    jws: kit.text().notNull(),
  });

  return {
    standards,
    equivalences,
    platforms,
    facilities,
    certifications,
    capabilities,
    closures,
    instruments,
    equipment,
    installations,
    statusReports,
    authorizations,
    people,
    qualifications,
    apiKeys,
    sessions,
    pins,
    pinCodes,
    technicalData,
    suppliers,
    catalogueItems,
    weightings,
    baselines,
    holidayLists,
    registerRevision,
    registerEvents,
    workOrders,
    numberCounters,
    events,
    reliances,
    operations,
    laborEntries,
    partDemands,
    partWaits,
    supportLists,
    supportListSignatures,
    inspections,
    nonconformances,
    signatures,
    targets,
    segments,
    corrections,
    translations,
    amendments,
    certificates,
    attachments,
    denials,
    idempotencyRecords,
    imports,
    importFindings,
    scheduledRuns,
    allowances,
    webhooks,
    webhookDeliveries,
    logEntries,
    logNodes,
    unloggedEvents,
    checkpoints,
  };
}

export type Tables = ReturnType<typeof defineTables>;
export const postgresTables = defineTables(pgKit);
export const sqliteTables = defineTables(sqliteKit);
