// Pins in storage, and the one-time codes to set them with.
import { desc, eq, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { equals } from '../engine/conditions.ts';
import { listPage, type Page, sortOf } from '../engine/pages.ts';
import { insertRow, type Row, updateRow } from '../engine/rows.ts';

/** The pin of a person, or null when none is set. */
export async function findPin(tx: Tx, personId: string): Promise<Row<'pins'> | null> {
  const find = tx.prepared('pins:of-person', (db, { pins: t }, key) =>
    db
      .select()
      .from(t)
      .where(eq(t.personId, sql.placeholder('personId')))
      .prepare(key),
  );
  const [row] = await find.execute({ personId });
  return row ?? null;
}

/** Sets the pin of a person, in place of the one before. */
export async function savePin(tx: Tx, pin: Row<'pins'>): Promise<void> {
  const { personId, ...set } = pin;
  await tx.db.insert(tx.tables.pins).values(pin).onConflictDoUpdate({ target: tx.tables.pins.personId, set });
}

/** The last code issued to a person, or null. Only it may be in force. */
export async function lastPinCode(tx: Tx, personId: string): Promise<Row<'pinCodes'> | null> {
  const { pinCodes } = tx.tables;
  const [row] = await tx.db
    .select()
    .from(pinCodes)
    .where(eq(pinCodes.personId, personId))
    .orderBy(desc(pinCodes.createdAt), desc(pinCodes.id))
    .limit(1);
  return row ?? null;
}

/** Keeps a code, by its hash. */
export async function insertPinCode(tx: Tx, code: Row<'pinCodes'>): Promise<void> {
  await insertRow(tx, 'pinCodes', code);
}

/** Counts a wrong try of a code, or marks it used. */
export async function updatePinCode(tx: Tx, id: string, set: Partial<Row<'pinCodes'>>): Promise<void> {
  await updateRow(tx, 'pinCodes', id, set);
}

/** One page of the codes issued to a person. */
export async function listPinCodes(
  tx: Tx,
  personId: string,
  page: { limit: number; cursor?: string | null | undefined; sort: string },
): Promise<Page<Row<'pinCodes'>>> {
  const table = tx.tables.pinCodes;
  return await listPage(tx, {
    table,
    where: [equals(table.personId, personId)],
    sort: sortOf(table, page.sort),
    limit: page.limit,
    cursor: page.cursor,
  });
}
