// The history of an order as it travels: its events without signatures, and what must be true of one that comes from elsewhere.
import { z } from 'zod';
import { amendmentRecord } from '../../../domain/evidence/amendment.ts';
import { faultsOf } from '../../../domain/faults.ts';
import { ledgerFaults, segmentRecord } from '../../../domain/metrics/turnaround.ts';
import { type Change, EVENT_TYPES, type EventType, PARTS, type PartName } from '../../../domain/orders/event.ts';
import { ACTIONS, destination, lifecycle } from '../../../domain/orders/lifecycle.ts';
import { workOrderRecord } from '../../../domain/orders/work-order.ts';
import { applyChanges, type WorkOrderFile } from '../../../domain/orders/work-order-file.ts';
import { partDemandRecord } from '../../../domain/supply/part-demand.ts';
import { type Fault, type Instant, id, instant, type Message } from '../../../domain/values.ts';
import { correctionRecord } from '../../../domain/workshop/correction.ts';
import { inspectionRecord } from '../../../domain/workshop/inspection.ts';
import { nonconformanceRecord } from '../../../domain/workshop/nonconformance.ts';
import { laborRecord, operationRecord } from '../../../domain/workshop/operation.ts';
import { targetRecord } from '../../../domain/workshop/target.ts';
import { translationRecord } from '../../../domain/workshop/translation.ts';

/** One event as it travels. */
const historyEvent = z.strictObject({
  type: z.enum(EVENT_TYPES),
  occurredAt: instant,
  recordedAt: instant.nullable().default(null).meta({ description: 'When it was recorded where it comes from.' }),
  by: id.meta({ description: 'Who did it.' }),
  data: z.record(z.string(), z.unknown()).default({}),
  changes: z.array(z.strictObject({ part: z.enum(PARTS), id, set: z.record(z.string(), z.unknown()) })).default([]),
});
export type HistoryEvent = z.output<typeof historyEvent>;

// What travels of a file. Signatures do not, nor do attached files, whose bytes stay behind.
const records: Partial<Record<PartName, z.ZodObject>> = {
  order: workOrderRecord,
  operation: operationRecord,
  labor: laborRecord,
  partDemand: partDemandRecord,
  inspection: inspectionRecord,
  nonconformance: nonconformanceRecord,
  target: targetRecord,
  segment: segmentRecord,
  correction: correctionRecord,
  translation: translationRecord,
  amendment: amendmentRecord,
};
const patches = new Map(
  Object.entries(records).map(([part, record]) => [
    part,
    z.strictObject(record.partial().shape).omit({ id: true } as never),
  ]),
);
const UNSIGNED: Partial<Record<PartName, Record<string, null>>> = {
  inspection: { signatureId: null, signedBy: null, signedAt: null, signedSequence: null },
  amendment: { signatureId: null },
};
const SIGNING_DATA = ['signature', 'certificateId'];

/** An event as it is kept. */
export interface KeptEvent {
  type: EventType;
  occurredAt: Instant;
  recordedAt: Instant;
  actorId: string;
  data: Record<string, unknown>;
  changes: Change[];
}

/** The event as it travels: what an import wrapped is unwrapped, signatures and the mark `historical` are left behind. */
export function travelling({ type, occurredAt, recordedAt, actorId, data, changes }: KeptEvent): HistoryEvent {
  const { imported, ...said } = data as { imported?: { by: string; recordedAt: Instant | null } };
  return {
    type,
    occurredAt,
    recordedAt: imported ? imported.recordedAt : recordedAt,
    by: imported?.by ?? actorId,
    data: unsignedData(said),
    changes: unsigned(changes),
  };
}

function unsignedData(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([name]) => !SIGNING_DATA.includes(name)));
}

function unsigned(changes: readonly Change[]): Change[] {
  return changes
    .filter(({ part }) => part in records)
    .map(({ part, id: partId, set }) => {
      const cleared = Object.entries(UNSIGNED[part] ?? {}).filter(([name]) => name in set);
      const { historical: _, ...kept } = set;
      return { part, id: partId, set: { ...(part === 'order' ? kept : set), ...Object.fromEntries(cleared) } };
    });
}

/**
 * The events as they are recorded here, marked historical and without signatures, and the file they make; or every fault. `orderId`: that of the
 * order, which every change of it must name. Nothing in it lies after `now`.
 */
export function readHistory(
  given: unknown,
  orderId: string,
  now: Instant,
): { events: HistoryEvent[]; file: WorkOrderFile } | { faults: Fault[] } {
  const parsed = z.array(historyEvent).min(1).max(5_000).safeParse(given);
  if (!parsed.success) return { faults: faultsOf(parsed).map((f) => ({ ...f, pointer: `/history${f.pointer}` })) };
  const faults: Fault[] = [];
  let file: WorkOrderFile | null = null;
  const events: HistoryEvent[] = [];
  for (const [n, event] of parsed.data.entries()) {
    const at = `/history/${n}`;
    const changes: Change[] = [];
    for (const change of unsigned(event.changes as Change[])) {
      const set = patches.get(change.part)?.safeParse(change.set);
      if (set?.success) changes.push({ ...change, set: saidOf(set.data as Record<string, unknown>, change.set) });
      else if (set) faults.push(...faultsOf(set).map((f) => ({ ...f, pointer: `${at}/changes${f.pointer}` })));
    }
    if (changes.some((c) => c.part === 'order' && c.id !== orderId)) faults.push(fault(at, 'history.other_order'));
    if (event.occurredAt > now) faults.push(fault(at, 'history.future'));
    if (faults.length > 0) continue;
    if (n === 0 && changes[0]?.part !== 'order') return { faults: [fault(at, 'history.no_draft')] };
    if (n === 0 && changes[0]) changes[0] = { ...changes[0], set: { ...changes[0].set, historical: true } };
    const next = applyChanges(file, changes, n + 1);
    const moved = moveFault(event.type, file, next);
    if (moved) faults.push(fault(at, moved));
    file = next;
    events.push({ ...event, data: unsignedData(event.data), changes });
  }
  if (file && faults.length === 0) faults.push(...fileFaults(file));
  return file && faults.length === 0 ? { events, file } : { faults };
}

