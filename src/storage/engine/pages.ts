// Keyset pages over any table: stable while rows are added, and no row twice.
import { asc, type Column, desc, getTableColumns, getTableName, gt, gte, lt, lte, sql, type Table } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { Problem } from '../../domain/problem.ts';
import type { Tx } from '../database.ts';
import { type Condition, placeFor, rowsUnder } from './conditions.ts';

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
    where: (Condition | undefined)[];
    /** Conditions of which no row meets two: the rows that meet one of them, each read by an index of its own. */
    anyOf?: Condition[] | undefined;
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
      const read = await rowsUnder(
        tx,
        `list:${getTableName(table)}:${direction(sort)}`,
        [...options.where, one, after],
        { batch },
        (db, _, where) =>
          db
            .select()
            .from(table as PgTable)
            .where(where)
            .orderBy(...(sort.column === key ? [order(key)] : [order(sort.column), order(key)]))
            .limit(sql.placeholder('batch')),
      );
      found.push(...read);
    }
    if (options.anyOf) {
      found.sort((a, b) => compareValues(inOrder(a, names), inOrder(b, names)) * (sort.descending ? -1 : 1));
      found.splice(batch);
    }
    rows.push(...(keep ? found.filter((row) => keep(row as T['$inferSelect'])) : found));
    const end = found.at(-1);
    if (found.length < batch || rows.length > limit || !end) break;
    after = afterCursor(sort, key, inOrder(end, names));
  }
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const next = rows.length > limit && last ? writePlace(direction(sort), inOrder(last, names)) : null;
  return { items: items as T['$inferSelect'][], next };
}

function inOrder(row: Record<string, unknown>, names: { sort: string; key: string }): [Value, Value] {
  return [row[names.sort] as Value, row[names.key] as Value];
}

/** A page of a list that is at hand whole: sorted by a field, then by id; the cursor names the last item, so that added ones move nothing. */
export function pageOf<Item extends { id: string }>(all: readonly Item[], request: PageRequest): Page<Item> {
  const { sort, limit, cursor } = request;
  const field = sort.startsWith('-') ? sort.slice(1) : sort;
  const turn = sort.startsWith('-') ? -1 : 1;
  const placeOf = (item: Item): [Value, string] => [(item as unknown as Record<string, Value>)[field] ?? '', item.id];
  const after = cursor ? valuesIn(sort, cursor, 2) : null;
  const rest = all
    .filter((item) => after === null || compareValues(placeOf(item), after) * turn > 0)
    .sort((a, b) => compareValues(placeOf(a), placeOf(b)) * turn);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rest.length > limit && last ? writePlace(sort, placeOf(last)) : null };
}

/** Which of two places in one order comes first: negative, zero or positive. */
export function compareValues(a: readonly Value[], b: readonly Value[]): number {
  for (const [at, value] of a.entries()) {
    const other = b[at] as Value;
    if (value !== other) return value < other ? -1 : 1;
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

function afterCursor(sort: Sort, key: Column, [value, id]: [Value, Value]): Condition {
  const beyond = sort.descending ? lt : gt;
  const upTo = sort.descending ? lte : gte;
  const isOne = sort.column === key;
  const values = { 'after:key': id, ...(isOne ? {} : { 'after:sort': value }) };
  return {
    shape: `after:${key.name}`,
    sql: () => {
      const [sorted, keyed] = [placeFor(sort.column, 'after:sort'), placeFor(key, 'after:key')];
      if (isOne) return beyond(key, keyed);
      // Said so that an index on the sort column begins where the page does.
      return sql`${upTo(sort.column, sorted)} and (${beyond(sort.column, sorted)} or ${beyond(key, keyed)})`;
    },
    values,
  };
}

// A cursor says which order it belongs to, so that it can't be continued in another.
function readCursor(cursor: string, sort: Sort, key: Column): [Value, Value] {
  const [value, id] = valuesIn(direction(sort), cursor, 2);
  if (fits(sort.column, value) && fits(key, id)) return [value, id];
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
  const values = valuesIn(list, cursor, types.length);
  if (values.every((value, at) => typeof value === types[at])) return values as never;
  throw unknownCursor();
}

function valuesIn(list: string, cursor: string, count: number): Value[] {
  const [name, ...values] = parsed(cursor) ?? [];
  if (name === list && values.length === count && values.every(isStorable)) return values;
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

/** The refusal of a cursor that is none of the list's. */
export function unknownCursor(): Problem {
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
  return typeof value === (isNumber ? 'number' : 'string');
}

function isStorable(value: unknown): value is Value {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  return typeof value === 'string' && !value.includes('\u0000');
}
