// When each piece of scheduled work was last begun.
import { eq } from 'drizzle-orm';
import type { Instant } from '../domain/values.ts';
import type { Tx } from './database.ts';

/** When work of that name was last begun, or null. */
export async function findRun(tx: Tx, name: string): Promise<Instant | null> {
  const { scheduledRuns: t } = tx.tables;
  const [row] = await tx.db.select().from(t).where(eq(t.name, name));
  return row?.begunAt ?? null;
}

/** Keeps when work of that name was begun, in place of the time before. */
export async function keepRun(tx: Tx, name: string, begunAt: Instant): Promise<void> {
  const { scheduledRuns: t } = tx.tables;
  await tx.db.insert(t).values({ name, begunAt }).onConflictDoUpdate({ target: t.name, set: { begunAt } });
}
