// Turnaround: the segment ledger of an order, and the figures of the orders that were released in a window.
import { z } from 'zod';
import { type Holidays, plantDaysBetween, type WorkCalendar, workingDaysBetween } from '../registers/calendar.ts';
import { dateInTokyo, type Instant, type IsoDate, id, instant } from '../values.ts';
import { distribution, distributionRecord, figure, HOUR, hoursDistribution, ratio, sumOf } from './figures.ts';
import type { MetricDefinition } from './metric.ts';

/** Changes whenever a figure would come out differently for the same history. */
export const TURNAROUND_FORMULA = 'turnaround/1';

/** What every answer says about its figures. */
export const definition = {
  formula: TURNAROUND_FORMULA,
  startEvent: 'inducted',
  stopEvent: 'released',
  clock: {
    en: 'Hours from induction to release, of the orders released in the window; each stretch between counts for one category.',
    ja: '期間内に引渡しされた作業指示書の入場から引渡しまでの時間。その間の各区間は一つの区分に計上します。',
  },
  timeZone: 'Asia/Tokyo',
  workingDayTimeZones: { japan: 'Asia/Tokyo', usFederal: 'America/New_York' },
  percentiles: 'percentile_cont',
} as const satisfies MetricDefinition;

export const CATEGORIES = [
  'receiving',
  'maintenance',
  'inspection',
  'capacity',
  'supply',
  'engineering',
  'funding',
  'authorization',
  'customer',
  'acceptance',
  'weather',
] as const;
export type Category = (typeof CATEGORIES)[number];

export const PARTIES = ['facility', 'supply', 'government', 'none'] as const;
export type Responsible = (typeof PARTIES)[number];

/** Who answers for the hours of a category. */
export const RESPONSIBLE = {
  receiving: 'facility',
  maintenance: 'facility',
  inspection: 'facility',
  capacity: 'facility',
  supply: 'supply',
  engineering: 'government',
  funding: 'government',
  authorization: 'government',
  customer: 'government',
  acceptance: 'government',
  weather: 'none',
} as const satisfies Record<Category, Responsible>;

export const ACKNOWLEDGEMENTS = ['unacknowledged', 'acknowledged', 'disputed'] as const;

/** One stretch of the turnaround clock. */
export const segmentRecord = z.strictObject({
  id,
  n: z.int().min(1).meta({ description: 'Its number within the order.' }),
  from: instant,
  to: instant.nullable().meta({ description: 'Not included; null: it still runs.' }),
  category: z.enum(CATEGORIES),
  responsible: z.enum(PARTIES),
  acknowledgement: z.enum(ACKNOWLEDGEMENTS).nullable().meta({
    description: 'What the program office says to hours charged to the government; null: nothing to acknowledge.',
  }),
});
export type Segment = z.infer<typeof segmentRecord>;

export interface LedgerFault {
  /** The segment where it shows; 0 when there is none. */
  n: number;
  fault: 'reversed' | 'gap' | 'overlap' | 'responsible' | 'start' | 'stop';
}

/**
 * What breaks the rule that an order's segments, given in order of time, leave no gap and never overlap, end no earlier
 * than they begin and charge the party of their category; and, when `stay` is given, that they begin and end with it
 * (`to` null: still running). Empty when the ledger is sound.
 */
export function ledgerFaults(
  segments: readonly Pick<Segment, 'n' | 'from' | 'to' | 'category' | 'responsible'>[],
  stay?: { from: Instant; to: Instant | null },
): LedgerFault[] {
  const faults: LedgerFault[] = [];
  for (const [index, segment] of segments.entries()) {
    const { n, from, to } = segment;
    if (to !== null && to < from) faults.push({ n, fault: 'reversed' });
    if (segment.responsible !== RESPONSIBLE[segment.category]) faults.push({ n, fault: 'responsible' });
    const previous = segments[index - 1];
    if (!previous) continue;
    if (previous.to === null || previous.to > from) faults.push({ n, fault: 'overlap' });
    else if (previous.to < from) faults.push({ n, fault: 'gap' });
  }
  if (stay) {
    const first = segments[0];
    const last = segments.at(-1);
    if (first?.from !== stay.from) faults.push({ n: first?.n ?? 0, fault: 'start' });
    if (last?.to !== stay.to) faults.push({ n: last?.n ?? 0, fault: 'stop' });
  }
  return faults;
}

