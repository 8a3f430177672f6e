// Facts: a complete, valid order and everything the guards look at, made by hand so that a test varies the one thing it is about.
import type { Amendment } from '../../src/domain/evidence/amendment.ts';
import type { Signature } from '../../src/domain/evidence/signature.ts';
import { SUBJECT_VERSION, subjectHash } from '../../src/domain/evidence/signing.ts';
import type { FacilityStay, Facts } from '../../src/domain/orders/guards.ts';
import type { WorkOrder } from '../../src/domain/orders/work-order.ts';
import type { FiledSegment, WorkOrderFile } from '../../src/domain/orders/work-order-file.ts';
import type { Authorization } from '../../src/domain/registers/authorization.ts';
import type { Equipment } from '../../src/domain/registers/equipment.ts';
import type { Equivalence } from '../../src/domain/registers/equivalence.ts';
import type { Capability, Certification, Closure, Facility, Instrument } from '../../src/domain/registers/facility.ts';
import type { Person, Qualification } from '../../src/domain/registers/person.ts';
import type { Platform } from '../../src/domain/registers/platform.ts';
import type { TechnicalData } from '../../src/domain/registers/technical-data.ts';
import type { PartDemand } from '../../src/domain/supply/part-demand.ts';
import { dateInTokyo } from '../../src/domain/values.ts';
import type { Inspection } from '../../src/domain/workshop/inspection.ts';
import type { Nonconformance } from '../../src/domain/workshop/nonconformance.ts';
import type { Labor, Operation } from '../../src/domain/workshop/operation.ts';

/** The instant of the base facts: 2026-03-10 12:00 in Tokyo. */
export const AT = '2026-03-10T03:00:00.000Z';
/** An hour of a day of March 2026, in Tokyo. */
export const march = (day: number, hour = 9) => new Date(Date.UTC(2026, 2, day, hour - 9)).toISOString();

const record = (id: string) => ({ id, createdAt: '2024-01-01T00:00:00.000Z', revision: 3 });
const period = { validFrom: '2024-01-01', validTo: '2028-12-31' };

export const equivalenceOf = (fields: Partial<Equivalence> & Pick<Equivalence, 'held' | 'required'>): Equivalence => ({
  ...record(`${fields.held} for ${fields.required}`),
  degree: 'equivalent',
  conditions: [],
  platformIds: [],
  activities: [],
  basis: { document: 'Register of recognitions', reference: 'item 7' },
  approvedBy: 'PMA-275',
  ...period,
  ...fields,
});

export const certificationOf = (fields: Partial<Certification> = {}): Certification => ({
  ...record('certification'),
  facilityId: 'facility',
  standard: 'SJAC 9110B',
  number: 'JP-9110-0042',
  body: 'Example Registrar',
  scopeCodes: ['MV-22B'],
  ...period,
  status: 'active',
  statusChanges: [{ status: 'active', on: '2024-01-01', reason: null }],
  supplements: [],
  ...fields,
});

export const capabilityOf = (fields: Partial<Capability> = {}): Capability => ({
  ...record('capability'),
  facilityId: 'facility',
  platformId: 'platform',
  activities: ['repair'],
  level: 'depot',
  ...period,
  ...fields,
});

export const closureOf = (fields: Partial<Closure> = {}): Closure => ({
  ...record('closure'),
  facilityId: 'facility',
  from: '2026-03-10',
  to: '2026-03-10',
  bays: 1,
  reason: { en: 'crane inspection', ja: '天井クレーン点検' },
  ...fields,
});

export const instrumentOf = (fields: Partial<Instrument> = {}): Instrument => ({
  ...record('wrench'),
  facilityId: 'facility',
  serialNumber: 'TW-104',
  description: { en: 'torque wrench', ja: 'トルクレンチ' },
  calibrations: [{ standard: 'JIS Q 17025', certificate: 'CAL-1', calibratedOn: '2026-01-10', dueOn: '2026-12-31' }],
  ...fields,
});

