// Backlog as a metric: the orders open as of an instant with a forecast each, the orders released of late, and earlier forecasts tested.
import { z } from 'zod';
import {
  AGE_BANDS,
  ageBand,
  ageDays,
  backlogDefinition,
  backlogFigures,
  backlogOf,
  dateAfter,
  didHold,
  inDays,
  isPast,
  type OpenOrder,
  type Prediction,
  whyNone,
} from '../../domain/metrics/backlog.ts';
import { figure } from '../../domain/metrics/figures.ts';
import { BASES, type Forecast, type OpenStatus } from '../../domain/metrics/forecast.ts';
import { OPEN } from '../../domain/orders/status.ts';
import { dayNumber } from '../../domain/registers/calendar.ts';
import { addDays, dateInTokyo, type Instant, instant, isoDate, message } from '../../domain/values.ts';
import type { Dossier } from '../../storage/metrics/dossiers.ts';
import { backTest, forecastsOf, justAfter, PastOrders } from './forecasts.ts';
import { type Asked, type Context, defineMetric, eachOrder, type Fact, factOf } from './frame.ts';
import { registersAsOf } from './registers.ts';

const KINDS = ['open', 'released', 'forecast_tested'] as const;

type BacklogFact = Fact &
  (
    | { kind: 'open'; order: OpenOrder }
    | { kind: 'released'; releasedAt: Instant }
    | { kind: 'forecast_tested'; status: OpenStatus; statusSince: Instant; prediction: Prediction }
  );

const WEEKS = 12;
const DAYS_OF_WINDOW = WEEKS * 7;

const isHeld = z.boolean().nullable().meta({ description: 'Null: not due yet, no forecast, or ended otherwise.' });
const item = z.strictObject({
  kind: z.enum(KINDS).meta({
    description: 'An order that is open; one released in the window; a forecast made earlier, and how it turned out.',
  }),
  weight: figure.meta({ description: 'Days since submission of an open order.' }),
  status: z.enum(OPEN).nullable(),
  statusSince: instant.nullable(),
  ageBand: z.enum(AGE_BANDS).nullable(),
  targets: z.strictObject({ first: isoDate.nullable(), last: isoDate.nullable() }).nullable(),
  overdue: z.strictObject({ original: z.boolean().nullable(), revised: z.boolean().nullable() }).nullable(),
  forecast: z
    .strictObject({
      at: instant.meta({ description: 'When it was made, from what was known then.' }),
      p50: isoDate.nullable().meta({ description: 'As likely as not released by then, in Asia/Tokyo.' }),
      p90: isoDate.nullable(),
      p50Days: figure,
      p90Days: figure,
      basis: z.enum(BASES).nullable(),
      orders: z.int().meta({ description: 'Past orders that stood so.' }),
      stays: z.int().meta({ description: 'What was drawn from: an order that stood so twice counts twice.' }),
      reason: message.nullable().meta({ description: 'Why there is none.' }),
    })
    .nullable(),
  releasedAt: instant.nullable(),
  held: z.strictObject({ p50: isHeld, p90: isHeld }).nullable(),
});
type Item = z.infer<typeof item>;