/** A released order with what its turnaround needs. */
export interface TurnaroundOrder {
  inductedAt: Instant;
  releasedAt: Instant;
  facility: { calendar: WorkCalendar; closedDates: ReadonlySet<IsoDate> };
  holidays: Holidays;
  segments: readonly Pick<Segment, 'from' | 'to' | 'category'>[];
  /** From the first to the last; `n` 1: the one frozen at induction, which not every order has. */
  targets: readonly { n: number; date: IsoDate }[];
}

/** What one order spent its time on, in whole milliseconds, so that sums stay exact. */
export interface TimeSpent {
  grossMilliseconds: number;
  millisecondsByCategory: Record<Category, number>;
  /** Against the target frozen at induction and the last one; null: it has none such. */
  onTime: { original: boolean | null; revised: boolean | null };
}

/** What one order adds to the figures. */
export interface OrderClock extends TimeSpent {
  /** `facility`: on the plant's own calendar. */
  workingDays: { japan: number; usFederal: number; facility: number };
  /** Whether the working days in Japan were counted in a year whose holidays are not published yet. */
  isProvisional: boolean;
}

/** Reads the clock of one released order. A segment that was left open ends with the release. */
export function clockOf(order: TurnaroundOrder): OrderClock {
  return { ...timeSpent(order), workingDays: daysWorked(order), isProvisional: isProvisional(order) };
}

/** The part of a clock that the order itself tells. */
export function timeSpent(
  order: Pick<TurnaroundOrder, 'inductedAt' | 'releasedAt' | 'segments' | 'targets'>,
): TimeSpent {
  const { inductedAt: start, releasedAt: stop } = order;
  const millisecondsByCategory = perCategory(() => 0);
  for (const { from, to, category } of order.segments) {
    millisecondsByCategory[category] += Date.parse(to ?? stop) - Date.parse(from);
  }
  const releaseDate = dateInTokyo(stop);
  const by = (target: { date: IsoDate } | undefined) => (target ? releaseDate <= target.date : null);
  return {
    grossMilliseconds: Date.parse(stop) - Date.parse(start),
    millisecondsByCategory,
    onTime: { original: by(order.targets.find(({ n }) => n === 1)), revised: by(order.targets.at(-1)) },
  };
}

/** The part of a clock that calendars tell. */
export function daysWorked(
  order: Pick<TurnaroundOrder, 'inductedAt' | 'releasedAt' | 'facility' | 'holidays'>,
): OrderClock['workingDays'] {
  const { inductedAt: start, releasedAt: stop, holidays } = order;
  const { calendar, closedDates } = order.facility;
  return {
    japan: workingDaysBetween({ start, stop, calendar: 'japan', holidays, closedDates }),
    usFederal: workingDaysBetween({ start, stop, calendar: 'us_federal', holidays, closedDates }),
    facility: plantDaysBetween({ start, stop, calendar, holidays, closedDates }),
  };
}

/** Whether an order was in work in a year whose Japanese holidays are not published yet. */
export function isProvisional({
  inductedAt,
  releasedAt,
  holidays,
}: Pick<TurnaroundOrder, 'inductedAt' | 'releasedAt' | 'holidays'>): boolean {
  const year = (at: Instant) => Number(dateInTokyo(at).slice(0, 4));
  const [first, last] = [year(inductedAt), year(releasedAt)];
  return [...holidays.provisionalYears].some((one) => first <= one && one <= last);
}

