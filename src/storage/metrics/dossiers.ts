// What metrics read: the orders of a window with their parts, as they had been recorded by an instant.
import { asc, type Column, isNull, sql } from 'drizzle-orm';
import type { Change } from '../../domain/orders/event.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import { applyChanges, type WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import type { WorkOrderFilters } from '../../domain/orders/work-order-filters.ts';
import type { Instant } from '../../domain/values.ts';
import { pgKit, sqliteKit } from '../columns.ts';
import type { Tx } from '../database.ts';
import {
  allOf,
  anyOf,
  bounded,
  type Condition,
  equals,
  isOneOf,
  portionsOf,
  rowsUnder,
  type Use,
} from '../engine/conditions.ts';
import { LIFE_DAYS, lifeDays } from '../orders/tables.ts';
import { inScope, type Scope } from '../orders/work-order-lists.ts';
import type { Tables } from '../tables.ts';
import { continuedSince, correctedSince } from './moved-since.ts';

/** What metrics look at of an order itself. */
const MEASURED = [
  'id',
  'number',
  'equipmentId',
  'platformId',
  'facilityId',
  'activity',
  'level',
  'designator',
  'parentId',
  'rootId',
  'historical',
  'status',
  'statusSince',
  'holdCause',
  'createdAt',
  'submittedAt',
  'inductedAt',
  'startedAt',
  'presentedAt',
  'acceptedAt',
  'releasedAt',
  'endedAt',
  'targetDate',
  'conditionCode',
  'codes',
  'actualCost',
  'localTransportDays',
] as const satisfies readonly (keyof WorkOrder | 'designator')[];
type Fields = WorkOrder & { designator: number };
export type MeasuredOrder = Pick<Fields, (typeof MEASURED)[number]>;

/** The lists of parts that can be asked for with the orders. */
const LISTS = {
  segments: 'n',
  targets: 'n',
  operations: 'sequence',
  inspections: 'id',
  nonconformances: 'id',
  translations: 'id',
  partDemands: 'id',
} as const satisfies Partial<Record<keyof WorkOrderFile & keyof Tables, string>>;
export type MeasuredList = keyof typeof LISTS;

/** An order as it had been recorded, with some of its parts, each list in the order of the file. */
export type Dossier<List extends MeasuredList = never> = { order: MeasuredOrder } & Pick<WorkOrderFile, List>;

/**
 * Which orders have to do with a window `[from, to)`: those that ended in it (whose clock stopped, or that ended before it ran), or those
 * that were there at some time in it: drafted, or inducted, before its end, and not ended before it began.
 */
export interface Selection {
  of: 'ended' | 'alive';
  from: Instant;
  to: Instant;
}

/** Which orders are wanted: those of a selection, in a scope, that some fields narrow. As recorded by `asOf`. */
export interface Wanted {
  selection: Selection;
  scope: Scope;
  /** No more than what makes the search shorter: whoever asks looks at each order again. */
  narrowing: Pick<WorkOrderFilters, 'facilityId' | 'platformId' | 'equipmentId' | 'number'>;
  asOf: Instant;
  /** By when it had been recorded here, where `asOf`, earlier, says what was known then; `asOf` unless given. */
  recordedBy?: Instant;
}

/**
 * Gives every order that may be wanted, as it had been recorded by `asOf`, to `take`; some hundreds are held at a time. Those that nothing was
 * recorded of since are read as they are; of the others the events recorded by then are folded. The caller looks again whether each was
 * in the window and meets what narrows, as it was then.
 */
export async function eachDossier<List extends MeasuredList = never>(
  tx: Tx,
  wanted: Wanted,
  lists: readonly List[],
  take: (dossier: Dossier<List>) => void,
): Promise<void> {
  await settle(tx, await candidates(tx, wanted), lists, wanted.asOf, take);
}

async function settle<List extends MeasuredList>(
  tx: Tx,
  rows: readonly RecordedOrder[],
  lists: readonly List[],
  asOf: Instant,
  take: (dossier: Dossier<List>) => void,
): Promise<void> {
  const settled: Map<string, MeasuredOrder> = new Map();
  const moved = new Set<string>();
  for (const { lastRecordedAt, ...order } of rows) {
    if (lastRecordedAt <= asOf) settled.set(order.id, order as MeasuredOrder);
    else moved.add(order.id);
  }
  for (const ids of portionsOf(settled.keys())) {
    const parts = await partsOf(tx, ids, lists);
    for (const id of ids) take({ order: settled.get(id), ...parts(id) } as Dossier<List>);
  }
  for (const ids of portionsOf(moved)) {
    for (const file of await filesAsOf(tx, ids, asOf)) take(dossierOf(file, lists));
  }
}

function dossierOf<List extends MeasuredList>(
  { order, ...file }: WorkOrderFile,
  lists: readonly List[],
): Dossier<List> {
  const parts = Object.fromEntries(lists.map((list) => [list, file[list]]));
  return { order: measured(order), ...parts } as Dossier<List>;
}

