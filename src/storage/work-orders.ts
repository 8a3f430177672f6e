// Work orders and their parts: loading a whole file, what other orders hold, and writing an event with its changes.
import { and, asc, eq, gt, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm';
import type { Change, EventType } from '../domain/event.ts';
import type { Link } from '../domain/evidence.ts';
import type { Stay } from '../domain/guards.ts';
import type { Inspection } from '../domain/inspection.ts';
import type { Nonconformance } from '../domain/nonconformance.ts';
import type { Labor, Operation } from '../domain/operation.ts';
import type { PartDemand } from '../domain/part-demand.ts';
import type { Signature } from '../domain/signature.ts';
import { RUNNING, type Status } from '../domain/status.ts';
import type { Target } from '../domain/target.ts';
import type { Instant, Money } from '../domain/values.ts';
import type { WorkOrder } from '../domain/work-order.ts';
import type { FiledSegment, WorkOrderFile } from '../domain/work-order-file.ts';
import type { Tx } from './database.ts';
import { findRow, insertRow, updateRow } from './rows.ts';
import type { Tables } from './tables.ts';

type OrderRow = Tables['workOrders']['$inferSelect'];

/** The end of an order's chain: what the next event follows. */
export interface Head {
  sha256: string | null;
  recordedAt: Instant;
}

export interface LoadedFile {
  file: WorkOrderFile;
  head: Head;
}

const partTables = {
  operation: 'operations',
  labor: 'laborEntries',
  partDemand: 'partDemands',
  inspection: 'inspections',
  nonconformance: 'nonconformances',
  signature: 'signatures',
  target: 'targets',
  segment: 'segments',
} as const;

/** An order as the API shows it, without what only the writer keeps. */
export function orderOf(row: OrderRow): WorkOrder {
  const { headSha256: _, lastRecordedAt: __, searchText: ___, designator: ____, ...order } = row;
  return order;
}

/** The order with that id, or null. */
export async function findWorkOrder(tx: Tx, id: string): Promise<WorkOrder | null> {
  const row = await findRow(tx, 'workOrders', id);
  return row && orderOf(row);
}

/** The whole file of an order and the head of its chain, or null. */
export async function findWorkOrderFile(tx: Tx, id: string): Promise<LoadedFile | null> {
  const row = await findRow(tx, 'workOrders', id);
  if (!row) return null;
  return {
    file: {
      order: orderOf(row),
      operations: await partsOf<Operation>(tx, 'operations', 'sequence', id),
      labor: await partsOf<Labor>(tx, 'laborEntries', 'id', id),
      partDemands: await partsOf<PartDemand>(tx, 'partDemands', 'id', id),
      inspections: await partsOf<Inspection>(tx, 'inspections', 'id', id),
      nonconformances: await partsOf<Nonconformance>(tx, 'nonconformances', 'id', id),
      signatures: await partsOf<Signature>(tx, 'signatures', 'sequence', id),
      targets: await partsOf<Target>(tx, 'targets', 'n', id),
      segments: await partsOf<FiledSegment>(tx, 'segments', 'n', id),
    },
    head: { sha256: row.headSha256, recordedAt: row.lastRecordedAt },
  };
}

async function partsOf<Part>(
  tx: Tx,
  name: (typeof partTables)[keyof typeof partTables],
  order: string,
  workOrderId: string,
): Promise<Part[]> {
  const select = tx.prepared(`parts:${name}`, (db, tables, key) => {
    const table = tables[name] as Tables['operations'];
    return db
      .select()
      .from(table)
      .where(eq(table.workOrderId, sql.placeholder('workOrderId')))
      .orderBy(asc(table[order as 'sequence']))
      .prepare(key);
  });
  return (await select.execute({ workOrderId })) as unknown as Part[];
}

/** The links of an order's chain in order. */
export async function chainOf(tx: Tx, workOrderId: string): Promise<Link[]> {
  const select = tx.prepared('events:chain', (db, { events }, key) =>
    db
      .select({
        sequence: events.sequence,
        previousSha256: events.previousSha256,
        canonical: events.canonical,
        sha256: events.sha256,
      })
      .from(events)
      .where(eq(events.workOrderId, sql.placeholder('workOrderId')))
      .orderBy(asc(events.sequence))
      .prepare(key),
  );
  return await select.execute({ workOrderId });
}

/** The next number of a facility on a day: `KSZ-26327-0042`. Raises nothing; wide days get wider serials. */
export async function nextNumber(tx: Tx, facility: { id: string; code: string }, day: string): Promise<string> {
  const count = tx.prepared('numbers:next', (db, { numberCounters }, key) =>
    db
      .insert(numberCounters)
      .values({ facilityId: sql.placeholder('facilityId'), day: sql.placeholder('day'), last: 1 })
      .onConflictDoUpdate({
        target: [numberCounters.facilityId, numberCounters.day],
        set: { last: sql`${numberCounters.last} + 1` },
      })
      .returning({ last: numberCounters.last })
      .prepare(key),
  );
  const rows = await count.execute({ facilityId: facility.id, day });
  return `${facility.code}-${day}-${String(rows[0]?.last ?? 1).padStart(4, '0')}`;
}

/** Stays of an item under orders of other roots that reach beyond `from`. */
export async function equipmentStays(tx: Tx, equipmentId: string, rootId: string, from: Instant): Promise<Stay[]> {
  const { workOrders } = tx.tables;
  const rows = await tx.db
    .select()
    .from(workOrders)
    .where(
      and(
        eq(workOrders.equipmentId, equipmentId),
        ne(workOrders.rootId, rootId),
        isNotNull(workOrders.inductedAt),
        or(isNull(workOrders.endedAt), gt(workOrders.endedAt, from)),
      ),
    );
  return rows.map(stayOf);
}

/** Stays of root orders of other roots at a facility that reach beyond `from`. */
export async function facilityStays(tx: Tx, facilityId: string, rootId: string, from: Instant): Promise<Stay[]> {
  const { workOrders } = tx.tables;
  const rows = await tx.db
    .select()
    .from(workOrders)
    .where(
      and(
        eq(workOrders.facilityId, facilityId),
        eq(workOrders.rootId, workOrders.id),
        ne(workOrders.rootId, rootId),
        isNotNull(workOrders.inductedAt),
        or(isNull(workOrders.endedAt), gt(workOrders.endedAt, from)),
      ),
    );
  return rows.map(stayOf);
}

function stayOf(row: OrderRow): Stay {
  return { workOrderId: row.id, number: row.number, from: row.inductedAt ?? row.createdAt, to: row.endedAt };
}

/** What other orders use of an authorization: actual cost if given, else the estimate; cancelled ones use none. */
export async function authorizationUse(
  tx: Tx,
  authorizationId: string,
  exceptOrderId: string,
): Promise<{ number: string; cost: Money | null }[]> {
  const { workOrders } = tx.tables;
  const rows = await tx.db
    .select({
      number: workOrders.number,
      estimatedCost: workOrders.estimatedCost,
      actualCost: workOrders.actualCost,
    })
    .from(workOrders)
    .where(
      and(
        eq(workOrders.authorizationId, authorizationId),
        ne(workOrders.id, exceptOrderId),
        ne(workOrders.status, 'cancelled'),
      ),
    );
  return rows.map((r) => ({ number: r.number, cost: r.actualCost ?? r.estimatedCost }));
}

/** The sub-orders of an order. */
export async function subordersOf(
  tx: Tx,
  parentId: string,
): Promise<{ id: string; number: string; status: Status; stopsParent: boolean }[]> {
  const { workOrders } = tx.tables;
  return await tx.db
    .select({
      id: workOrders.id,
      number: workOrders.number,
      status: workOrders.status,
      stopsParent: workOrders.stopsParent,
    })
    .from(workOrders)
    .where(eq(workOrders.parentId, parentId))
    .orderBy(asc(workOrders.number));
}

/** Who worked, signed and accepted in a family of orders. */
export async function familyOf(
  tx: Tx,
  rootId: string,
): Promise<{ orderIds: string[]; performers: Set<string>; signers: Set<string>; acceptors: Set<string> }> {
  const { workOrders, operations, laborEntries, signatures } = tx.tables;
  const ids = (await tx.db.select({ id: workOrders.id }).from(workOrders).where(eq(workOrders.rootId, rootId))).map(
    (r) => r.id,
  );
  const worked = await tx.db
    .selectDistinct({ person: operations.performedBy })
    .from(operations)
    .where(and(inArray(operations.workOrderId, ids), isNotNull(operations.performedBy)));
  const labored = await tx.db
    .selectDistinct({ person: laborEntries.personId, by: laborEntries.enteredBy })
    .from(laborEntries)
    .where(inArray(laborEntries.workOrderId, ids));
  const signed = await tx.db
    .selectDistinct({ person: signatures.signer, act: signatures.act })
    .from(signatures)
    .where(inArray(signatures.workOrderId, ids));
  return {
    orderIds: ids,
    performers: new Set([
      ...worked.flatMap((w) => (w.person === null ? [] : [w.person])),
      ...labored.flatMap((l) => [l.person, l.by]),
    ]),
    signers: new Set(signed.map((s) => s.person)),
    acceptors: new Set(signed.filter((s) => s.act === 'accept').map((s) => s.person)),
  };
}

/** How many other running orders hold this equipment. */
export async function otherStaysOf(tx: Tx, equipmentId: string, exceptOrderId: string): Promise<number> {
  const { workOrders } = tx.tables;
  const rows = await tx.db
    .select({ id: workOrders.id })
    .from(workOrders)
    .where(
      and(
        eq(workOrders.equipmentId, equipmentId),
        ne(workOrders.id, exceptOrderId),
        inArray(workOrders.status, [...RUNNING]),
      ),
    );
  return rows.length;
}

/** The sub-orders of an order, finished or not. */
export async function childrenOf(tx: Tx, parentId: string): Promise<WorkOrder[]> {
  const { workOrders } = tx.tables;
  return (await tx.db.select().from(workOrders).where(eq(workOrders.parentId, parentId))).map(orderOf);
}

export interface EventRow extends Link {
  workOrderId: string;
  type: EventType;
  occurredAt: Instant;
  recordedAt: Instant;
  actorId: string;
  fromStatus: Status | null;
  toStatus: Status | null;
}

/** The order's row as its first event makes it. */
export async function insertWorkOrder(tx: Tx, order: WorkOrder, event: EventRow, searchText: string): Promise<void> {
  await insertRow(tx, 'workOrders', {
    ...order,
    designator: order.priority.designator,
    headSha256: event.sha256,
    lastRecordedAt: event.recordedAt,
    searchText,
  });
  await insertRow(tx, 'events', event);
}

/** Writes an event and what it changes: the parts, then the order with its new revision and head. */
export async function writeEvent(
  tx: Tx,
  event: EventRow,
  changes: readonly Change[],
  known: ReadonlySet<string>,
  searchText: string | null,
): Promise<void> {
  await insertRow(tx, 'events', event);
  let set: Record<string, unknown> = {};
  for (const change of changes) {
    if (change.part === 'order') set = { ...set, ...change.set };
    else if (known.has(change.id)) await updateRow(tx, partTables[change.part], change.id, change.set as never);
    else
      await insertRow(tx, partTables[change.part], {
        ...change.set,
        id: change.id,
        workOrderId: event.workOrderId,
      } as never);
  }
  if ('priority' in set) set.designator = (set.priority as WorkOrder['priority']).designator;
  if (searchText !== null) set.searchText = searchText;
  await updateRow(tx, 'workOrders', event.workOrderId, {
    ...set,
    revision: event.sequence,
    headSha256: event.sha256,
    lastRecordedAt: event.recordedAt,
  } as never);
}

export interface Reliance {
  guard: string;
  record: string;
  recordId: string;
  recordRevision: number;
}

/** What the decision of an event relied on, at the exact version. */
export async function insertReliances(
  tx: Tx,
  workOrderId: string,
  sequence: number,
  reliances: readonly Reliance[],
): Promise<void> {
  for (const reliance of reliances) await insertRow(tx, 'reliances', { workOrderId, sequence, ...reliance });
}
