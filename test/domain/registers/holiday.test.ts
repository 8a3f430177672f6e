// Holidays against lists that were published elsewhere, an almanac of its own for the equinoxes, and what an import makes of a year.

import holidayJp from '@holiday-jp/holiday_jp';
import { describe, expect, test } from 'vitest';
import {
  HOLIDAY_YEARS,
  type Holiday,
  type HolidayList,
  holidayListFaults,
  holidaysAround,
  holidaysOf,
  holidayYear,
  JAPAN_PUBLISHED_THROUGH,
  japaneseHolidays,
  usFederalHolidaysObserved,
} from '../../../src/domain/registers/holiday.ts';
import { lawfulHolidays } from '../../../src/domain/registers/japanese-holiday-law.ts';

const dates = (list: readonly { date: string }[]) => list.map(({ date }) => date);
const monthDays = (list: readonly { date: string }[]) => list.map((h) => h.date.slice(5).replace('-', '/')).join(' ');

// Typed from the Cabinet Office's file syukujitsu.csv (国民の祝日について) for 2022 to 2027. For 2028 to 2030, which it has not published, from the
// law (Act 178 of 1948) by hand on a wall calendar, with the equinoxes that the National Astronomical Observatory foresees (暦Wiki): 3/20 and
// 9/22, 3/20 and 9/23, 3/20 and 9/23. Compared in November 2026, 2022 to 2030, with the list that the python-holidays project publishes
// (github.com/vacanza/holidays, snapshots/countries/JP_COMMON.json, without its bank holidays of 31 December to 3 January): the same days.
const JAPAN: [number, string][] = [
  [2022, '01/01 01/10 02/11 02/23 03/21 04/29 05/03 05/04 05/05 07/18 08/11 09/19 09/23 10/10 11/03 11/23'],
  [2023, '01/01 01/02 01/09 02/11 02/23 03/21 04/29 05/03 05/04 05/05 07/17 08/11 09/18 09/23 10/09 11/03 11/23'],
  [
    2024,
    '01/01 01/08 02/11 02/12 02/23 03/20 04/29 05/03 05/04 05/05 05/06 07/15 08/11 08/12 09/16 09/22 09/23 10/14 11/03 11/04 11/23',
  ],
  [
    2025,
    '01/01 01/13 02/11 02/23 02/24 03/20 04/29 05/03 05/04 05/05 05/06 07/21 08/11 09/15 09/23 10/13 11/03 11/23 11/24',
  ],
  [2026, '01/01 01/12 02/11 02/23 03/20 04/29 05/03 05/04 05/05 05/06 07/20 08/11 09/21 09/22 09/23 10/12 11/03 11/23'],
  [2027, '01/01 01/11 02/11 02/23 03/21 03/22 04/29 05/03 05/04 05/05 07/19 08/11 09/20 09/23 10/11 11/03 11/23'],
  [2028, '01/01 01/10 02/11 02/23 03/20 04/29 05/03 05/04 05/05 07/17 08/11 09/18 09/22 10/09 11/03 11/23'],
  [
    2029,
    '01/01 01/08 02/11 02/12 02/23 03/20 04/29 04/30 05/03 05/04 05/05 07/16 08/11 09/17 09/23 09/24 10/08 11/03 11/23',
  ],
  [
    2030,
    '01/01 01/14 02/11 02/23 03/20 04/29 05/03 05/04 05/05 05/06 07/15 08/11 08/12 09/16 09/23 10/14 11/03 11/04 11/23',
  ],
];

