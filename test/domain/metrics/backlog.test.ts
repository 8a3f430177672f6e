// Backlog: statuses, ages and targets at the edges of days in Tokyo, queues and their clearance, and the back-test.
import { describe, expect, test } from 'vitest';
import {
  ageBand,
  ageDays,
  type BacklogFacts,
  backlogFigures,
  backlogOf,
  dateAfter,
  didHold,
  inDays,
  isPast,
  type OpenOrder,
  type Prediction,
  whyNone,
} from '../../../src/domain/metrics/backlog.ts';
import { type Forecast, forecastOf } from '../../../src/domain/metrics/forecast.ts';

const DAY = 86_400_000;
const at = (local: string) => new Date(`${local}+09:00`).toISOString();
const asOf = at('2026-06-01T09:00');
const none: Forecast = { basis: null, orders: 3, sample: null, p50: null, p90: null };
const inTenDays = forecastOf('x', { left: Float64Array.from(Array(20).fill(10 * DAY)), orders: 20 }, () => {
  throw new Error('enough');
});
let n = 0;
const openOrder = (fields: Partial<OpenOrder> = {}): OpenOrder => {
  n += 1;
  return {
    id: `0198000-${String(n).padStart(4, '0')}`,
    number: `KSZ-26001-${String(n).padStart(4, '0')}`,
    facilityId: 'ksz',
    status: 'in_work',
    statusSince: at('2026-05-20T09:00'),
    submittedAt: at('2026-05-01T09:00'),
    targets: { first: null, last: null },
    forecast: none,
    ...fields,
  };
};
const figuresOf = (facts: Partial<BacklogFacts>) =>
  backlogOf(
    { open: [], releasedCount: 0, predictions: [], ...facts },
    { asOf, weeks: 12, nameOf: (id) => id.toUpperCase() },
  );

describe('the age of an order', () => {
  test.each([
    // Midnight in Tokyo is what makes a day.
    ['2026-06-01T00:00', 0],
    ['2026-05-31T23:59', 1],
    ['2026-05-25T00:00', 7],
    ['2026-05-24T23:59', 8],
    ['2026-05-02T12:00', 30],
    ['2026-05-01T12:00', 31],
    ['2026-03-03T12:00', 90],
    ['2026-03-02T12:00', 91],
    ['2025-06-01T12:00', 365],
    // Over a leap day.
    ['2024-02-29T12:00', 823],
  ])('submitted %s is %i days', (submitted, days) => {
    expect(ageDays({ status: 'in_work', submittedAt: at(submitted) }, asOf)).toBe(days);
  });

  test('is none for a draft, even one that was returned', () => {
    expect(ageDays({ status: 'draft', submittedAt: null }, asOf)).toBeNull();
    expect(ageDays({ status: 'draft', submittedAt: at('2026-05-01T09:00') }, asOf)).toBeNull();
    expect(ageDays({ status: 'inducted', submittedAt: null }, asOf)).toBeNull();
  });

  test.each([
    [null, 'notSubmitted'],
    [0, 'days0to7'],
    [7, 'days0to7'],
    [8, 'days8to30'],
    [30, 'days8to30'],
    [31, 'days31to90'],
    [90, 'days31to90'],
    [91, 'days91plus'],
  ] as const)('of %s days is in the band %s', (days, band) => {
    expect(ageBand(days)).toBe(band);
  });
});

test('a target is past from the midnight in Tokyo after its day', () => {
  expect(isPast('2026-06-01', at('2026-06-01T23:59:59.999'))).toBe(false);
  expect(isPast('2026-06-01', at('2026-06-02T00:00'))).toBe(true);
  expect(isPast('2026-12-31', at('2027-01-01T00:00'))).toBe(true);
  expect(isPast(null, asOf)).toBeNull();
});

