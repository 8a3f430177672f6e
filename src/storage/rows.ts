// Rows by table name: insert, update and find, each prepared once per connection and set of columns.
import { type Column, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import type { Tables } from './tables.ts';

export type TableName = keyof Tables;
type RowOf<Name extends TableName> = Tables[Name]['$inferSelect'];
type TableWithId = {
  [Name in TableName]: Tables[Name]['_']['columns'] extends { id: unknown } ? Name : never;
}[TableName];

/** Inserts one row; columns left out are NULL. Raises UniqueViolation. */
export async function insertRow<Name extends TableName>(
  tx: Tx,
  name: Name,
  row: Tables[Name]['$inferInsert'],
): Promise<void> {
  const columns = Object.keys(getTableColumns(tx.tables[name]));
  const insert = tx.prepared(`insert:${name}`, (db, tables, key) =>
    db
      .insert(tables[name])
      .values(Object.fromEntries(columns.map((c) => [c, placeholderFor(tables[name], c)])) as never)
      .prepare(key),
  );
  const given = row as Record<string, unknown>;
  await insert.execute(Object.fromEntries(columns.map((c) => [c, given[c] ?? null])));
}

/** Sets some columns of the row with that id; nothing happens when there is none or nothing to set. */
export async function updateRow<Name extends TableWithId>(
  tx: Tx,
  name: Name,
  id: string,
  set: Partial<RowOf<Name>>,
): Promise<void> {
  const columns = Object.keys(set).sort();
  if (columns.length === 0) return;
  const update = tx.prepared(`update:${name}:${columns.join()}`, (db, tables, key) =>
    db
      .update(tables[name] as Tables['workOrders'])
      .set(Object.fromEntries(columns.map((c) => [c, placeholderFor(tables[name], c)])) as never)
      .where(eq((tables[name] as Tables['workOrders']).id, sql.placeholder('where')))
      .prepare(key),
  );
  await update.execute({ ...set, where: id });
}

// The column's encoder (JSON, boolean) is bound here: in SET drizzle leaves a placeholder as it is. And what is null is NULL: the encoder of
// JSON would make the text `null` of it, which no condition finds.
function placeholderFor(table: Tables[TableName], column: string): SQL {
  const encoder = getTableColumns(table)[column as never] as Column;
  const nullable = { mapToDriverValue: (value: unknown) => (value === null ? null : encoder.mapToDriverValue(value)) };
  return sql`${sql.param(sql.placeholder(column), nullable)}`;
}

/** The row with that id, or null. */
export async function findRow<Name extends TableWithId>(tx: Tx, name: Name, id: string): Promise<RowOf<Name> | null> {
  const select = tx.prepared(`find:${name}`, (db, tables, key) =>
    db
      .select()
      .from(tables[name] as Tables['workOrders'])
      .where(eq((tables[name] as Tables['workOrders']).id, sql.placeholder('id')))
      .prepare(key),
  );
  const rows = await select.execute({ id });
  return (rows[0] as RowOf<Name> | undefined) ?? null;
}
