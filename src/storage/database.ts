// The contract of storage: two verbs, read and write, and what work sees inside them.
import type { Column, SQL } from 'drizzle-orm';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Tables } from './tables.ts';

/** What a unit of work sees: a drizzle database typed as PostgreSQL's, its tables, and queries prepared once per connection. */
export interface Tx {
  readonly engine: 'sqlite' | 'postgres';
  readonly db: NodePgDatabase;
  readonly tables: Tables;
  /** The prepared query of that key on this connection, built at first use and kept while it is used. Keys are unique across the program. */
  prepared<Query>(key: string, build: (db: NodePgDatabase, tables: Tables, key: string) => Query): Query;
  /**
   * The condition that the searched text of an order contains this, given in NFKC and lower case; `isRare`: few do, and an index leads
   * to them.
   */
  ordersContaining(wanted: string): Promise<{ condition: SQL; isRare: boolean }>;
  /** A column as it is compared when no index is to be chosen for it, where the engine knows no better. */
  unindexed(column: Column): SQL;
}

export interface Database {
  /** Runs `work` on a snapshot that can't be written to. Only the database may be awaited inside; works never nest. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in a transaction: all of it is durable when the promise resolves, nothing of it is there when it rejects.
   * Only the database may be awaited inside; works never nest.
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Rejects when the database does not answer or its migrations are not those of this program. */
  ping(): Promise<void>;
  /** Ends what was accepted, then closes. */
  close(): Promise<void>;
}

/** A unique index refused a row: `index` is its name or its columns. */
export class UniqueViolation extends Error {
  readonly columns: string;

  constructor(columns: string, cause: unknown) {
    super(`unique: ${columns}`, { cause });
    this.columns = columns;
  }
}
