// Labor: hours of people on operations, logged and corrected.
import type { Change } from '../../domain/orders/event.ts';
import { ask, type Finding } from '../../domain/orders/guards.ts';
import { isRunning } from '../../domain/orders/status.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import type { WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import { refuseFaults } from '../../domain/problem.ts';
import { dateInTokyo, type Fault, type IsoDate } from '../../domain/values.ts';
import { correctorsOf, type Labor, type LaborInput, type LaborPatch } from '../../domain/workshop/operation.ts';
import type { Act, Outcome } from '../act.ts';
import { loadFacts } from '../orders/facts.ts';
import {
  actOnPart,
  notOffered,
  partOf,
  personFaults,
  refuseBlocked,
  type Shown,
  type Situation,
  unknownAt,
} from '../orders/parts.ts';

/**
 * Logs hours of a person on an operation. Refused for who has signed on the order's family, and for who enters them likewise.
 * Raises access.role_denied, resource.not_found, act.not_offered, request.invalid, act.blocked.
 */
export async function logLabor(act: Act, workOrderId: string, input: LaborInput): Promise<Outcome<Shown<Labor>>> {
  return await actOnPart(act, workOrderId, 'labor', { by: ['depot_staff'] }, async (at) => {
    const id = act.newId();
    const personId = input.personId ?? act.caller.personId;
    const { file, order, tx, now } = at;
    requireLoggable(order);
    const operation = file.operations.find((o) => o.id === input.operationId);
    refuseFaults([
      ...(operation && operation.status !== 'not_applicable' ? [] : [unknownAt('/operationId')]),
      ...(await personFaults(tx, order, personId, '/personId', input.on)),
      ...dayFaults(order, input.on, now),
      ...hoursFaults(file, { id, personId, hours: input.hours, on: input.on }),
    ]);
    const findings = await requireUnsigned(act, at, personId);
    const { operationId, hours, on } = input;
    const set = {
      operationId,
      personId,
      hours,
      on,
      enteredBy: act.caller.personId,
      correctedBy: null,
      correctors: [],
      createdAt: now,
    };
    const changes: Change[] = [{ part: 'labor', id, set }];
    return { partId: id, type: 'labor_logged', data: { laborId: id, ...input, personId }, changes, findings };
  });
}

/** Corrects the hours or the day of an entry; the entry as it was stays in the history. Raises as `logLabor` does, and 428, 412. */
export async function correctLabor(
  act: Act,
  workOrderId: string,
  laborId: string,
  patch: LaborPatch,
): Promise<Outcome<Shown<Labor>>> {
  return await actOnPart(act, workOrderId, 'labor', { by: ['depot_staff'], revision: true }, async (at) => {
    const { file, order, now } = at;
    const before = partOf(file.labor, laborId);
    requireLoggable(order);
    const next = { ...before, hours: patch.hours ?? before.hours, on: patch.on ?? before.on };
    refuseFaults([...(patch.on === undefined ? [] : dayFaults(order, next.on, now)), ...hoursFaults(file, next)]);
    const findings = await requireUnsigned(act, at, before.personId);
    const correctors = [...new Set([...correctorsOf(before), act.caller.personId])];
    const set = { hours: next.hours, on: next.on, correctedBy: act.caller.personId, correctors };
    const changes: Change[] = [{ part: 'labor', id: laborId, set }];
    return { partId: laborId, type: 'labor_corrected', data: { laborId, ...patch }, changes, findings };
  });
}

function requireLoggable(order: WorkOrder): void {
  if (!isRunning(order.status) && order.status !== 'released')
    notOffered(
      order,
      'Labor is logged from induction until the order is closed.',
      '工数は受入から完了まで記録できます。',
    );
}

function dayFaults(order: WorkOrder, on: IsoDate, now: string): Fault[] {
  const fault = (code: string, en: string, ja: string): Fault[] => [{ pointer: '/on', code, message: { en, ja } }];
  if (on > dateInTokyo(now)) return fault('labor.in_future', 'The day lies in the future.', '未来の日付です。');
  if (order.inductedAt !== null && on < dateInTokyo(order.inductedAt))
    return fault('labor.before_induction', 'The item was not in custody yet.', '受入前の日付です。');
  if (order.endedAt !== null && on > dateInTokyo(order.endedAt))
    return fault('labor.after_release', 'The item had been released.', '引渡し後の日付です。');
  return [];
}

function hoursFaults(file: WorkOrderFile, entry: Pick<Labor, 'id' | 'personId' | 'hours' | 'on'>): Fault[] {
  const others = file.labor.filter((l) => l.id !== entry.id && l.personId === entry.personId && l.on === entry.on);
  if (others.reduce((sum, l) => sum + l.hours, entry.hours) <= 24) return [];
  const message = { en: 'That makes more than 24 hours in a day.', ja: '1日の合計が24時間を超えます。' };
  return [{ pointer: '/hours', code: 'labor.more_than_a_day', message }];
}

// Both the person who worked and the one who enters or corrects it: either would be no independent inspector any more.
async function requireUnsigned(act: Act, { tx, now, loaded }: Situation, personId: string): Promise<Finding[]> {
  const facts = await loadFacts(tx, act, now, loaded, { technicianId: personId, given: { asked: true } });
  const entered =
    personId === act.caller.personId ? [] : ask(['performer_unsigned'], { ...facts, technician: facts.caller });
  const findings = [...ask(['performer_unsigned'], facts), ...entered];
  refuseBlocked(findings);
  return findings;
}
