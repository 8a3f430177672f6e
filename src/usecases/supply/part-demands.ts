// Part demands: what part the work waits for, from request to receipt or cancellation.

import { z } from 'zod';
import { canonical } from '../../domain/evidence/evidence.ts';
import { faultsOf } from '../../domain/faults.ts';
import { mergePatch, patchSchema } from '../../domain/merge-patch.ts';
import { designatorOf } from '../../domain/orders/codes.ts';
import type { Change } from '../../domain/orders/event.ts';
import { late, lateFaults } from '../../domain/orders/late.ts';
import { isOpen, isRunning } from '../../domain/orders/status.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import type { WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import { Problem, refuseFaults } from '../../domain/problem.ts';
import { donorDemand, donorFaults, donorOrder } from '../../domain/supply/cannibalization.ts';
import { suppliedFaults } from '../../domain/supply/catalogue.ts';
import {
  DEMAND_STATUSES,
  demandStatusNames,
  documentDateOf,
  isStanding,
  movesForward,
  type PartDemand,
  type PartDemandEntry,
  type PartDemandInput,
  partDemandFaults,
  partDemandInput,
} from '../../domain/supply/part-demand.ts';
import { dateInTokyo, type Fault, type Instant, type Text } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { findWorkOrderFile } from '../../storage/orders/work-orders.ts';
import { findRecord } from '../../storage/registers/registers.ts';
import { isDocumentTaken } from '../../storage/supply/part-waits.ts';
import type { Act, Caller, Outcome } from '../act.ts';
import { actOnPart, notOffered, partOf, type Shown, unknownAt } from '../orders/parts.ts';
import { record } from '../orders/record.ts';
import { draftWorkOrder } from '../orders/work-orders.ts';
import { seesEquipment } from '../registers/equipment.ts';
import { missingRecords, referencesAt } from '../registers/references.ts';
import { isSame } from '../registers/registers.ts';
import { catalogueOf } from './registers.ts';

/** What a PATCH of a demand may say: its fields, where it stands now, and since when. */
export const partDemandPatch = patchSchema(partDemandInput).extend({
  status: z.enum(DEMAND_STATUSES).optional().meta({ description: 'Forward only; or cancelled.' }),
  ...late,
});
export interface PartDemandPatch extends Record<string, unknown> {
  status?: PartDemand['status'] | undefined;
  occurredAt?: Instant | undefined;
  lateReason?: Text | undefined;
}

/** What is noted of the part itself, which may be known only once it is there. */
const NOTED: readonly (keyof PartDemandInput)[] = ['serialRemoved', 'serialInstalled', 'supplied'];

/**
 * Logs a demand as requested, now or at `occurredAt`. Raises access.role_denied, resource.not_found, act.not_offered, request.invalid.
 */
export async function addPartDemand(
  act: Act,
  workOrderId: string,
  { occurredAt, lateReason, ...given }: PartDemandEntry,
): Promise<Outcome<Shown<PartDemand>>> {
  return await actOnPart(act, workOrderId, 'partDemands', { by: ['depot_staff'] }, async ({ tx, now, file, order }) => {
    const id = act.newId();
    if (!isOpen(order.status)) notOffered(order, 'The order is over.', '作業指示書は終了しています。');
    const input = dated(given, dateInTokyo(now));
    const at = occurredAt ?? now;
    refuseFaults([
      ...partDemandFaults(input),
      ...(await referenceFaults(tx, act.caller, file, input)),
      ...lateFaults(file, at, lateReason, now, earliest(order)),
    ]);
    const donorWorkOrderId = await draftedForDonor(tx, act, now, order, input);
    const set = newDemand(act, now, at, { ...input, donorWorkOrderId, receivingWorkOrderId: null });
    const data = {
      partDemandId: id,
      ...input,
      ...(donorWorkOrderId ? { donorWorkOrderId } : {}),
      occurredAt,
      lateReason,
    };
    return { partId: id, type: 'part_demanded', occurredAt: at, data, changes: [{ part: 'partDemand', id, set }] };
  });
}

