// What PostgreSQL and the way to it refuse, told apart: another's work in the way, the database out of reach, a row that is there already.
import { UniqueViolation, unavailable } from '../../database.ts';

interface Fault extends Error {
  code?: string;
  detail?: string;
  table?: string;
}

/** The error that PostgreSQL or the network gave, inside those that wrap it. */
function rootOf(error: unknown): Fault {
  const fault = error as Fault;
  return fault instanceof Error && fault.cause instanceof Error ? rootOf(fault.cause) : fault;
}

// serialization_failure, deadlock_detected.
const MET_ANOTHER = new Set(['40001', '40P01']);
const IS_THERE = '23505';
const MOST_ATTEMPTS = 20;

/**
 * How often a work may be run that ended so. One that met another goes through sooner or later. A row that is there already may have come
 * while the work ran: run again, the work sees it and says so in its own words.
 */
export function attemptsFor(error: unknown): number {
  const { code = '' } = rootOf(error) ?? {};
  if (MET_ANOTHER.has(code)) return MOST_ATTEMPTS;
  return code === IS_THERE ? 3 : 1;
}

/** No connection was to be had, for whatever reason: out of reach, too many, refused. */
export class NotConnected extends Error {
  constructor(cause: unknown) {
    super(`no connection to PostgreSQL: ${(cause as Error)?.message ?? cause}`, { cause });
    this.name = 'NotConnected';
  }
}

// Source: PostgreSQL, Appendix A: connection exceptions, operator intervention (57P), and the network's own.
const LOST = /^(08...|57P0[1-5]|25P03|E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_AGAIN|NOTFOUND)\w*)$/;
const LOST_WORDS =
  /^(Connection terminated|Client has encountered a connection error|timeout expired|Query read timeout)/;

/** Whether the connection is gone. */
export function isLost(error: unknown): boolean {
  const { code = '', message = '' } = rootOf(error) ?? {};
  return LOST.test(code) || LOST_WORDS.test(message);
}

// Too many connections, out of memory or disk, read-only after a failover, a statement that took too long, a pool with nothing to give.
const BUSY = /^(53...|57014|25006|58030)$/;
const BUSY_WORDS = /^timeout exceeded when trying to connect/;

/** What a use case is told: UniqueViolation, service.unavailable, or the error as it is. */
export function translated(error: unknown): unknown {
  const { code = '', message = '', detail = '', table = '' } = rootOf(error) ?? {};
  if (code === IS_THERE) {
    const columns = /^Key \((.+?)\)=/.exec(detail)?.[1] ?? '';
    const named = columns.split(/,\s*/).map((column) => `${table}.${column.replaceAll('"', '')}`);
    return new UniqueViolation(named.join(', '), error);
  }
  const isBusy = error instanceof NotConnected || BUSY.test(code) || BUSY_WORDS.test(message) || MET_ANOTHER.has(code);
  return isBusy || isLost(error) ? unavailable() : error;
}
