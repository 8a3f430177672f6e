// A transition: what the request of each action says, and what the action changes.
import { z } from 'zod';
import { signatureInput } from '../evidence/signature.ts';
import { type Category, RESPONSIBLE } from '../metrics/turnaround.ts';
import { addWorkingDays } from '../registers/calendar.ts';
import { closedDates } from '../registers/facility.ts';
import { holidaysAround } from '../registers/holiday.ts';
import { isStanding as demandStands } from '../supply/part-demand.ts';
import { addDays, type IsoDate, id, isoDate, money, text, token } from '../values.ts';
import { CONDEMNED_CODES, HAND_BACK_CODES, INDUCTION_CODES, RELEASE_CODES } from './codes.ts';
import type { Change } from './event.ts';
import type { Facts } from './guards.ts';
import { late } from './late.ts';
import { type ActionName, lifecycle, stoodAfter } from './lifecycle.ts';
import { HOLD_CAUSES, isRunning, type RunningStatus, type Status } from './status.ts';
import { FINDINGS } from './work-order.ts';

const note = { note: text.optional() };
const custody = z.strictObject({ document: token(), deliveredBy: token(200), receivedBy: token(200) });
const inductCustody = custody.extend({ serialNumber: token(50) });

const bodies = {
  submit: { ...late },
  return: { reason: text },
  authorize: { authorizationId: id, estimatedCost: money, targetDate: isoDate.optional() },
  reauthorize: { authorizationId: id, estimatedCost: money, reason: text },
  induct: { ...late, custody: inductCustody, conditionCode: z.enum(INDUCTION_CODES).optional() },
  start: { ...late },
  await_parts: { ...late },
  await_engineering: { ...late },
  hold: { ...late, cause: z.enum(HOLD_CAUSES), reason: text },
  resume: { ...late },
  present: { ...late, toolsAccounted: z.boolean(), foreignObjectsCleared: z.boolean() },
  withdraw: { ...late, reason: text },
  reject: { reason: text },
  accept: { signature: signatureInput },
  recall: { reason: text },
  refuse: { reason: text },
  release: { signature: signatureInput, conditionCode: z.enum(RELEASE_CODES) },
  close: { deliveryReceipt: token(), actualCost: money.optional() },
  cancel: {
    reason: text,
    custody: custody.optional().meta({ description: 'Needed when the item is in custody.' }),
    conditionCode: z
      .enum(HAND_BACK_CODES)
      .optional()
      .meta({ description: 'Needed when the item is in custody; Q while a PQDR is open.' }),
  },
  condemn: {
    finding: z.enum(FINDINGS),
    signature: signatureInput,
    conditionCode: z.enum(CONDEMNED_CODES).optional().meta({
      description: 'Needed when the item is beyond repair; one that is lost or destroyed may be in no condition.',
    }),
    surveyReference: token().optional().meta({ description: 'Needed when the item is lost or destroyed.' }),
  },
} as const satisfies Record<ActionName, z.core.$ZodShape>;

const schemaOf = <A extends ActionName>(action: A) =>
  z.strictObject({ action: z.literal(action), ...bodies[action], ...note });

/** The body of each action, strict: a field that an action does not know is refused. */
export const transitionBodies = {
  submit: schemaOf('submit'),
  return: schemaOf('return'),
  authorize: schemaOf('authorize'),
  reauthorize: schemaOf('reauthorize'),
  induct: schemaOf('induct'),
  start: schemaOf('start'),
  await_parts: schemaOf('await_parts'),
  await_engineering: schemaOf('await_engineering'),
  hold: schemaOf('hold'),
  resume: schemaOf('resume'),
  present: schemaOf('present'),
  withdraw: schemaOf('withdraw'),
  reject: schemaOf('reject'),
  accept: schemaOf('accept'),
  recall: schemaOf('recall'),
  refuse: schemaOf('refuse'),
  release: schemaOf('release'),
  close: schemaOf('close'),
  cancel: schemaOf('cancel'),
  // An item beyond repair is there, in some condition, whatever a survey says; of what is lost or destroyed the guard asks for the survey.
  condemn: schemaOf('condemn').refine((b) => b.finding !== 'beyond_repair' || b.conditionCode !== undefined, {
    path: ['conditionCode'],
    params: { code: 'condemn.code_missing' },
  }),
};

