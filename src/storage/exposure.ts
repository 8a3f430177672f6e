// What exposure reads: open orders with what their next act depends on, who could sign, and what relied on a record.
import { and, asc, eq, gt, gte, inArray, isNull, lt, or, type SQL } from 'drizzle-orm';
import type { Operation } from '../domain/operation.ts';
import type { Instant, IsoDate } from '../domain/values.ts';
import type { WorkOrder } from '../domain/work-order.ts';
import type { Tx } from './database.ts';
import type { Reliance } from './work-orders.ts';

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
  | 'createdAt';
/** What of an open order says which records its next act depends on. */
export type OpenOrder = Pick<WorkOrder, ListedFields> & { designator: number };

/** Open orders by urgency and age, from `at` on (that one included), or from the first. */
export async function openOrders(
  tx: Tx,
  where: (SQL | undefined)[],
  at: { designator: number; id: string } | null,
  limit: number,
): Promise<OpenOrder[]> {
  const { workOrders: t } = tx.tables;
  return await tx.db
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
      designator: t.designator,
    })
    .from(t)
    .where(
      and(
        isNull(t.endedAt),
        ...where,
        at ? and(gte(t.designator, at.designator), or(gt(t.designator, at.designator), gte(t.id, at.id))) : undefined,
      ),
    )
    .orderBy(asc(t.designator), asc(t.id))
    .limit(limit);
}

/** The operations of some orders, by order. */
export async function operationsOf(tx: Tx, workOrderIds: readonly string[]): Promise<Map<string, Operation[]>> {
  const { operations: t } = tx.tables;
  const found = new Map<string, Operation[]>();
  if (workOrderIds.length === 0) return found;
  const rows = await tx.db
    .select()
    .from(t)
    .where(inArray(t.workOrderId, [...workOrderIds]))
    .orderBy(asc(t.workOrderId), asc(t.sequence));
  for (const row of rows) found.set(row.workOrderId, [...(found.get(row.workOrderId) ?? []), row]);
  return found;
}

/** The date of the last target of each of some orders that have one. */
export async function lastTargets(tx: Tx, workOrderIds: readonly string[]): Promise<Map<string, IsoDate>> {
  const { targets: t } = tx.tables;
  if (workOrderIds.length === 0) return new Map();
  const rows = await tx.db
    .select({ workOrderId: t.workOrderId, date: t.date })
    .from(t)
    .where(inArray(t.workOrderId, [...workOrderIds]))
    .orderBy(asc(t.workOrderId), asc(t.n));
  return new Map(rows.map((row) => [row.workOrderId, row.date]));
}

/** Every inspector. A facility has few, and who belongs to which stands in a list that no index reaches. */
export async function inspectors(tx: Tx) {
  const all = tx.prepared('people:all', (db, { people: t }, key) =>
    db.select().from(t).orderBy(asc(t.id)).prepare(key),
  );
  return (await all.execute()).filter((person) => person.roles.includes('qa_inspector'));
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
/** Where a list of reliances goes on. */
export type ReliancePlace = [workOrderId: string, sequence: number, guard: string];

/** The decisions that relied on a record, by order and event. `where` is about orders, `from` and `to` (excluded) about when it was decided. */
export async function reliancesOn(
  tx: Tx,
  asked: { record: string; recordId: string; from: Instant | null; to: Instant | null; where: (SQL | undefined)[] },
  after: ReliancePlace | null,
  limit: number,
): Promise<RelianceRow[]> {
  const { reliances: r, events: e, workOrders: t } = tx.tables;
  const [workOrderId, sequence, guard] = after ?? ['', 0, ''];
  return await tx.db
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
    .where(
      and(
        eq(r.recordId, asked.recordId),
        eq(r.record, asked.record),
        ...asked.where,
        asked.from === null ? undefined : gte(e.occurredAt, asked.from),
        asked.to === null ? undefined : lt(e.occurredAt, asked.to),
        after
          ? and(
              gte(r.workOrderId, workOrderId),
              or(
                gt(r.workOrderId, workOrderId),
                gt(r.sequence, sequence),
                and(eq(r.sequence, sequence), gt(r.guard, guard)),
              ),
            )
          : undefined,
      ),
    )
    .orderBy(asc(r.workOrderId), asc(r.sequence), asc(r.guard))
    .limit(limit);
}

/** The inspections of some orders, by order. */
export async function inspectionsOf(tx: Tx, workOrderIds: readonly string[]) {
  const { inspections: t } = tx.tables;
  if (workOrderIds.length === 0) return [];
  return await tx.db
    .select({ id: t.id, workOrderId: t.workOrderId, kind: t.kind, decision: t.decision, results: t.results })
    .from(t)
    .where(inArray(t.workOrderId, [...workOrderIds]))
    .orderBy(asc(t.workOrderId), asc(t.id));
}
