// /v1/support-priorities: which part is to be produced first and why, the orders behind it, and what more supply would do.
import { z } from 'zod';
import { STATUSES } from '../../domain/orders/status.ts';
import { assumptionsRecord, outcomeRecord } from '../../domain/supply/supply-simulation.ts';
import {
  HORIZONS,
  priorityDefinitionRecord,
  priorityItem,
  weightingUsed,
} from '../../domain/supply/support-priority.ts';
import { id, instant, isoDate, token } from '../../domain/values.ts';
import { askPriorities, askSimulation, askWaitingOrders } from '../../usecases/supply/ask.ts';
import { simulationInput } from '../../usecases/supply/simulations.ts';
import { paging } from '../lists.ts';
import { Document, defineRoute, type Route } from '../route.ts';
import { CSV_TYPE, csvTable } from '../server/csv.ts';

const tag = 'Supply';
const TYPES = ['application/json', CSV_TYPE] as const;
const asOf = instant.optional().meta({
  description:
    'Only what had been recorded by then, of orders, offers, catalogue and weightings alike; now unless given.',
});
const narrowing = {
  platformId: z.array(id).max(100).optional().meta({ description: 'Orders of these platforms; may be repeated.' }),
  facilityId: id.optional(),
  asOf,
};
const bom = z.boolean().optional().meta({ description: 'CSV only: begins with the byte order mark.' });
const next = z.string().nullable().meta({ description: 'The cursor of the next page; null on the last.' });
const count = z.int().min(0);

const supportPrioritiesAnswer = z.strictObject({
  definition: priorityDefinitionRecord,
  asOf: instant.meta({ description: 'The same question with this `asOf` has the same answer for ever.' }),
  weighting: weightingUsed,
  counts: z.strictObject({ near_term: count, medium_term: count, neither: count }),
  count: count.meta({ description: 'How many parts there are in all on the horizon asked for.' }),
  items: z.array(priorityItem),
  next,
});

const simulatedPart = z.strictObject({
  part: z.string(),
  leadTimeDays: z.strictObject({ before: z.int().nullable(), after: z.int().nullable() }),
  monthlyCapacity: z.strictObject({ before: z.number().nullable(), after: z.number().nullable() }).meta({
    description: 'Null before: not stated. Null after: not limited.',
  }),
  orders: count.meta({ description: 'That stood for it in the year; none: nothing can be said of it.' }),
  stoppedHours: z.number(),
});