function newDemand(
  act: Act,
  now: Instant,
  at: Instant,
  input: PartDemandInput & Pick<PartDemand, 'donorWorkOrderId' | 'receivingWorkOrderId'>,
): Omit<PartDemand, 'id' | 'workOrderId'> {
  const by = act.caller.personId;
  return {
    ...input,
    priority: designated(input.priority),
    promises: input.promisedOn === null ? [] : [{ on: input.promisedOn, at: now, by }],
    status: 'requested',
    statuses: [{ status: 'requested', at, by }],
    createdBy: by,
    createdAt: now,
  };
}

// A donor lacks what was taken: a repair order for it is drafted in the same transaction, with a demand for the part. Null: no donor.
async function draftedForDonor(
  tx: Tx,
  act: Act,
  now: Instant,
  order: WorkOrder,
  input: PartDemandInput,
): Promise<string | null> {
  if (input.donorEquipmentId === null) return null;
  const said = { receivingWorkOrderId: order.id };
  const given = donorOrder(order, input.donorEquipmentId, input);
  const drafted = await draftWorkOrder(tx, act, now, given, { ...given, ...said });
  const id = act.newId();
  const wanted = donorDemand(input);
  const set = newDemand(act, now, now, { ...wanted, donorWorkOrderId: null, ...said });
  const data = { partDemandId: id, ...wanted, ...said };
  await record(tx, act, now, drafted, { type: 'part_demanded', data, changes: [{ part: 'partDemand', id, set }] });
  return drafted.file.order.id;
}

/**
 * Changes a standing demand by merge patch, or moves it on: requested, ordered, shipped, received, or cancelled, now or at `occurredAt`.
 * Serial numbers and what came in its place may be noted after receipt, while the item is in custody; after release only the status is settled.
 * Raises access.role_denied, resource.not_found, 428, 412, act.not_offered, request.invalid.
 */
export async function editPartDemand(
  act: Act,
  workOrderId: string,
  partDemandId: string,
  { status, occurredAt, lateReason, ...patch }: PartDemandPatch,
): Promise<Outcome<Shown<PartDemand>>> {
  const needs = { by: ['depot_staff'], revision: true } as const;
  return await actOnPart(act, workOrderId, 'partDemands', needs, async ({ tx, now, file, order }) => {
    const before = partOf(file.partDemands, partDemandId);
    const { next, changed } = patched(before, patch);
    requireEditable(order, before, changed, status !== undefined);
    const at = occurredAt ?? now;
    refuseFaults([
      ...partDemandFaults(next),
      ...(await referenceFaults(tx, act.caller, file, next, before)),
      ...(await donorEditFaults(tx, order, before, next, changed)),
      ...statusFaults(before, status, occurredAt),
      ...(status === undefined ? [] : lateFaults(file, at, lateReason, now, sinceOf(before, order))),
    ]);
    const set: Record<string, unknown> = Object.fromEntries(changed.map((f) => [f, next[f]]));
    const by = act.caller.personId;
    if (changed.includes('priority')) set.priority = designated(next.priority);
    if (changed.includes('promisedOn')) set.promises = [...before.promises, { on: next.promisedOn, at: now, by }];
    if (changed.includes('donorEquipmentId')) set.donorWorkOrderId = await draftedForDonor(tx, act, now, order, next);
    await traceSerials(tx, act, now, order, before, next, changed);
    if (status !== undefined) Object.assign(set, { status, statuses: [...before.statuses, { status, at, by }] });
    const changes: Change[] = [{ part: 'partDemand', id: partDemandId, set }];
    const data = { partDemandId, ...patch, status, occurredAt, lateReason };
    return { partId: partDemandId, type: 'part_demand_edited', occurredAt: at, data, changes };
  });
}

