// SQLite: the embedded engine. One writer and one read-only reader on the same file.
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import {
  Behind,
  type Bounds,
  type Commit,
  type Database,
  DEFAULT_BOUNDS,
  type News,
  type Opening,
  pastNow,
  type Reading,
  Subscribers,
  type Tx,
  unavailable,
} from '../../database.ts';
import { sqliteTables } from '../../tables.ts';
import { KeptRows } from '../kept-rows.ts';
import { keepQueries } from '../prepared.ts';
import { translated } from './faults.ts';
import { quickened } from './queries.ts';
import { ordersContaining, unindexed } from './search.ts';
import { WalKeeper } from './wal.ts';
import { GROUP_MILLISECONDS, Writer, type Writing } from './writer.ts';

const migrationsFolder = fileURLToPath(new URL('../../../../migrations/sqlite', import.meta.url));

export interface SqliteOptions extends Pick<Opening, 'queueLimit' | 'walLimitBytes' | 'migrates'> {
  /** Path of the database file; made when it is not there. `:memory:` can't serve two connections and is refused. */
  file: string;
  /** `full` (the default) survives power loss. `off` is for throw-away files of tests. */
  durability?: 'full' | 'off';
  /** Takes what no caller hears of in its own words: a fault of the disk. */
  report?: (error: unknown) => void;
  /** After how long a group of writes takes no further one; 20 unless given. */
  groupMilliseconds?: number;
}

/** Opens and migrates a database file. Raises SqliteError when the file is no database or can't be written. */
export async function openSqlite({
  file,
  durability = 'full',
  queueLimit = DEFAULT_BOUNDS.queueLimit,
  migrates = true,
  report = (error) => process.emitWarning(error as Error),
  walLimitBytes = DEFAULT_BOUNDS.walLimitBytes,
  groupMilliseconds = GROUP_MILLISECONDS,
}: SqliteOptions): Promise<Database> {
  if (file === ':memory:' || file === '') throw new Error('SQLite needs a file: two connections share it');
  const client = openWriting(file, durability, migrates);
  const readClient = openForReading(file);

  const subscribers = new Subscribers(report);
  const commits = new Set<(commit: Commit) => void>();
  const synchronous = durability === 'full' ? 'FULL' : 'OFF';
  const wal = new WalKeeper({
    client,
    file,
    synchronous,
    limitBytes: walLimitBytes,
    report,
    broken: (error) => writer.breakOff(error),
  });
  const writing = connection(client);
  const writer = new Writer(writing, {
    queueLimit,
    groupMilliseconds,
    tell: (news) => subscribers.tell(news),
    hold: () => wal.hold,
    committed: (commit) => {
      wal.look();
      for (const listener of commits) listener(commit);
    },
    report,
  });
  const reader = readingIn(connection(readClient), queueLimit);
  const running = new Set<string>();
  return {
    engine: 'sqlite',
    read: reader.run,
    write: (work) => writer.run(work),
    async settled() {
      await pastNow(1);
      await writer.settled();
    },
    async ping() {
      if (writer.broken !== null) throw unavailable();
      await reader.run(async () => {
        readClient.prepare('select 1 from work_orders limit 1').get();
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
      waiting: Math.max(0, writer.accepted - 1) + Math.max(0, reader.accepted() - 1),
      connections: 2,
      idle: (writer.accepted === 0 ? 1 : 0) + (reader.accepted() === 0 ? 1 : 0),
    }),
    watchCommits(listener) {
      commits.add(listener);
    },
    async close() {
      await Promise.all([writer.idle(), reader.idle()]);
      await wal.close();
      // Who is last brings the log into the file. After a fault of the disk that must be the one that can't: what is synced now may be called so only.
      for (const one of writer.broken === null ? [readClient, client] : [client, readClient]) one.close();
    },
  };
}

function openWriting(file: string, durability: 'full' | 'off', migrates: boolean): Sqlite.Database {
  const client = new Sqlite(file);
  // Before anything is set in it.
  if (!migrates && isBehind(client)) {
    client.close();
    throw new Behind();
  }
  client.pragma('journal_mode = WAL');
  client.pragma(`synchronous = ${durability === 'full' ? 'FULL' : 'OFF'}`);
  client.pragma('foreign_keys = ON');
  client.pragma('busy_timeout = 5000');
  if (migrates) migrate(drizzle({ client, casing: 'snake_case' }), { migrationsFolder });
  // What the savepoints of a group keep goes into a file of its own otherwise, made and written anew for each group. After the migrations:
  // what they sort may be large.
  client.pragma('temp_store = MEMORY');
  return client;
}

/** One more connection to a file that is open already. Raises SqliteError when there is none. */
export function openSqliteReading(file: string, { queueLimit = DEFAULT_BOUNDS.queueLimit }: Bounds = {}): Reading {
  const client = openForReading(file);
  const reader = readingIn(connection(client), queueLimit);
  return {
    read: reader.run,
    async close() {
      await reader.idle();
      client.close();
    },
  };
}

function openForReading(file: string): Sqlite.Database {
  const client = new Sqlite(file, { readonly: true, fileMustExist: true });
  client.pragma('query_only = ON');
  client.pragma('busy_timeout = 5000');
  return client;
}

function isBehind(client: Sqlite.Database): boolean {
  const isOurs = client.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get();
  if (isOurs === undefined) return true;
  const applied = client.prepare('select count(*) from __drizzle_migrations').pluck().get() as number;
  return applied < readMigrationFiles({ migrationsFolder }).length;
}

// So that no snapshot is held for long.
const MOST_TOGETHER = 64;

// Reads take turns on one connection. Those that wait together share a snapshot, which is begun when all of them have been asked for: to
// begin one takes as long as a query. Who asks later is answered from a later one, so that everybody sees what was written before they asked.
function readingIn({ client, tx }: Writing, queueLimit: number) {
  const waiting: (() => Promise<void>)[] = [];
  let accepted = 0;
  let draining: Promise<void> | null = null;
  const begin = client.prepare('begin');
  const commit = client.prepare('commit');

  async function once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      // The first of those who share it, or one behind a read that failed and so ended the transaction.
      if (!client.inTransaction) {
        begin.run();
        tx.kept.begin();
      }
      return await work(tx);
    } catch (error) {
      throw translated(error);
    } finally {
      accepted -= 1;
    }
  }

  // At the end of a turn of the event loop: begun at once, a read would never find company.
  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      await endOfTurn();
      try {
        for (const turn of waiting.splice(0, MOST_TOGETHER)) await turn();
      } finally {
        if (client.inTransaction) commit.run();
      }
    }
    draining = null;
  }

  return {
    run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      if (accepted > queueLimit) return Promise.reject(unavailable());
      accepted += 1;
      return new Promise<T>((resolve, reject) => {
        waiting.push(() => once(work).then(resolve, reject));
        draining ??= drain();
      });
    },
    /** The work that runs and those that wait for it. */
    accepted: () => accepted,
    async idle(): Promise<void> {
      await draining;
    },
  };
}

function connection(client: Sqlite.Database): Writing {
  // The one cast of the client: both dialects answer the same builder calls with the same rows.
  const db = drizzle({ client, casing: 'snake_case' }) as BetterSQLite3Database as unknown as NodePgDatabase;
  const announced: News[] = [];
  const kept = new KeptRows();
  const tx: Tx = {
    engine: 'sqlite',
    db,
    tables: sqliteTables,
    prepared: keepQueries(db, sqliteTables, { finish: quickened }),
    kept,
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
  return { client, tx, announced };
}
