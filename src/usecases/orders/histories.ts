// What an order holds and how it came to it: its parts, segments and events, as they are or as they were recorded by an instant.
import type { EventType, WorkOrderEvent } from '../../domain/orders/event.ts';
import type { Status } from '../../domain/orders/status.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import { dateInTokyo, type Instant, type IsoDate } from '../../domain/values.ts';
import { type Page, type PageRequest, pageOf } from '../../storage/engine/pages.ts';
import { listEventRows } from '../../storage/orders/events.ts';
import { findPartOwner, findWorkOrder } from '../../storage/orders/work-orders.ts';
import { type Act, look } from '../act.ts';
import { getWorkOrder, notOfOrder, sees } from './access.ts';
import { type PartList, type PartOf, partOf, type Shown } from './parts.ts';
import { listWorkOrders } from './work-order-lists.ts';
import { fileAsOf, subordersAsOf } from './work-orders.ts';

/** How a list of parts is asked for: a page, the instant it was recorded by, and fields that must equal a value. */
export interface PartsRequest extends PageRequest {
  asOf?: Instant | undefined;
  [filter: string]: unknown;
}

/** What follows from a part and the day on which it is looked at. */
export type Derive<List extends PartList> = (part: PartOf<List>, today: IsoDate) => Record<string, unknown>;

/** A page of the parts of an order, each with the order's revision and what is derived of it. Raises resource.not_found, request.invalid. */
export async function listParts<List extends PartList>(
  act: Act,
  workOrderId: string,
  list: List,
  { limit, cursor, sort, asOf, ...filters }: PartsRequest,
  derive?: Derive<List>,
): Promise<Page<Shown<PartOf<List>>>> {
  return await look(act, async (tx) => {
    const file = await fileAsOf(tx, act, workOrderId, asOf);
    const wanted = Object.entries(filters).filter(([, value]) => value !== undefined);
    const today = dateInTokyo(asOf ?? act.clock());
    const all = (file[list] as PartOf<List>[]).map((part) => ({ ...part, ...derive?.(part, today) }));
    const parts = all.filter((part) =>
      wanted.every(([name, value]) => (part as unknown as Record<string, unknown>)[name] === value),
    );
    const { items, next } = pageOf(parts, { limit, cursor, sort });
    return { items: items.map((part) => ({ ...part, revision: file.order.revision })), next };
  });
}

/** A page of the sub-orders that the caller sees, as they are or as they were recorded by `asOf`. Raises resource.not_found, request.invalid. */
export async function listSubOrders(
  act: Act,
  parentId: string,
  { limit, cursor, sort, asOf, status }: PageRequest & { asOf?: Instant | undefined; status?: Status[] | undefined },
): Promise<Page<WorkOrder>> {
  if (asOf === undefined) return await listWorkOrders(act, { limit, cursor, sort }, { parentId, status });
  return await look(act, async (tx) => {
    await fileAsOf(tx, act, parentId, asOf);
    const known: (WorkOrder & { designator: number })[] = [];
    for (const { id } of await subordersAsOf(tx, parentId, asOf)) {
      const now = await findWorkOrder(tx, id);
      if (!now || !sees(act.caller, now)) continue;
      const { order } = await fileAsOf(tx, act, id, asOf);
      if (status === undefined || status.includes(order.status))
        known.push({ ...order, designator: order.priority.designator });
    }
    const { items, next } = pageOf(known, { limit, cursor, sort });
    return { items: items.map(({ designator: _, ...order }) => order), next };
  });
}

/** One part of an order. Raises resource.not_found, request.invalid. */
export async function showPart<List extends PartList>(
  act: Act,
  workOrderId: string,
  list: List,
  partId: string,
  asOf?: Instant,
  derive?: Derive<List>,
): Promise<Shown<PartOf<List>>> {
  return await look(act, async (tx) => {
    const file = await fileAsOf(tx, act, workOrderId, asOf);
    const part = partOf(file[list] as readonly PartOf<List>[], partId);
    return { ...part, ...derive?.(part, dateInTokyo(asOf ?? act.clock())), revision: file.order.revision };
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
    const found = await listEventRows(tx, { limit, cursor, sort }, { workOrderId, type, recordedBy: asOf });
    return {
      items: found.items.map((row) => ({ ...JSON.parse(row.canonical), sha256: row.sha256 })),
      next: found.next,
    };
  });
}
