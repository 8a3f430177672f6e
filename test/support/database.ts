// A fresh database for a test, on the engine that the run is about: a file, or a database of the server that the run has started.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { inject } from 'vitest';
import type { Bounds, Database } from '../../src/storage/database.ts';
import { openPostgres } from '../../src/storage/engine/postgres/postgres.ts';
import { openSqlite } from '../../src/storage/engine/sqlite/sqlite.ts';

export type Engine = 'sqlite' | 'postgres';

/** The engine that this run is about. */
export const engine: Engine = process.env.SEIBI_TEST_ENGINE === 'postgres' ? 'postgres' : 'sqlite';

type Row = Record<string, unknown>;

/** A database of its own for a test; `drop` takes it away once it is closed. */
export interface TestDatabase {
  engine: Engine;
  url: string;
  /** The path of its file; null: it has none. */
  file: string | null;
  /** `report` takes what no caller hears of; a warning of the process unless given. */
  open(options?: Bounds & { report?: (error: unknown) => void }): Promise<Database>;
  /** Runs statements past the program, in one transaction of a connection of their own; answers the rows of the last. Places are `?`. */
  raw(statement: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The names of its tables, but those that an index is made of. */
  tables(): Promise<string[]>;
  /** Every row of each of these tables, in their order, read at once. */
  rowsOf(tables: readonly string[]): Promise<Row[][]>;
  /** Takes the rules away that the database keeps by itself; answers how to put them back. */
  withoutTriggers(): Promise<() => Promise<void>>;
  /** From now on notes, by triggers, whose rows were written for good. To look costs the same however much there is; end it before `drop`. */
  watch(tables: readonly string[]): Promise<Watch>;
  /** Another database with the same records; this one must be closed. */
  copy(): Promise<TestDatabase>;
  drop(): Promise<void>;
}

/** What was written to since it began. */
export interface Watch {
  /** The tables that rows were added to, changed in or taken from, also those that are as they were by now. */
  written(): Promise<string[]>;
  end(): Promise<void>;
}

const WRITTEN = 'select distinct name from test_written order by name';

/** A database with the tables of this program and no rows. */
export async function makeTestDatabase(on: Engine = engine): Promise<TestDatabase> {
  if (on === 'postgres') return await postgresDatabase(null);
  migrated ??= migratedFile();
  return sqliteFile(await migrated);
}

// To bring a file to today's tables takes longer than most tests: a worker does it once, and copies what came of it.
let migrated: Promise<Uint8Array> | null = null;

async function migratedFile(): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'seibi-tables-'));
  const file = join(folder, 'seibi.db');
  try {
    await (await openSqlite({ file, durability: 'off' })).close();
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sqliteFile(content: Uint8Array): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'seibi-test-'));
  const file = join(folder, 'seibi.db');
  writeFileSync(file, content);
  return { ...sqliteAt(file), drop: async () => rmSync(folder, { recursive: true, force: true }) };
}

/** The database of a file that stays when it is dropped. */
export function sqliteAt(file: string): TestDatabase {
  const place: TestDatabase = {
    engine: 'sqlite',
    url: `sqlite:${file}`,
    file,
    open: (options = {}) => openSqlite({ file, durability: 'off', ...options }),
    async raw(statement, values = []) {
      const client = new Sqlite(file);
      try {
        const prepared = client.prepare(statement);
        if (prepared.reader) return prepared.all(...values) as Row[];
        prepared.run(...values);
        return [];
      } finally {
        client.close();
      }
    },
    async tables() {
      const rows = await place.raw(
        "select name from sqlite_master where type = 'table' and sql not like '%virtual table%' and name not like 'work_order_search%' order by name",
      );
      return rows.map((row) => String(row.name));
    },
    async rowsOf(tables) {
      // To open a file and read how it is built takes longer than to read its rows.
      const client = new Sqlite(file);
      try {
        return tables.map((table) => client.prepare(`select * from "${table}"`).all() as Row[]);
      } finally {
        client.close();
      }
    },
    async withoutTriggers() {
      const triggers = await place.raw("select name, sql from sqlite_master where type = 'trigger'");
      const all = (statements: string[]) => {
        const client = new Sqlite(file);
        try {
          client.exec(statements.join(';\n'));
        } finally {
          client.close();
        }
      };
      all(triggers.map(({ name }) => `drop trigger ${name}`));
      return async () => all(triggers.map(({ sql }) => String(sql)));
    },
    async watch(tables) {
      const client = new Sqlite(file);
      client.exec('create table test_written (name text not null)');
      for (const table of tables)
        for (const act of ['insert', 'update', 'delete'])
          client.exec(
            `create trigger "test_${table}_${act}" after ${act} on "${table}" begin insert into test_written values ('${table}'); end`,
          );
      const looked = client.prepare(WRITTEN).pluck();
      return { written: async () => looked.all() as string[], end: async () => void client.close() };
    },
    copy: async () => sqliteFile(readFileSync(file)),
    drop: async () => {},
  };
  return place;
}

let made = 0;

async function postgresDatabase(from: string | null): Promise<TestDatabase> {
  const [server = '', template = ''] = inject('postgresUrl').split('#');
  made += 1;
  const name = `seibi_test_${process.pid}_${process.env.VITEST_POOL_ID ?? ''}_${made}_${Date.now().toString(36)}`;
  await onServer(server, `create database ${name} template ${from ?? template}`);
  const named = new URL(server);
  named.pathname = `/${name}`;
  const url = named.href;
  let looker: Promise<pg.Client> | null = null;
  const place: TestDatabase = {
    engine: 'postgres',
    url,
    file: null,
    // A few connections each: many databases share a server.
    open: (options = {}) => openPostgres({ url, poolSize: 4, ...options }),
    async raw(statement, values = []) {
      let place = 0;
      const text = statement.replace(/\?/g, () => {
        place += 1;
        return `$${place}`;
      });
      looker ??= connect(url);
      return (await (await looker).query(text, [...values])).rows as Row[];
    },
    async tables() {
      const rows = await place.raw(
        "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'work_order_search' order by tablename",
      );
      return rows.map((row) => String(row.name));
    },
    async rowsOf(tables) {
      looker ??= connect(url);
      const answers = await (await looker).query(tables.map((table) => `select * from "${table}"`).join(';'));
      return [answers].flat().map(({ rows }) => rows as Row[]);
    },
    async withoutTriggers() {
      const tables = await place.tables();
      const all = async (what: 'disable' | 'enable') => {
        looker ??= connect(url);
        await (await looker).query(tables.map((table) => `alter table "${table}" ${what} trigger user`).join(';'));
      };
      await all('disable');
      return () => all('enable');
    },
    async watch(tables) {
      const client = await connect(url);
      await client.query(
        `create table test_written (name text not null);
        create function test_note() returns trigger language plpgsql as
          $$ begin insert into public.test_written values (tg_table_name); return null; end $$;
        ${tables.map((table) => `create trigger test_note after insert or update or delete on "${table}" for each row execute function test_note();`).join('\n')}`,
      );
      return {
        written: async () => (await client.query<{ name: string }>(WRITTEN)).rows.map(({ name }) => name),
        end: () => client.end(),
      };
    },
    async copy() {
      await (await looker)?.end();
      looker = null;
      return await postgresDatabase(name);
    },
    drop: async () => {
      await (await looker)?.end();
      await onServer(server, `drop database ${name} with (force)`);
    },
  };
  return place;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** Runs one statement on a connection of its own. */
export async function onServer(url: string, statement: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = await connect(url);
  try {
    const { rows } = await client.query(statement, [...values]);
    return rows as Row[];
  } finally {
    await client.end();
  }
}
