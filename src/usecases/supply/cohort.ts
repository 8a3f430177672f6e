// The orders that stood for parts in a window, as they had been recorded by its end: what simulations draw from and supply risk counts.
import { windowOf } from '../../domain/metrics/figures.ts';
import { demandsByPart, spanOf, stopsOf } from '../../domain/supply/part-wait.ts';
import type { StoppedOrder } from '../../domain/supply/supply-risk.ts';
import type { PastDemand, PastOrder } from '../../domain/supply/supply-simulation.ts';
import { yearBefore } from '../../domain/supply/support-priority.ts';
import { addDays, dateInTokyo, type Instant, type IsoDate, startOfDateInTokyo } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { type Dossier, eachDossier } from '../../storage/metrics/dossiers.ts';
import { isInScope } from '../../storage/orders/work-order-lists.ts';
import type { WaitsWanted } from '../../storage/supply/part-waits.ts';
import { isSelected } from '../metrics/frame.ts';
import type { Supply } from './registers.ts';

/** A window of whole days in Japan, and what was known of it. */
export interface Span {
  from: IsoDate;
  /** The day after. */
  to: IsoDate;
  asOf: Instant;
}

/** The twelve months up to and with the day of an instant. */
export function yearUntil(asOf: Instant): Span {
  const today = dateInTokyo(asOf);
  return { from: yearBefore(addDays(today, 1)), to: addDays(today, 1), asOf };
}

/** An order that stood for parts in the window, as both look at it. */
export interface CohortOrder extends StoppedOrder, PastOrder {
  releasedAt: Instant | null;
}

/** Every order in sight that stood for a part at some time in the window. */
export async function stoppedOrdersIn(
  tx: Tx,
  { from, to, asOf }: Span,
  wanted: WaitsWanted,
  supply: Supply,
): Promise<CohortOrder[]> {
  const whole = windowOf(from, to);
  const window = { from: whole.from, to: Math.min(whole.to, Date.parse(asOf)) };
  const selection = { of: 'alive' as const, from: startOfDateInTokyo(from), to: startOfDateInTokyo(to) };
  const { scope, facilityId, platformIds } = wanted;
  const orders: CohortOrder[] = [];
  await eachDossier(
    tx,
    { selection, scope, narrowing: { facilityId, platformId: onlyOne(platformIds) }, asOf },
    ['segments', 'partDemands'],
    (dossier) => {
      const { order } = dossier;
      if (dossier.partDemands.length === 0 || !isSelected(order, selection) || !isInScope(scope, order)) return;
      if (facilityId !== undefined && order.facilityId !== facilityId) return;
      if (platformIds !== undefined && !platformIds.includes(order.platformId)) return;
      const found = cohortOrder(dossier, window, supply);
      if (found) orders.push(found);
    },
  );
  return orders.sort((a, b) => (a.workOrderId < b.workOrderId ? -1 : 1));
}

function onlyOne(ids: readonly string[] | undefined): string | undefined {
  return ids?.length === 1 ? ids[0] : undefined;
}

function cohortOrder(
  { order, segments, partDemands }: Dossier<'segments' | 'partDemands'>,
  window: { from: number; to: number },
  supply: Supply,
): CohortOrder | null {
  const parts = [...demandsByPart(partDemands)].flatMap(([key, demands]) => {
    const all = stopsOf(segments, demands);
    const stops = all.flatMap((stop) => {
      const piece = { from: Math.max(stop.from, window.from), to: Math.min(stop.to ?? Infinity, window.to) };
      return piece.from < piece.to ? [piece] : [];
    });
    if (stops.length === 0) return [];
    const spans = demands.map(spanOf);
    const past: PastDemand = {
      partKey: supply.keyOf(key),
      quantity: demands.reduce((sum, { quantity }) => sum + quantity, 0),
      madeAt: Math.min(...spans.map((span) => span.from)),
      settledAt: Math.max(...spans.map((span) => span.to ?? window.to)),
      stops,
    };
    const isStopped = all.some((stop) => stop.to === null);
    return [{ ...past, isOpen: spans.some((span) => span.to === null), isStopped }];
  });
  if (parts.length === 0) return null;
  const { id, platformId, endedAt, inductedAt, releasedAt } = order;
  const isReleased = releasedAt !== null && inductedAt !== null && Date.parse(releasedAt) >= window.from;
  return {
    workOrderId: id,
    platformId,
    isOpen: endedAt === null,
    parts,
    demands: parts,
    releasedAt,
    grossMilliseconds: isReleased ? Date.parse(releasedAt) - Date.parse(inductedAt) : null,
  };
}
