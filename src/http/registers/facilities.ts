// /v1/facilities: repair facilities with their certifications, capabilities, instruments and closures.
import { z } from 'zod';
import { ACTIVITIES, LEVELS } from '../../domain/orders/codes.ts';
import {
  CERTIFICATION_STATUSES,
  capabilityRecord,
  certificationRecord,
  closureRecord,
  FACILITY_CALENDARS,
  facilityRecord,
  instrumentRecord,
  OPERATORS,
} from '../../domain/registers/facility.ts';
import { cage } from '../../domain/registers/identifiers.ts';
import { id, isoDate, token } from '../../domain/values.ts';
import {
  capabilities,
  certifications,
  closures,
  facilities,
  instruments,
} from '../../usecases/registers/facilities.ts';
import { exampleId } from '../examples.ts';
import { recordRoutes } from './records.ts';

const seenBy =
  'Depot staff, inspectors and host offices see their own facilities, program offices and administrators all.';
const ksz = exampleId('facility.ksz');
const activity = z.enum(ACTIVITIES).optional();
const on = isoDate.optional().meta({ description: 'Those whose period holds that day.' });

export const facilityRoutes = [
  ...recordRoutes({
    register: facilities,
    record: facilityRecord,
    path: '/v1/facilities',
    tag: 'Facilities',
    one: 'Facility',
    many: 'Facilities',
    name: { one: 'a facility', many: 'facilities' },
    about: 'Facilities (修理施設) where equipment is maintained, with their bays and the calendar they work by.',
    seenBy,
    sorts: ['code', 'createdAt', 'prefecture'],
    filters: {
      code: token(5).optional(),
      operator: z.enum(OPERATORS).optional(),
      prefecture: token(40).optional(),
      calendar: z.enum(FACILITY_CALENDARS).optional(),
      ncage: cage.optional(),
    },
    example: {
      id: ksz,
      query: { q: 'kisarazu' },
      create: {
        code: 'EXM',
        name: { en: 'Example repair works', ja: '架空修理工場' },
        operator: 'japanese_industry',
        prefecture: '愛知県',
        calendar: 'japan',
        bays: 4,
      },
      patch: { prefecture: '千葉県' },
    },
  }),
  ...recordRoutes({
    register: certifications,
    record: certificationRecord,
    path: '/v1/facilities/{id}/certifications',
    tag: 'Facilities',
    one: 'Certification',
    many: 'Certifications',
    name: { one: 'a certification', many: 'the certifications of a facility' },
    about:
      'Certifications (認証) that a facility holds to standards, with what they cover, their period and every dated change of status.',
    seenBy,
    sorts: ['createdAt', 'standard', 'validFrom'],
    filters: {
      standard: token().optional(),
      number: token().optional(),
      status: z.enum(CERTIFICATION_STATUSES).optional().meta({ description: 'The status in force today.' }),
      on,
    },
    creating: 'The status holds from the first day of the period unless `statusOn` says else.',
    patching:
      'A given `status` is a further dated change, from today unless `statusOn` says else; it may lie in the past, and acts are judged by the status of their day.',
    example: {
      id: exampleId('certification.ksz_sjac9110b'),
      parentId: ksz,
      query: { on: '2026-05-01' },
      create: {
        standard: 'JIS Q 9100',
        number: 'EX-9100-0099',
        body: 'Example certification body',
        scopeCodes: ['aircraft'],
        validFrom: '2026-04-01',
        validTo: '2029-03-31',
      },
      patch: { body: 'Example certification body' },
    },
  }),
  ...recordRoutes({
    register: capabilities,
    record: capabilityRecord,
    path: '/v1/facilities/{id}/capabilities',
    tag: 'Facilities',
    one: 'Capability',
    many: 'Capabilities',
    name: { one: 'a capability', many: 'the capabilities of a facility' },
    about: 'What a facility can do: which activities on which platform, at which level and when.',
    seenBy,
    sorts: ['createdAt', 'validFrom', 'level'],
    filters: { platformId: id.optional(), level: z.enum(LEVELS).optional(), activity, on },
    example: {
      id: exampleId('capability.ksz_mv22'),
      parentId: ksz,
      query: { platformId: exampleId('platform.mv22') },
      create: {
        platformId: exampleId('platform.mv22'),
        activities: ['calibration'],
        level: 'intermediate',
        validFrom: '2026-04-01',
      },
      patch: { validTo: null },
    },
  }),
  ...recordRoutes({
    register: instruments,
    record: instrumentRecord,
    path: '/v1/facilities/{id}/instruments',
    tag: 'Facilities',
    one: 'Instrument',
    many: 'Instruments',
    name: { one: 'an instrument', many: 'the instruments of a facility' },
    about: 'Measuring instruments (計測器) and their calibrations, under which standard and until when.',
    seenBy,
    sorts: ['serialNumber', 'createdAt'],
    filters: {
      serialNumber: token(50).optional(),
      dueBefore: isoDate.optional().meta({ description: 'Those with no calibration that lasts to this day.' }),
    },
    patching: 'The list of calibrations is replaced as a whole: send the old ones with the new one.',
    example: {
      id: exampleId('instrument.ksz_torque'),
      parentId: ksz,
      create: {
        serialNumber: 'EX-MIC-0099',
        description: { en: 'Outside micrometer 0–25 mm', ja: '外側マイクロメーター 0–25 mm' },
        calibrations: [
          { standard: 'JIS Q 17025', certificate: 'EX-CAL-2026-099', calibratedOn: '2026-04-01', dueOn: '2027-03-31' },
        ],
      },
      patch: { description: { en: 'Torque wrench, 10–100 N·m', ja: 'トルクレンチ 10–100 N·m' } },
    },
  }),
  ...recordRoutes({
    register: closures,
    record: closureRecord,
    path: '/v1/facilities/{id}/closures',
    tag: 'Facilities',
    one: 'Closure',
    many: 'Closures',
    name: { one: 'a closure', many: 'the closures of a facility' },
    about:
      'Days on which some bays, or all of them, are out. Days on which all are out are not working days of the plant.',
    seenBy,
    sorts: ['from', 'createdAt'],
    filters: { on: isoDate.optional().meta({ description: 'Those that hold that day.' }) },
    example: {
      id: exampleId('closure.ksz_newyear'),
      parentId: ksz,
      create: {
        from: '2028-02-05',
        to: '2028-02-06',
        bays: 1,
        reason: { en: 'Floor repair', ja: '床面補修' },
      },
      patch: { reason: { en: 'New Year closure', ja: '年末年始休業' } },
    },
  }),
];
