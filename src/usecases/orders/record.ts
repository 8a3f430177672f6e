// Recording an act: the one way an order changes. The event, its link of the chain and every changed row, in one transaction.

import { link } from '../../domain/evidence/evidence.ts';
import { newlySuperseded } from '../../domain/evidence/signing.ts';
import type { Change, EventType } from '../../domain/orders/event.ts';
import type { Finding } from '../../domain/orders/guards.ts';
import { searchedText } from '../../domain/orders/search.ts';
import { isFinished, isRunning, type Status } from '../../domain/orders/status.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import { applyChanges, conditionInCustody, type WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import { Problem } from '../../domain/problem.ts';
import type { Equipment } from '../../domain/registers/equipment.ts';
import { partWaitsOfFile } from '../../domain/supply/part-wait.ts';
import type { Instant, Message } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import {
  type EventRow,
  insertReliances,
  insertWorkOrder,
  type LoadedFile,
  type Reliance,
  writeEvent,
} from '../../storage/orders/work-orders.ts';
import { findRecord } from '../../storage/registers/registers.ts';
import { writePartWaits } from '../../storage/supply/part-waits.ts';
import type { Act, Caller } from '../act.ts';
import { there } from '../there.ts';

export interface Recorded {
  type: EventType;
  /** When it happened; now unless given. */
  occurredAt?: Instant;
  /** What the act said, for people who read the history. */
  data: Record<string, unknown>;
  changes: Change[];
  /** The guards that let it pass: what they looked at is what the act relied on. */
  findings?: readonly Finding[];
  /** What it relies on that no guard looks at: an instrument that measured. */
  relies?: readonly Reliance[];
}

/** An event that happened elsewhere: who did it, and when it was recorded there. */
export interface Imported {
  type: EventType;
  occurredAt: Instant;
  recordedAt: Instant | null;
  by: string;
  data: Record<string, unknown>;
  changes: Change[];
}

/** The time as an order knows it: the clock of a machine may step back, the record of an order never does. */
export function nowFor(clock: Instant, { head }: Pick<LoadedFile, 'head'>): Instant {
  return clock > head.recordedAt ? clock : head.recordedAt;
}

/**
 * The file after the event. Signatures whose subject it changes are superseded by it, and the condition code of an item in custody follows.
 */
export async function record(
  tx: Tx,
  act: Act,
  now: Instant,
  { file, head }: LoadedFile,
  event: Recorded,
): Promise<LoadedFile> {
  // What happened elsewhere is no evidence here, and nothing is built on it. Its further history is imported.
  if (file.order.historical)
    throw new Problem('act.not_offered', { orderStatus: file.order.status, reason: HISTORICAL });
  const sequence = file.order.revision + 1;
  const recordedAt = nowFor(now, { head });
  const changes = [...event.changes];
  let next = applyChanges(file, changes, sequence);
  if (!isFinished(file.order.status)) {
    for (const signature of newlySuperseded(file, next)) {
      if (!changes.some((c) => c.id === signature.id))
        changes.push({ part: 'signature', id: signature.id, set: { supersededAt: recordedAt } });
    }
    if (changes.length > event.changes.length) next = applyChanges(file, changes, sequence);
  }
  const conditionCode = isRunning(next.order.status) ? conditionInCustody(next) : next.order.conditionCode;
  if (conditionCode !== next.order.conditionCode) {
    changes.push({ part: 'order', id: file.order.id, set: { conditionCode } });
    next = applyChanges(file, changes, sequence);
  }
  const row = eventRow(act, file.order, next.order, sequence, recordedAt, head.sha256, { ...event, changes });
  await writeEvent(tx, row, changes, partIds(file), searchChanged(changes) ? await searchedTextOf(tx, next) : null);
  await followDemands(tx, next, changes);
  await insertReliances(tx, file.order.id, sequence, [...reliancesOf(event.findings ?? []), ...(event.relies ?? [])]);
  return { file: next, head: { sha256: row.sha256, recordedAt } };
}

/**
 * The file after an event that happened elsewhere, recorded now by who imports it: who did it and when it was recorded there stand in its
 * data. `loaded` null: its first event. Its changes were judged, and hold no signature.
 */
