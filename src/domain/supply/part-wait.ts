// Part wait: what one order waits for of one part, and for how long that has stopped it. Derived from the order's file alone.

import type { Category } from '../metrics/turnaround.ts';
import type { WorkOrder } from '../orders/work-order.ts';
import { dayNumber } from '../registers/calendar.ts';
import { dateInTokyo, type Instant } from '../values.ts';
import { isStanding, type PartDemand } from './part-demand.ts';
import { partKeyOf } from './part-name.ts';

/** Stretches of the clock, as they are needed here. */
export interface ClockStretch {
  from: Instant;
  to: Instant | null;
  category: Category;
}

/** What an order is needed for here. */
export type WaitingOrder = Pick<WorkOrder, 'id' | 'facilityId' | 'platformId' | 'status'> & { designator: number };

/** What of a file says what its order waits for. */
export interface WaitingFile {
  order: WorkOrder;
  segments: readonly ClockStretch[];
  partDemands: readonly PartDemand[];
}

/** An order and one part. Days are counted from 1970-01-01, instants in milliseconds from then, so that sums of them are exact. */
export interface PartWait {
  workOrderId: string;
  partKey: string;
  facilityId: string;
  platformId: string;
  /** Whether a demand of it still stands. */
  isOpen: boolean;
  /** The best of its demands that stand, else of all. */
  designator: number;
  /** How many pieces are still to come. */
  openQuantity: number;
  /** How many pieces it has demanded in all, without what was cancelled or taken from another item: that one demands them anew. */
  demandedQuantity: number;
  /** The day of its first demand, in Japan. */
  demandedDay: number;
  /** The earliest day on which a piece is needed that has not come; null: none is said. */
  neededDay: number | null;
  /** The earliest day on which a piece was promised that has not come; null: none was. */
  promisedDay: number | null;
  /** The day on which all that stops the order has come, if every promise holds; null: there is something without a promise. */
  arrivalDay: number | null;
  /** How long the order stood for it, in stretches that are over. */
  stoppedMilliseconds: number;
  /** Since when the order stands for it; null: it does not. */
  stoppedSince: number | null;
}

/** The stretches in which an order stood and one part was among what it waited for: half-open, in order; `to` null: it still does. */
export interface Stop {
  from: number;
  to: number | null;
}

const OVER: readonly WorkOrder['status'][] = ['closed', 'cancelled', 'condemned'];

/** When a demand was made, and when it was settled; null: it stands. */
export function spanOf(demand: Pick<PartDemand, 'statuses' | 'status' | 'createdAt'>): {
  from: number;
  to: number | null;
} {
  const from = Date.parse(demand.statuses[0]?.at ?? demand.createdAt);
  const last = demand.statuses.at(-1)?.at ?? demand.createdAt;
  return { from, to: isStanding(demand) ? null : Math.max(from, Date.parse(last)) };
}

/**
 * The stops of some demands of one part: where a stretch of waiting for parts meets a demand that stops work, from when it was made until it
 * was settled. Where two demands of the part overlap, the time counts once.
 */
export function stopsOf(segments: readonly ClockStretch[], demands: readonly PartDemand[]): Stop[] {
  const met: { from: number; to: number }[] = [];
  for (const demand of demands) {
    if (!demand.stopsWork) continue;
    const span = spanOf(demand);
    for (const segment of segments) {
      if (segment.category !== 'supply') continue;
      const from = Math.max(span.from, Date.parse(segment.from));
      const to = Math.min(span.to ?? Infinity, segment.to === null ? Infinity : Date.parse(segment.to));
      if (from < to) met.push({ from, to });
    }
  }
  return united(met).map(({ from, to }) => ({ from, to: to === Infinity ? null : to }));
}

/** Stretches as a union of stretches that do not meet. */
export function united(stretches: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const all: { from: number; to: number }[] = [];
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else all.push({ from, to });
  }
  return all;
}

/** How long stretches are in all, in milliseconds; time that several of them cover counts once. */
export function lengthOf(stretches: readonly { from: number; to: number }[]): number {
  return united(stretches).reduce((sum, { from, to }) => sum + (to - from), 0);
}

/** The demands of an order by the key of their part, each list in the order of the file. */
export function demandsByPart(demands: readonly PartDemand[]): Map<string, PartDemand[]> {
  const byPart = new Map<string, PartDemand[]>();
  for (const demand of demands) {
    const key = partKeyOf(demand);
    const known = byPart.get(key);
    if (known) known.push(demand);
    else byPart.set(key, [demand]);
  }
  return byPart;
}

/** What an order waits for, part by part, as its file says. Pure. */
export function partWaitsOf(
  order: WaitingOrder,
  segments: readonly ClockStretch[],
  demands: readonly PartDemand[],
): PartWait[] {
  return [...demandsByPart(demands)].map(([partKey, some]) => waitOf(order, segments, partKey, some));
}

/** As `partWaitsOf`, of the whole file. */
export function partWaitsOfFile({ order, segments, partDemands }: WaitingFile): PartWait[] {
  return partWaitsOf({ ...order, designator: order.priority.designator }, segments, partDemands);
}

function waitOf(
  order: WaitingOrder,
  segments: readonly ClockStretch[],
  partKey: string,
  demands: readonly PartDemand[],
): PartWait {
  const standing = OVER.includes(order.status) ? [] : demands.filter(isStanding);
  const stops = stopsOf(segments, demands);
  const open = stops.find((stop) => stop.to === null);
  const quantityOf = (some: readonly PartDemand[]) => some.reduce((sum, { quantity }) => sum + quantity, 0);
  const stopping = standing.filter((demand) => demand.stopsWork);
  return {
    workOrderId: order.id,
    partKey,
    facilityId: order.facilityId,
    platformId: order.platformId,
    isOpen: standing.length > 0,
    designator: bestDesignator(order, standing.length > 0 ? standing : demands),
    openQuantity: quantityOf(standing),
    demandedQuantity: quantityOf(demands.filter((d) => d.status !== 'cancelled' && d.source !== 'cannibalized')),
    demandedDay: Math.min(...demands.map((demand) => dayOf(spanOf(demand).from))),
    neededDay: extremeDay(Math.min, standing, 'neededBy'),
    promisedDay: extremeDay(Math.min, standing, 'promisedOn'),
    arrivalDay: stopping.some((d) => d.promisedOn === null) ? null : extremeDay(Math.max, stopping, 'promisedOn'),
    stoppedMilliseconds: stops.reduce((sum, { from, to }) => sum + (to === null ? 0 : to - from), 0),
    stoppedSince: open?.from ?? null,
  };
}

function bestDesignator(order: WaitingOrder, demands: readonly PartDemand[]): number {
  return Math.min(...demands.map((demand) => demand.priority?.designator ?? order.designator));
}

function extremeDay(
  of: (...days: number[]) => number,
  demands: readonly PartDemand[],
  field: 'neededBy' | 'promisedOn',
): number | null {
  const days = demands.flatMap((demand) => (demand[field] === null ? [] : dayNumber(demand[field] as string)));
  return days.length === 0 ? null : of(...days);
}

function dayOf(milliseconds: number): number {
  return dayNumber(dateInTokyo(new Date(milliseconds).toISOString()));
}
