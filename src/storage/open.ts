// Opening a database by its URL.
import type { Database } from './database.ts';
import { openSqlite } from './sqlite.ts';

/** Opens and migrates the database of a URL: `sqlite:<path of a file>`. Raises what the engine raises. */
export async function openDatabase(url: string): Promise<Database> {
  const file = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1];
  if (file === undefined) throw new Error('the database URL must be sqlite:<path of a file>');
  return await openSqlite({ file });
}
