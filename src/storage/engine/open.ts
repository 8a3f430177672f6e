// Opening a database by its URL.
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Bounds, Database, Opening, Reading } from '../database.ts';
import { openSqlite, openSqliteReading } from './sqlite/sqlite.ts';

// With its client, loaded where it is used: the start on a file does not wait for it.
const postgres = () => import('./postgres/postgres.ts');

/** What a URL names: a file, or a database of PostgreSQL. */
export type Place = { engine: 'sqlite'; file: string } | { engine: 'postgres'; url: string };

/** The place of a database by its URL, `sqlite:<path of a file>` or `postgres://…`; null: it is neither. */
export function placeOf(url: string): Place | null {
  const file = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1];
  if (file !== undefined) return { engine: 'sqlite', file: resolve(file) };
  return /^postgres(ql)?:\/\/\S+$/.test(url) && URL.canParse(url) ? { engine: 'postgres', url } : null;
}

/** As `placeOf`. Throws for any other. */
export function requirePlace(url: string): Place {
  const place = placeOf(url);
  if (!place) throw new Error('the database URL must be sqlite:<path of a file> or postgres://…');
  return place;
}

/** A file can't be opened as a database of Seibi; `code` is SQLite's. */
export class UnusableFile extends Error {
  readonly code: string;

  constructor(file: string, code: string, cause: Error) {
    super(`${file}: ${cause.message}`, { cause });
    this.name = 'UnusableFile';
    this.code = code;
  }
}

/** Opens the database of a URL, migrating it unless told not to. Raises Behind, UnusableFile, and what PostgreSQL raises. */
export async function openDatabase(
  url: string,
  opening: Opening = {},
  report?: (error: unknown) => void,
): Promise<Database> {
  const place = requirePlace(url);
  const told = { ...opening, ...(report ? { report } : {}) };
  if (place.engine === 'postgres') return await (await postgres()).openPostgres({ ...told, url: place.url });
  try {
    return await openSqlite({ ...told, file: place.file });
  } catch (error) {
    const { code } = error as { code?: string };
    throw error instanceof Error && code?.startsWith('SQLITE_') ? new UnusableFile(place.file, code, error) : error;
  }
}

/** One more connection to a database that is open already, in another thread, that can only read. Raises what the engine raises. */
export async function openReading(place: Place, bounds: Bounds = {}): Promise<Reading> {
  if (place.engine === 'sqlite') return openSqliteReading(place.file, bounds);
  return (await postgres()).openPostgresReading(place.url, bounds);
}

/** Where a URL names no database of Seibi (an empty file or database is none either), as people read it; null: there is one. */
export async function missingDatabase(url: string): Promise<string | null> {
  const place = requirePlace(url);
  if (place.engine === 'postgres') return (await (await postgres()).holdsTables(place.url)) ? null : shownUrl(url);
  const isThere = existsSync(place.file) && (!statSync(place.file).isFile() || statSync(place.file).size > 0);
  return isThere ? null : place.file;
}

/** A URL without its password. */
export function shownUrl(url: string): string {
  if (placeOf(url)?.engine !== 'postgres') return url;
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  if (shown.searchParams.has('password')) shown.searchParams.set('password', '***');
  return shown.href;
}
