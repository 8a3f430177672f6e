// A backup of any database is a file of SQLite: copied page by page from a file while it is written to, or row by row from PostgreSQL.
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Bounds, Database } from '../database.ts';
import { copyRecords } from './copy.ts';
import { flushed } from './files.ts';
import { openDatabase, placeOf } from './open.ts';
import type { TableName } from './rows.ts';
import { openSqlite } from './sqlite/sqlite.ts';

/** A file that is there already is not written over. */
export class FileThere extends Error {}

/**
 * The records of a backup, opened to be read: a copy of the file, because opening brings it to the tables of this program. `close` takes the
 * copy away.
 */
export async function openBackup(file: string): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'seibi-backup-'));
  copyFileSync(file, join(folder, 'backup.db'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const database = await openSqlite({ file: join(folder, 'backup.db'), durability: 'off' });
    return { ...database, close: () => database.close().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Told how far a backup is: a share from 0 to 1, and a table with how many of its rows where it is read by rows. */
export type OnBackup = (progress: { share: number; table?: TableName; rows?: number }) => void;

/**
 * Writes a backup of the database of a URL to a file, as of one instant, while others write. Put in its place whole, once `check` has let it
 * pass and it is on the disk; answers whether it did. Raises FileThere, Behind, and
 * what the engine raises.
 */
export async function backUp(
  url: string,
  file: string,
  check: (written: Database) => Promise<boolean>,
  onProgress: OnBackup = () => undefined,
  bounds: Bounds = {},
): Promise<boolean> {
  if (existsSync(file)) throw new FileThere(file);
  const beside = `${file}.writing`;
  clear(beside);
  try {
    const place = placeOf(url);
    if (place?.engine === 'sqlite') await copyPages(place.file, beside, onProgress);
    else {
      const from = await openDatabase(url, { ...bounds, migrates: false });
      try {
        await intoFile(from, beside, onProgress);
      } finally {
        await from.close();
      }
    }
    const written = await openSqlite({ file: beside, durability: 'off', migrates: false });
    const passes = await check(written).finally(() => written.close());
    if (!passes) return false;
    asOneFile(beside);
    await flushed(beside, () => renameSync(beside, file));
    return true;
  } finally {
    clear(beside);
  }
}

async function copyPages(from: string, to: string, onProgress: OnBackup): Promise<void> {
  const client = new Sqlite(from, { readonly: true, fileMustExist: true });
  try {
    // One snapshot for the whole of it: without, every commit of others would begin it anew.
    client.exec('begin');
    client.prepare('select 1 from sqlite_master').get();
    await client.backup(to, {
      progress({ totalPages, remainingPages }) {
        onProgress({ share: totalPages === 0 ? 1 : 1 - remainingPages / totalPages });
        return 1_000;
      },
    });
    onProgress({ share: 1 });
  } finally {
    client.close();
  }
}

// In WAL mode a file is opened with a log beside it, even where nothing may be written.
function asOneFile(file: string): void {
  const client = new Sqlite(file);
  client.pragma('journal_mode = DELETE');
  client.close();
}

async function intoFile(from: Database, file: string, onProgress: OnBackup): Promise<void> {
  const to = await openSqlite({ file, durability: 'off' });
  try {
    await copyRecords(from, to, (table, rows, share) => onProgress({ table, rows, share }));
  } finally {
    await to.close();
  }
}

function clear(file: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${end}`, { force: true });
}
