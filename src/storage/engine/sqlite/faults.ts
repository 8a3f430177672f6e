// What SQLite and the disk under it refuse, told apart: a row that is there already, a disk that takes nothing now, a disk that can't be trusted.
import Sqlite from 'better-sqlite3';
import { UniqueViolation, unavailable } from '../../database.ts';

/** The error that SQLite gave, inside those that wrap it; null: it is none of SQLite's. */
function rootOf(error: unknown): InstanceType<typeof Sqlite.SqliteError> | null {
  if (error instanceof Sqlite.SqliteError) return error;
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : null;
}

const IS_THERE = /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/;
// Full, read-only, locked by another process for too long, out of memory: all of it may be better the next time.
const REFUSED = /^SQLITE_(FULL|READONLY|CANTOPEN|BUSY|LOCKED|NOMEM|PROTOCOL|IOERR)/;
const BROKEN = /^SQLITE_(IOERR|CORRUPT|NOTADB)/;

/** What a use case is told: UniqueViolation, service.unavailable, or the error as it is. */
export function translated(error: unknown): unknown {
  const fault = rootOf(error);
  if (fault === null) return error;
  if (IS_THERE.test(fault.code))
    return new UniqueViolation(fault.message.replace(/^UNIQUE constraint failed: /, ''), error);
  return REFUSED.test(fault.code) ? unavailable() : error;
}

/**
 * Whether nothing may be written any more before the file is opened anew. After a failed fsync the system may call the same pages
 * written, so that the next one that succeeds says nothing. Source: https://wiki.postgresql.org/wiki/Fsync_Errors.
 */
export function isBroken(error: unknown): boolean {
  return BROKEN.test(rootOf(error)?.code ?? '');
}

/** Whether it is SQLite, or the disk, that failed: who runs the service has to know. */
export function isRefusedByDisk(error: unknown): boolean {
  const code = rootOf(error)?.code ?? '';
  return REFUSED.test(code) || BROKEN.test(code);
}