// A patch says nothing of what it leaves out: defaults are for what is made.
function saidOf(read: Record<string, unknown>, given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(read).filter(([name]) => Object.hasOwn(given, name)));
}

// A status moves as the lifecycle has it, by the event of the action; nothing else moves it.
function moveFault(type: EventType, before: WorkOrderFile | null, after: WorkOrderFile): keyof typeof told | null {
  const { status } = after.order;
  if (before === null) return type === 'drafted' && status === 'draft' ? null : 'history.no_draft';
  const action = ACTIONS.find((name) => lifecycle[name].event === type);
  if (!action) return before.order.status === status ? null : 'history.moved';
  return destination(action, { ...before.order, historical: false }) === status ? null : 'history.moved';
}

function fileFaults(file: WorkOrderFile): Fault[] {
  const { order } = file;
  const faults = faultsOf(workOrderRecord.safeParse(order));
  const lists: [PartName, readonly { id: string }[]][] = [
    ['operation', file.operations],
    ['labor', file.labor],
    ['partDemand', file.partDemands],
    ['inspection', file.inspections],
    ['nonconformance', file.nonconformances],
    ['target', file.targets],
    ['correction', file.corrections],
    ['translation', file.translations],
    ['amendment', file.amendments],
  ];
  for (const [part, list] of lists)
    for (const one of list)
      faults.push(
        ...faultsOf(records[part]?.safeParse(one) ?? { success: true }).map((f) => ({
          ...f,
          pointer: `/${part}${f.pointer}`,
        })),
      );
  const stay = order.inductedAt === null ? undefined : { from: order.inductedAt, to: order.endedAt };
  if (ledgerFaults(file.segments, stay).length > 0) faults.push(fault('', 'history.ledger'));
  return faults.map((f) => ({ ...f, pointer: `/history${f.pointer}` }));
}

const told = {
  'history.no_draft': { en: 'A history begins with the draft.', ja: '履歴は下書きから始めてください。' },
  'history.moved': {
    en: 'The lifecycle has no such step: an event leads where its action does, and only those move the status.',
    ja: 'ライフサイクルにない遷移です。状態は対応する操作の事象によってのみ変わります。',
  },
  'history.future': { en: 'This lies in the future.', ja: '未来の日時は指定できません。' },
  'history.other_order': { en: 'This changes another order.', ja: '別の作業指示書の変更です。' },
  'history.ledger': {
    en: 'The segments leave a gap, overlap, or do not begin and end with the stay.',
    ja: '区間に空白または重なりがあるか、滞在の始まりと終わりに一致しません。',
  },
} satisfies Record<string, Message>;

function fault(pointer: string, code: keyof typeof told): Fault {
  return { pointer, code, message: told[code] };
}

const PERSON = /(?:By|^by|^author|^assignedTo|^personId)$/;

/** Everybody whom a history names. */
export function peopleIn(events: readonly HistoryEvent[]): Set<string> {
  const found = new Set(events.map((event) => event.by));
  const walk = (value: unknown, name: string): void => {
    if (typeof value === 'string' && (PERSON.test(name) || name === 'correctors') && z.uuid().safeParse(value).success)
      found.add(value);
    else if (Array.isArray(value)) for (const one of value) walk(one, name);
    else if (typeof value === 'object' && value !== null)
      for (const [key, one] of Object.entries(value)) walk(one, key);
  };
  // supersededBy names an inspection.
  for (const { changes } of events)
    for (const { set } of changes)
      for (const [name, value] of Object.entries(set)) if (name !== 'supersededBy') walk(value, name);
  return found;
}

/** Every record of a register that the order was ever about. */
export function recordsIn(
  events: readonly HistoryEvent[],
): { noun: 'equipment' | 'platform' | 'facility' | 'authorization'; id: string }[] {
  const fields = {
    equipmentId: 'equipment',
    platformId: 'platform',
    facilityId: 'facility',
    authorizationId: 'authorization',
  } as const;
  const named = new Map<string, { noun: (typeof fields)[keyof typeof fields]; id: string }>();
  for (const { changes } of events)
    for (const { part, set } of changes)
      for (const [field, noun] of part === 'order'
        ? (Object.entries(fields) as [keyof typeof fields, (typeof fields)[keyof typeof fields]][])
        : []) {
        const value = set[field];
        if (typeof value === 'string') named.set(`${noun} ${value}`, { noun, id: value });
      }
  return [...named.values()];
}
