// What happened on orders, beside what they have become: for figures that count events.
import { asc } from 'drizzle-orm';
import type { EventType } from '../../domain/orders/event.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { bounded, isOneOf, portionsOf, rowsUnder } from '../engine/conditions.ts';

/** What an event says beside its changes, for figures that count what happened. */
export interface Happening {
  workOrderId: string;
  sequence: number;
  type: EventType;
  occurredAt: Instant;
  recordedAt: Instant;
  actorId: string;
}

/** Events of some orders in the order of each chain: recorded by `recordedBy`, after `recordedAfter` if given, of some types if given. */
export async function happeningsOf(
  tx: Tx,
  workOrderIds: Iterable<string>,
  { recordedBy, recordedAfter, types }: { recordedBy: Instant; recordedAfter?: Instant; types?: readonly EventType[] },
): Promise<Map<string, Happening[]>> {
  const { events: t } = tx.tables;
  const found = new Map<string, Happening[]>();
  for (const ids of portionsOf(workOrderIds)) {
    const rows = await rowsUnder(
      tx,
      'metrics:happenings',
      [
        isOneOf(t.workOrderId, ids),
        bounded(t.recordedAt, 'upTo', recordedBy),
        recordedAfter === undefined ? undefined : bounded(t.recordedAt, 'after', recordedAfter),
        types === undefined ? undefined : isOneOf(t.type, types),
      ],
      {},
      (db, { events: e }, where) =>
        db
          .select({
            workOrderId: e.workOrderId,
            sequence: e.sequence,
            type: e.type,
            occurredAt: e.occurredAt,
            recordedAt: e.recordedAt,
            actorId: e.actorId,
          })
          .from(e)
          .where(where)
          .orderBy(asc(e.workOrderId), asc(e.sequence)),
    );
    for (const row of rows) {
      const known = found.get(row.workOrderId);
      if (known) known.push(row);
      else found.set(row.workOrderId, [row]);
    }
  }
  return found;
}
