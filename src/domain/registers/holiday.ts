// Holidays of Japan and of the US federal government: as published, as imported, as the law will have them; and which are still provisional.
import holidayJp from '@holiday-jp/holiday_jp';
import { z } from 'zod';
import { type Fault, type IsoDate, isoDate, type Message, recordShape, token } from '../values.ts';
import { dateOf, dayNumber, type Holidays, weekdayOf } from './calendar.ts';
import { JAPAN_COMPUTED_LAST_YEAR, lawfulHolidays } from './japanese-holiday-law.ts';

export const HOLIDAY_CALENDARS = ['japan', 'us_federal'] as const;
export type HolidayCalendar = (typeof HOLIDAY_CALENDARS)[number];

/**
 * How the holidays of a year are known. `published`: the government's own list, shipped; `imported`: a list that an administrator recorded;
 * `computed`: by the rules of the law and astronomy, until the list is published; `statute`: the law names every date itself.
 */
export const HOLIDAY_BASES = ['published', 'imported', 'computed', 'statute'] as const;
export type HolidayBasis = (typeof HOLIDAY_BASES)[number];

export const holiday = z.strictObject({ date: isoDate, name: z.strictObject({ en: token(100), ja: token(100) }) });
export type Holiday = z.infer<typeof holiday>;

/** The years whose holidays are known on both calendars, both inclusive. */
export const HOLIDAY_YEARS = { first: 1978, last: JAPAN_COMPUTED_LAST_YEAR } as const;

/**
 * The last year whose list the Cabinet Office had published when the shipped list was checked against it: each February it publishes the
 * year that follows, with the equinoxes that the National Astronomical Observatory announced on the first working day of that month.
 */
export const JAPAN_PUBLISHED_THROUGH = 2027;

const SOURCES: Record<Exclude<HolidayBasis, 'imported'>, string> = {
  published: `Cabinet Office, 国民の祝日について, as published through ${JAPAN_PUBLISHED_THROUGH}`,
  computed: '国民の祝日に関する法律 (Act 178 of 1948) articles 2 and 3, computed; not published yet',
  statute: '5 U.S.C. 6103(a) and (b), Executive Order 11582 section 3',
};

/** The whole list of one calendar and year, as an administrator recorded it. It stands in place of what ships. */
const holidayList = z.strictObject({
  calendar: z.enum(HOLIDAY_CALENDARS),
  year: z.int(),
  holidays: z.array(holiday),
  source: token(300),
});
const holidayListRecord = holidayList.extend({ ...recordShape });
export type HolidayList = z.infer<typeof holidayListRecord>;

/** The holidays of one calendar in one year, by date, with how they are known. */
export interface HolidayYear {
  calendar: HolidayCalendar;
  year: number;
  basis: HolidayBasis;
  /** The government has not published that year's list yet. */
  provisional: boolean;
  source: string;
  holidays: readonly Holiday[];
}

/** The list of a year: the one that was imported, else what ships. Throws RangeError outside `HOLIDAY_YEARS`. */
export function holidayYear(
  calendar: HolidayCalendar,
  year: number,
  imported: readonly HolidayList[] = [],
): HolidayYear {
  const own = imported.find((list) => list.calendar === calendar && list.year === year);
  if (own) return { calendar, year, basis: 'imported', provisional: false, source: own.source, holidays: own.holidays };
  const basis = calendar === 'us_federal' ? 'statute' : year <= JAPAN_PUBLISHED_THROUGH ? 'published' : 'computed';
  const holidays = calendar === 'us_federal' ? usFederalHolidaysObserved(year) : japaneseHolidays(year);
  return { calendar, year, basis, provisional: basis === 'computed', source: SOURCES[basis], holidays };
}

/** What makes the lists of a request other than the whole lists of years: each with the place of the holiday, as `/holidays/3/date`. */
export function holidayListFaults(given: readonly Holiday[]): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<IsoDate>();
  const perYear = new Map<number, number>();
  for (const [index, { date }] of given.entries()) {
    const year = Number(date.slice(0, 4));
    const at = `/holidays/${index}/date`;
    if (year < HOLIDAY_YEARS.first || HOLIDAY_YEARS.last < year) faults.push(unknownYear(at));
    if (seen.has(date)) faults.push(twice(at, date));
    seen.add(date);
    perYear.set(year, (perYear.get(year) ?? 0) + 1);
  }
  for (const [year, count] of perYear) if (count < FEWEST) faults.push(incomplete(year, count));
  return faults;
}

/** The fault of a year without known holidays. */
export function unknownYear(pointer: string): Fault {
  const { first, last } = HOLIDAY_YEARS;
  return {
    pointer,
    code: 'holidays.unknown_year',
    message: {
      en: `Holidays are known for the years ${first} to ${last}.`,
      ja: `祝日が分かるのは${first}年から${last}年までです。`,
    },
  };
}

