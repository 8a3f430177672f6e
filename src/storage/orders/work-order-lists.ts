// Lists of work orders: what a scope holds, under filters, read by the one index that leads to a page soonest.
import { and, type Column, isNull, sql } from 'drizzle-orm';
import { folded } from '../../domain/orders/search.ts';
import { isOpen, type Status } from '../../domain/orders/status.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import type { WorkOrderFilters } from '../../domain/orders/work-order-filters.ts';
import type { IsoDate } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { anyOf, type Condition, equals, isOneOf } from '../engine/conditions.ts';
import { listPage, type Page, type PageRequest, sortOf } from '../engine/pages.ts';
import { orderOf } from './work-orders.ts';

/** What a caller sees: all orders, or those of these facilities or of these platforms. */
export interface Scope {
  all: boolean;
  facilityIds: readonly string[];
  platformIds: readonly string[];
}

/** The condition that orders are in a scope, found by other conditions than this one; undefined: all of them are. */
export function inScope(tx: Tx, scope: Scope): Condition | undefined {
  const { facilityId, platformId } = tx.tables.workOrders;
  if (scope.all) return undefined;
  const facilities = isOneOf(facilityId, scope.facilityIds, { unindexed: true, name: 'ownFacility' });
  const platforms = isOneOf(platformId, scope.platformIds, { unindexed: true, name: 'ownPlatform' });
  if (scope.platformIds.length === 0) return facilities;
  if (scope.facilityIds.length === 0) return platforms;
  return anyOf([facilities, platforms]);
}

/** A page of the orders in a scope, under filters. `overdue`: open, with the last target before `today`. Raises request.invalid for a foreign cursor. */
export async function listOrders(
  tx: Tx,
  scope: Scope,
  { limit, cursor, sort }: PageRequest,
  filters: WorkOrderFilters,
  today: IsoDate,
): Promise<Page<WorkOrder>> {
  const table = tx.tables.workOrders;
  const conditions = await conditionsOf(tx, scope, filters, sort, today);
  const found = await listPage(tx, { table, ...conditions, sort: sortOf(table, sort), limit, cursor });
  return { ...found, items: found.items.map(orderOf) };
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
  scope: Scope,
  f: WorkOrderFilters,
  sort: string,
  today: IsoDate,
): Promise<{ where: (Condition | undefined)[]; anyOf?: Condition[] }> {
  const { workOrders: t } = tx.tables;
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
  const is = (column: Column, value: unknown) => (value === undefined ? undefined : equals(column, value));
  const led = (name: 'designator' | 'facilityId' | 'platformId', value: unknown) =>
    value === undefined ? undefined : equals(t[name], value, { unindexed: lead !== name });
  const where = [
    inScope(tx, scope),
    text === null ? undefined : { shape: null, sql: () => text.condition, values: {} },
    statuses.length === 0
      ? undefined
      : isOneOf(t.status, [...statuses].sort(), { unindexed: lead !== 'narrow' && lead !== 'status' }),
    led('facilityId', f.facilityId),
    led('platformId', f.platformId),
    is(t.equipmentId, f.equipmentId),
    is(t.parentId, f.parentId),
    led('designator', f.priority),
    is(t.activity, f.activity),
    is(t.level, f.level),
    is(t.number, f.number),
    is(t.historical, f.historical),
    f.overdue === undefined ? undefined : overdue(tx, f.overdue, today),
  ];
  const each = (column: Column, ids: readonly string[]) => ids.map((one) => equals(column, one, { name: 'lead' }));
  if (lead === 'facilityId') return { where, anyOf: each(t.facilityId, facilityIds) };
  if (lead === 'platformId') return { where, anyOf: each(t.platformId, platformIds) };
  return { where };
}

function overdue(tx: Tx, isWanted: boolean, today: IsoDate): Condition {
  const { workOrders: t, targets } = tx.tables;
  const last = sql`coalesce((select ${targets.date} from ${targets} where ${targets.workOrderId} = ${t.id} order by ${targets.n} desc limit 1), ${t.targetDate})`;
  const isOverdue = sql`(${and(isNull(t.endedAt), sql`${last} < ${sql.placeholder('today')}`)})`;
  return {
    shape: isWanted ? 'overdue' : 'not overdue',
    sql: () => (isWanted ? isOverdue : sql`not coalesce(${isOverdue}, 0 = 1)`),
    values: { today },
  };
}

/** Whether an order is in a scope. */
export function isInScope(scope: Scope, order: Pick<WorkOrder, 'facilityId' | 'platformId'>): boolean {
  return scope.all || scope.facilityIds.includes(order.facilityId) || scope.platformIds.includes(order.platformId);
}
