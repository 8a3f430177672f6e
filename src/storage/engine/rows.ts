// Rows by table name: insert, update and find, each prepared once per connection and set of columns.
import { type Column, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import type { Tables } from '../tables.ts';
import { placeFor } from './conditions.ts';
import { KEPT_TABLES } from './kept-rows.ts';

export type TableName = keyof Tables;
/** A row of a table, as it is read. */
export type Row<Name extends TableName> = Tables[Name]['$inferSelect'];
type TableWithId = {
  [Name in TableName]: Tables[Name]['_']['columns'] extends { id: unknown } ? Name : never;
}[TableName];

/** Inserts one row; columns left out are NULL. Raises UniqueViolation. */
export async function insertRow<Name extends TableName>(
  tx: Tx,
  name: Name,
  row: Tables[Name]['$inferInsert'],
): Promise<void> {
  await insertRows(tx, name, [row]);
}

// Engines bound the number of parameters of a statement.
const MOST_ROWS_AT_ONCE = 64;

/** Inserts rows, as many to a statement as can be; columns left out are NULL. Raises UniqueViolation. */
export async function insertRows<Name extends TableName>(
  tx: Tx,
  name: Name,
  rows: readonly Tables[Name]['$inferInsert'][],
): Promise<void> {
  const columns = columnsOf(tx, name);
  for (let at = 0; at < rows.length; at += MOST_ROWS_AT_ONCE) {
    const given = rows.slice(at, at + MOST_ROWS_AT_ONCE) as Record<string, unknown>[];
    const insert = tx.prepared(`insert:${name}:${given.length}`, (db, tables, key) =>
      db
        .insert(tables[name])
        .values(
          given.map((_, n) =>
            Object.fromEntries(columns.map((c) => [c, placeIn(tables[name], c, placeName(c, n))])),
          ) as never,
        )
        .prepare(key),
    );
    if (KEPT_TABLES.has(name)) tx.kept.touch();
    const values: Record<string, unknown> = {};
    for (const [n, row] of given.entries()) for (const c of columns) values[placeName(c, n)] = row[c] ?? null;
    await insert.execute(values);
  }
}

// The same for both engines, and asked for with every row that is written.
const columnNames = new Map<TableName, readonly string[]>();

function columnsOf(tx: Tx, name: TableName): readonly string[] {
  const known = columnNames.get(name);
  if (known) return known;
  const names = Object.keys(getTableColumns(tx.tables[name]));
  columnNames.set(name, names);
  return names;
}

// The first row of a statement is most often its only one.
function placeName(column: string, n: number): string {
  return n === 0 ? column : `${column} ${n}`;
}

/** Sets some columns of the row with that id; nothing happens when there is none or nothing to set. */
export async function updateRow<Name extends TableWithId>(
  tx: Tx,
  name: Name,
  id: string,
  set: Partial<Row<Name>>,
): Promise<void> {
  const columns = Object.keys(set).sort();
  if (columns.length === 0) return;
  const update = tx.prepared(`update:${name}:${columns.join()}`, (db, tables, key) =>
    db
      .update(tables[name] as Tables['workOrders'])
      .set(Object.fromEntries(columns.map((c) => [c, placeIn(tables[name], c)])) as never)
      .where(eq((tables[name] as Tables['workOrders']).id, sql.placeholder('where')))
      .prepare(key),
  );
  if (KEPT_TABLES.has(name)) tx.kept.touch();
  await update.execute({ ...set, where: id });
}

// The column's encoder is bound here: in SET drizzle leaves a placeholder as it is.
function placeIn(table: Tables[TableName], column: string, name = column): SQL {
  return placeFor(getTableColumns(table)[column as never] as Column, name);
}

/** The row with that id, or null; one of a register is not to be changed by who gets it. */
export async function findRow<Name extends TableWithId>(tx: Tx, name: Name, id: string): Promise<Row<Name> | null> {
  if (KEPT_TABLES.has(name)) return await tx.kept.get(tx, `${name} ${id}`, () => readRow(tx, name, id));
  return await readRow(tx, name, id);
}

async function readRow<Name extends TableWithId>(tx: Tx, name: Name, id: string): Promise<Row<Name> | null> {
  const select = tx.prepared(`find:${name}`, (db, tables, key) =>
    db
      .select()
      .from(tables[name] as Tables['workOrders'])
      .where(eq((tables[name] as Tables['workOrders']).id, sql.placeholder('id')))
      .prepare(key),
  );
  const rows = await select.execute({ id });
  return (rows[0] as Row<Name> | undefined) ?? null;
}
