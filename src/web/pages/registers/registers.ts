// Every register as one table: where it is, who writes it, which fields its records have, and what its list shows.
import type { Role } from '../../api/types.ts';
import type { Field, FieldKind } from '../order/acts.ts';
import type { RegisterName } from './words.ts';

export interface Register {
  name: RegisterName;
  /** Of the API; `{id}` stands for the record above it. */
  path: string;
  operations: { create: string; update?: string };
  /** Who creates and changes its records. */
  roles: readonly Role[];
  fields: readonly Field[];
  /** The fields that its list shows; the first leads to the record. */
  columns: readonly string[];
  /** Members that the service derives, shown beside the fields. */
  derived?: readonly Field[];
  /** Registers whose records belong to one of these. */
  below?: readonly Register[];
  /** Nothing chosen among platforms or activities means all, not none. Source: vocabulary.md, conventions. */
  emptyIsAll?: boolean;
  /** What `/v1/exposure/relied-on` calls it. */
  reliedOn?: string;
}

const ADMINISTRATOR: readonly Role[] = ['administrator'];
const WITH_PROGRAM: readonly Role[] = ['administrator', 'program_office'];

const field = (name: string, kind: FieldKind, more: Omit<Field, 'name' | 'kind'> = {}): Field => ({
  name,
  kind,
  ...more,
});
const needed = (name: string, kind: FieldKind, more: Omit<Field, 'name' | 'kind'> = {}): Field =>
  field(name, kind, { ...more, required: true });

const period = [needed('validFrom', 'date'), field('validTo', 'date')];
const activities = field('activities', 'members', { term: 'activity' });
const platforms = field('platformIds', 'platforms');
const facilities = field('facilityIds', 'facilities');
const supplements = field('supplements', 'rows', { row: [needed('condition', 'line'), needed('evidence', 'line')] });
const statusOf = (term: string) => [
  field('status', 'choice', { term }),
  field('statusOn', 'date'),
  field('statusReason', 'narrative'),
];

const certifications: Register = {
  name: 'certifications',
  path: '/v1/facilities/{id}/certifications',
  operations: { create: 'createCertification', update: 'updateCertification' },
  roles: ADMINISTRATOR,
  fields: [
    needed('standard', 'standard'),
    needed('number', 'line'),
    needed('body', 'line'),
    field('scopeCodes', 'lines'),
    ...period,
    ...statusOf('certificationStatus'),
    supplements,
  ],
  columns: ['standard', 'number', 'body', 'scopeCodes', 'validFrom', 'validTo', 'status'],
  reliedOn: 'certification',
};

const capabilities: Register = {
  name: 'capabilities',
  path: '/v1/facilities/{id}/capabilities',
  operations: { create: 'createCapability', update: 'updateCapability' },
  roles: ADMINISTRATOR,
  fields: [
    needed('platformId', 'platform'),
    { ...activities, required: true },
    needed('level', 'choice', { term: 'level' }),
    ...period,
  ],
  columns: ['platformId', 'activities', 'level', 'validFrom', 'validTo'],
  reliedOn: 'capability',
};

const instruments: Register = {
  name: 'instruments',
  path: '/v1/facilities/{id}/instruments',
  operations: { create: 'createInstrument', update: 'updateInstrument' },
  roles: ADMINISTRATOR,
  fields: [
    needed('serialNumber', 'line'),
    needed('description', 'narrative'),
    field('calibrations', 'rows', {
      row: [
        needed('standard', 'standard'),
        needed('certificate', 'line'),
        needed('calibratedOn', 'date'),
        needed('dueOn', 'date'),
      ],
    }),
  ],
  columns: ['serialNumber', 'description', 'calibrations'],
  reliedOn: 'instrument',
};

const closures: Register = {
  name: 'closures',
  path: '/v1/facilities/{id}/closures',
  operations: { create: 'createClosure', update: 'updateClosure' },
  roles: ADMINISTRATOR,
  fields: [needed('from', 'date'), needed('to', 'date'), needed('bays', 'whole'), needed('reason', 'narrative')],
  columns: ['from', 'to', 'bays', 'reason'],
};

const qualifications: Register = {
  name: 'qualifications',
  path: '/v1/people/{id}/qualifications',
  operations: { create: 'createQualification', update: 'updateQualification' },
  roles: ADMINISTRATOR,
  fields: [
    needed('qualification', 'line'),
    facilities,
    platforms,
    field('stampNumber', 'line'),
    field('authority', 'choice', { term: 'authority' }),
    field('delegationReference', 'line'),
    supplements,
    ...period,
  ],
  columns: ['qualification', 'facilityIds', 'platformIds', 'stampNumber', 'authority', 'validFrom', 'validTo'],
  reliedOn: 'qualification',
};

