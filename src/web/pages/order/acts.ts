// Every act that the API has for an order, as one table: what it sends where, who may, and which fields its form asks for.
import type { ActionName, Role, Status } from '../../api/types.ts';

/** What a field asks for, and so how it is asked. */
export type FieldKind =
  | 'narrative'
  | 'line'
  | 'date'
  | 'instant'
  | 'whole'
  | 'number'
  | 'yes'
  | 'money'
  | 'choice'
  | 'designator'
  | 'codes'
  | 'part'
  | 'authorization'
  | 'person'
  | 'operation'
  | 'operations'
  | 'inspection'
  | 'nonconformance'
  | 'supplier'
  | 'equipment'
  | 'facility'
  | 'order'
  | 'technicalData'
  | 'characteristics'
  | 'amended'
  | 'subject'
  | 'language'
  | 'file'
  // Of registers.
  | 'standard'
  | 'platform'
  | 'platforms'
  | 'facilities'
  | 'members'
  | 'lines'
  | 'narratives'
  | 'parts'
  | 'rows';

export interface Field {
  /** Its place in the body: `custody.document`. */
  name: string;
  kind: FieldKind;
  required?: boolean;
  /** For a choice: which part of the vocabulary, and which of its members; all unless given. */
  term?: string;
  among?: readonly string[];
  /** What a row of rows is made of. */
  row?: readonly Field[];
  /** Asked aside, where few look: it is mostly not known yet, or nothing to say. */
  seldom?: true;
  /** Shown only while these other fields have these values. */
  only?: Readonly<Record<string, readonly unknown[]>>;
}

/** What an act is about; its id stands in the path. */
type Subject =
  | 'order'
  | 'operation'
  | 'labor'
  | 'partDemand'
  | 'inspection'
  | 'nonconformance'
  | 'segment'
  | 'correction'
  | 'amendment';

export interface OrderAct {
  /** The operation of the API. */
  operationId: string;
  /** For transitions: the action. */
  action?: ActionName;
  method: 'POST' | 'PATCH';
  /** Below the order; `{part}` and `{n}` stand for what it is about. */
  path: string;
  roles: readonly Role[];
  on: Subject;
  fields: readonly Field[];
  /** Whether the API asks for the revision that was seen. */
  ifMatch: boolean;
  /** The act that a signature binds. */
  signs?: 'accept' | 'release' | 'condemn' | 'sign_inspection' | 'sign_amendment';
  /** Statuses in which it can be done at all; every one unless given. Transitions are offered by the API itself. */
  while?: readonly Status[];
}

const RUNNING: readonly Status[] = [
  'inducted',
  'in_work',
  'awaiting_parts',
  'awaiting_engineering',
  'on_hold',
  'in_inspection',
  'awaiting_acceptance',
];
const BEFORE_RELEASE: readonly Status[] = ['draft', 'submitted', 'authorized', ...RUNNING];
const DEPOT: readonly Role[] = ['depot_staff'];
const INSPECTOR: readonly Role[] = ['qa_inspector'];
const PROGRAM: readonly Role[] = ['program_office'];

const field = (name: string, kind: FieldKind, more: Omit<Field, 'name' | 'kind'> = {}): Field => ({
  name,
  kind,
  ...more,
});
const needed = (name: string, kind: FieldKind, more: Omit<Field, 'name' | 'kind'> = {}): Field =>
  field(name, kind, { ...more, required: true });

const reason = needed('reason', 'narrative');
const note = field('note', 'narrative');
const late = [field('occurredAt', 'instant'), field('lateReason', 'narrative')];
const custody = (required: boolean) =>
  ['document', 'deliveredBy', 'receivedBy'].map((name) => field(`custody.${name}`, 'line', { required }));
const grant = [needed('authorizationId', 'authorization'), needed('estimatedCost', 'money')];

function transition(
  action: ActionName,
  roles: readonly Role[],
  fields: readonly Field[],
  signs?: OrderAct['signs'],
): OrderAct {
  const shared = {
    operationId: 'transition',
    method: 'POST',
    path: '/transitions',
    on: 'order',
    ifMatch: true,
  } as const;
  return { ...shared, action, roles, fields: [...fields, note], ...(signs ? { signs } : {}) };
}

