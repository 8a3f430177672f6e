// What figures about items read: the fleet, its status reports, its installations and its releases, as they had been recorded by an instant.

import { aliasedTable, and, asc, eq, isNull, lte, type SQL, sql } from 'drizzle-orm';
import type { Equipment } from '../../domain/registers/equipment.ts';
import type { Instant } from '../../domain/values.ts';
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
import { capabilitiesOf } from '../registers/facilities.ts';
import type { Installation } from '../registers/installations.ts';
import type { Tables } from '../tables.ts';
import { dossiersOf, dossiersUnder, type MeasuredOrder } from './dossiers.ts';
import { continuedSince, isCorrectedSince } from './moved-since.ts';
import type { Version } from './versions.ts';
import { versionOf, versionsRecordedBy } from './versions.ts';

/** An item as it had been recorded. */
export type FleetItem = Pick<Equipment, 'id' | 'platformId' | 'serialNumber' | 'createdAt' | 'condemnedAt'>;

/** Which items are wanted: those of these platforms (null: of any), or one of them. */
export interface FleetWanted {
  platformIds: readonly string[] | null;
  equipmentId?: string | undefined;
  asOf: Instant;
}

/** The capabilities of some facilities, as the versions recorded by an instant had them. */
export async function capabilitiesRecordedBy(
  tx: Tx,
  facilityIds: readonly string[],
  asOf: Instant,
): Promise<{ id: string; platformId: string }[]> {
  const ids: string[] = [];
  for (const facilityId of facilityIds) ids.push(...(await capabilitiesOf(tx, facilityId)).map(({ id }) => id));
  const versions = await versionsRecordedBy<{ id: string; platformId: string }>(tx, ids, asOf);
  return [...new Map(versions.map(({ data }) => [data.id, { id: data.id, platformId: data.platformId }])).values()];
}

