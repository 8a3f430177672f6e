// Nonconformances: raised, dispositioned, approved and closed, with the rework that a disposition orders.

import { faultsOf } from '../../domain/faults.ts';
import { mergePatch } from '../../domain/merge-patch.ts';
import type { Change } from '../../domain/orders/event.ts';
import type { GuardName } from '../../domain/orders/guards.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import type { WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import { Problem, refuseFaults } from '../../domain/problem.ts';
import type { Fault, Text } from '../../domain/values.ts';
import {
  type DispositionInput,
  MAKES_OPERATION,
  NEEDS_APPROVAL,
  type Nonconformance,
  type NonconformanceInput,
  type NonconformancePatch,
  nonconformanceInput,
} from '../../domain/workshop/nonconformance.ts';
import { type Act, type Outcome, requireRole } from '../act.ts';
import { loadFacts } from '../orders/facts.ts';
import {
  actOnPart,
  type Needs,
  notOffered,
  partOf,
  requireGuards,
  requireRunning,
  type Shown,
  type Situation,
  unknownAt,
} from '../orders/parts.ts';
import { referencesAt, unknownStandards } from '../registers/references.ts';
import { newOperation, nextOperationSequence, notApplicable } from './operations.ts';

/** What must hold for a nonconformance to be closed. Source: lifecycle.md, Smaller acts. */
const CLOSING_GUARDS: readonly GuardName[] = ['inspector_qualified', 'inspector_independent', 'reinspected'];

/** Raises a nonconformance. Raises access.role_denied, resource.not_found, act.not_offered, request.invalid. */
export async function raiseNonconformance(
  act: Act,
  workOrderId: string,
  input: NonconformanceInput,
): Promise<Outcome<Shown<Nonconformance>>> {
  const needs = { by: ['qa_inspector', 'depot_staff'] } as const;
  return await actOnPart(act, workOrderId, 'nonconformances', needs, async ({ now, file, order, sequence }) => {
    const id = act.newId();
    requireRunning(order);
    refuseFaults(findingFaults(file, input));
    const set: Omit<Nonconformance, 'id' | 'workOrderId'> = {
      ...input,
      raisedBy: act.caller.personId,
      raisedAt: now,
      raisedSequence: sequence,
      disposition: null,
      dispositionReason: null,
      dispositionedBy: null,
      dispositionedAt: null,
      approvedBy: null,
      approvedAt: null,
      operationId: null,
      status: 'open',
      closedBy: null,
      closedAt: null,
    };
    const changes: Change[] = [{ part: 'nonconformance', id, set }];
    return { partId: id, type: 'nonconformance_raised', data: { nonconformanceId: id, ...input }, changes };
  });
}

function findingFaults(file: WorkOrderFile, { inspectionId, characteristic }: NonconformanceInput): Fault[] {
  const inspection = file.inspections.find((i) => i.id === inspectionId);
  if (inspectionId !== null && !inspection) return [unknownAt('/inspectionId')];
  if (characteristic === null || characteristic <= (inspection?.characteristics.length ?? 0)) return [];
  return [
    {
      pointer: '/characteristic',
      code: 'nonconformance.no_characteristic',
      message: {
        en: 'The inspection named has no such characteristic.',
        ja: '指定した検査に該当する検査項目がありません。',
      },
    },
  ];
}

/**
 * Changes the description by merge patch until there is a disposition, and the SF 368 number until it is closed. Depot staff change what they
 * raised. Raises access.role_denied, resource.not_found, 428, 412, act.not_offered, request.invalid.
 */
export async function editNonconformance(
  act: Act,
  workOrderId: string,
  nonconformanceId: string,
  patch: NonconformancePatch,
): Promise<Outcome<Shown<Nonconformance>>> {
  const needs: Needs = {
    by: ['qa_inspector', 'depot_staff'],
    may({ file, act: own }) {
      if (partOf(file.nonconformances, nonconformanceId).raisedBy !== act.caller.personId)
        requireRole(own, 'qa_inspector');
    },
    revision: true,
  };
  return await actOnPart(act, workOrderId, 'nonconformances', needs, async ({ file, order }) => {
    const before = partOf(file.nonconformances, nonconformanceId);
    requireRunning(order);
    if (before.status === 'closed') notOffered(order, 'It is closed.', '完結済みの不適合です。');
    if (patch.description !== undefined && before.disposition !== null)
      notOffered(order, 'Its disposition was decided on what it says.', '記載内容に基づき処置が決定済みです。');
    const { severity, description, inspectionId, characteristic, pqdr } = before;
    const parsed = nonconformanceInput.safeParse(
      mergePatch({ severity, description, inspectionId, characteristic, pqdr }, patch),
    );
    if (!parsed.success) throw new Problem('request.invalid', { errors: faultsOf(parsed) });
    const set = { description: parsed.data.description, pqdr: parsed.data.pqdr };
    const changes: Change[] = [{ part: 'nonconformance', id: nonconformanceId, set }];
    return { partId: nonconformanceId, type: 'nonconformance_edited', data: { nonconformanceId, ...patch }, changes };
  });
}

/**
 * Decides what is to be done. Repair, use as is and scrap wait for the program office and leave it open until then; rework and repair order an
 * operation. Decided anew before it is closed, the operation of the decision before falls away unless it is done.
 * Raises access.role_denied, resource.not_found, 428, 412, act.not_offered, request.invalid.
 */
