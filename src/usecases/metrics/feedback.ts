// In-service feedback: the stretches behind the downtime metric in which items were not available, as an extract for others.
import { type DowntimePeriod, downtimeCause } from '../../domain/exchange/feedback.ts';
import { HOUR, rounded } from '../../domain/metrics/figures.ts';
import type { MetricQuestion } from '../../domain/metrics/metric.ts';
import type { Instant, IsoDate } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { compareValues, readPlace, writePlace } from '../../storage/engine/pages.ts';
import type { Scope } from '../../storage/orders/work-order-lists.ts';
import { downtime, timesOfItems } from './downtime.ts';
import { askedOf } from './frame.ts';

export interface FeedbackAnswer {
  from: IsoDate;
  to: IsoDate;
  asOf: Instant;
  /** How many there are in all. */
  count: number;
  items: DowntimePeriod[];
  next: string | null;
}

const LIST = 'downtime/feedback';

/**
 * A page of the times in a window that the items in scope were not available, by when they began, as recorded by `asOf`; every page is of the
 * instant of the first. Raises request.invalid.
 */
export async function feedback(
  tx: Tx,
  question: Omit<MetricQuestion, 'groupBy'>,
  scope: Scope,
  now: Instant,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<FeedbackAnswer> {
  const place = cursor === undefined ? null : readPlace(LIST, cursor, ['string', 'string', 'string']);
  // By unit: a period ends where its item passes to another one.
  const asked = askedOf(
    downtime,
    { ...question, groupBy: 'unit', asOf: question.asOf ?? place?.[0] } as MetricQuestion,
    scope,
    now,
  );
  const { facts, registers } = await timesOfItems(tx, asked);
  const until = asked.window.to < asked.asOf ? asked.window.to : asked.asOf;
  const periods = facts.flatMap((fact): DowntimePeriod[] => {
    const { state, from, to, serialNumber, number, subject } = fact;
    const cause = state === null ? null : downtimeCause(state);
    if (state === null || cause === null) return [];
    const { platformId, equipmentId, facilityId } = subject;
    const item = registers.equipment.get(equipmentId ?? '')?.at(-1)?.data;
    return [
      {
        periodIdentifier: fact.id,
        productVariantIdentifier: registers.platforms.get(platformId ?? '')?.designation ?? '',
        serializedProductIdentifier: serialNumber,
        uniqueItemIdentifier: item?.uii ?? null,
        operatingUnitIdentifier: equipmentId === null ? null : registers.ownerOf(equipmentId, from),
        periodStart: from,
        periodEnd: to >= until ? null : to,
        durationHours: rounded((Date.parse(to) - Date.parse(from)) / HOUR),
        downtimeCause: cause,
        reportedState: state,
        maintenanceEvent:
          number === null
            ? null
            : {
                workOrderIdentifier: number,
                maintenanceFacilityIdentifier: registers.facilities.get(facilityId ?? '')?.code ?? null,
              },
      },
    ];
  });
  const placeOf = ({ periodStart, periodIdentifier }: DowntimePeriod) => [periodStart, periodIdentifier] as const;
  const rest = periods
    .filter((period) => place === null || compareValues(placeOf(period), place.slice(1)) > 0)
    .sort((a, b) => compareValues(placeOf(a), placeOf(b)));
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return {
    from: asked.from,
    to: asked.to,
    asOf: asked.asOf,
    count: periods.length,
    items,
    next: last && rest.length > limit ? writePlace(LIST, [asked.asOf, ...placeOf(last)]) : null,
  };
}
