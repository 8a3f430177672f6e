// The searched text of orders, as it is made anew when a name in it changed.
import { asc, eq } from 'drizzle-orm';
import type { Subject } from '../../domain/orders/search.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import type { Translation } from '../../domain/workshop/translation.ts';
import type { Tx } from '../database.ts';
import { equals, isOneOf, rowsUnder } from '../engine/conditions.ts';
import { updateRow } from '../engine/rows.ts';

/** The orders that point to a record. */
export async function ordersPointingTo(
  tx: Tx,
  noun: 'equipment' | 'platform' | 'facility',
  id: string,
): Promise<string[]> {
  const { equipmentId, platformId, facilityId } = tx.tables.workOrders;
  const column = { equipment: equipmentId, platform: platformId, facility: facilityId }[noun];
  const rows = await rowsUnder(tx, 'search:pointing', [equals(column, id)], {}, (db, { workOrders: t }, where) =>
    db.select({ id: t.id }).from(t).where(where),
  );
  return rows.map((row) => row.id);
}

/** An order with what it is found by. */
export interface Searched extends Subject {
  order: Pick<WorkOrder, 'id' | 'number' | 'customerJobNumber' | 'discrepancy'>;
  translations: Translation[];
}

/** What some orders are found by, a statement's worth of them at most. */
export async function searchedOf(tx: Tx, workOrderIds: readonly string[]): Promise<Searched[]> {
  const { workOrders, translations } = tx.tables;
  const rows = await rowsUnder(tx, 'search:orders', [isOneOf(workOrders.id, workOrderIds)], {}, (db, tables, where) => {
    const { workOrders: t, equipment: e, platforms: p, facilities: f } = tables;
    return db
      .select({
        id: t.id,
        number: t.number,
        customerJobNumber: t.customerJobNumber,
        discrepancy: t.discrepancy,
        serialNumber: e.serialNumber,
        designation: p.designation,
        nomenclature: p.nomenclature,
        code: f.code,
        name: f.name,
      })
      .from(t)
      .innerJoin(e, eq(e.id, t.equipmentId))
      .innerJoin(p, eq(p.id, t.platformId))
      .innerJoin(f, eq(f.id, t.facilityId))
      .where(where);
  });
  const translated = await rowsUnder(
    tx,
    'search:translations',
    [isOneOf(translations.workOrderId, workOrderIds)],
    {},
    (db, { translations: t }, where) => db.select().from(t).where(where).orderBy(asc(t.id)),
  );
  return rows.map(({ serialNumber, designation, nomenclature, code, name, ...order }) => ({
    order,
    translations: translated.filter((t) => t.workOrderId === order.id),
    equipment: { serialNumber },
    platform: { designation, nomenclature },
    facility: { code, name },
  }));
}

/** Keeps the searched text of an order. It is no part of its record, and makes no event. */
export async function saveSearchText(tx: Tx, workOrderId: string, searchText: string): Promise<void> {
  await updateRow(tx, 'workOrders', workOrderId, { searchText });
}
