// What orders wait for, part by part: kept in step with each event, added up for support priorities, and read again as it was.
import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import type { PartWait } from '../../domain/supply/part-wait.ts';
import type { PartTally } from '../../domain/supply/support-priority.ts';
import type { Instant, IsoDate } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import {
  anyOf,
  bounded,
  type Condition,
  equals,
  isOneOf,
  placeFor,
  portionsOf,
  rowsUnder,
} from '../engine/conditions.ts';
import { insertRows } from '../engine/rows.ts';
import type { Scope } from '../orders/work-order-lists.ts';

/** Has what is kept of an order be this, touching no more than differs. */
export async function writePartWaits(tx: Tx, workOrderId: string, waits: readonly PartWait[]): Promise<void> {
  const kept = new Map((await partWaitsKept(tx, workOrderId)).map((wait) => [wait.partKey, wait]));
  const changed = waits.filter((wait) => !isSameWait(kept.get(wait.partKey), wait));
  const gone = [...kept.keys()].filter((key) => !waits.some(({ partKey }) => partKey === key));
  const remove = tx.prepared('part-waits:remove', (db, { partWaits: t }, key) =>
    db
      .delete(t)
      .where(and(eq(t.workOrderId, sql.placeholder('workOrderId')), eq(t.partKey, sql.placeholder('partKey'))))
      .prepare(key),
  );
  // What is added up of a part is added up anew when an order that waits for it moves: of what no order names any more nobody would hear.
  if (gone.length > 0) await raiseMark(tx);
  for (const partKey of [...gone, ...changed.map((wait) => wait.partKey).filter((key) => kept.has(key))])
    await remove.execute({ workOrderId, partKey });
  await insertRows(tx, 'partWaits', changed);
}

function isSameWait(kept: PartWait | undefined, wait: PartWait): boolean {
  return kept !== undefined && (Object.keys(wait) as (keyof PartWait)[]).every((name) => kept[name] === wait[name]);
}

/** What is kept of an order, by key. */
export async function partWaitsKept(tx: Tx, workOrderId: string): Promise<PartWait[]> {
  const list = tx.prepared('part-waits:of-order', (db, { partWaits: t }, key) =>
    db
      .select()
      .from(t)
      .where(eq(t.workOrderId, sql.placeholder('workOrderId')))
      .orderBy(asc(t.partKey))
      .prepare(key),
  );
  return await list.execute({ workOrderId });
}

/** Whether a demand has a document number with that date. */
export async function isDocumentTaken(tx: Tx, documentNumber: string | null, date: IsoDate | null): Promise<boolean> {
  const find = tx.prepared('part-demands:document', (db, { partDemands: t }, key) =>
    db
      .select({ id: t.id })
      .from(t)
      .where(and(eq(t.documentNumber, sql.placeholder('documentNumber')), eq(t.documentDate, sql.placeholder('date'))))
      .limit(1)
      .prepare(key),
  );
  return (await find.execute({ documentNumber, date })).length > 0;
}

/** Which waits a question is about. */
export interface WaitsWanted {
  scope: Scope;
  facilityId?: string | undefined;
  platformIds?: readonly string[] | undefined;
}

/** What is kept of one part on one platform, added up. */
export interface TallyRow extends Omit<PartTally, 'platformIds' | 'demanded'> {
  platformId: string;
  /** One of the orders: the first by its id. */
  workOrderId: string;
}

/**
 * The demand that stands, added up by part and platform, as of `now` (milliseconds) and `today` (its day), but of orders that moved after
 * `unmovedSince`. `partKeys`: of these parts alone.
 */
