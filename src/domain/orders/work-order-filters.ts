// Filters of work orders: what a list, or a figure made of many orders, is narrowed to.

import type { IsoDate } from '../values.ts';
import type { Target } from '../workshop/target.ts';
import { folded, wordsOf } from './search.ts';
import type { Status } from './status.ts';
import type { WorkOrder } from './work-order.ts';

export interface WorkOrderFilters {
  status?: Status[] | undefined;
  facilityId?: string | undefined;
  platformId?: string | undefined;
  equipmentId?: string | undefined;
  parentId?: string | undefined;
  /** The designator. */
  priority?: number | undefined;
  activity?: WorkOrder['activity'] | undefined;
  level?: WorkOrder['level'] | undefined;
  overdue?: boolean | undefined;
  number?: string | undefined;
  /** Whether it was imported. */
  historical?: boolean | undefined;
  q?: string | undefined;
}

/** The filters that one field of an order answers alone. */
const FIELD_FILTERS = [
  'facilityId',
  'platformId',
  'equipmentId',
  'parentId',
  'activity',
  'level',
  'number',
  'historical',
] as const satisfies readonly (keyof WorkOrderFilters & keyof WorkOrder)[];

/** An order as far as filters look at it. */
export interface Filtered {
  order: Pick<WorkOrder, (typeof FIELD_FILTERS)[number] | 'status' | 'endedAt' | 'targetDate'> & { designator: number };
  /** In their order. */
  targets: readonly Pick<Target, 'date'>[];
}

/**
 * Whether an order meets all filters but `q`, on a day in Japan. As the list of work orders has them: `status` one of several, none
 * given being any; `overdue` open with the last target's date past, or not so.
 */
export function meets({ order, targets }: Filtered, filters: WorkOrderFilters, today: IsoDate): boolean {
  return (
    FIELD_FILTERS.every((field) => filters[field] === undefined || filters[field] === order[field]) &&
    (filters.status === undefined || filters.status.length === 0 || filters.status.includes(order.status)) &&
    (filters.priority === undefined || filters.priority === order.designator) &&
    (filters.overdue === undefined || filters.overdue === isOverdue({ order, targets }, today))
  );
}

/** Whether an order is open with the date of its last target past: the one given with the authorization until there is another. */
export function isOverdue(
  { order, targets }: { order: Pick<WorkOrder, 'endedAt' | 'targetDate'>; targets: readonly Pick<Target, 'date'>[] },
  today: IsoDate,
): boolean {
  const last = targets.at(-1)?.date ?? order.targetDate;
  return order.endedAt === null && last !== null && last < today;
}

/** Whether a searched text holds every word of `q`. */
export function containsWords(searched: string, q: string): boolean {
  return wordsOf(folded(q)).every((word) => searched.includes(word));
}
