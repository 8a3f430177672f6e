// PostgreSQL: the engine of several nodes. Two pools of connections, SERIALIZABLE writes that are run again when they met another.
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import {
  Behind,
  type Bounds,
  type Commit,
  type Database,
  DEFAULT_BOUNDS,
  type News,
  type Opening,
  type Reading,
  Subscribers,
  type Tx,
  unavailable,
} from '../../database.ts';
import { postgresTables } from '../../tables.ts';
import { KeptRows } from '../kept-rows.ts';
import { keepQueries } from '../prepared.ts';
import { Admission } from './admission.ts';
import { attemptsFor, isLost, NotConnected, translated } from './faults.ts';
import { BEGIN_WRITE, keyOf, settled } from './locks.ts';
import { Newsroom } from './newsroom.ts';
import { ordersContaining, unindexed } from './search.ts';

const migrationsFolder = fileURLToPath(new URL('../../../../migrations/postgres', import.meta.url));
const MIGRATIONS = { migrationsFolder, migrationsSchema: 'public', migrationsTable: '__drizzle_migrations' };

// A work that met others so often waits in line with those like it, and so gets its turn.
const LINES_UP_AFTER = 2;
const LONGEST_PAUSE_MILLISECONDS = 40;
const CONNECTING_MILLISECONDS = 10_000;
// A server that is there and says nothing is given up a little after it should have ended the statement itself.
const SILENCE_MILLISECONDS = 5_000;
// Probes give up sooner than a pool does.
const PING_MILLISECONDS = 2_500;
const REPORT_EVERY_MILLISECONDS = 10_000;

const READ_ONLY = 'begin isolation level repeatable read read only';

/** The oldest version that has what the migrations use. */
export const OLDEST_POSTGRES = 15;

export interface PostgresOptions extends Opening {
  /** `postgres://user:password@host:port/database`, with what node-postgres reads as parameters (sslmode, …). */
  url: string;
  /** Takes what no caller hears of: a connection lost while nobody used it. */
  report?: (error: unknown) => void;
}

/**
 * Opens and migrates a database of PostgreSQL 15 or newer; of several nodes that start at once one migrates and the others wait for it.
 * Raises what PostgreSQL raises.
 */
export async function openPostgres({
  url,
  report = (error) => process.emitWarning(error as Error),
  migrates = true,
  ...given
}: PostgresOptions): Promise<Database> {
  const bounds = { ...DEFAULT_BOUNDS, ...given };
  if (migrates) await migrateOnce(url);
  else if (await withClient(url, isBehind)) throw new Behind();
  const readers = pool(url, bounds, report);
  // Where a write reads by an index it meets only those who write the same rows, and not everyone who writes the table.
  const writers = pool(url, bounds, report, ['enable_seqscan=off']);
  const subscribers = new Subscribers(report);
  const newsroom = new Newsroom(url, randomUUID(), subscribers, report);
  let reportedAt = 0;
  // Why no connection is to be had is for who runs the service, and not once a request.
  const told = (error: unknown) => {
    if (error instanceof NotConnected && Date.now() - reportedAt > REPORT_EVERY_MILLISECONDS) {
      reportedAt = Date.now();
      report(error);
    }
    return translated(error);
  };
  const commits = new Set<(commit: Commit) => void>();
  const admission = new Admission(bounds);

  async function write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { result, news, seconds } = await once(writers, BEGIN_WRITE, work, {
          linedUp: attempt > LINES_UP_AFTER,
        });
        for (const listener of commits) listener({ works: 1, seconds });
        subscribers.tell(news);
        newsroom.send(news);
        return result;
      } catch (error) {
        if (attempt >= attemptsFor(error)) throw told(error);
        await pause(Math.random() * Math.min(LONGEST_PAUSE_MILLISECONDS, 2 ** attempt));
      }
    }
  }

  return {
    engine: 'postgres',
    read: (work) =>
      admission.accept('readers', async () => {
        try {
          return (await once(readers, READ_ONLY, work)).result;
        } catch (error) {
          throw told(error);
        }
      }),
    write: (work) => admission.accept('writers', () => write(work)),
    settled: () =>
      admission.accept('readers', () =>
        settled(readers, bounds.statementTimeoutSeconds).catch((error) => Promise.reject(told(error))),
      ),
    async ping() {
      if (await within(PING_MILLISECONDS, isBehind(readers))) throw new Error('migrations of this program are missing');
    },
    exclusively: (name, work) => admission.track(exclusively(url, name, work)),
    subscribe: (listener) => newsroom.subscribe(listener),
    load: () => ({
      waiting: admission.waiting,
      connections: readers.totalCount + writers.totalCount,
      idle: readers.idleCount + writers.idleCount,
    }),
    watchCommits(listener) {
      commits.add(listener);
    },
    async close() {
      await admission.settled();
      await newsroom.close();
      await Promise.all([readers.end(), writers.end()]);
    },
  };
}

