// What exposure reads: open orders with what their next act depends on, who could sign, and what relied on a record.
import { and, asc, eq, gt, gte, isNotNull, isNull, sql } from 'drizzle-orm';
import type { FacilityStay } from '../../domain/orders/guards.ts';
import { OPEN } from '../../domain/orders/status.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import type { Instant, IsoDate } from '../../domain/values.ts';
import type { Operation } from '../../domain/workshop/operation.ts';
import type { Tx } from '../database.ts';
import { anyOf, bounded, type Condition, equals, isOneOf, placeFor, rowsUnder } from '../engine/conditions.ts';
import { inScope, type Scope } from '../orders/work-order-lists.ts';
import { type Reliance, stayColumns } from '../orders/work-orders.ts';

type ListedFields =
  | 'id'
  | 'number'
  | 'status'
  | 'stoodAt'
  | 'facilityId'
  | 'platformId'
  | 'equipmentId'
  | 'activity'
  | 'level'
  | 'authorizationId'
  | 'targetDate'
  | 'createdAt'
  | 'rootId';
/** What of an open order says which records its next act depends on. */
export type OpenOrder = Pick<WorkOrder, ListedFields> & { designator: number };

/** Open orders by urgency and age, from `at` on (that one included), or from the first. */
export async function openOrders(
  tx: Tx,
  { scope, facilityId, platformId }: { scope: Scope; facilityId?: string | undefined; platformId?: string | undefined },
  at: { designator: number; id: string } | null,
  limit: number,
): Promise<OpenOrder[]> {
  const { workOrders: t } = tx.tables;
  const from: Condition | undefined = at
    ? {
        shape: 'from',
        sql: () => {
          const [designator, id] = [placeFor(t.designator, 'from:designator'), placeFor(t.id, 'from:id')];
          return sql`${gte(t.designator, designator)} and (${gt(t.designator, designator)} or ${gte(t.id, id)})`;
        },
        values: { 'from:designator': at.designator, 'from:id': at.id },
      }
    : undefined;
  const conditions = [
    inScope(tx, scope),
    facilityId === undefined ? undefined : equals(t.facilityId, facilityId, { unindexed: true }),
    platformId === undefined ? undefined : equals(t.platformId, platformId, { unindexed: true }),
    from,
  ];
  return await rowsUnder(tx, 'exposure:open-orders', conditions, { limit }, (db, _, where) =>
    db
      .select({
        id: t.id,
        number: t.number,
        status: t.status,
        stoodAt: t.stoodAt,
        facilityId: t.facilityId,
        platformId: t.platformId,
        equipmentId: t.equipmentId,
        activity: t.activity,
        level: t.level,
        authorizationId: t.authorizationId,
        targetDate: t.targetDate,
        createdAt: t.createdAt,
        rootId: t.rootId,
        designator: t.designator,
      })
      .from(t)
      .where(and(isNull(t.endedAt), eq(t.historical, false), where))
      .orderBy(asc(t.designator), asc(t.id))
      .limit(sql.placeholder('limit')),
  );
}

/**
 * The ids of orders in a scope that may have been open at an instant: those that are, and those of which something was recorded since.
 * `rootIds`: of their families alone, wherever they are.
 */
export async function maybeOpenAt(
  tx: Tx,
  asOf: Instant,
  of: { scope: Scope } | { rootIds: readonly string[] },
): Promise<string[]> {
  const { workOrders: t } = tx.tables;
  const within = 'scope' in of ? inScope(tx, of.scope) : isOneOf(t.rootId, of.rootIds);
  const since = bounded(t.lastRecordedAt, 'after', asOf);
  const open: Condition = { shape: 'open', sql: () => isNull(t.endedAt), values: {} };
  const rows = await rowsUnder(tx, 'exposure:maybe-open', [within, anyOf([open, since])], {}, (db, _, where) =>
    db
      .select({ id: t.id })
      .from(t)
      .where(and(eq(t.historical, false), where))
      .orderBy(asc(t.id)),
  );
  return rows.map(({ id }) => id);
}

/** The operations of some orders, by order. */
export async function operationsOf(tx: Tx, workOrderIds: readonly string[]): Promise<Map<string, Operation[]>> {
  const { operations: t } = tx.tables;
  const found = new Map<string, Operation[]>();
  const rows = await rowsUnder(tx, 'exposure:operations', [isOneOf(t.workOrderId, workOrderIds)], {}, (db, _, where) =>
    db.select().from(t).where(where).orderBy(asc(t.workOrderId), asc(t.sequence)),
  );
  for (const row of rows) found.set(row.workOrderId, [...(found.get(row.workOrderId) ?? []), row]);
  return found;
}

