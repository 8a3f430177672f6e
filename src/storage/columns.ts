// The column kit: each member makes a column of one dialect; both dialects give the same JavaScript types.
import { type Column, type SQL, sql } from 'drizzle-orm';
import * as pg from 'drizzle-orm/pg-core';
import * as lite from 'drizzle-orm/sqlite-core';

// Milliseconds are all that JavaScript keeps of an instant, so that is what both engines store.
const pgInstant = pg.customType<{ data: string; driverData: string | Date }>({
  dataType: () => 'timestamp (3) with time zone',
  fromDriver: (value) => (value instanceof Date ? value : new Date(value)).toISOString(),
});

const pgDate = pg.customType<{ data: string; driverData: string }>({ dataType: () => 'date' });

const postgresKit = {
  table: pg.pgTable,
  text: () => pg.text(),
  oneOf: <const T extends readonly [string, ...string[]]>(values: T) => pg.text({ enum: values }),
  /** RFC 3339 in UTC with milliseconds, as text in JavaScript. */
  instant: () => pgInstant(),
  /** `YYYY-MM-DD` as text in JavaScript. */
  date: () => pgDate(),
  integer: () => pg.integer(),
  bigint: () => pg.bigint({ mode: 'number' }),
  boolean: () => pg.boolean(),
  json: <T>() => pg.jsonb().$type<T>(),
  index: pg.index,
  uniqueIndex: pg.uniqueIndex,
  primaryKey: pg.primaryKey,
  check: pg.check,
  /** Whether the time from one instant to another is no longer than so many days. */
  isWithinDays: (from: SQL, to: Column, days: number): SQL =>
    sql`${to} - ${from} <= ${sql.raw(`interval '${days} days'`)}`,
  /** The earlier of two instants, of which the second may be missing. */
  earlier: (a: Column, b: Column): SQL => sql`least(${a}, ${b})`,
};

export type ColumnKit = typeof postgresKit;
/** A table that rows of others refer to. */
export interface Referred {
  id: pg.AnyPgColumn;
}

const embeddedKit = {
  table: lite.sqliteTable,
  text: () => lite.text(),
  oneOf: <const T extends readonly [string, ...string[]]>(values: T) => lite.text({ enum: values }),
  instant: () => lite.text(),
  date: () => lite.text(),
  integer: () => lite.integer(),
  bigint: () => lite.integer(),
  boolean: () => lite.integer({ mode: 'boolean' }),
  json: <T>() => lite.text({ mode: 'json' }).$type<T>(),
  index: lite.index,
  uniqueIndex: lite.uniqueIndex,
  primaryKey: lite.primaryKey,
  check: lite.check,
  isWithinDays: (from: SQL, to: Column, days: number): SQL =>
    sql`julianday(${to}) - julianday(${from}) <= ${sql.raw(String(days))}`,
  earlier: (a: Column, b: Column): SQL => sql`(case when ${b} < ${a} then ${b} else ${a} end)`,
};

export const pgKit: ColumnKit = postgresKit;
// The one cast of the kit: the members above are pairs with the same JavaScript types.
export const sqliteKit = embeddedKit as unknown as ColumnKit;

/** The condition of a CHECK constraint: a column holds one of some values (or NULL). */
export function isOneOf(column: string, values: readonly string[]) {
  return sql.raw(`${column} in (${values.map((v) => `'${v.replaceAll("'", "''")}'`).join(', ')})`);
}

/** What every record carries; `revision` counts its versions. */
export function record(kit: ColumnKit) {
  return {
    id: kit.text().primaryKey(),
    createdAt: kit.instant().notNull(),
    revision: kit.integer().notNull(),
  };
}

/** From when until when a record is in effect; `validTo` null: it has no end. */
export function period(kit: ColumnKit) {
  return { validFrom: kit.date().notNull(), validTo: kit.date() };
}

/**
 * An index over the few rows whose name has full-width forms: whether a name is taken is asked of those apart. `column` as it is called
 * in SQL.
 */
export function wide(
  kit: ColumnKit,
  name: string,
  column: string,
  on: Parameters<ReturnType<ColumnKit['index']>['on']>[0],
) {
  return kit
    .index(`${name}_wide`)
    .on(on)
    .where(sql.raw(`octet_length(${column}) > length(${column})`));
}
