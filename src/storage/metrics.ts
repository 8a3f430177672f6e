// What metrics read: the events of a cohort and the versions of registers, as recorded by an instant.
import { and, asc, eq, gt, gte, inArray, isNotNull, lt, lte, sql } from 'drizzle-orm';
import type { Instant } from '../domain/values.ts';
import type { Tx } from './database.ts';

/** The events of orders recorded by an instant, as their canonical text, in the order of each chain. */
export async function eventsRecordedBy(
  tx: Tx,
  workOrderIds: readonly string[],
  asOf: Instant,
): Promise<Map<string, string[]>> {
  const { events } = tx.tables;
  const texts = new Map<string, string[]>();
  // Engines bound the number of parameters of a statement.
  for (let at = 0; at < workOrderIds.length; at += 500) {
    const rows = await tx.db
      .select({ workOrderId: events.workOrderId, canonical: events.canonical })
      .from(events)
      .where(and(inArray(events.workOrderId, workOrderIds.slice(at, at + 500)), lte(events.recordedAt, asOf)))
      .orderBy(asc(events.workOrderId), asc(events.sequence));
    for (const row of rows) texts.set(row.workOrderId, [...(texts.get(row.workOrderId) ?? []), row.canonical]);
  }
  return texts;
}

/**
 * The orders whose clock stopped, or that ended before it ran, in `[from, to)`, and those that may have, as recorded by `asOf`: where the
 * end was corrected since. The caller looks again at each as it was then.
 */
export async function endedBetween(tx: Tx, from: Instant, to: Instant, asOf: Instant): Promise<string[]> {
  const list = tx.prepared('work-orders:ended-between', (db, { workOrders: t }, key) =>
    db
      .select({ id: t.id })
      .from(t)
      .where(and(gte(t.endedAt, sql.placeholder('from')), lt(t.endedAt, sql.placeholder('to'))))
      .prepare(key),
  );
  const corrected = tx.prepared('corrections:agreed-after', (db, { corrections: t }, key) =>
    db
      .selectDistinct({ id: t.workOrderId })
      .from(t)
      .where(and(gt(t.decidedAt, sql.placeholder('asOf')), eq(t.status, 'agreed'), isNotNull(t.to)))
      .prepare(key),
  );
  const ended = [...(await list.execute({ from, to })), ...(await corrected.execute({ asOf }))];
  return [...new Set(ended.map((row) => row.id))];
}

/** Every version of some records that had been recorded by an instant, each record's oldest first. */
export async function versionsRecordedBy<Version>(
  tx: Tx,
  recordIds: Iterable<string>,
  asOf: Instant,
): Promise<{ recordedAt: Instant; data: Version }[]> {
  const list = tx.prepared('register-events:of-record', (db, { registerEvents: t }, key) =>
    db
      .select({ recordedAt: t.recordedAt, canonical: t.canonical })
      .from(t)
      .where(and(eq(t.recordId, sql.placeholder('recordId')), lte(t.recordedAt, sql.placeholder('asOf'))))
      .orderBy(asc(t.sequence))
      .prepare(key),
  );
  const versions: { recordedAt: Instant; data: Version }[] = [];
  for (const recordId of new Set(recordIds))
    for (const row of await list.execute({ recordId, asOf }))
      versions.push({ recordedAt: row.recordedAt, data: (JSON.parse(row.canonical) as { data: Version }).data });
  return versions;
}
