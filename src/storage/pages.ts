// Keyset pages over any table: stable while rows are added, and no row twice.
import { and, asc, type Column, desc, getTableColumns, gt, gte, lt, lte, or, type SQL, type Table } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { Problem } from '../domain/problem.ts';
import type { Tx } from './database.ts';

// How many rows are read at once when some of them may be passed over.
const BATCH_ROWS = 500;

/** How a caller asks for a page; `sort` is a field name, `-` before it for descending. */
export interface PageRequest {
  limit: number;
  cursor?: string | null | undefined;
  sort: string;
}

export interface Page<Item> {
  items: Item[];
  /** The cursor of the next page, or null on the last. */
  next: string | null;
}

export interface Sort {
  column: Column;
  descending: boolean;
}

/**
 * One page of a table (drizzle table, `tx.tables.x`) under all of `where`, sorted by a non-null column and then by `key` (its `id` unless given;
 * unique within what `where` lets through). Raises request.invalid at /cursor for a cursor that this list did not give.
 */
export async function listPage<T extends PgTable>(
  tx: Tx,
  options: {
    table: T;
    where: (SQL | undefined)[];
    /** Conditions of which no row meets two: the rows that meet one of them, each read by an index of its own. */
    anyOf?: SQL[] | undefined;
    sort: Sort;
    limit: number;
    cursor?: string | null | undefined;
    key?: Column;
    /** What columns can't say: rows it refuses are passed over, the page is filled from those behind them. */
    keep?: ((row: T['$inferSelect']) => boolean) | undefined;
  },
): Promise<Page<T['$inferSelect']>> {
  const { table, sort, limit, keep } = options;
  const key = options.key ?? columnOf(table, 'id');
  const names = { sort: nameOf(table, sort.column), key: nameOf(table, key) };
  const order = sort.descending ? desc : asc;
  let after = options.cursor ? afterCursor(sort, key, readCursor(options.cursor, sort, key)) : undefined;
  const batch = keep ? Math.max(limit + 1, BATCH_ROWS) : limit + 1;
  const rows: Record<string, unknown>[] = [];
  for (;;) {
    const found: Record<string, unknown>[] = [];
    for (const one of options.anyOf ?? [undefined]) {
      const read = await tx.db
        .select()
        .from(table as PgTable)
        .where(and(...options.where, one, after))
        .orderBy(...(sort.column === key ? [order(key)] : [order(sort.column), order(key)]))
        .limit(batch);
      found.push(...(read as Record<string, unknown>[]));
    }
    if (options.anyOf) {
      found.sort((a, b) => compareRows(a, b, names) * (sort.descending ? -1 : 1));
      found.splice(batch);
    }
    rows.push(...(keep ? found.filter((row) => keep(row as T['$inferSelect'])) : found));
    const end = found.at(-1);
    if (found.length < batch || rows.length > limit || !end) break;
    after = afterCursor(sort, key, [end[names.sort] as Value, end[names.key] as Value]);
  }
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last ? writeCursor(sort, last[names.sort], last[names.key]) : null;
  return { items: items as T['$inferSelect'][], next };
}

function compareRows(a: Record<string, unknown>, b: Record<string, unknown>, names: { sort: string; key: string }) {
  for (const name of [names.sort, names.key]) {
    const [x, y] = [a[name] as Value, b[name] as Value];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** The column and direction of a sort field such as `-createdAt`; the caller has checked that the field may be sorted by. */
export function sortOf(table: Table, sort: string): Sort {
  const descending = sort.startsWith('-');
  return { column: columnOf(table, descending ? sort.slice(1) : sort), descending };
}

function columnOf(table: Table, name: string): Column {
  const column = getTableColumns(table)[name];
  if (!column) throw new Error(`no column ${name} in this table`);
  return column;
}

function nameOf(table: Table, column: Column): string {
  const entry = Object.entries(getTableColumns(table)).find(([, c]) => c === column);
  if (!entry) throw new Error(`column ${column.name} is not of this table`);
  return entry[0];
}

type Value = string | number;

function afterCursor(sort: Sort, key: Column, [value, id]: [Value, Value]): SQL | undefined {
  const beyond = sort.descending ? lt : gt;
  if (sort.column === key) return beyond(key, id);
  const upTo = sort.descending ? lte : gte;
  // Said so that an index on the sort column begins where the page does.
  return and(upTo(sort.column, value), or(beyond(sort.column, value), beyond(key, id)));
}

// A cursor says which order it belongs to, so that it can't be continued in another.
function writeCursor(sort: Sort, value: unknown, id: unknown): string {
  return Buffer.from(JSON.stringify([direction(sort), value, id])).toString('base64url');
}

function readCursor(cursor: string, sort: Sort, key: Column): [Value, Value] {
  const read = parsed(cursor);
  if (read?.length === 3) {
    const [order, value, id] = read;
    if (order === direction(sort) && fits(sort.column, value) && fits(key, id)) return [value, id];
  }
  throw unknownCursor();
}

/** The cursor of a list that is no page of one table: the values of its order where it stopped, under the name of the list. */
export function writePlace(list: string, values: readonly Value[]): string {
  return Buffer.from(JSON.stringify([list, ...values])).toString('base64url');
}

/** The values in a cursor that `writePlace` gave for this list, of these types. Raises request.invalid for any other. */
export function readPlace<const Types extends readonly ('string' | 'number')[]>(
  list: string,
  cursor: string,
  types: Types,
): { -readonly [At in keyof Types]: Types[At] extends 'string' ? string : number } {
  const [name, ...values] = parsed(cursor) ?? [];
  const isWhole = name === list && values.length === types.length;
  if (isWhole && values.every((value, at) => typeof value === types[at] && isStorable(value))) return values as never;
  throw unknownCursor();
}

function parsed(cursor: string): unknown[] | null {
  try {
    const read = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
    return Array.isArray(read) ? read : null;
  } catch {
    return null;
  }
}

function unknownCursor(): Problem {
  return new Problem('request.invalid', {
    errors: [
      {
        pointer: '/cursor',
        code: 'cursor.unknown',
        message: {
          en: 'Not a cursor of this list in this order; use the `next` of its last page.',
          ja: 'この一覧と並び順のカーソルではありません。直前のページの`next`を使ってください。',
        },
      },
    ],
  });
}

function direction(sort: Sort): string {
  return `${sort.descending ? '-' : ''}${sort.column.name}`;
}

function fits(column: Column, value: unknown): value is Value {
  const isNumber = column.dataType === 'number' || column.dataType === 'bigint';
  return typeof value === (isNumber ? 'number' : 'string') && isStorable(value);
}

function isStorable(value: unknown): boolean {
  return typeof value === 'number' ? Number.isSafeInteger(value) : !String(value).includes('\u0000');
}