export const platformOf = (fields: Partial<Platform> = {}): Platform => ({
  ...record('platform'),
  designation: 'MV-22B',
  nomenclature: { en: 'Osprey tiltrotor', ja: 'オスプレイ' },
  nsn: null,
  kind: 'aircraft',
  service: 'marine_corps',
  export: { regime: 'ITAR', category: 'VIII(a)' },
  requirements: [
    { standard: 'AS9110C', holder: 'facility', activities: [] },
    { standard: 'ISO/IEC 17025', holder: 'instrument', activities: [] },
    { standard: 'NAS410-5', holder: 'inspector', activities: ['repair', 'overhaul'] },
    { standard: 'AWS D17.1', holder: 'technician', activities: ['modification'] },
  ],
  targets: [{ activity: 'repair', days: 20, calendar: 'working' }],
  ...fields,
});

export const facilityOf = (fields: Partial<Facility> = {}): Facility => ({
  ...record('facility'),
  code: 'KSZ',
  name: { en: 'Kisarazu', ja: '木更津' },
  ncage: null,
  operator: 'japanese_industry',
  prefecture: '千葉県',
  calendar: 'japan',
  bays: 2,
  ...fields,
});

export const equipmentOf = (fields: Partial<Equipment> = {}): Equipment => ({
  ...record('equipment'),
  platformId: 'platform',
  serialNumber: '168243',
  uii: null,
  uiiComponents: null,
  owningUnit: '09456',
  homePort: null,
  installedIn: null,
  location: 'facility',
  locationFacilityId: 'facility',
  condition: 'NMC',
  condemnedAt: null,
  ...fields,
});

export const authorizationOf = (fields: Partial<Authorization> = {}): Authorization => ({
  ...record('authorization'),
  kind: 'taa',
  number: 'TA-1234-26',
  issuer: 'DDTC',
  platformIds: ['platform'],
  categories: [],
  facilityIds: ['facility'],
  activities: ['repair', 'inspection'],
  ...period,
  valueCeiling: { currency: 'USD', minorUnits: 1_000_000 },
  status: 'active',
  provisos: [],
  statusChanges: [{ status: 'active', on: '2024-01-01', reason: null }],
  valueUsed: null,
  ...fields,
});

export const personOf = (id: string, fields: Partial<Person> = {}): Person => ({
  ...record(id),
  name: { en: id, ja: `${id}さん` },
  organization: { kind: 'facility', name: 'KSZ' },
  roles: ['depot_staff'],
  endedOn: null,
  facilityIds: ['facility'],
  programPlatformIds: [],
  accessBasis: 'contract',
  pinSetAt: null,
  ...fields,
});

export const qualificationOf = (qualification: string, fields: Partial<Qualification> = {}): Qualification => ({
  ...record(`qualification ${qualification}`),
  personId: 'inspector',
  qualification,
  facilityIds: ['facility'],
  platformIds: ['platform'],
  stampNumber: null,
  authority: qualification === 'GQAR' ? 'dcma' : null,
  delegationReference: qualification === 'GQAR' ? 'DCMA-2026-7' : null,
  supplements: [],
  ...period,
  ...fields,
});

export const technicalDataOf = (fields: Partial<TechnicalData> = {}): TechnicalData => ({
  ...record(`document ${fields.documentRevision ?? '3'}`),
  document: 'TO 1V-22B-2',
  title: { en: 'Rotor' },
  documentRevision: '3',
  effectiveFrom: '2025-01-01',
  platformIds: [],
  ...fields,
});

export const orderOf = (fields: Partial<WorkOrder> = {}): WorkOrder => ({
  ...record('order'),
  revision: 24,
  number: 'KSZ-26060-0001',
  equipmentId: 'equipment',
  platformId: 'platform',
  facilityId: 'facility',
  activity: 'repair',
  level: 'depot',
  priority: { forceActivity: 'II', urgency: 'B', designator: 5 },
  discrepancy: { en: 'Gearbox chips', ja: 'ギアボックスに金属片' },
  codes: { workUnit: null, malfunction: null, actionTaken: null, whenDiscovered: null },
  customerJobNumber: null,
  localTransportDays: null,
  parentId: null,
  stopsParent: false,
  follows: null,
  plannedStart: null,
  assignedTo: null,
  requiredBy: null,
  status: 'awaiting_acceptance',
  statusSince: march(9, 15),
  holdCause: null,
  stoodAt: 'awaiting_acceptance',
  heldByProgram: false,
  authorizationId: 'authorization',
  estimatedCost: { currency: 'USD', minorUnits: 400_000 },
  actualCost: null,
  targetDate: null,
  conditionCode: 'M',
  custody: [],
  deliveryReceipt: null,
  finding: null,
  surveyReference: null,
  rootId: 'order',
  familyId: 'order',
  historical: false,
  createdBy: 'author',
  submittedBy: 'author',
  submittedAt: march(1),
  inductedAt: march(2),
  startedAt: march(3),
  presentedAt: march(8),
  presentedSequence: 16,
  acceptedAt: march(9, 15),
  acceptedSequence: 20,
  releasedAt: null,
  endedAt: null,
  ...fields,
});

