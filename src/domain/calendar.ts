// Working days: the holidays of Japan and of the US federal government, and counting on either calendar or on both.
import holidayJp from '@holiday-jp/holiday_jp';
import { Temporal } from 'temporal-polyfill';
import type { Instant, IsoDate, Message } from './values.ts';

/** Which days are worked: Japan's, the US federal government's, or only those that both work. */
export type WorkCalendar = 'japan' | 'us_federal' | 'both';

/** The dates that are holidays. A set is read once and remembered, so give a new set instead of changing one. */
export interface Holidays {
  japan: ReadonlySet<IsoDate>;
  usFederal: ReadonlySet<IsoDate>;
}

export interface Holiday {
  date: IsoDate;
  name: Message;
}

/** `provisional`: the government has not published that year's list yet; the date follows from the law and astronomy. */
export interface JapaneseHoliday extends Holiday {
  provisional: boolean;
}

/** The calendar of a plant: what it follows, and the dates on which all of it is closed. */
export interface PlantCalendar {
  calendar: WorkCalendar;
  holidays: Holidays;
  closedDates: ReadonlySet<IsoDate>;
}

/** The years whose holidays are known on both calendars, both inclusive. */
export const HOLIDAY_YEARS = { first: 1978, last: 2050 } as const;

/** The last year whose list the Cabinet Office had published when the shipped list was checked against it. */
export const JAPAN_PUBLISHED_THROUGH = 2027;

const DAY = 86_400_000;
const TOKYO_OFFSET = 9 * 3_600_000;
const MONDAY = 1;
const THURSDAY = 4;

const japaneseByYear = new Map<number, Holiday[]>();
for (const { date, name, name_en } of Object.values<{ date: string; name: string; name_en: string }>(
  holidayJp.holidays,
)) {
  const year = Number(date.slice(0, 4));
  const list = japaneseByYear.get(year) ?? [];
  list.push({ date, name: { en: name_en, ja: name } });
  japaneseByYear.set(year, list);
}

/**
 * The national holidays of Japan of some years, both inclusive, in order, with substitute (振替休日) and sandwiched days
 * (国民の休日). Source: 国民の祝日に関する法律 (Act 178 of 1948) article 3, and the Cabinet Office's lists.
 * Throws RangeError for a year outside 1970 to 2050.
 */
export function japaneseHolidays(
  fromYear: number,
  toYear: number,
  publishedThrough: number = JAPAN_PUBLISHED_THROUGH,
): JapaneseHoliday[] {
  const holidays: JapaneseHoliday[] = [];
  for (let year = fromYear; year <= toYear; year++) {
    const list = japaneseByYear.get(year);
    if (!list) throw new RangeError(`The holidays of Japan in ${year} are not known.`);
    for (const holiday of list) holidays.push({ ...holiday, provisional: year > publishedThrough });
  }
  return holidays;
}

interface FederalRule {
  name: Message;
  since?: number;
  dateIn(year: number): IsoDate;
}

// 5 U.S.C. 6103(a), as it has stood since 1978, when Veterans Day returned to 11 November.
const federalRules: readonly FederalRule[] = [
  { name: { en: 'New Year’s Day', ja: '元日' }, dateIn: (year) => `${year}-01-01` },
  {
    name: { en: 'Birthday of Martin Luther King, Jr.', ja: 'キング牧師記念日' },
    since: 1986,
    dateIn: (year) => nthWeekday(year, 1, MONDAY, 3),
  },
  { name: { en: 'Washington’s Birthday', ja: 'ワシントン誕生日' }, dateIn: (year) => nthWeekday(year, 2, MONDAY, 3) },
  { name: { en: 'Memorial Day', ja: '戦没将兵追悼記念日' }, dateIn: (year) => lastMondayOfMay(year) },
  {
    name: { en: 'Juneteenth National Independence Day', ja: '奴隷解放記念日' },
    since: 2021,
    dateIn: (year) => `${year}-06-19`,
  },
  { name: { en: 'Independence Day', ja: '独立記念日' }, dateIn: (year) => `${year}-07-04` },
  { name: { en: 'Labor Day', ja: '労働者の日' }, dateIn: (year) => nthWeekday(year, 9, MONDAY, 1) },
  { name: { en: 'Columbus Day', ja: 'コロンブス記念日' }, dateIn: (year) => nthWeekday(year, 10, MONDAY, 2) },
  { name: { en: 'Veterans Day', ja: '退役軍人の日' }, dateIn: (year) => `${year}-11-11` },
  { name: { en: 'Thanksgiving Day', ja: '感謝祭' }, dateIn: (year) => nthWeekday(year, 11, THURSDAY, 4) },
  { name: { en: 'Christmas Day', ja: 'クリスマス' }, dateIn: (year) => `${year}-12-25` },
];

