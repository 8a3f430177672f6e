// The national holidays of Japan as the law will have them, for years whose list is not published yet.

import type { IsoDate, Message } from '../values.ts';
import { dateOf, dayNumber, weekdayOf } from './calendar.ts';

/** The last year for which the equinoxes are worked out. */
export const JAPAN_COMPUTED_LAST_YEAR = 2099;

// The law has stood as it is since 2022: in 2020 and 2021 three days were moved for the Olympic Games.
const FIRST_YEAR = 2022;
const SUNDAY = 0;

type Rule = readonly [name: string, ja: string, dateIn: (year: number) => IsoDate];

const on = (month: number, day: number) => (year: number) =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
const onMonday = (month: number, nth: number) => (year: number) => {
  const first = dayNumber(on(month, 1)(year));
  return dateOf(first + ((8 - weekdayOf(first)) % 7) + (nth - 1) * 7);
};

// 国民の祝日に関する法律 (Act 178 of 1948), article 2.
const NATIONAL_HOLIDAYS: readonly Rule[] = [
  ["New Year's Day", '元日', on(1, 1)],
  ['Coming of Age Day', '成人の日', onMonday(1, 2)],
  ['National Foundation Day', '建国記念の日', on(2, 11)],
  ["Emperor's Birthday", '天皇誕生日', on(2, 23)],
  ['Vernal Equinox Day', '春分の日', (year) => on(3, equinox(20.8431, year))(year)],
  ['Showa Day', '昭和の日', on(4, 29)],
  ['Constitution Memorial Day', '憲法記念日', on(5, 3)],
  ['Greenery Day', 'みどりの日', on(5, 4)],
  ["Children's Day", 'こどもの日', on(5, 5)],
  ['Marine Day', '海の日', onMonday(7, 3)],
  ['Mountain Day', '山の日', on(8, 11)],
  ['Respect for the Aged Day', '敬老の日', onMonday(9, 3)],
  ['Autumnal Equinox Day', '秋分の日', (year) => on(9, equinox(23.2488, year))(year)],
  ['Health and Sports Day', 'スポーツの日', onMonday(10, 2)],
  ['National Culture Day', '文化の日', on(11, 3)],
  ['Labor Thanksgiving Day', '勤労感謝の日', on(11, 23)],
];

/**
 * The day of the month of an equinox in Japan, from its day in 1980: a tropical year is 365.242194 days.
 * Source: 新こよみ便利帳 (Japan Coast Guard, Hydrographic Department), good from 1980 to 2099.
 */
function equinox(in1980: number, year: number): number {
  const years = year - 1980;
  return Math.floor(in1980 + 0.242194 * years - Math.floor(years / 4));
}

const byYear = new Map<number, readonly { date: IsoDate; name: Message }[]>();

/**
 * The holidays of a year, in order. Source: Act 178 of 1948, article 2, and article 3: (2) when one falls on a Sunday, the next day
 * that is none is off in its place (振替休日); (3) a day between two of them is off too (国民の休日). Throws RangeError for a year
 * before 2022 or after `JAPAN_COMPUTED_LAST_YEAR`.
 */
export function lawfulHolidays(year: number): readonly { date: IsoDate; name: Message }[] {
  if (year < FIRST_YEAR || year > JAPAN_COMPUTED_LAST_YEAR)
    throw new RangeError(`The holidays of Japan in ${year} are not known.`);
  const found = byYear.get(year);
  if (found) return found;
  const national = new Map(NATIONAL_HOLIDAYS.map(([en, ja, dateIn]) => [dayNumber(dateIn(year)), { en, ja }]));
  const off = new Map(national);
  for (const day of national.keys()) {
    if (national.has(day + 2) && !national.has(day + 1)) off.set(day + 1, { en: "Citizen's Holiday", ja: '休日' });
    if (weekdayOf(day) !== SUNDAY) continue;
    let last = day;
    while (national.has(last + 1)) last++;
    const { ja } = national.get(last) as Message;
    off.set(last + 1, { en: 'Holiday in lieu', ja: `${ja} 振替休日` });
  }
  const list = [...off].sort(([a], [b]) => a - b).map(([day, name]) => ({ date: dateOf(day), name }));
  byYear.set(year, list);
  return list;
}
