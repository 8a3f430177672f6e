// Calendars and codes that ship with Seibi, as lists.
import { codeTables } from '../data/index.ts';
import { HOLIDAY_YEARS, japaneseHolidays, usFederalHolidaysObserved } from '../domain/calendar.ts';
import type { CodeTable } from '../domain/codes.ts';
import { refuseFaults } from '../domain/problem.ts';
import { dateInTokyo, type Fault, type IsoDate, type Message } from '../domain/values.ts';
import type { Act } from './act.ts';

export const HOLIDAY_CALENDARS = ['japan', 'us_federal'] as const;
export type HolidayCalendar = (typeof HOLIDAY_CALENDARS)[number];

export interface ListedHoliday {
  calendar: HolidayCalendar;
  date: IsoDate;
  name: Message;
  provisional: boolean;
}

const MOST_YEARS = 20;

/** The holidays of one calendar or both between two dates, both inclusive, by date; this year unless said. Raises request.invalid. */
export function listHolidays(
  act: Act,
  asked: { calendar?: HolidayCalendar | undefined; from?: IsoDate | undefined; to?: IsoDate | undefined },
): ListedHoliday[] {
  const from = asked.from ?? `${(asked.to ?? dateInTokyo(act.clock())).slice(0, 4)}-01-01`;
  const to = asked.to ?? `${from.slice(0, 4)}-12-31`;
  const years = { first: Number(from.slice(0, 4)), last: Number(to.slice(0, 4)) };
  refuseFaults(rangeFaults(from, to, years));
  const listed: ListedHoliday[] = [];
  if (asked.calendar !== 'us_federal') {
    for (const holiday of japaneseHolidays(years.first, years.last)) listed.push({ calendar: 'japan', ...holiday });
  }
  if (asked.calendar !== 'japan') {
    for (let year = years.first; year <= years.last; year++) {
      for (const holiday of usFederalHolidaysObserved(year))
        listed.push({ calendar: 'us_federal', ...holiday, provisional: false });
    }
  }
  return listed
    .filter(({ date }) => from <= date && date <= to)
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

function rangeFaults(from: IsoDate, to: IsoDate, years: { first: number; last: number }): Fault[] {
  const faults: Fault[] = [];
  const { first, last } = HOLIDAY_YEARS;
  for (const [name, year] of [['from', years.first] as const, ['to', years.last] as const]) {
    if (first <= year && year <= last) continue;
    faults.push({
      pointer: `/${name}`,
      code: 'holidays.unknown_year',
      message: {
        en: `Holidays are known for the years ${first} to ${last}.`,
        ja: `祝日が分かるのは${first}年から${last}年までです。`,
      },
    });
  }
  if (to < from) {
    faults.push({
      pointer: '/to',
      code: 'period.reversed',
      message: { en: 'The period ends before it begins.', ja: '期間の終わりが始まりより前です。' },
    });
  }
  if (years.last - years.first >= MOST_YEARS) {
    faults.push({
      pointer: '/to',
      code: 'period.too_long',
      message: { en: `At most ${MOST_YEARS} years at once.`, ja: `一度に指定できるのは${MOST_YEARS}年分までです。` },
    });
  }
  return faults;
}

/** The shipped code tables, or the one of that name. */
export function listCodeTables(name?: CodeTable['name']): readonly CodeTable[] {
  return codeTables().filter((table) => name === undefined || table.name === name);
}
