// Metrics over HTTP: of each metric of the table its figures, what they are made of and what moved them, as JSON and as CSV.
import { z } from 'zod';
import {
  downtimePeriod,
  FEEDBACK_MAPPING,
  FEEDBACK_SPECIFICATION,
  FEEDBACK_VERSION,
} from '../../domain/exchange/feedback.ts';
import { figure } from '../../domain/metrics/figures.ts';
import { GROUPINGS, type MetricQuestion, metricDefinition } from '../../domain/metrics/metric.ts';
import { EVENT_TYPES } from '../../domain/orders/event.ts';
import { id, instant, isoDate, message, token } from '../../domain/values.ts';
import type { AnswerHead, ContributorsAnswer, MetricAnswer } from '../../usecases/metrics/answers.ts';
import { askChanges, askContributors, askFeedback, askFigures } from '../../usecases/metrics/ask.ts';
import { type ChangesAnswer, MOST_CAUSES } from '../../usecases/metrics/changes.ts';
import { downtime } from '../../usecases/metrics/downtime.ts';
import type { AnyMetric } from '../../usecases/metrics/frame.ts';
import { metrics } from '../../usecases/metrics/registry.ts';
import { paging } from '../lists.ts';
import { workOrderFilters } from '../orders/work-orders.ts';
import { Document, defineRoute, type Route } from '../route.ts';
import { CSV_TYPE, csvTable } from '../server/csv.ts';

const tag = 'Metrics';
const TYPES = ['application/json', CSV_TYPE] as const;
const asked =
  'Windows are half-open, dates in Asia/Tokyo; hours to 0.01; what is undefined is null, never 0. It counts what the caller sees, as recorded by `asOf`, and takes the filters of the list of work orders. ' +
  'By `Accept: text/csv` the same as a table, with `bom=true` for spreadsheets that need the mark.';

function questionOf(metric: AnyMetric) {
  const day = metric.windowOf ? isoDate.optional() : isoDate;
  return {
    from: day.meta({ description: 'First day of the window, Asia/Tokyo.' }),
    to: day.meta({ description: 'The day after the window.' }),
    groupBy: z.enum(GROUPINGS).optional(),
    ...workOrderFilters,
    rootsOnly: z.boolean().optional().meta({ description: 'true leaves sub-orders out.' }),
    asOf: instant.optional().meta({ description: 'Only what had been recorded by then; now unless given.' }),
    ...metric.options.shape,
    bom: z.boolean().optional().meta({ description: 'CSV only: begins with the byte order mark.' }),
  };
}

function headOf(metric: AnyMetric) {
  return {
    metric: z.literal(metric.name),
    definition: metricDefinition,
    from: isoDate,
    to: isoDate,
    asOf: instant.meta({ description: 'The same question with this `asOf` has the same answer for ever.' }),
    filters: z.record(z.string(), z.unknown()).meta({ description: 'What narrowed the figures, as it was given.' }),
    groupBy: z.enum(GROUPINGS).nullable(),
  };
}

function itemOf(metric: AnyMetric) {
  return z.strictObject({
    id: z.string(),
    workOrderId: id.nullable(),
    number: z.string().nullable(),
    facilityId: id.nullable(),
    platformId: id.nullable(),
    equipmentId: id.nullable(),
    group: z.string().nullable().meta({ description: 'The key of the group it stands in.' }),
    ...metric.item.shape,
  });
}

const cause = z.strictObject({
  record: z.string().meta({
    description:
      '`work_order`; the noun of a register; `time`: what ran had run longer, though nothing had been recorded; `withheld`: out of your sight.',
  }),
  recordId: id.nullable(),
  sequence: z.int().nullable(),
  type: z.enum(EVENT_TYPES).nullable().meta({ description: 'Of an event of an order.' }),
  occurredAt: instant.nullable().meta({ description: 'Of an event; of `time` the instant until which it went on.' }),
  recordedAt: instant.nullable().meta({ description: 'Null of `time`.' }),
  actorId: id.nullable(),
});

const groupQuery = token(200).optional().meta({ description: 'The key of one group of `groupBy`.' });
const key = { key: z.string(), name: z.string() };

const pathOf = (metric: AnyMetric) => `/v1/metrics/${metric.name}`;

function figuresRoute(metric: AnyMetric): Route {
  const { name, title, figures } = metric;
  return defineRoute({
    operationId: `measure${title}`,
    method: 'GET',
    path: pathOf(metric),
    tag,
    summary: metric.summary,
    description: `${metric.description} ${asked}`,
    roles: 'anyone',
    query: z.strictObject(questionOf(metric)),
    answer: {
      status: 200,
      types: [CSV_TYPE],
      schema: z.strictObject({
        ...headOf(metric),
        total: figures,
        groups: z.array(z.strictObject({ ...key, figures })).meta({ description: 'By key; none without groupBy.' }),
      }),
    },
    example: { query: metric.example as never },
    async handle(act, { query, prefers }) {
      const { bom, ...question } = query as MetricQuestion & { bom?: boolean };
      const answer = await askFigures(act, name, question);
      return prefers(TYPES) === CSV_TYPE ? csvOf(figureRows(metric, answer), { bom }) : answer;
    },
  });
}