/** An operation done on 4 March by the technician; `fields.sequence` names it. */
export const operationOf = (sequence: number, fields: Partial<Operation> = {}): Operation => ({
  id: `operation ${sequence}`,
  workOrderId: 'order',
  sequence,
  title: { en: `Step ${sequence}`, ja: `手順${sequence}` },
  activity: 'repair',
  overAndAbove: false,
  approvedBy: null,
  approvedAt: null,
  reworks: null,
  technicalData: [{ document: 'TO 1V-22B-2', revision: '3' }],
  requires: null,
  holdPoint: false,
  holdPointWaiver: null,
  status: 'done',
  performedBy: 'technician',
  performedAt: march(4, 12),
  doneSequence: 10,
  notApplicable: null,
  lateReason: null,
  createdBy: 'depot',
  createdAt: march(1),
  ...fields,
});

/** An operation that nobody has done yet. */
export const openOperationOf = (sequence: number, fields: Partial<Operation> = {}): Operation =>
  operationOf(sequence, { status: 'open', performedBy: null, performedAt: null, doneSequence: null, ...fields });

export const characteristicOf = (fields: Partial<Inspection['characteristics'][number]> = {}) => ({
  name: { en: 'torque', ja: '締付トルク' },
  method: 'torque wrench',
  unit: 'N·m',
  lower: '40',
  upper: '45.5',
  standard: null,
  ...fields,
});

export const resultOf = (fields: Partial<Inspection['results'][number]> = {}) => ({
  characteristic: 1,
  value: '42.1',
  conforms: null,
  instrumentId: 'wrench',
  measuredBy: 'inspector',
  measuredAt: march(8, 13),
  ...fields,
});

/** An inspection that was signed as passed, by the event `signedSequence`. */
export const inspectionOf = (
  kind: Inspection['kind'],
  signedSequence: number,
  fields: Partial<Inspection> = {},
): Inspection => ({
  id: `${kind} ${signedSequence}`,
  workOrderId: 'order',
  kind,
  operationId: kind === 'in_process' ? 'operation 10' : null,
  characteristics: [characteristicOf()],
  results: [resultOf()],
  decision: 'passed',
  signatureId: `signature of ${kind} ${signedSequence}`,
  signedBy: 'inspector',
  signedAt: march(3),
  signedSequence,
  supersededBy: null,
  createdBy: 'inspector',
  createdAt: march(2),
  ...fields,
});

/** An inspection as it is before anyone signs it. */
export const unsignedInspectionOf = (kind: Inspection['kind'], fields: Partial<Inspection> = {}): Inspection =>
  inspectionOf(kind, 0, {
    id: `unsigned ${kind}`,
    decision: null,
    signatureId: null,
    signedBy: null,
    signedAt: null,
    signedSequence: null,
    ...fields,
  });

/** The signature that an inspection names. */
export const signatureOn = (inspection: Inspection, fields: Partial<Signature> = {}): Signature =>
  signatureOf('sign_inspection', inspection.signedSequence ?? 0, {
    id: inspection.signatureId ?? '',
    inspectionId: inspection.id,
    signedAt: inspection.signedAt ?? AT,
    ...fields,
  });

export const signatureOf = (act: Signature['act'], sequence: number, fields: Partial<Signature> = {}): Signature => ({
  id: `signature of ${act} ${sequence}`,
  workOrderId: 'order',
  act,
  inspectionId: null,
  signer: 'other inspector',
  meaning: { en: 'I accept it.', ja: '合格と認めます。' },
  language: 'ja',
  content: '{}',
  contentSha256: 'a'.repeat(64),
  subjectSha256: 'b'.repeat(64),
  subjectVersion: SUBJECT_VERSION,
  stampNumber: null,
  pinIssuedBy: 'administrator',
  pinIssuedAt: march(1),
  pinSetAt: march(1, 10),
  signedAt: march(9, 15),
  sequence,
  supersededAt: null,
  ...fields,
});

