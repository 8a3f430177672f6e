// Work order (作業指示書): what is to be done to which item, where, and how urgently.
import { z } from 'zod';
import { customerJobNumber } from '../registers/identifiers.ts';
import { type Fault, id, instant, isoDate, money, recordShape, text, token } from '../values.ts';
import { ACTIVITIES, CONDITION_CODES, designatorOf, LEVELS } from './codes.ts';
import { priority, priorityFaults, priorityInput } from './priority.ts';
import { HOLD_CAUSES, STANDING, STATUSES } from './status.ts';

export const FINDINGS = ['beyond_repair', 'lost', 'destroyed'] as const;

export const orderCodes = z.strictObject({
  workUnit: token(20).nullable().default(null),
  malfunction: token(20).nullable().default(null),
  actionTaken: token(20).nullable().default(null),
  whenDiscovered: token(20).nullable().default(null),
});

export const custodyEntry = z.strictObject({
  direction: z.enum(['received', 'handed_back']),
  at: instant,
  document: token(),
  deliveredBy: token(200),
  receivedBy: token(200),
  serialNumber: token(50).nullable(),
  conditionCode: z.enum(CONDITION_CODES).nullable(),
});

export const workOrderInput = z.strictObject({
  equipmentId: id,
  facilityId: id,
  activity: z.enum(ACTIVITIES),
  level: z.enum(LEVELS),
  priority: priorityInput,
  discrepancy: text,
  codes: orderCodes.default({ workUnit: null, malfunction: null, actionTaken: null, whenDiscovered: null }),
  customerJobNumber: customerJobNumber.nullable().default(null),
  localTransportDays: z.number().min(0).max(3650).nullable().default(null),
  parentId: id.nullable().default(null).meta({ description: 'The order this one is a sub-order of.' }),
  stopsParent: z.boolean().default(false).meta({ description: 'The parent can’t go on before this one is finished.' }),
  follows: id.nullable().default(null).meta({ description: 'The released order that this one follows on (warranty).' }),
  plannedStart: isoDate.nullable().default(null),
  assignedTo: id.nullable().default(null),
  requiredBy: isoDate.nullable().default(null),
});
export type WorkOrderInput = z.infer<typeof workOrderInput>;

export const workOrderRecord = workOrderInput.extend({
  ...recordShape,
  number: z.string(),
  platformId: id,
  priority,
  status: z.enum(STATUSES),
  statusSince: instant,
  holdCause: z.enum(HOLD_CAUSES).nullable(),
  stoodAt: z.enum(STANDING).nullable().meta({ description: 'Where resume leads back to.' }),
  heldByProgram: z.boolean().meta({ description: 'A program office set a hold since the order last stood.' }),
  authorizationId: id.nullable(),
  estimatedCost: money.nullable(),
  actualCost: money.nullable(),
  targetDate: isoDate
    .nullable()
    .meta({ description: 'Given when authorized; frozen as the first target at induction.' }),
  conditionCode: z.enum(CONDITION_CODES).nullable(),
  custody: z.array(custodyEntry),
  deliveryReceipt: token().nullable(),
  finding: z.enum(FINDINGS).nullable(),
  surveyReference: token().nullable(),
  rootId: id.meta({
    description: 'The order that its family now stands under: a cancelled parent lets go of its own.',
  }),
  familyId: id.meta({
    description:
      'The order that its family began with. Set once, when it is drafted; independence is judged across all orders that share it.',
  }),
  historical: z.boolean(),
  createdBy: id,
  submittedBy: id.nullable(),
  submittedAt: instant.nullable(),
  inductedAt: instant.nullable(),
  startedAt: instant.nullable(),
  presentedAt: instant.nullable(),
  presentedSequence: z.int().nullable().meta({ description: 'The event of the last presentation.' }),
  acceptedAt: instant.nullable(),
  acceptedSequence: z.int().nullable().meta({ description: 'The event of the last acceptance.' }),
  releasedAt: instant.nullable(),
  endedAt: instant.nullable().meta({ description: 'When the clock stopped, or the order ended before it ran.' }),
});
export type WorkOrder = z.infer<typeof workOrderRecord>;

/** An order as it begins: a draft of what is asked for, where nothing has happened yet. */
export function draftOf(
  { priority, ...given }: WorkOrderInput,
  raised: Pick<WorkOrder, 'id' | 'number' | 'platformId' | 'rootId' | 'familyId' | 'createdBy' | 'createdAt'>,
): Omit<WorkOrder, 'revision'> {
  // Not a spread: it is very slow where so many members are added.
  return Object.assign({}, given, raised, {
    priority: { ...priority, designator: designatorOf(priority.forceActivity, priority.urgency) },
    status: 'draft' as const,
    statusSince: raised.createdAt,
    holdCause: null,
    stoodAt: null,
    heldByProgram: false,
    authorizationId: null,
    estimatedCost: null,
    actualCost: null,
    targetDate: null,
    conditionCode: null,
    custody: [],
    deliveryReceipt: null,
    finding: null,
    surveyReference: null,
    historical: false,
    submittedBy: null,
    submittedAt: null,
    inductedAt: null,
    startedAt: null,
    presentedAt: null,
    presentedSequence: null,
    acceptedAt: null,
    acceptedSequence: null,
    releasedAt: null,
    endedAt: null,
  });
}

/** What is wrong with an order beyond its form. Source of the designator: MIL-STD-129/DoDM 4140.01 UMMIPS table in vocabulary.md. */
export function workOrderFaults(order: Pick<WorkOrderInput, 'priority' | 'parentId' | 'stopsParent'>): Fault[] {
  const faults = priorityFaults(order.priority);
  if (order.stopsParent && order.parentId === null) {
    faults.push({
      pointer: '/stopsParent',
      code: 'work_order.no_parent',
      message: {
        en: 'Only a sub-order can stop its parent.',
        ja: '親作業指示書を止められるのは子作業指示書のみです。',
      },
    });
  }
  return faults;
}
