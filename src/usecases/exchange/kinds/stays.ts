// The history of an order from a system that keeps no events: made of where it stood when, and of what was done.
import { z } from 'zod';
import { RESPONSIBLE } from '../../../domain/metrics/turnaround.ts';
import type { Change, EventType, PartName } from '../../../domain/orders/event.ts';
import { ACTIONS, type ActionName, destination, lifecycle, stoodAfter } from '../../../domain/orders/lifecycle.ts';
import { HOLD_CAUSES, isRunning, type RunningStatus, STATUSES, type Status } from '../../../domain/orders/status.ts';
import { categoryOf } from '../../../domain/orders/transition.ts';
import type { WorkOrder } from '../../../domain/orders/work-order.ts';
import { type Fault, type Instant, id, instant, isoDate } from '../../../domain/values.ts';
import type { HistoryEvent } from './history.ts';
import { idOfKey } from './references.ts';

const stay = z.strictObject({
  at: instant,
  status: z.enum(STATUSES),
  action: z.enum(ACTIONS).optional().meta({ description: 'Where several lead there: withdraw in place of reject.' }),
  cause: z.enum(HOLD_CAUSES).optional().meta({ description: 'Of a hold.' }),
  by: id.optional(),
});
const part = z.record(z.string(), z.unknown());

/** What was done, in the fields of the record: what is left out has its default, and `operation` counts the operations from 1. */
export const workShape = {
  stays: z.array(stay).min(1).max(1_000).optional().meta({
    description:
      'Where the order stood when, in order: [{"at","status"}]. What comes before induction may be left out. In place of history.',
  }),
  targets: z.array(isoDate).max(100).optional().meta({ description: 'Target dates, the original first.' }),
  operations: z.array(part).max(1_000).optional(),
  labor: z.array(part).max(5_000).optional(),
  partDemands: z.array(part).max(1_000).optional(),
  inspections: z.array(part).max(1_000).optional(),
  nonconformances: z.array(part).max(1_000).optional(),
};
export type Work = z.output<z.ZodObject<typeof workShape>>;

interface Step {
  type: EventType;
  at: Instant;
  by: string;
  changes: Change[];
}

/** The events that an order's stays and its work stand for; a fault for a step that the lifecycle does not have. */
export function eventsOfStays(
  order: Omit<WorkOrder, 'revision'>,
  work: Work,
  by: string,
): { events: HistoryEvent[] } | { faults: Fault[] } {
  const steps: Step[] = [{ type: 'drafted', at: order.createdAt, by, changes: [draftOf(order)] }];
  const faults: Fault[] = [];
  const first = work.stays?.[0];
  const before = first ? stepsBefore(first.status).map((status) => ({ at: first.at, status })) : [];
  let now = { status: 'draft' as Status, stoodAt: null as WorkOrder['stoodAt'] };
  let [n, sequence] = [0, 1];
  for (const [index, { at, status, ...said }] of [...before, ...(work.stays ?? [])].entries()) {
    const { action, cause = null } = said as Partial<z.output<typeof stay>>;
    const found = ACTIONS.filter(
      (name) => lifecycle[name].to !== 'same' && destination(name, { ...now, historical: false }) === status,
    );
    const taken = action
      ? found.find((name) => name === action)
      : (PREFERRED.find((name) => found.includes(name)) ?? found[0]);
    if (!taken || (status === 'on_hold' && cause === null) || at < (steps.at(-1)?.at ?? at)) {
      faults.push(notAStep(index - before.length, now.status, status));
      break;
    }
    sequence += 1;
    const changes = [
      moved(order, taken, status, at, cause, now.stoodAt, sequence),
      ...clock(order.id, status, cause, at, n),
    ];
    if (isRunning(status)) n += 1;
    if (taken === 'induct') changes.push(...(work.targets ?? []).map((date, k) => target(order.id, date, k, at, by)));
    steps.push({ type: lifecycle[taken].event, at, by: (said as { by?: string }).by ?? by, changes });
    now = { status, stoodAt: stoodAfter(status, now.stoodAt) };
  }
  if (faults.length > 0) return { faults };
  const events = withWork(order, work, by, steps).map(({ type, at, by: who, changes }) => ({
    type,
    occurredAt: at,
    recordedAt: null,
    by: who,
    data: {},
    changes,
  }));
  return { events };
}