export const demandOf = (fields: Partial<PartDemand> = {}): PartDemand => ({
  id: 'demand',
  workOrderId: 'order',
  nsn: null,
  partNumber: 'P-1',
  cage: null,
  nomenclature: { en: 'seal', ja: 'シール' },
  quantity: 1,
  documentNumber: null,
  documentDate: null,
  stopsWork: true,
  source: 'new',
  donorEquipmentId: null,
  donorWorkOrderId: null,
  receivingWorkOrderId: null,
  serialRemoved: null,
  serialInstalled: 'S-2',
  supplierId: null,
  neededBy: null,
  promisedOn: null,
  promises: [],
  priority: null,
  substitutes: [],
  supplied: null,
  operationIds: [],
  status: 'received',
  statuses: [{ status: 'requested', at: march(3), by: 'depot' }],
  createdBy: 'depot',
  createdAt: march(3),
  ...fields,
});

/** A nonconformance raised in work and closed since. */
export const nonconformanceOf = (fields: Partial<Nonconformance> = {}): Nonconformance => ({
  id: 'nonconformance',
  workOrderId: 'order',
  severity: 'minor',
  description: { en: 'scratch', ja: '擦り傷' },
  inspectionId: null,
  characteristic: null,
  pqdr: null,
  raisedBy: 'inspector',
  raisedAt: march(4),
  raisedSequence: 9,
  disposition: 'rework',
  dispositionReason: { en: 'polish' },
  dispositionedBy: 'inspector',
  dispositionedAt: march(4, 10),
  approvedBy: null,
  approvedAt: null,
  operationId: null,
  status: 'closed',
  closedBy: 'inspector',
  closedAt: march(8, 14),
  ...fields,
});

/** A nonconformance that nobody has decided about. */
export const openNonconformanceOf = (fields: Partial<Nonconformance> = {}): Nonconformance =>
  nonconformanceOf({
    disposition: null,
    dispositionReason: null,
    dispositionedBy: null,
    dispositionedAt: null,
    status: 'open',
    closedBy: null,
    closedAt: null,
    ...fields,
  });

/** An amendment that waits, proposed by the inspector. */
export const amendmentOf = (fields: Partial<Amendment> = {}): Amendment => ({
  id: 'amendment',
  workOrderId: 'order',
  changes: [],
  reason: { en: 'a slip' },
  status: 'proposed',
  proposedBy: 'inspector',
  proposedAt: march(11),
  signatureId: null,
  decidedBy: null,
  decidedAt: null,
  withdrawnReason: null,
  ...fields,
});

export const laborOf = (operationId: string, fields: Partial<Labor> = {}): Labor => ({
  id: `labor on ${operationId}`,
  workOrderId: 'order',
  operationId,
  personId: 'technician',
  hours: 3.5,
  on: '2026-03-04',
  enteredBy: 'depot',
  correctedBy: null,
  correctors: [],
  createdAt: march(4, 18),
  ...fields,
});

export const segmentOf = (n: number, fields: Partial<FiledSegment> = {}): FiledSegment => ({
  id: `segment ${n}`,
  workOrderId: 'order',
  n,
  from: march(2),
  to: march(3),
  category: 'receiving',
  responsible: 'facility',
  acknowledgement: null,
  ...fields,
});

export const stayOf = (from: string, to: string | null = null, fields: Partial<FacilityStay> = {}): FacilityStay => ({
  workOrderId: `order since ${from}`,
  rootId: `order since ${from}`,
  number: `KSZ-26001-${from.slice(8, 10)}${from.slice(11, 13)}`,
  from,
  to,
  ...fields,
});

