// Databases of earlier versions: made by the first migrations only, with the rows that the program wrote then.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import type { Database } from '../../src/storage/database.ts';
import { findRow } from '../../src/storage/engine/rows.ts';
import { listFindings } from '../../src/storage/exchange/imports.ts';
import type { Engine } from './database.ts';

interface Journal {
  entries: { tag: string }[];
}

function journalOf(folder: string): Journal {
  return JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as Journal;
}

function migrationsOf(engine: Engine): string {
  return fileURLToPath(new URL(`../../migrations/${engine}`, import.meta.url));
}

/** The migrations of an engine by name, in their order. */
export function migrationNames(engine: Engine): string[] {
  return journalOf(migrationsOf(engine)).entries.map(({ tag }) => tag);
}

/** Copies the first migrations of an engine to a folder, as if the program had no more; answers the folder. */
export function firstMigrations(engine: Engine, count: number, folder: string): string {
  cpSync(migrationsOf(engine), folder, { recursive: true });
  const journal = journalOf(folder);
  writeFileSync(
    join(folder, 'meta/_journal.json'),
    JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }),
  );
  return folder;
}

/** A file as the first two migrations make it, with the rows that the program wrote then. `folder`: where it may put migrations. */
export function fillEarlier(file: string, folder: string): void {
  const client = new Sqlite(file);
  migrate(drizzle({ client }), { migrationsFolder: firstMigrations('sqlite', 2, folder) });
  const triggers = client
    .prepare(`select name, sql from sqlite_master where type = 'trigger' and name not like 'work_orders_searched%'`)
    .all() as { name: string; sql: string }[];
  // The rows stand as they came to be step by step; all at once the triggers would refuse them.
  client.pragma('foreign_keys = OFF');
  for (const { name } of triggers) client.exec(`drop trigger ${name}`);
  client.exec(readFileSync(new URL('../storage/earlier/0001_guards.sql', import.meta.url), 'utf8'));
  for (const { sql } of triggers) client.exec(sql);
  const broken = client.pragma('foreign_key_check') as unknown[];
  client.close();
  if (broken.length > 0) throw new Error('the rows of before point to rows that are not there');
}

/** The rows of every table that a file of an earlier version has, in an order in which each finds what it refers to. */
export function rowsOfEarlier(file: string): { table: string; rows: Record<string, unknown>[] }[] {
  const client = new Sqlite(file, { readonly: true });
  const tables = client
    .prepare(
      "select name from sqlite_master where type = 'table' and name not like 'work_order_search%' and name not like '\\_\\_%' escape '\\' and name not like 'sqlite%'",
    )
    .pluck()
    .all() as string[];
  const left = new Set(tables);
  const ordered: string[] = [];
  while (left.size > 0) {
    const free = [...left].filter((table) =>
      (client.pragma(`foreign_key_list(${table})`) as { table: string }[]).every(
        (key) => key.table === table || !left.has(key.table),
      ),
    );
    if (free.length === 0) throw new Error('tables refer to each other in a circle');
    for (const table of free) left.delete(table);
    ordered.push(...free);
  }
  const found = ordered.map((table) => ({
    table,
    rows: client.prepare(`select * from "${table}"`).all() as Record<string, unknown>[],
  }));
  client.close();
  return found;
}

const importId = '01940000-0000-7000-8000-0000000000f1';
const finding = (row: number) => ({
  row,
  line: row + 1,
  column: 'name.ja',
  code: 'required',
  message: { en: `It is ${row}`, ja: '必須です' },
});

/** The statement, of either engine, that makes an import as it was kept while what was found in its rows was a part of it. */
export const earlierImport = `insert into imports (id, kind, format, dry_run, state, started_by, started_at, updated_at, rows_read,
  created, changed, unchanged, refused, rows_sha256, errors, warnings) values ('${importId}', 'suppliers', 'csv', false, 'done', 'x',
  '2026-03-02T00:00:00.000Z', '2026-03-02T00:00:00.000Z', 9, 6, 0, 0, 3, '', '${JSON.stringify([4, 2, 8].map(finding))}', '${JSON.stringify([finding(1)])}')`;

/** That import as it is read now. */
export async function importOfEarlier(database: Database): Promise<unknown> {
  return await database.read(async (tx) => {
    const row = await findRow(tx, 'imports', importId);
    const found = async (kind: 'error' | 'warning') =>
      (await listFindings(tx, { importId, kind }, { limit: 10 })).items;
    return [row?.errorCount, row?.warningCount, await found('error'), await found('warning')];
  });
}

/** What `importOfEarlier` answers when nothing was lost. */
export const importAsNow = [3, 1, [4, 2, 8].map(finding), [finding(1)]];
