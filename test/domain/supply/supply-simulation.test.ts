// Simulation and risk of supply: the past drawn anew, the changes that are modelled, and what hangs on one supplier.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lossesOf, riskOf, type StoppedOrder } from '../../../src/domain/supply/supply-risk.ts';
import { type PartChange, type PastOrder, queueOf, simulate } from '../../../src/domain/supply/supply-simulation.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const order = (
  madeAt: number,
  cameAt: number,
  fields: Partial<PastOrder> = {},
  partKey = 'a',
  quantity = 1,
): PastOrder => ({
  grossMilliseconds: (cameAt - madeAt + 10) * DAY,
  demands: [
    {
      partKey,
      quantity,
      madeAt: madeAt * DAY,
      settledAt: cameAt * DAY,
      stops: [{ from: (madeAt + 1) * DAY, to: cameAt * DAY }],
    },
  ],
  ...fields,
});
const change = (fields: Partial<PartChange> = {}): PartChange => ({
  leadTimeDays: { before: null, after: null },
  monthlyCapacity: { before: null, after: null },
  ...fields,
});
const options = { seed: 7, runs: 200 };
const none = new Map<string, PartChange>();

describe('a simulation', () => {
  it('without a change reproduces the history within its interval', () => {
    const past = fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 2, max: 90 }), fc.boolean()), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(past, fc.integer({ min: 0, max: 1e6 }), (given, seed) => {
        const orders = given.map(([made, long, isOpen]) =>
          order(made, made + long, isOpen ? { grossMilliseconds: null } : {}),
        );
        const { history, unchanged, changed, difference } = simulate(orders, none, { seed, runs: 200 });
        expect(unchanged.stoppedHours.low ?? 0).toBeLessThanOrEqual(history.stoppedHours + 1e-6);
        expect(unchanged.stoppedHours.high ?? 0).toBeGreaterThanOrEqual(history.stoppedHours - 1e-6);
        expect(changed).toEqual(unchanged);
        expect(difference.stoppedHours).toEqual({ mean: 0, low: 0, median: 0, high: 0 });
      }),
      { numRuns: 60 },
    );
  });

  it('says the same for the same seed, and of nothing says nothing', () => {
    const orders = [order(0, 10), order(5, 40), order(9, 12)];
    expect(simulate(orders, none, options)).toEqual(simulate(orders, none, options));
    expect(simulate(orders, none, { ...options, seed: 8 })).not.toEqual(simulate(orders, none, options));
    const nothing = simulate([], none, options);
    expect(nothing.history).toEqual({ orders: 0, released: 0, stoppedHours: 0, meanTurnaroundHours: null });
    expect(nothing.unchanged.stoppedHours.mean).toBe(0);
    expect(nothing.unchanged.meanTurnaroundHours).toEqual({ mean: null, low: null, median: null, high: null });
  });

  it('a lead time half as long brings the part in half the time, and the order goes on then', () => {
    const halved = new Map([['a', change({ leadTimeDays: { before: 40, after: 20 } })]]);
    const { history, changed, difference } = simulate([order(0, 20)], halved, options);
    expect(history).toEqual({ orders: 1, released: 1, stoppedHours: 19 * 24, meanTurnaroundHours: 30 * 24 });
    // It came on day 10 in place of day 20; the stop began on day 1.
    expect(changed.stoppedHours.mean).toBe(9 * 24);
    expect(changed.meanTurnaroundHours.mean).toBe(20 * 24);
    expect(difference.stoppedHours.mean).toBe(-10 * 24);
  });

  it('a part that nobody offered comes after the new lead time at the latest; a lead time of none stays', () => {
    const offered = new Map([['a', change({ leadTimeDays: { before: null, after: 5 } })]]);
    expect(simulate([order(0, 20)], offered, options).changed.stoppedHours.mean).toBe(4 * 24);
    const instant = new Map([['a', change({ leadTimeDays: { before: 0, after: 0 } })]]);
    expect(simulate([order(0, 20)], instant, options).changed.stoppedHours.mean).toBe(19 * 24);
    const faster = new Map([['a', change({ leadTimeDays: { before: 0, after: 7 } })]]);
    expect(simulate([order(0, 20)], faster, options).changed.stoppedHours.mean).toBe(6 * 24);
  });

  it('an order that waits for two parts gains only what neither stops any more', () => {
    const both: PastOrder = {
      grossMilliseconds: 30 * DAY,
      demands: [...order(0, 20).demands, ...order(0, 18, {}, 'b').demands],
    };
    const halved = new Map([['a', change({ leadTimeDays: { before: 40, after: 20 } })]]);
    expect(simulate([both], halved, options).difference.stoppedHours.mean).toBe(-2 * 24);
  });

  it('more capacity shortens the queue by as much as it was longer', () => {
    // Three pieces at once, a piece each tenth of a year: the second waits 36.5 days, the third 73.
    const month = 365 / 12;
    expect(
      queueOf(
        [1, 1, 1].map((quantity) => ({ madeAt: 0, quantity })),
        month / 36.5,
      ),
    ).toEqual([0, 36.5 * DAY, 73 * DAY]);
    expect(
      queueOf(
        [
          { madeAt: 0, quantity: 2 },
          { madeAt: 100 * DAY, quantity: 1 },
        ],
        month / 36.5,
      ),
    ).toEqual([0, 0]);
    expect(queueOf([{ madeAt: 0, quantity: 2 }], null)).toEqual([0]);
    expect(queueOf([{ madeAt: 0, quantity: 2 }], 0)).toEqual([0]);
    const orders = [order(0, 80), order(0, 80), order(0, 80), order(3, 9, {}, 'b')];
    const doubled = new Map([['a', change({ monthlyCapacity: { before: month / 36.5, after: (2 * month) / 36.5 } })]]);
    const { changed, unchanged } = simulate(orders, doubled, options);
    expect(changed.stoppedHours.mean ?? 0).toBeLessThan(unchanged.stoppedHours.mean ?? 0);
    expect(changed.stoppedHours.mean ?? 0).toBeGreaterThan(0);
    const unlimited = new Map([['a', change({ monthlyCapacity: { before: month / 36.5, after: null } })]]);
    expect(simulate(orders, unlimited, options).changed.stoppedHours.mean ?? 0).toBeLessThan(
      changed.stoppedHours.mean ?? 0,
    );
  });

  it('two parts of one order each have their queue', () => {
    const month = 365 / 12;
    const both: PastOrder = {
      grossMilliseconds: null,
      demands: [...order(0, 80).demands, ...order(0, 80, {}, 'b').demands],
    };
    const capacity = { before: month / 36.5, after: null };
    const queues = new Map([
      ['a', change({ monthlyCapacity: capacity })],
      ['b', change({ monthlyCapacity: capacity })],
    ]);
    const { difference } = simulate([both, both, both], queues, options);
    // The second of each comes 36.5 days sooner, the third 73; the first as it did.
    expect(difference.stoppedHours.mean).toBeCloseTo(-(36.5 + 73) * 24, 6);
  });

  it('a run that draws no released order says nothing of turnaround', () => {
    const { unchanged, history } = simulate([order(0, 9, { grossMilliseconds: null })], none, options);
    expect(history).toMatchObject({ released: 0, meanTurnaroundHours: null });
    expect(unchanged.meanTurnaroundHours.mean).toBeNull();
  });
});

