// The ranking of parts: each ground by hand, what puts a part on a horizon, and what must always hold.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayNumber } from '../../../src/domain/registers/calendar.ts';
import {
  capacityOf,
  GROUNDS,
  judged,
  type PartTally,
  ranked,
  type Source,
  yearBefore,
} from '../../../src/domain/supply/support-priority.ts';
import { STANDARD_WEIGHTING } from '../../../src/domain/supply/weighting.ts';

const DAY = 86_400_000;
const today = dayNumber('2026-03-10');
const tallyOf = (fields: Partial<PartTally> = {}): PartTally => ({
  partKey: 'pn:p',
  platformIds: new Set(['p']),
  orders: 3,
  quantity: 4,
  ordersStopped: 0,
  stoppedMilliseconds: 0,
  designator: 5,
  neededDay: null,
  latePromises: 0,
  promisedDays: 0,
  unpromised: 0,
  demanded: 10,
  ...fields,
});
const source = (fields: Partial<Source> = {}): Source => ({
  supplierId: 's1',
  ncage: 'SJ123',
  name: { en: 'Example', ja: '架空' },
  country: 'JP',
  leadTimeDays: 40,
  monthlyCapacity: 1,
  substitute: null,
  ...fields,
});
const judge = (tally: Partial<PartTally>, sources: Source[], weighed = STANDARD_WEIGHTING) =>
  judged({ tally: tallyOf(tally), sources }, weighed, today);

describe('a judgement', () => {
  it('is the sum of its grounds, each value times its weight', () => {
    const { score, explanation, leadTime, costOfWaiting, reason } = judge(
      { ordersStopped: 2, stoppedMilliseconds: 6 * DAY, designator: 2, promisedDays: 9, unpromised: 1 },
      [source()],
    );
    expect(explanation.map(({ ground, value, points }) => [ground, value, points])).toEqual([
      ['stoppedDay', 6, 6],
      ['orderStopped', 2, 10],
      ['priority', 14 / 15, 28],
      ['shortfallDay', 40, 10],
      ['waitingDay', 49, 24.5],
      ['singleSource', 1, 20],
    ]);
    expect(score).toBeCloseTo(98.5, 10);
    expect(leadTime).toEqual({ shortestDays: 40, countedDays: 40, daysUntilNeed: 0, shortfallDays: 40 });
    expect(costOfWaiting).toEqual({ orderDays: 49, orderDaysEachDay: 2, amount: null });
    expect(reason.en).toBe(
      'Near term. The best priority designator among its demands is 02. If nothing is done, the stopped orders are still to wait 49 days in all.',
    );
    expect(reason.ja).toBe('短期。最も高い優先指示番号は02。何もしなければ、停止中の作業指示書は今後延べ49日待つ。');
  });

  it.each<[string, Partial<PartTally>, Source[], 'near_term' | 'medium_term' | null]>([
    ['an order is stopped', { ordersStopped: 1 }, [source()], 'near_term'],
    [
      'the need falls inside the lead time',
      { neededDay: today + 39 },
      [source({ monthlyCapacity: null })],
      'near_term',
    ],
    ['the need is as far as the lead time', { neededDay: today + 40 }, [source({ monthlyCapacity: null })], null],
    ['demand exceeds the capacity', { demanded: 13 }, [source()], 'medium_term'],
    ['demand is as much as the capacity', { demanded: 12 }, [source()], null],
    [
      'a supplier does not state his capacity',
      { demanded: 99 },
      [source(), source({ supplierId: 's2', monthlyCapacity: null })],
      null,
    ],
    ['nobody offers it', { demanded: 1 }, [], 'medium_term'],
    ['nobody offers it and nobody asked for it in the year', { demanded: 0 }, [], null],
    ['nobody offers it, and the need is within what counts for that', { neededDay: today + 364 }, [], 'near_term'],
  ])('%s', (_, tally, sources, horizon) => {
    const all = judge(tally, sources);
    expect(all.horizon).toBe(horizon);
    if (horizon === 'medium_term') expect(all.reason.en).toContain('exceeds the stated capacity');
    if (horizon === null) expect(all.reason.en).toMatch(/^Nothing presses\./);
  });

  it('says who offers it, and that one alone does, substitutes counted', () => {
    expect(judge({}, [source()])).toMatchObject({ singleSource: true, leadTime: { shortestDays: 40 } });
    const second = source({ supplierId: 's2', leadTimeDays: 10, substitute: 'P-2' });
    const both = judge({}, [second, source()]);
    expect(both).toMatchObject({ singleSource: false, leadTime: { shortestDays: 10 }, capacityOfTwelveMonths: 24 });
    expect(both.explanation.at(-1)).toMatchObject({ points: 0, text: { en: '2 suppliers offer it.' } });
    const none = judge({}, []);
    expect(none).toMatchObject({ singleSource: false, leadTime: { shortestDays: null, countedDays: 365 } });
    expect(none.explanation.at(-1)).toMatchObject({ points: 20, text: { en: 'Nobody offers it.' } });
  });

  it('counts a stop whose need was earlier as needed then', () => {
    expect(judge({ ordersStopped: 1, neededDay: today - 5 }, [source()]).leadTime).toMatchObject({
      daysUntilNeed: -5,
      shortfallDays: 45,
    });
    expect(judge({ ordersStopped: 1, neededDay: today + 5 }, [source()]).leadTime).toMatchObject({ daysUntilNeed: 0 });
    expect(judge({ neededDay: today + 5 }, [source()]).explanation[3]?.text.en).toContain(
      'needed in 5 days: 35 days short',
    );
    expect(judge({}, [source()]).explanation[3]).toMatchObject({ value: 0 });
    expect(judge({ neededDay: today + 60 }, [source()]).neededBy).toBe('2026-05-09');
  });

  it('tells money where the weighting says what a day costs, and none where it would not be exact', () => {
    const weighed = { ...STANDARD_WEIGHTING, stoppedDayCost: { currency: 'USD', minorUnits: 500 } };
    expect(judge({ unpromised: 2 }, [source()], weighed).costOfWaiting.amount).toEqual({
      currency: 'USD',
      minorUnits: 40_000,
    });
    const huge = { ...STANDARD_WEIGHTING, stoppedDayCost: { currency: 'USD', minorUnits: Number.MAX_SAFE_INTEGER } };
    expect(judge({ unpromised: 2 }, [source()], huge).costOfWaiting.amount).toBeNull();
  });

  it('two offers of one supplier for one thing are one machine', () => {
    expect(capacityOf([source(), source({ monthlyCapacity: 3 })])).toBe(36);
    expect(capacityOf([source(), source({ substitute: 'P-2', monthlyCapacity: 3 })])).toBe(48);
    expect(capacityOf([])).toBe(0);
  });
});

