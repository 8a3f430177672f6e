// Operations: planning the work, logging it as done, and the decisions that inspectors and program offices take about it.

import { canonical } from '../../domain/evidence/evidence.ts';
import { faultsOf } from '../../domain/faults.ts';
import { mergePatch, patchSchema } from '../../domain/merge-patch.ts';
import type { Change } from '../../domain/orders/event.ts';
import type { GuardName } from '../../domain/orders/guards.ts';
import { lateFaults } from '../../domain/orders/late.ts';
import { isOpen } from '../../domain/orders/status.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import type { WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import { Problem, refuseFaults } from '../../domain/problem.ts';
import { isSameName } from '../../domain/registers/technical-data.ts';
import type { Fault } from '../../domain/values.ts';
import {
  type CompletionInput,
  type Operation,
  type OperationInput,
  operationInput,
  type ReasonInput,
} from '../../domain/workshop/operation.ts';
import type { Tx } from '../../storage/database.ts';
import { technicalDataOf } from '../../storage/registers/technical-data.ts';
import { type Act, type Outcome, requireRole } from '../act.ts';
import { loadFacts } from '../orders/facts.ts';
import {
  actOnPart,
  type Needs,
  notOffered,
  partOf,
  personFaults,
  requireGuards,
  requireRunning,
  type Shown,
  type Situation,
} from '../orders/parts.ts';
import { referencesAt, unknownStandards } from '../registers/references.ts';

/** What must hold for an operation to be logged as done, at the instant it was performed. Source: lifecycle.md, Smaller acts. */
const COMPLETION_GUARDS: readonly GuardName[] = [
  'technician_qualified',
  'technical_data_current',
  'facility_qualified',
  'authorization_covers',
  'hold_points_passed',
  'performed_in_work',
  'over_and_above_approved',
  'performer_unsigned',
];

export const operationPatch = patchSchema(operationInput);

/**
 * Plans an operation. Added after the work began, it is over-and-above. A hold point, or a place before one once the work began, needs an
 * inspector. Raises access.role_denied, resource.not_found, act.not_offered, request.invalid.
 */
export async function addOperation(
  act: Act,
  workOrderId: string,
  input: OperationInput,
): Promise<Outcome<Shown<Operation>>> {
  return await actOnPart(act, workOrderId, 'operations', { by: ['depot_staff', 'qa_inspector'] }, async (at) => {
    const { tx, now, file, order } = at;
    const id = act.newId();
    const sequence = input.sequence ?? nextOperationSequence(file);
    const isInspectors = input.holdPoint || passesHoldPoint(file, sequence);
    requireRole(at.act, isInspectors ? 'qa_inspector' : 'depot_staff');
    requirePlannable(order);
    refuseFaults([
      ...sequenceFaults(file, sequence, null),
      ...(await standardFaults(tx, input.requires)),
      ...(await documentFaults(tx, input.technicalData)),
    ]);
    const fields = {
      ...input,
      sequence,
      activity: input.activity ?? order.activity,
      overAndAbove: order.startedAt !== null,
      reworks: null,
      createdBy: act.caller.personId,
      createdAt: now,
    };
    const changes = [newOperation(id, fields)];
    return { partId: id, type: 'operation_added', data: { operationId: id, ...input, sequence }, changes };
  });
}

/**
 * Changes an open operation by merge patch. What was approved as over-and-above and says something else now waits for approval again;
 * planned work that becomes another work once the order is in work is over-and-above too. Once the work began, and for what a disposition
 * ordered, an inspector alone changes the standard required or drops a document cited. Raises access.role_denied, resource.not_found, 428, 412, act.not_offered, request.invalid.
 */
