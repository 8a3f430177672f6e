// What the board shows of many orders at once, beside their rows: items, stretches of the clock, last targets, and what they wait for.
import { and, eq, isNotNull, ne, notInArray, sql } from 'drizzle-orm';
import type { Category } from '../../domain/metrics/turnaround.ts';
import { ENDED } from '../../domain/orders/status.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { isOneOf, rowsUnder } from '../engine/conditions.ts';

export interface Item {
  id: string;
  designation: string;
  serialNumber: string;
}

/** Items by id, with their platform's designation. */
export async function itemsOf(tx: Tx, equipmentIds: readonly string[]): Promise<Map<string, Item>> {
  const conditions = [isOneOf(tx.tables.equipment.id, equipmentIds)];
  const rows = await rowsUnder(tx, 'board:items', conditions, {}, (db, { equipment: e, platforms: p }, where) =>
    db
      .select({ id: e.id, serialNumber: e.serialNumber, designation: p.designation })
      .from(e)
      .innerJoin(p, eq(p.id, e.platformId))
      .where(where),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export interface Stretch {
  workOrderId: string;
  from: Instant;
  to: Instant | null;
  category: Category;
}

/** Every segment of some orders. */
export async function stretchesOf(tx: Tx, workOrderIds: readonly string[]): Promise<Stretch[]> {
  const conditions = [isOneOf(tx.tables.segments.workOrderId, workOrderIds)];
  return await rowsUnder(tx, 'board:segments', conditions, {}, (db, { segments: s }, where) =>
    db.select({ workOrderId: s.workOrderId, from: s.from, to: s.to, category: s.category }).from(s).where(where),
  );
}

/** How many parts that stop the work are still out, by order. */
export async function stoppingPartsOf(tx: Tx, workOrderIds: readonly string[]): Promise<Map<string, number>> {
  const conditions = [isOneOf(tx.tables.partDemands.workOrderId, workOrderIds)];
  const rows = await rowsUnder(tx, 'board:parts', conditions, {}, (db, { partDemands: d }, where) =>
    db
      .select({ workOrderId: d.workOrderId, count: sql<number>`count(*)`.mapWith(Number) })
      .from(d)
      .where(and(where, eq(d.stopsWork, true), notInArray(d.status, ['received', 'cancelled'])))
      .groupBy(d.workOrderId),
  );
  return new Map(rows.map((row) => [row.workOrderId, row.count]));
}

/** How many nonconformances are not closed, by order. */
export async function openNonconformancesOf(tx: Tx, workOrderIds: readonly string[]): Promise<Map<string, number>> {
  const conditions = [isOneOf(tx.tables.nonconformances.workOrderId, workOrderIds)];
  const rows = await rowsUnder(tx, 'board:nonconformances', conditions, {}, (db, { nonconformances: n }, where) =>
    db
      .select({ workOrderId: n.workOrderId, count: sql<number>`count(*)`.mapWith(Number) })
      .from(n)
      .where(and(where, ne(n.status, 'closed')))
      .groupBy(n.workOrderId),
  );
  return new Map(rows.map((row) => [row.workOrderId, row.count]));
}

/** How many sub-orders that stop them are unfinished, by order. */
export async function stoppingSubOrdersOf(tx: Tx, workOrderIds: readonly string[]): Promise<Map<string, number>> {
  const conditions = [isOneOf(tx.tables.workOrders.parentId, workOrderIds)];
  const rows = await rowsUnder(tx, 'board:sub-orders', conditions, {}, (db, { workOrders: o }, where) =>
    db
      .select({ parentId: o.parentId, count: sql<number>`count(*)`.mapWith(Number) })
      .from(o)
      .where(and(where, isNotNull(o.parentId), eq(o.stopsParent, true), notInArray(o.status, ['released', ...ENDED])))
      .groupBy(o.parentId),
  );
  return new Map(rows.map((row) => [row.parentId ?? '', row.count]));
}
