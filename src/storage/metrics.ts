// What metrics read: the events of a cohort and the versions of registers, as recorded by an instant.
import { and, asc, eq, gte, lt, sql } from 'drizzle-orm';
import type { Target } from '../domain/target.ts';
import type { Instant } from '../domain/values.ts';
import type { WorkOrder } from '../domain/work-order.ts';
import type { FiledSegment } from '../domain/work-order-file.ts';
import { bounded, isOneOf, portionsOf, rowsUnder } from './conditions.ts';
import type { Tx } from './database.ts';
import type { Tables } from './tables.ts';
import { orderOf } from './work-orders.ts';

/** An order with its clock and targets: what a turnaround is made of. */
export interface Ledger {
  order: WorkOrder;
  segments: FiledSegment[];
  targets: Target[];
}

/** The ledgers, as they are now, of the orders whose clock stopped, or that ended before it ran, in `[from, to)`. */
export async function ledgersOfEnded(tx: Tx, from: Instant, to: Instant): Promise<Ledger[]> {
  const ended = (t: Tables['workOrders']) =>
    and(gte(t.endedAt, sql.placeholder('from')), lt(t.endedAt, sql.placeholder('to')));
  const orders = tx.prepared('metrics:ended-orders', (db, { workOrders: t }, key) =>
    db.select().from(t).where(ended(t)).prepare(key),
  );
  const segments = tx.prepared('metrics:ended-segments', (db, { workOrders: t, segments: s }, key) =>
    db.select({ part: s }).from(t).innerJoin(s, eq(s.workOrderId, t.id)).where(ended(t)).orderBy(asc(s.n)).prepare(key),
  );
  const targets = tx.prepared('metrics:ended-targets', (db, { workOrders: t, targets: g }, key) =>
    db.select({ part: g }).from(t).innerJoin(g, eq(g.workOrderId, t.id)).where(ended(t)).orderBy(asc(g.n)).prepare(key),
  );
  const rows = await orders.execute({ from, to });
  const ledgers = new Map(
    rows.map((row): [string, Ledger] => [row.id, { order: orderOf(row), segments: [], targets: [] }]),
  );
  for (const { part } of await segments.execute({ from, to })) ledgers.get(part.workOrderId)?.segments.push(part);
  for (const { part } of await targets.execute({ from, to })) ledgers.get(part.workOrderId)?.targets.push(part);
  return [...ledgers.values()];
}

/**
 * The events, recorded by `asOf`, of the orders whose clock stopped, or that ended before it ran, in `[from, to)`, and of those that may
 * have, as recorded by then: where the end was corrected since. By order, as their canonical text, in the order of each chain. The caller
 * looks again at each as it was then.
 */
export async function eventsOfEnded(tx: Tx, from: Instant, to: Instant, asOf: Instant): Promise<Map<string, string[]>> {
  const list = tx.prepared('events:of-ended', (db, { events: e, workOrders: t, corrections: c }, key) => {
    const [from, to, asOf] = [sql.placeholder('from'), sql.placeholder('to'), sql.placeholder('asOf')];
    const ended = sql`select ${t.id} from ${t} where ${t.endedAt} >= ${from} and ${t.endedAt} < ${to}`;
    const corrected = sql`select ${tx.unindexed(c.workOrderId)} from ${c} where ${c.decidedAt} > ${asOf} and ${c.status} = 'agreed' and ${c.to} is not null`;
    return db
      .select({ workOrderId: e.workOrderId, canonical: e.canonical })
      .from(e)
      .where(sql`${e.workOrderId} in (${ended} union ${corrected}) and ${e.recordedAt} <= ${asOf}`)
      .orderBy(asc(e.workOrderId), asc(e.sequence))
      .prepare(key);
  });
  const texts = new Map<string, string[]>();
  for (const { workOrderId, canonical } of await list.execute({ from, to, asOf })) {
    const known = texts.get(workOrderId);
    if (known) known.push(canonical);
    else texts.set(workOrderId, [canonical]);
  }
  return texts;
}

/** Every version of some records that had been recorded by an instant, each record's oldest first. */
export async function versionsRecordedBy<Version>(
  tx: Tx,
  recordIds: Iterable<string>,
  asOf: Instant,
): Promise<{ recordedAt: Instant; data: Version }[]> {
  const { registerEvents: t } = tx.tables;
  const versions: { recordedAt: Instant; data: Version }[] = [];
  for (const some of portionsOf(recordIds)) {
    const rows = await rowsUnder(
      tx,
      'register-events:of-records',
      [isOneOf(t.recordId, some), bounded(t.recordedAt, 'upTo', asOf)],
      {},
      (db, _, where) =>
        db
          .select({ recordedAt: t.recordedAt, canonical: t.canonical })
          .from(t)
          .where(where)
          .orderBy(asc(t.recordId), asc(t.sequence)),
    );
    for (const row of rows)
      versions.push({ recordedAt: row.recordedAt, data: (JSON.parse(row.canonical) as { data: Version }).data });
  }
  return versions;
}