/** The twenty actions of the lifecycle. Which of them can be done now, and what stops the others, the API says. */
export const transitions: readonly OrderAct[] = [
  transition('submit', ['depot_staff', 'program_office'], late),
  transition('return', PROGRAM, [reason]),
  transition('authorize', PROGRAM, [...grant, field('targetDate', 'date')]),
  transition('reauthorize', PROGRAM, [...grant, reason]),
  transition('induct', DEPOT, [
    ...custody(true),
    needed('custody.serialNumber', 'line'),
    field('conditionCode', 'choice', { term: 'conditionCode', among: ['F', 'K'] }),
    ...late,
  ]),
  transition('start', DEPOT, late),
  transition('await_parts', DEPOT, late),
  transition('await_engineering', ['depot_staff', 'qa_inspector'], late),
  transition(
    'hold',
    ['depot_staff', 'program_office'],
    [needed('cause', 'choice', { term: 'cause' }), reason, ...late],
  ),
  transition('resume', ['depot_staff', 'program_office'], late),
  transition('present', DEPOT, [needed('toolsAccounted', 'yes'), needed('foreignObjectsCleared', 'yes'), ...late]),
  transition('withdraw', DEPOT, [reason, ...late]),
  transition('reject', INSPECTOR, [reason]),
  transition('accept', INSPECTOR, [], 'accept'),
  transition('recall', INSPECTOR, [reason]),
  transition('refuse', INSPECTOR, [reason]),
  transition(
    'release',
    INSPECTOR,
    [needed('conditionCode', 'choice', { term: 'conditionCode', among: ['A', 'B', 'C', 'D'] })],
    'release',
  ),
  transition('close', PROGRAM, [needed('deliveryReceipt', 'line'), field('actualCost', 'money')]),
  transition('cancel', PROGRAM, [
    reason,
    ...custody(false),
    field('conditionCode', 'choice', { term: 'conditionCode', among: ['E', 'F', 'G', 'J', 'K', 'L', 'N', 'Q', 'R'] }),
  ]),
  transition(
    'condemn',
    PROGRAM,
    [
      needed('finding', 'choice', { term: 'finding' }),
      field('conditionCode', 'choice', { term: 'conditionCode', among: ['H', 'P', 'S'] }),
      field('surveyReference', 'line'),
    ],
    'condemn',
  ),
];

const operationFields = [
  needed('title', 'narrative'),
  field('sequence', 'whole'),
  field('activity', 'choice', { term: 'activity' }),
  field('technicalData', 'technicalData'),
  field('requires', 'line'),
  field('holdPoint', 'yes'),
];

const demandFields = [
  needed('nomenclature', 'narrative'),
  needed('quantity', 'whole'),
  field('partNumber', 'line'),
  field('nsn', 'line'),
  field('cage', 'line'),
  field('stopsWork', 'yes'),
  field('priority', 'designator'),
  field('source', 'choice', { term: 'partSource' }),
  field('donorEquipmentId', 'equipment', { only: { source: ['cannibalized'] } }),
  field('neededBy', 'date'),
  field('promisedOn', 'date'),
  field('substitutes', 'rows', { row: [field('nsn', 'line'), field('partNumber', 'line'), field('cage', 'line')] }),
  field('supplied', 'part'),
  field('documentNumber', 'line'),
  field('documentDate', 'date'),
  field('serialRemoved', 'line'),
  field('serialInstalled', 'line'),
  field('supplierId', 'supplier'),
  field('operationIds', 'operations'),
];

// What is known of a part when the work needs it; the rest follows when it is on its way.
const AT_FIRST = ['nomenclature', 'quantity', 'partNumber', 'nsn', 'stopsWork', 'neededBy'];
const newDemandFields = demandFields.map(
  (one): Field => (AT_FIRST.includes(one.name) ? one : { ...one, seldom: true }),
);

const orderFields = [
  field('priority', 'designator'),
  field('codes', 'codes'),
  field('customerJobNumber', 'line'),
  field('localTransportDays', 'number'),
  field('stopsParent', 'yes'),
  field('plannedStart', 'date'),
  field('assignedTo', 'person'),
  field('requiredBy', 'date'),
];

/** What is asked of a new order, of its own or below another. */
export const newOrderFields: readonly Field[] = [
  needed('equipmentId', 'equipment'),
  needed('facilityId', 'facility'),
  needed('activity', 'choice', { term: 'activity' }),
  needed('level', 'choice', { term: 'level' }),
  needed('discrepancy', 'narrative'),
  needed('priority', 'designator'),
  field('requiredBy', 'date'),
  field('customerJobNumber', 'line'),
  field('codes', 'codes'),
  field('localTransportDays', 'number'),
  field('plannedStart', 'date'),
  field('assignedTo', 'person'),
  field('follows', 'order'),
];

