// What all metrics compute alike: windows, parts of stretches, and the difference of two answers.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  difference,
  HOUR,
  hoursDistribution,
  millisecondsWithin,
  ratio,
  sumOf,
  windowOf,
} from '../../../src/domain/metrics/figures.ts';

describe('stretches in a window', () => {
  const window = windowOf('2026-05-01', '2026-06-01');
  const at = (local: string) => Date.parse(`${local}:00+09:00`);

  test('count for the part that falls in it, and for nothing outside', () => {
    const hours = (from: string, to: string) => millisecondsWithin({ from: at(from), to: at(to) }, window) / HOUR;
    expect(hours('2026-04-30T20:00', '2026-05-01T02:00')).toBe(2);
    expect(hours('2026-05-31T23:00', '2026-06-01T05:00')).toBe(1);
    expect(hours('2026-04-01T00:00', '2026-07-01T00:00')).toBe(31 * 24);
    expect(hours('2026-04-01T00:00', '2026-05-01T00:00')).toBe(0);
    expect(hours('2026-06-01T00:00', '2026-06-02T00:00')).toBe(0);
    expect(hours('2026-05-03T00:00', '2026-05-03T00:00')).toBe(0);
  });

  test('of a leap day, a year end and a change of US daylight-saving time are as long as the clock ran', () => {
    for (const [from, to, days] of [
      ['2028-02-01', '2028-03-01', 29],
      ['2026-12-31', '2027-01-01', 1],
      ['2026-03-08', '2026-03-09', 1],
      ['2026-11-01', '2026-11-02', 1],
    ] as const) {
      const { from: begin, to: end } = windowOf(from, to);
      expect((end - begin) / HOUR).toBe(days * 24);
    }
  });

  test('cut at any instant, add up to the whole', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), fc.nat(1e9), fc.nat(1e9), (a, b, c, d) => {
        const [from, cut, to] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
        const inside = { from: Math.min(a, d), to: Math.max(a, d) };
        const parts = millisecondsWithin({ from, to: cut }, inside) + millisecondsWithin({ from: cut, to }, inside);
        expect(parts).toBe(millisecondsWithin({ from, to }, inside));
      }),
    );
  });
});

test('a part of nothing is undefined, and hours of nothing are', () => {
  expect(ratio(0, 0)).toBeNull();
  expect(ratio(1, 4)).toBe(0.25);
  expect(sumOf([])).toBe(0);
  expect(hoursDistribution([])).toEqual({ mean: null, p50: null, p90: null, p95: null, max: null });
  expect(hoursDistribution([HOUR, 3 * HOUR]).mean).toBe(2);
});

describe('the difference of two answers', () => {
  test('is that of each number, and null where one of them is undefined', () => {
    const before = { count: 2, hours: { mean: 10, max: null }, currency: 'USD' };
    const after = { count: 3, hours: { mean: null, max: null }, currency: 'USD' };
    expect(difference(before, after)).toEqual({ count: 1, hours: { mean: null, max: null }, currency: 'USD' });
    expect(difference(null, { a: 1 })).toEqual({ a: 1 });
    expect(difference({ a: 1 }, null)).toEqual({ a: 1 });
    expect(difference(null, null)).toBeNull();
    expect(difference(undefined, 4)).toBeNull();
    expect(difference({ a: 1 }, { b: 2 })).toEqual({ b: null, a: null });
  });

  test('finds entries of lists by their key, and what was not there weighed nothing', () => {
    const bar = (key: string, hours: number) => ({ key, name: key, hours, deep: { share: hours / 10 }, tags: ['x'] });
    expect(difference([bar('supply', 6), bar('gone', 2)], [bar('new', 5), bar('supply', 4)])).toEqual([
      { key: 'new', name: 'new', hours: 5, deep: { share: 0.5 }, tags: expect.anything() },
      { key: 'supply', name: 'supply', hours: -2, deep: { share: expect.closeTo(-0.2) }, tags: expect.anything() },
      { key: 'gone', name: 'gone', hours: -2, deep: { share: -0.2 }, tags: expect.anything() },
    ]);
  });
});
