// Forecasts: what is drawn from, that the same is drawn again, and that a plain second implementation draws the same.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clearanceOf,
  drawsOf,
  FORECAST,
  forecastOf,
  hashOf,
  heldOf,
  leftAfter,
  type PastStay,
  randomOf,
} from '../../../src/domain/metrics/forecast.ts';
import { plainForecast, plainRandom } from '../../support/plain-forecast.ts';

const DAY = 86_400_000;
const stay = (n: number, days: number, left: number, fields: Partial<PastStay> = {}): PastStay => ({
  workOrderId: `order-${n}`,
  status: 'in_work',
  from: 0,
  to: days * DAY,
  releasedAt: (days + left) * DAY,
  ...fields,
});
const sampleOf = (left: number[], orders = left.length) => ({ left: Float64Array.from(left).sort(), orders });
const twenty = sampleOf(Array.from({ length: 20 }, (_, n) => (n + 1) * DAY));

describe('what was left', () => {
  const stays = [
    stay(1, 10, 5),
    stay(2, 3, 1),
    stay(3, 10, 2, { status: 'awaiting_parts' }),
    stay(1, 4, 20, { from: 20 * DAY, to: 24 * DAY, releasedAt: 44 * DAY }),
  ];

  test('is that of stays in the same status, from as far into each', () => {
    expect(leftAfter(stays, 'in_work', 0)).toEqual({ left: Float64Array.of(4 * DAY, 15 * DAY, 24 * DAY), orders: 2 });
    expect(leftAfter(stays, 'in_work', 4 * DAY)).toEqual({ left: Float64Array.of(11 * DAY, 20 * DAY), orders: 1 });
    expect(leftAfter(stays, 'in_work', 4 * DAY + 1).left).toHaveLength(1);
    expect(leftAfter(stays, 'awaiting_parts', 10 * DAY).left).toEqual(Float64Array.of(2 * DAY));
  });

  test('is nothing when nobody stayed so long', () => {
    expect(leftAfter(stays, 'in_work', 11 * DAY)).toEqual({ left: new Float64Array(), orders: 0 });
    expect(leftAfter([], 'draft', 0).orders).toBe(0);
  });
});

describe('the forecast of an order', () => {
  const never = () => {
    throw new Error('nobody asked');
  };

  test('is from its platform and activity when there are enough, and asks for no more', () => {
    expect(forecastOf('order', twenty, never)).toMatchObject({ basis: 'platform_activity', orders: 20 });
  });

  test('is from the activity alone when fewer than 20 orders stood so, however often', () => {
    const few = sampleOf(Array(40).fill(DAY), 19);
    expect(forecastOf('order', few, () => twenty)).toMatchObject({ basis: 'activity', orders: 20 });
    expect(forecastOf('order', few, () => twenty).p50).toBe(forecastOf('order', twenty, never).p50);
  });

  test('is none when there are too few again, with how many there were', () => {
    expect(forecastOf('order', sampleOf([DAY], 1), () => sampleOf([DAY, DAY], 2))).toEqual({
      basis: null,
      orders: 2,
      sample: null,
      p50: null,
      p90: null,
    });
  });

  test('of one outcome is that outcome', () => {
    expect(forecastOf('order', sampleOf(Array(20).fill(DAY)), never)).toMatchObject({ p50: DAY, p90: DAY });
  });

  test('lies near the percentiles of what it is drawn from', () => {
    const thousand = sampleOf(Array.from({ length: 1000 }, (_, n) => n));
    const { p50, p90 } = forecastOf('order', thousand, never);
    expect(Math.abs((p50 ?? 0) - 499.5)).toBeLessThan(60);
    expect(Math.abs((p90 ?? 0) - 899.1)).toBeLessThan(40);
  });

  test('is the same for the same order and sample, and what a plain second implementation says', () => {
    const anySample = fc.array(fc.integer({ min: 0, max: 500 * DAY }), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(fc.uuid(), anySample, (id, left) => {
        const { p50, p90 } = forecastOf(id, sampleOf(left), never);
        const again = forecastOf(id, sampleOf([...left].reverse()), never);
        expect([again.p50, again.p90]).toEqual([p50, p90]);
        expect(plainForecast(id, left)).toEqual({ p50, p90 });
        expect(p50).toBeLessThanOrEqual(p90 as number);
        expect(p90).toBeLessThanOrEqual(Math.max(...left));
      }),
      { numRuns: 40 },
    );
  });
});

describe('the drawing', () => {
  test('is known by its seed', () => {
    expect(FORECAST.seed).toBe(20_260_401);
    // Published FNV-1a test vectors, 32 bits.
    expect([hashOf(''), hashOf('a'), hashOf('foobar')]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
    for (const text of ['', 'a', 'order']) {
      const [ours, theirs] = [randomOf(text), plainRandom(text)];
      for (let n = 0; n < 50; n++) expect(ours()).toBe(theirs());
    }
  });

  test('is evenly spread', () => {
    const next = randomOf('spread');
    const tenths = Array(10).fill(0);
    for (let n = 0; n < 10_000; n++) tenths[Math.floor(next() * 10)]++;
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  test('is its own for each order', () => {
    expect([...drawsOf('one', twenty)]).not.toEqual([...drawsOf('two', twenty)]);
    expect(drawsOf('one', twenty)).toHaveLength(FORECAST.draws);
  });
});

describe('the clearance of a queue', () => {
  const queue = (...ids: string[]) => ids.map((workOrderId) => ({ workOrderId, sample: twenty }));

  test('is nothing without orders, and that of its order with one', () => {
    expect(clearanceOf([])).toEqual({ p50: null, p90: null });
    const { p50, p90 } = forecastOf('one', twenty, () => twenty);
    expect(clearanceOf(queue('one'))).toEqual({ p50, p90 });
  });

  test('is when the last is released: never sooner for one order more, nor before any of them', () => {
    const one = clearanceOf(queue('one'));
    const many = clearanceOf(queue('one', 'two', 'three', 'four'));
    expect(many.p50).toBeGreaterThan(one.p50 as number);
    expect(many.p90).toBeGreaterThanOrEqual(many.p50 as number);
    expect(many.p90).toBeLessThanOrEqual(20 * DAY);
    // The longest of the draws of each course, worked out the long way.
    const courses = Array.from({ length: FORECAST.draws }, (_, n) =>
      Math.max(...['one', 'two', 'three', 'four'].map((id) => drawsOf(id, twenty)[n] as number)),
    ).sort((a, b) => a - b);
    expect(many.p50).toBe(((courses[499] as number) + (courses[500] as number)) / 2);
  });
});

describe('how often something held', () => {
  test('is nothing when nothing was due', () => {
    expect(heldOf(0, 0)).toEqual({ due: 0, held: 0, share: null, low: null, high: null });
  });

  test.each([
    // Newcombe (1998), Statistics in Medicine 17, table I: the score method without continuity correction.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i has the published interval', (held, due, low, high) => {
    const answer = heldOf(held, due);
    expect(answer.share).toBe(held / due);
    expect(answer.low).toBeCloseTo(low, 4);
    expect(answer.high).toBeCloseTo(high, 4);
  });

  test('stays within 0 and 1', () => {
    expect(heldOf(5, 5)).toMatchObject({ share: 1, high: 1 });
    expect(heldOf(5, 5).low).toBeLessThan(0.6);
  });
});