export const transitionInput = z.discriminatedUnion('action', [
  transitionBodies.submit,
  transitionBodies.return,
  transitionBodies.authorize,
  transitionBodies.reauthorize,
  transitionBodies.induct,
  transitionBodies.start,
  transitionBodies.await_parts,
  transitionBodies.await_engineering,
  transitionBodies.hold,
  transitionBodies.resume,
  transitionBodies.present,
  transitionBodies.withdraw,
  transitionBodies.reject,
  transitionBodies.accept,
  transitionBodies.recall,
  transitionBodies.refuse,
  transitionBodies.release,
  transitionBodies.close,
  transitionBodies.cancel,
  transitionBodies.condemn,
]);
export type TransitionInput = z.infer<typeof transitionInput>;

/** What the guards may know of a body. */
export function givenBy(input: TransitionInput): Facts['given'] {
  const given: Facts['given'] = { asked: true };
  if (input.action === 'induct') given.serialNumber = input.custody.serialNumber;
  if (input.action === 'authorize' || input.action === 'reauthorize') given.estimatedCost = input.estimatedCost;
  if (input.action === 'present') {
    given.toolsAccounted = input.toolsAccounted;
    given.foreignObjectsCleared = input.foreignObjectsCleared;
  }
  if (input.action === 'condemn') {
    given.finding = input.finding;
    given.surveyReference = input.surveyReference ?? null;
  }
  return given;
}

/** The clock category of a stay in a running status: the status's, or the cause of a hold. */
export function categoryOf(status: RunningStatus, holdCause: (typeof HOLD_CAUSES)[number] | null): Category {
  const categories: Record<Exclude<RunningStatus, 'on_hold'>, Category> = {
    inducted: 'receiving',
    in_work: 'maintenance',
    awaiting_parts: 'supply',
    awaiting_engineering: 'engineering',
    in_inspection: 'inspection',
    awaiting_acceptance: 'acceptance',
  };
  if (status !== 'on_hold') return categories[status];
  if (holdCause === null) throw new RangeError('a hold has a cause');
  return holdCause;
}

/** The first target's date: the one given when authorized, else induction plus the platform's days for the activity. */
export function firstTargetDate(facts: Facts): IsoDate | null {
  const { order } = facts.file;
  if (order.targetDate !== null) return order.targetDate;
  const target = facts.platform.targets.find((t) => t.activity === order.activity);
  if (!target) return null;
  if (target.calendar === 'calendar') return addDays(facts.on, target.days);
  return addWorkingDays(facts.on, target.days, {
    calendar: facts.facility.calendar,
    // Two days for each working one, and a year: more than weekends and holidays take.
    holidays: holidaysAround(facts.on, addDays(facts.on, 2 * target.days), facts.holidayLists),
    closedDates: closedDates(facts.facility, facts.closures),
  });
}

/**
 * What a transition changes, besides the signature it may carry. `sequence` is that of its event; `newId` names new parts.
 * Pure but for `newId`.
 */
export function effectsOf(
  input: TransitionInput,
  to: Status,
  facts: Facts,
  sequence: number,
  newId: () => string,
): Change[] {
  const { file, at } = facts;
  const { order } = file;
  const changes: Change[] = [];
  const moves = lifecycle[input.action].to !== 'same';
  const holdCause = input.action === 'hold' ? input.cause : null;
  const set: Record<string, unknown> = moves
    ? {
        status: to,
        statusSince: at,
        holdCause,
        stoodAt: stoodAfter(to, order.stoodAt),
        heldByProgram: heldByProgramAfter(input, to, facts),
        ...orderFields(input, facts, sequence),
      }
    : orderFields(input, facts, sequence);
  changes.push({ part: 'order', id: order.id, set });
  if (moves) changes.push(...clockChanges(to, holdCause, facts, newId));
  if (input.action === 'induct') {
    const date = firstTargetDate(facts);
    if (date !== null)
      changes.push({
        part: 'target',
        id: newId(),
        set: { n: 1, date, cause: null, nonconformanceId: null, operationId: null, setBy: facts.caller.id, setAt: at },
      });
  }
  if (input.action === 'cancel' || input.action === 'condemn') {
    for (const demand of file.partDemands.filter(demandStands)) {
      const statuses = [...demand.statuses, { status: 'cancelled', at, by: facts.caller.id }];
      changes.push({ part: 'partDemand', id: demand.id, set: { status: 'cancelled', statuses } });
    }
  }
  // A recall or a refusal ends the facility's acceptance: it has to be given again.
  if (input.action === 'recall' || input.action === 'refuse') {
    for (const s of file.signatures.filter((x) => x.act === 'accept' && x.supersededAt === null))
      changes.push({ part: 'signature', id: s.id, set: { supersededAt: facts.now } });
  }
  return changes;
}

