// What can be imported and exported: each kind with its columns, who may import it, how a row is put and how records are read.
import type { z } from 'zod';
import type { Role } from '../../../domain/registers/person.ts';
import type { Message } from '../../../domain/values.ts';
import type { Tx } from '../../../storage/database.ts';
import type { Act } from '../../act.ts';
import { authorizations } from '../../registers/authorizations.ts';
import { baselines } from '../../registers/baselines.ts';
import { equivalences } from '../../registers/equivalences.ts';
import { capabilities, certifications, closures, facilities, instruments } from '../../registers/facilities.ts';
import { people, qualifications } from '../../registers/people.ts';
import { platforms } from '../../registers/platforms.ts';
import { standards } from '../../registers/standards.ts';
import { technicalData } from '../../registers/technical-data.ts';
import { catalogue } from '../../supply/catalogue.ts';
import { suppliers } from '../../supply/suppliers.ts';
import { weightings } from '../../supply/weightings.ts';
import { equipmentKind } from './equipment.ts';
import { examples } from './examples.ts';
import { holidayKind } from './holidays.ts';
import { orderKind } from './orders.ts';
import type { PutRow, Putting } from './put.ts';
import { authorizationStatus, certificationStatus, registerKind } from './register.ts';
import { statusReportKind } from './status-reports.ts';

/** Every kind, each after those that it names: in this order all can be imported again. */
export const KINDS = [
  'standards',
  'platforms',
  'equivalences',
  'facilities',
  'certifications',
  'capabilities',
  'instruments',
  'closures',
  'equipment',
  'authorizations',
  'people',
  'qualifications',
  'technical-data',
  'catalogue',
  'suppliers',
  'weightings',
  'baselines',
  'holidays',
  'work-orders',
  'status-reports',
] as const;
export type KindName = (typeof KINDS)[number];

/** A page of records on the way out: `next` null ends them. */
export interface ExportPage {
  records: Record<string, unknown>[];
  next: string | null;
}

/** One kind of record as files have it. */
export interface Kind {
  title: Message;
  /** Its columns, with `id` and `key` first. */
  schema: z.ZodObject;
  /** Who may import it. */
  writers: readonly Role[];
  /** A row as it may stand in a file. */
  example: Record<string, unknown>;
  /** Lists of a row that may name what a later row makes. */
  forward?: readonly string[];
  /** What imported records are not; null: they are as if they were made here. */
  note: Message | null;
  /**
   * Puts one row. Raises Problems for what is wrong with it, before anything is written. Answers what is odd beside what became of it.
   */
  put(putting: Putting, given: Record<string, unknown>): Promise<PutRow>;
  /** Some records that the caller sees, in the order in which they can be imported again. */
  page(tx: Tx, act: Act, after: string | null): Promise<ExportPage>;
}

export const kinds: Readonly<Record<KindName, Kind>> = {
  standards: registerKind(standards, {
    title: { en: 'Standards', ja: '規格' },
    natural: ['code'],
    isIdLocal: true,
    nestedBy: { names: (_, { supersedes }) => (typeof supersedes === 'string' ? [supersedes] : []), by: 'code' },
    example: examples.standards,
  }),
  platforms: registerKind(platforms, {
    title: { en: 'Platforms', ja: '装備品' },
    natural: ['designation'],
    example: examples.platforms,
  }),
  equivalences: registerKind(equivalences, {
    title: { en: 'Equivalences', ja: '同等性' },
    natural: ['held', 'required', 'degree', 'validFrom', 'platformIds', 'activities'],
    isIdLocal: true,
    references: { platformIds: 'platform' },
    example: examples.equivalences,
  }),
  facilities: registerKind(facilities, {
    title: { en: 'Facilities', ja: '修理施設' },
    natural: ['code'],
    example: examples.facilities,
  }),
  certifications: registerKind(certifications, {
    title: { en: 'Certifications of facilities', ja: '修理施設の認証' },
    natural: ['facilityId', 'standard', 'number'],
    references: { facilityId: 'facility' },
    beside: certificationStatus,
    example: examples.certifications,
  }),
  capabilities: registerKind(capabilities, {
    title: { en: 'Capabilities of facilities', ja: '修理施設の能力' },
    natural: ['facilityId', 'platformId', 'level', 'validFrom'],
    references: { facilityId: 'facility', platformId: 'platform' },
    example: examples.capabilities,
  }),
  instruments: registerKind(instruments, {
    title: { en: 'Instruments of facilities', ja: '修理施設の計測器' },
    natural: ['facilityId', 'serialNumber'],
    references: { facilityId: 'facility' },
    example: examples.instruments,
  }),
  closures: registerKind(closures, {
    title: { en: 'Closures of facilities', ja: '修理施設の閉鎖' },
    natural: ['facilityId', 'from', 'to'],
    references: { facilityId: 'facility' },
    example: examples.closures,
  }),
  equipment: equipmentKind,
  authorizations: registerKind(authorizations, {
    title: { en: 'Authorizations', ja: '輸出許可等' },
    natural: ['kind', 'number'],
    references: { platformIds: 'platform', facilityIds: 'facility' },
    beside: authorizationStatus,
    example: examples.authorizations,
  }),
  people: registerKind(people, {
    title: { en: 'People', ja: '人員' },
    natural: [],
    references: { facilityIds: 'facility', programPlatformIds: 'platform' },
    note: {
      en: 'Keys, pins and codes never travel: they are issued anew where the people work.',
      ja: 'キー・暗証番号・発行コードは移行されません。移行先で改めて発行してください。',
    },
    example: examples.people,
  }),
  qualifications: registerKind(qualifications, {
    title: { en: 'Qualifications of people', ja: '人員の資格' },
    natural: ['personId', 'qualification', 'validFrom'],
    references: { personId: 'person', facilityIds: 'facility', platformIds: 'platform' },
    example: examples.qualifications,
  }),
  'technical-data': registerKind(technicalData, {
    title: { en: 'Technical data', ja: '技術資料' },
    natural: ['document', 'documentRevision'],
    references: { platformIds: 'platform' },
    example: examples['technical-data'],
  }),
  catalogue: registerKind(catalogue, {
    title: { en: 'Catalogue', ja: '品目台帳' },
    natural: ['nsn'],
    naturalElse: ['partNumber', 'cage'],
    references: { platformIds: 'platform', substituteIds: 'catalogue_item' },
    forward: { substituteIds: 'catalogue_item' },
    example: examples.catalogue,
  }),
  weightings: registerKind(weightings, {
    title: { en: 'Weightings of support priorities', ja: '優先支援の重み付け' },
    natural: ['name'],
    references: { platformIds: 'platform' },
    example: examples.weightings,
  }),
  suppliers: registerKind(suppliers, {
    title: { en: 'Suppliers', ja: '供給者' },
    natural: ['ncage'],
    example: examples.suppliers,
  }),
  baselines: registerKind(baselines, {
    title: { en: 'Baselines', ja: '基準値' },
    natural: ['platformId', 'activity', 'validFrom'],
    references: { platformId: 'platform' },
    example: examples.baselines,
  }),
  holidays: holidayKind,
  'work-orders': orderKind,
  'status-reports': statusReportKind,
};
