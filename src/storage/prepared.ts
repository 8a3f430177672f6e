// Queries kept by one connection: built at first use, the ones not used for longest let go of.
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Tx } from './database.ts';
import type { Tables } from './tables.ts';

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
  const queries = new Map<string, unknown>();
  return (key, build) => {
    const kept = queries.get(key);
    const query = kept === undefined ? finish(build(db, tables, nameOf(key))) : kept;
    // The last used stand at the end, so the first is the one to let go of.
    queries.delete(key);
    queries.set(key, query);
    if (queries.size > MOST_QUERIES) queries.delete(queries.keys().next().value as string);
    return query as ReturnType<typeof build>;
  };
}