export async function recordImported(
  tx: Tx,
  caller: Caller,
  now: Instant,
  loaded: LoadedFile | null,
  { type, occurredAt, recordedAt, by, data, changes }: Imported,
): Promise<LoadedFile> {
  const file = loaded?.file ?? null;
  const sequence = (file?.order.revision ?? 0) + 1;
  const next = applyChanges(file, changes, sequence);
  const at = loaded ? nowFor(now, loaded) : now;
  const event = { type, occurredAt, data: { ...data, imported: { by, recordedAt } }, changes };
  const row = eventRow({ caller }, file?.order ?? null, next.order, sequence, at, loaded?.head.sha256 ?? null, event);
  if (file === null) await insertWorkOrder(tx, next.order, row, await searchedTextOf(tx, next));
  else
    await writeEvent(tx, row, changes, partIds(file), searchChanged(changes) ? await searchedTextOf(tx, next) : null);
  await followDemands(tx, next, changes);
  return { file: next, head: { sha256: row.sha256, recordedAt: at } };
}

/** The file of a new order from its first event, `drafted`; `equipment`: the item it is for. */
export async function recordDraft(
  tx: Tx,
  act: Act,
  now: Instant,
  order: Omit<WorkOrder, 'revision'>,
  data: Record<string, unknown>,
  equipment: Equipment,
): Promise<LoadedFile> {
  const { id, ...set } = order;
  const changes: Change[] = [{ part: 'order', id, set }];
  const file = applyChanges(null, changes, 1);
  const row = eventRow(act, null, file.order, 1, now, null, { type: 'drafted', data, changes });
  await insertWorkOrder(tx, file.order, row, await searchedTextOf(tx, file, equipment));
  return { file, head: { sha256: row.sha256, recordedAt: now } };
}

const HISTORICAL: Message = {
  en: 'The order was imported: what follows is imported too.',
  ja: '取り込まれた過去の作業指示書のため、以後の経過も取込で反映してください。',
};

function eventRow(
  act: Pick<Act, 'caller'>,
  before: WorkOrder | null,
  after: WorkOrder,
  sequence: number,
  recordedAt: Instant,
  previousSha256: string | null,
  event: Recorded,
): EventRow {
  const occurredAt = event.occurredAt ?? recordedAt;
  const common = {
    workOrderId: after.id,
    sequence,
    type: event.type,
    occurredAt,
    recordedAt,
    actorId: act.caller.personId,
    previousSha256,
  };
  const linked = link({ ...common, data: event.data, changes: event.changes });
  const moved = before === null || before.status !== after.status;
  return {
    ...common,
    fromStatus: moved ? (before?.status ?? null) : null,
    toStatus: moved ? (after.status as Status) : null,
    canonical: linked.canonical,
    sha256: linked.sha256,
  };
}

// What of an order says how long it stands for a part, and how urgently.
const WAITED_BY = ['status', 'priority', 'facilityId', 'platformId'] as const;

// What support priorities are added up from is kept in step.
async function followDemands(tx: Tx, file: WorkOrderFile, changes: readonly Change[]): Promise<void> {
  if (file.partDemands.length === 0) return;
  const touches = changes.some(
    ({ part, set }) =>
      part === 'partDemand' || part === 'segment' || (part === 'order' && WAITED_BY.some((field) => field in set)),
  );
  if (touches) await writePartWaits(tx, file.order.id, partWaitsOfFile(file));
}

function partIds(file: WorkOrderFile): Set<string> {
  const lists: { id: string }[][] = [
    file.operations,
    file.labor,
    file.partDemands,
    file.inspections,
    file.nonconformances,
    file.signatures,
    file.targets,
    file.segments,
    file.corrections,
    file.translations,
    file.amendments,
    file.attachments,
  ];
  return new Set(lists.flat().map((part) => part.id));
}

const SEARCHED = ['discrepancy', 'number', 'customerJobNumber', 'equipmentId', 'facilityId'] as const;

function searchChanged(changes: readonly Change[]): boolean {
  return changes.some(
    (c) => c.part === 'translation' || (c.part === 'order' && SEARCHED.some((field) => field in c.set)),
  );
}

async function searchedTextOf(tx: Tx, { order, translations }: WorkOrderFile, known?: Equipment): Promise<string> {
  return searchedText(order, translations, {
    equipment: known ?? (await there(findRecord(tx, 'equipment', order.equipmentId))),
    platform: await there(findRecord(tx, 'platform', order.platformId)),
    facility: await there(findRecord(tx, 'facility', order.facilityId)),
  });
}

function reliancesOf(findings: readonly Finding[]): Reliance[] {
  const reliances = new Map<string, Reliance>();
  for (const { guard, evidence } of findings) {
    for (const e of evidence) {
      if (e.revision === null) continue;
      reliances.set(`${guard} ${e.id}`, { guard, record: e.record, recordId: e.id, recordRevision: e.revision });
    }
  }
  return [...reliances.values()];
}
