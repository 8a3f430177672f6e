// Opening a database by its URL.
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Bounds, Database } from './database.ts';
import { openSqlite } from './sqlite.ts';

/** Opens and migrates the database of a URL: `sqlite:<path of a file>`. Raises what the engine raises. */
export async function openDatabase(url: string, bounds: Bounds = {}): Promise<Database> {
  return await openSqlite({ file: fileOf(url), ...bounds });
}

/** The full path of the file that a URL names while no database is there (an empty file is none either); null: there is one. */
export function missingFile(url: string): string | null {
  const file = resolve(fileOf(url));
  const isThere = existsSync(file) && (!statSync(file).isFile() || statSync(file).size > 0);
  return isThere ? null : file;
}

function fileOf(url: string): string {
  const file = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1];
  if (file === undefined) throw new Error('the database URL must be sqlite:<path of a file>');
  return file;
}
