// SQLite: the embedded engine. One writer and one read-only reader on the same file.
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import {
  Behind,
  type Database,
  DEFAULT_BOUNDS,
  type News,
  type Opening,
  Subscribers,
  type Tx,
  UniqueViolation,
  unavailable,
} from './database.ts';
import { keepQueries } from './prepared.ts';
import { ordersContaining, unindexed } from './search-sqlite.ts';
import { sqliteTables } from './tables.ts';

const migrationsFolder = fileURLToPath(new URL('../../migrations/sqlite', import.meta.url));

export interface SqliteOptions extends Pick<Opening, 'queueLimit' | 'migrates'> {
  /** Path of the database file; made when it is not there. `:memory:` can't serve two connections and is refused. */
  file: string;
  /** `full` (the default) survives power loss. `off` is for throw-away files of tests. */
  durability?: 'full' | 'off';
}

/** Opens and migrates a database file. Raises SqliteError when the file is no database or can't be written. */
export async function openSqlite({
  file,
  durability = 'full',
  queueLimit = DEFAULT_BOUNDS.queueLimit,
  migrates = true,
}: SqliteOptions): Promise<Database> {
  if (file === ':memory:' || file === '') throw new Error('SQLite needs a file: two connections share it');
  const writer = new Sqlite(file);
  // Before anything is set in it.
  if (!migrates && isBehind(writer)) {
    writer.close();
    throw new Behind();
  }
  writer.pragma('journal_mode = WAL');
  writer.pragma(`synchronous = ${durability === 'full' ? 'FULL' : 'OFF'}`);
  writer.pragma('foreign_keys = ON');
  writer.pragma('busy_timeout = 5000');
  if (migrates) migrate(drizzle({ client: writer, casing: 'snake_case' }), { migrationsFolder });
  const reader = new Sqlite(file, { readonly: true });
  reader.pragma('query_only = ON');
  reader.pragma('busy_timeout = 5000');

  const subscribers = new Subscribers();
  const writing = transactions(writer, 'begin immediate', queueLimit, (news) => subscribers.tell(news));
  const reading = transactions(reader, 'begin', queueLimit);
  const running = new Set<string>();
  return {
    engine: 'sqlite',
    read: reading.run,
    write: writing.run,
    async ping() {
      await reading.run(async () => {
        reader.prepare('select 1 from work_orders limit 1').get();
      });
    },
    // One process has the file to itself.
    async exclusively(name, work) {
      if (running.has(name)) return false;
      running.add(name);
      try {
        await work(new AbortController().signal);
        return true;
      } finally {
        running.delete(name);
      }
    },
    subscribe(listener) {
      const stop = subscribers.add(listener);
      subscribers.tell(null, listener);
      return stop;
    },
    load: () => ({
      waiting: Math.max(0, writing.accepted() - 1) + Math.max(0, reading.accepted() - 1),
      connections: 2,
      idle: (writing.accepted() === 0 ? 1 : 0) + (reading.accepted() === 0 ? 1 : 0),
    }),
    async close() {
      await Promise.all([writing.idle(), reading.idle()]);
      reader.close();
      writer.close();
    },
  };
}

function isBehind(client: Sqlite.Database): boolean {
  const isOurs = client.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get();
  if (isOurs === undefined) return true;
  const applied = client.prepare('select count(*) from __drizzle_migrations').pluck().get() as number;
  return applied < readMigrationFiles({ migrationsFolder }).length;
}

// Works on one connection take turns: a second BEGIN inside a first would fail, and awaits interleave.
function transactions(
  client: Sqlite.Database,
  begin: string,
  queueLimit: number,
  tell: (news: readonly News[]) => void = () => undefined,
) {
  const announced: News[] = [];
  const tx = connection(client, announced);
  let last: Promise<unknown> = Promise.resolve();
  let accepted = 0;
  const statements = {
    begin: client.prepare(begin),
    commit: client.prepare('commit'),
    rollback: client.prepare('rollback'),
  };

  async function once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    statements.begin.run();
    try {
      const result = await work(tx);
      statements.commit.run();
      tell(announced.splice(0));
      return result;
    } catch (error) {
      announced.length = 0;
      // A full disk or an I/O error may have ended the transaction already.
      if (client.inTransaction) statements.rollback.run();
      throw translated(error);
    }
  }

  return {
    run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      if (accepted > queueLimit) return Promise.reject(unavailable());
      accepted += 1;
      const turn = last.then(() => once(work));
      last = turn
        .catch(() => undefined)
        .then(() => {
          accepted -= 1;
        });
      return turn;
    },
    /** The work that runs and those that wait for it. */
    accepted: () => accepted,
    async idle(): Promise<void> {
      await last;
    },
  };
}

function connection(client: Sqlite.Database, announced: News[]): Tx {
  // The one cast of the client: both dialects answer the same builder calls with the same rows.
  const db = drizzle({ client, casing: 'snake_case' }) as BetterSQLite3Database as unknown as NodePgDatabase;
  return {
    engine: 'sqlite',
    db,
    tables: sqliteTables,
    prepared: keepQueries(db, sqliteTables),
    ordersContaining: (wanted) => ordersContaining(db, wanted),
    unindexed,
    async statement(text) {
      const prepared = client.prepare(text);
      if (prepared.reader) return prepared.all() as Record<string, unknown>[];
      prepared.run();
      return [];
    },
    announce: (news) => announced.push(news),
  };
}

function translated(error: unknown): unknown {
  const fault = rootOf(error);
  if (fault instanceof Sqlite.SqliteError && /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/.test(fault.code)) {
    return new UniqueViolation(fault.message.replace(/^UNIQUE constraint failed: /, ''), error);
  }
  return error;
}

function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined && !(error instanceof Sqlite.SqliteError)
    ? rootOf(error.cause)
    : error;
}
