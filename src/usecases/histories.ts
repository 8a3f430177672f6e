// What an order holds and how it came to it: its parts, segments and events, as they are or as they were recorded by an instant.
import { and, eq, lte } from 'drizzle-orm';
import type { EventType, WorkOrderEvent } from '../domain/event.ts';
import { Problem } from '../domain/problem.ts';
import type { Instant } from '../domain/values.ts';
import { listPage, type Page, type PageRequest, sortOf } from '../storage/pages.ts';
import { findPartOwner } from '../storage/work-orders.ts';
import { getWorkOrder, notOfOrder } from './access.ts';
import { type Act, look } from './act.ts';
import { type PartList, type PartOf, partOf, type Shown } from './parts.ts';
import { fileAsOf } from './work-orders.ts';

/** How a list of parts is asked for: a page, the instant it was recorded by, and fields that must equal a value. */
export interface PartsRequest extends PageRequest {
  asOf?: Instant | undefined;
  [filter: string]: unknown;
}

/** A page of the parts of an order, each with the order's revision. Raises resource.not_found, request.invalid. */
export async function listParts<List extends PartList>(
  act: Act,
  workOrderId: string,
  list: List,
  { limit, cursor, sort, asOf, ...filters }: PartsRequest,
): Promise<Page<Shown<PartOf<List>>>> {
  return await look(act, async (tx) => {
    const file = await fileAsOf(tx, act, workOrderId, asOf);
    const wanted = Object.entries(filters).filter(([, value]) => value !== undefined);
    const parts = (file[list] as PartOf<List>[]).filter((part) =>
      wanted.every(([name, value]) => (part as unknown as Record<string, unknown>)[name] === value),
    );
    const { items, next } = pageOf(parts, { limit, cursor, sort });
    return { items: items.map((part) => ({ ...part, revision: file.order.revision })), next };
  });
}

/** One part of an order. Raises resource.not_found, request.invalid. */
export async function showPart<List extends PartList>(
  act: Act,
  workOrderId: string,
  list: List,
  partId: string,
  asOf?: Instant,
): Promise<Shown<PartOf<List>>> {
  return await look(act, async (tx) => {
    const file = await fileAsOf(tx, act, workOrderId, asOf);
    return { ...partOf(file[list] as readonly PartOf<List>[], partId), revision: file.order.revision };
  });
}

/** The check that comes before the body is read: raises resource.not_found when the caller sees no such part of no such order. */
export async function requirePart(act: Act, workOrderId: string, list: PartList, partId: string): Promise<void> {
  await look(act, async (tx) => {
    await getWorkOrder(tx, act.caller, workOrderId);
    const owner = await findPartOwner(tx, list, partId);
    if (owner !== workOrderId) throw await notOfOrder(tx, act.caller, owner);
  });
}

/** A page of the events of an order, each a link of its chain. Raises resource.not_found, request.invalid. */
export async function listEvents(
  act: Act,
  workOrderId: string,
  { limit, cursor, sort, asOf, type }: PageRequest & { asOf?: Instant | undefined; type?: EventType | undefined },
): Promise<Page<WorkOrderEvent>> {
  return await look(act, async (tx) => {
    if (asOf === undefined) await getWorkOrder(tx, act.caller, workOrderId);
    else await fileAsOf(tx, act, workOrderId, asOf);
    const { events } = tx.tables;
    const found = await listPage(tx, {
      table: events,
      where: [
        and(
          eq(events.workOrderId, workOrderId),
          asOf === undefined ? undefined : lte(events.recordedAt, asOf),
          type === undefined ? undefined : eq(events.type, type),
        ),
      ],
      sort: sortOf(events, sort),
      key: events.sequence,
      limit,
      cursor,
    });
    return {
      items: found.items.map((row) => ({ ...JSON.parse(row.canonical), sha256: row.sha256 })),
      next: found.next,
    };
  });
}

type Value = string | number;

/** A page of a list that is at hand whole: sorted by a field, then by id; the cursor names the last item, so that added ones move nothing. */
export function pageOf<Item extends { id: string }>(all: readonly Item[], request: PageRequest): Page<Item> {
  const descending = request.sort.startsWith('-');
  const field = descending ? request.sort.slice(1) : request.sort;
  const keyOf = (item: Item): [Value, string] => [(item as unknown as Record<string, Value>)[field] ?? '', item.id];
  const sorted = [...all].sort((a, b) => compare(keyOf(a), keyOf(b)) * (descending ? -1 : 1));
  const after = request.cursor ? readCursor(request.cursor, request.sort) : null;
  const rest =
    after === null ? sorted : sorted.filter((item) => compare(keyOf(item), after) * (descending ? -1 : 1) > 0);
  const items = rest.slice(0, request.limit);
  const last = items.at(-1);
  const next = rest.length > items.length && last ? writeCursor(request.sort, keyOf(last)) : null;
  return { items, next };
}

function compare([a, aId]: [Value, string], [b, bId]: [Value, string]): number {
  if (a !== b) return a < b ? -1 : 1;
  return aId < bId ? -1 : aId > bId ? 1 : 0;
}

function writeCursor(sort: string, [value, id]: [Value, string]): string {
  return Buffer.from(JSON.stringify([sort, value, id])).toString('base64url');
}

function readCursor(cursor: string, sort: string): [Value, string] {
  try {
    const read = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
    if (Array.isArray(read) && read.length === 3) {
      const [order, value, id] = read as [unknown, unknown, unknown];
      const isValue = typeof value === 'string' || typeof value === 'number';
      if (order === sort && isValue && typeof id === 'string') return [value, id];
    }
  } catch {
    // Not JSON: answered below.
  }
  throw new Problem('request.invalid', {
    errors: [
      {
        pointer: '/cursor',
        code: 'cursor.unknown',
        message: {
          en: 'Not a cursor of this list in this order; use the `next` of its last page.',
          ja: 'この一覧と並び順のカーソルではありません。直前のページの`next`を使ってください。',
        },
      },
    ],
  });
}