function measured(order: WorkOrder): MeasuredOrder {
  const fields: Fields = { ...order, designator: order.priority.designator };
  return Object.fromEntries(MEASURED.map((field) => [field, fields[field]])) as unknown as MeasuredOrder;
}

export type RecordedOrder = MeasuredOrder & { lastRecordedAt: Instant };

/** The rows that are in the selection, and those that may have been before a correction or an import moved them since. */
export async function candidates(tx: Tx, wanted: Wanted): Promise<RecordedOrder[]> {
  const { workOrders: t } = tx.tables;
  const { selection, asOf, recordedBy = asOf } = wanted;
  const rows: RecordedOrder[] = [];
  if (selection.of === 'ended') {
    const { from, to } = selection;
    rows.push(...(await rowsOf(tx, wanted, [bounded(t.endedAt, 'from', from), bounded(t.endedAt, 'until', to)])));
  } else {
    // What was open then may have ended since, before a window that had not begun.
    const from = selection.from < asOf ? selection.from : asOf;
    rows.push(...(await rowsOf(tx, wanted, [noEnd])));
    for (const days of [...LIFE_DAYS, null])
      rows.push(...(await rowsOf(tx, wanted, [lived(tx, days, from, selection.to)])));
  }
  rows.push(...(await rowsOf(tx, wanted, [correctedSince(tx, asOf)])));
  const continued = await continuedSince(tx, recordedBy);
  if (continued) rows.push(...(await rowsOf(tx, wanted, [continued])));
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

async function rowsOf(tx: Tx, wanted: Wanted, conditions: readonly Condition[]): Promise<RecordedOrder[]> {
  const rows = await rowsUnder(tx, 'metrics:orders', [...conditions, narrowed(tx, wanted)], {}, (db, tables, where) => {
    return db.select(rowColumns(tables)).from(tables.workOrders).where(where);
  });
  return rows as unknown as RecordedOrder[];
}

/**
 * The orders under some conditions with some of their parts, each as it had been recorded by `asOf`; the caller looks again whether it was
 * under them then.
 */
export async function dossiersUnder<List extends MeasuredList = never>(
  tx: Tx,
  conditions: readonly Condition[],
  lists: readonly List[],
  asOf: Instant,
): Promise<Dossier<List>[]> {
  const rows = await rowsUnder(tx, 'metrics:orders-under', conditions, {}, (db, tables, where) =>
    db.select(rowColumns(tables)).from(tables.workOrders).where(where),
  );
  const dossiers: Dossier<List>[] = [];
  await settle(tx, rows as unknown as RecordedOrder[], lists, asOf, (dossier) => dossiers.push(dossier));
  return dossiers;
}

/** Some orders with some of their parts, as they had been recorded by `asOf`. */
export async function dossiersOf<List extends MeasuredList = never>(
  tx: Tx,
  ids: Iterable<string>,
  lists: readonly List[],
  asOf: Instant,
): Promise<Dossier<List>[]> {
  const dossiers: Dossier<List>[] = [];
  for (const some of portionsOf(ids))
    dossiers.push(...(await dossiersUnder(tx, [isOneOf(tx.tables.workOrders.id, some)], lists, asOf)));
  return dossiers;
}

/** At which instant something is to have been known, of what had been recorded here by another, which is no earlier. */
export interface Known {
  readonly at: Instant;
  readonly asOf: Instant;
}

/** Some orders with some of their parts, as they were known at an instant: imported ones where they come from. */
export async function dossiersKnown<List extends MeasuredList = never>(
  tx: Tx,
  orders: readonly Pick<MeasuredOrder, 'id' | 'historical'>[],
  lists: readonly List[],
  { at, asOf }: Known,
): Promise<Dossier<List>[]> {
  const idsOf = (isImported: boolean) => orders.filter((one) => one.historical === isImported).map(({ id }) => id);
  const imported = await filesAsOf(tx, idsOf(true), asOf, at);
  return [...(await dossiersOf(tx, idsOf(false), lists, at)), ...imported.map((file) => dossierOf(file, lists))];
}

function rowColumns({ workOrders: t }: Tables) {
  return Object.fromEntries([...MEASURED, 'lastRecordedAt' as const].map((name) => [name, t[name]]));
}

// One index ends with the end of a facility's orders; of the others those are left that say more than a window does.
function narrowed(tx: Tx, { selection, scope, narrowing, asOf }: Wanted): Condition | undefined {
  const { workOrders: t } = tx.tables;
  const is = (column: Column, value: unknown, use: Use = {}) =>
    value === undefined ? undefined : equals(column, value, use);
  const condition = allOf([
    inScope(tx, scope),
    is(t.facilityId, narrowing.facilityId, { unindexed: selection.of === 'alive' }),
    is(t.platformId, narrowing.platformId, { unindexed: true }),
    is(t.equipmentId, narrowing.equipmentId),
    is(t.number, narrowing.number),
  ]);
  // What has ended stands where it stood; what was a draft then may have been meant for another place.
  return selection.of === 'ended' ? condition : anyOf([bounded(t.lastRecordedAt, 'after', asOf), condition]);
}

const noEnd: Condition = { shape: 'no end', sql: ({ tables }) => isNull(tables.workOrders.endedAt), values: {} };

/** Ended orders that lived at some time in `[from, to)`, of those that lived so many days at most, and longer than the class before. */
function lived(tx: Tx, days: (typeof LIFE_DAYS)[number] | null, from: Instant, to: Instant): Condition {
  const { workOrders: t } = tx.tables;
  const kit = tx.engine === 'sqlite' ? sqliteKit : pgKit;
  const life = lifeDays(kit, t);
  const class_: Condition = {
    shape: `life ${days}`,
    sql: () => (days === null ? sql`${life} is null` : sql`${life} = ${sql.raw(String(days))}`),
    values: {},
  };
  const upTo = days === null ? undefined : new Date(Date.parse(to) + days * DAY).toISOString();
  return allOf([
    class_,
    bounded(t.endedAt, 'after', from),
    upTo === undefined ? undefined : bounded(t.endedAt, 'upTo', upTo),
  ]);
}

const DAY = 86_400_000;

/** The parts of some orders by order. */
async function partsOf<List extends MeasuredList>(
  tx: Tx,
  ids: readonly string[],
  lists: readonly List[],
): Promise<(id: string) => Pick<WorkOrderFile, List>> {
  const found = new Map<string, Record<string, unknown[]>>(
    ids.map((id) => [id, Object.fromEntries(lists.map((list) => [list, []]))]),
  );
  for (const list of lists) {
    const table = tx.tables[list] as Tables['operations'];
    const order = table[LISTS[list] as 'sequence'];
    const rows = await rowsUnder(tx, `metrics:${list}`, [isOneOf(table.workOrderId, ids)], {}, (db, _, where) =>
      db.select().from(table).where(where).orderBy(asc(order)),
    );
    for (const row of rows) found.get(row.workOrderId)?.[list]?.push(row);
  }
  return (id) => found.get(id) as Pick<WorkOrderFile, List>;
}

/**
 * The files of some orders as the events recorded by `asOf` made them; those that were not there yet are left out. `knownBy`, earlier: of
 * those no more than what was known by then, of an imported order where it comes from.
 */
export async function filesAsOf(
  tx: Tx,
  workOrderIds: Iterable<string>,
  asOf: Instant,
  knownBy: Instant = asOf,
): Promise<WorkOrderFile[]> {
  const { events: t } = tx.tables;
  const files = new Map<string, WorkOrderFile>();
  for (const ids of portionsOf(workOrderIds)) {
    const rows = await rowsUnder(
      tx,
      'metrics:events',
      [isOneOf(t.workOrderId, ids), bounded(t.recordedAt, 'upTo', asOf)],
      {},
      (db, { events }, where) =>
        db
          .select({ workOrderId: events.workOrderId, canonical: events.canonical })
          .from(events)
          .where(where)
          .orderBy(asc(events.workOrderId), asc(events.sequence)),
    );
    for (const { workOrderId, canonical } of rows) {
      const event = JSON.parse(canonical) as StoredEvent;
      if (knownBy < asOf && knownAt(event) > knownBy) continue;
      const { changes, sequence } = event;
      files.set(workOrderId, applyChanges(files.get(workOrderId) ?? null, changes, sequence));
    }
  }
  return [...files.values()];
}

interface StoredEvent {
  sequence: number;
  occurredAt: Instant;
  recordedAt: Instant;
  data: { imported?: { recordedAt: Instant | null } };
  changes: Change[];
}

// What is not said to have been recorded late was recorded as it happened.
function knownAt({ data: { imported }, occurredAt, recordedAt }: StoredEvent): Instant {
  return imported ? (imported.recordedAt ?? occurredAt) : recordedAt;
}

/** How many operations of some released orders a disposition ordered, but those that became not applicable. Release leaves them as they are. */
export async function reworksOf(tx: Tx, releasedIds: Iterable<string>): Promise<Map<string, number>> {
  const { operations: t } = tx.tables;
  const counts = new Map<string, number>();
  for (const ids of portionsOf(releasedIds)) {
    const rows = await rowsUnder(
      tx,
      'metrics:reworks',
      [isOneOf(t.workOrderId, ids)],
      {},
      (db, { operations: o }, where) =>
        db
          .select({ workOrderId: o.workOrderId, count: sql<number>`count(*)`.mapWith(Number).as('count') })
          .from(o)
          .where(sql`${where} and ${o.reworks} is not null and ${o.status} <> 'not_applicable'`)
          .groupBy(o.workOrderId),
    );
    for (const { workOrderId, count } of rows) counts.set(workOrderId, count);
  }
  return counts;
}
