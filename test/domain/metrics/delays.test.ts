// Delays: bars, shares and the heaviest orders.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DELAYS, type Delay, delaysOf } from '../../../src/domain/metrics/delays.ts';
import { HOUR } from '../../../src/domain/metrics/figures.ts';

const delay = (category: string, hours: number, order: string, isUnacknowledged = false): Delay => ({
  milliseconds: hours * HOUR,
  isUnacknowledged,
  workOrderId: order,
  number: `KSZ-${order}`,
  bar: { key: category, name: category },
});

describe('delays', () => {
  test('are everything but work and inspection', () => {
    expect(DELAYS).toHaveLength(9);
    expect(DELAYS).not.toContain('maintenance');
    expect(DELAYS).not.toContain('inspection');
  });

  test('stand largest first, with shares that add up, and name who has not spoken', () => {
    const figures = delaysOf([
      delay('supply', 60, 'a'),
      delay('engineering', 20, 'a', true),
      delay('engineering', 10, 'b'),
      delay('funding', 10, 'c', true),
    ]);
    expect(figures).toMatchObject({ sampleSize: 4, orderCount: 3, delayHours: 100, unacknowledgedHours: 30 });
    expect(
      figures.pareto.map(({ key, hours, share, cumulativeShare, unacknowledgedHours, orderCount }) => [
        key,
        hours,
        share,
        cumulativeShare,
        unacknowledgedHours,
        orderCount,
      ]),
    ).toEqual([
      ['supply', 60, 0.6, 0.6, 0, 1],
      ['engineering', 30, 0.3, 0.9, 20, 2],
      ['funding', 10, 0.1, 1, 10, 1],
    ]);
    expect(figures.heaviestOrders[0]).toEqual({ key: 'a', number: 'KSZ-a', hours: 80, share: 0.8 });
  });

  test('of nothing have no shares, and never a 0 in their place; those of no length have none either', () => {
    const nothing = {
      sampleSize: 0,
      orderCount: 0,
      delayHours: 0,
      unacknowledgedHours: 0,
      pareto: [],
      heaviestOrders: [],
    };
    expect(delaysOf([])).toEqual(nothing);
    expect(delaysOf([delay('supply', 0, 'a')]).pareto[0]).toMatchObject({ share: null, cumulativeShare: null });
  });

  test('that weigh the same stand by their key, whatever their order; ten orders are named', () => {
    const some = Array.from({ length: 14 }, (_, n) =>
      delay(n % 2 ? 'supply' : 'funding', 1, String.fromCharCode(97 + n)),
    );
    const expected = delaysOf(some);
    expect(expected.heaviestOrders.map(({ key }) => key).join('')).toBe('abcdefghij');
    expect(expected.pareto.map(({ key }) => key)).toEqual(['funding', 'supply']);
    expect(delaysOf([...some].reverse())).toEqual(expected);
  });

  test('add up, whatever they are', () => {
    const any = fc.record({
      milliseconds: fc.nat(1e9),
      isUnacknowledged: fc.boolean(),
      workOrderId: fc.constantFrom('a', 'b', 'c'),
      number: fc.constant('n'),
      bar: fc.constantFrom(...DELAYS).map((key) => ({ key, name: key })),
    });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1 }), (some) => {
        const { pareto, delayHours, unacknowledgedHours } = delaysOf(some);
        expect(pareto.reduce((sum, { hours }) => sum + hours, 0)).toBeCloseTo(delayHours, 6);
        expect(pareto.reduce((sum, bar) => sum + bar.unacknowledgedHours, 0)).toBeCloseTo(unacknowledgedHours, 6);
        if (delayHours > 0) expect(pareto.at(-1)?.cumulativeShare).toBe(1);
      }),
    );
  });
});