/** A whole file, about to be released: two operations done, one of them a hold point, every kind of inspection passed. */
export function fileOf(fields: Partial<WorkOrderFile> = {}): WorkOrderFile {
  const inspections = [
    inspectionOf('receiving', 6, { signedAt: march(2, 15), results: [resultOf({ measuredAt: march(2, 14) })] }),
    inspectionOf('in_process', 12, { signedAt: march(4, 15), results: [resultOf({ measuredAt: march(4, 14) })] }),
    inspectionOf('final', 18, { signedAt: march(8, 15) }),
    inspectionOf('acceptance', 22, { signedAt: march(9, 18) }),
  ];
  const file: WorkOrderFile = {
    order: orderOf(),
    operations: [
      operationOf(10, { holdPoint: true }),
      operationOf(20, { doneSequence: 14, performedAt: march(5, 12) }),
    ],
    labor: [laborOf('operation 10'), laborOf('operation 20')],
    partDemands: [demandOf()],
    inspections,
    nonconformances: [nonconformanceOf()],
    signatures: [...inspections.map((i) => signatureOn(i)), signatureOf('accept', 20)],
    targets: [],
    segments: [
      segmentOf(1),
      segmentOf(2, { from: march(3), to: march(8), category: 'maintenance' }),
      segmentOf(3, { from: march(8), to: march(9, 15), category: 'inspection' }),
      segmentOf(4, { from: march(9, 15), to: null, category: 'acceptance', responsible: 'government' }),
    ],
    corrections: [],
    translations: [],
    amendments: [],
    attachments: [],
    ...fields,
  };
  return { ...file, signatures: file.signatures.map((s) => boundTo(file, s)) };
}

/** A signature that binds what the file says now, unless the test gave it another subject. */
function boundTo(file: WorkOrderFile, signature: Signature): Signature {
  if (signature.subjectSha256 !== 'b'.repeat(64)) return signature;
  const { act, inspectionId, subjectVersion } = signature;
  return { ...signature, subjectSha256: subjectHash(file, act, inspectionId, subjectVersion ?? 1) };
}

/** A file with other fields of its order. */
export const fileWith = (order: Partial<WorkOrder>, fields: Partial<WorkOrderFile> = {}): WorkOrderFile =>
  fileOf({ order: orderOf(order), ...fields });

/** Facts on which every guard holds that can hold at once; the caller has each designation there is. */
export function factsOf(fields: Partial<Facts> = {}): Facts {
  const file = fields.file ?? fileOf();
  const at = fields.at ?? AT;
  return {
    at,
    on: dateInTokyo(at),
    now: at,
    file,
    caller: personOf('inspector', {
      roles: ['qa_inspector'],
      organization: { kind: 'accepting_authority', name: 'DCMA' },
    }),
    callerQualifications: [qualificationOf('CDI'), qualificationOf('GQAR'), qualificationOf('EN 4179')],
    platform: platformOf(),
    equipment: equipmentOf(),
    facility: facilityOf(),
    certifications: [certificationOf()],
    capabilities: [capabilityOf()],
    closures: [],
    holidayLists: [],
    instruments: [instrumentOf()],
    equivalences: [
      equivalenceOf({ held: 'SJAC 9110B', required: 'AS9110C' }),
      equivalenceOf({ held: 'EN 4179', required: 'NAS410-5' }),
      equivalenceOf({ held: 'JIS Q 17025', required: 'ISO/IEC 17025', degree: 'identical' }),
    ],
    authorization: authorizationOf(),
    authorizationUse: [{ number: 'KSZ-26001-0001', cost: { currency: 'USD', minorUnits: 500_000 } }],
    equipmentStays: [],
    facilityStays: [],
    suborders: [{ id: 'engine', number: 'IHM-26001-0001', status: 'closed', stopsParent: true }],
    family: {
      performers: new Set(['technician', 'depot']),
      signers: new Set(['other inspector']),
      acceptors: new Set(['other inspector']),
    },
    signers: [],
    technician: personOf('technician'),
    technicianQualifications: [],
    technicalData: [technicalDataOf()],
    operation: null,
    inspection: null,
    given: {
      serialNumber: '168243',
      estimatedCost: { currency: 'USD', minorUnits: 500_000 },
      toolsAccounted: true,
      foreignObjectsCleared: true,
      finding: 'lost',
      surveyReference: 'FLIPL-7',
      asked: true,
    },
    chainFault: null,
    settings: { foreignYardRule: null },
    ...fields,
  };
}
