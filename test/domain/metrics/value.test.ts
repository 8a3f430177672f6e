// Value: days and money against the baseline in force, converted only by rates that were given.
import { describe, expect, test } from 'vitest';
import { HOUR } from '../../../src/domain/metrics/figures.ts';
import {
  baselineOn,
  type Compared,
  rateFaults,
  ratesOf,
  rateText,
  sparedBy,
  valueFiguresOf,
} from '../../../src/domain/metrics/value.ts';

const usd = (minorUnits: number) => ({ currency: 'USD', minorUnits });
const yen = (minorUnits: number) => ({ currency: 'JPY', minorUnits });
const baseline = { turnaroundDays: 60, transportDaysEachWay: 10.5, cost: usd(1_000_00), transportCost: usd(200_00) };
const order = (days: number, rest: Partial<Compared> = {}): Compared => ({
  baseline,
  grossMilliseconds: days * 24 * HOUR,
  localTransportDays: 1,
  actualCost: usd(900_00),
  ...rest,
});

describe('what an order spared', () => {
  test('is its baseline with both ways, less what it took here', () => {
    const { days, minorUnits } = sparedBy(order(30));
    expect(days).toBe(60 + 21 - 31);
    expect(minorUnits && [...minorUnits]).toEqual([['USD', 300_00]]);
    expect(sparedBy(order(30, { localTransportDays: null })).days).toBe(51);
  });

  test('stays negative, and apart by currency', () => {
    expect(sparedBy(order(100)).days).toBe(-20);
    const { minorUnits } = sparedBy(order(30, { actualCost: yen(150_000) }));
    expect(minorUnits && [...minorUnits]).toEqual([
      ['USD', 1_200_00],
      ['JPY', -150_000],
    ]);
  });

  test('cannot be said without a baseline, and its money not without an actual cost', () => {
    expect(sparedBy(order(30, { baseline: null }))).toEqual({ days: null, minorUnits: null });
    expect(sparedBy(order(30, { actualCost: null }))).toEqual({ days: 50, minorUnits: null });
  });

  test('is judged by the baseline in force on the day of induction', () => {
    const of = (validFrom: string, validTo: string | null) => ({
      platformId: 'p',
      activity: 'repair' as const,
      validFrom,
      validTo,
    });
    const [old, now] = [of('2025-01-01', '2026-03-31'), of('2026-04-01', null)];
    const on = (date: string, activity = 'repair') => baselineOn([old, now], { platformId: 'p', activity }, date);
    expect(on('2026-03-31')).toBe(old);
    expect(on('2026-04-01')).toBe(now);
    expect(on('2024-12-31')).toBeNull();
    expect(on('2026-04-01', 'overhaul')).toBeNull();
    expect(baselineOn([now], { platformId: 'q', activity: 'repair' }, '2026-04-01')).toBeNull();
  });
});

describe('the value of orders', () => {
  const orders = [
    order(30),
    order(100, { actualCost: yen(150_000) }),
    order(1, { baseline: null }),
    order(81, { actualCost: null }),
  ];

  test('counts what it left out', () => {
    expect(valueFiguresOf(orders, [])).toEqual({
      sampleSize: 3,
      releasedCount: 4,
      withoutBaselineCount: 1,
      withoutActualCostCount: 1,
      downtimeDaysAvoided: 50 - 20 - 1,
      costSampleSize: 2,
      costAvoided: [
        { key: 'JPY', minorUnits: -150_000 },
        { key: 'USD', minorUnits: 1_500_00 },
      ],
      converted: null,
    });
    const currencies = ['ZAR', 'JPY', 'EUR'].map((currency) => order(1, { actualCost: { currency, minorUnits: 1 } }));
    expect(valueFiguresOf(currencies, []).costAvoided.map(({ key }) => key)).toEqual(['EUR', 'JPY', 'USD', 'ZAR']);
    expect(valueFiguresOf([order(1, { baseline: null })], [])).toMatchObject({
      downtimeDaysAvoided: null,
      costAvoided: [],
    });
  });

  test('is converted by the rates given, to the cent, and repeats them', () => {
    expect(valueFiguresOf(orders, ratesOf(['JPY:USD:0.0067'])).converted).toEqual({
      currency: 'USD',
      rates: [{ key: 'JPY', factor: '0.0067' }],
      // 1,500.00 dollars less 150,000 yen at 0.0067.
      minorUnits: 1_500_00 - 1_005_00,
      withoutRate: [],
    });
    expect(valueFiguresOf(orders, ratesOf(['USD:JPY:149.5'])).converted).toMatchObject({
      minorUnits: 224_250 - 150_000,
    });
    expect(valueFiguresOf(orders, ratesOf(['EUR:USD:1.1'])).converted).toMatchObject({
      minorUnits: null,
      withoutRate: ['JPY'],
    });
    expect(valueFiguresOf([], ratesOf(['JPY:USD:0.0067'])).converted).toMatchObject({
      minorUnits: null,
      withoutRate: [],
    });
    const negative = [
      order(30, { actualCost: yen(33), baseline: { ...baseline, cost: yen(0), transportCost: yen(0) } }),
    ];
    // −33 yen at 0.005 are −16.5 cents: halves away from zero.
    expect(valueFiguresOf(negative, ratesOf(['JPY:USD:0.005'])).converted?.minorUnits).toBe(-17);
    expect(valueFiguresOf(negative, ratesOf(['USD:JPY:2'])).converted?.minorUnits).toBe(-33);
  });

  test('takes rates that lead to one currency, each once, worth something', () => {
    const codes = (...texts: string[]) => rateFaults(ratesOf(texts)).map(({ pointer, code }) => `${pointer} ${code}`);
    expect(codes('JPY:USD:0.0067', 'EUR:USD:1.08')).toEqual([]);
    expect(codes('JPY:USD:0.0067', 'USD:JPY:150')).toEqual(['/rate/1 rate.other_currency']);
    expect(codes('JPY:USD:1', 'JPY:USD:2')).toEqual(['/rate/1 rate.given_twice']);
    expect(codes('USD:USD:1')).toEqual(['/rate/0 rate.given_twice']);
    expect(codes('JPY:USD:0.0')).toEqual(['/rate/0 rate.zero']);
    for (const text of ['JPY:USD', 'jpy:USD:1', 'JPY:USD:-1', 'JPY:USD:1e3', 'JPY:USD:01', 'JPY:USD:0.0000000000001'])
      expect([text, rateText.safeParse(text).success]).toEqual([text, false]);
    expect(() => ratesOf(['JPY'])).toThrow(RangeError);
  });
});