const statusReports: Register = {
  name: 'statusReports',
  path: '/v1/equipment/{id}/status-reports',
  operations: { create: 'createStatusReport' },
  roles: ['program_office'],
  fields: [
    needed('condition', 'choice', { term: 'condition' }),
    field('cause', 'choice', { term: 'nmcCause', only: { condition: ['NMC'] } }),
    needed('at', 'instant'),
    field('note', 'narrative'),
  ],
  columns: ['at', 'condition', 'cause', 'note'],
};

/** Set from the page of support priorities too. */
export const weightings: Register = {
  name: 'weightings',
  path: '/v1/weightings',
  operations: { create: 'createWeighting', update: 'updateWeighting' },
  roles: WITH_PROGRAM,
  fields: [
    needed('name', 'line'),
    { ...platforms, required: true },
    needed('weights.stoppedDay', 'number'),
    needed('weights.orderStopped', 'number'),
    needed('weights.priority', 'number'),
    needed('weights.shortfallDay', 'number'),
    needed('weights.waitingDay', 'number'),
    needed('weights.singleSource', 'number'),
    field('unknownLeadTimeDays', 'whole'),
    field('stoppedDayCost', 'money'),
    needed('reason', 'narrative'),
  ],
  columns: ['name', 'platformIds', 'stoppedDayCost', 'reason'],
};

