// Equivalences in storage.
import { asc } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import type { Row } from '../engine/rows.ts';

/** Every equivalence, in effect or not. */
export async function allEquivalences(tx: Tx): Promise<Row<'equivalences'>[]> {
  const list = tx.prepared('equivalences:all', (db, { equivalences: t }, key) =>
    db.select().from(t).orderBy(asc(t.id)).prepare(key),
  );
  return await tx.kept.get(tx, 'equivalences', () => list.execute());
}