function contributorsRoute(metric: AnyMetric): Route {
  const { name, title } = metric;
  const item = itemOf(metric);
  return defineRoute({
    operationId: `list${title}Contributors`,
    method: 'GET',
    path: `${pathOf(metric)}/contributors`,
    tag,
    summary: `What the figures of ${name} are made of`,
    description: `Every item behind the figures with what it weighs, the heaviest first; with \`groupBy\` and \`group\` those of one group. All pages are of the instant of the first. ${asked}`,
    roles: 'anyone',
    query: z.strictObject({ ...questionOf(metric), group: groupQuery, ...paging }),
    answer: {
      status: 200,
      types: [CSV_TYPE],
      schema: z.strictObject({
        ...headOf(metric),
        count: z.int().meta({ description: 'How many there are in all.' }),
        items: z.array(item),
        next: z.string().nullable().meta({ description: 'The cursor of the next page; null on the last.' }),
      }),
    },
    example: { query: metric.example as never },
    async handle(act, { query, prefers }) {
      const { bom, limit, cursor, group, ...question } = query as MetricQuestion & Page;
      const answer = await askContributors(act, name, question, { limit, cursor, group });
      return prefers(TYPES) === CSV_TYPE
        ? csvOf(contributorRows(answer), {
            bom,
            next: answer.next,
            columns: [...headColumns, ...Object.keys(item.shape)],
          })
        : answer;
    },
  });
}

function changesRoute(metric: AnyMetric): Route {
  const { name, title, figures } = metric;
  const item = itemOf(metric);
  const difference = z.record(z.string(), z.unknown());
  return defineRoute({
    operationId: `list${title}Changes`,
    method: 'GET',
    path: `${pathOf(metric)}/changes`,
    tag,
    summary: `What moved the figures of ${name} since an instant`,
    description: `The figures as of \`since\` and as of \`asOf\`, the difference of each, and the items that entered, left or weigh otherwise, the greatest movement first, with what moved each: events of orders and new versions of records recorded between, and time where the item would have moved without any. ${asked}`,
    roles: 'anyone',
    query: z.strictObject({
      ...questionOf(metric),
      since: instant.meta({ description: 'What was known then is compared with what is known as of `asOf`.' }),
      group: groupQuery,
      ...paging,
    }),
    answer: {
      status: 200,
      types: [CSV_TYPE],
      schema: z.strictObject({
        ...headOf(metric),
        since: instant,
        before: figures,
        after: figures,
        difference,
        groups: z.array(z.strictObject({ ...key, before: figures, after: figures, difference })),
        entered: z.int(),
        left: z.int(),
        changed: z.int(),
        items: z.array(
          z.strictObject({
            change: z.enum(['entered', 'left', 'changed']),
            id: z.string(),
            workOrderId: id.nullable(),
            number: z.string().nullable(),
            before: item.nullable(),
            after: item.nullable(),
            weightDifference: figure,
            causeCount: z.int(),
            causes: z.array(cause).meta({ description: `Of more than ${MOST_CAUSES} the latest.` }),
          }),
        ),
        next: z.string().nullable().meta({ description: 'The cursor of the next page; null on the last.' }),
      }),
    },
    example: { query: { ...metric.example, since: '2026-03-10T00:00:00Z' } as never },
    async handle(act, { query, prefers }) {
      const { bom, limit, cursor, group, ...question } = query as MetricQuestion & { since: string } & Page;
      const answer = await askChanges(act, name, question, { limit, cursor, group });
      return prefers(TYPES) === CSV_TYPE
        ? csvOf(changeRows(answer), { bom, next: answer.next, columns: [...headColumns, ...CHANGE_COLUMNS] })
        : answer;
    },
  });
}

interface Page {
  bom?: boolean;
  limit: number;
  cursor?: string;
  group?: string;
}

const { groupBy: _, ...feedbackQuestion } = questionOf(downtime);

