// Value as a metric: the orders released in a window, each against the baseline of its work.

import { z } from 'zod';
import { HOUR } from '../../domain/metrics/figures.ts';
import {
  baselineOn,
  type Compared,
  definition,
  rateFaults,
  ratesOf,
  rateText,
  sparedBy,
  valueFigures,
  valueFiguresOf,
} from '../../domain/metrics/value.ts';
import type { Baseline } from '../../domain/registers/baseline.ts';
import { dateInTokyo, type Instant, id, instant } from '../../domain/values.ts';
import { versionsRecordedBy } from '../../storage/metrics/versions.ts';
import { baselineIds } from '../../storage/registers/baselines.ts';
import { type Context, defineMetric, eachOrder, type Fact, factOf } from './frame.ts';
import { latest, registersAsOf } from './registers.ts';

interface ReleasedOrder extends Fact, Compared {
  releasedAt: Instant;
  baseline: Baseline | null;
}

interface Options {
  rate?: string[] | undefined;
}

const currencyAmount = z.strictObject({ key: z.string(), minorUnits: z.int() });

export const value = defineMetric({
  name: 'value',
  title: 'Value',
  summary: 'What did repair in Japan spare',
  description:
    'Days and money that the orders released in the window spared against the baseline in force on the day of their induction. Negative values stay negative; orders without a baseline or an actual cost are counted and left out; nothing is converted unless `rate` says how.',
  definition,
  options: z.strictObject({
    rate: z.array(rateText).max(20).optional().meta({
      description: 'Rates to one currency, which the answer repeats: `rate=JPY:USD:0.0067&rate=EUR:USD:1.08`.',
    }),
  }),
  faults: ({ rate }: Options) => rateFaults(ratesOf(rate ?? [])),
  figures: valueFigures,
  item: z.strictObject({
    releasedAt: instant,
    baselineId: id.nullable().meta({ description: 'Null: none was in force on the day of induction.' }),
    grossDays: z.number(),
    localTransportDays: z.number().nullable(),
    weight: z.number().nullable().meta({ description: 'Days spared; negative: it took longer here.' }),
    costAvoided: z
      .array(currencyAmount)
      .nullable()
      .meta({ description: 'By currency; null: without a baseline or an actual cost.' }),
  }),
  example: { from: '2026-04-01', to: '2026-06-01', rate: ['JPY:USD:0.0067'] },

  movesWithTime: () => false,

  async load(tx, asked) {
    const facts: ReleasedOrder[] = [];
    const baselines = [...latest(await versionsRecordedBy<Baseline>(tx, await baselineIds(tx), asked.asOf)).values()];
    await eachOrder(tx, asked, { of: 'ended', ...asked.window }, [], ({ order }) => {
      const { inductedAt, releasedAt, localTransportDays, actualCost } = order;
      if (releasedAt === null) return;
      if (inductedAt === null) throw new Error('a released order has its clock');
      facts.push({
        ...factOf(order, releasedAt),
        releasedAt,
        baseline: baselineOn(baselines, order, dateInTokyo(inductedAt)),
        grossMilliseconds: Date.parse(releasedAt) - Date.parse(inductedAt),
        localTransportDays,
        actualCost,
      });
    });
    const subjects = facts.map(({ subject }) => subject);
    const registers = await registersAsOf(tx, asked.asOf, subjects, { items: asked.groupBy === 'unit' });
    return { facts, registers, groundsOf: ({ baseline }) => ({ records: baseline ? [baseline.id] : [] }) };
  },

  measure: (facts: readonly ReleasedOrder[], { asked }: Context<Options>) =>
    valueFiguresOf(facts, ratesOf(asked.options.rate ?? [])),

  itemOf(fact: ReleasedOrder) {
    const { days, minorUnits } = sparedBy(fact);
    return {
      releasedAt: fact.releasedAt,
      baselineId: fact.baseline?.id ?? null,
      grossDays: fact.grossMilliseconds / (24 * HOUR),
      localTransportDays: fact.localTransportDays,
      weight: days,
      costAvoided: minorUnits && [...minorUnits].map(([key, units]) => ({ key, minorUnits: units })),
    };
  },

  rows: ({ costAvoided, ...all }) => [
    { row: 'all', ...all },
    ...costAvoided.map(({ key, minorUnits }) => ({ row: 'currency', currency: key, minorUnits })),
  ],
});
