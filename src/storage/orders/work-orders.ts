// Work orders and their parts: loading a whole file, what other orders hold, and writing an event with its changes.
import { and, asc, eq, gt, inArray, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Amendment } from '../../domain/evidence/amendment.ts';
import type { Link } from '../../domain/evidence/evidence.ts';
import type { Signature } from '../../domain/evidence/signature.ts';
import type { Change, EventType } from '../../domain/orders/event.ts';
import type { FacilityStay, Stay } from '../../domain/orders/guards.ts';
import { RUNNING, type Status } from '../../domain/orders/status.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import { type FiledSegment, newPart, type WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import type { PartDemand } from '../../domain/supply/part-demand.ts';
import type { Instant, Money } from '../../domain/values.ts';
import type { Attachment } from '../../domain/workshop/attachment.ts';
import type { Correction } from '../../domain/workshop/correction.ts';
import type { Inspection } from '../../domain/workshop/inspection.ts';
import type { Nonconformance } from '../../domain/workshop/nonconformance.ts';
import { correctorsOf, type Labor, type Operation } from '../../domain/workshop/operation.ts';
import type { Target } from '../../domain/workshop/target.ts';
import type { Translation } from '../../domain/workshop/translation.ts';
import type { Tx } from '../database.ts';
import { given } from '../engine/conditions.ts';
import { findRow, insertRow, insertRows, updateRow } from '../engine/rows.ts';
import type { Tables } from '../tables.ts';

type OrderRow = Tables['workOrders']['$inferSelect'];

/** The end of an order's chain: what the next event follows. */
interface Head {
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
  correction: 'corrections',
  translation: 'translations',
  amendment: 'amendments',
  attachment: 'attachments',
} as const;

type PartTable = (typeof partTables)[keyof typeof partTables];
const PART_TABLES: readonly PartTable[] = Object.values(partTables);

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
  const held = await tablesHolding(tx, id);
  const parts = <Part>(name: PartTable, order: string) => (held.has(name) ? partsOf<Part>(tx, name, order, id) : []);
  return {
    file: {
      order: orderOf(row),
      operations: await parts<Operation>('operations', 'sequence'),
      labor: await parts<Labor>('laborEntries', 'id'),
      partDemands: await parts<PartDemand>('partDemands', 'id'),
      inspections: await parts<Inspection>('inspections', 'id'),
      nonconformances: await parts<Nonconformance>('nonconformances', 'id'),
      signatures: await parts<Signature>('signatures', 'sequence'),
      targets: await parts<Target>('targets', 'n'),
      segments: await parts<FiledSegment>('segments', 'n'),
      corrections: await parts<Correction>('corrections', 'id'),
      translations: await parts<Translation>('translations', 'id'),
      amendments: await parts<Amendment>('amendments', 'id'),
      attachments: await parts<Attachment>('attachments', 'id'),
    },
    head: { sha256: row.headSha256, recordedAt: row.lastRecordedAt },
  };
}

// Most orders have parts of a few kinds: one question which, in place of one a kind.
async function tablesHolding(tx: Tx, workOrderId: string): Promise<Set<PartTable>> {
  const ask = tx.prepared('parts:held', (db, tables, key) =>
    db
      .select({
        names: sql<string>`${sql.join(
          PART_TABLES.map((name) => {
            const { workOrderId: owner } = tables[name];
            return sql`case when exists (select 1 from ${tables[name]} where ${owner} = ${sql.placeholder('workOrderId')}) then ${sql.raw(`'${name} '`)} else '' end`;
          }),
          sql` || `,
        )}`,
      })
      .from(tables.workOrders)
      .where(eq(tables.workOrders.id, sql.placeholder('workOrderId')))
      .prepare(key),
  );
  const [row] = await ask.execute({ workOrderId });
  return new Set((row?.names ?? '').split(' ').filter((name) => name !== '')) as Set<PartTable>;
}