/** The registers, in the order of their tabs. */
export const registers: readonly Register[] = [
  {
    name: 'facilities',
    path: '/v1/facilities',
    operations: { create: 'createFacility', update: 'updateFacility' },
    roles: ADMINISTRATOR,
    fields: [
      needed('code', 'line'),
      needed('name', 'narrative'),
      needed('operator', 'choice', { term: 'operator' }),
      needed('prefecture', 'line'),
      needed('calendar', 'choice', { term: 'calendar' }),
      needed('bays', 'whole'),
      field('ncage', 'line'),
    ],
    columns: ['code', 'name', 'operator', 'prefecture', 'calendar', 'bays'],
    below: [certifications, capabilities, instruments, closures],
  },
  {
    name: 'standards',
    path: '/v1/standards',
    operations: { create: 'createStandard', update: 'updateStandard' },
    roles: ADMINISTRATOR,
    fields: [
      needed('code', 'line'),
      needed('title', 'narrative'),
      needed('issuer', 'line'),
      needed('subject', 'choice', { term: 'subject' }),
      field('supersedes', 'standard'),
    ],
    columns: ['code', 'title', 'issuer', 'subject', 'supersedes'],
  },
  {
    name: 'equivalences',
    path: '/v1/equivalences',
    operations: { create: 'createEquivalence', update: 'updateEquivalence' },
    roles: WITH_PROGRAM,
    fields: [
      needed('held', 'standard'),
      needed('required', 'standard'),
      needed('degree', 'choice', { term: 'degree' }),
      field('conditions', 'rows', { row: [needed('code', 'line'), needed('text', 'narrative')] }),
      platforms,
      activities,
      needed('basis.document', 'line'),
      needed('basis.reference', 'line'),
      needed('approvedBy', 'line'),
      ...period,
    ],
    columns: ['held', 'required', 'degree', 'basis.document', 'approvedBy', 'validFrom', 'validTo'],
    emptyIsAll: true,
    reliedOn: 'equivalence',
  },
  {
    name: 'authorizations',
    path: '/v1/authorizations',
    operations: { create: 'createAuthorization', update: 'updateAuthorization' },
    roles: WITH_PROGRAM,
    fields: [
      needed('kind', 'choice', { term: 'authorizationKind' }),
      needed('number', 'line'),
      needed('issuer', 'line'),
      platforms,
      field('categories', 'lines'),
      facilities,
      activities,
      ...period,
      field('valueCeiling', 'money'),
      ...statusOf('authorizationStatus'),
      field('provisos', 'narratives'),
    ],
    columns: ['number', 'kind', 'platformIds', 'facilityIds', 'validFrom', 'validTo', 'valueUsed', 'status'],
    derived: [field('valueUsed', 'money')],
    reliedOn: 'authorization',
  },
  {
    name: 'people',
    path: '/v1/people',
    operations: { create: 'createPerson', update: 'updatePerson' },
    roles: ADMINISTRATOR,
    fields: [
      needed('name', 'narrative'),
      needed('organization.kind', 'choice', { term: 'organizationKind' }),
      needed('organization.name', 'line'),
      needed('roles', 'members', { term: 'role' }),
      facilities,
      field('programPlatformIds', 'platforms'),
      needed('accessBasis', 'line'),
      field('endedOn', 'date'),
    ],
    columns: ['name', 'organization.name', 'roles', 'facilityIds', 'endedOn'],
    derived: [field('pinSetAt', 'instant')],
    below: [qualifications],
    reliedOn: 'person',
  },
  {
    name: 'platforms',
    path: '/v1/platforms',
    operations: { create: 'createPlatform', update: 'updatePlatform' },
    roles: ADMINISTRATOR,
    fields: [
      needed('designation', 'line'),
      needed('nomenclature', 'narrative'),
      needed('kind', 'choice', { term: 'platformKind' }),
      needed('service', 'choice', { term: 'service' }),
      needed('export.regime', 'choice', { term: 'regime' }),
      needed('export.category', 'line'),
      field('nsn', 'line'),
      field('requirements', 'rows', {
        row: [needed('standard', 'standard'), needed('holder', 'choice', { term: 'holder' }), activities],
      }),
      field('targets', 'rows', {
        row: [
          needed('activity', 'choice', { term: 'activity' }),
          needed('days', 'whole'),
          needed('calendar', 'choice', { term: 'targetCalendar' }),
        ],
      }),
    ],
    columns: ['designation', 'nomenclature', 'kind', 'service', 'export.category', 'requirements'],
    emptyIsAll: true,
  },
  {
    name: 'equipment',
    path: '/v1/equipment',
    operations: { create: 'createEquipment', update: 'updateEquipment' },
    roles: ADMINISTRATOR,
    fields: [
      needed('platformId', 'platform'),
      needed('serialNumber', 'line'),
      needed('owningUnit', 'line'),
      field('homePort', 'line'),
      field('installedIn', 'equipment'),
      field('uii', 'line'),
      field('uiiComponents.issuingAgency', 'line'),
      field('uiiComponents.enterprise', 'line'),
      field('uiiComponents.partOrLot', 'line'),
      field('uiiComponents.serial', 'line'),
    ],
    columns: ['serialNumber', 'platformId', 'owningUnit', 'condition', 'homePort'],
    derived: [field('condition', 'choice', { term: 'condition' })],
    below: [statusReports],
  },
  {
    name: 'technicalData',
    path: '/v1/technical-data',
    operations: { create: 'createTechnicalData', update: 'updateTechnicalData' },
    roles: ADMINISTRATOR,
    fields: [
      needed('document', 'line'),
      needed('title', 'narrative'),
      needed('documentRevision', 'line'),
      needed('effectiveFrom', 'date'),
      platforms,
    ],
    columns: ['document', 'title', 'documentRevision', 'effectiveFrom', 'platformIds'],
    emptyIsAll: true,
    reliedOn: 'technical_data',
  },
  {
    name: 'suppliers',
    path: '/v1/suppliers',
    operations: { create: 'createSupplier', update: 'updateSupplier' },
    roles: ADMINISTRATOR,
    fields: [
      needed('ncage', 'line'),
      needed('name', 'narrative'),
      needed('country', 'line'),
      field('offers', 'rows', {
        row: [
          field('partNumber', 'line'),
          field('nsn', 'line'),
          needed('leadTimeDays', 'whole'),
          field('monthlyCapacity', 'whole'),
          field('validFrom', 'date'),
          field('validTo', 'date'),
        ],
      }),
    ],
    columns: ['ncage', 'name', 'country', 'offers'],
  },
  {
    name: 'catalogue',
    path: '/v1/catalogue',
    operations: { create: 'createCatalogueItem', update: 'updateCatalogueItem' },
    roles: WITH_PROGRAM,
    fields: [
      needed('nomenclature', 'narrative'),
      field('nsn', 'line'),
      field('partNumber', 'line'),
      field('cage', 'line'),
      platforms,
      needed('export.regime', 'choice', { term: 'regime' }),
      needed('export.category', 'line'),
      field('substituteIds', 'parts'),
    ],
    columns: ['nomenclature', 'nsn', 'partNumber', 'cage', 'platformIds', 'export.category', 'substituteIds'],
    emptyIsAll: true,
  },
  {
    name: 'baselines',
    path: '/v1/baselines',
    operations: { create: 'createBaseline', update: 'updateBaseline' },
    roles: WITH_PROGRAM,
    fields: [
      needed('platformId', 'platform'),
      needed('activity', 'choice', { term: 'activity' }),
      needed('turnaroundDays', 'number'),
      needed('transportDaysEachWay', 'number'),
      needed('cost', 'money'),
      needed('transportCost', 'money'),
      needed('source', 'line'),
      ...period,
    ],
    columns: [
      'platformId',
      'activity',
      'turnaroundDays',
      'transportDaysEachWay',
      'cost',
      'source',
      'validFrom',
      'validTo',
    ],
  },
  weightings,
];

/** A register by the part of the address that names it: `technical-data`. */
export const partOf = ({ path }: Register) => path.slice(path.lastIndexOf('/') + 1);
