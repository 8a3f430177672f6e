// Baselines in storage.
import { and, asc, eq, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import type { Row } from '../engine/rows.ts';

/** Every baseline of one activity on one platform. */
export async function baselinesFor(tx: Tx, platformId: string, activity: string): Promise<Row<'baselines'>[]> {
  const list = tx.prepared('baselines:of-work', (db, { baselines: t }, key) =>
    db
      .select()
      .from(t)
      .where(and(eq(t.platformId, sql.placeholder('platformId')), eq(t.activity, sql.placeholder('activity'))))
      .orderBy(asc(t.validFrom), asc(t.id))
      .prepare(key),
  );
  return await list.execute({ platformId, activity });
}

/** The ids of all baselines: of every work, ended or not. */
export async function baselineIds(tx: Tx): Promise<string[]> {
  const list = tx.prepared('baselines:ids', (db, { baselines: t }, key) =>
    db.select({ id: t.id }).from(t).prepare(key),
  );
  return (await list.execute()).map(({ id }) => id);
}