export async function editOperation(
  act: Act,
  workOrderId: string,
  operationId: string,
  patch: Record<string, unknown>,
): Promise<Outcome<Shown<Operation>>> {
  const needs: Needs = {
    by: ['depot_staff', 'qa_inspector'],
    may({ file, order, act: own }) {
      const before = partOf(file.operations, operationId);
      requireEditor(own, order, before, edited(before, order, patch));
    },
    revision: true,
  };
  return await actOnPart(act, workOrderId, 'operations', needs, async ({ tx, file, order }) => {
    const before = partOf(file.operations, operationId);
    requirePlannable(order);
    if (before.status !== 'open')
      notOffered(order, 'It is already done or not applicable.', 'この作業項目は完了または対象外です。');
    const { next, faults, changed } = edited(before, order, patch);
    refuseFaults(faults);
    refuseFaults([
      ...sequenceFaults(file, next.sequence, operationId),
      ...(await standardFaults(tx, next.requires)),
      ...(changed.includes('technicalData') ? await documentFaults(tx, next.technicalData) : []),
      ...(before.holdPoint && !next.holdPoint && order.startedAt !== null ? [waiveInstead] : []),
    ]);
    const set: Record<string, unknown> = Object.fromEntries(changed.map((f) => [f, next[f]]));
    const isOther = changed.some((f) => f !== 'sequence' && f !== 'holdPoint');
    if (before.approvedBy !== null && isOther) Object.assign(set, { approvedBy: null, approvedAt: null });
    // What was planned or ordered as one work and is made another once the work began was never approved.
    if (order.startedAt !== null && !before.overAndAbove && isOtherWork(before, next)) set.overAndAbove = true;
    const changes: Change[] = [{ part: 'operation', id: operationId, set }];
    return { partId: operationId, type: 'operation_edited', data: { operationId, ...patch }, changes };
  });
}

// An operation as a patch of good form would leave it: perhaps with faults, because a title that had one language lost it.
function edited(before: Operation, order: WorkOrder, patch: Record<string, unknown>) {
  const { sequence, title, activity, technicalData, requires, holdPoint } = before;
  const current = { sequence, title, activity, technicalData, requires, holdPoint };
  const merged = mergePatch(current, patch);
  const parsed = operationInput.safeParse(merged);
  const said = parsed.success ? parsed.data : (merged as OperationInput);
  const next = { ...said, sequence: said.sequence ?? sequence, activity: said.activity ?? order.activity };
  const changed = (Object.keys(current) as (keyof typeof current)[]).filter(
    (f) => canonical(next[f] ?? null) !== canonical(current[f]),
  );
  return { next, changed, faults: faultsOf(parsed) };
}

// A translation added beside a title changes nothing of the work.
function isOtherWork(before: Operation, next: Pick<OperationInput, 'title' | 'activity'>): boolean {
  const { en, ja } = before.title;
  const isRetitled = (en !== undefined && next.title.en !== en) || (ja !== undefined && next.title.ja !== ja);
  return isRetitled || next.activity !== before.activity;
}

const waiveInstead: Fault = {
  pointer: '/holdPoint',
  code: 'operation.waive_instead',
  message: {
    en: 'Once the work began a hold point is waived, with a reason, not removed.',
    ja: '作業開始後のホールドポイントは削除できません。理由を付けて免除してください。',
  },
};

/**
 * Logs an open operation as done, now or as of `performedAt`, by the caller or by another person of the facility. Every guard is judged at
 * that instant. Raises access.role_denied, resource.not_found, act.not_offered, request.invalid, act.blocked.
 */
export async function completeOperation(
  act: Act,
  workOrderId: string,
  operationId: string,
  input: CompletionInput,
): Promise<Outcome<Shown<Operation>>> {
  return await actOnPart(act, workOrderId, 'operations', { by: ['depot_staff'] }, async (at) => {
    const { tx, now, loaded, file, order, sequence } = at;
    const operation = openOperation(at, operationId);
    const performedBy = input.performedBy ?? act.caller.personId;
    const performedAt = input.performedAt ?? now;
    refuseFaults([
      ...(await personFaults(tx, order, performedBy, '/performedBy')),
      ...lateFaults(file, performedAt, input.lateReason, now, order.inductedAt ?? order.createdAt, '/performedAt'),
    ]);
    const facts = await loadFacts(tx, act, now, loaded, {
      at: performedAt,
      operation,
      technicianId: performedBy,
      given: { asked: true },
    });
    const findings = requireGuards(COMPLETION_GUARDS, facts);
    const set = {
      status: 'done',
      performedBy,
      performedAt,
      doneSequence: sequence,
      lateReason: input.lateReason ?? null,
    };
    return {
      partId: operationId,
      type: 'operation_completed',
      occurredAt: performedAt,
      data: { operationId, ...input, performedBy, performedAt },
      changes: [{ part: 'operation', id: operationId, set }],
      findings,
    };
  });
}