/** The items there were by `asOf`, by id, each as its versions recorded by then say. */
export async function fleetAsOf(tx: Tx, { platformIds, equipmentId, asOf }: FleetWanted): Promise<FleetItem[]> {
  const { equipment: t, registerEvents: v } = tx.tables;
  const since = bounded(v.recordedAt, 'after', asOf);
  // An item may have been of another platform then.
  const ofPlatforms = platformIds && anyOf([since, isOneOf(t.platformId, platformIds)]);
  const one = equipmentId === undefined ? undefined : equals(t.id, equipmentId);
  const rows = await rowsUnder(
    tx,
    'fleet:items',
    [ofPlatforms ?? undefined, one, bounded(t.createdAt, 'upTo', asOf)],
    {},
    (db, { equipment: e, registerEvents: r }, where) =>
      db
        .select({
          id: e.id,
          platformId: e.platformId,
          serialNumber: e.serialNumber,
          createdAt: e.createdAt,
          condemnedAt: e.condemnedAt,
          recordedAt: r.recordedAt,
        })
        .from(e)
        // From the items to their last versions, never the other way: of versions there are many times as many.
        .innerJoin(r, and(eq(r.recordId, tx.unindexed(e.id)), eq(r.sequence, e.revision)))
        .where(where),
  );
  const moved = rows.filter(({ recordedAt }) => recordedAt > asOf);
  const then = new Map<string, FleetItem>();
  for (const { data } of await versionsFrom<Equipment>(
    tx,
    moved.map(({ id }) => id),
    asOf,
    asOf,
  )) {
    const { id, platformId, serialNumber, createdAt, condemnedAt } = data;
    then.set(id, { id, platformId, serialNumber, createdAt, condemnedAt });
  }
  return rows
    .map(({ recordedAt: _, ...row }) => then.get(row.id) ?? row)
    .filter((item) => platformIds === null || platformIds.includes(item.platformId))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The versions of some items that were in force at an instant or recorded after it, up to another, each item's oldest first. */
export async function versionsFrom<Record>(
  tx: Tx,
  equipmentIds: Iterable<string>,
  from: Instant,
  upTo: Instant,
): Promise<Version<Record>[]> {
  const { registerEvents } = tx.tables;
  const before = aliasedTable(registerEvents, 'before');
  const versions: Version<Record>[] = [];
  for (const ids of portionsOf(equipmentIds)) {
    const rows = await rowsUnder(
      tx,
      'fleet:versions',
      [isOneOf(tx.tables.equipment.id, ids)],
      { from, upTo },
      (db, { equipment: e, registerEvents: r }, where) => {
        const inForce = sql`(select ${before.sequence} from ${registerEvents} ${sql.identifier('before')} where ${before.recordId} = ${e.id} and ${before.recordedAt} <= ${placeFor(r.recordedAt, 'from')} order by ${before.sequence} desc limit 1)`;
        return db
          .select({ version: r })
          .from(e)
          .innerJoin(
            r,
            and(
              eq(r.recordId, e.id),
              sql`${r.sequence} >= coalesce(${inForce}, 1)`,
              lte(r.recordedAt, placeFor(r.recordedAt, 'upTo')),
            ),
          )
          .where(where)
          .orderBy(asc(r.recordId), asc(r.sequence));
      },
    );
    versions.push(...rows.map(({ version }) => versionOf<Record>(version)));
  }
  return versions;
}

export type ReportRow = Tables['statusReports']['$inferSelect'];

/**
 * The reports that people made of some items, recorded by `asOf`: the last ones not after `from` (all of them when null), and those after
 * it, before `until`. What releases report follows from the orders.
 */
export async function reportsByPeople(
  tx: Tx,
  equipmentIds: Iterable<string>,
  { from, until, asOf }: { from: Instant | null; until: Instant; asOf: Instant },
): Promise<ReportRow[]> {
  const { statusReports } = tx.tables;
  const before = aliasedTable(statusReports, 'before');
  const found: ReportRow[] = [];
  for (const ids of portionsOf(equipmentIds)) {
    const rows = await rowsUnder(
      tx,
      `fleet:reports:${from === null ? 'all' : 'from'}`,
      [isOneOf(tx.tables.equipment.id, ids)],
      from === null ? { until, asOf } : { from, until, asOf },
      (db, { equipment: e, statusReports: r }, where) => {
        const at = (name: string) => placeFor(r.at, name);
        const isKnown = (t: typeof r) => and(isNull(t.workOrderId), lte(t.recordedAt, at('asOf'))) as SQL;
        const last = sql`(select ${before.at} from ${statusReports} ${sql.identifier('before')} where ${before.equipmentId} = ${e.id} and ${before.at} <= ${at('from')} and ${isKnown(before)} order by ${before.at} desc limit 1)`;
        return db
          .select({ report: r })
          .from(e)
          .innerJoin(
            r,
            and(
              eq(r.equipmentId, e.id),
              from === null ? undefined : sql`${r.at} >= coalesce(${last}, ${at('from')})`,
              sql`${r.at} < ${at('until')}`,
              isKnown(r),
            ),
          )
          .where(where);
      },
    );
    found.push(...rows.map(({ report }) => report));
  }
  return found;
}

/** What some items were installed in, as recorded by `asOf`: an installation that ended since lasts. */
export async function installationsAsOf(
  tx: Tx,
  equipmentIds: Iterable<string>,
  asOf: Instant,
): Promise<Installation[]> {
  const { installations: t } = tx.tables;
  const found: Installation[] = [];
  for (const ids of portionsOf(equipmentIds)) {
    const rows = await rowsUnder(
      tx,
      'fleet:installations',
      [isOneOf(t.equipmentId, ids), bounded(t.from, 'upTo', asOf)],
      {},
      (db, { installations }, where) => db.select().from(installations).where(where),
    );
    found.push(...rows.map((row) => (row.to !== null && row.to > asOf ? { ...row, to: null } : row)));
  }
  return found;
}

/** The orders under which some items were inducted and that had not ended before `endedFrom` (null: all of them), as recorded by `asOf`. */
export async function ordersOfItems(
  tx: Tx,
  equipmentIds: Iterable<string>,
  { endedFrom, asOf }: { endedFrom: Instant | null; asOf: Instant },
): Promise<MeasuredOrder[]> {
  const { workOrders: t } = tx.tables;
  const orders = new Map<string, MeasuredOrder>();
  const continued = await continuedSince(tx, asOf);
  const lasted: Condition = { shape: 'open', sql: () => isNull(t.endedAt), values: {} };
  for (const ids of portionsOf(equipmentIds)) {
    const ofItems = isOneOf(t.equipmentId, ids);
    // An end that was told otherwise since may have been another one then.
    const ends =
      endedFrom === null
        ? [[ofItems]]
        : [
            [ofItems, lasted],
            [ofItems, bounded(t.endedAt, 'from', endedFrom)],
            [ofItems, isCorrectedSince(tx, asOf)],
            ...(continued ? [[ofItems, continued]] : []),
          ];
    for (const conditions of ends)
      for (const { order } of await dossiersUnder(tx, conditions, [], asOf))
        if (order.inductedAt !== null) orders.set(order.id, order);
  }
  return [...orders.values()];
}

/** Of each of some items the last order that handed it back released, not after `upTo`, as recorded by `asOf`. */
export async function lastReleases(
  tx: Tx,
  equipmentIds: Iterable<string>,
  { upTo, asOf }: { upTo: Instant; asOf: Instant },
): Promise<MeasuredOrder[]> {
  const { workOrders } = tx.tables;
  const released = aliasedTable(workOrders, 'released');
  const other = aliasedTable(workOrders, 'other');
  const found: MeasuredOrder[] = [];
  for (const ids of portionsOf(equipmentIds)) {
    const rows = await rowsUnder(
      tx,
      'fleet:last-releases',
      [isOneOf(tx.tables.equipment.id, ids)],
      { upTo, asOf },
      (db, { equipment: e, corrections: c, events: v }, where) => {
        const by = placeFor(v.recordedAt, 'asOf');
        // A sub-order on the item of its parent hands nothing back while the parent holds it.
        const isHeldOn = sql`exists (select 1 from ${workOrders} ${sql.identifier('other')}
          where ${other.familyId} = ${released.familyId} and ${tx.unindexed(other.equipmentId)} = ${e.id}
          and ${other.id} <> ${released.id} and ${other.inductedAt} <= ${released.endedAt}
          and (${other.endedAt} is null or ${other.endedAt} > ${released.endedAt}))`;
        // Another end may have been known then; those are read with the window.
        const isCorrected = sql`((${released.historical} and ${released.lastRecordedAt} > ${by})
          or exists (select 1 from ${c} where ${c.workOrderId} = ${released.id}
          and ${c.decidedAt} > ${by} and ${c.status} = 'agreed'))`;
        const isKnown = sql`exists (select 1 from ${v} where ${v.workOrderId} = ${released.id}
          and ${v.recordedAt} <= ${by} and ${v.toStatus} in ('released', 'closed'))`;
        const last = sql`(select ${released.id} from ${workOrders} ${sql.identifier('released')}
          where ${released.equipmentId} = ${e.id} and ${released.endedAt} <= ${placeFor(workOrders.endedAt, 'upTo')}
          and ${released.releasedAt} is not null and ${isKnown} and not ${isHeldOn} and not ${isCorrected}
          order by ${released.endedAt} desc limit 1)`;
        // Joined, because a query of one table leaves the names of tables out, and here they tell the order from the item.
        return db
          .select({ id: workOrders.id })
          .from(e)
          .innerJoin(workOrders, sql`${workOrders.id} = ${last}`)
          .where(where);
      },
    );
    const orders = rows.map(({ id }) => id);
    found.push(...(await dossiersOf(tx, orders, [], asOf)).map(({ order }) => order));
  }
  return found;
}
