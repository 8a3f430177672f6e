// Forecasts of orders that were open at an instant, from what was known then; and how earlier ones turned out.
import { BACK_TEST, type Prediction } from '../../domain/metrics/backlog.ts';
import {
  FORECAST,
  type Forecast,
  forecastOf,
  hashOf,
  leftAfter,
  type OpenStatus,
  type PastStay,
  type Sample,
} from '../../domain/metrics/forecast.ts';
import type { Subject } from '../../domain/metrics/metric.ts';
import { isOpen } from '../../domain/orders/status.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import { meets } from '../../domain/orders/work-order-filters.ts';
import { dateInTokyo, type Instant } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { History } from '../../storage/metrics/backlog.ts';
import {
  candidates,
  type Dossier,
  dossiersKnown,
  dossiersOf,
  type MeasuredOrder,
  type RecordedOrder,
} from '../../storage/metrics/dossiers.ts';
import { isInScope } from '../../storage/orders/work-order-lists.ts';
import type { Asked, Grounds } from './frame.ts';

/** An open order as far as a forecast looks at it. */
type Standing = Pick<WorkOrder, 'id' | 'platformId' | 'activity' | 'status' | 'statusSince'>;

/** The past orders that forecasts were drawn from, by the work and the basis. */
export class PastOrders {
  private readonly ids = new Map<string, Set<string>>();

  add(activity: string, platformId: string | null, ids: readonly string[]): void {
    const known = this.ids.get(`${activity} ${platformId}`) ?? new Set();
    for (const id of ids) known.add(id);
    this.ids.set(`${activity} ${platformId}`, known);
  }

  /** Those that a forecast of some work may have been drawn from. */
  groundsOf({ activity, platformId }: Subject): Grounds {
    const of = (platform: string | null) => this.ids.get(`${activity} ${platform}`) ?? [];
    return { orders: [...of(platformId), ...of(null)] };
  }
}

/**
 * The forecasts of orders that are open at `at`, by order, from past ones that the asker sees, as known then, or at `asOf` if that is
 * earlier. `past` takes those.
 */
export async function forecastsOf(
  tx: Tx,
  { scope, rootsOnly, filters: { historical }, asOf }: Asked,
  orders: readonly Standing[],
  at: Instant,
  past: PastOrders,
): Promise<Map<string, Forecast>> {
  const history = new History(tx, { at: earlierOf(at, asOf), asOf });
  const read = async (activity: WorkOrder['activity'], platformId: string | null, of: readonly Standing[]) => {
    const work = { activity, platformId, scope, rootsOnly, historical };
    const statuses = new Set(of.map(({ status }) => status as OpenStatus));
    const { orders: ids, stays } = await history.stays(work, statuses, FORECAST.lastReleased);
    past.add(activity, platformId, ids);
    return stays;
  };
  const leftFor = ({ status, statusSince }: Standing, stays: readonly PastStay[]) =>
    leftAfter(stays, status as OpenStatus, Date.parse(at) - Date.parse(statusSince));

  const onPlatform = new Map<string, Sample>();
  for (const same of groupedBy(orders, ({ activity, platformId }) => `${activity} ${platformId}`)) {
    const { activity, platformId } = same[0];
    const stays = await read(activity, platformId, same);
    for (const order of same) onPlatform.set(order.id, leftFor(order, stays));
  }
  const sampleOf = (samples: ReadonlyMap<string, Sample>, { id }: Standing) => samples.get(id) as Sample;
  const onActivity = new Map<string, Sample>();
  const few = orders.filter((order) => sampleOf(onPlatform, order).orders < FORECAST.fewestOrders);
  for (const same of groupedBy(few, ({ activity }) => activity)) {
    const stays = await read(same[0].activity, null, same);
    for (const order of same) onActivity.set(order.id, leftFor(order, stays));
  }
  return new Map(
    orders.map((order) => [
      order.id,
      forecastOf(order.id, sampleOf(onPlatform, order), () => sampleOf(onActivity, order)),
    ]),
  );
}

function groupedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): [Item, ...Item[]][] {
  const groups = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const known = groups.get(keyOf(item));
    if (known) known.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}

/** A prediction and the order that it was about, as it stood then. */
export interface TestedOrder {
  order: MeasuredOrder;
  prediction: Prediction;
}

