// Queries kept by one connection: built at first use, the ones not used for longest let go of.
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Tx } from '../database.ts';
import type { Tables } from '../tables.ts';

// Lists have more shapes than are asked for often; what is not used any more is built again when it is.
const MOST_QUERIES = 500;

/** `prepared` of a connection. `nameOf`: what the engine knows the query of a key by; `finish`: what is made of a query once it is built. */
export function keepQueries(
  db: NodePgDatabase,
  tables: Tables,
  {
    nameOf = (key) => key,
    finish = (query) => query,
  }: { nameOf?: (key: string) => string; finish?: <Query>(query: Query) => Query } = {},
): Tx['prepared'] {
  // Those used since the older ones were put aside, and those of the time before: what is in neither has not been used for long.
  let recent = new Map<string, unknown>();
  let older = new Map<string, unknown>();
  return (key, build) => {
    let query = recent.get(key);
    if (query === undefined) {
      query = older.get(key) ?? finish(build(db, tables, nameOf(key)));
      if (recent.size >= MOST_QUERIES / 2) [older, recent] = [recent, new Map()];
      recent.set(key, query);
    }
    return query as ReturnType<typeof build>;
  };
}
