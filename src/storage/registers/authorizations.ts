// Authorizations in storage: the categories they cover, and what the orders on one cost it.
import { and, eq, ne, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import type { Row } from '../engine/rows.ts';

/** The export categories of platforms, by platform id. */
export async function exportCategories(tx: Tx): Promise<{ id: string; category: string }[]> {
  const list = tx.prepared('platforms:categories', (db, { platforms: t }, key) =>
    db.select({ id: t.id, export: t.export }).from(t).prepare(key),
  );
  return await tx.kept.get(tx, 'export categories', async () =>
    (await list.execute()).map((row) => ({ id: row.id, category: row.export.category })),
  );
}

/** What each order on an authorization costs it: actual if given, else estimated; cancelled orders left out. */
export async function costsOn(
  tx: Tx,
  authorizationId: string,
): Promise<{ workOrderId: string; cost: Row<'workOrders'>['estimatedCost'] }[]> {
  const list = tx.prepared('work-orders:costs-on', (db, { workOrders: t }, key) =>
    db
      .select({ workOrderId: t.id, estimatedCost: t.estimatedCost, actualCost: t.actualCost })
      .from(t)
      .where(and(eq(t.authorizationId, sql.placeholder('authorizationId')), ne(t.status, 'cancelled')))
      .prepare(key),
  );
  const rows = await list.execute({ authorizationId });
  return rows.map((row) => ({ workOrderId: row.workOrderId, cost: row.actualCost ?? row.estimatedCost }));
}