const federalByYear = new Map<number, readonly Holiday[]>();

/**
 * The US federal holidays as observed on dates that fall in `year`, in order: one on a Saturday is observed on the Friday
 * before, one on a Sunday on the Monday after. A New Year’s Day that falls on a Saturday is therefore found in the year
 * before. Sources: 5 U.S.C. 6103(a) and (b), Executive Order 11582 section 3. Days that a President gives off by order
 * are no part of the rule. Throws RangeError for a year before 1978.
 */
export function usFederalHolidaysObserved(year: number): readonly Holiday[] {
  if (year < HOLIDAY_YEARS.first) throw new RangeError(`The US federal holidays of ${year} are not known.`);
  const known = federalByYear.get(year);
  if (known) return known;
  const observed = [year, year + 1]
    .flatMap((y) =>
      federalRules
        .filter((rule) => rule.since === undefined || y >= rule.since)
        .map((rule) => ({ date: observedDate(rule.dateIn(y)), name: rule.name })),
    )
    .filter((holiday) => holiday.date.startsWith(`${year}-`));
  federalByYear.set(year, observed);
  return observed;
}

const shipped = new Map<string, Holidays>();

/** Both shipped lists of some years, both inclusive, as sets: the same object for the same years. RangeError outside `HOLIDAY_YEARS`. */
export function shippedHolidays(fromYear: number, toYear: number): Holidays {
  const years = `${fromYear}-${toYear}`;
  const known = shipped.get(years);
  if (known) return known;
  const japan = new Set(japaneseHolidays(fromYear, toYear).map((holiday) => holiday.date));
  const usFederal = new Set<IsoDate>();
  for (let year = fromYear; year <= toYear; year++) {
    for (const holiday of usFederalHolidaysObserved(year)) usFederal.add(holiday.date);
  }
  const holidays = { japan, usFederal };
  shipped.set(years, holidays);
  return holidays;
}

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

/** 0 Sunday to 6 Saturday; day 0 was a Thursday. */
function weekdayOf(day: number): number {
  return ((day % 7) + 7 + THURSDAY) % 7;
}

function isWeekday(day: number): boolean {
  const weekday = weekdayOf(day);
  return weekday !== 0 && weekday !== 6;
}

function dayNumber(date: IsoDate): number {
  return Date.parse(`${date}T00:00:00.000Z`) / DAY;
}

function dateOf(day: number): IsoDate {
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

function nthWeekday(year: number, month: number, weekday: number, nth: number): IsoDate {
  const first = dayNumber(`${year}-${String(month).padStart(2, '0')}-01`);
  return dateOf(first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7);
}

function lastMondayOfMay(year: number): IsoDate {
  const last = dayNumber(`${year}-05-31`);
  return dateOf(last - ((weekdayOf(last) - MONDAY + 7) % 7));
}

function observedDate(date: IsoDate): IsoDate {
  const day = dayNumber(date);
  const shift = { 6: -1, 0: 1 }[weekdayOf(day)] ?? 0;
  return dateOf(day + shift);
}
