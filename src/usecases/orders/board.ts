// The board: many orders at once, each with as much as a card shows of it.
import { z } from 'zod';
import { CATEGORIES, type Category } from '../../domain/metrics/turnaround.ts';
import { type WorkOrder, workOrderRecord } from '../../domain/orders/work-order.ts';
import type { WorkOrderFilters } from '../../domain/orders/work-order-filters.ts';
import { dateInTokyo, hoursBetween, type Instant, isoDate } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import type { Page, PageRequest } from '../../storage/engine/pages.ts';
import { lastTargets } from '../../storage/metrics/exposure.ts';
import {
  itemsOf,
  openNonconformancesOf,
  type Stretch,
  stoppingPartsOf,
  stoppingSubOrdersOf,
  stretchesOf,
} from '../../storage/orders/board.ts';
import { listOrders } from '../../storage/orders/work-order-lists.ts';
import { type Act, look } from '../act.ts';
import { scopeOf } from './work-order-lists.ts';

const count = z.int().min(0);
const hours = z.number().min(0);
export const card = workOrderRecord
  .pick({
    id: true,
    revision: true,
    number: true,
    status: true,
    statusSince: true,
    holdCause: true,
    activity: true,
    facilityId: true,
    platformId: true,
    equipmentId: true,
    parentId: true,
    assignedTo: true,
    discrepancy: true,
    createdAt: true,
    inductedAt: true,
  })
  .extend({
    designator: z.int().meta({ description: 'The priority designator, 1 to 15.' }),
    item: z.strictObject({ designation: z.string(), serialNumber: z.string() }),
    target: isoDate
      .nullable()
      .meta({ description: 'The last target; before induction the date given when authorized.' }),
    hoursByCategory: z
      .partialRecord(z.enum(CATEGORIES), hours)
      .nullable()
      .meta({ description: 'Hours until now, to the hundredth; null before induction.' }),
    waitsFor: z
      .strictObject({ parts: count, nonconformances: count, subOrders: count })
      .meta({ description: 'Parts and sub-orders that stop the work, and nonconformances that are not closed.' }),
  });
export type Card = z.infer<typeof card>;

/** A page of cards of the orders the caller sees, under filters, in the order of a list of work orders. */
export async function listCards(act: Act, page: PageRequest, filters: WorkOrderFilters): Promise<Page<Card>> {
  const now = act.clock();
  return await look(act, async (tx) => {
    const { items, next } = await listOrders(tx, scopeOf(act.caller), page, filters, dateInTokyo(now));
    return { items: await cardsOf(tx, items, now), next };
  });
}

async function cardsOf(tx: Tx, orders: readonly WorkOrder[], now: Instant): Promise<Card[]> {
  const ids = orders.map((order) => order.id);
  const items = await itemsOf(
    tx,
    orders.map((order) => order.equipmentId),
  );
  const targets = await lastTargets(tx, ids);
  const stretches = new Map<string, Stretch[]>(ids.map((orderId) => [orderId, []]));
  for (const stretch of await stretchesOf(tx, ids)) stretches.get(stretch.workOrderId)?.push(stretch);
  const parts = await stoppingPartsOf(tx, ids);
  const nonconformances = await openNonconformancesOf(tx, ids);
  const subOrders = await stoppingSubOrdersOf(tx, ids);
  return orders.map((order) => {
    const { id: orderId, revision, number, status, statusSince, holdCause, activity } = order;
    const { facilityId, platformId, equipmentId, parentId, assignedTo, discrepancy, createdAt, inductedAt } = order;
    const { designation = '', serialNumber = '' } = items.get(equipmentId) ?? {};
    return {
      ...{ id: orderId, revision, number, status, statusSince, holdCause, activity },
      ...{ facilityId, platformId, equipmentId, parentId, assignedTo, discrepancy, createdAt, inductedAt },
      designator: order.priority.designator,
      item: { designation, serialNumber },
      target: targets.get(orderId) ?? order.targetDate,
      hoursByCategory: hoursIn(stretches.get(orderId) ?? [], now),
      waitsFor: {
        parts: parts.get(orderId) ?? 0,
        nonconformances: nonconformances.get(orderId) ?? 0,
        subOrders: subOrders.get(orderId) ?? 0,
      },
    };
  });
}

function hoursIn(stretches: readonly Stretch[], now: Instant): Card['hoursByCategory'] {
  if (stretches.length === 0) return null;
  const hoursBy = new Map<Category, number>();
  for (const { from, to, category } of stretches)
    hoursBy.set(category, (hoursBy.get(category) ?? 0) + hoursBetween(from, to ?? (now > from ? now : from)));
  return Object.fromEntries([...hoursBy].map(([category, spent]) => [category, Math.round(spent * 100) / 100]));
}
