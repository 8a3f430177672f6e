// Working days at the edges of zones, daylight saving, years and closures.
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  addWorkingDays,
  dateInNewYork,
  plantDaysBetween,
  type WorkCalendar,
  workingDaysBetween,
} from '../../../src/domain/registers/calendar.ts';
import { holidaysOf } from '../../../src/domain/registers/holiday.ts';
import { addDays, dateInTokyo } from '../../../src/domain/values.ts';

const holidays = holidaysOf(2015, 2035);
const open: ReadonlySet<string> = new Set();
const at = (local: string) => new Date(local).toISOString();
const between = (calendar: WorkCalendar, start: string, stop: string, closedDates = open) =>
  workingDaysBetween({ start: at(start), stop: at(stop), calendar, holidays, closedDates });

describe('the date in New York', () => {
  test.each([
    // Standard time until 07:00 UTC on 8 March 2026, daylight saving until 06:00 UTC on 1 November.
    ['2026-03-08T04:59:59.999Z', '2026-03-07'],
    ['2026-03-08T05:00:00.000Z', '2026-03-08'],
    ['2026-03-08T07:00:00.000Z', '2026-03-08'],
    ['2026-03-09T03:59:59.999Z', '2026-03-08'],
    ['2026-03-09T04:00:00.000Z', '2026-03-09'],
    ['2026-11-01T03:59:59.999Z', '2026-10-31'],
    ['2026-11-01T04:00:00.000Z', '2026-11-01'],
    ['2026-11-02T04:59:59.999Z', '2026-11-01'],
    ['2026-11-02T05:00:00.000Z', '2026-11-02'],
    ['2024-03-01T04:59:59.999Z', '2024-02-29'],
    ['2026-01-01T04:59:59.999Z', '2025-12-31'],
    ['1969-07-20T20:17:40.000Z', '1969-07-20'],
  ])('of %s is %s', (instant, date) => {
    expect(dateInNewYork(instant)).toBe(date);
  });

  test('agrees with the time zone database at any instant', () => {
    const anyInstant = fc.date({ min: new Date('1990-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(anyInstant, (date) => {
        const instant = date.toISOString();
        const zoned = Temporal.Instant.from(instant).toZonedDateTimeISO('America/New_York');
        return dateInNewYork(instant) === zoned.toPlainDate().toString();
      }),
      { numRuns: 500 },
    );
  });
});

