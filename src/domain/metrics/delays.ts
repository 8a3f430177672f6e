// Delays: the hours of a window that were neither work nor inspection, and whose they were; the largest first.
import { z } from 'zod';
import { figure, HOUR, ratio, sumOf } from './figures.ts';
import type { MetricDefinition } from './metric.ts';
import { CATEGORIES, type Category } from './turnaround.ts';

export const definition = {
  formula: 'delays/1',
  startEvent: 'segment_began',
  stopEvent: 'segment_ended',
  clock: {
    en: 'Hours of segments of all categories but maintenance and inspection, of the part that falls in the window and before asOf; open ones included.',
    ja: '作業と検査を除く全区分の区間のうち、期間内かつasOf以前の時間。継続中の区間を含みます。',
  },
  timeZone: 'Asia/Tokyo',
} as const satisfies MetricDefinition;

/** The categories that delay: work and inspection are what the item is there for. */
export const DELAYS = CATEGORIES.filter(
  (category): category is Exclude<Category, 'maintenance' | 'inspection'> =>
    category !== 'maintenance' && category !== 'inspection',
);

export const DELAY_DIMENSIONS = ['category', 'facility', 'platform'] as const;
export type DelayDimension = (typeof DELAY_DIMENSIONS)[number];

/** The heaviest orders that an answer names. */
const HEAVIEST = 10;

/** One segment as far as it falls in the window, in whole milliseconds. */
export interface Delay {
  milliseconds: number;
  /** Whether hours charged to the government still wait for its word. */
  isUnacknowledged: boolean;
  workOrderId: string;
  number: string;
  /** The bar it belongs to. */
  bar: { key: string; name: string };
}

const share = figure.meta({ description: 'Of all delay hours, 0 to 1.' });
export const delayFigures = z.strictObject({
  sampleSize: z.int().meta({ description: 'Segments that fall in the window.' }),
  orderCount: z.int(),
  delayHours: z.number(),
  unacknowledgedHours: z.number().meta({
    description:
      'Hours that depot staff or inspectors charged to the government, and that it has neither acknowledged nor disputed.',
  }),
  pareto: z
    .array(
      z.strictObject({
        key: z.string(),
        name: z.string(),
        hours: z.number(),
        share,
        cumulativeShare: share,
        unacknowledgedHours: z.number(),
        orderCount: z.int(),
      }),
    )
    .meta({ description: 'The largest first.' }),
  heaviestOrders: z
    .array(
      z.strictObject({
        key: z.string().meta({ description: 'The id of the order.' }),
        number: z.string(),
        hours: z.number(),
        share,
      }),
    )
    .meta({ description: `The ${HEAVIEST} orders that weigh most.` }),
});
export type DelayFigures = z.infer<typeof delayFigures>;

/** The figures of some delays, unrounded. Shares are null where there are no hours. */
export function delaysOf(delays: readonly Delay[]): DelayFigures {
  const total = sumOf(delays.map((delay) => delay.milliseconds));
  let cumulative = 0;
  const bars = heaviestFirst(byKey(delays, ({ bar }) => bar));
  const orders = heaviestFirst(byKey(delays, ({ workOrderId: key, number: name }) => ({ key, name })));
  return {
    sampleSize: delays.length,
    orderCount: orders.length,
    delayHours: total / HOUR,
    unacknowledgedHours: unacknowledged(delays) / HOUR,
    pareto: bars.map(({ key, name, milliseconds, delays: own }) => {
      cumulative += milliseconds;
      return {
        key,
        name,
        hours: milliseconds / HOUR,
        share: ratio(milliseconds, total),
        cumulativeShare: ratio(cumulative, total),
        unacknowledgedHours: unacknowledged(own) / HOUR,
        orderCount: new Set(own.map((delay) => delay.workOrderId)).size,
      };
    }),
    heaviestOrders: orders.slice(0, HEAVIEST).map(({ key, name: number, milliseconds }) => ({
      key,
      number,
      hours: milliseconds / HOUR,
      share: ratio(milliseconds, total),
    })),
  };
}

interface Pile {
  key: string;
  name: string;
  milliseconds: number;
  delays: Delay[];
}

function byKey(delays: readonly Delay[], named: (delay: Delay) => { key: string; name: string }): Pile[] {
  const piles = new Map<string, Pile>();
  for (const delay of delays) {
    const { key, name } = named(delay);
    const pile = piles.get(key) ?? { key, name, milliseconds: 0, delays: [] };
    pile.milliseconds += delay.milliseconds;
    pile.delays.push(delay);
    piles.set(key, pile);
  }
  return [...piles.values()];
}

// What weighs the same stands by its key, so that the same delays always give the same list.
function heaviestFirst(piles: Pile[]): Pile[] {
  return piles.sort((a, b) => b.milliseconds - a.milliseconds || (a.key < b.key ? -1 : 1));
}

function unacknowledged(delays: readonly Delay[]): number {
  return sumOf(delays.filter((delay) => delay.isUnacknowledged).map((delay) => delay.milliseconds));
}