describe('risk', () => {
  const stopped = (parts: [string, number, number, boolean?][], fields: Partial<StoppedOrder> = {}): StoppedOrder => ({
    workOrderId: 'o',
    platformId: 'p',
    isOpen: true,
    parts: parts.map(([partKey, from, to, isStopped = false]) => ({
      partKey,
      stops: [{ from: from * HOUR, to: to * HOUR }],
      isOpen: true,
      isStopped,
    })),
    ...fields,
  });
  const us = { supplierId: 'us', country: 'US' };
  const jp = { supplierId: 'jp', country: 'JP' };
  const suppliersOf = (key: string) => ({ a: [us], b: [us, jp], c: [], d: [jp] })[key] ?? [];

  it('counts the time of an order once, and says what share of it hangs on one source, by its country', () => {
    const orders = [
      stopped([
        ['a', 0, 10],
        ['b', 5, 20],
      ]),
      stopped([
        ['c', 0, 4],
        ['d', 0, 6],
      ]),
    ];
    expect(riskOf(orders, suppliersOf)).toEqual({
      stoppedHours: 26,
      singleSourceHours: 16,
      singleSourceShare: 16 / 26,
      noSourceHours: 4,
      noSourceShare: 4 / 26,
      byCountry: [
        { country: 'US', singleSourceHours: 10, share: 10 / 26 },
        { country: 'JP', singleSourceHours: 6, share: 6 / 26 },
      ],
    });
    expect(riskOf([], suppliersOf)).toMatchObject({ stoppedHours: 0, singleSourceShare: null, byCountry: [] });
    // As many hours: by the name of the country.
    const even = riskOf([stopped([['a', 0, 5]]), stopped([['d', 0, 5]])], suppliersOf);
    expect(even.byCountry.map(({ country }) => country)).toEqual(['JP', 'US']);
    const evenToo = riskOf([stopped([['d', 0, 5]]), stopped([['a', 0, 5]])], suppliersOf);
    expect(evenToo.byCountry.map(({ country }) => country)).toEqual(['JP', 'US']);
  });

  it('says what the loss of a supplier would stop', () => {
    const orders = [
      stopped([
        ['a', 0, 10, true],
        ['b', 0, 10],
      ]),
      stopped([['a', 0, 3]], { platformId: 'q' }),
      stopped([['a', 0, 1]], { isOpen: false }),
    ];
    orders.push(
      stopped(
        [
          ['d', 0, 2],
          ['e', 1, 3],
        ],
        { platformId: 'q' },
      ),
    );
    const losses = lossesOf(orders, (key) => (key === 'e' ? [jp] : suppliersOf(key)));
    expect(losses.get('jp')).toMatchObject({ parts: new Set(['d', 'e']), stoppedHours: 3, openOrders: 1 });
    losses.delete('jp');
    expect([...losses.keys()]).toEqual(['us']);
    expect(losses.get('us')).toEqual({
      parts: new Set(['a']),
      platformIds: new Set(['p', 'q']),
      openOrders: 2,
      stoppedOrders: 1,
      stoppedHours: 14,
    });
  });
});