describe('the holidays of Japan', () => {
  test.each(JAPAN)('of %i are those of the published list', (year, published) => {
    expect(monthDays(japaneseHolidays(year))).toBe(published);
  });

  test.each(JAPAN)('of %i follow from the law alone', (year, published) => {
    expect(monthDays(lawfulHolidays(year))).toBe(published);
  });

  test('follow from the law as another implementation has them, to the last year that it knows', () => {
    const all = Object.values<{ date: string; name: string; name_en: string }>(holidayJp.holidays);
    for (let year = 2022; year <= 2050; year++) {
      const theirs = all
        .filter(({ date }) => date.startsWith(`${year}`))
        .map(({ date, name, name_en }) => ({ date, name: { en: name_en, ja: name } }));
      expect(lawfulHolidays(year)).toEqual(theirs);
    }
  });

  test('have the equinoxes that the almanac has', () => {
    for (let year = 2022; year <= HOLIDAY_YEARS.last; year++) {
      const named = new Map(lawfulHolidays(year).map(({ date, name }) => [name.ja, date]));
      expect([year, named.get('春分の日'), named.get('秋分の日')]).toEqual([
        year,
        equinoxInTokyo(year, 'march'),
        equinoxInTokyo(year, 'september'),
      ]);
    }
  });

  test('have names in both languages, substitute and sandwiched days too', () => {
    for (const list of [japaneseHolidays(2026), lawfulHolidays(2026)]) {
      const named = new Map(list.map((holiday) => [holiday.date, holiday.name]));
      expect(named.get('2026-05-06')).toEqual({ en: 'Holiday in lieu', ja: 'こどもの日 振替休日' });
      expect(named.get('2026-09-22')).toEqual({ en: "Citizen's Holiday", ja: '休日' });
    }
  });

  test('follow the laws that moved them in 2019, 2020 and 2021', () => {
    expect(dates(japaneseHolidays(2019))).toEqual(expect.arrayContaining(['2019-04-30', '2019-05-01', '2019-10-22']));
    const moved = dates([...japaneseHolidays(2020), ...japaneseHolidays(2021)]);
    expect(moved).toEqual(expect.arrayContaining(['2020-07-24', '2021-07-23', '2021-08-09']));
    expect(moved).not.toContain('2020-10-12');
  });

  test('are worked out once, and refused for a year that is not known', () => {
    expect(lawfulHolidays(2040)).toBe(lawfulHolidays(2040));
    for (const year of [2021, 2100]) expect(() => lawfulHolidays(year)).toThrow(String(year));
    for (const year of [HOLIDAY_YEARS.first - 1, 1969, HOLIDAY_YEARS.last + 1])
      expect(() => japaneseHolidays(year)).toThrow(String(year));
  });
});

// Meeus, Astronomical Algorithms, 2nd edition, chapter 27: to less than a minute from 1951 to 2050, and a few minutes around. Dynamical time
// runs ahead of universal time by some 70 seconds, of which nobody knows the growth: no equinox here falls so near midnight.
function equinoxInTokyo(year: number, which: 'march' | 'september'): string {
  const y = (year - 2000) / 1000;
  const [a, b, c, d, e] = {
    march: [2451623.80984, 365242.37404, 0.05169, -0.00411, -0.00057],
    september: [2451810.21715, 365242.01767, -0.11575, 0.00337, 0.00078],
  }[which] as [number, number, number, number, number];
  const mean = a + b * y + c * y ** 2 + d * y ** 3 + e * y ** 4;
  const t = (mean - 2451545) / 36525;
  const rad = Math.PI / 180;
  const w = (35999.373 * t - 2.47) * rad;
  const lambda = 1 + 0.0334 * Math.cos(w) + 0.0007 * Math.cos(2 * w);
  const terms: [number, number, number][] = [
    [485, 324.96, 1934.136],
    [203, 337.23, 32964.467],
    [199, 342.08, 20.186],
    [182, 27.85, 445267.112],
    [156, 73.14, 45036.886],
    [136, 171.52, 22518.443],
    [77, 222.54, 65928.934],
    [74, 296.72, 3034.906],
    [70, 243.58, 9037.513],
    [58, 119.81, 33718.147],
    [52, 297.17, 150.678],
    [50, 21.02, 2281.226],
    [45, 247.54, 29929.562],
    [44, 325.15, 31555.956],
    [29, 60.93, 4443.417],
    [18, 155.12, 67555.328],
    [17, 288.79, 4562.452],
    [16, 198.04, 62894.029],
    [14, 199.76, 31436.921],
    [12, 95.39, 14577.848],
    [12, 287.11, 31931.756],
    [12, 320.81, 34777.259],
    [9, 227.73, 1222.114],
    [8, 15.45, 16859.074],
  ];
  const sum = terms.reduce((s, [amount, phase, speed]) => s + amount * Math.cos((phase + speed * t) * rad), 0);
  const dynamical = mean + (0.00001 * sum) / lambda;
  const utc = (dynamical - 2440587.5) * 86_400_000 - 70_000;
  return new Date(utc + 9 * 3_600_000).toISOString().slice(0, 10);
}

