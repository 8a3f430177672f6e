// Turnaround: the segment ledger of an order, and the figures of the orders that were released in a window.
import { z } from 'zod';
import { type Holidays, plantDaysBetween, type WorkCalendar, workingDaysBetween } from './calendar.ts';
import { dateInTokyo, type Instant, type IsoDate, id, instant } from './values.ts';

/** Changes whenever a figure would come out differently for the same history. */
export const TURNAROUND_FORMULA = 'turnaround/1';

/** What every answer says about its figures. */
export const definition = {
  formula: TURNAROUND_FORMULA,
  startEvent: 'inducted',
  stopEvent: 'released',
  timeZone: 'Asia/Tokyo',
  workingDayTimeZones: { japan: 'Asia/Tokyo', usFederal: 'America/New_York' },
  percentiles: 'percentile_cont',
} as const;

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

/** Mean, percentiles and maximum, all null when there are no values. */
export interface Distribution {
  mean: number | null;
  p50: number | null;
  p90: number | null;
  p95: number | null;
  max: number | null;
}

/**
 * The value at share `p` (0 to 1) of the values in any order, interpolated linearly between the closest ranks, as SQL's
 * `percentile_cont` does; null when there are none. Throws RangeError when `p` is not a share.
 */
export function percentile(values: readonly number[], p: number): number | null {
  return percentileOfAscending(Float64Array.from(values).sort(), p);
}

/** Mean, median, 90th and 95th percentile and maximum of values in any order, unrounded. */
export function distribution(values: readonly number[]): Distribution {
  const ascending = Float64Array.from(values).sort();
  return {
    mean: values.length === 0 ? null : sumOf(values) / values.length,
    p50: percentileOfAscending(ascending, 0.5),
    p90: percentileOfAscending(ascending, 0.9),
    p95: percentileOfAscending(ascending, 0.95),
    max: ascending.at(-1) ?? null,
  };
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

/** What one order adds to the figures, in whole milliseconds, so that sums stay exact. */
export interface OrderClock {
  grossMilliseconds: number;
  millisecondsByCategory: Record<Category, number>;
  /** `facility`: on the plant's own calendar. */
  workingDays: { japan: number; usFederal: number; facility: number };
  /** Against the target frozen at induction and the last one; null: it has none such. */
  onTime: { original: boolean | null; revised: boolean | null };
}

/** Reads the clock of one released order. A segment that was left open ends with the release. */
export function clockOf(order: TurnaroundOrder): OrderClock {
  const { inductedAt: start, releasedAt: stop, holidays } = order;
  const { calendar, closedDates } = order.facility;
  const millisecondsByCategory = perCategory(() => 0);
  for (const { from, to, category } of order.segments) {
    millisecondsByCategory[category] += Date.parse(to ?? stop) - Date.parse(from);
  }
  const releaseDate = dateInTokyo(stop);
  const by = (target: { date: IsoDate } | undefined) => (target ? releaseDate <= target.date : null);
  return {
    grossMilliseconds: Date.parse(stop) - Date.parse(start),
    millisecondsByCategory,
    workingDays: {
      japan: workingDaysBetween({ start, stop, calendar: 'japan', holidays, closedDates }),
      usFederal: workingDaysBetween({ start, stop, calendar: 'us_federal', holidays, closedDates }),
      facility: plantDaysBetween({ start, stop, calendar, holidays, closedDates }),
    },
    onTime: { original: by(order.targets.find(({ n }) => n === 1)), revised: by(order.targets.at(-1)) },
  };
}

/** The figures of a cohort, unrounded; whatever is undefined for want of orders is null, never 0. */
export interface TurnaroundFigures {
  count: number;
  cancelledCount: number;
  condemnedCount: number;
  /** Stop − start. */
  grossHours: Distribution;
  /** Gross − supply. */
  netOfSupplyHours: Distribution;
  /** The facility's categories. */
  facilityHours: Distribution;
  workingDays: { japan: Distribution; usFederal: Distribution };
  /** 0 where no order spent time in it; null when there are no orders. */
  meanHoursByCategory: Record<Category, number | null>;
  /**
   * Shares from 0 to 1: `original` of the orders whose target was frozen at induction, `revised` of those with any.
   * `withoutTargetCount`: those that `original` leaves out.
   */
  onTime: { original: number | null; revised: number | null; withoutTargetCount: number };
  sampleSize: number;
}

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

/** The figures as answered: every number in them, at any depth, to 0.01, halves away from zero. */
export function rounded<T>(figures: T): T {
  if (typeof figures === 'number') return roundedNumber(figures) as T;
  if (figures === null || typeof figures !== 'object') return figures;
  if (Array.isArray(figures)) return figures.map(rounded) as T;
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value)])) as T;
}

/** Whether an instant falls in the half-open window `[from, to)` of Asia/Tokyo dates. */
export function inWindow(at: Instant, from: IsoDate, to: IsoDate): boolean {
  const date = dateInTokyo(at);
  return from <= date && date < to;
}

const HOUR = 3_600_000;
const facilityCategories = CATEGORIES.filter((category) => RESPONSIBLE[category] === 'facility');

function netOfSupply(clock: OrderClock): number {
  return clock.grossMilliseconds - clock.millisecondsByCategory.supply;
}

function ofFacility(clock: OrderClock): number {
  return sumOf(facilityCategories.map((category) => clock.millisecondsByCategory[category]));
}

function hoursDistribution(milliseconds: readonly number[]): Distribution {
  const { mean, p50, p90, p95, max } = distribution(milliseconds);
  const hours = (value: number | null) => (value === null ? null : value / HOUR);
  return { mean: hours(mean), p50: hours(p50), p90: hours(p90), p95: hours(p95), max: hours(max) };
}

function percentileOfAscending(ascending: Float64Array, p: number): number | null {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`${p} is not a share from 0 to 1.`);
  const rank = p * (ascending.length - 1);
  const below = ascending[Math.floor(rank)];
  const above = ascending[Math.ceil(rank)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (rank - Math.floor(rank));
}

function perCategory<T>(of: (category: Category) => T): Record<Category, T> {
  return Object.fromEntries(CATEGORIES.map((category) => [category, of(category)])) as Record<Category, T>;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Fifteen digits first: a half that binary fractions miss by a hair (1.005) still is one. */
function roundedNumber(value: number): number {
  if (Number.isInteger(value)) return value;
  const hundredths = Math.round(Number((Math.abs(value) * 100).toPrecision(15)));
  return hundredths === 0 ? 0 : (Math.sign(value) * hundredths) / 100;
}
