// The registers of supply as a whole: catalogue, suppliers and weightings, kept by a connection while none of them changes.
import { asc } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import type { Row } from '../engine/rows.ts';

/** Every weighting, by id. */
export async function allWeightings(tx: Tx): Promise<Row<'weightings'>[]> {
  const list = tx.prepared('weightings:all', (db, { weightings: t }, key) =>
    db.select().from(t).orderBy(asc(t.id)).prepare(key),
  );
  return await tx.kept.get(tx, 'weightings', () => list.execute());
}

/** Every supplier, by id. */
export async function allSuppliers(tx: Tx): Promise<Row<'suppliers'>[]> {
  const list = tx.prepared('suppliers:all', (db, { suppliers: t }, key) =>
    db.select().from(t).orderBy(asc(t.id)).prepare(key),
  );
  return await tx.kept.get(tx, 'suppliers', () => list.execute());
}

/** Every catalogue item, by id. */
export async function allCatalogueItems(tx: Tx): Promise<Row<'catalogueItems'>[]> {
  const list = tx.prepared('catalogue-items:all', (db, { catalogueItems: t }, key) =>
    db.select().from(t).orderBy(asc(t.id)).prepare(key),
  );
  return await tx.kept.get(tx, 'catalogue items', () => list.execute());
}
