// Forecasts of orders that were open at an instant, from what had been recorded by then; and how earlier ones turned out.
import { BACK_TEST, type Prediction } from '../../domain/backlog.ts';
import {
  FORECAST,
  type Forecast,
  forecastOf,
  hashOf,
  leftAfter,
  type OpenStatus,
  type PastStay,
  type Sample,
} from '../../domain/forecast.ts';
import { isOpen } from '../../domain/status.ts';
import { dateInTokyo, type Instant } from '../../domain/values.ts';
import type { WorkOrder } from '../../domain/work-order.ts';
import { meets } from '../../domain/work-order-filters.ts';
import { History } from '../../storage/backlog.ts';
import type { Tx } from '../../storage/database.ts';
import { candidates, filesAsOf, type MeasuredOrder, type RecordedOrder } from '../../storage/metrics.ts';
import { isInScope } from '../../storage/work-order-lists.ts';
import { type Asked, isSelected } from './frame.ts';

/** An open order as far as a forecast looks at it. */
type Standing = Pick<WorkOrder, 'id' | 'platformId' | 'activity' | 'status' | 'statusSince'>;

/** The forecasts of orders that are open at `at`, by order, from past ones that the asker sees, as recorded by then. */
export async function forecastsOf(
  tx: Tx,
  { scope, rootsOnly, historical }: Asked,
  orders: readonly Standing[],
  at: Instant,
): Promise<Map<string, Forecast>> {
  const history = new History(tx, at);
  const read = async (activity: WorkOrder['activity'], platformId: string | null, of: readonly Standing[]) => {
    const work = { activity, platformId, scope, rootsOnly, historical };
    return await history.stays(work, new Set(of.map(({ status }) => status as OpenStatus)), FORECAST.lastReleased);
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
 * words searched for narrow it as they narrow the backlog.
 */
export async function backTest(tx: Tx, asked: Asked): Promise<TestedOrder[]> {
  const tested: TestedOrder[] = [];
  for (let n = 1; n <= BACK_TEST.instants; n++) {
    const at = new Date(Date.parse(asked.asOf) - n * BACK_TEST.daysApart * 86_400_000).toISOString();
    const drawn = await drawnAt(tx, asked, at);
    const standing = await standingAt(tx, asked, drawn, at);
    const forecasts = await forecastsOf(tx, asked, standing, at);
    const outcomes = await outcomesOf(tx, drawn, asked.asOf);
    for (const order of standing) {
      const forecast = forecasts.get(order.id) as Forecast;
      tested.push({ order, prediction: { at, forecast, outcome: outcomes(order.id) } });
    }
  }
  return tested;
}

/** Some of the orders that seem to have been open at an instant, drawn by their ids: the same for the same record. */
async function drawnAt(tx: Tx, asked: Asked, at: Instant): Promise<RecordedOrder[]> {
  const { scope, filters } = asked;
  const selection = { of: 'alive' as const, from: at, to: justAfter(at) };
  const { status: _, overdue: __, q: ___, ...lasting } = filters;
  return (await candidates(tx, { selection, scope, narrowing: filters, asOf: at }))
    .filter(
      (order) =>
        isSelected(order, selection) &&
        isInScope(scope, order) &&
        meets({ order, targets: [] }, lasting, dateInTokyo(at)) &&
        isCounted(asked, order),
    )
    .map((order) => ({ order, place: hashOf(`${FORECAST.seed}:${at}:${order.id}`) }))
    .sort((a, b) => a.place - b.place || (a.order.id < b.order.id ? -1 : 1))
    .slice(0, BACK_TEST.ordersEach)
    .map(({ order }) => order);
}

/** The instant a millisecond later: a window that holds one instant. */
export function justAfter(at: Instant): Instant {
  return new Date(Date.parse(at) + 1).toISOString();
}

function isCounted({ rootsOnly, historical }: Asked, order: Pick<MeasuredOrder, 'id' | 'rootId' | 'historical'>) {
  return (!rootsOnly || order.rootId === order.id) && (historical || !order.historical);
}

/** Of some orders those that were open at an instant, as they had been recorded by then. */
async function standingAt(
  tx: Tx,
  asked: Asked,
  drawn: readonly RecordedOrder[],
  at: Instant,
): Promise<MeasuredOrder[]> {
  const { scope, filters } = asked;
  const files = await filesAsOf(
    tx,
    drawn.map(({ id }) => id),
    at,
  );
  return files.flatMap(({ order: known, targets }) => {
    const order = { ...known, designator: known.priority.designator };
    const isIn = isOpen(order.status) && isInScope(scope, order) && isCounted(asked, order);
    return isIn && meets({ order, targets }, filters, dateInTokyo(at)) ? [order] : [];
  });
}

/** What had become of some orders by an instant. */
async function outcomesOf(
  tx: Tx,
  drawn: readonly RecordedOrder[],
  asOf: Instant,
): Promise<(id: string) => Prediction['outcome']> {
  const known = new Map<string, Pick<WorkOrder, 'releasedAt' | 'endedAt'>>(drawn.map((order) => [order.id, order]));
  const moved = drawn.filter(({ lastRecordedAt }) => lastRecordedAt > asOf).map(({ id }) => id);
  for (const { order } of await filesAsOf(tx, moved, asOf)) known.set(order.id, order);
  return (id) => {
    const { releasedAt, endedAt } = known.get(id) as Pick<WorkOrder, 'releasedAt' | 'endedAt'>;
    return { releasedAt, endedOtherwise: endedAt !== null && releasedAt === null };
  };
}
