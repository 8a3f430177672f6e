// Installations: what was installed in what, and when; kept in step with the register of equipment.
import { and, asc, type Column, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { placeFor } from '../engine/conditions.ts';
import { insertRow } from '../engine/rows.ts';
import type { Tables } from '../tables.ts';

export type Installation = Tables['installations']['$inferSelect'];
type Item = Pick<Tables['equipment']['$inferSelect'], 'id' | 'revision' | 'installedIn'>;

/** Ends and begins installations as a new version of an item, recorded at an instant, differs from the one before (null: there was none). */
export async function followInstallation(tx: Tx, before: Item | null, item: Item, at: Instant): Promise<void> {
  const left = before?.installedIn ?? null;
  if (left === item.installedIn) return;
  if (left !== null) {
    const end = tx.prepared('installations:end', (db, { installations: t }, key) =>
      db
        .update(t)
        .set({ to: placeFor(t.to, 'at') })
        .where(and(eq(t.equipmentId, sql.placeholder('equipmentId')), isNull(t.to)))
        .prepare(key),
    );
    await end.execute({ equipmentId: item.id, at });
  }
  if (item.installedIn === null) return;
  const { id: equipmentId, revision, installedIn: hostId } = item;
  await insertRow(tx, 'installations', { equipmentId, revision, hostId, from: at, to: null });
}

/** What an item was installed in at any time since `from`, oldest first. */
export async function installationsOf(
  tx: Tx,
  { equipmentId, from }: { equipmentId: string; from: Instant },
): Promise<Installation[]> {
  return await since(tx, tx.tables.installations.equipmentId, equipmentId, from);
}

/** What was installed directly in an item at any time since `from`, oldest first. */
export async function installationsIn(
  tx: Tx,
  { equipmentId, from }: { equipmentId: string; from: Instant },
): Promise<Installation[]> {
  return await since(tx, tx.tables.installations.hostId, equipmentId, from);
}

async function since(tx: Tx, column: Column, id: string, from: Instant): Promise<Installation[]> {
  const list = tx.prepared(`installations:since:${column.name}`, (db, { installations: t }, key) =>
    db
      .select()
      .from(t)
      .where(and(eq(column, sql.placeholder('id')), or(isNull(t.to), gt(t.to, sql.placeholder('from')))))
      .orderBy(asc(t.from), asc(t.equipmentId), asc(t.revision))
      .prepare(key),
  );
  return await list.execute({ id, from });
}

/** Every installation of an item, oldest first. */
export async function allInstallationsOf(tx: Tx, equipmentId: string): Promise<Installation[]> {
  const list = tx.prepared('installations:all', (db, { installations: t }, key) =>
    db
      .select()
      .from(t)
      .where(eq(t.equipmentId, sql.placeholder('equipmentId')))
      .orderBy(asc(t.revision))
      .prepare(key),
  );
  return await list.execute({ equipmentId });
}
