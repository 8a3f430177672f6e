// The contract of storage: two verbs, read and write, what work sees inside them, and what nodes on one database tell each other.
import { setTimeout as pause } from 'node:timers/promises';
import type { Column, SQL } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { EventType } from '../domain/orders/event.ts';
import { Problem } from '../domain/problem.ts';
import type { KeptRows } from './engine/kept-rows.ts';
import type { Tables } from './tables.ts';

/** An event that has become durable: enough to go and read it. */
export interface News {
  workOrderId: string;
  sequence: number;
  type: EventType;
}

/** What a unit of work sees: a drizzle database typed as PostgreSQL's, its tables, and queries prepared once per connection. */
export interface Tx {
  readonly engine: 'sqlite' | 'postgres';
  readonly db: NodePgDatabase;
  readonly tables: Tables;
  /** The prepared query of that key on this connection, built at first use and kept while it is used. Keys are unique across the program. */
  prepared<Query>(key: string, build: (db: NodePgDatabase, tables: Tables, key: string) => Query): Query;
  /** Rows of the registers that this connection keeps while their revision stands: see KeptRows. */
  readonly kept: KeptRows;
  /**
   * The condition that the searched text of an order contains this, given in NFKC and lower case; `isRare`: few do, and an index leads
   * to them.
   */
  ordersContaining(wanted: string): Promise<{ condition: SQL; isRare: boolean }>;
  /** A column as it is compared when no index is to be chosen for it, where the engine knows no better. */
  unindexed(column: Column): SQL;
  /** Runs a statement in the engine's own words, for what no builder says; answers its rows. */
  statement(text: string): Promise<Record<string, unknown>[]>;
  /** Has the subscribers of every node hear of an event once it is durable; nobody does when the work fails. */
  announce(news: News): void;
}

/** One commit: the works that share it. */
export interface Commit {
  works: number;
  /** How long the commit took, with the wait for the disk. */
  seconds: number;
}

/** How busy a database is. */
interface Load {
  /** Works that wait for their turn, or for a connection. */
  waiting: number;
  /** Connections that are open, and how many of them do nothing. */
  connections: number;
  idle: number;
}

/** A database that is only read. */
export interface Reading {
  /** As `Database.read`. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Ends what was accepted, then closes. */
  close(): Promise<void>;
}

export interface Database {
  readonly engine: Tx['engine'];
  /**
   * Runs `work` on a snapshot that can't be written to. Only the database may be awaited inside; works never nest. Raises
   * service.unavailable when too many wait already, or the database can't be reached.
   */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in a transaction: all of it is durable when the promise resolves, nothing of it is there when it rejects. Where works share
   * a commit, each of them fails alone, and nobody is answered before it. Where they run side by side, one that met another is run again: it does nothing but read and write through `tx`. Only the database may be awaited
   * inside; works never nest. Raises as `read` does; a connection lost while committing leaves open whether it was committed.
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Resolves when every write that had begun by now, on any node, has ended one way or the other, and the clock has moved on: a read begun
   * then sees all that is recorded at an instant up to the call, and no later write is recorded at one. As far as the clocks of nodes agree.
   * Raises service.unavailable when a write does not end in time.
   */
  settled(): Promise<void>;
  /**
   * Rejects when the database does not answer, when nothing may be written to it before it is opened anew, or when its migrations are not
   * those of this program.
   */
  ping(): Promise<void>;
  /**
   * Runs `work`, which may itself read and write, unless a work of that name is running on any node: then answers false at once. `signal` is
   * aborted when it can't be ruled out any more that another node runs it too; the work looks at it between its steps. Raises what the work
   * raises, and service.unavailable when it was aborted.
   */
  exclusively(name: string, work: (signal: AbortSignal) => Promise<void>): Promise<boolean>;
  /**
   * Has `listener` hear of events of any node soon after they are durable. It hears null first, and whenever some may have been missed: then
   * it reads for itself. Answers how to stop that.
   */
  subscribe(listener: (news: readonly News[] | null) => void): () => void;
  load(): Load;
  /** Has `listener` hear of every commit from now on. */
  watchCommits(listener: (commit: Commit) => void): void;
  /** Ends what was accepted, then closes. */
  close(): Promise<void>;
}

/** Bounds of a database; what is left out has its default. */
export interface Bounds {
  /** How many works may wait at once; more are refused. */
  queueLimit?: number;
  /** How long the log of what was written gets before it is brought into the database, where that is for this program to do. */
  walLimitBytes?: number;
  /** Connections kept open, where there can be more than one. */
  poolSize?: number;
  /** How long one statement may take, where the engine can end it. */
  statementTimeoutSeconds?: number;
}

/** How a database is opened. */
export interface Opening extends Bounds {
  /** Whether it is brought to the tables of this program, as it is unless said. If not, one of an earlier version is refused: Behind. */
  migrates?: boolean;
}

/** A database has the tables of an earlier version, and was to be left as it is. */
export class Behind extends Error {
  constructor() {
    super('the database has the tables of an earlier version');
    this.name = 'Behind';
  }
}

/** Resolves when so many milliseconds have gone by on the clock of the machine, which may be read in whole ones. */
export async function pastNow(milliseconds: number): Promise<void> {
  const until = Date.now() + milliseconds;
  while (Date.now() < until) await pause(until - Date.now());
}

export const DEFAULT_BOUNDS: Required<Bounds> = {
  queueLimit: 1_000,
  walLimitBytes: 64 * 2 ** 20,
  poolSize: 10,
  statementTimeoutSeconds: 30,
};

/** The refusal of work that the database can't take now. Source: RFC 9110 15.6.4, 503 with Retry-After. */
export function unavailable(retryAfterSeconds = 1): Problem {
  return new Problem('service.unavailable', { retryAfterSeconds });
}

/** A unique index refused a row: `columns` are its columns as `table.snake_case`, with commas between them. */
export class UniqueViolation extends Error {
  readonly columns: string;

  constructor(columns: string, cause: unknown) {
    super(`unique: ${columns}`, { cause });
    this.columns = columns;
  }
}

/** The listeners of one process. One that throws is no reason for others not to hear. */
export class Subscribers {
  private readonly listeners = new Set<(news: readonly News[] | null) => void>();
  private readonly report: (error: unknown) => void;

  constructor(report: (error: unknown) => void = (error) => process.emitWarning(error as Error)) {
    this.report = report;
  }

  add(listener: (news: readonly News[] | null) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells every listener, or the one given. */
  tell(news: readonly News[] | null, only?: (news: readonly News[] | null) => void): void {
    if (news?.length === 0) return;
    for (const listener of only ? [only] : this.listeners) {
      try {
        listener(news);
      } catch (error) {
        this.report(error);
      }
    }
  }
}