const PREFERRED: readonly ActionName[] = ['reject', 'refuse', 'hold', 'resume'];

function stepsBefore(status: Status): Status[] {
  if (status === 'submitted') return [];
  if (status === 'authorized') return ['submitted'];
  return isRunning(status) && status === 'inducted' ? ['submitted', 'authorized'] : [];
}

function draftOf({ id: orderId, ...order }: Omit<WorkOrder, 'revision'>): Change {
  return { part: 'order', id: orderId, set: { ...order } };
}

// What the order's row says at its end is said by the step that it follows from.
function moved(
  order: Omit<WorkOrder, 'revision'>,
  action: ActionName,
  status: Status,
  at: Instant,
  holdCause: WorkOrder['holdCause'],
  stoodAt: WorkOrder['stoodAt'],
  sequence: number,
): Change {
  const by: Partial<Record<ActionName, Partial<WorkOrder>>> = {
    submit: { submittedAt: at },
    induct: { inductedAt: at },
    start: { startedAt: at },
    present: { presentedAt: at, presentedSequence: sequence },
    accept: { acceptedAt: at, acceptedSequence: sequence },
    release: { releasedAt: at, endedAt: at },
    cancel: { endedAt: at },
    condemn: { endedAt: at },
  };
  const set = {
    status,
    statusSince: at,
    holdCause,
    stoodAt: stoodAfter(status, stoodAt),
    heldByProgram: false,
    ...by[action],
  };
  return { part: 'order', id: order.id, set };
}

function clock(orderId: string, status: Status, cause: WorkOrder['holdCause'], from: Instant, n: number): Change[] {
  const named = (k: number) => idOfKey('segment', `${orderId} ${k}`);
  const changes: Change[] = n > 0 ? [{ part: 'segment', id: named(n), set: { to: from } }] : [];
  if (!isRunning(status)) return status === 'closed' ? [] : changes;
  const category = categoryOf(status as RunningStatus, cause);
  const set = { n: n + 1, from, to: null, category, responsible: RESPONSIBLE[category], acknowledgement: null };
  return [...changes, { part: 'segment', id: named(n + 1), set }];
}

function target(orderId: string, date: string, k: number, setAt: Instant, setBy: string): Change {
  const cause = k === 0 ? null : { en: 'Imported', ja: '取込' };
  const set = { n: k + 1, date, cause, nonconformanceId: null, operationId: null, setBy, setAt };
  return { part: 'target', id: idOfKey('target', `${orderId} ${k}`), set };
}

const defaults = {
  operation: {
    overAndAbove: false,
    approvedBy: null,
    approvedAt: null,
    reworks: null,
    technicalData: [],
    requires: null,
    holdPoint: false,
    holdPointWaiver: null,
    status: 'done',
    performedBy: null,
    performedAt: null,
    doneSequence: null,
    notApplicable: null,
    lateReason: null,
  },
  labor: { correctedBy: null, correctors: null },
  partDemand: {
    nsn: null,
    partNumber: null,
    documentNumber: null,
    documentDate: null,
    stopsWork: false,
    source: 'new',
    donorEquipmentId: null,
    donorWorkOrderId: null,
    receivingWorkOrderId: null,
    serialRemoved: null,
    serialInstalled: null,
    supplierId: null,
    neededBy: null,
    operationIds: [],
    status: 'received',
    statuses: [],
  },
  inspection: {
    operationId: null,
    characteristics: [],
    results: [],
    decision: null,
    signatureId: null,
    signedBy: null,
    signedAt: null,
    signedSequence: null,
    supersededBy: null,
  },
  nonconformance: {
    severity: 'minor',
    inspectionId: null,
    characteristic: null,
    pqdr: null,
    raisedSequence: 1,
    disposition: null,
    dispositionReason: null,
    dispositionedBy: null,
    dispositionedAt: null,
    approvedBy: null,
    approvedAt: null,
    operationId: null,
    status: 'closed',
    closedBy: null,
    closedAt: null,
  },
} satisfies Partial<Record<PartName, Record<string, unknown>>>;

