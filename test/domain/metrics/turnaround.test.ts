// The worked example of the metrics page to the digit, and what must hold for every ledger and every cohort.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distribution, inWindow, percentile, rounded } from '../../../src/domain/metrics/figures.ts';
import {
  CATEGORIES,
  type Category,
  clockOf,
  definition,
  figuresOf,
  hoursOf,
  ledgerFaults,
  RESPONSIBLE,
  type Segment,
  segmentRecord,
  TURNAROUND_FORMULA,
  type TurnaroundOrder,
  timeSpent,
  turnaround,
} from '../../../src/domain/metrics/turnaround.ts';
import { holidaysOf } from '../../../src/domain/registers/holiday.ts';
import { BEGINS, jst, MAY, type WorkedOrder, workedFigures, workedOrders } from '../../support/turnaround.ts';

const holidays = holidaysOf(2025, 2027);
const facility = { calendar: 'japan', closedDates: new Set<string>() } as const;
/** A ledger from what happened when: each stay lasts until the next. */
function ledgerOf(stays: readonly (readonly [string, Category])[], end: string): Segment[] {
  return stays.map(([from, category], index) => ({
    id: `01980000-0000-7000-8000-${String(index).padStart(12, '0')}`,
    n: index + 1,
    from: jst(from),
    to: jst(stays[index + 1]?.[0] ?? end),
    category,
    responsible: RESPONSIBLE[category],
    acknowledgement: null,
  }));
}

function orderOf({ target, revised, acts, released }: WorkedOrder): TurnaroundOrder & { segments: Segment[] } {
  const segments = ledgerOf(
    acts.map(([when, action]) => [when, BEGINS[action]] as const),
    released,
  );
  return {
    inductedAt: segments[0]?.from ?? '',
    releasedAt: jst(released),
    facility,
    holidays,
    segments,
    targets: [target, ...(revised ? [revised.to] : [])].map((date, index) => ({ n: index + 1, date })),
  };
}

const [order1, order2, order3, order4] = [
  orderOf(workedOrders[0]),
  orderOf(workedOrders[1]),
  orderOf(workedOrders[2]),
  orderOf(workedOrders[3]),
];
const history = [order1, order2, order3, order4];

const HOUR = 3_600_000;
const inHours = (of: Record<string, number>) =>
  Object.fromEntries(Object.entries(of).map(([category, milliseconds]) => [category, milliseconds / HOUR]));

describe('the worked example', () => {
  const cohort = history.filter((order) => inWindow(order.releasedAt, MAY.from, MAY.to));
  const figures = turnaround(cohort, 0, 0);

  test('to the digit', () => {
    expect(rounded(figures)).toEqual(workedFigures);
  });

  test('is rounded in the answer and nowhere before', () => {
    expect(figures.grossHours.mean).toBe(1351 / 3);
    expect(figures.onTime.original).toBe(1 / 3);
    expect(figures.meanHoursByCategory.maintenance).toBe(593 / 3);
  });

  test('order by order', () => {
    expect(cohort.map((order) => clockOf(order).grossMilliseconds / HOUR)).toEqual([510, 242, 599]);
    const { netOfSupplyHours, facilityHours } = turnaround([order1], 0, 0);
    expect([netOfSupplyHours.mean, facilityHours.mean]).toEqual([323, 246]);
    const { millisecondsByCategory, ...clock } = clockOf(order1);
    expect({ ...clock, hoursByCategory: inHours(millisecondsByCategory) }).toEqual({
      grossMilliseconds: 510 * HOUR,
      hoursByCategory: {
        ...Object.fromEntries(CATEGORIES.map((category) => [category, 0])),
        receiving: 24,
        maintenance: 54 + 102 + 30,
        supply: 187,
        inspection: 19 + 17,
        acceptance: 77,
      },
      workingDays: { japan: 11, usFederal: 16, facility: 11 },
      isProvisional: false,
      onTime: { original: false, revised: true },
    });
    expect(clockOf(order2).onTime).toEqual({ original: true, revised: true });
    expect(clockOf(order3).workingDays).toEqual({ japan: 14, usFederal: 16, facility: 14 });
    expect(clockOf(order4).millisecondsByCategory.funding).toBe(28 * 24 * HOUR);
  });

  test('says when it was counted over a year whose holidays are not published yet, in Japan’s dates', () => {
    const known = holidaysOf(2026, 2030);
    const counted = (from: string, to: string) =>
      figuresOf([clockOf({ ...order1, holidays: known, inductedAt: from, releasedAt: to })], 0, 0).workingDays
        .provisionalCount;
    expect(counted('2027-12-01T00:00:00.000Z', '2027-12-31T14:59:59.999Z')).toBe(0);
    expect(counted('2027-12-01T00:00:00.000Z', '2027-12-31T15:00:00.000Z')).toBe(1);
    expect(counted('2027-12-01T00:00:00.000Z', '2029-02-01T00:00:00.000Z')).toBe(1);
  });

  test('says the hours of one order unrounded', () => {
    const [first] = workedOrders;
    const { grossHours, netOfSupplyHours, facilityHours, hoursByCategory } = hoursOf(timeSpent(orderOf(first)));
    expect([grossHours, netOfSupplyHours, hoursByCategory.supply]).toEqual([510, 323, 187]);
    expect(facilityHours + hoursByCategory.acceptance).toBe(netOfSupplyHours);
  });

  test('has sound ledgers', () => {
    for (const order of history) {
      expect(ledgerFaults(order.segments, { from: order.inductedAt, to: order.releasedAt })).toEqual([]);
    }
  });

  test('says what it measures', () => {
    expect(TURNAROUND_FORMULA).toBe('turnaround/1');
    expect(definition).toMatchObject({
      formula: TURNAROUND_FORMULA,
      startEvent: 'inducted',
      stopEvent: 'released',
      timeZone: 'Asia/Tokyo',
    });
  });
});