/** Approves over-and-above work. Raises access.role_denied, resource.not_found, 428, 412, act.not_offered. */
export async function approveOperation(
  act: Act,
  workOrderId: string,
  operationId: string,
): Promise<Outcome<Shown<Operation>>> {
  const needs = { by: ['program_office'], revision: true } as const;
  return await actOnPart(act, workOrderId, 'operations', needs, async (at) => {
    const operation = openOperation(at, operationId);
    if (!operation.overAndAbove || operation.approvedBy !== null)
      notOffered(
        at.order,
        'Nothing about this operation waits for approval.',
        'この作業項目に承認待ちの事項はありません。',
      );
    const set = { approvedBy: act.caller.personId, approvedAt: at.now };
    const changes: Change[] = [{ part: 'operation', id: operationId, set }];
    return { partId: operationId, type: 'operation_approved', data: { operationId }, changes };
  });
}

/**
 * Declares an open operation not applicable. What a disposition ordered is not: the nonconformance is dispositioned anew instead.
 * Raises access.role_denied, resource.not_found, 428, 412, act.not_offered.
 */
export async function markNotApplicable(
  act: Act,
  workOrderId: string,
  operationId: string,
  { reason }: ReasonInput,
): Promise<Outcome<Shown<Operation>>> {
  const needs = { by: ['qa_inspector'], revision: true } as const;
  return await actOnPart(act, workOrderId, 'operations', needs, async (at) => {
    openOperation(at, operationId);
    if (at.file.nonconformances.some((n) => n.operationId === operationId && n.status !== 'closed'))
      notOffered(
        at.order,
        'A disposition ordered this operation: disposition the nonconformance anew instead.',
        'この作業項目は不適合の処置によるものです。不適合の処置を改めて決定してください。',
      );
    const changes = [notApplicable(operationId, reason, act.caller.personId, at.now)];
    return { partId: operationId, type: 'operation_not_applicable', data: { operationId, reason }, changes };
  });
}

/**
 * Waives a hold point, with its reason: by an inspector who could have signed the inspection it stands for.
 * Raises access.role_denied, resource.not_found, 428, 412, act.not_offered, act.blocked.
 */
export async function waiveHoldPoint(
  act: Act,
  workOrderId: string,
  operationId: string,
  { reason }: ReasonInput,
): Promise<Outcome<Shown<Operation>>> {
  const needs = { by: ['qa_inspector'], revision: true } as const;
  return await actOnPart(act, workOrderId, 'operations', needs, async ({ tx, loaded, file, order, now }) => {
    const operation = partOf(file.operations, operationId);
    requireRunning(order);
    if (!operation.holdPoint || operation.holdPointWaiver !== null || operation.status === 'not_applicable')
      notOffered(order, 'There is no hold point here to waive.', '免除できるホールドポイントではありません。');
    const facts = await loadFacts(tx, act, now, loaded, { operation, given: { asked: true } });
    const findings = requireGuards(['inspector_qualified', 'inspector_independent'], facts);
    const holdPointWaiver = { reason, waivedBy: act.caller.personId, waivedAt: now };
    const changes: Change[] = [{ part: 'operation', id: operationId, set: { holdPointWaiver } }];
    return { partId: operationId, type: 'hold_point_waived', data: { operationId, reason }, changes, findings };
  });
}

/** The change that makes an operation, open and unapproved. */
export function newOperation(
  id: string,
  fields: Pick<
    Operation,
    | 'sequence'
    | 'title'
    | 'activity'
    | 'overAndAbove'
    | 'reworks'
    | 'technicalData'
    | 'requires'
    | 'holdPoint'
    | 'createdBy'
    | 'createdAt'
  >,
): Change {
  return {
    part: 'operation',
    id,
    set: {
      ...fields,
      approvedBy: null,
      approvedAt: null,
      holdPointWaiver: null,
      status: 'open',
      performedBy: null,
      performedAt: null,
      doneSequence: null,
      notApplicable: null,
      lateReason: null,
    } satisfies Omit<Operation, 'id' | 'workOrderId'>,
  };
}