describe('the figures', () => {
  test('of nothing are 0 where things are counted and null where nothing is known', () => {
    const empty = figuresOf({});
    expect(() => backlogFigures.parse(empty)).not.toThrow();
    expect(empty).toMatchObject({
      open: 0,
      sampleSize: 0,
      oldest: null,
      throughput: { released: 0, weeks: 12, perWeek: 0 },
      clearance: { p50: null, p90: null, orders: 0, leftOut: 0 },
      facilities: [],
      backTest: { forecasts: 0, p90: { due: 0, share: null, low: null, high: null } },
    });
    expect(
      backlogOf({ open: [], releasedCount: 0, predictions: [] }, { asOf, weeks: 0, nameOf: String }).throughput.perWeek,
    ).toBeNull();
  });

  test('count by status, age, facility and target', () => {
    const figures = figuresOf({
      open: [
        openOrder({ status: 'draft', submittedAt: null }),
        openOrder({ submittedAt: at('2026-05-30T09:00'), targets: { first: '2026-05-31', last: '2026-06-05' } }),
        openOrder({
          facilityId: 'abc',
          submittedAt: at('2025-12-01T09:00'),
          targets: { first: '2026-01-10', last: '2026-02-10' },
        }),
        openOrder({ facilityId: 'abc', status: 'on_hold', targets: { first: null, last: '2026-06-10' } }),
      ],
      releasedCount: 30,
    });
    expect(figures).toMatchObject({
      open: 4,
      sampleSize: 4,
      byStatus: { draft: 1, submitted: 0, in_work: 2, on_hold: 1 },
      byAge: { notSubmitted: 1, days0to7: 1, days8to30: 0, days31to90: 1, days91plus: 1 },
      overdue: { original: 2, revised: 1, withoutTargetCount: 1 },
      oldest: { submittedAt: at('2025-12-01T09:00'), days: 182 },
      throughput: { released: 30, weeks: 12, perWeek: 2.5 },
      forecast: { platformActivity: 0, activity: 0, none: 4 },
    });
    expect(figures.facilities.map(({ key, name, open, overdue }) => [key, name, open, overdue.revised])).toEqual([
      ['abc', 'ABC', 2, 1],
      ['ksz', 'KSZ', 2, 0],
    ]);
  });

  test('name the oldest, of two of one instant the one that was raised first', () => {
    const [a, b] = [openOrder(), openOrder()];
    expect(figuresOf({ open: [b, a] }).oldest?.workOrderId).toBe(a.id);
    expect(figuresOf({ open: [a, b] }).oldest?.workOrderId).toBe(a.id);
  });

  test('clear a queue when its last order with a forecast is done, and count those without', () => {
    const { clearance, forecast } = figuresOf({ open: [openOrder({ forecast: inTenDays }), openOrder()] });
    expect(clearance).toEqual({ p50: '2026-06-11', p90: '2026-06-11', orders: 1, leftOut: 1 });
    expect(forecast).toEqual({ platformActivity: 1, activity: 0, none: 1 });
  });
});

describe('dates and days', () => {
  test('of a forecast are those of Tokyo', () => {
    expect(dateAfter(at('2026-06-01T23:59:59.999'), 1)).toBe('2026-06-02');
    expect(dateAfter(at('2024-02-28T09:00'), DAY)).toBe('2024-02-29');
    expect(dateAfter(asOf, null)).toBeNull();
    expect([inDays(36 * 3_600_000), inDays(null)]).toEqual([1.5, null]);
  });

  test('are missing for a reason', () => {
    expect(whyNone(none)?.en).toBe(
      'Only 3 past orders of this activity were in this status for as long; 20 are needed.',
    );
    expect(whyNone(none)?.ja).toContain('3件');
    expect(whyNone(inTenDays)).toBeNull();
  });
});

describe('the back-test', () => {
  const made = (fields: Partial<Prediction['outcome']>, days = 10, on = '2026-05-01T09:00'): Prediction => ({
    at: at(on),
    forecast: { ...inTenDays, p50: days * DAY, p90: 2 * days * DAY },
    outcome: { releasedAt: null, endedOtherwise: false, ...fields },
  });

  test('judges a forecast once its date is past, whatever became of the order', () => {
    expect(didHold(made({ releasedAt: at('2026-05-11T09:00') }), 'p50', asOf)).toBe(true);
    expect(didHold(made({ releasedAt: at('2026-05-11T09:00:00.001') }), 'p50', asOf)).toBe(false);
    expect(didHold(made({}), 'p50', asOf)).toBe(false);
    // Released at once, but not due: counting it would count only what went well.
    expect(didHold(made({ releasedAt: at('2026-05-29T09:00') }, 10, '2026-05-28T09:00'), 'p50', asOf)).toBeNull();
    expect(didHold(made({}, 10, '2026-05-22T09:00'), 'p50', asOf)).toBe(false);
    expect(didHold(made({}, 10, '2026-05-22T09:00:00.001'), 'p50', asOf)).toBeNull();
  });

  test('leaves out what ended otherwise and what had no forecast, and counts it', () => {
    const predictions = [
      made({ releasedAt: at('2026-05-05T09:00') }),
      made({ releasedAt: at('2026-05-15T09:00') }),
      made({ endedOtherwise: true }),
      { ...made({}), forecast: none },
    ];
    expect(figuresOf({ predictions }).backTest).toMatchObject({
      forecasts: 4,
      withoutForecast: 1,
      endedOtherwise: 1,
      p50: { due: 2, held: 1, share: 0.5 },
      p90: { due: 2, held: 2, share: 1 },
    });
  });
});