describe('a cohort', () => {
  const nothing = { mean: null, p50: null, p90: null, p95: null, max: null };

  test('without orders has no figures, and never a 0 in their place', () => {
    const figures = turnaround([], 2, 1);
    expect(figures).toEqual({
      count: 0,
      cancelledCount: 2,
      condemnedCount: 1,
      grossHours: nothing,
      netOfSupplyHours: nothing,
      facilityHours: nothing,
      workingDays: { japan: nothing, usFederal: nothing, provisionalCount: 0 },
      meanHoursByCategory: Object.fromEntries(CATEGORIES.map((category) => [category, null])),
      onTime: { original: null, revised: null, withoutTargetCount: 0 },
      sampleSize: 0,
    });
    expect(rounded(figures)).toEqual(figures);
  });

  test('of one order has its hours as mean, percentiles and maximum', () => {
    const { grossHours } = turnaround([order2], 0, 0);
    expect(grossHours).toEqual({ mean: 242, p50: 242, p90: 242, p95: 242, max: 242 });
  });

  test('leaves orders without a target out of the share on time, and counts them', () => {
    const without = { ...order1, targets: [] };
    expect(clockOf(without).onTime).toEqual({ original: null, revised: null });
    expect(turnaround([without, order2, order3], 0, 0).onTime).toEqual({
      original: 0.5,
      revised: 0.5,
      withoutTargetCount: 1,
    });
    expect(turnaround([without], 0, 0).onTime).toEqual({ original: null, revised: null, withoutTargetCount: 1 });
  });

  test('takes no target that was added later for the first', () => {
    const late = { ...order1, targets: [{ n: 2, date: '2026-05-31' }] };
    expect(clockOf(late).onTime).toEqual({ original: null, revised: true });
    expect(turnaround([late, order2, order3], 0, 0).onTime).toEqual({
      original: 0.5,
      revised: 2 / 3,
      withoutTargetCount: 1,
    });
  });

  test('from clocks read before is the same', () => {
    expect(figuresOf(history.map(clockOf), 1, 2)).toEqual(turnaround(history, 1, 2));
  });
});