export const supportPriorityRoutes: readonly Route[] = [
  defineRoute({
    operationId: 'listSupportPriorities',
    method: 'GET',
    path: '/v1/support-priorities',
    tag,
    summary: 'What to produce first',
    description:
      'Every part with demand that stands, ranked: how long orders have stood for it, how urgent they are, who offers it and how soon, and what waiting costs. Each item says its horizon, its points ground by ground, and the reason in both languages; the answer carries the formula and the weighting. It counts the orders that the caller sees. By `Accept: text/csv` the same as a table.',
    roles: 'anyone',
    query: z.strictObject({
      ...narrowing,
      horizon: z.enum(HORIZONS).optional(),
      weightingId: id.optional().meta({ description: 'What would rank; else the weighting of the platforms.' }),
      ...paging,
      bom,
    }),
    answer: { status: 200, types: [CSV_TYPE], schema: supportPrioritiesAnswer },
    example: { query: { horizon: 'near_term', limit: 5 } },
    async handle(act, { query, prefers }) {
      const { bom: mark, ...question } = query;
      const answer = await askPriorities(act, question);
      if (prefers(TYPES) !== CSV_TYPE) return answer;
      const head = { formula: answer.definition.formula, asOf: answer.asOf, weighting: answer.weighting.name };
      const rows = answer.items.map(({ explanation, suppliers, platforms, reason, nomenclature, ...item }) => ({
        ...head,
        ...item,
        nomenclature,
        platforms: platforms.map(({ designation }) => designation),
        suppliers: suppliers.map(({ ncage, country, leadTimeDays }) => `${ncage} ${country} ${leadTimeDays} d`),
        points: Object.fromEntries(explanation.map(({ ground, points }) => [ground, points])),
        reason,
      }));
      return tableOf(rows, mark, answer.next);
    },
  }),
  defineRoute({
    operationId: 'listWaitingOrders',
    method: 'GET',
    path: '/v1/support-priorities/orders',
    tag,
    summary: 'The orders behind a part',
    description:
      'The orders with a demand for one part that stands, the longest stopped first: what its quantity, its stopped hours and its designator are added up from. All pages are of the instant of the first.',
    roles: 'anyone',
    query: z.strictObject({
      part: token(200).meta({ description: 'The key of the part, as the ranking answers it.' }),
      ...narrowing,
      ...paging,
      bom,
    }),
    answer: {
      status: 200,
      types: [CSV_TYPE],
      schema: z.strictObject({
        asOf: instant,
        part: z.string(),
        count,
        items: z.array(
          z.strictObject({
            workOrderId: id,
            number: z.string(),
            facilityId: id,
            platformId: id,
            status: z.enum(STATUSES),
            designator: z.int(),
            quantity: z.int(),
            stopped: z.boolean(),
            stoppedHours: z.number(),
            neededBy: isoDate.nullable(),
            arrivalOn: isoDate.nullable().meta({
              description: 'When all that stops it has come, if every promise holds; null: something is not promised.',
            }),
            overdue: z.boolean().meta({ description: 'A promise or a need is past.' }),
            demandIds: z.array(id),
            documentNumbers: z.array(z.string()),
          }),
        ),
        next,
      }),
    },
    example: { query: { part: 'nsn:014567904' } },
    async handle(act, { query, prefers }) {
      const { bom: mark, ...question } = query;
      const answer = await askWaitingOrders(act, question);
      if (prefers(TYPES) !== CSV_TYPE) return answer;
      const head = { part: answer.part, asOf: answer.asOf };
      return tableOf(
        answer.items.map((item) => ({ ...head, ...item })),
        mark,
        answer.next,
      );
    },
  }),
  defineRoute({
    operationId: 'simulateSupport',
    method: 'POST',
    path: '/v1/support-priorities/simulations',
    tag,
    summary: 'What more supply would do',
    description:
      'More capacity, a shorter lead time or a second source of chosen parts, against the orders of the last twelve months that stood for parts: they are drawn again with a seed, as often as `runs` says, once as they were and once with the changes. An estimate with its interval (5 to 95 of 100 runs), never a promise; `assumptions` says how it is made. Nothing is stored.',
    roles: 'anyone',
    body: simulationInput,
    answer: {
      status: 200,
      schema: z.strictObject({
        isEstimate: z.literal(true),
        assumptions: assumptionsRecord,
        asOf: instant,
        from: isoDate,
        to: isoDate.meta({ description: 'The day after the window.' }),
        seed: z.int(),
        runs: z.int(),
        ordersLeftOut: count.meta({ description: 'Older orders beyond as many as are drawn from.' }),
        parts: z.array(simulatedPart),
        history: z.strictObject({
          orders: count,
          released: count,
          stoppedHours: z.number(),
          meanTurnaroundHours: z.number().nullable(),
        }),
        unchanged: outcomeRecord,
        changed: outcomeRecord,
        difference: outcomeRecord.meta({ description: 'Of each run: changed − unchanged.' }),
      }),
    },
    example: {
      body: {
        changes: [
          { part: 'nsn:014567904', secondSource: { leadTimeDays: 45, monthlyCapacity: 4 } },
          { part: 'nsn:014567890', leadTimeDays: 20 },
        ],
        runs: 100,
      },
    },
    handle: (act, { body }) => askSimulation(act, body),
  }),
];

export function tableOf(
  rows: readonly Record<string, unknown>[],
  bomGiven: boolean | undefined,
  nextGiven: string | null,
) {
  return new Document(
    `${CSV_TYPE}; charset=utf-8; header=present`,
    csvTable(rows, { bom: bomGiven }),
    { vary: 'Accept' },
    nextGiven,
  );
}
