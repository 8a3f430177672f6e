// The feed: events of orders in the order of the log, which is that of their commits, within a scope and under filters.
import { and, asc, eq, gte, lt, sql } from 'drizzle-orm';
import type { EventType } from '../../domain/orders/event.ts';
import type { Tx } from '../database.ts';
import { equals, isOneOf, rowsUnder } from '../engine/conditions.ts';
import { logSize } from '../evidence/log.ts';
import { inScope, type Scope } from '../orders/work-order-lists.ts';

/** How many entries of the log one reading looks at: with a narrow filter it finds few, and others wait meanwhile. */
const LOOKED_AT_ONCE = 2_000;

export interface FeedFilters {
  types?: readonly EventType[] | undefined;
  facilityIds?: readonly string[] | undefined;
  workOrderId?: string | undefined;
}

/** An event at its place in the log, with the order it is of as that is now. */
export interface FeedRow {
  position: number;
  canonical: string;
  sha256: string;
  number: string;
  facilityId: string;
  platformId: string;
}

/** What was found, and up to where: the first `read` entries of the log have been looked at, of the `size` that it has. */
export interface FeedPage<Row = FeedRow> {
  items: Row[];
  read: number;
  size: number;
}

/** The next events from a place of the log on; few or none when few of those looked at fit. */
export async function readFeed(
  tx: Tx,
  scope: Scope,
  { from, limit, ...filters }: FeedFilters & { from: number; limit: number },
): Promise<FeedPage> {
  const { events, workOrders: w, logEntries: l } = tx.tables;
  const size = await logSize(tx);
  // The events of one order are found by an index, however far they stand from each other.
  const end = filters.workOrderId === undefined ? Math.min(size, from + LOOKED_AT_ONCE) : size;
  const items = await rowsUnder<FeedRow>(
    tx,
    'feed',
    [
      inScope(tx, scope),
      filters.types && isOneOf(events.type, filters.types, { unindexed: true }),
      filters.facilityIds && isOneOf(w.facilityId, filters.facilityIds, { unindexed: true }),
      filters.workOrderId === undefined ? undefined : equals(l.recordId, filters.workOrderId),
    ],
    { from, end, limit },
    (db, { events: e, workOrders: o, logEntries: t }, where) =>
      db
        .select({
          position: t.position,
          canonical: e.canonical,
          sha256: e.sha256,
          number: o.number,
          facilityId: o.facilityId,
          platformId: o.platformId,
        })
        .from(t)
        .innerJoin(e, and(eq(e.workOrderId, t.recordId), eq(e.sequence, t.sequence)))
        .innerJoin(o, eq(o.id, t.recordId))
        .where(
          and(
            eq(t.kind, 'order'),
            gte(t.position, sql.placeholder('from')),
            lt(t.position, sql.placeholder('end')),
            where,
          ),
        )
        .orderBy(asc(t.position))
        .limit(sql.placeholder('limit')),
  );
  const last = items.at(-1);
  return { items, read: items.length === limit && last ? last.position + 1 : Math.max(from, end), size };
}
