// The record as plain as can be, for the second implementation of metrics: every event and every version, and naive folds over them.
import { dateInTokyo } from '../../src/domain/values.ts';
import type { Loose } from './app.ts';
import type { TestDatabase } from './database.ts';

export interface PlainWorld {
  /** The events of each order. */
  events: Map<string, Loose[]>;
  /** The versions of each register record. */
  versions: Map<string, { noun: string; recordedAt: string; data: Loose }[]>;
  reports: Loose[];
}

export interface PlainOrder {
  order: Loose;
  segments: Loose[];
  targets: Loose[];
  inspections: Loose[];
  nonconformances: Loose[];
  translations: Loose[];
  operations: Loose[];
  events: Loose[];
}

/** Who asks what, with nothing left open. */
export interface PlainQuestion {
  from: string;
  to: string;
  asOf: string;
  groupBy?: string;
  caller: { roles: readonly string[]; facilityIds: readonly string[]; programPlatformIds: readonly string[] };
  [filter: string]: Loose;
}

/** What an item is grouped by. */
export interface PlainSubject {
  facilityId?: string;
  platformId?: string;
  equipmentId?: string;
  activity?: string;
  level?: string;
  at: string;
}

export async function readPlainWorld(place: TestDatabase): Promise<PlainWorld> {
  const events = new Map<string, Loose[]>();
  for (const { canonical } of await place.raw('select canonical from events order by work_order_id, sequence')) {
    const event = JSON.parse(String(canonical));
    events.set(event.workOrderId, [...(events.get(event.workOrderId) ?? []), event]);
  }
  const versions: PlainWorld['versions'] = new Map();
  for (const { canonical } of await place.raw('select canonical from register_events order by record_id, sequence')) {
    const version = JSON.parse(String(canonical));
    versions.set(version.recordId, [...(versions.get(version.recordId) ?? []), version]);
  }
  const reports = (await place.raw('select * from status_reports')).map((row) => ({
    equipmentId: row.equipment_id,
    condition: row.condition,
    cause: row.cause,
    at: new Date(String(row.at)).toISOString(),
    recordedAt: new Date(String(row.recorded_at)).toISOString(),
    workOrderId: row.work_order_id,
    id: row.id,
  }));
  return { events, versions, reports };
}

// The same instants are asked about again and again: of each group, of each metric.
const foldedBefore = new WeakMap<PlainWorld, Map<string, PlainOrder[]>>();
const MOST_FOLDED = 40;

/** Every order as it had been recorded by an instant. */
export function ordersAsOf(world: PlainWorld, asOf: string): PlainOrder[] {
  const folded = foldedBefore.get(world) ?? new Map<string, PlainOrder[]>();
  foldedBefore.set(world, folded);
  const orders = folded.get(asOf) ?? foldOrders(world, asOf);
  if (folded.size >= MOST_FOLDED) folded.clear();
  folded.set(asOf, orders);
  return orders;
}

function foldOrders(world: PlainWorld, asOf: string): PlainOrder[] {
  const orders: PlainOrder[] = [];
  for (const all of world.events.values()) {
    const events = all.filter((event) => event.recordedAt <= asOf);
    const parts = new Map<string, Loose>();
    for (const event of events)
      for (const { part, id, set } of event.changes)
        parts.set(`${part} ${id}`, { ...parts.get(`${part} ${id}`), ...set, id });
    const of = (part: string) => [...parts].flatMap(([key, value]) => (key.startsWith(`${part} `) ? [value] : []));
    const [order] = of('order');
    if (!order) continue;
    orders.push({
      order,
      segments: of('segment').sort((a, b) => a.n - b.n),
      targets: of('target').sort((a, b) => a.n - b.n),
      inspections: of('inspection'),
      nonconformances: of('nonconformance'),
      translations: of('translation'),
      operations: of('operation'),
      events,
    });
  }
  return orders;
}

/** A record as it had been recorded by an instant; undefined: it was not there. */
export function recordAsOf(world: PlainWorld, id: string, asOf: string): Loose {
  return world.versions
    .get(id)
    ?.filter((version) => version.recordedAt <= asOf)
    .at(-1)?.data;
}