async function partsOf<Part>(tx: Tx, name: PartTable, order: string, workOrderId: string): Promise<Part[]> {
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

/** The order that a part belongs to, by the list of a file it stands in; null: there is no such part. */
export async function findPartOwner(
  tx: Tx,
  list: Exclude<keyof WorkOrderFile, 'order'>,
  id: string,
): Promise<string | null> {
  const row = await findRow(tx, list === 'labor' ? 'laborEntries' : list, id);
  return row?.workOrderId ?? null;
}

/** The correction with that id, or null. */
export async function findCorrection(tx: Tx, id: string): Promise<Correction | null> {
  return await findRow(tx, 'corrections', id);
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

/** The order with that number, by id, or null. */
export async function findNumber(tx: Tx, number: string): Promise<string | null> {
  const find = tx.prepared('work-orders:by-number', (db, { workOrders: t }, key) =>
    db
      .select({ id: t.id })
      .from(t)
      .where(eq(t.number, sql.placeholder('number')))
      .prepare(key),
  );
  return (await find.execute({ number }))[0]?.id ?? null;
}

/** Has the numbers of a facility go on behind one that came from elsewhere, where it is of their form: `KSZ-26327-0042`. */
export async function raiseCounter(tx: Tx, facilityId: string, number: string): Promise<void> {
  const [, day, serial] = /^[A-Z]{2,5}-(\d{5})-(\d{1,9})$/.exec(number) ?? [];
  if (day === undefined) return;
  const raise = tx.prepared('numbers:raise', (db, { numberCounters: t }, key) =>
    db
      .insert(t)
      .values({ facilityId: sql.placeholder('facilityId'), day: sql.placeholder('day'), last: sql.placeholder('last') })
      .onConflictDoUpdate({
        target: [t.facilityId, t.day],
        set: { last: sql`case when ${t.last} < excluded.last then excluded.last else ${t.last} end` },
      })
      .prepare(key),
  );
  await raise.execute({ facilityId, day, last: Number(serial) });
}

/** Stays of an item under orders of other roots that reach beyond `from`. */
export async function equipmentStays(tx: Tx, equipmentId: string, rootId: string, from: Instant): Promise<Stay[]> {
  const list = tx.prepared('work-orders:equipment-stays', (db, { workOrders: t }, key) =>
    db
      .select(stayColumns(t))
      .from(t)
      .where(
        and(
          eq(t.equipmentId, sql.placeholder('equipmentId')),
          ne(t.rootId, sql.placeholder('rootId')),
          ...staysBeyond(t),
        ),
      )
      .prepare(key),
  );
  return await list.execute({ equipmentId, rootId, from });
}

/** Stays at a facility that reach beyond `from`, of all orders but one. */
export async function facilityStays(
  tx: Tx,
  facilityId: string,
  exceptOrderId: string,
  from: Instant,
): Promise<FacilityStay[]> {
  const here = (t: Tables['workOrders']) => [
    eq(t.facilityId, sql.placeholder('facilityId')),
    ne(t.id, sql.placeholder('exceptOrderId')),
    eq(t.historical, false),
    isNotNull(t.inductedAt),
  ];
  // Two questions, each with an index of its own: one for both would read every order there ever was at the facility.
  const standing = tx.prepared('work-orders:facility-standing', (db, { workOrders: t }, key) =>
    db
      .select({ ...stayColumns(t), rootId: t.rootId })
      .from(t)
      .where(and(...here(t), isNull(t.endedAt)))
      .prepare(key),
  );
  const ended = tx.prepared('work-orders:facility-ended', (db, { workOrders: t }, key) =>
    db
      .select({ ...stayColumns(t), rootId: t.rootId })
      .from(t)
      .where(and(...here(t), gt(t.endedAt, sql.placeholder('from'))))
      .prepare(key),
  );
  const asked = { facilityId, exceptOrderId, from };
  return [...(await standing.execute(asked)), ...(await ended.execute(asked))];
}

/** As many stays reach beyond `from` at a facility at most: orders that were never inducted may be counted, and those imported. */
export async function countFacilityStays(tx: Tx, facilityId: string, from: Instant): Promise<number> {
  // Both are counted from an index alone.
  const count = tx.prepared('work-orders:facility-stays-counted', (db, { workOrders: t, facilities: f }, key) => {
    const here = eq(t.facilityId, sql.placeholder('facilityId'));
    const counted = (where: SQL | undefined) => sql<number>`(select count(*) from ${t} where ${where})`.mapWith(Number);
    return db
      .select({
        standing: counted(and(here, isNotNull(t.inductedAt), isNull(t.endedAt))),
        ended: counted(and(here, gt(t.endedAt, sql.placeholder('from')))),
      })
      .from(f)
      .where(eq(f.id, sql.placeholder('facilityId')))
      .prepare(key);
  });
  const [found] = await count.execute({ facilityId, from });
  return (found?.standing ?? 0) + (found?.ended ?? 0);
}

/** Stays at the facility of an order that reach beyond `from`, of other orders of its family. */
export async function familyStays(
  tx: Tx,
  { id, familyId, facilityId }: Pick<WorkOrder, 'id' | 'familyId' | 'facilityId'>,
  from: Instant,
): Promise<FacilityStay[]> {
  const list = tx.prepared('work-orders:family-stays', (db, { workOrders: t }, key) =>
    db
      .select({ ...stayColumns(t), rootId: t.rootId })
      .from(t)
      .where(
        and(
          eq(t.familyId, sql.placeholder('familyId')),
          ne(t.id, sql.placeholder('id')),
          eq(tx.unindexed(t.facilityId), sql.placeholder('facilityId')),
          ...staysBeyond(t),
        ),
      )
      .prepare(key),
  );
  return await list.execute({ id, familyId, facilityId, from });
}

/** What a stay says of an order that was inducted. */
export function stayColumns(t: Tables['workOrders']) {
  return {
    workOrderId: t.id,
    number: t.number,
    from: given(t.inductedAt),
    to: t.endedAt,
  };
}

// What was inducted here and not over at `from`: no guard looks at what was imported.
function staysBeyond(t: Tables['workOrders']) {
  return [
    eq(t.historical, false),
    isNotNull(t.inductedAt),
    or(isNull(t.endedAt), gt(t.endedAt, sql.placeholder('from'))),
  ];
}

/** What other orders use of an authorization: actual cost if given, else the estimate; cancelled ones use none. */
export async function authorizationUse(
  tx: Tx,
  authorizationId: string,
  exceptOrderId: string,
): Promise<{ number: string; cost: Money | null }[]> {
  const list = tx.prepared('work-orders:authorization-use', (db, { workOrders: t }, key) =>
    db
      .select({ number: t.number, estimatedCost: t.estimatedCost, actualCost: t.actualCost })
      .from(t)
      .where(
        and(
          eq(t.authorizationId, sql.placeholder('authorizationId')),
          ne(t.id, sql.placeholder('exceptOrderId')),
          ne(t.status, 'cancelled'),
        ),
      )
      .prepare(key),
  );
  const rows = await list.execute({ authorizationId, exceptOrderId });
  return rows.map((r) => ({ number: r.number, cost: r.actualCost ?? r.estimatedCost }));
}

/** A sub-order as its parent knows it. */
export interface Suborder {
  id: string;
  number: string;
  facilityId: string;
  status: Status;
  stopsParent: boolean;
  createdAt: Instant;
}

/** The sub-orders of an order, by number. */
export async function subordersOf(tx: Tx, parentId: string): Promise<Suborder[]> {
  const list = tx.prepared('work-orders:sub-orders', (db, { workOrders: t }, key) =>
    db
      .select({
        id: t.id,
        number: t.number,
        facilityId: t.facilityId,
        status: t.status,
        stopsParent: t.stopsParent,
        createdAt: t.createdAt,
      })
      .from(t)
      .where(eq(t.parentId, sql.placeholder('parentId')))
      .orderBy(asc(t.number))
      .prepare(key),
  );
  return await list.execute({ parentId });
}

/** Who worked, signed and accepted in a family of orders, whatever became of those they were sub-orders of. */
export async function familyOf(
  tx: Tx,
  familyId: string,
): Promise<{ performers: Set<string>; signers: Set<string>; acceptors: Set<string> }> {
  const worked = tx.prepared('work-orders:family-performers', (db, { workOrders: t, operations: o }, key) =>
    db
      .selectDistinct({ person: o.performedBy })
      .from(o)
      .innerJoin(t, eq(t.id, o.workOrderId))
      .where(and(eq(t.familyId, sql.placeholder('familyId')), isNotNull(o.performedBy)))
      .prepare(key),
  );
  const labored = tx.prepared('work-orders:family-labor', (db, { workOrders: t, laborEntries: l }, key) =>
    db
      .selectDistinct({ person: l.personId, by: l.enteredBy, correctedBy: l.correctedBy, correctors: l.correctors })
      .from(l)
      .innerJoin(t, eq(t.id, l.workOrderId))
      .where(eq(t.familyId, sql.placeholder('familyId')))
      .prepare(key),
  );
  const signed = tx.prepared('work-orders:family-signers', (db, { workOrders: t, signatures: s }, key) =>
    db
      .selectDistinct({ person: s.signer, act: s.act })
      .from(s)
      .innerJoin(t, eq(t.id, s.workOrderId))
      .where(eq(t.familyId, sql.placeholder('familyId')))
      .prepare(key),
  );
  const performers = await worked.execute({ familyId });
  const laborers = await labored.execute({ familyId });
  const signers = await signed.execute({ familyId });
  return {
    performers: new Set([
      ...performers.flatMap((w) => (w.person === null ? [] : [w.person])),
      ...laborers.flatMap((l) => [l.person, l.by, ...correctorsOf(l)]),
    ]),
    signers: new Set(signers.map((s) => s.person)),
    acceptors: new Set(signers.filter((s) => s.act === 'accept').map((s) => s.person)),
  };
}

/** How many other running orders hold this equipment. */
export async function otherStaysOf(tx: Tx, equipmentId: string, exceptOrderId: string): Promise<number> {
  const list = tx.prepared('work-orders:other-stays', (db, { workOrders: t }, key) =>
    db
      .select({ id: t.id })
      .from(t)
      .where(
        and(
          eq(t.equipmentId, sql.placeholder('equipmentId')),
          ne(t.id, sql.placeholder('exceptOrderId')),
          eq(t.historical, false),
          inArray(t.status, [...RUNNING]),
        ),
      )
      .prepare(key),
  );
  return (await list.execute({ equipmentId, exceptOrderId })).length;
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
  await insertEvent(tx, event);
}

async function insertEvent(tx: Tx, event: EventRow): Promise<void> {
  await insertRow(tx, 'events', event);
  tx.announce({ workOrderId: event.workOrderId, sequence: event.sequence, type: event.type });
}

/** Writes an event and what it changes: the parts, then the order with its new revision and head. */
export async function writeEvent(
  tx: Tx,
  event: EventRow,
  changes: readonly Change[],
  known: ReadonlySet<string>,
  searchText: string | null,
): Promise<void> {
  await insertEvent(tx, event);
  let set: Record<string, unknown> = {};
  for (const change of changes) {
    if (change.part === 'order') set = { ...set, ...change.set };
    else if (known.has(change.id)) await updateRow(tx, partTables[change.part], change.id, change.set as never);
    else
      await insertRow(tx, partTables[change.part], {
        ...newPart(change),
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
  await insertRows(
    tx,
    'reliances',
    reliances.map((reliance) => ({ workOrderId, sequence, ...reliance })),
  );
}
