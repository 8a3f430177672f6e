// Rows of allowances: how much of it a subject has taken in a window, over all nodes.
import { lt, lte, sql } from 'drizzle-orm';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { placeFor } from '../engine/conditions.ts';

/** What a node asks for at once. */
export interface Lease {
  /** SHA-256 of whom it is for. */
  subject: string;
  windowStart: Instant;
  /** How many, at most. */
  chunk: number;
  /** How many all nodes together may take in the window. */
  limit: number;
}

/**
 * Takes a chunk of an allowance in one statement, so that nodes that ask at once never take more than there is; answers how many were
 * taken in the window with it (those past the limit are not granted), or null when nothing was left.
 */
export async function takeAllowance(tx: Tx, { subject, windowStart, chunk, limit }: Lease): Promise<number | null> {
  const take = tx.prepared('allowances:take', (db, { allowances: t }, key) =>
    db
      .insert(t)
      .values({
        subject: sql.placeholder('subject'),
        windowStart: sql.placeholder('windowStart'),
        used: sql.placeholder('chunk'),
      })
      .onConflictDoUpdate({
        target: [t.subject, t.windowStart],
        set: { used: sql`${t.used} + ${placeFor(t.used, 'more')}` },
        setWhere: lt(t.used, sql.placeholder('limit')),
      })
      .returning({ used: t.used })
      .prepare(key),
  );
  const [row] = await take.execute({ subject, windowStart, chunk, more: chunk, limit });
  return row?.used ?? null;
}

/** Deletes the windows that began at that instant or earlier. */
export async function forgetWindowsUntil(tx: Tx, instant: Instant): Promise<void> {
  const forget = tx.prepared('allowances:forget', (db, { allowances: t }, key) =>
    db
      .delete(t)
      .where(lte(t.windowStart, sql.placeholder('instant')))
      .prepare(key),
  );
  await forget.execute({ instant });
}