/** All records of a noun as of an instant. */
export function recordsAsOf(world: PlainWorld, noun: string, asOf: string): Loose[] {
  return [...world.versions].flatMap(([id, [first]]) =>
    first?.noun === noun ? [recordAsOf(world, id, asOf)].filter((record) => record !== undefined) : [],
  );
}

/** The orders that a question is about, whatever the window. */
export function ordersAskedAbout(world: PlainWorld, q: PlainQuestion): PlainOrder[] {
  const today = dateInTokyo(q.asOf);
  const fold = (text: string) =>
    [...text.normalize('NFKC').toLowerCase()]
      .map((c) => (c >= 'ぁ' && c <= 'ゖ' ? String.fromCharCode(c.charCodeAt(0) + 0x60) : c))
      .join('');
  return ordersAsOf(world, q.asOf).filter(({ order, targets }) => {
    const { roles, facilityIds, programPlatformIds } = q.caller;
    const mayPlant = roles.some((role) => ['depot_staff', 'qa_inspector', 'host_office'].includes(role));
    const sees =
      roles.includes('administrator') ||
      (mayPlant && facilityIds.includes(order.facilityId)) ||
      (roles.includes('program_office') && programPlatformIds.includes(order.platformId));
    if (!sees) return false;
    for (const field of ['facilityId', 'platformId', 'equipmentId', 'parentId', 'activity', 'level', 'number'])
      if (q[field] !== undefined && q[field] !== order[field]) return false;
    if (q.status?.length > 0 && !q.status.includes(order.status)) return false;
    if (q.priority !== undefined && q.priority !== order.priority.designator) return false;
    if (q.rootsOnly && order.rootId !== order.id) return false;
    if (q.historical !== undefined && q.historical !== order.historical) return false;
    if (q.overdue !== undefined) {
      const target = targets.length > 0 ? targets[targets.length - 1].date : order.targetDate;
      const isOverdue = order.endedAt === null && target != null && target < today;
      if (isOverdue !== q.overdue) return false;
    }
    if (q.q !== undefined) {
      const names = ['equipmentId', 'platformId', 'facilityId'].map((name) => recordAsOf(world, order[name], q.asOf));
      const texts = [
        order.number,
        order.customerJobNumber,
        ...Object.values(order.discrepancy),
        ...names.flatMap((n) => [
          n.serialNumber,
          n.designation,
          n.code,
          ...Object.values(n.nomenclature ?? {}),
          ...Object.values(n.name ?? {}),
        ]),
      ];
      const text = fold(texts.filter((one) => one != null).join('\n'));
      if (
        !fold(q.q)
          .split(/\s+/)
          .every((word) => text.includes(word))
      )
        return false;
    }
    return true;
  });
}

/** The key of the group that an item stands in; null: in none. */
export function groupKeyOf(world: PlainWorld, by: string, subject: PlainSubject, asOf: string): string | null {
  if (by === 'month') return dateInTokyo(subject.at).slice(0, 7);
  if (by === 'service')
    return subject.platformId ? (recordAsOf(world, subject.platformId, asOf)?.service ?? null) : null;
  if (by === 'unit') {
    const known = (world.versions.get(subject.equipmentId ?? '') ?? []).filter((v) => v.recordedAt <= asOf);
    const then = known.filter((v) => v.recordedAt <= subject.at).at(-1) ?? known[0];
    return then?.data.owningUnit ?? null;
  }
  const field = ({ facility: 'facilityId', platform: 'platformId', activity: 'activity', level: 'level' } as const)[by];
  return field === undefined ? null : (subject[field] ?? null);
}

/** A percentile by its definition. */
function plainPercentile(values: readonly number[], p: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const rank = p * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] as number;
  const high = sorted[Math.ceil(rank)] as number;
  return low + (high - low) * (rank % 1);
}

export const plainDistribution = (values: readonly number[]) => ({
  mean: values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length,
  p50: plainPercentile(values, 0.5),
  p90: plainPercentile(values, 0.9),
  p95: plainPercentile(values, 0.95),
  max: values.length === 0 ? null : Math.max(...values),
});

export const plainHours = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 3_600_000;
/** The instant at which a day begins in Japan. */
export const midnightInJapan = (date: string) => new Date(`${date}T00:00:00+09:00`).toISOString();