// Neither country ever had fewer in a year since the first that is known.
const FEWEST = 9;

function twice(pointer: string, date: IsoDate): Fault {
  return {
    pointer,
    code: 'holidays.repeated',
    message: { en: `${date} stands in the list twice.`, ja: `${date}が二重に記載されています。` },
  };
}

function incomplete(year: number, count: number): Fault {
  return {
    pointer: '/holidays',
    code: 'holidays.incomplete',
    message: {
      en: `The list of ${year} has ${count} days; a list is of a whole year, which has at least ${FEWEST}.`,
      ja: `${year}年の祝日が${count}日しかありません。一年分をまとめて登録してください（${FEWEST}日以上）。`,
    },
  };
}

const known = new Map<string, Holidays>();
const MOST_KNOWN = 256;

/**
 * Both calendars of some years, both inclusive, as sets: the same object for the same years and lists, so that counting on it reads it
 * once. Throws RangeError outside `HOLIDAY_YEARS`.
 */
export function holidaysOf(fromYear: number, toYear: number, imported: readonly HolidayList[] = []): Holidays {
  const lists = imported.filter(({ year }) => fromYear <= year && year <= toYear);
  const key = [fromYear, toYear, ...lists.map((list) => `${list.id}@${list.revision}`).sort()].join(' ');
  const found = known.get(key);
  if (found) return found;
  const holidays = { japan: new Set<IsoDate>(), usFederal: new Set<IsoDate>(), provisionalYears: new Set<number>() };
  for (let year = fromYear; year <= toYear; year++) {
    const inJapan = holidayYear('japan', year, lists);
    for (const { date } of inJapan.holidays) holidays.japan.add(date);
    if (inJapan.provisional) holidays.provisionalYears.add(year);
    for (const { date } of holidayYear('us_federal', year, lists).holidays) holidays.usFederal.add(date);
  }
  // Lists change once a year: what was made for those before is forgotten as a whole.
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, holidays);
  return holidays;
}

/** The holidays around two dates, a year more on either side and no further than they are known: fit for counting working days between them. */
export function holidaysAround(from: IsoDate, to: IsoDate, imported: readonly HolidayList[] = []): Holidays {
  const { first, last } = HOLIDAY_YEARS;
  const inside = (year: number) => Math.min(last, Math.max(first, year));
  return holidaysOf(inside(Number(from.slice(0, 4)) - 1), inside(Number(to.slice(0, 4)) + 1), imported);
}

// --- What ships ---

const publishedByYear = new Map<number, Holiday[]>();
for (const { date, name, name_en } of Object.values<{ date: string; name: string; name_en: string }>(
  holidayJp.holidays,
)) {
  const year = Number(date.slice(0, 4));
  const list = publishedByYear.get(year) ?? [];
  list.push({ date, name: { en: name_en, ja: name } });
  publishedByYear.set(year, list);
}

/**
 * The national holidays of Japan of a year, in order, with substitute (振替休日) and sandwiched days (国民の休日): as the Cabinet Office
 * published them through `JAPAN_PUBLISHED_THROUGH`, by the rules of the law from then on. Throws RangeError outside `HOLIDAY_YEARS`.
 */
export function japaneseHolidays(year: number): readonly Holiday[] {
  if (year > JAPAN_PUBLISHED_THROUGH) return lawfulHolidays(year);
  const list = publishedByYear.get(year);
  if (!list || year < HOLIDAY_YEARS.first) throw new RangeError(`The holidays of Japan in ${year} are not known.`);
  return list;
}

interface FederalRule {
  name: Message;
  since?: number;
  dateIn(year: number): IsoDate;
}

const MONDAY = 1;
const THURSDAY = 4;

// 5 U.S.C. 6103(a), as it has stood since 1978, when Veterans Day returned to 11 November. Inauguration Day, 6103(c), is one for those only
// who work in and around Washington, and stands in none of these lists.
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
 * before. Sources: 5 U.S.C. 6103(a) and (b), Executive Order 11582 section 3. Inauguration Day and days that a President gives off by
 * order are no part of the rule. Throws RangeError for a year before 1978.
 */
export function usFederalHolidaysObserved(year: number): readonly Holiday[] {
  if (year < HOLIDAY_YEARS.first) throw new RangeError(`The US federal holidays of ${year} are not known.`);
  const found = federalByYear.get(year);
  if (found) return found;
  const observed = [year, year + 1]
    .flatMap((y) =>
      federalRules
        .filter((rule) => rule.since === undefined || y >= rule.since)
        .map((rule) => ({ date: observedDate(rule.dateIn(y)), name: rule.name })),
    )
    .filter((one) => one.date.startsWith(`${year}-`));
  federalByYear.set(year, observed);
  return observed;
}

/** The date of the n-th weekday (0 Sunday to 6 Saturday) of a month, which is 1 to 12. */
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
