// The tables of the registers, and the chains of their records.
import { sql } from 'drizzle-orm';
import { ACTIVITIES, LEVELS } from '../../domain/orders/codes.ts';
import { AUTHORIZATION_KINDS, AUTHORIZATION_STATUSES } from '../../domain/registers/authorization.ts';
import { CONDITIONS, LOCATIONS, NMC_CAUSES, type UiiComponents } from '../../domain/registers/equipment.ts';
import { DEGREES } from '../../domain/registers/equivalence.ts';
import { CERTIFICATION_STATUSES, FACILITY_CALENDARS, OPERATORS } from '../../domain/registers/facility.ts';
import { HOLIDAY_CALENDARS, type Holiday } from '../../domain/registers/holiday.ts';
import { GQAR_AUTHORITIES } from '../../domain/registers/person.ts';
import { PLATFORM_KINDS, SERVICES } from '../../domain/registers/platform.ts';
import { SUBJECTS } from '../../domain/registers/standard.ts';
import type { Money, Text } from '../../domain/values.ts';
import { type ColumnKit, isOneOf, period, record, wide } from '../columns.ts';

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

export type RegisterTables = ReturnType<typeof registerTables>;

export function registerTables(kit: ColumnKit) {
  const standards = kit.table(
    'standards',
    {
      ...record(kit),
      code: kit.text().notNull(),
      title: kit.json<Text>().notNull(),
      issuer: kit.text().notNull(),
      subject: kit.oneOf(SUBJECTS).notNull(),
      supersedes: kit.text(),
    },
    (t) => [
      kit.uniqueIndex('standards_code').on(t.code),
      wide(kit, 'standards_code', 'code', t.code),
      kit.check('standards_subject_known', isOneOf('subject', SUBJECTS)),
    ],
  );

  const equivalences = kit.table(
    'equivalences',
    {
      ...record(kit),
      held: kit.text().notNull(),
      required: kit.text().notNull(),
      degree: kit.oneOf(DEGREES).notNull(),
      conditions: kit.json<{ code: string; text: Text }[]>().notNull(),
      platformIds: kit.json<string[]>().notNull(),
      activities: kit.json<(typeof ACTIVITIES)[number][]>().notNull(),
      basis: kit.json<{ document: string; reference: string }>().notNull(),
      approvedBy: kit.text().notNull(),
      ...period(kit),
    },
    (t) => [
      kit.index('equivalences_required').on(t.required),
      kit.check('equivalences_degree_known', isOneOf('degree', DEGREES)),
    ],
  );

  const platforms = kit.table(
    'platforms',
    {
      ...record(kit),
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
      wide(kit, 'platforms_designation', 'designation', t.designation),
      kit.check('platforms_kind_known', isOneOf('kind', PLATFORM_KINDS)),
      kit.check('platforms_service_known', isOneOf('service', SERVICES)),
    ],
  );

  const facilities = kit.table(
    'facilities',
    {
      ...record(kit),
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
      wide(kit, 'facilities_code', 'code', t.code),
      kit.check('facilities_operator_known', isOneOf('operator', OPERATORS)),
      kit.check('facilities_calendar_known', isOneOf('calendar', FACILITY_CALENDARS)),
    ],
  );

  const ofFacility = () => ({
    ...record(kit),
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
      ...period(kit),
      status: kit.oneOf(CERTIFICATION_STATUSES).notNull(),
      statusChanges: kit
        .json<{ status: (typeof CERTIFICATION_STATUSES)[number]; on: string; reason: Text | null }[]>()
        .notNull(),
      supplements: kit.json<{ condition: string; evidence: string }[]>().notNull(),
    },
    (t) => [
      kit.index('certifications_facility').on(t.facilityId),
      wide(kit, 'certifications_number', 'number', t.number),
      wide(kit, 'certifications_standard', 'standard', t.standard),
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
      ...period(kit),
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
      wide(kit, 'instruments_serial', 'serial_number', t.serialNumber),
    ],
  );

  const equipment = kit.table(
    'equipment',
    {
      ...record(kit),
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
      wide(kit, 'equipment_serial', 'serial_number', t.serialNumber),
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
      ...record(kit),
      kind: kit.oneOf(AUTHORIZATION_KINDS).notNull(),
      number: kit.text().notNull(),
      issuer: kit.text().notNull(),
      platformIds: kit.json<string[]>().notNull(),
      categories: kit.json<string[]>().notNull(),
      facilityIds: kit.json<string[]>().notNull(),
      activities: kit.json<(typeof ACTIVITIES)[number][]>().notNull(),
      ...period(kit),
      valueCeiling: kit.json<Money>(),
      status: kit.oneOf(AUTHORIZATION_STATUSES).notNull(),
      statusChanges: kit
        .json<{ status: (typeof AUTHORIZATION_STATUSES)[number]; on: string; reason: Text | null }[]>()
        .notNull(),
      provisos: kit.json<Text[]>().notNull(),
    },
    (t) => [
      kit.uniqueIndex('authorizations_number').on(t.kind, t.number),
      wide(kit, 'authorizations_number', 'number', t.number),
      kit.check('authorizations_kind_known', isOneOf('kind', AUTHORIZATION_KINDS)),
      kit.check('authorizations_status_known', isOneOf('status', AUTHORIZATION_STATUSES)),
    ],
  );

  const people = kit.table('people', {
    ...record(kit),
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
    ...record(kit),
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
      ...period(kit),
    },
    (t) => [
      kit.index('qualifications_person').on(t.personId),
      kit.index('qualifications_stamp').on(t.stampNumber),
      kit.check('qualifications_authority_known', isOneOf('authority', GQAR_AUTHORITIES)),
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
      ...record(kit),
      document: kit.text().notNull(),
      title: kit.json<Text>().notNull(),
      documentRevision: kit.text().notNull(),
      effectiveFrom: kit.date().notNull(),
      platformIds: kit.json<string[]>().notNull(),
    },
    (t) => [
      kit.uniqueIndex('technical_data_revision').on(t.document, t.documentRevision),
      wide(kit, 'technical_data_document', 'document', t.document),
      wide(kit, 'technical_data_revision', 'document_revision', t.documentRevision),
    ],
  );

  const baselines = kit.table(
    'baselines',
    {
      ...record(kit),
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
      ...period(kit),
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
      ...record(kit),
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
    pins,
    pinCodes,
    technicalData,
    baselines,
    holidayLists,
    registerRevision,
    registerEvents,
  };
}