/** Connections of their own, one unless said, to a database that is open already: for reading only. */
export function openPostgresReading(
  url: string,
  given: Bounds = {},
  report: (error: unknown) => void = (error) => process.emitWarning(error as Error),
): Reading {
  const readers = pool(url, { ...DEFAULT_BOUNDS, poolSize: 1, ...given }, report);
  return {
    async read(work) {
      try {
        return (await once(readers, READ_ONLY, work)).result;
      } catch (error) {
        throw translated(error);
      }
    },
    close: () => readers.end(),
  };
}

function pool(
  url: string,
  { poolSize, statementTimeoutSeconds }: Required<Bounds>,
  report: (error: unknown) => void,
  settings: readonly string[] = [],
): pg.Pool {
  const all = [
    'timezone=UTC',
    `statement_timeout=${statementTimeoutSeconds * 1000}`,
    // A node that was lost in the middle of a work does not keep its locks.
    `idle_in_transaction_session_timeout=${statementTimeoutSeconds * 2000}`,
    ...settings,
  ];
  const made = new pg.Pool({
    connectionString: url,
    application_name: 'seibi',
    max: poolSize,
    connectionTimeoutMillis: CONNECTING_MILLISECONDS,
    // The queries that a connection has prepared go with it.
    maxLifetimeSeconds: 1_800,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    query_timeout: statementTimeoutSeconds * 1000 + SILENCE_MILLISECONDS,
    options: all.map((one) => `-c ${one}`).join(' '),
  });
  made.on('error', report);
  // A connection lost while it is used says so to the query that used it, and to nobody else.
  made.on('connect', (client) => client.on('error', () => undefined));
  return made;
}

const LINE = keyOf('line of works that met others');

async function once<T>(
  from: pg.Pool,
  begin: string,
  work: (tx: Tx) => Promise<T>,
  { linedUp = false } = {},
): Promise<{ result: T; news: News[]; seconds: number }> {
  const client = await from.connect().catch((cause: unknown) => {
    throw new NotConnected(cause);
  });
  let lost: unknown;
  try {
    const { tx, news } = connectionOf(client);
    news.length = 0;
    // Before the snapshot is taken: taken while waiting, it would be an old one.
    if (linedUp) await client.query('select pg_advisory_lock($1)', [LINE]);
    try {
      // What it begins with may be several statements: one that fails leaves the transaction of the first.
      await client.query(begin).catch(async (error: unknown) => {
        if (!isLost(error)) await client.query('rollback');
        throw error;
      });
      try {
        tx.kept.begin();
        const result = await work(tx);
        const began = performance.now();
        // A transaction in which a statement failed, and whose work went on, is given up here without an error.
        const { command } = await client.query('commit');
        if (command !== 'COMMIT')
          throw new Error('the transaction was given up, because one of its statements had failed');
        return { result, news: news.splice(0), seconds: (performance.now() - began) / 1000 };
      } catch (error) {
        tx.kept.undo();
        if (isLost(error)) throw error;
        await client.query('rollback');
        throw error;
      }
    } finally {
      if (linedUp) await client.query('select pg_advisory_unlock($1)', [LINE]);
    }
  } catch (error) {
    if (isLost(error)) lost = error;
    throw error;
  } finally {
    client.release(lost === undefined ? undefined : true);
  }
}