export async function dispositionNonconformance(
  act: Act,
  workOrderId: string,
  nonconformanceId: string,
  input: DispositionInput,
): Promise<Outcome<Shown<Nonconformance>>> {
  const needs = { by: ['qa_inspector'], revision: true } as const;
  return await actOnPart(act, workOrderId, 'nonconformances', needs, async ({ tx, now, file, order }) => {
    const before = partOf(file.nonconformances, nonconformanceId);
    requireRunning(order);
    if (before.status === 'closed') notOffered(order, 'It is closed.', '完結済みの不適合です。');
    const makesOperation = MAKES_OPERATION.includes(input.disposition);
    const requires = input.operation?.requires ?? null;
    refuseFaults([
      ...(input.operation && !makesOperation ? [noWork] : []),
      ...(await unknownStandards(tx, referencesAt('/operation/requires', requires))),
    ]);
    const decidedBy = act.caller.personId;
    const changes: Change[] = [];
    const earlier = file.operations.find((o) => o.id === before.operationId && o.status === 'open');
    if (earlier) changes.push(notApplicable(earlier.id, decidedAnew, decidedBy, now));
    const operationId = makesOperation ? act.newId() : null;
    if (operationId !== null)
      changes.push(
        newOperation(operationId, {
          sequence: nextOperationSequence(file),
          title: input.operation?.title ?? titleFrom(input.disposition, before.description),
          activity: order.activity,
          overAndAbove: false,
          reworks: nonconformanceId,
          technicalData: [],
          requires,
          holdPoint: input.operation?.holdPoint ?? false,
          createdBy: decidedBy,
          createdAt: now,
        }),
      );
    const set = {
      disposition: input.disposition,
      dispositionReason: input.reason,
      dispositionedBy: decidedBy,
      dispositionedAt: now,
      approvedBy: null,
      approvedAt: null,
      operationId,
      status: NEEDS_APPROVAL.includes(input.disposition) ? 'open' : 'dispositioned',
    };
    changes.push({ part: 'nonconformance', id: nonconformanceId, set });
    const data = { nonconformanceId, ...input, operationId };
    return { partId: nonconformanceId, type: 'nonconformance_dispositioned', data, changes };
  });
}

const noWork: Fault = {
  pointer: '/operation',
  code: 'disposition.no_operation',
  message: { en: 'Only rework and repair order an operation.', ja: '作業項目を伴う処置は手直しと修理のみです。' },
};

const decidedAnew: Text = {
  en: 'The disposition that ordered it was decided anew.',
  ja: 'この作業を指示した処置が改めて決定されたため。',
};

function titleFrom(disposition: DispositionInput['disposition'], { en, ja }: Text): Text {
  const isRework = disposition === 'rework';
  return {
    ...(en === undefined ? {} : { en: `${isRework ? 'Rework' : 'Repair'}: ${en}`.slice(0, 20_000) }),
    ...(ja === undefined ? {} : { ja: `${isRework ? '手直し' : '修理'}：${ja}`.slice(0, 20_000) }),
  };
}

/** Approves a disposition for the owner of the item. Raises access.role_denied, resource.not_found, 428, 412, act.not_offered. */
export async function approveDisposition(
  act: Act,
  workOrderId: string,
  nonconformanceId: string,
): Promise<Outcome<Shown<Nonconformance>>> {
  const needs = { by: ['program_office'], revision: true } as const;
  return await actOnPart(act, workOrderId, 'nonconformances', needs, async ({ now, file, order }) => {
    const before = partOf(file.nonconformances, nonconformanceId);
    requireRunning(order);
    if (before.status !== 'open' || before.disposition === null)
      notOffered(order, 'No disposition waits for approval.', '承認待ちの処置はありません。');
    const set = { approvedBy: act.caller.personId, approvedAt: now, status: 'dispositioned' };
    const changes: Change[] = [{ part: 'nonconformance', id: nonconformanceId, set }];
    return { partId: nonconformanceId, type: 'disposition_approved', data: { nonconformanceId }, changes };
  });
}

/** Closes a dispositioned nonconformance. Raises access.role_denied, resource.not_found, 428, 412, act.not_offered, act.blocked. */
export async function closeNonconformance(
  act: Act,
  workOrderId: string,
  nonconformanceId: string,
): Promise<Outcome<Shown<Nonconformance>>> {
  const needs = { by: ['qa_inspector'], revision: true } as const;
  return await actOnPart(act, workOrderId, 'nonconformances', needs, async (at) => {
    const before = partOf(at.file.nonconformances, nonconformanceId);
    requireRunning(at.order);
    if (before.status !== 'dispositioned') refuseClosing(at.order, before);
    const findings = requireGuards(CLOSING_GUARDS, await factsOf(act, at, before));
    const set = { status: 'closed', closedBy: act.caller.personId, closedAt: at.now };
    const changes: Change[] = [{ part: 'nonconformance', id: nonconformanceId, set }];
    return { partId: nonconformanceId, type: 'nonconformance_closed', data: { nonconformanceId }, changes, findings };
  });
}

function refuseClosing(order: WorkOrder, { status, disposition }: Nonconformance): never {
  if (status === 'closed') notOffered(order, 'The nonconformance is closed already.', 'この不適合は完結済みです。');
  if (disposition === null)
    notOffered(order, 'The nonconformance waits for its disposition.', 'この不適合は処置の決定待ちです。');
  notOffered(order, 'Its disposition waits for approval.', 'この不適合の処置は承認待ちです。');
}

// The work that is reinspected: what the disposition ordered, and also what an earlier one did, decided anew since.
async function factsOf(act: Act, { tx, now, loaded, file }: Situation, { id, operationId }: Nonconformance) {
  const done = file.operations.filter((o) => o.reworks === id && o.status === 'done');
  const last = done.sort((a, b) => (a.doneSequence ?? 0) - (b.doneSequence ?? 0)).at(-1);
  const operation = file.operations.find((o) => o.id === operationId) ?? last;
  return await loadFacts(tx, act, now, loaded, { ...(operation ? { operation } : {}), given: { asked: true } });
}