const feedbackRoute = defineRoute({
  operationId: 'getInServiceFeedback',
  method: 'GET',
  path: '/v1/metrics/downtime/feedback',
  tag,
  summary: 'Downtime as in-service feedback',
  description:
    'Every time in the window that an item was not available, by when it began, for feedback in the sense of S5000F: which item of which variant, whose, from when to when, why, and under which order at which plant. ' +
    'The members are named after the concepts of the specification, and `mapping` says which: it is JSON, not a message of its XML schema. `version` changes with the form. All pages are of the instant of the first. As `text/csv` a table.',
  roles: 'anyone',
  query: z.strictObject({ ...feedbackQuestion, ...paging }),
  answer: {
    status: 200,
    types: [CSV_TYPE],
    schema: z.strictObject({
      extract: z.literal('downtime'),
      version: z.literal(FEEDBACK_VERSION),
      specification: z.strictObject({
        name: z.string(),
        title: z.string(),
        issue: z.string(),
        chapters: z.array(z.string()),
        source: z.string(),
        note: message,
      }),
      mapping: z.record(z.string(), z.strictObject({ concept: z.string(), says: message })),
      timeZone: z.literal('Asia/Tokyo').meta({ description: 'Of the days of the window; instants are UTC.' }),
      from: isoDate,
      to: isoDate,
      asOf: instant,
      count: z.int(),
      items: z.array(downtimePeriod),
      next: z.string().nullable().meta({ description: 'The cursor of the next page; null on the last.' }),
    }),
  },
  example: { query: { from: '2026-06-01', to: '2026-07-01' } },
  async handle(act, { query, prefers }) {
    const { bom, limit, cursor, ...question } = query as MetricQuestion & Page;
    const answer = await askFeedback(act, question, { limit, cursor });
    if (prefers(TYPES) === CSV_TYPE) {
      const rows = answer.items.map(({ maintenanceEvent, ...period }) => ({ ...period, ...maintenanceEvent }));
      return csvOf(rows, { bom, next: answer.next, columns: FEEDBACK_COLUMNS });
    }
    return {
      extract: 'downtime' as const,
      version: FEEDBACK_VERSION,
      specification: { ...FEEDBACK_SPECIFICATION, chapters: [...FEEDBACK_SPECIFICATION.chapters] },
      mapping: FEEDBACK_MAPPING,
      timeZone: 'Asia/Tokyo' as const,
      ...answer,
    };
  },
});

const FEEDBACK_COLUMNS = [
  ...Object.keys(downtimePeriod.omit({ maintenanceEvent: true }).shape),
  'workOrderIdentifier',
  'maintenanceFacilityIdentifier',
];

export const metricRoutes: readonly Route[] = [
  ...metrics.flatMap((metric) => [figuresRoute(metric), contributorsRoute(metric), changesRoute(metric)]),
  feedbackRoute,
];

const headColumns = [
  'metric',
  'formula',
  'startEvent',
  'stopEvent',
  'clock',
  'timeZone',
  'from',
  'to',
  'asOf',
  'filters',
  'groupBy',
];
const CHANGE_COLUMNS = ['since', 'change', 'id', 'workOrderId', 'number', 'weightDifference', 'causeCount'];

function csvOf(
  rows: readonly Record<string, unknown>[],
  { next, ...options }: { bom: boolean | undefined; columns?: readonly string[]; next?: string | null },
): Document {
  return new Document(`${CSV_TYPE}; charset=utf-8; header=present`, csvTable(rows, options), { vary: 'Accept' }, next);
}

/** What stands in every row, so that each says by itself what it is of. */
function headCells({ metric, definition, from, to, asOf, filters, groupBy }: AnswerHead): Record<string, unknown> {
  const { formula, startEvent, stopEvent, timeZone, clock } = definition;
  const given = Object.entries(filters).map(([name, value]) => `${name}=${[value].flat().join(',')}`);
  return {
    metric,
    formula,
    startEvent,
    stopEvent,
    clock: clock.en,
    timeZone,
    from,
    to,
    asOf,
    filters: given.join('&'),
    groupBy,
  };
}

// The total stands first, as the group without a key.
function figureRows(metric: AnyMetric, answer: MetricAnswer): Record<string, unknown>[] {
  const head = headCells(answer);
  const all = [{ key: null, name: null, figures: answer.total }, ...answer.groups];
  return all.flatMap(({ key: group, name: groupName, figures }) =>
    (metric.rows?.(figures) ?? [figures as Record<string, unknown>]).map((row) => ({
      ...head,
      group,
      groupName,
      ...row,
    })),
  );
}

function contributorRows(answer: ContributorsAnswer): Record<string, unknown>[] {
  const head = headCells(answer);
  return answer.items.map((item) => ({ ...head, ...item }));
}

function changeRows(answer: ChangesAnswer): Record<string, unknown>[] {
  const head = { ...headCells(answer), since: answer.since };
  return answer.items.map(({ causes, before, after, ...item }) => ({
    ...head,
    ...item,
    group: after?.group ?? before?.group ?? null,
    weightBefore: before?.weight ?? null,
    weightAfter: after?.weight ?? null,
    causes: causes.map(({ record, type, sequence, recordedAt }) =>
      [type ?? record, sequence, recordedAt].filter((one) => one !== null).join(' '),
    ),
  }));
}