// The lists of the Office of Personnel Management (Federal Holidays), as observed by those who work from Monday to Friday. 2011 to 2030 are also
// the observed days that github.com/vacanza/holidays publishes (snapshots/countries/US_COMMON.json, compared in November 2026).
const UNITED_STATES: [number, string][] = [
  [1985, '01/01 02/18 05/27 07/04 09/02 10/14 11/11 11/28 12/25'],
  [1986, '01/01 01/20 02/17 05/26 07/04 09/01 10/13 11/11 11/27 12/25'],
  [2020, '01/01 01/20 02/17 05/25 07/03 09/07 10/12 11/11 11/26 12/25'],
  // Juneteenth's first observance, and the New Year's Day of 2022 on the last day of 2021.
  [2021, '01/01 01/18 02/15 05/31 06/18 07/05 09/06 10/11 11/11 11/25 12/24 12/31'],
  [2022, '01/17 02/21 05/30 06/20 07/04 09/05 10/10 11/11 11/24 12/26'],
  [2023, '01/02 01/16 02/20 05/29 06/19 07/04 09/04 10/09 11/10 11/23 12/25'],
  [2024, '01/01 01/15 02/19 05/27 06/19 07/04 09/02 10/14 11/11 11/28 12/25'],
  // Inauguration Day fell on the day of Martin Luther King, Jr. in 2025, and on one of its own in 2029: then it is left out.
  [2025, '01/01 01/20 02/17 05/26 06/19 07/04 09/01 10/13 11/11 11/27 12/25'],
  [2026, '01/01 01/19 02/16 05/25 06/19 07/03 09/07 10/12 11/11 11/26 12/25'],
  [2027, '01/01 01/18 02/15 05/31 06/18 07/05 09/06 10/11 11/11 11/25 12/24 12/31'],
  [2028, '01/17 02/21 05/29 06/19 07/04 09/04 10/09 11/10 11/23 12/25'],
  [2029, '01/01 01/15 02/19 05/28 06/19 07/04 09/03 10/08 11/12 11/22 12/25'],
  [2030, '01/01 01/21 02/18 05/27 06/19 07/04 09/02 10/14 11/11 11/28 12/25'],
];

describe('the US federal holidays as observed', () => {
  test.each(UNITED_STATES)('of %i', (year, published) => {
    expect(monthDays(usFederalHolidaysObserved(year))).toBe(published);
  });

  test('say which holiday it is, and are worked out once', () => {
    expect(usFederalHolidaysObserved(2026)).toContainEqual({
      date: '2026-07-03',
      name: { en: 'Independence Day', ja: '独立記念日' },
    });
    expect(usFederalHolidaysObserved(2026)).toBe(usFederalHolidaysObserved(2026));
  });

  test('are refused before 1978', () => {
    expect(usFederalHolidaysObserved(HOLIDAY_YEARS.first)).toHaveLength(9);
    expect(() => usFederalHolidaysObserved(1977)).toThrow(RangeError);
  });

  test('never fall on a weekend', () => {
    for (let year = 1978; year <= HOLIDAY_YEARS.last; year++)
      for (const { date } of usFederalHolidaysObserved(year))
        expect([1, 2, 3, 4, 5], date).toContain(new Date(date).getUTCDay());
  });
});

const listOf = (fields: Partial<HolidayList> = {}): HolidayList => ({
  id: 'list',
  createdAt: '2027-02-01T03:00:00.000Z',
  revision: 1,
  calendar: 'japan',
  year: 2028,
  holidays: [{ date: '2028-05-01', name: { en: 'Enthronement', ja: '即位の日' } }],
  source: 'Official Gazette',
  ...fields,
});