export async function talliesOf(
  tx: Tx,
  wanted: WaitsWanted,
  { now, today, unmovedSince }: { now: number; today: number; unmovedSince: Instant | null },
  partKeys?: readonly string[],
): Promise<TallyRow[]> {
  const count = (of: SQL) => sql<number>`count(${of})`.mapWith(Number);
  const sum = (of: SQL) => sql<number>`coalesce(sum(${of}), 0)`.mapWith(Number);
  const day = sql`cast(${sql.placeholder('today')} as integer)`;
  return await rowsUnder(
    tx,
    'part-waits:tallies',
    [isOpen, ofParts(tx, partKeys), ...conditionsOf(tx, wanted, unmovedSince)],
    { now, today },
    (db, { partWaits: t }, where) =>
      db
        .select({
          partKey: t.partKey,
          platformId: t.platformId,
          orders: sql<number>`count(*)`.mapWith(Number),
          quantity: sum(sql`${t.openQuantity}`),
          ordersStopped: count(sql`${t.stoppedSince}`),
          stoppedMilliseconds:
            sql<number>`sum(${t.stoppedMilliseconds}) + coalesce(sum(cast(${sql.placeholder('now')} as bigint) - ${t.stoppedSince}), 0)`.mapWith(
              Number,
            ),
          designator: sql<number>`min(${t.designator})`.mapWith(Number),
          neededDay: sql<number | null>`min(${t.neededDay})`,
          latePromises: count(sql`case when ${t.promisedDay} < ${day} then 1 end`),
          promisedDays: sum(
            sql`case when ${t.stoppedSince} is not null and ${t.arrivalDay} >= ${day} then ${t.arrivalDay} - ${day} end`,
          ),
          unpromised: count(
            sql`case when ${t.stoppedSince} is not null and (${t.arrivalDay} is null or ${t.arrivalDay} < ${day}) then 1 end`,
          ),
          workOrderId: sql<string>`min(${t.workOrderId})`,
        })
        .from(t)
        .where(where)
        .groupBy(t.partKey, t.platformId),
  );
}

/** How far things were when something was read. What was read under one mark is what would be read again. */
export interface EventsMark {
  /** Of the last event in the log; null: there is none. */
  position: number | null;
  /** How many events wait for the log. */
  unlogged: number;
  /** Of the kept registers. */
  revision: number | null;
}

/** What changes with every event and every change of a kept register, and with nothing else. */
export async function eventsMark(tx: Tx): Promise<EventsMark> {
  const read = tx.prepared('part-waits:mark', (db, { logEntries: l, unloggedEvents: u, registerRevision: r }, key) =>
    db
      .select({
        position: sql<number | null>`(select max(${l.position}) from ${l})`,
        unlogged: sql<number>`(select count(*) from ${u})`,
        revision: sql<number | null>`(select max(${r.revision}) from ${r})`,
      })
      .from(sql`(select 1) as one`)
      .prepare(key),
  );
  const [mark] = await read.execute();
  if (!mark) throw new Error('a mark is always there');
  return mark;
}

/** The keys of the parts of every order with an event since a mark, some of them with an event before it too; null: there are more than `most`. */
export async function partKeysSince(tx: Tx, { position }: EventsMark, most: number): Promise<string[] | null> {
  const list = tx.prepared('part-waits:keys-since', (db, { partWaits: t, logEntries: l, unloggedEvents: u }, key) =>
    db
      .selectDistinct({ partKey: t.partKey })
      .from(t)
      .where(
        sql`${t.workOrderId} in (select ${l.recordId} from ${l} where ${l.position} > ${sql.placeholder('position')} union all select ${u.recordId} from ${u})`,
      )
      .limit(sql.placeholder('limit'))
      .prepare(key),
  );
  const rows = await list.execute({ position: position ?? -1, limit: most + 1 });
  return rows.length > most ? null : rows.map(({ partKey }) => partKey);
}

/** Says that what is kept was written anew without an event. */
export async function raiseMark(tx: Tx): Promise<void> {
  const { registerRevision: t } = tx.tables;
  await tx.db
    .insert(t)
    .values({ id: 1, revision: 1 })
    .onConflictDoUpdate({ target: t.id, set: { revision: sql`${t.revision} + 1` } });
  tx.kept.touch();
}

