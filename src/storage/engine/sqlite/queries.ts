// Prepared queries of SQLite: how their values are written and their rows read is worked out once a query, not once a value.
import type Sqlite from 'better-sqlite3';
import { Column, is, Param, Placeholder, SQL } from 'drizzle-orm';

type Values = Readonly<Record<string, unknown>>;
type Decode = ((value: unknown) => unknown) | null;

interface Field {
  readonly path: readonly string[];
  readonly field: unknown;
}

/** What is used here of a prepared query of drizzle. */
interface Drizzled {
  readonly stmt: Sqlite.Statement;
  readonly query: { readonly params: readonly unknown[] };
  readonly fields?: readonly Field[];
  readonly customResultMapper?: unknown;
  readonly executeMethod: string;
  execute(values?: Values): Promise<unknown>;
}

/**
 * The same query, its `execute` two to four times as fast: drizzle asks of each value of each row what kind of column it is of. What is
 * no prepared query, or one whose rows hold objects, is answered as it is.
 */
export function quickened<Query>(query: Query): Query {
  // The one look behind drizzle's own types; its version is pinned, and a test compares what both answer.
  const drizzled = query as unknown as Drizzled;
  const { stmt, fields, executeMethod } = drizzled;
  if (!stmt || !Array.isArray(drizzled.query?.params) || drizzled.customResultMapper) return query;
  const writers = drizzled.query.params.map(writerOf);
  const given = (values: Values) => {
    const params = new Array<unknown>(writers.length);
    for (let at = 0; at < params.length; at += 1) params[at] = writers[at]?.(values);
    return params;
  };
  if (executeMethod === 'run') drizzled.execute = async (values = {}) => stmt.run(...given(values));
  else if (executeMethod === 'all' && fields?.every(isPlain)) {
    const read = readerOf(fields);
    stmt.raw(true);
    drizzled.execute = async (values = {}) => (stmt.all(...given(values)) as unknown[][]).map(read);
  }
  return query;
}

function isPlain({ path, field }: Field): boolean {
  return path.length === 1 && (is(field, Column) || is(field, SQL) || is(field, SQL.Aliased));
}

function writerOf(param: unknown): (values: Values) => unknown {
  if (is(param, Placeholder)) {
    const { name } = param;
    return (values) => valueIn(values, name);
  }
  if (is(param, Param) && is(param.value, Placeholder)) {
    const { encoder } = param;
    const { name } = param.value;
    return (values) => encoder.mapToDriverValue(valueIn(values, name));
  }
  return () => param;
}

function valueIn(values: Values, name: string): unknown {
  const value = values[name];
  if (value === undefined && !(name in values)) throw new Error(`no value for ${name} was given`);
  return value;
}

function readerOf(fields: readonly Field[]): (row: unknown[]) => Record<string, unknown> {
  const names = fields.map(({ path }) => path[0] ?? '');
  const decoders = fields.map(({ field }) => decoderOf(field));
  return (row) => {
    const read: Record<string, unknown> = {};
    for (let at = 0; at < names.length; at += 1) {
      const value = row[at];
      const decode = decoders[at];
      read[names[at] as string] = value === null || !decode ? value : decode(value);
    }
    return read;
  };
}

// Null: what the client gives is what is read.
function decoderOf(field: unknown): Decode {
  const decoder = is(field, Column)
    ? field
    : is(field, SQL)
      ? decoderIn(field)
      : decoderIn((field as { sql: SQL }).sql);
  if (is(decoder, Column) && decoder.mapFromDriverValue === Column.prototype.mapFromDriverValue) return null;
  return (value) => decoder.mapFromDriverValue(value);
}

function decoderIn(sql: SQL): { mapFromDriverValue(value: unknown): unknown } {
  return (sql as unknown as { decoder: { mapFromDriverValue(value: unknown): unknown } }).decoder;
}
