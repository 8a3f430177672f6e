// Work orders: raising, editing, finding and reading them, as they are and as they were known at an earlier instant.
import { z } from 'zod';
import { codeTables } from '../../data/index.ts';
import { faultsOf } from '../../domain/faults.ts';
import { mergePatch, patchSchema } from '../../domain/merge-patch.ts';
import { CATEGORIES, type Category } from '../../domain/metrics/turnaround.ts';
import { codeWarnings, designatorOf } from '../../domain/orders/codes.ts';
import type { Change } from '../../domain/orders/event.ts';
import { isOpen, STATUSES } from '../../domain/orders/status.ts';
import {
  draftOf,
  type WorkOrder,
  type WorkOrderInput,
  workOrderFaults,
  workOrderInput,
  workOrderRecord,
} from '../../domain/orders/work-order.ts';
import { applyChanges, type WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import { Problem } from '../../domain/problem.ts';
import { dateInTokyo, type Fault, fault, hoursBetween, type Instant, id, instant } from '../../domain/values.ts';
import { targetRecord } from '../../domain/workshop/target.ts';
import type { Tx } from '../../storage/database.ts';
import { chainOf, statusRecordedBy } from '../../storage/orders/events.ts';
import {
  findWorkOrder,
  type LoadedFile,
  nextNumber,
  type Suborder,
  subordersOf,
} from '../../storage/orders/work-orders.ts';
import { findRecord } from '../../storage/registers/registers.ts';
import { type Act, type Caller, change, hasRole, look, type Outcome, requireRevision, requireRole } from '../act.ts';
import { seesEquipment } from '../registers/equipment.ts';
import { actOn, getWorkOrderFile, sees } from './access.ts';
import { hostsOf } from './custody.ts';
import { record, recordDraft } from './record.ts';

const hours = z.number().min(0);
export const workOrderViewSchema = workOrderRecord.extend({
  clock: z
    .strictObject({
      asOf: instant,
      runs: z.boolean(),
      grossHours: hours,
      hoursByCategory: z.strictObject(
        Object.fromEntries(CATEGORIES.map((c) => [c, hours])) as Record<Category, typeof hours>,
      ),
    })
    .nullable()
    .meta({ description: 'Hours since induction, to the hundredth; null before it.' }),
  targets: z.array(targetRecord),
  counts: z.strictObject({
    operations: z.int(),
    operationsOpen: z.int(),
    partDemandsOpen: z.int(),
    inspections: z.int(),
    nonconformancesOpen: z.int(),
    signatures: z.int(),
    subOrders: z.int(),
  }),
  subOrders: z
    .array(
      z.strictObject({
        id,
        number: z.string(),
        facilityId: id,
        status: z.enum(STATUSES),
        stopsParent: z.boolean(),
      }),
    )
    .meta({ description: 'Where its sub-orders stand, those at facilities out of sight too.' }),
});
export type WorkOrderView = z.infer<typeof workOrderViewSchema>;

/** An order as it is answered to who wrote it. */
export const writtenWorkOrderSchema = workOrderViewSchema.extend({
  warnings: z
    .array(fault)
    .meta({ description: 'What was kept though it is odd: codes that the code tables don’t list.' }),
});
export type WrittenWorkOrder = z.infer<typeof writtenWorkOrderSchema>;

/** What can be changed of an order by PATCH. */
const editable = workOrderInput.omit({ parentId: true, follows: true });
type Editable = keyof z.infer<typeof editable>;
/** What a PATCH may say. Who may change what, and until when, is said by `requireEditor` and `requireEditable`. */
export const workOrderPatch = patchSchema(editable);
export type WorkOrderPatch = Partial<Record<Editable, unknown>>;

/** Fields that only a draft lets change: authorization and certificates are judged on them, and what was reported is not written over. */
const DRAFT_ONLY: readonly Editable[] = ['equipmentId', 'facilityId', 'activity', 'level', 'discrepancy'];
/** Fields of the program office once the order is submitted. */
const PROGRAM_OFFICE: readonly Editable[] = ['priority', 'requiredBy'];
/** Fields of the plant alone. */
const DEPOT_STAFF: readonly Editable[] = ['plannedStart', 'assignedTo'];

/**
 * Raises a new order as a draft. Raises request.invalid with every fault; access.role_denied.
 * Depot staff raise orders for their facility, program offices for their platforms, sub-orders by whoever sees the parent.
 */
export async function createWorkOrder(act: Act, given: WorkOrderInput): Promise<Outcome<WrittenWorkOrder>> {
  requireRole(act, 'depot_staff', 'program_office');
  return await change(act, async (tx, now) => {
    const { file } = await draftWorkOrder(tx, act, now, given, { ...given });
    return await written(tx, act, file);
  });
}

/**
 * Records the first event of an order, inside a transaction. `data`: what the act said. The first id that it takes is the order's.
 * Raises request.invalid with every fault.
 */
export async function draftWorkOrder(
  tx: Tx,
  act: Act,
  now: Instant,
  given: WorkOrderInput,
  data: Record<string, unknown>,
): Promise<LoadedFile> {
  const id = act.newId();
  const found = await references(tx, act.caller, given, null);
  const faults = [...workOrderFaults(given), ...found.faults];
  if (faults.length > 0 || !found.equipment || !found.facility)
    throw new Problem('request.invalid', { errors: faults });
  const order = draftOf(given, {
    id,
    number: await nextNumber(tx, found.facility, yearAndDay(now)),
    platformId: found.equipment.platformId,
    rootId: found.parent?.rootId ?? id,
    familyId: found.parent?.familyId ?? id,
    createdBy: act.caller.personId,
    createdAt: now,
  });
  return await recordDraft(tx, act, now, order, data, found.equipment);
}

async function written(tx: Tx, act: Act, file: WorkOrderFile): Promise<WrittenWorkOrder> {
  const warnings = codeWarnings(file.order.codes, codeTables());
  return Object.assign(await workOrderView(tx, act, file), { warnings });
}

/** Changes an order by merge patch. Raises, in this order: access.role_denied, 428 or 412, work_order.not_editable, request.invalid. */
export async function editWorkOrder(act: Act, id: string, patch: WorkOrderPatch): Promise<Outcome<WrittenWorkOrder>> {
  const fields = Object.keys(patch).filter((f) => patch[f as Editable] !== undefined) as Editable[];
  requireRole(act, 'depot_staff', 'program_office');
  return await change(act, async (tx, now) => {
    const loaded = await getWorkOrderFile(tx, act.caller, id);
    const { order } = loaded.file;
    const own = actOn(act, order);
    requireRole(own, 'depot_staff', 'program_office');
    requireEditor(own, order, fields);
    requireRevision(act, order.revision);
    requireEditable(order, fields);
    const merged = mergePatch(inputOf(order), priorityPatch(patch));
    const parsed = workOrderInput.safeParse(merged);
    if (!parsed.success) throw new Problem('request.invalid', { errors: faultsOf(parsed) });
    const next = parsed.data;
    const found = await references(tx, act.caller, next, order);
    const faults = [...workOrderFaults(next), ...found.faults];
    if (faults.length > 0 || !found.equipment || !found.facility)
      throw new Problem('request.invalid', { errors: faults });
    const set: Record<string, unknown> = Object.fromEntries(fields.map((f) => [f, next[f]]));
    if ('priority' in set)
      set.priority = { ...next.priority, designator: designatorOf(next.priority.forceActivity, next.priority.urgency) };
    if ('equipmentId' in set) set.platformId = found.equipment.platformId;
    // The number begins with the facility's code, so another facility means another number.
    if (next.facilityId !== order.facilityId) set.number = await nextNumber(tx, found.facility, yearAndDay(now));
    const changes: Change[] = [{ part: 'order', id, set }];
    const { file } = await record(tx, act, now, loaded, { type: 'edited', data: { ...patch }, changes });
    return await written(tx, act, file);
  });
}

// A new force activity or urgency gives a new designator, so the old one is not carried along.
function priorityPatch(patch: WorkOrderPatch): unknown {
  return patch.priority ? { ...patch, priority: { designator: null, ...patch.priority } } : patch;
}

function requireEditor(act: Act, order: WorkOrder, fields: readonly Editable[]): void {
  const named = (list: readonly Editable[]) => fields.some((f) => list.includes(f));
  const isAuthorsDraft = order.status === 'draft' && order.createdBy === act.caller.personId;
  if (named(PROGRAM_OFFICE) && !isAuthorsDraft) requireRole(act, 'program_office');
  if (named(DEPOT_STAFF) && !isAuthorsDraft) requireRole(act, 'depot_staff');
}

function requireEditable(order: WorkOrder, fields: readonly Editable[]): void {
  const draftOnly = () => (order.status === 'draft' ? [] : fields.filter((f) => DRAFT_ONLY.includes(f)));
  const frozen = isOpen(order.status) ? draftOnly() : [...fields];
  if (frozen.length > 0) throw new Problem('work_order.not_editable', { orderStatus: order.status, fields: frozen });
}

function inputOf(order: WorkOrder): WorkOrderInput {
  const fields = Object.keys(workOrderInput.shape) as (keyof WorkOrderInput)[];
  return Object.fromEntries(fields.map((f) => [f, order[f]])) as WorkOrderInput;
}

/** `YYDDD` of an instant, in Asia/Tokyo. */
export function yearAndDay(at: Instant): string {
  const date = dateInTokyo(at);
  const day = (Date.parse(`${date}T00:00:00Z`) - Date.parse(`${date.slice(0, 4)}-01-01T00:00:00Z`)) / 86_400_000 + 1;
  return `${date.slice(2, 4)}${String(day).padStart(3, '0')}`;
}

// The records an order points to, and a fault for each that is not there or not the caller's to use. What stays as it is in an
// edit was judged when it was given, perhaps by someone who sees more.
async function references(tx: Tx, caller: Caller, given: WorkOrderInput, before: WorkOrder | null) {
  const faults: Fault[] = [];
  const unknown = (pointer: string) =>
    faults.push({
      pointer,
      code: 'reference.unknown',
      message: {
        en: 'There is no such record, or it is not yours to use.',
        ja: '該当する記録がないか、使用できません。',
      },
    });
  const isNew = (field: keyof WorkOrderInput) => before === null || before[field] !== given[field];
  // A parent is there before its sub-order and never changes to another, so that no order comes to stand above itself.
  const parent = given.parentId === null ? null : await findWorkOrder(tx, given.parentId);
  const isParents =
    parent !== null && (before !== null || (sees(caller, parent) && isOpen(parent.status) && !parent.historical));
  if (given.parentId !== null && !isParents) unknown('/parentId');
  const equipment = await findRecord(tx, 'equipment', given.equipmentId);
  const hosts = equipment === null ? [] : await hostsOf(tx, equipment);
  const within = (equipmentId: string) => given.equipmentId === equipmentId || hosts.some((h) => h.id === equipmentId);
  const ownPlatform =
    equipment !== null && hasRole(caller, 'program_office') && caller.programPlatformIds.includes(equipment.platformId);
  const ownFacility = hasRole(caller, 'depot_staff') && caller.facilityIds.includes(given.facilityId);
  if (isNew('equipmentId')) {
    // Who holds an aircraft may send its engine away, though they see no other engine.
    const held = isParents && within(parent.equipmentId);
    const seen = equipment !== null && (ownPlatform || held || (await seesEquipment(tx, caller, equipment)));
    if (!seen) unknown('/equipmentId');
    else if (equipment.condemnedAt !== null)
      faults.push({
        pointer: '/equipmentId',
        code: 'equipment.condemned',
        message: { en: 'The equipment was condemned.', ja: 'この装備品は廃棄と判定されています。' },
      });
  }
  const facility = await findRecord(tx, 'facility', given.facilityId);
  if (isNew('facilityId') && !(facility && (ownPlatform || ownFacility || isParents))) unknown('/facilityId');
  if (given.follows !== null && (isNew('follows') || isNew('equipmentId'))) {
    const follows = isNew('follows')
      ? await visibleOrder(tx, caller, given.follows)
      : await findWorkOrder(tx, given.follows);
    const isReleased = follows !== null && (follows.status === 'released' || follows.status === 'closed');
    if (!isReleased || !within(follows.equipmentId)) unknown('/follows');
  }
  if (given.assignedTo !== null && (isNew('assignedTo') || isNew('facilityId'))) {
    const person = await findRecord(tx, 'person', given.assignedTo);
    if (!person?.facilityIds.includes(given.facilityId)) unknown('/assignedTo');
  }
  return { faults, equipment, facility, parent };
}

async function visibleOrder(tx: Tx, caller: Caller, id: string): Promise<WorkOrder | null> {
  const order = await findWorkOrder(tx, id);
  return order && sees(caller, order) ? order : null;
}

/** The view of an order that every single answer gives: with clock, targets, counts and where its sub-orders stand. */
export async function workOrderView(tx: Tx, act: Act, file: WorkOrderFile, asOf?: Instant): Promise<WorkOrderView> {
  const children = await (asOf === undefined ? subordersOf(tx, file.order.id) : subordersAsOf(tx, file.order.id, asOf));
  // Not a spread: it is very slow where members are added to so many.
  return Object.assign({}, file.order, {
    clock: clockOf(file, asOf ?? act.clock()),
    targets: file.targets,
    counts: {
      operations: file.operations.length,
      operationsOpen: file.operations.filter((o) => o.status === 'open').length,
      partDemandsOpen: file.partDemands.filter((d) => d.status !== 'received' && d.status !== 'cancelled').length,
      inspections: file.inspections.length,
      nonconformancesOpen: file.nonconformances.filter((n) => n.status !== 'closed').length,
      signatures: file.signatures.length,
      subOrders: children.length,
    },
    subOrders: children.map(({ id, number, facilityId, status, stopsParent }) => ({
      id,
      number,
      facilityId,
      status,
      stopsParent,
    })),
  });
}

/** The sub-orders recorded by an instant, in the status recorded by then, with the ones that the order let go of since. */
export async function subordersAsOf(tx: Tx, orderId: string, asOf: Instant): Promise<Suborder[]> {
  const all = await subordersOf(tx, orderId);
  for (const { canonical } of await chainOf(tx, orderId)) {
    const event = JSON.parse(canonical) as {
      recordedAt: Instant;
      data: { freed?: Pick<Suborder, 'id' | 'stopsParent'>[] };
    };
    if (event.recordedAt <= asOf) continue;
    for (const { id, stopsParent } of event.data.freed ?? []) {
      const order = await findWorkOrder(tx, id);
      if (order) all.push({ ...order, stopsParent });
    }
  }
  const known: Suborder[] = [];
  for (const order of all) {
    const status = await statusRecordedBy(tx, order.id, asOf);
    if (status !== null) known.push({ ...order, status });
  }
  return known.sort((a, b) => (a.number < b.number ? -1 : 1));
}

function clockOf(file: WorkOrderFile, asOf: Instant): WorkOrderView['clock'] {
  if (file.segments.length === 0) return null;
  const byCategory = Object.fromEntries(CATEGORIES.map((c) => [c, 0])) as Record<Category, number>;
  let gross = 0;
  for (const s of file.segments) {
    const length = hoursBetween(s.from, s.to ?? (asOf > s.from ? asOf : s.from));
    byCategory[s.category] += length;
    gross += length;
  }
  const rounded = (h: number) => Math.round(h * 100) / 100;
  return {
    asOf,
    runs: file.segments.some((s) => s.to === null),
    grossHours: rounded(gross),
    hoursByCategory: Object.fromEntries(CATEGORIES.map((c) => [c, rounded(byCategory[c])])) as Record<Category, number>,
  };
}

/** One order, as it is or as it was recorded by `asOf`. Raises resource.not_found, request.invalid (an `asOf` in the future). */
export async function showWorkOrder(act: Act, id: string, asOf?: Instant): Promise<WorkOrderView> {
  return await look(act, async (tx) => await workOrderView(tx, act, await fileAsOf(tx, act, id, asOf), asOf));
}

/** The file of an order the caller sees, folded from the events recorded by `asOf`; as it is when that is left out. */
export async function fileAsOf(tx: Tx, act: Act, id: string, asOf?: Instant): Promise<WorkOrderFile> {
  const { file } = await getWorkOrderFile(tx, act.caller, id);
  if (asOf === undefined) return file;
  if (asOf > act.clock())
    throw new Problem('request.invalid', {
      errors: [
        {
          pointer: '/asOf',
          code: 'as_of.in_future',
          message: {
            en: 'asOf lies in the future; nothing is known of it yet.',
            ja: 'asOfに未来の時点は指定できません。',
          },
        },
      ],
    });
  let known: WorkOrderFile | null = null;
  for (const item of await chainOf(tx, id)) {
    const event = JSON.parse(item.canonical) as { recordedAt: Instant; changes: Change[]; sequence: number };
    if (event.recordedAt > asOf) break;
    known = applyChanges(known, event.changes, event.sequence);
  }
  if (!known) throw new Problem('resource.not_found');
  return known;
}