interface Connection {
  tx: Tx;
  news: News[];
}
const connections = new WeakMap<pg.PoolClient, Connection>();

function connectionOf(client: pg.PoolClient): Connection {
  const known = connections.get(client);
  if (known) return known;
  const db: NodePgDatabase = drizzle({ client, casing: 'snake_case' });
  const news: News[] = [];
  const tx: Tx = {
    engine: 'postgres',
    db,
    tables: postgresTables,
    prepared: keepQueries(db, postgresTables, { nameOf: shortName }),
    kept: new KeptRows(),
    ordersContaining: (wanted) => ordersContaining(db, wanted),
    unindexed,
    statement: async (text) => (await client.query(text)).rows as Record<string, unknown>[],
    announce: (one) => news.push(one),
  };
  const made = { tx, news };
  connections.set(client, made);
  return made;
}

// PostgreSQL cuts names after 63 bytes, and keys that begin alike would be one.
function shortName(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}

/** What a server says of itself: its major version, the encoding of the database, and whether this user may make tables in it. */
export async function examineServer(url: string): Promise<{ version: number; encoding: string; mayCreate: boolean }> {
  return await withClient(url, async (client) => {
    const { rows } = await client.query<{ version: number; encoding: string; mayCreate: boolean }>(
      `select current_setting('server_version_num')::int / 10000 as version, current_setting('server_encoding') as encoding,
         has_schema_privilege(current_schema(), 'create') as "mayCreate"`,
    );
    const [row] = rows;
    if (!row) throw new Error('the server says nothing of itself');
    return row;
  });
}

/** Whether a database holds the tables of Seibi. Raises what PostgreSQL raises when it can't be reached. */
export async function holdsTables(url: string): Promise<boolean> {
  return await withClient(url, async (client) => {
    const { rows } = await client.query<{ holds: boolean }>("select to_regclass('work_orders') is not null as holds");
    return rows[0]?.holds === true;
  });
}

async function migrateOnce(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const key = keyOf('migrations');
    await client.query('select pg_advisory_lock($1)', [key]);
    try {
      await migrate(drizzle({ client, casing: 'snake_case' }), MIGRATIONS);
    } finally {
      await client.query('select pg_advisory_unlock($1)', [key]);
    }
  });
}

// On a connection of its own: the lock lasts as long as that, however the node ends.
async function exclusively(url: string, name: string, work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
  try {
    return await withClient(url, async (client) => {
      const lost = new AbortController();
      for (const event of ['error', 'end'] as const) client.on(event, () => lost.abort(unavailable()));
      const key = keyOf(`work ${name}`);
      const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [key]);
      if (rows[0]?.locked !== true) return false;
      await work(lost.signal);
      // The lock was held until here, or this fails.
      await client.query('select 1');
      lost.signal.throwIfAborted();
      return true;
    });
  } catch (error) {
    throw translated(error);
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'seibi',
    connectionTimeoutMillis: CONNECTING_MILLISECONDS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    options: '-c timezone=UTC',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function isBehind(client: pg.Pool | pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ applied: number }>(
    `select count(*)::int as applied from ${MIGRATIONS.migrationsTable}`,
  );
  return (rows[0]?.applied ?? 0) < migrationCount();
}

/** What an answer is, if it comes in time. Rejects otherwise; the answer is then nobody's. */
async function within<T>(milliseconds: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the database does not answer in time')), milliseconds);
  });
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

let known: number | null = null;

// The migrations that this program has, by the journal that drizzle-kit keeps.
function migrationCount(): number {
  known ??= readMigrationFiles(MIGRATIONS).length;
  return known;
}