/** The pieces demanded by orders whose first demand for a part was on that day or later, by part; but of orders that moved after `unmovedSince`. `partKeys`: of these parts alone. */
export async function demandedSince(
  tx: Tx,
  wanted: WaitsWanted,
  { since, until, unmovedSince }: { since: number; until: number; unmovedSince: Instant | null },
  partKeys?: readonly string[],
): Promise<{ partKey: string; quantity: number }[]> {
  const { partWaits } = tx.tables;
  return await rowsUnder(
    tx,
    'part-waits:demanded',
    [
      bounded(partWaits.demandedDay, 'from', since),
      bounded(partWaits.demandedDay, 'upTo', until),
      ofParts(tx, partKeys),
      ...conditionsOf(tx, wanted, unmovedSince),
    ],
    {},
    (db, { partWaits: t }, where) =>
      db
        .select({ partKey: t.partKey, quantity: sql<number>`sum(${t.demandedQuantity})`.mapWith(Number) })
        .from(t)
        .where(where)
        .groupBy(t.partKey),
  );
}

/** The orders with demands of which something was recorded after an instant, by id: of all others what is kept is what was. */
export async function demandingOrdersMovedSince(tx: Tx, asOf: Instant): Promise<string[]> {
  const { workOrders } = tx.tables;
  const rows = await rowsUnder(
    tx,
    'part-waits:moved',
    [bounded(workOrders.lastRecordedAt, 'after', asOf), hasDemand],
    {},
    (db, { workOrders: t }, where) => db.select({ id: t.id }).from(t).where(where).orderBy(asc(t.id)),
  );
  return rows.map(({ id }) => id);
}

/** The orders that wait or waited for one of some parts, by id. */
export async function ordersWaitingFor(
  tx: Tx,
  partKeys: readonly string[],
  wanted: WaitsWanted,
  { openOnly }: { openOnly: boolean },
): Promise<string[]> {
  const { partWaits } = tx.tables;
  const found = new Set<string>();
  for (const keys of portionsOf(partKeys)) {
    const rows = await rowsUnder(
      tx,
      'part-waits:orders',
      [isOneOf(partWaits.partKey, keys), openOnly ? isOpen : undefined, ...conditionsOf(tx, wanted, null)],
      {},
      (db, { partWaits: t }, where) => db.selectDistinct({ id: t.workOrderId }).from(t).where(where),
    );
    for (const { id } of rows) found.add(id);
  }
  return [...found].sort();
}

/** Some orders that have demands and of which nothing is kept: those of a database of an earlier version. */
export async function ordersWithoutWaits(tx: Tx, limit: number): Promise<string[]> {
  const { partDemands: d, partWaits: w } = tx.tables;
  const rows = await tx.db
    .selectDistinct({ id: d.workOrderId })
    .from(d)
    .where(sql`not exists (select 1 from ${w} where ${w.workOrderId} = ${d.workOrderId})`)
    .limit(limit);
  return rows.map(({ id }) => id);
}

const ofParts = (tx: Tx, partKeys: readonly string[] | undefined): Condition | undefined =>
  partKeys && isOneOf(tx.tables.partWaits.partKey, partKeys);

const isOpen: Condition = { shape: 'open', sql: ({ tables }) => sql`${tables.partWaits.isOpen}`, values: {} };
const hasDemand: Condition = {
  shape: 'demanding',
  sql: ({ tables: { partDemands: d, workOrders: t } }) =>
    sql`exists (select 1 from ${d} where ${d.workOrderId} = ${t.id})`,
  values: {},
};

function conditionsOf(
  tx: Tx,
  { scope, facilityId, platformIds }: WaitsWanted,
  unmovedSince: Instant | null,
): (Condition | undefined)[] {
  const { partWaits: w, workOrders: o } = tx.tables;
  const own = [
    isOneOf(w.facilityId, scope.facilityIds, { unindexed: true, name: 'ownFacility' }),
    isOneOf(w.platformId, scope.platformIds, { unindexed: true, name: 'ownPlatform' }),
  ] as const;
  return [
    scope.all ? undefined : anyOf([own[0], own[1]]),
    facilityId === undefined ? undefined : equals(w.facilityId, facilityId, { unindexed: true }),
    platformIds === undefined ? undefined : isOneOf(w.platformId, platformIds, { unindexed: true }),
    unmovedSince === null
      ? undefined
      : {
          shape: 'unmoved',
          sql: () =>
            sql`${w.workOrderId} not in (select ${o.id} from ${o} where ${o.lastRecordedAt} > ${placeFor(o.lastRecordedAt, 'unmovedSince')})`,
          values: { unmovedSince },
        },
  ];
}