/** The date of the last target of each of some orders that have one. */
export async function lastTargets(tx: Tx, workOrderIds: readonly string[]): Promise<Map<string, IsoDate>> {
  const { targets: t } = tx.tables;
  const rows = await rowsUnder(tx, 'exposure:targets', [isOneOf(t.workOrderId, workOrderIds)], {}, (db, _, where) =>
    db.select({ workOrderId: t.workOrderId, date: t.date }).from(t).where(where).orderBy(asc(t.workOrderId), asc(t.n)),
  );
  return new Map(rows.map((row) => [row.workOrderId, row.date]));
}

/** A stay, and where. */
export type FamilyStay = FacilityStay & { facilityId: string };

/** Where the families of some roots stand now: the stays that are not over. */
export async function familyStays(tx: Tx, rootIds: readonly string[]): Promise<FamilyStay[]> {
  const { workOrders: t } = tx.tables;
  const conditions = [isOneOf(t.rootId, rootIds)];
  return await rowsUnder(tx, 'exposure:family-stays', conditions, {}, (db, { workOrders: o }, where) =>
    db
      .select({ ...stayColumns(o), rootId: o.rootId, facilityId: o.facilityId })
      .from(o)
      .where(and(where, eq(o.historical, false), isNotNull(o.inductedAt), isNull(o.endedAt))),
  );
}

/** One decision that relied on a record, at the version it looked at. */
export interface RelianceRow extends Omit<Reliance, 'record' | 'recordId'> {
  workOrderId: string;
  sequence: number;
  number: string;
  status: WorkOrder['status'];
  facilityId: string;
  platformId: string;
  type: string;
  occurredAt: Instant;
  recordedAt: Instant;
  actorId: string;
  canonical: string;
}
// What was cancelled or condemned relies on nothing any more.
const RELYING = [...OPEN, 'released', 'closed'];
/** Where a list of reliances goes on. */
export type ReliancePlace = [workOrderId: string, sequence: number, guard: string];

/** The decisions that relied on a record, by order and event. Of orders in the scope that are open, released or closed; `from` and `to` (excluded) are about when it was decided. */
export async function reliancesOn(
  tx: Tx,
  asked: { record: string; recordId: string; from: Instant | null; to: Instant | null; scope: Scope },
  after: ReliancePlace | null,
  limit: number,
): Promise<RelianceRow[]> {
  const { reliances: r, events: e, workOrders: t } = tx.tables;
  const beyond: Condition | undefined = after
    ? {
        shape: 'beyond',
        sql: () => {
          const [order, event, guard] = [
            placeFor(r.workOrderId, 'beyond:order'),
            placeFor(r.sequence, 'beyond:event'),
            placeFor(r.guard, 'beyond:guard'),
          ];
          const inOrder = sql`${gt(r.sequence, event)} or (${eq(r.sequence, event)} and ${gt(r.guard, guard)})`;
          return sql`${gte(r.workOrderId, order)} and (${gt(r.workOrderId, order)} or ${inOrder})`;
        },
        values: { 'beyond:order': after[0], 'beyond:event': after[1], 'beyond:guard': after[2] },
      }
    : undefined;
  const conditions = [
    equals(r.recordId, asked.recordId),
    equals(r.record, asked.record),
    inScope(tx, asked.scope),
    isOneOf(t.status, RELYING, { unindexed: true }),
    asked.from === null ? undefined : bounded(e.occurredAt, 'from', asked.from),
    asked.to === null ? undefined : bounded(e.occurredAt, 'until', asked.to),
    beyond,
  ];
  return await rowsUnder(tx, 'exposure:reliances', conditions, { limit }, (db, _, where) =>
    db
      .select({
        workOrderId: r.workOrderId,
        sequence: r.sequence,
        guard: r.guard,
        recordRevision: r.recordRevision,
        number: t.number,
        status: t.status,
        facilityId: t.facilityId,
        platformId: t.platformId,
        type: e.type,
        occurredAt: e.occurredAt,
        recordedAt: e.recordedAt,
        actorId: e.actorId,
        canonical: e.canonical,
      })
      .from(r)
      .innerJoin(t, eq(t.id, r.workOrderId))
      .innerJoin(e, and(eq(e.workOrderId, r.workOrderId), eq(e.sequence, r.sequence)))
      .where(where)
      .orderBy(asc(r.workOrderId), asc(r.sequence), asc(r.guard))
      .limit(sql.placeholder('limit')),
  );
}

/** The inspections of some orders, by order. */
export async function inspectionsOf(tx: Tx, workOrderIds: readonly string[]) {
  const { inspections: t } = tx.tables;
  return await rowsUnder(tx, 'exposure:inspections', [isOneOf(t.workOrderId, workOrderIds)], {}, (db, _, where) =>
    db
      .select({ id: t.id, workOrderId: t.workOrderId, kind: t.kind, decision: t.decision, results: t.results })
      .from(t)
      .where(where)
      .orderBy(asc(t.workOrderId), asc(t.id)),
  );
}
