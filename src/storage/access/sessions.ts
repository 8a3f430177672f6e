// Rows of sessions: found by the hash of the token, which is all that is stored of it.
import { and, eq, getTableColumns, gt, isNull, lte, or, sql } from 'drizzle-orm';
import type { Person } from '../../domain/registers/person.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { insertRow, updateRow } from '../engine/rows.ts';
import type { Tables } from '../tables.ts';

export type SessionRow = Tables['sessions']['$inferSelect'];

/** Keeps a new session. Raises UniqueViolation when its token is kept already. */
export async function insertSession(tx: Tx, session: SessionRow): Promise<void> {
  await insertRow(tx, 'sessions', session);
}

/**
 * The session with the token of that SHA-256 and its person, if neither it nor the key that it was begun with has ended, and it has not
 * expired, at that instant; or null.
 */
export async function findSession(
  tx: Tx,
  tokenSha256: string,
  at: Instant,
): Promise<{ session: SessionRow; person: Person } | null> {
  const find = tx.prepared('sessions:holder', (db, { sessions, people, apiKeys }, name) =>
    db
      .select({ session: getTableColumns(sessions), person: getTableColumns(people) })
      .from(sessions)
      .innerJoin(people, eq(people.id, sessions.personId))
      .leftJoin(apiKeys, eq(apiKeys.id, sessions.keyId))
      .where(
        and(
          eq(sessions.tokenSha256, sql.placeholder('tokenSha256')),
          isNull(sessions.endedAt),
          gt(sessions.expiresAt, sql.placeholder('at')),
          or(isNull(apiKeys.endedAt), gt(apiKeys.endedAt, sql.placeholder('at'))),
        ),
      )
      .prepare(name),
  );
  const [found] = await find.execute({ tokenSha256, at });
  return found ?? null;
}

/** Ends a session at an instant, for good. */
export async function endSessionRow(tx: Tx, id: string, at: Instant): Promise<void> {
  await updateRow(tx, 'sessions', id, { endedAt: at });
}

/** Deletes the sessions that ended or expired at that instant or earlier; answers how many. */
export async function deleteSessionsOver(tx: Tx, at: Instant): Promise<number> {
  const { sessions: t } = tx.tables;
  const deleted = await tx.db
    .delete(t)
    .where(or(lte(t.expiresAt, at), lte(t.endedAt, at)))
    .returning({ id: t.id });
  return deleted.length;
}