function heldByProgramAfter(input: TransitionInput, to: Status, facts: Facts): boolean {
  if (stoodAfter(to, null) !== null) return false;
  const byProgram = input.action === 'hold' && facts.caller.roles.includes('program_office');
  return byProgram || facts.file.order.heldByProgram;
}

function orderFields(input: TransitionInput, facts: Facts, sequence: number): Record<string, unknown> {
  const { at, caller } = facts;
  const { order } = facts.file;
  switch (input.action) {
    case 'submit':
      return { submittedBy: caller.id, submittedAt: at };
    case 'return':
      return { authorizationId: null, estimatedCost: null, targetDate: null };
    case 'authorize':
      return {
        authorizationId: input.authorizationId,
        estimatedCost: input.estimatedCost,
        targetDate: input.targetDate ?? null,
      };
    case 'reauthorize':
      return { authorizationId: input.authorizationId, estimatedCost: input.estimatedCost };
    case 'induct':
      return {
        inductedAt: at,
        conditionCode: input.conditionCode ?? 'F',
        custody: [
          ...order.custody,
          { direction: 'received', at, ...input.custody, conditionCode: input.conditionCode ?? 'F' },
        ],
      };
    case 'start':
      return { startedAt: at };
    case 'present':
      return { presentedAt: at, presentedSequence: sequence };
    case 'accept':
      return { acceptedAt: at, acceptedSequence: sequence };
    case 'release':
      return { releasedAt: at, endedAt: at, conditionCode: input.conditionCode };
    case 'close':
      return { deliveryReceipt: input.deliveryReceipt, actualCost: input.actualCost ?? null };
    case 'cancel':
      return {
        endedAt: at,
        ...(isRunning(order.status) && input.custody && input.conditionCode
          ? {
              conditionCode: input.conditionCode,
              custody: [
                ...order.custody,
                {
                  direction: 'handed_back',
                  at,
                  ...input.custody,
                  serialNumber: facts.equipment.serialNumber,
                  conditionCode: input.conditionCode,
                },
              ],
            }
          : {}),
      };
    case 'condemn':
      return {
        endedAt: at,
        finding: input.finding,
        surveyReference: input.surveyReference ?? null,
        // What is lost is in no condition; M was that of an item in work.
        conditionCode: input.conditionCode ?? null,
      };
    default:
      return {};
  }
}

// Source: metrics.md, the segment ledger: each stay in a running status is one segment, without a gap.
function clockChanges(
  to: Status,
  holdCause: (typeof HOLD_CAUSES)[number] | null,
  facts: Facts,
  newId: () => string,
): Change[] {
  const changes: Change[] = [];
  const running = facts.file.segments.find((s) => s.to === null);
  if (running) changes.push({ part: 'segment', id: running.id, set: { to: facts.at } });
  if (isRunning(to)) {
    const category = categoryOf(to as RunningStatus, holdCause);
    changes.push({
      part: 'segment',
      id: newId(),
      set: {
        n: facts.file.segments.length + 1,
        from: facts.at,
        to: null,
        category,
        responsible: RESPONSIBLE[category],
        acknowledgement: acknowledgementOf(category, facts),
      },
    });
  }
  return changes;
}

// What the plant charges to the government waits for the program office's word; acceptance is the government's own.
function acknowledgementOf(category: Category, facts: Facts): 'unacknowledged' | null {
  const charged = RESPONSIBLE[category] === 'government' && category !== 'acceptance';
  return charged && !facts.caller.roles.includes('program_office') ? 'unacknowledged' : null;
}