describe('how a year is known', () => {
  test('is published as far as the Cabinet Office did, then computed and provisional', () => {
    const known = (year: number) => {
      const { basis, provisional } = holidayYear('japan', year);
      return [basis, provisional];
    };
    expect(JAPAN_PUBLISHED_THROUGH).toBe(2027);
    expect(known(2027)).toEqual(['published', false]);
    expect(known(2028)).toEqual(['computed', true]);
    expect(holidayYear('japan', 2028).source).toContain('not published yet');
    expect(holidayYear('us_federal', 2040)).toMatchObject({ basis: 'statute', provisional: false });
  });

  test('is what was imported, of that calendar and that year', () => {
    const list = listOf();
    expect(holidayYear('japan', 2028, [list])).toMatchObject({
      basis: 'imported',
      provisional: false,
      source: 'Official Gazette',
      holidays: list.holidays,
    });
    expect(holidayYear('japan', 2029, [list]).basis).toBe('computed');
    expect(holidayYear('us_federal', 2028, [list]).basis).toBe('statute');
  });

  test('says which years are provisional', () => {
    expect([...holidaysOf(2026, 2027).provisionalYears]).toEqual([]);
    expect([...holidaysOf(2027, 2029).provisionalYears]).toEqual([2028, 2029]);
    expect([...holidaysOf(2027, 2029, [listOf()]).provisionalYears]).toEqual([2029]);
  });
});

describe('both calendars as sets', () => {
  test('are the same object for the same years and lists', () => {
    const both = holidaysOf(2026, 2027);
    expect([...both.japan]).toEqual(dates([...japaneseHolidays(2026), ...japaneseHolidays(2027)]));
    expect([...both.usFederal]).toEqual(
      dates([...usFederalHolidaysObserved(2026), ...usFederalHolidaysObserved(2027)]),
    );
    expect(holidaysOf(2026, 2027)).toBe(both);
    // A list of another year changes nothing of these.
    expect(holidaysOf(2026, 2027, [listOf()])).toBe(both);
  });

  test('hold what was imported, each version for itself', () => {
    const first = holidaysOf(2028, 2028, [listOf()]);
    expect([...first.japan]).toEqual(['2028-05-01']);
    expect(first.usFederal.has('2028-07-04')).toBe(true);
    expect(holidaysOf(2028, 2028, [listOf()])).toBe(first);
    const second = holidaysOf(2028, 2028, [listOf({ revision: 2, holidays: [] })]);
    expect(second.japan.size).toBe(0);
    expect(holidaysOf(2028, 2028).japan.has('2028-01-01')).toBe(true);
  });

  test('reach over every year they promise, and no further', () => {
    const all = holidaysOf(HOLIDAY_YEARS.first, HOLIDAY_YEARS.last);
    expect(all.usFederal.has('1978-11-10')).toBe(true);
    expect(all.japan.has('2099-11-23')).toBe(true);
    expect(() => holidaysOf(1977, 1978)).toThrow(RangeError);
    expect(() => holidaysOf(2099, 2100)).toThrow(RangeError);
  });

  test('around two dates hold the year before and the year after', () => {
    const around = holidaysAround('2026-12-31', '2027-01-01');
    for (const date of ['2025-01-01', '2028-11-23']) expect(around.japan.has(date)).toBe(true);
    expect(holidaysAround('1950-01-01', '2200-01-01')).toBe(holidaysOf(HOLIDAY_YEARS.first, HOLIDAY_YEARS.last));
  });

  test('forget what was asked long ago, and say the same again', () => {
    const first = holidaysOf(2030, 2030);
    for (let revision = 1; revision <= 300; revision++) holidaysOf(2028, 2028, [listOf({ id: 'many', revision })]);
    const again = holidaysOf(2030, 2030);
    expect(again).not.toBe(first);
    expect(again).toEqual(first);
  });
});

describe('what is imported', () => {
  const year = (number: number) => japaneseHolidays(number).slice(0, 9) as Holiday[];

  test('is taken when it may be the whole of its years', () => {
    expect(holidayListFaults([...year(2028), ...year(2029)])).toEqual([]);
  });

  test('is refused with each fault where it stands', () => {
    const twice = [...year(2028), year(2028)[3] as Holiday];
    expect(holidayListFaults(twice).map((f) => `${f.pointer} ${f.code}`)).toEqual([
      '/holidays/9/date holidays.repeated',
    ]);
    const few = holidayListFaults([...year(2028), ...year(2029).slice(0, 2)]);
    expect(few.map((f) => `${f.pointer} ${f.code}`)).toEqual(['/holidays holidays.incomplete']);
    expect(few[0]?.message.en).toContain('2029');
    const old = year(2028).map(({ date, name }) => ({ date: date.replace('2028', '1977'), name }));
    expect(new Set(holidayListFaults(old).map((f) => f.code))).toEqual(new Set(['holidays.unknown_year']));
  });
});