/** The hours of one order that the figures are about, unrounded. */
export function hoursOf(spent: TimeSpent): {
  grossHours: number;
  netOfSupplyHours: number;
  facilityHours: number;
  hoursByCategory: Record<Category, number>;
} {
  return {
    grossHours: spent.grossMilliseconds / HOUR,
    netOfSupplyHours: netOfSupply(spent) / HOUR,
    facilityHours: ofFacility(spent) / HOUR,
    hoursByCategory: perCategory((category) => spent.millisecondsByCategory[category] / HOUR),
  };
}

/** The figures of a cohort, unrounded; whatever is undefined for want of orders is null, never 0. */
export const turnaroundFigures = z.strictObject({
  count: z.int(),
  cancelledCount: z.int(),
  condemnedCount: z.int(),
  grossHours: distributionRecord.meta({ description: 'Stop − start.' }),
  netOfSupplyHours: distributionRecord.meta({ description: 'Gross − supply.' }),
  facilityHours: distributionRecord.meta({ description: 'The categories that the facility answers for.' }),
  workingDays: z.strictObject({
    japan: distributionRecord,
    usFederal: distributionRecord,
    provisionalCount: z
      .int()
      .meta({ description: 'Orders in work in a year whose Japanese holidays are not published yet, only computed.' }),
  }),
  meanHoursByCategory: z
    .strictObject(perCategory(() => figure))
    .meta({ description: '0 where no order spent time in it; null when there are no orders.' }),
  onTime: z.strictObject({
    original: figure.meta({ description: 'Released by the target frozen at induction, of the orders that have one.' }),
    revised: figure.meta({ description: 'Released by the last target, of the orders that have any.' }),
    withoutTargetCount: z
      .int()
      .meta({ description: 'Orders without a target frozen at induction, which `original` leaves out.' }),
  }),
  sampleSize: z.int(),
});
export type TurnaroundFigures = z.infer<typeof turnaroundFigures>;

/** The turnaround of a cohort: orders released in a window, and how many were cancelled and condemned in it. */
export function turnaround(
  orders: readonly TurnaroundOrder[],
  cancelledCount: number,
  condemnedCount: number,
): TurnaroundFigures {
  return figuresOf(orders.map(clockOf), cancelledCount, condemnedCount);
}

/** As `turnaround`, from clocks that were read before. */
export function figuresOf(
  clocks: readonly OrderClock[],
  cancelledCount: number,
  condemnedCount: number,
): TurnaroundFigures {
  const originals = clocks.flatMap((clock) => clock.onTime.original ?? []);
  const revisions = clocks.flatMap((clock) => clock.onTime.revised ?? []);
  return {
    count: clocks.length,
    cancelledCount,
    condemnedCount,
    grossHours: hoursDistribution(clocks.map((clock) => clock.grossMilliseconds)),
    netOfSupplyHours: hoursDistribution(clocks.map(netOfSupply)),
    facilityHours: hoursDistribution(clocks.map(ofFacility)),
    workingDays: {
      japan: distribution(clocks.map((clock) => clock.workingDays.japan)),
      usFederal: distribution(clocks.map((clock) => clock.workingDays.usFederal)),
      provisionalCount: clocks.filter((clock) => clock.isProvisional).length,
    },
    meanHoursByCategory: perCategory((category) =>
      ratio(sumOf(clocks.map((clock) => clock.millisecondsByCategory[category])), clocks.length * HOUR),
    ),
    onTime: {
      original: ratio(originals.filter(Boolean).length, originals.length),
      revised: ratio(revisions.filter(Boolean).length, revisions.length),
      withoutTargetCount: clocks.length - originals.length,
    },
    sampleSize: clocks.length,
  };
}

const facilityCategories = CATEGORIES.filter((category) => RESPONSIBLE[category] === 'facility');

function netOfSupply(clock: TimeSpent): number {
  return clock.grossMilliseconds - clock.millisecondsByCategory.supply;
}

function ofFacility(clock: TimeSpent): number {
  return sumOf(facilityCategories.map((category) => clock.millisecondsByCategory[category]));
}

/** Something for each category. */
export function perCategory<T>(of: (category: Category) => T): Record<Category, T> {
  return Object.fromEntries(CATEGORIES.map((category) => [category, of(category)])) as Record<Category, T>;
}