describe('one order', () => {
  test('is on time until the target date ends in Japan', () => {
    const target = { targets: [{ n: 1, date: '2026-05-20' }] };
    const released = (local: string) => clockOf({ ...order2, ...target, releasedAt: jst(local) }).onTime?.original;
    expect(released('05-20 23:59')).toBe(true);
    expect(released('05-21 00:00')).toBe(false);
  });

  test('is judged on its first and its last target, whatever stands between', () => {
    const targets = ['2026-05-22', '2026-05-01', '2026-05-20'].map((date, index) => ({ n: index + 1, date }));
    expect(clockOf({ ...order2, targets }).onTime).toEqual({ original: true, revised: false });
  });

  test('has a segment that was left open end with its release', () => {
    const segments = order2.segments.map((segment, i, all) =>
      i === all.length - 1 ? { ...segment, to: null } : segment,
    );
    expect(clockOf({ ...order2, segments })).toEqual(clockOf(order2));
  });

  test('counts working days without the days its plant was closed, on the plant’s own calendar beside', () => {
    const closedDates = new Set(['2026-05-14', '2026-05-15']);
    expect(clockOf({ ...order1, facility: { calendar: 'us_federal', closedDates } }).workingDays).toEqual({
      japan: 9,
      usFederal: 16,
      facility: 13,
    });
  });

  test('has segments that sum to its gross to the millisecond', () => {
    const anyStay = fc.tuple(fc.constantFrom(...CATEGORIES), fc.integer({ min: 0, max: 90 * 86_400_000 }));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 86_400_000 }),
        fc.array(anyStay, { minLength: 1, maxLength: 40 }),
        (after, stays) => {
          let now = Date.parse('2026-01-05T00:00:00.000Z') + after;
          const segments = stays.map(([category, milliseconds], index) => {
            const from = new Date(now).toISOString();
            now += milliseconds;
            return {
              n: index + 1,
              from,
              to: new Date(now).toISOString(),
              category,
              responsible: RESPONSIBLE[category],
            };
          });
          const inductedAt = segments[0]?.from ?? '';
          const releasedAt = new Date(now).toISOString();
          expect(ledgerFaults(segments, { from: inductedAt, to: releasedAt })).toEqual([]);
          const clock = clockOf({ inductedAt, releasedAt, facility, holidays, segments, targets: [] });
          const sum = CATEGORIES.reduce((total, category) => total + clock.millisecondsByCategory[category], 0);
          expect(sum).toBe(clock.grossMilliseconds);
          const { netOfSupplyHours, grossHours } = figuresOf([clock], 0, 0);
          const supply = clock.millisecondsByCategory.supply / HOUR;
          expect((netOfSupplyHours.mean ?? 0) + supply).toBeCloseTo(grossHours.mean ?? 0, 8);
        },
      ),
    );
  });
});

describe('percentiles', () => {
  test('interpolate between the closest ranks', () => {
    expect(percentile([40, 10, 20, 30], 0.5)).toBe(25);
    expect(percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)).toBeCloseTo(9.1, 12);
    expect(percentile([2, 10, 1], 1)).toBe(10);
    expect(percentile([2, 10, 1], 0)).toBe(1);
  });

  test('of nothing are null, of one value that value', () => {
    expect(percentile([], 0.5)).toBeNull();
    expect(percentile([], 0)).toBeNull();
    expect(percentile([7], 0.95)).toBe(7);
    expect(distribution([])).toEqual({ mean: null, p50: null, p90: null, p95: null, max: null });
    expect(distribution([7])).toEqual({ mean: 7, p50: 7, p90: 7, p95: 7, max: 7 });
  });

  test('take a share from 0 to 1', () => {
    for (const p of [-0.1, 1.1, 95, Number.NaN]) expect(() => percentile([1], p)).toThrow(RangeError);
  });

  test('agree with a plain second implementation, and leave the values as they were', () => {
    const values = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 100 }), (list, percent) => {
        const given = [...list];
        const ascending = [...list].sort((a, b) => a - b);
        // In whole hundredths of a rank, so that nothing is lost before the last division.
        const hundredths = percent * (list.length - 1);
        const [whole, part] = [Math.floor(hundredths / 100), hundredths % 100];
        const low = ascending[whole] as number;
        const high = ascending[whole + 1] ?? low;
        expect(percentile(list, percent / 100)).toBeCloseTo((low * (100 - part) + high * part) / 100, 6);
        expect(list).toEqual(given);
      }),
    );
  });

  test('rise with the share, from the least value to the greatest', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), share, share, (list, a, b) => {
        const low = percentile(list, Math.min(a, b)) as number;
        const high = percentile(list, Math.max(a, b)) as number;
        expect(low).toBeLessThanOrEqual(high + 1e-6);
        expect(low).toBeGreaterThanOrEqual(Math.min(...list));
        expect(high).toBeLessThanOrEqual(Math.max(...list));
      }),
    );
  });
});

