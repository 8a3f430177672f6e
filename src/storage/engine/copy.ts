// Everything of one database into another that is empty, whatever the engines, row by row and whole or not at all.
import { createHash } from 'node:crypto';
import { asc, type Column, getTableColumns, getTableName, type SQL, sql } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import { canonical } from '../../domain/evidence/evidence.ts';
import type { Database, Tx } from '../database.ts';
import { hasPeople } from '../registers/people.ts';
import { postgresTables } from '../tables.ts';
import { placeFor } from './conditions.ts';
import { liftRules as liftPostgresRules } from './postgres/rules.ts';
import { insertRows, type TableName } from './rows.ts';
import { liftRules as liftSqliteRules } from './sqlite/rules.ts';

const BATCH = 500;

/** Every table, those that others refer to first. */
const TABLE_NAMES = Object.keys(postgresTables) as TableName[];

/** How many rows a table has, and the SHA-256 over their RFC 8785 forms, one a line, in the order of its primary key. */
interface Digest {
  rows: number;
  sha256: string;
}
export type Digests = Record<TableName, Digest>;

/** The target of a copy holds records already. */
export class NotEmpty extends Error {}

/** Told how far a copy or a comparison is: the table that it is at, how many of its rows are done, and the share of all rows, from 0 to 1. */
export type OnRows = (table: TableName, rows: number, share: number) => void;

/** Copies every row, in one transaction of the target and from one snapshot of the source; answers what was read. Raises NotEmpty. */
export async function copyRecords(
  from: Database,
  to: Database,
  onProgress: OnRows = () => undefined,
): Promise<Digests> {
  return await from.read((source) =>
    to.write(async (target) => {
      if (await hasPeople(target)) throw new NotEmpty();
      const keepAgain = await (target.engine === 'sqlite' ? liftSqliteRules(target) : liftPostgresRules(target));
      const digests = await digestAll(source, onProgress, async (name, rows) => {
        await insertRows(target, name, rows as never);
      });
      await keepAgain();
      return digests;
    }),
  );
}

/** What every table holds, from one snapshot: two databases with the same digests hold the same. */
export async function digestsOf(database: Database, onProgress: OnRows = () => undefined): Promise<Digests> {
  return await database.read((tx) => digestAll(tx, onProgress));
}

async function digestAll(
  tx: Tx,
  onProgress: OnRows,
  take: (name: TableName, rows: Record<string, unknown>[]) => Promise<void> = async () => undefined,
): Promise<Digests> {
  const digests: Partial<Digests> = {};
  const all = await countAll(tx);
  let done = 0;
  for (const name of TABLE_NAMES) {
    const hash = createHash('sha256');
    let total = 0;
    for await (const rows of batches(tx, name)) {
      for (const row of rows) hash.update(`${canonical(JSON.parse(JSON.stringify(row)))}\n`);
      await take(name, rows);
      total += rows.length;
      done += rows.length;
      onProgress(name, total, done / all);
    }
    digests[name] = { rows: total, sha256: hash.digest('hex') };
  }
  return digests as Digests;
}

async function countAll(tx: Tx): Promise<number> {
  let all = 0;
  for (const name of TABLE_NAMES) {
    const table: PgTable = tx.tables[name];
    const [row] = await tx.db.select({ rows: sql<number>`count(*)`.mapWith(Number) }).from(table);
    all += row?.rows ?? 0;
  }
  return all;
}

async function* batches(tx: Tx, name: TableName): AsyncGenerator<Record<string, unknown>[]> {
  const table: PgTable = tx.tables[name];
  const keys = primaryKeyOf(name);
  const columns = keys.map((key) => getTableColumns(table)[key] as Column);
  const list = sql.join(
    columns.map((column) => sql`${column}`),
    sql`, `,
  );
  const page = (after: SQL | undefined, key: string) =>
    tx.prepared(`copy:${name}:${key}`, (db, _, query) =>
      db
        .select()
        .from(table)
        .where(after)
        .orderBy(...columns.map((column) => asc(column)))
        .limit(BATCH)
        .prepare(query),
    );
  const first = page(undefined, 'first');
  const places = sql.join(
    columns.map((column, at) => placeFor(column, keys[at] as string)),
    sql`, `,
  );
  const next = page(sql`(${list}) > (${places})`, 'next');
  let rows: Record<string, unknown>[] = await first.execute();
  while (rows.length > 0) {
    yield rows;
    const last = rows.at(-1) as Record<string, unknown>;
    if (rows.length < BATCH) return;
    rows = await next.execute(Object.fromEntries(keys.map((key) => [key, last[key]])));
  }
}

// By the definition of PostgreSQL: both engines have the same.
function primaryKeyOf(name: TableName): string[] {
  const table = postgresTables[name] as PgTable;
  const named = Object.entries(getTableColumns(table));
  const single = named.filter(([, column]) => column.primary).map(([key]) => key);
  const [composite] = getTableConfig(table).primaryKeys;
  const of = composite?.columns.map((column) => named.find(([, one]) => one.name === column.name)?.[0] ?? '') ?? single;
  if (of.length === 0) throw new Error(`${getTableName(table)} has no primary key`);
  return of;
}
