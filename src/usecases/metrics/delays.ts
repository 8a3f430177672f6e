// Delays as a metric: the segments that fall in a window, each as far as it does.
import { z } from 'zod';
import {
  DELAY_DIMENSIONS,
  DELAYS,
  type Delay,
  type DelayDimension,
  definition,
  delayFigures,
  delaysOf,
} from '../../domain/metrics/delays.ts';
import { HOUR, millisecondsWithin } from '../../domain/metrics/figures.ts';
import { ACKNOWLEDGEMENTS, type Category, PARTIES, RESPONSIBLE } from '../../domain/metrics/turnaround.ts';
import { type Instant, instant } from '../../domain/values.ts';
import { type Context, defineMetric, eachOrder, type Fact, factOf } from './frame.ts';
import { type GroupKey, registersAsOf } from './registers.ts';

interface DelaySegment extends Fact {
  workOrderId: string;
  number: string;
  milliseconds: number;
  n: number;
  category: Category;
  acknowledgement: (typeof ACKNOWLEDGEMENTS)[number] | null;
  from: Instant;
  to: Instant | null;
}

interface Options {
  by?: DelayDimension | undefined;
}

export const delays = defineMetric({
  name: 'delays',
  title: 'Delays',
  summary: 'What did orders wait for',
  description:
    'Hours of the window that were neither work nor inspection, as a Pareto by category (a hold’s category is its cause), facility or platform: the largest first, with share, cumulative share, hours that the government has not acknowledged, and the ten orders that weigh most.',
  definition,
  options: z.strictObject({
    by: z.enum(DELAY_DIMENSIONS).optional().meta({ description: 'What the bars are; `category` unless given.' }),
  }),
  figures: delayFigures,
  item: z.strictObject({
    n: z.int().meta({ description: 'The number of the segment within its order.' }),
    category: z.enum(DELAYS),
    responsible: z.enum(PARTIES),
    acknowledgement: z.enum(ACKNOWLEDGEMENTS).nullable(),
    from: instant,
    to: instant.nullable().meta({ description: 'Null: it still ran.' }),
    weight: z.number().meta({ description: 'Hours of it in the window.' }),
  }),
  example: { from: '2026-04-01', to: '2026-06-01', by: 'category', groupBy: 'facility' },

  movesWithTime: ({ window }, since) => since < window.to,

  async load(tx, asked) {
    const facts: DelaySegment[] = [];
    const now = Date.parse(asked.until);
    const window = { from: Date.parse(asked.window.from), to: Math.min(Date.parse(asked.window.to), now) };
    await eachOrder(tx, asked, { of: 'alive', ...asked.window }, ['segments'], ({ order, segments }) => {
      for (const { id, n, from, to, category, acknowledgement } of segments) {
        if (!isDelay(category)) continue;
        const end = to ?? asked.until;
        const milliseconds = millisecondsWithin({ from: Date.parse(from), to: Date.parse(end) }, window);
        if (milliseconds === 0) continue;
        // The figure of a segment that outlasts the window stops with the window.
        const stop = new Date(Math.min(Date.parse(end), window.to) - 1).toISOString();
        const { id: workOrderId, number } = order;
        const own = { n, category, acknowledgement, from, to, milliseconds };
        facts.push({ ...factOf(order, stop, id), workOrderId, number, ...own });
      }
    });
    const subjects = facts.map(({ subject }) => subject);
    return { facts, registers: await registersAsOf(tx, asked.asOf, subjects, { items: asked.groupBy === 'unit' }) };
  },

  measure(facts: readonly DelaySegment[], context: Context<Options>) {
    return delaysOf(facts.map((fact) => delayOf(fact, context)));
  },

  itemOf: ({ n, category, acknowledgement, from, to, milliseconds }: DelaySegment) => ({
    n,
    category,
    responsible: RESPONSIBLE[category],
    acknowledgement,
    from,
    to,
    weight: milliseconds / HOUR,
  }),

  rows: ({ pareto, heaviestOrders, ...all }) => [
    { row: 'all', ...all },
    ...pareto.map((bar) => ({ row: 'bar', ...bar })),
    ...heaviestOrders.map((order) => ({ row: 'order', ...order })),
  ],
});

function isDelay(category: Category): category is (typeof DELAYS)[number] {
  return (DELAYS as readonly Category[]).includes(category);
}

function delayOf(fact: DelaySegment, { asked, registers }: Context<Options>): Delay {
  const { milliseconds, workOrderId, number, acknowledgement } = fact;
  const by = asked.options.by ?? 'category';
  const bar: GroupKey | null =
    by === 'category' ? { key: fact.category, name: fact.category } : registers.groupOf(fact.subject, by);
  if (!bar) throw new Error('an order has its facility and its platform');
  return { milliseconds, workOrderId, number, bar, isUnacknowledged: acknowledgement === 'unacknowledged' };
}