describe('a ledger', () => {
  const [first, second, third] = order1.segments.slice(0, 3) as [Segment, Segment, Segment];

  test('with a gap or an overlap says where', () => {
    expect(ledgerFaults([first, third])).toEqual([{ n: 3, fault: 'gap' }]);
    expect(ledgerFaults([first, { ...second, from: first.from }])).toEqual([{ n: 2, fault: 'overlap' }]);
    expect(ledgerFaults([{ ...first, to: null }, second])).toEqual([{ n: 2, fault: 'overlap' }]);
    expect(ledgerFaults([second, first])).toEqual([{ n: 1, fault: 'overlap' }]);
  });

  test('with a segment that ends before it begins, or charges another party, says so', () => {
    expect(ledgerFaults([{ ...first, to: jst('04-27 08:59') }])).toEqual([{ n: 1, fault: 'reversed' }]);
    expect(ledgerFaults([{ ...first, responsible: 'government' }])).toEqual([{ n: 1, fault: 'responsible' }]);
  });

  test('begins and ends with the stay', () => {
    const stay = { from: first.from, to: second.to };
    expect(ledgerFaults([first, second], stay)).toEqual([]);
    expect(ledgerFaults([second], stay)).toEqual([{ n: 2, fault: 'start' }]);
    expect(ledgerFaults([first], stay)).toEqual([{ n: 1, fault: 'stop' }]);
    expect(ledgerFaults([], stay)).toEqual([
      { n: 0, fault: 'start' },
      { n: 0, fault: 'stop' },
    ]);
    expect(ledgerFaults([first, { ...second, to: null }], { ...stay, to: null })).toEqual([]);
    expect(ledgerFaults([first, { ...second, to: null }], stay)).toEqual([{ n: 2, fault: 'stop' }]);
  });

  test('may be empty, and may hold a stay of no length', () => {
    expect(ledgerFaults([])).toEqual([]);
    expect(
      ledgerFaults([
        { ...first, to: first.from },
        { ...second, from: first.from },
      ]),
    ).toEqual([]);
  });

  test('charges each category to one party', () => {
    const charged = (party: string) => CATEGORIES.filter((category: Category) => RESPONSIBLE[category] === party);
    expect(charged('facility')).toEqual(['receiving', 'maintenance', 'inspection', 'capacity']);
    expect(charged('supply')).toEqual(['supply']);
    expect(charged('government')).toEqual(['engineering', 'funding', 'authorization', 'customer', 'acceptance']);
    expect(charged('none')).toEqual(['weather']);
  });

  test('is made of segments that read as they are stored', () => {
    expect(segmentRecord.parse(first)).toEqual(first);
    expect(segmentRecord.safeParse({ ...first, category: 'lunch' }).success).toBe(false);
  });
});

describe('rounding', () => {
  test('is to 0.01 at any depth, halves away from zero, and leaves all else', () => {
    expect(rounded({ a: [1.005, -1.005, 2.344999], b: { c: 'text', d: null, e: true }, f: 1 / 3 })).toEqual({
      a: [1.01, -1.01, 2.34],
      b: { c: 'text', d: null, e: true },
      f: 0.33,
    });
  });

  test('keeps whole numbers whole, large ones too, and never says -0', () => {
    expect(rounded(Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
    expect(Object.is(rounded(-0.001), 0)).toBe(true);
    expect(rounded(0.004)).toBe(0);
  });
});

describe('a window', () => {
  test('is half-open, of dates in Japan', () => {
    const inMay = (local: string) => inWindow(jst(local), '2026-05-01', '2026-06-01');
    expect(['04-30 23:59', '05-01 00:00', '05-31 23:59', '06-01 00:00'].map(inMay)).toEqual([false, true, true, false]);
  });
});