export const backlog = defineMetric<{ backTest?: boolean }, BacklogFact, z.infer<typeof backlogFigures>, Item>({
  name: 'backlog',
  title: 'Backlog',
  summary: 'What is open, and when will it be done',
  description:
    'The orders open as of an instant by status, age and facility, overdue against their first and last targets; what was released in the window, the last 12 weeks unless given; a forecast for each open order, under its contributors with the reason and the size of the sample; when the queue of each facility is clear; and how earlier forecasts turned out. Dates, not promises: `definition` says how they are drawn.',
  definition: backlogDefinition,
  options: z.strictObject({
    backTest: z.boolean().optional().meta({ description: 'false leaves the test of earlier forecasts out.' }),
  }),
  windowOf(asOf) {
    const to = addDays(dateInTokyo(asOf), 1);
    return { from: addDays(to, -DAYS_OF_WINDOW), to };
  },
  figures: backlogFigures,
  item,
  example: { groupBy: 'facility' },

  movesWithTime: () => true,

  async load(tx, asked) {
    const open: Dossier<'targets'>[] = [];
    const now = { of: 'alive' as const, from: asked.until, to: justAfter(asked.until) };
    await eachOrder(tx, asked, now, ['targets'], (dossier) => {
      if (dossier.order.endedAt === null) open.push(dossier);
    });
    const past = new PastOrders();
    const forecasts = await forecastsOf(
      tx,
      asked,
      open.map(({ order }) => order),
      asked.until,
      past,
    );
    const facts: BacklogFact[] = open.map(({ order, targets }) => ({
      ...factOf(order, asked.until),
      kind: 'open',
      order: openOrder({ order, targets }, forecasts.get(order.id) as Forecast),
    }));
    // Whether one is open, or late, says nothing of what was released.
    const { status: _, overdue: __, ...filters } = asked.filters;
    await eachOrder(tx, { ...asked, filters }, { of: 'ended', ...asked.window }, [], ({ order }) => {
      const { releasedAt } = order;
      if (releasedAt !== null) facts.push({ ...factOf(order, releasedAt), kind: 'released', releasedAt });
    });
    if (asked.options.backTest !== false) {
      for (const { order, prediction } of await backTest(tx, asked, past)) {
        const { status, statusSince } = order;
        const fact = factOf(order, prediction.at, `${order.id}@${prediction.at}`);
        facts.push({ ...fact, kind: 'forecast_tested', status: status as OpenStatus, statusSince, prediction });
      }
    }
    const subjects = facts.map(({ subject }) => subject);
    const registers = await registersAsOf(tx, asked.asOf, subjects, { items: asked.groupBy === 'unit' });
    // A forecast moves with every past order that it is drawn from.
    return { facts, registers, groundsOf: ({ subject, kind }) => (kind === 'released' ? {} : past.groundsOf(subject)) };
  },

  measure(facts, { asked, registers }) {
    return backlogOf(
      {
        open: facts.flatMap((fact) => (fact.kind === 'open' ? fact.order : [])),
        releasedCount: facts.filter(({ kind }) => kind === 'released').length,
        predictions: facts.flatMap((fact) => (fact.kind === 'forecast_tested' ? fact.prediction : [])),
      },
      { asOf: asked.until, weeks: weeksOf(asked), nameOf: (id) => registers.facilities.get(id)?.code ?? id },
    );
  },

  itemOf(fact, { asked }) {
    if (fact.kind === 'open') return itemOfOpen(fact.order, asked);
    if (fact.kind === 'released') return { ...nothing, kind: 'released', releasedAt: fact.releasedAt };
    const { status, statusSince, prediction } = fact;
    const { at, forecast, outcome } = prediction;
    return {
      ...nothing,
      kind: 'forecast_tested',
      status,
      statusSince,
      forecast: shown(forecast, at),
      releasedAt: outcome.releasedAt,
      held: { p50: didHold(prediction, 'p50', asked.until), p90: didHold(prediction, 'p90', asked.until) },
    };
  },

  // One row for each facility within the group; its table of statuses and ages is that of the whole.
  rows({ facilities, ...all }) {
    return [
      { facility: null, ...all },
      ...facilities.map(({ key, name, ...queue }) => ({ facility: key, facilityName: name, ...queue })),
    ];
  },
});

function openOrder({ order, targets }: Dossier<'targets'>, forecast: Forecast): OpenOrder {
  const { id, number, facilityId, status, statusSince, submittedAt, targetDate } = order;
  const first = targets.find(({ n }) => n === 1)?.date ?? targetDate;
  return {
    id,
    number,
    facilityId,
    status: status as OpenStatus,
    statusSince,
    submittedAt,
    targets: { first, last: targets.at(-1)?.date ?? targetDate },
    forecast,
  };
}

function weeksOf({ from, to }: Asked): number {
  return (dayNumber(to) - dayNumber(from)) / 7;
}

const nothing: Omit<Item, 'kind'> = {
  weight: null,
  status: null,
  statusSince: null,
  ageBand: null,
  targets: null,
  overdue: null,
  forecast: null,
  releasedAt: null,
  held: null,
};

function itemOfOpen(order: OpenOrder, { until }: Context['asked']): Item {
  const days = ageDays(order, until);
  return {
    ...nothing,
    kind: 'open',
    weight: days,
    status: order.status,
    statusSince: order.statusSince,
    ageBand: ageBand(days),
    targets: order.targets,
    overdue: { original: isPast(order.targets.first, until), revised: isPast(order.targets.last, until) },
    forecast: shown(order.forecast, until),
  };
}

function shown(forecast: Forecast, at: Instant): Item['forecast'] {
  const { basis, orders, sample, p50, p90 } = forecast;
  return {
    at,
    p50: dateAfter(at, p50),
    p90: dateAfter(at, p90),
    p50Days: inDays(p50),
    p90Days: inDays(p90),
    basis,
    orders,
    stays: sample?.left.length ?? 0,
    reason: whyNone(forecast),
  };
}