describe('a ranking', () => {
  const arbitrary = fc.record({
    ordersStopped: fc.integer({ min: 0, max: 5 }),
    stoppedMilliseconds: fc.integer({ min: 0, max: 400 * DAY }),
    designator: fc.integer({ min: 1, max: 15 }),
    neededDay: fc.option(fc.integer({ min: today - 100, max: today + 400 })),
    promisedDays: fc.integer({ min: 0, max: 300 }),
    unpromised: fc.integer({ min: 0, max: 5 }),
    demanded: fc.integer({ min: 0, max: 40 }),
    sources: fc.array(
      fc.record({
        leadTimeDays: fc.integer({ min: 0, max: 300 }),
        monthlyCapacity: fc.option(fc.integer({ min: 0, max: 4 })),
      }),
      { maxLength: 3 },
    ),
  });
  const partsOf = (given: { sources: object[] }[]) =>
    given.map(({ sources, ...tally }, n) => ({
      tally: tallyOf({ ...tally, partKey: `pn:${n}` }),
      sources: sources.map((fields, s) => source({ ...fields, supplierId: `s${s}` })),
    }));

  it('raising the stopped hours of a part never lowers its rank', () => {
    fc.assert(
      fc.property(
        fc.array(arbitrary, { minLength: 1, maxLength: 12 }),
        fc.nat(),
        fc.integer({ min: 1, max: 900 * DAY }),
        (given, pick, more) => {
          const parts = partsOf(given);
          const at = pick % parts.length;
          const key = `pn:${at}`;
          const rankIn = (some: typeof parts) =>
            ranked(some, STANDARD_WEIGHTING, today).findIndex(({ tally }) => tally.partKey === key);
          const raised = parts.map((part, n) =>
            n === at
              ? { ...part, tally: { ...part.tally, stoppedMilliseconds: part.tally.stoppedMilliseconds + more } }
              : part,
          );
          expect(rankIn(raised)).toBeLessThanOrEqual(rankIn(parts));
        },
      ),
    );
  });

  it('does not depend on the order in which parts are given, and explains each score to the end', () => {
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 8 }), (given) => {
        const parts = partsOf(given);
        const [one, other] = [parts, [...parts].reverse()].map((some) => ranked(some, STANDARD_WEIGHTING, today));
        expect(one).toEqual(other);
        for (const { judgement } of one ?? []) {
          expect(judgement.explanation.map(({ ground }) => ground)).toEqual(GROUNDS);
          expect(judgement.explanation.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(judgement.score, 6);
        }
      }),
    );
  });

  it('has the near term first, whatever the score', () => {
    const parts = [
      { tally: tallyOf({ partKey: 'pn:calm' }), sources: [source({ monthlyCapacity: 9 })] },
      { tally: tallyOf({ partKey: 'pn:scarce', designator: 1, demanded: 99 }), sources: [source()] },
      {
        tally: tallyOf({ partKey: 'pn:stopped', designator: 15, ordersStopped: 1 }),
        sources: [source({ leadTimeDays: 1 }), source({ supplierId: 's2' })],
      },
    ];
    expect(ranked(parts, STANDARD_WEIGHTING, today).map(({ tally }) => tally.partKey)).toEqual([
      'pn:stopped',
      'pn:scarce',
      'pn:calm',
    ]);
  });

  it('breaks a tie by stopped hours, then by the key', () => {
    const flat = { ...STANDARD_WEIGHTING, weights: { ...STANDARD_WEIGHTING.weights, stoppedDay: 0 } };
    const part = (key: string, days: number) => ({
      tally: tallyOf({ partKey: `pn:${key}`, ordersStopped: 1, stoppedMilliseconds: days * DAY }),
      sources: [source()],
    });
    const keys = (...parts: ReturnType<typeof part>[]) =>
      ranked(parts, flat, today).map(({ tally }) => tally.partKey.slice(3));
    expect(keys(part('b', 1), part('a', 1), part('c', 2), part('d', 0))).toEqual(['c', 'a', 'b', 'd']);
    expect(keys(part('d', 0), part('a', 1), part('b', 1), part('c', 2))).toEqual(['c', 'a', 'b', 'd']);
  });

  it('counts twelve months back', () => {
    expect([yearBefore('2026-03-10'), yearBefore('2028-02-29')]).toEqual(['2025-03-10', '2027-02-28']);
  });
});
