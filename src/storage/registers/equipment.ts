// Equipment in storage: what is installed in an item, and whether an order is about it.
import { asc, eq, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import type { Row } from '../engine/rows.ts';

/** The items installed directly in an item, by id. */
export async function itemsInstalledIn(tx: Tx, equipmentId: string): Promise<Row<'equipment'>[]> {
  const list = tx.prepared('equipment:installed-in', (db, { equipment: t }, key) =>
    db
      .select()
      .from(t)
      .where(eq(t.installedIn, sql.placeholder('equipmentId')))
      .orderBy(asc(t.id))
      .prepare(key),
  );
  return await list.execute({ equipmentId });
}

/** Whether any work order is about this equipment. */
export async function hasWorkOrders(tx: Tx, equipmentId: string): Promise<boolean> {
  const { workOrders } = tx.tables;
  const rows = await tx.db
    .select({ id: workOrders.id })
    .from(workOrders)
    .where(eq(workOrders.equipmentId, equipmentId))
    .limit(1);
  return rows.length > 0;
}