// The demand after a patch, and which of its fields that changes.
function patched(before: PartDemand, patch: Record<string, unknown>) {
  const fields = Object.keys(partDemandInput.shape) as (keyof PartDemandInput)[];
  const current = Object.fromEntries(fields.map((f) => [f, before[f]])) as PartDemandInput;
  // Another document has another date, another urgency another designator.
  if (patch.documentNumber !== undefined && patch.documentDate === undefined) current.documentDate = null;
  const { designator: _, ...priority } = before.priority ?? {};
  const from = { ...current, priority: before.priority && priority };
  const parsed = partDemandInput.safeParse(mergePatch(from, patch));
  if (!parsed.success) throw new Problem('request.invalid', { errors: faultsOf(parsed) });
  const next = dated(parsed.data, dateInTokyo(before.createdAt));
  const said = { ...next, priority: designated(next.priority) };
  return { next, changed: fields.filter((f) => canonical(said[f]) !== canonical(before[f])) };
}

function designated(given: PartDemandInput['priority']): PartDemand['priority'] {
  return given && { ...given, designator: designatorOf(given.forceActivity, given.urgency) };
}

function requireEditable(
  order: WorkOrder,
  demand: PartDemand,
  changed: readonly (keyof PartDemandInput)[],
  settles: boolean,
): void {
  if (!isOpen(order.status) && order.status !== 'released')
    notOffered(order, 'The order is over.', '作業指示書は終了しています。');
  if (order.status === 'released' && changed.length > 0)
    notOffered(order, 'After release a demand is only settled.', '引渡し後は部品請求の状態のみ変更できます。');
  if (isStanding(demand)) return;
  const isNoted = demand.status === 'received' && changed.every((f) => NOTED.includes(f));
  if (settles || !isNoted || !isRunning(order.status))
    notOffered(order, 'It is already received or cancelled.', 'この部品請求は受領済みまたは取消済みです。');
}

function statusFaults(
  before: PartDemand,
  status: PartDemand['status'] | undefined,
  occurredAt: Instant | undefined,
): Fault[] {
  if (status === undefined && occurredAt !== undefined)
    return [
      {
        pointer: '/occurredAt',
        code: 'part_demand.instant_without_status',
        message: { en: 'Say what happened then: give the status.', ja: 'その時点の状態（status）を指定してください。' },
      },
    ];
  if (status === undefined || movesForward(before.status, status)) return [];
  return [
    {
      pointer: '/status',
      code: 'part_demand.not_forward',
      message: {
        en: `A demand that is ${demandStatusNames[before.status].en} does not become ${demandStatusNames[status].en}.`,
        ja: `「${demandStatusNames[before.status].ja}」の部品請求を「${demandStatusNames[status].ja}」にはできません。`,
      },
    },
  ];
}

// A demand may be made ahead of the item; once that is there, nothing is logged as of before.
function earliest(order: WorkOrder): Instant {
  return order.inductedAt ?? order.createdAt;
}

// What the demand was before the item came still stands before what it is now.
function sinceOf(demand: PartDemand, order: WorkOrder): Instant {
  const last = demand.statuses.at(-1)?.at ?? demand.createdAt;
  return last > earliest(order) ? last : earliest(order);
}

// The number of a MILSTRIP document says the day; the full date is kept beside it.
function dated(input: PartDemandInput, today: string): PartDemandInput {
  if (input.documentNumber === null || input.documentDate !== null) return input;
  return { ...input, documentDate: documentDateOf(input.documentNumber, today) };
}

// The demand on the other item of a cannibalization: the one that gets the part, or the donor's. Null: there is none.
async function counterpartOf(tx: Tx, order: WorkOrder, demand: PartDemand) {
  const otherId = demand.donorWorkOrderId ?? demand.receivingWorkOrderId;
  const loaded = otherId === null ? null : await findWorkOrderFile(tx, otherId);
  const twin = loaded?.file.partDemands.find(
    (d) => d.receivingWorkOrderId === order.id || d.donorWorkOrderId === order.id,
  );
  return loaded && twin ? { loaded, twin } : null;
}

