// Lists of work orders: what the caller sees, under filters, read by the one index that leads to a page soonest.
import { and, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import { folded } from '../domain/search.ts';
import { isOpen, type Status } from '../domain/status.ts';
import { dateInTokyo, type IsoDate } from '../domain/values.ts';
import type { WorkOrder } from '../domain/work-order.ts';
import type { Tx } from '../storage/database.ts';
import { listPage, type Page, type PageRequest, sortOf } from '../storage/pages.ts';
import { orderOf } from '../storage/work-orders.ts';
import { type Act, type Caller, hasRole, look } from './act.ts';

export interface WorkOrderFilters {
  status?: Status[] | undefined;
  facilityId?: string | undefined;
  platformId?: string | undefined;
  equipmentId?: string | undefined;
  parentId?: string | undefined;
  priority?: number | undefined;
  activity?: WorkOrder['activity'] | undefined;
  overdue?: boolean | undefined;
  number?: string | undefined;
  q?: string | undefined;
}

/** Sorts that an index keeps. */
export const WORK_ORDER_SORTS = ['createdAt', 'number', 'designator'] as const;

/** A page of the orders the caller sees, under filters. `overdue`: open, with the last target's date past (Asia/Tokyo). */
export async function listWorkOrders(act: Act, page: PageRequest, filters: WorkOrderFilters): Promise<Page<WorkOrder>> {
  return await look(act, async (tx) => {
    const table = tx.tables.workOrders;
    const { limit, cursor } = page;
    const conditions = await conditionsOf(tx, act.caller, filters, page.sort, dateInTokyo(act.clock()));
    const found = await listPage(tx, { table, ...conditions, sort: sortOf(table, page.sort), limit, cursor });
    return { ...found, items: found.items.map(orderOf) };
  });
}

/** What the caller sees: orders of these facilities, or of these platforms; null: nothing is said of them. */
export interface Scope {
  all: boolean;
  facilityIds: readonly string[];
  platformIds: readonly string[];
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

/** The condition that orders are in a scope, found by other conditions than this one. */
export function inScope(tx: Tx, scope: Scope): SQL | undefined {
  const { facilityId, platformId } = tx.tables.workOrders;
  if (scope.all) return undefined;
  const sights = [
    ...(scope.facilityIds.length > 0 ? [inArray(tx.unindexed(facilityId), [...scope.facilityIds])] : []),
    ...(scope.platformIds.length > 0 ? [inArray(tx.unindexed(platformId), [...scope.platformIds])] : []),
  ];
  return or(...sights) ?? sql`1 = 0`;
}

// More parts of a scope than these are not worth a reading each.
const MOST_READINGS = 16;
// Few orders end so.
const RARE: readonly Status[] = ['cancelled', 'condemned'];
type Lead = 'narrow' | 'designator' | 'facilityId' | 'platformId' | 'status' | 'sort';

/**
 * The conditions of a list. Left to choose among indexes, an engine without statistics takes one that says least and sorts most of the
 * table; so one condition leads, and the others are said so that no index is taken for them. `anyOf` as in `listPage`.
 */
async function conditionsOf(
  tx: Tx,
  caller: Caller,
  f: WorkOrderFilters,
  sort: string,
  today: IsoDate,
): Promise<{ where: (SQL | undefined)[]; anyOf?: SQL[] }> {
  const { workOrders: t } = tx.tables;
  const scope = scopeOf(caller);
  const statuses = f.status ?? [];
  const text = f.q === undefined ? null : await tx.ordersContaining(folded(f.q));
  const isNarrow =
    [f.number, f.equipmentId, f.parentId].some((given) => given !== undefined) ||
    f.overdue === true ||
    text?.isRare === true ||
    (statuses.length > 0 && statuses.every(isOpen));
  const facilityIds = f.facilityId ? [f.facilityId] : scope.platformIds.length > 0 ? [] : scope.facilityIds;
  const platformIds = f.platformId ? [f.platformId] : scope.facilityIds.length > 0 ? [] : scope.platformIds;
  const isByAge = sort.endsWith('createdAt');
  const [only] = statuses.length === 1 ? statuses : [];
  const few = (ids: readonly string[]) =>
    ids.length === 1 || (isByAge && ids.length > 1 && ids.length <= MOST_READINGS);
  const lead: Lead = isNarrow
    ? 'narrow'
    : f.priority !== undefined && isByAge
      ? 'designator'
      : isByAge && RARE.some((status) => status === only)
        ? 'status'
        : few(facilityIds)
          ? 'facilityId'
          : few(platformIds)
            ? 'platformId'
            : isByAge && only !== undefined
              ? 'status'
              : 'sort';
  const column = (name: 'designator' | 'facilityId' | 'platformId' | 'status') =>
    lead === name || (lead === 'narrow' && name === 'status') ? sql`${t[name]}` : tx.unindexed(t[name]);

  const where: (SQL | undefined)[] = [inScope(tx, scope), text?.condition];
  if (statuses.length > 0) where.push(inArray(column('status'), statuses));
  if (f.facilityId !== undefined) where.push(eq(column('facilityId'), f.facilityId));
  if (f.platformId !== undefined) where.push(eq(column('platformId'), f.platformId));
  if (f.equipmentId !== undefined) where.push(eq(t.equipmentId, f.equipmentId));
  if (f.parentId !== undefined) where.push(eq(t.parentId, f.parentId));
  if (f.priority !== undefined) where.push(eq(column('designator'), f.priority));
  if (f.activity !== undefined) where.push(eq(t.activity, f.activity));
  if (f.number !== undefined) where.push(eq(t.number, f.number));
  if (f.overdue !== undefined) where.push(overdue(tx, f.overdue, today));
  if (lead === 'facilityId') return { where, anyOf: facilityIds.map((one) => eq(t.facilityId, one)) };
  if (lead === 'platformId') return { where, anyOf: platformIds.map((one) => eq(t.platformId, one)) };
  return { where };
}

function overdue(tx: Tx, isWanted: boolean, today: IsoDate): SQL {
  const { workOrders: t, targets } = tx.tables;
  const last = sql`coalesce((select ${targets.date} from ${targets} where ${targets.workOrderId} = ${t.id} order by ${targets.n} desc limit 1), ${t.targetDate})`;
  const isOverdue = sql`(${and(isNull(t.endedAt), sql`${last} < ${today}`)})`;
  return isWanted ? isOverdue : sql`not coalesce(${isOverdue}, 0 = 1)`;
}