describe('working days between two instants', () => {
  test('leave out the first day and count the last', () => {
    expect(between('japan', '2026-06-01T09:00+09:00', '2026-06-01T18:00+09:00')).toBe(0);
    expect(between('japan', '2026-06-01T23:59+09:00', '2026-06-02T00:00+09:00')).toBe(1);
    expect(between('japan', '2026-06-05T09:00+09:00', '2026-06-08T09:00+09:00')).toBe(1);
    expect(between('japan', '2026-06-05T09:00+09:00', '2026-06-07T09:00+09:00')).toBe(0);
  });

  test('are 0 when the stop is not after the start', () => {
    expect(between('japan', '2026-06-12T09:00+09:00', '2026-06-01T09:00+09:00')).toBe(0);
    expect(between('us_federal', '2026-06-12T09:00+09:00', '2026-06-01T09:00+09:00')).toBe(0);
  });

  test('are counted on the dates of each country: Memorial Day has not ended in New York', () => {
    // Tuesday 09:00 in Japan is Monday evening in New York.
    expect(between('japan', '2026-05-22T22:00+09:00', '2026-05-26T09:00+09:00')).toBe(2);
    expect(between('us_federal', '2026-05-22T22:00+09:00', '2026-05-26T09:00+09:00')).toBe(0);
    expect(between('us_federal', '2026-05-22T22:00+09:00', '2026-05-26T13:00+09:00')).toBe(1);
  });

  test('keep to midnight in New York when daylight saving begins and ends', () => {
    const oneMinute = (stop: string) =>
      between('us_federal', at(new Date(Date.parse(stop) - 60_000).toISOString()), stop);
    expect(oneMinute('2026-03-06T05:00Z')).toBe(1);
    expect(oneMinute('2026-03-09T04:00Z')).toBe(1);
    expect(oneMinute('2026-03-09T05:00Z')).toBe(0);
    expect(oneMinute('2026-10-30T04:00Z')).toBe(1);
    expect(oneMinute('2026-11-02T04:00Z')).toBe(0);
    expect(oneMinute('2026-11-02T05:00Z')).toBe(1);
  });

  test('on both calendars are those that both work', () => {
    const weeks = ['2026-09-04T09:00+09:00', '2026-09-25T09:00+09:00'] as const;
    expect(between('japan', ...weeks)).toBe(12);
    expect(between('us_federal', ...weeks)).toBe(14);
    expect(between('both', ...weeks)).toBe(11);
  });

  test('on both calendars leave out once what both have off', () => {
    // 1 January 2026 (Thursday) and 12 October 2026 (Monday) are holidays in both countries.
    expect(between('both', '2025-12-31T09:00+09:00', '2026-01-02T09:00+09:00')).toBe(1);
    expect(between('both', '2026-10-09T09:00+09:00', '2026-10-13T09:00+09:00')).toBe(1);
  });

  test('leave out days on which the plant is closed, but never on the US federal calendar', () => {
    // Obon: 11 August is a holiday already, 15 and 16 August a weekend.
    const closed = new Set(['2026-08-11', '2026-08-12', '2026-08-13', '2026-08-14', '2026-08-15', '2026-08-16']);
    const span = ['2026-08-07T09:00+09:00', '2026-08-18T09:00+09:00'] as const;
    expect(between('japan', ...span)).toBe(6);
    expect(between('japan', ...span, closed)).toBe(3);
    expect(between('both', ...span, closed)).toBe(3);
    expect(between('us_federal', ...span, closed)).toBe(between('us_federal', ...span));
  });

  test('know the leap day', () => {
    expect(between('japan', '2024-02-28T09:00+09:00', '2024-03-01T09:00+09:00')).toBe(2);
    expect(between('japan', '2027-02-26T09:00+09:00', '2027-03-01T09:00+09:00')).toBe(1);
  });

  test('run over the end of a year', () => {
    expect(between('japan', '2026-12-30T09:00+09:00', '2027-01-05T09:00+09:00')).toBe(3);
    expect(between('us_federal', '2026-12-30T23:00-05:00', '2027-01-05T09:00-05:00')).toBe(3);
    expect(between('us_federal', '2021-12-30T09:00-05:00', '2022-01-03T09:00-05:00')).toBe(1);
    expect(between('japan', '2024-12-31T09:00+09:00', '2025-12-31T09:00+09:00')).toBe(
      between('japan', '2024-12-31T09:00+09:00', '2025-06-30T09:00+09:00') +
        between('japan', '2025-06-30T09:00+09:00', '2025-12-31T09:00+09:00'),
    );
  });

  test('see a day that was added to a set after all', () => {
    const closed = new Set(['2026-06-02']);
    expect(between('japan', '2026-06-01T09:00+09:00', '2026-06-05T09:00+09:00', closed)).toBe(3);
    closed.add('2026-06-03');
    expect(between('japan', '2026-06-01T09:00+09:00', '2026-06-05T09:00+09:00', closed)).toBe(2);
  });

  test('before 1970 are counted by the same arithmetic', () => {
    // 1969-12-26 was a Friday.
    expect(between('us_federal', '1969-12-26T12:00-05:00', '1970-01-05T12:00-05:00')).toBe(6);
    expect(between('us_federal', '1965-01-01T12:00-05:00', '1965-12-31T12:00-05:00')).toBe(260);
  });

  test('agree with counting one day after the other', () => {
    const anyDay = fc.integer({ min: 0, max: 1500 }).map((n) => addDays('2024-06-01', n));
    const anyHour = fc.integer({ min: 0, max: 23 }).map((h) => `T${String(h).padStart(2, '0')}:30:00.000Z`);
    const anyInstant = fc.tuple(anyDay, anyHour).map(([day, hour]) => day + hour);
    const anyCalendar = fc.constantFrom<WorkCalendar>('japan', 'us_federal', 'both');
    fc.assert(
      fc.property(
        anyInstant,
        anyInstant,
        anyCalendar,
        fc.array(anyDay, { maxLength: 60 }),
        (start, stop, calendar, days) => {
          const closedDates = new Set(days);
          const dateOf = calendar === 'us_federal' ? dateInNewYork : dateInTokyo;
          let expected = 0;
          for (let day = addDays(dateOf(start), 1); day <= dateOf(stop); day = addDays(day, 1)) {
            const weekend = [0, 6].includes(new Date(day).getUTCDay());
            const offInJapan = calendar !== 'us_federal' && (holidays.japan.has(day) || closedDates.has(day));
            const offInUs = calendar !== 'japan' && holidays.usFederal.has(day);
            if (!weekend && !offInJapan && !offInUs) expected++;
          }
          expect(workingDaysBetween({ start, stop, calendar, holidays, closedDates })).toBe(expected);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('days of the plant', () => {
  const closedDates = new Set(['2026-07-06', '2026-07-20']);

  test('leave closures out on every calendar, and are Asia/Tokyo dates', () => {
    const span = { start: at('2026-07-01T09:00+09:00'), stop: at('2026-07-21T09:00+09:00'), holidays, closedDates };
    expect(plantDaysBetween({ ...span, calendar: 'japan' })).toBe(12);
    expect(plantDaysBetween({ ...span, calendar: 'us_federal' })).toBe(11);
    expect(plantDaysBetween({ ...span, calendar: 'both' })).toBe(11);
  });

  test.each<[WorkCalendar, string, number, string]>([
    ['japan', '2026-05-01', 1, '2026-05-07'],
    ['us_federal', '2026-05-01', 1, '2026-05-04'],
    ['both', '2026-05-01', 12, '2026-05-22'],
    ['both', '2026-05-01', 13, '2026-05-26'],
    ['japan', '2026-07-03', 1, '2026-07-07'],
    ['us_federal', '2026-07-02', 1, '2026-07-07'],
    ['japan', '2026-07-17', 1, '2026-07-21'],
    ['japan', '2024-02-28', 1, '2024-02-29'],
    ['japan', '2026-12-31', 1, '2027-01-04'],
    ['japan', '2026-05-03', 0, '2026-05-03'],
  ])('on %s, %s and %i working days make %s', (calendar, from, days, date) => {
    expect(addWorkingDays(from, days, { calendar, holidays, closedDates })).toBe(date);
  });

  test('are added in whole numbers from 0', () => {
    const plant = { calendar: 'japan', holidays, closedDates } as const;
    expect(() => addWorkingDays('2026-05-01', -1, plant)).toThrow(RangeError);
    expect(() => addWorkingDays('2026-05-01', 1.5, plant)).toThrow(RangeError);
  });

  test('that are added are those that are counted', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2000 }),
        fc.integer({ min: 0, max: 300 }),
        fc.constantFrom<WorkCalendar>('japan', 'us_federal', 'both'),
        (offset, days, calendar) => {
          const from = addDays('2024-01-01', offset);
          const to = addWorkingDays(from, days, { calendar, holidays, closedDates });
          const span = {
            start: at(`${from}T12:00+09:00`),
            stop: at(`${to}T12:00+09:00`),
            calendar,
            holidays,
            closedDates,
          };
          expect(plantDaysBetween(span)).toBe(days);
        },
      ),
    );
  });
});
