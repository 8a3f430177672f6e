// Conditions of lists that vary with the question: each knows its shape, so that a query is built once per shape and not per request.
import { and, type Column, eq, gt, gte, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Tx } from '../database.ts';
import type { Tables } from '../tables.ts';

/** One condition: `sql` has named places for all that is asked, `values` fill them. */
export interface Condition {
  /** Says all that `sql` depends on; null: too much for a query worth keeping. */
  shape: string | null;
  sql(tx: Tx): SQL;
  values: Readonly<Record<string, unknown>>;
}

/** Whether an index may lead to what a condition is about. Two conditions on a column in one query differ in `name`. */
export interface Use {
  unindexed?: boolean;
  name?: string;
}

/** The place of a value in a query that is built once, encoded as the column encodes it (JSON, boolean). */
export function placeFor(column: Column, name: string): SQL {
  // NULL is NULL: the encoder of JSON would make the text `null` of it, which no condition finds.
  const nullable = { mapToDriverValue: (value: unknown) => (value === null ? null : column.mapToDriverValue(value)) };
  return sql`${sql.param(sql.placeholder(name), nullable)}`;
}

/** A column that holds something wherever it is asked for here, though it need not elsewhere; read as the column is. */
export function given<C extends Column>(column: C): SQL<NonNullable<C['_']['data']>> {
  return sql`${column}`.mapWith(column) as SQL<NonNullable<C['_']['data']>>;
}

function seen(tx: Tx, column: Column, { unindexed }: Use): SQL {
  return unindexed ? tx.unindexed(column) : sql`${column}`;
}

/** The column holds that value. */
export function equals(column: Column, value: unknown, use: Use = {}): Condition {
  const name = use.name ?? column.name;
  return {
    shape: `${name}=${column.name}${use.unindexed ? '+' : ''}`,
    sql: (tx) => eq(seen(tx, column, use), placeFor(column, name)),
    values: { [name]: value },
  };
}

/** The column holds one of those values. */
export function isOneOf(column: Column, given: readonly unknown[], use: Use = {}): Condition {
  const name = use.name ?? column.name;
  const filled = padded(given);
  return {
    shape: `${name}in${column.name}${filled.length}${use.unindexed ? '+' : ''}`,
    sql: (tx) =>
      filled.length === 0
        ? sql`1 = 0`
        : inArray(
            seen(tx, column, use),
            filled.map((_, at) => placeFor(column, `${name}${at}`)),
          ),
    values: Object.fromEntries(filled.map((value, at) => [`${name}${at}`, value])),
  };
}

// Lists of nearly the same length share a query: the last value stands again up to the next power of two.
function padded(given: readonly unknown[]): unknown[] {
  const values = [...new Set(given)];
  if (values.length === 0) return values;
  const length = 2 ** Math.ceil(Math.log2(values.length));
  return [...values, ...Array.from({ length: length - values.length }, () => values.at(-1))];
}

const COMPARISONS = { from: gte, after: gt, until: lt, upTo: lte } as const;

/** The column is at or after (`from`), after (`after`), before (`until`) or not after (`upTo`) a value. */
export function bounded(column: Column, bound: keyof typeof COMPARISONS, value: unknown): Condition {
  const name = `${bound}:${column.name}`;
  return { shape: name, sql: () => COMPARISONS[bound](column, placeFor(column, name)), values: { [name]: value } };
}

/** All of some conditions as one, those left out aside. */
export function allOf(conditions: readonly (Condition | undefined)[]): Condition {
  const given = conditions.filter((one) => one !== undefined);
  return { ...joined(given, '&'), sql: (tx) => and(...given.map((one) => one.sql(tx))) ?? sql`1 = 1` };
}

/** At least one of some conditions, as one. */
export function anyOf(given: readonly [Condition, ...Condition[]]): Condition {
  return { ...joined(given, '|'), sql: (tx) => sql`(${or(...given.map((one) => one.sql(tx)))})` };
}

function joined(given: readonly Condition[], by: string): Pick<Condition, 'shape' | 'values'> {
  return {
    shape: given.some((one) => one.shape === null) ? null : `(${given.map((one) => one.shape).join(by)})`,
    values: Object.assign({}, ...given.map((one) => one.values)) as Record<string, unknown>,
  };
}

/** A prepared query. */
export interface Executable<Row> {
  execute(values: Record<string, unknown>): Promise<Row[]>;
}

/** The rows of a query under conditions, built once per connection and shape. `places`: what else it asks. */
export async function rowsUnder<Row>(
  tx: Tx,
  key: string,
  conditions: readonly (Condition | undefined)[],
  places: Readonly<Record<string, unknown>>,
  build: (db: NodePgDatabase, tables: Tables, where: SQL) => { prepare(key: string): Executable<Row> },
): Promise<Row[]> {
  const { shape, sql: where, values } = allOf(conditions);
  const query =
    shape === null
      ? // Without a name it is not kept: of one name an engine knows one query.
        build(tx.db, tx.tables, where(tx)).prepare('')
      : tx.prepared(`${key}:${shape}`, (db, tables, name) => build(db, tables, where(tx)).prepare(name));
  return await query.execute({ ...values, ...places });
}

// Engines bound the number of parameters of a statement.
const MOST_AT_ONCE = 512;

/** Some values, a statement's worth at a time, each of them once. */
export function portionsOf<Value>(given: Iterable<Value>): Value[][] {
  const values = [...new Set(given)];
  const portions: Value[][] = [];
  for (let at = 0; at < values.length; at += MOST_AT_ONCE) portions.push(values.slice(at, at + MOST_AT_ONCE));
  return portions;
}