// Each piece of work is one event, at the instant it tells of, behind the step of the order that came before it.
function withWork(order: Omit<WorkOrder, 'revision'>, work: Work, by: string, steps: readonly Step[]): Step[] {
  const start = steps.find((step) => step.type === 'started' || step.type === 'inducted')?.at ?? order.createdAt;
  const named = (name: string, k: number) => idOfKey(name, `${order.id} ${k}`);
  const pieces: Step[] = [];
  const add = (type: EventType, name: keyof typeof defaults, k: number, at: unknown, set: Record<string, unknown>) =>
    pieces.push({
      type,
      at: typeof at === 'string' ? at : start,
      by,
      changes: [{ part: name, id: named(name, k), set: { ...defaults[name], ...set } }],
    });
  const operationOf = ({ operation, ...said }: Record<string, unknown>) =>
    typeof operation === 'number' ? { ...said, operationId: named('operation', operation) } : said;
  for (const [k, said] of (work.operations ?? []).entries())
    add('operation_added', 'operation', k + 1, said.performedAt, {
      sequence: k + 1,
      activity: order.activity,
      createdBy: by,
      createdAt: said.performedAt ?? start,
      ...said,
    });
  // Labor is of an operation that is there already.
  for (const [k, said] of (work.labor ?? []).entries()) {
    const on = typeof said.on === 'string' ? said.on : null;
    const of = pieces[Number(said.operation) - 1]?.at ?? start;
    const at = on && `${on}T14:59:59.999Z` > of ? `${on}T14:59:59.999Z` : of;
    add('labor_logged', 'labor', k + 1, at, { enteredBy: by, createdAt: at, ...operationOf(said) });
  }
  for (const [k, said] of (work.partDemands ?? []).entries())
    add('part_demanded', 'partDemand', k + 1, said.createdAt, {
      quantity: 1,
      createdBy: by,
      createdAt: start,
      ...operationOf(said),
    });
  for (const [k, said] of (work.inspections ?? []).entries())
    add('inspection_opened', 'inspection', k + 1, said.createdAt, {
      createdBy: by,
      createdAt: start,
      ...operationOf(said),
    });
  for (const [k, said] of (work.nonconformances ?? []).entries())
    add('nonconformance_raised', 'nonconformance', k + 1, said.raisedAt, {
      raisedBy: by,
      raisedAt: start,
      ...operationOf(said),
    });
  return merged(steps, pieces);
}

// The steps keep their numbers among one another: those that were counted are counted anew where work comes in between.
function merged(steps: readonly Step[], pieces: readonly Step[]): Step[] {
  const all = [...steps.map((step, k) => ({ step, k })), ...pieces.map((step, k) => ({ step, k: 10_000 + k }))];
  all.sort((a, b) => (a.step.at === b.step.at ? a.k - b.k : a.step.at < b.step.at ? -1 : 1));
  const [draft, ...rest] = [all.find(({ k }) => k === 0), ...all.filter(({ k }) => k !== 0)];
  return [draft, ...rest].flatMap((entry, at) => (entry ? [renumbered(entry.step, at + 1)] : []));
}

const COUNTED = ['presentedSequence', 'acceptedSequence', 'raisedSequence'] as const;

function renumbered(step: Step, sequence: number): Step {
  const changes = step.changes.map((change) => {
    const counted = COUNTED.filter((name) => typeof change.set[name] === 'number');
    return counted.length === 0
      ? change
      : { ...change, set: { ...change.set, ...Object.fromEntries(counted.map((name) => [name, sequence])) } };
  });
  return { ...step, changes };
}

function notAStep(index: number, from: Status, to: Status): Fault {
  return {
    pointer: `/stays/${Math.max(0, index)}`,
    code: 'history.moved',
    message: {
      en: `There is no step from ${from} to ${to} here: stays stand in order of time, a hold has its cause.`,
      ja: `ここでは${from}から${to}へは進めません。滞在は時刻順に並べ、保留には原因を記載してください。`,
    },
  };
}
