// Events of work orders: the chain of one order, a page of it, and what stood in it at an instant.
import { and, asc, desc, eq, inArray, isNotNull, lte, max, sql } from 'drizzle-orm';
import type { Link } from '../../domain/evidence/evidence.ts';
import type { Change, EventType } from '../../domain/orders/event.ts';
import type { Status } from '../../domain/orders/status.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { bounded, equals } from '../engine/conditions.ts';
import { listPage, type Page, type PageRequest, sortOf } from '../engine/pages.ts';
import type { Tables } from '../tables.ts';
import type { EventRow } from './work-orders.ts';

/** The links of an order's chain in order. */
export async function chainOf(tx: Tx, workOrderId: string): Promise<Link[]> {
  const select = tx.prepared('events:chain', (db, { events }, key) =>
    db
      .select({
        sequence: events.sequence,
        previousSha256: events.previousSha256,
        canonical: events.canonical,
        sha256: events.sha256,
      })
      .from(events)
      .where(eq(events.workOrderId, sql.placeholder('workOrderId')))
      .orderBy(asc(events.sequence))
      .prepare(key),
  );
  return await select.execute({ workOrderId });
}

/** All of an order's events, with what stands beside their links. */
export async function eventRowsOf(tx: Tx, workOrderId: string): Promise<EventRow[]> {
  const select = tx.prepared('events:rows', (db, { events }, key) =>
    db
      .select()
      .from(events)
      .where(eq(events.workOrderId, sql.placeholder('workOrderId')))
      .orderBy(asc(events.sequence))
      .prepare(key),
  );
  return await select.execute({ workOrderId });
}

/** A page of the events of an order, of one type or recorded by an instant when those are given. Raises request.invalid for a foreign cursor. */
export async function listEventRows(
  tx: Tx,
  { limit, cursor, sort }: PageRequest,
  {
    workOrderId,
    type,
    recordedBy,
  }: { workOrderId: string; type?: EventType | undefined; recordedBy?: Instant | undefined },
): Promise<Page<Tables['events']['$inferSelect']>> {
  const { events: t } = tx.tables;
  return await listPage(tx, {
    table: t,
    where: [
      equals(t.workOrderId, workOrderId),
      type === undefined ? undefined : equals(t.type, type),
      recordedBy === undefined ? undefined : bounded(t.recordedAt, 'upTo', recordedBy),
    ],
    sort: sortOf(t, sort),
    key: t.sequence,
    limit,
    cursor,
  });
}

/** When an event of a type last happened to an order, or null. */
export async function lastOccurrence(tx: Tx, workOrderId: string, type: EventType): Promise<Instant | null> {
  const select = tx.prepared('events:last-occurrence', (db, { events }, key) =>
    db
      .select({ occurredAt: max(events.occurredAt) })
      .from(events)
      .where(and(eq(events.workOrderId, sql.placeholder('workOrderId')), eq(events.type, sql.placeholder('type'))))
      .prepare(key),
  );
  const [row] = await select.execute({ workOrderId, type });
  return row?.occurredAt ?? null;
}

/** The status that an order had been recorded in by an instant; null: it was not there yet. */
export async function statusRecordedBy(tx: Tx, workOrderId: string, at: Instant): Promise<Status | null> {
  const last = tx.prepared('events:status-recorded-by', (db, { events: t }, key) =>
    db
      .select({ status: t.toStatus })
      .from(t)
      .where(
        and(
          eq(t.workOrderId, sql.placeholder('workOrderId')),
          isNotNull(t.toStatus),
          lte(t.recordedAt, sql.placeholder('at')),
        ),
      )
      .orderBy(desc(t.sequence))
      .limit(1)
      .prepare(key),
  );
  return (await last.execute({ workOrderId, at }))[0]?.status ?? null;
}

/** Which segment each event of a type began, by the event's sequence. */
export async function segmentsBegunBy(tx: Tx, workOrderId: string, type: EventType): Promise<Map<number, string>> {
  const list = tx.prepared('events:of-type', (db, { events: t }, key) =>
    db
      .select({ sequence: t.sequence, canonical: t.canonical })
      .from(t)
      .where(and(eq(t.workOrderId, sql.placeholder('workOrderId')), eq(t.type, sql.placeholder('type'))))
      .orderBy(asc(t.sequence))
      .prepare(key),
  );
  const begun = new Map<number, string>();
  for (const { sequence, canonical } of await list.execute({ workOrderId, type })) {
    const { changes } = JSON.parse(canonical) as { changes: Change[] };
    const segment = changes.find((c) => c.part === 'segment' && 'from' in c.set);
    if (segment) begun.set(sequence, segment.id);
  }
  return begun;
}

/** The authorization that an order had at an instant, as its events gave, changed and took it; null: none. */
export async function authorizationAt(tx: Tx, workOrderId: string, at: Instant): Promise<string | null> {
  const last = tx.prepared('events:authorization-at', (db, { events: t }, key) =>
    db
      .select({ canonical: t.canonical })
      .from(t)
      .where(
        and(
          eq(t.workOrderId, sql.placeholder('workOrderId')),
          inArray(t.type, ['authorized', 'reauthorized', 'returned']),
          lte(t.occurredAt, sql.placeholder('at')),
        ),
      )
      .orderBy(desc(t.sequence))
      .limit(1)
      .prepare(key),
  );
  const [event] = await last.execute({ workOrderId, at });
  if (!event) return null;
  const { changes } = JSON.parse(event.canonical) as { changes: Change[] };
  const change = changes.find((c) => c.part === 'order');
  return (change?.set.authorizationId as string | null | undefined) ?? null;
}
