// Rows of the answers kept for repeated requests.
import { and, eq, lte, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { insertRow } from '../engine/rows.ts';
import type { Tables } from '../tables.ts';

type Answer = Tables['idempotencyRecords']['$inferSelect'];

/** The answer kept under that key, however old, or null. */
export async function findAnswer(tx: Tx, personId: string, path: string, key: string): Promise<Answer | null> {
  const find = tx.prepared('idempotency:find', (db, { idempotencyRecords: t }, name) =>
    db
      .select()
      .from(t)
      .where(
        and(
          eq(t.personId, sql.placeholder('personId')),
          eq(t.path, sql.placeholder('path')),
          eq(t.key, sql.placeholder('key')),
        ),
      )
      .prepare(name),
  );
  const [row] = await find.execute({ personId, path, key });
  return row ?? null;
}

/** Keeps an answer. Raises UniqueViolation when one is kept under that key. */
export async function keepAnswer(tx: Tx, answer: Answer): Promise<void> {
  await insertRow(tx, 'idempotencyRecords', answer);
}

/** Deletes the answers kept at that instant or earlier. */
export async function forgetAnswersBefore(tx: Tx, instant: string): Promise<void> {
  const forget = tx.prepared('idempotency:forget', (db, { idempotencyRecords: t }, name) =>
    db
      .delete(t)
      .where(lte(t.createdAt, sql.placeholder('instant')))
      .prepare(name),
  );
  await forget.execute({ instant });
}
