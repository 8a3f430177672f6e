// Lists of work orders: what the caller sees of them, under filters.

import type { WorkOrder } from '../../domain/orders/work-order.ts';
import type { WorkOrderFilters } from '../../domain/orders/work-order-filters.ts';
import { dateInTokyo } from '../../domain/values.ts';
import type { Page, PageRequest } from '../../storage/engine/pages.ts';
import { listOrders, type Scope } from '../../storage/orders/work-order-lists.ts';
import { type Act, type Caller, hasRole, look } from '../act.ts';

/** Sorts that an index keeps. */
export const WORK_ORDER_SORTS = ['createdAt', 'number', 'designator'] as const;

/** A page of the orders the caller sees, under filters. `overdue`: open, with the last target's date past (Asia/Tokyo). */
export async function listWorkOrders(act: Act, page: PageRequest, filters: WorkOrderFilters): Promise<Page<WorkOrder>> {
  const today = dateInTokyo(act.clock());
  return await look(act, (tx) => listOrders(tx, scopeOf(act.caller), page, filters, today));
}

/** The scope of a caller; the same as `sees`. */
export function scopeOf(caller: Caller): Scope {
  const isPlants = hasRole(caller, 'depot_staff', 'qa_inspector', 'host_office');
  return {
    all: hasRole(caller, 'administrator'),
    facilityIds: isPlants ? caller.facilityIds : [],
    platformIds: hasRole(caller, 'program_office') ? caller.programPlatformIds : [],
  };
}