// What was taken out of the donor is what was put into the other item: noted on one, it is noted on the other while that is open.
async function traceSerials(
  tx: Tx,
  act: Act,
  now: Instant,
  order: WorkOrder,
  before: PartDemand,
  next: PartDemandInput,
  changed: readonly (keyof PartDemandInput)[],
): Promise<void> {
  const [own, others] =
    before.donorWorkOrderId === null
      ? (['serialRemoved', 'serialInstalled'] as const)
      : (['serialInstalled', 'serialRemoved'] as const);
  if (!changed.includes(own)) return;
  const counterpart = await counterpartOf(tx, order, before);
  if (!counterpart || !isOpen(counterpart.loaded.file.order.status) || counterpart.twin[others] === next[own]) return;
  const { loaded, twin } = counterpart;
  const set = { [others]: next[own] };
  await record(tx, act, now, loaded, {
    type: 'part_demand_edited',
    data: { partDemandId: twin.id, ...set, notedOn: order.id },
    changes: [{ part: 'partDemand', id: twin.id, set }],
  });
}

async function donorEditFaults(
  tx: Tx,
  order: WorkOrder,
  before: PartDemand,
  next: PartDemandInput,
  changed: readonly (keyof PartDemandInput)[],
): Promise<Fault[]> {
  if (before.donorWorkOrderId !== null && changed.includes('donorEquipmentId'))
    return [
      {
        pointer: '/donorEquipmentId',
        code: 'part_demand.donor_fixed',
        message: {
          en: 'A repair order was drafted for the donor: cancel this demand and make another.',
          ja: '取り外し元の修理の作業指示書が起票済みです。この請求を取り消し、新たに請求してください。',
        },
      },
    ];
  if (before.receivingWorkOrderId === null || !changed.includes('serialRemoved')) return [];
  const installed = (await counterpartOf(tx, order, before))?.twin.serialInstalled ?? null;
  if (installed === null || installed === next.serialRemoved) return [];
  return [
    {
      pointer: '/serialRemoved',
      code: 'part_demand.serial_differs',
      message: {
        en: `The item that got the part has ${installed} installed; what was taken is what was installed.`,
        ja: `取付け先には${installed}が取り付けられています。取り外した部品の製造番号と一致させてください。`,
      },
    },
  ];
}

async function referenceFaults(
  tx: Tx,
  caller: Caller,
  file: WorkOrderFile,
  input: PartDemandInput,
  before: PartDemand | null = null,
): Promise<Fault[]> {
  const { order, operations } = file;
  const faults: Fault[] = await missingRecords(tx, 'supplier', referencesAt('/supplierId', input.supplierId));
  input.operationIds.forEach((id, index) => {
    if (!operations.some((o) => o.id === id)) faults.push(unknownAt(`/operationIds/${index}`));
  });
  if (input.donorEquipmentId !== null) {
    const donor = await findRecord(tx, 'equipment', input.donorEquipmentId);
    const isSeen = donor?.platformId === order.platformId && (await seesEquipment(tx, caller, donor));
    faults.push(...(donor && isSeen ? donorFaults(donor, order) : [unknownAt('/donorEquipmentId')]));
  }
  if (input.documentNumber !== null && input.documentNumber !== before?.documentNumber)
    faults.push(...(await documentFaults(tx, input)));
  if (input.supplied !== null && !isSame(input.supplied, before?.supplied ?? null))
    faults.push(...suppliedFaults(input, await catalogueOf(tx)));
  return faults;
}

// A requisition has one document number; its year has one digit, so that it may come again after ten years.
async function documentFaults(tx: Tx, { documentNumber, documentDate }: PartDemandInput): Promise<Fault[]> {
  if (!(await isDocumentTaken(tx, documentNumber, documentDate))) return [];
  return [
    {
      pointer: '/documentNumber',
      code: 'part_demand.document_taken',
      message: {
        en: 'Another demand has this document number.',
        ja: 'この書類番号は別の部品請求で使われています。',
      },
    },
  ];
}