/**
 * The back-test: at each of some earlier instants forecasts of orders that were open then, and what had become of them by `asOf`. All but the
 * words searched for narrow it as they narrow the backlog. `past`: as of `forecastsOf`.
 */
export async function backTest(tx: Tx, asked: Asked, past: PastOrders): Promise<TestedOrder[]> {
  const tested: TestedOrder[] = [];
  for (let n = 1; n <= BACK_TEST.instants; n++) {
    const at = new Date(Date.parse(asked.until) - n * BACK_TEST.daysApart * 86_400_000).toISOString();
    const drawn = await drawnAt(tx, asked, at);
    const { filters } = asked;
    const standing = drawn.filter((one) => meets(one, { ...filters, q: undefined }, dateInTokyo(at)));
    const orders = standing.map(({ order }) => order);
    const forecasts = await forecastsOf(tx, asked, orders, at, past);
    const outcomes = await outcomesOf(tx, orders, asked.asOf);
    for (const order of orders) {
      const forecast = forecasts.get(order.id) as Forecast;
      tested.push({ order, prediction: { at, forecast, outcome: outcomes(order.id) } });
    }
  }
  return tested;
}

/** The earlier of two instants. */
function earlierOf(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}

// So many at a time are looked at: of those that seem to have been open most were.
const LOOKED_AT = 2 * BACK_TEST.ordersEach;

/**
 * Some of the orders that were open at an instant, as they were known then (imported ones where they come from), drawn by their ids: what is
 * recorded later draws no other ones.
 */
async function drawnAt(tx: Tx, asked: Asked, at: Instant): Promise<Dossier<'targets'>[]> {
  const { scope, filters, asOf } = asked;
  const known = earlierOf(at, asOf);
  const selection = { of: 'alive' as const, from: at, to: justAfter(at) };
  // What may be said of an order at any time narrows those that were drawn.
  const { status: _, overdue: __, priority: ___, parentId: ____, q: _____, ...lasting } = filters;
  const isAskedAbout = (order: MeasuredOrder) =>
    isInScope(scope, order) && meets({ order, targets: [] }, lasting, dateInTokyo(at)) && isCounted(asked, order);
  const rows = (await candidates(tx, { selection, scope, narrowing: filters, asOf: known, recordedBy: asOf }))
    .filter((row) => row.createdAt <= known && (mayHaveBeenEdited(row, known) || isAskedAbout(row)))
    .map(({ id, historical }) => ({ id, historical, place: hashOf(`${FORECAST.seed}:${at}:${id}`) }))
    .sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1));
  const drawn: Dossier<'targets'>[] = [];
  for (let n = 0; n < rows.length && drawn.length < BACK_TEST.ordersEach; n += LOOKED_AT) {
    const some = rows.slice(n, n + LOOKED_AT);
    const dossiers = await dossiersKnown(tx, some, ['targets'], { at: known, asOf });
    const then = new Map(dossiers.map((one) => [one.order.id, one]));
    for (const { id } of some) {
      const one = then.get(id);
      if (one && isOpen(one.order.status) && isAskedAbout(one.order)) drawn.push(one);
    }
  }
  return drawn.slice(0, BACK_TEST.ordersEach);
}

// What an order is about is edited in a draft only (lifecycle.md); of an order that was submitted by then, and not returned since, it stands.
function mayHaveBeenEdited({ status, submittedAt, lastRecordedAt }: RecordedOrder, since: Instant): boolean {
  return lastRecordedAt > since && (status === 'draft' || submittedAt === null || submittedAt > since);
}

/** The instant a millisecond later: a window that holds one instant. */
export function justAfter(at: Instant): Instant {
  return new Date(Date.parse(at) + 1).toISOString();
}

function isCounted({ rootsOnly }: Asked, order: Pick<MeasuredOrder, 'id' | 'rootId'>) {
  return !rootsOnly || order.rootId === order.id;
}

/** What had become of some orders by an instant. */
async function outcomesOf(
  tx: Tx,
  orders: readonly MeasuredOrder[],
  asOf: Instant,
): Promise<(id: string) => Prediction['outcome']> {
  const ids = orders.map(({ id }) => id);
  const known = new Map((await dossiersOf(tx, ids, [], asOf)).map(({ order }) => [order.id, order]));
  return (id) => {
    const { releasedAt, endedAt } = known.get(id) as MeasuredOrder;
    return { releasedAt, endedOtherwise: endedAt !== null && releasedAt === null };
  };
}