interface Place {
  method?: OrderAct['method'];
  path: string;
  on?: Subject;
  roles: readonly Role[];
  ifMatch?: true;
  signs?: OrderAct['signs'];
  while?: readonly Status[];
}

function act(
  operationId: string,
  { method = 'POST', on = 'order', ifMatch, ...rest }: Place,
  fields: readonly Field[],
): OrderAct {
  return { operationId, method, on, ifMatch: ifMatch ?? method === 'PATCH', fields, ...rest };
}

/** Everything else that can be done on an order and its parts. */
export const acts: readonly OrderAct[] = [
  act('editWorkOrder', { method: 'PATCH', path: '', roles: ['depot_staff', 'program_office'] }, [
    field('equipmentId', 'equipment'),
    field('facilityId', 'facility'),
    field('activity', 'choice', { term: 'activity' }),
    field('level', 'choice', { term: 'level' }),
    field('discrepancy', 'narrative'),
    ...orderFields,
  ]),
  act('createSubOrder', { path: '/sub-orders', roles: ['depot_staff', 'program_office'], while: BEFORE_RELEASE }, [
    ...newOrderFields,
    field('stopsParent', 'yes'),
  ]),
  act(
    'addOperation',
    { path: '/operations', roles: ['depot_staff', 'qa_inspector'], while: BEFORE_RELEASE },
    operationFields,
  ),
  act(
    'editOperation',
    {
      method: 'PATCH',
      path: '/operations/{part}',
      on: 'operation',
      roles: ['depot_staff', 'qa_inspector'],
      while: BEFORE_RELEASE,
    },
    operationFields,
  ),
  act('completeOperation', { path: '/operations/{part}/complete', on: 'operation', roles: DEPOT, while: RUNNING }, [
    field('performedBy', 'person'),
    field('performedAt', 'instant'),
    field('lateReason', 'narrative'),
  ]),
  act(
    'approveOperation',
    { path: '/operations/{part}/approve', on: 'operation', roles: PROGRAM, ifMatch: true, while: RUNNING },
    [],
  ),
  act(
    'markOperationNotApplicable',
    {
      path: '/operations/{part}/not-applicable',
      on: 'operation',
      roles: INSPECTOR,
      ifMatch: true,
      while: BEFORE_RELEASE,
    },
    [reason],
  ),
  act(
    'waiveHoldPoint',
    {
      path: '/operations/{part}/waive-hold-point',
      on: 'operation',
      roles: INSPECTOR,
      ifMatch: true,
      while: BEFORE_RELEASE,
    },
    [reason],
  ),
  act('logLabor', { path: '/labor', roles: DEPOT, while: [...RUNNING, 'released'] }, [
    needed('operationId', 'operation'),
    needed('hours', 'number'),
    needed('on', 'date'),
    field('personId', 'person'),
  ]),
  act(
    'correctLabor',
    { method: 'PATCH', path: '/labor/{part}', on: 'labor', roles: DEPOT, while: [...RUNNING, 'released'] },
    [field('hours', 'number'), field('on', 'date')],
  ),
  act('addPartDemand', { path: '/part-demands', roles: DEPOT, while: RUNNING }, [...newDemandFields, ...late]),
  act('editPartDemand', { method: 'PATCH', path: '/part-demands/{part}', on: 'partDemand', roles: DEPOT }, [
    field('status', 'choice', { term: 'demandStatus' }),
    ...demandFields,
    ...late,
  ]),
  act('openInspection', { path: '/inspections', roles: INSPECTOR, while: RUNNING }, [
    needed('kind', 'choice', { term: 'inspectionKind' }),
    field('operationId', 'operation', { only: { kind: ['in_process'] } }),
    field('characteristics', 'characteristics'),
  ]),
  act('editInspection', { method: 'PATCH', path: '/inspections/{part}', on: 'inspection', roles: INSPECTOR }, [
    needed('characteristics', 'characteristics'),
  ]),
  act(
    'signInspection',
    { path: '/inspections/{part}/sign', on: 'inspection', roles: INSPECTOR, ifMatch: true, signs: 'sign_inspection' },
    [needed('decision', 'choice', { term: 'decision' })],
  ),
  act('raiseNonconformance', { path: '/nonconformances', roles: ['qa_inspector', 'depot_staff'], while: RUNNING }, [
    needed('severity', 'choice', { term: 'severity' }),
    needed('description', 'narrative'),
    field('inspectionId', 'inspection'),
    field('characteristic', 'whole'),
    field('pqdr', 'line'),
  ]),
  act(
    'editNonconformance',
    { method: 'PATCH', path: '/nonconformances/{part}', on: 'nonconformance', roles: ['qa_inspector', 'depot_staff'] },
    [field('description', 'narrative'), field('pqdr', 'line')],
  ),
  act(
    'dispositionNonconformance',
    { path: '/nonconformances/{part}/disposition', on: 'nonconformance', roles: INSPECTOR, ifMatch: true },
    [
      needed('disposition', 'choice', { term: 'disposition' }),
      reason,
      field('operation.title', 'narrative', { only: { disposition: ['rework', 'repair'] } }),
      field('operation.holdPoint', 'yes', { only: { disposition: ['rework', 'repair'] } }),
      field('operation.requires', 'line', { only: { disposition: ['rework', 'repair'] } }),
    ],
  ),
  act(
    'approveDisposition',
    { path: '/nonconformances/{part}/approve', on: 'nonconformance', roles: PROGRAM, ifMatch: true },
    [],
  ),
  act(
    'closeNonconformance',
    { path: '/nonconformances/{part}/close', on: 'nonconformance', roles: INSPECTOR, ifMatch: true },
    [],
  ),
  act('addTarget', { path: '/targets', roles: PROGRAM, while: RUNNING }, [
    needed('date', 'date'),
    needed('cause', 'narrative'),
    field('nonconformanceId', 'nonconformance'),
    field('operationId', 'operation'),
  ]),
  act('addTranslation', { path: '/translations', roles: ['depot_staff', 'qa_inspector', 'program_office'] }, [
    needed('subject', 'subject'),
    needed('language', 'language'),
    needed('text', 'line'),
    needed('status', 'choice', { term: 'translationStatus' }),
  ]),
  act('addAttachment', { path: '/attachments', roles: ['depot_staff', 'qa_inspector', 'program_office'] }, [
    needed('file', 'file'),
    field('description', 'narrative'),
    field('operationId', 'operation'),
    field('inspectionId', 'inspection'),
    field('nonconformanceId', 'nonconformance'),
  ]),
  act('acknowledgeSegment', { path: '/segments/{n}/acknowledge', on: 'segment', roles: PROGRAM, ifMatch: true }, [
    field('reason', 'narrative'),
  ]),
  act('disputeSegment', { path: '/segments/{n}/dispute', on: 'segment', roles: PROGRAM, ifMatch: true }, [reason]),
  act(
    'proposeCorrection',
    { path: '/segments/{n}/corrections', on: 'segment', roles: ['depot_staff', 'program_office'] },
    [field('from', 'instant'), field('to', 'instant'), field('category', 'choice', { term: 'category' }), reason],
  ),
  act(
    'agreeCorrection',
    {
      path: '/segments/{n}/corrections/{part}/agree',
      on: 'correction',
      roles: ['depot_staff', 'program_office'],
      ifMatch: true,
    },
    [field('reason', 'narrative')],
  ),
  act(
    'declineCorrection',
    {
      path: '/segments/{n}/corrections/{part}/decline',
      on: 'correction',
      roles: ['depot_staff', 'program_office'],
      ifMatch: true,
    },
    [reason],
  ),
  act('proposeAmendment', { path: '/amendments', roles: INSPECTOR, while: ['released', 'closed'] }, [
    needed('changes', 'amended'),
    reason,
  ]),
  act(
    'signAmendment',
    { path: '/amendments/{part}/sign', on: 'amendment', roles: INSPECTOR, ifMatch: true, signs: 'sign_amendment' },
    [],
  ),
  act('withdrawAmendment', { path: '/amendments/{part}/withdraw', on: 'amendment', roles: INSPECTOR, ifMatch: true }, [
    reason,
  ]),
];

/** One act by its operation (and action). Throws for one that the table does not have. */
export function actOf(operationId: string, action?: ActionName): OrderAct {
  const found = [...transitions, ...acts].find((one) => one.operationId === operationId && one.action === action);
  if (!found) throw new Error(`no act ${operationId}`);
  return found;
}
