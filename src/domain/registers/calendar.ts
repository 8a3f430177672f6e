// Working days: counting them on the calendar of Japan, of the US federal government, or on both.
import { Temporal } from 'temporal-polyfill';
import type { Instant, IsoDate } from '../values.ts';

/** Which days are worked: Japan's, the US federal government's, or only those that both work. */
export type WorkCalendar = 'japan' | 'us_federal' | 'both';

/** The dates that are holidays. A set is read once and remembered, so give a new set instead of changing one. */
export interface Holidays {
  japan: ReadonlySet<IsoDate>;
  usFederal: ReadonlySet<IsoDate>;
  /** The years whose Japanese holidays are not published yet. */
  provisionalYears: ReadonlySet<number>;
}

/** The calendar of a plant: what it follows, and the dates on which all of it is closed. */
export interface PlantCalendar {
  calendar: WorkCalendar;
  holidays: Holidays;
  closedDates: ReadonlySet<IsoDate>;
}

const DAY = 86_400_000;
const TOKYO_OFFSET = 9 * 3_600_000;
const THURSDAY = 4;

/** The America/New_York date of an instant. */
export function dateInNewYork(at: Instant): IsoDate {
  return dateOf(dayInNewYork(at));
}

/**
 * How many working dates `d` have date(start) < d ≤ date(stop); 0 when `stop` is not after `start`. `japan` counts
 * Asia/Tokyo dates without weekends, national holidays and closed days; `us_federal` America/New_York dates without
 * weekends and observed holidays, closures play no part; `both` Asia/Tokyo dates that both calendars work, closed days left out.
 */
export function workingDaysBetween(span: { start: Instant; stop: Instant } & PlantCalendar): number {
  const { start, stop, calendar, holidays } = span;
  if (calendar === 'us_federal')
    return countWorking(dayInNewYork(start), dayInNewYork(stop), [daysOff(holidays.usFederal)]);
  return plantDaysBetween(span);
}

/**
 * As `workingDaysBetween`, on the plant's own days: Asia/Tokyo dates and without the closed ones, whatever calendar it
 * follows. Target days run on these.
 */
export function plantDaysBetween(span: { start: Instant; stop: Instant } & PlantCalendar): number {
  return countWorking(dayInTokyo(span.start), dayInTokyo(span.stop), plantDaysOff(span));
}

/**
 * The date of the `days`-th working day of the plant after `from`; `from` itself for 0 days. Closed days are not worked,
 * whatever the calendar. Throws RangeError unless `days` is a whole number from 0.
 */
export function addWorkingDays(from: IsoDate, days: number, plant: PlantCalendar): IsoDate {
  if (!Number.isInteger(days) || days < 0) throw new RangeError(`${days} is not a number of days.`);
  const off = plantDaysOff(plant);
  let day = dayNumber(from);
  for (let left = days; left > 0; ) {
    day++;
    if (isWeekday(day) && !off.some((list) => list.among.has(day))) left--;
  }
  return dateOf(day);
}

// --- Days as whole numbers since 1970-01-01 ---

/** Days off that fall on weekdays: weekends are counted by arithmetic. */
interface DaysOff {
  size: number;
  ascending: readonly number[];
  among: ReadonlySet<number>;
}

const knownDaysOff = new WeakMap<ReadonlySet<IsoDate>, DaysOff>();

function daysOff(dates: ReadonlySet<IsoDate>): DaysOff {
  const known = knownDaysOff.get(dates);
  // A set that grew after all is read again.
  if (known?.size === dates.size) return known;
  const ascending = [...dates].map(dayNumber).filter(isWeekday);
  ascending.sort((a, b) => a - b);
  const list = { size: dates.size, ascending, among: new Set(ascending) };
  knownDaysOff.set(dates, list);
  return list;
}

function plantDaysOff({ calendar, holidays, closedDates }: PlantCalendar): DaysOff[] {
  const lists = [daysOff(closedDates)];
  if (calendar !== 'us_federal') lists.push(daysOff(holidays.japan));
  if (calendar !== 'japan') lists.push(daysOff(holidays.usFederal));
  return lists;
}

/** Working days in (after, until]; a day off that stands in several lists counts once. */
function countWorking(after: number, until: number, lists: readonly DaysOff[]): number {
  if (until <= after) return 0;
  let working = weekdaysUntil(until) - weekdaysUntil(after);
  for (const [index, list] of lists.entries()) {
    for (let at = firstAfter(list.ascending, after); at < list.ascending.length; at++) {
      const day = list.ascending[at] as number;
      if (day > until) break;
      if (!lists.slice(0, index).some((earlier) => earlier.among.has(day))) working--;
    }
  }
  return working;
}

/** The index of the first number above `limit` in an ascending list. */
function firstAfter(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Weekdays from Monday 1970-01-05 to `day`, both included; negative before it. */
function weekdaysUntil(day: number): number {
  const days = day - 3;
  const weeks = Math.floor(days / 7);
  return weeks * 5 + Math.min(days - weeks * 7, 5);
}

/** 0 Sunday to 6 Saturday, of a day as a whole number since 1970-01-01, which was a Thursday. */
export function weekdayOf(day: number): number {
  return ((day % 7) + 7 + THURSDAY) % 7;
}

function isWeekday(day: number): boolean {
  const weekday = weekdayOf(day);
  return weekday !== 0 && weekday !== 6;
}

/** A date as a whole number of days since 1970-01-01. */
export function dayNumber(date: IsoDate): number {
  return Date.parse(`${date}T00:00:00.000Z`) / DAY;
}

/** The date of a whole number of days since 1970-01-01. */
export function dateOf(day: number): IsoDate {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

function dayInTokyo(at: Instant): number {
  return Math.floor((Date.parse(at) + TOKYO_OFFSET) / DAY);
}

const newYorkDayStarts = new Map<number, number>();

/** In one UTC day New York's date changes once, at its midnight: that instant is looked up once per day and remembered. */
function dayInNewYork(at: Instant): number {
  const milliseconds = Date.parse(at);
  const day = Math.floor(milliseconds / DAY);
  let start = newYorkDayStarts.get(day);
  if (start === undefined) {
    start = Temporal.PlainDate.from(dateOf(day)).toZonedDateTime('America/New_York').epochMilliseconds;
    newYorkDayStarts.set(day, start);
  }
  return milliseconds < start ? day - 1 : day;
}