/** The change that settles an operation as not applicable. */
export function notApplicable(id: string, reason: ReasonInput['reason'], decidedBy: string, decidedAt: string): Change {
  const set = { status: 'not_applicable', notApplicable: { reason, decidedBy, decidedAt } };
  return { part: 'operation', id, set };
}

// That of operationInput.
const LAST_SEQUENCE = 9999;

/** Ten after the last, or the next that is free at the end of the range. Raises request.invalid when the range is full. */
export function nextOperationSequence(file: WorkOrderFile): number {
  const last = file.operations.at(-1)?.sequence ?? 0;
  if (last + 10 <= LAST_SEQUENCE) return last + 10;
  const taken = new Set(file.operations.map((o) => o.sequence));
  for (let sequence = LAST_SEQUENCE; sequence > 0; sequence--) if (!taken.has(sequence)) return sequence;
  throw new Problem('request.invalid', { errors: [takenAt] });
}

const takenAt: Fault = {
  pointer: '/sequence',
  code: 'operation.sequence_taken',
  message: { en: 'Another operation has this number.', ja: 'この番号の作業項目は既にあります。' },
};

function sequenceFaults(file: WorkOrderFile, sequence: number, exceptId: string | null): Fault[] {
  return file.operations.some((o) => o.sequence === sequence && o.id !== exceptId) ? [takenAt] : [];
}

async function standardFaults(tx: Tx, requires: string | null): Promise<Fault[]> {
  return await unknownStandards(tx, referencesAt('/requires', requires));
}

// A document that nobody registered has no current revision: an operation that cites it could never be logged as done.
async function documentFaults(tx: Tx, cited: Operation['technicalData']): Promise<Fault[]> {
  const known = await technicalDataOf(
    tx,
    cited.map((c) => c.document),
  );
  return cited.flatMap(({ document }, index) =>
    known.some((entry) => isSameName(entry.document, document))
      ? []
      : [
          {
            pointer: `/technicalData/${index}/document`,
            code: 'technical_data.unknown',
            message: {
              en: `No technical data is registered as ${document}.`,
              ja: `技術資料${document}は登録されていません。`,
            },
          },
        ],
  );
}

// Once the work began, a place before a hold point would slip past the inspection that the hold point stands for.
function passesHoldPoint(file: WorkOrderFile, sequence: number): boolean {
  return file.order.startedAt !== null && file.operations.some((o) => o.holdPoint && o.sequence > sequence);
}

function requireEditor(
  act: Act,
  order: WorkOrder,
  before: Operation,
  { next, changed }: Pick<ReturnType<typeof edited>, 'next' | 'changed'>,
): void {
  const isStarted = order.startedAt !== null;
  // What the work must meet was planned, or ordered by a disposition: who does it does not make it less.
  const isSettled = isStarted || before.reworks !== null;
  const isInspectors = (f: keyof OperationInput) =>
    f === 'holdPoint' ||
    (f === 'sequence' && isStarted) ||
    (f === 'requires' && isSettled && before.requires !== null) ||
    (f === 'technicalData' && isSettled && dropsDocument(before, next));
  if (changed.some(isInspectors)) requireRole(act, 'qa_inspector');
  if (changed.some((f) => !isInspectors(f))) requireRole(act, 'depot_staff');
}

// Another revision of a document cited drops nothing.
function dropsDocument(before: Operation, next: Partial<Pick<OperationInput, 'technicalData'>>): boolean {
  const kept = next.technicalData ?? [];
  return before.technicalData.some((cited) => !kept.some((c) => isSameName(c.document, cited.document)));
}

function requirePlannable(order: WorkOrder): void {
  if (!isOpen(order.status)) notOffered(order, 'The order is over.', '作業指示書は終了しています。');
}

function openOperation({ file, order }: Situation, operationId: string): Operation {
  const operation = partOf(file.operations, operationId);
  requireRunning(order);
  if (operation.status !== 'open')
    notOffered(order, 'It is already done or not applicable.', 'この作業項目は完了または対象外です。');
  return operation;
}
