// Metrics over HTTP.
import { z } from 'zod';
import { ACTIVITIES, LEVELS } from '../domain/codes.ts';
import { CATEGORIES, type Category } from '../domain/turnaround.ts';
import { id, instant, isoDate } from '../domain/values.ts';
import { GROUPINGS, measureTurnaround } from '../usecases/metrics.ts';
import { defineRoute } from './route.ts';

const figure = z.number().nullable();
const distribution = z.strictObject({ mean: figure, p50: figure, p90: figure, p95: figure, max: figure });
const figures = z.strictObject({
  count: z.int(),
  cancelledCount: z.int(),
  condemnedCount: z.int(),
  grossHours: distribution,
  netOfSupplyHours: distribution,
  facilityHours: distribution,
  workingDays: z.strictObject({ japan: distribution, usFederal: distribution }),
  meanHoursByCategory: z.strictObject(
    Object.fromEntries(CATEGORIES.map((c) => [c, figure])) as Record<Category, typeof figure>,
  ),
  onTime: z.strictObject({
    original: figure.meta({ description: 'Released by the target frozen at induction, of the orders that have one.' }),
    revised: figure.meta({ description: 'Released by the last target, of the orders that have any.' }),
    withoutTargetCount: z
      .int()
      .meta({ description: 'Orders without a target frozen at induction, which `original` leaves out.' }),
  }),
  sampleSize: z.int(),
});

const answer = z.strictObject({
  definition: z.strictObject({
    formula: z.string(),
    startEvent: z.string(),
    stopEvent: z.string(),
    timeZone: z.string(),
    workingDayTimeZones: z.strictObject({ japan: z.string(), usFederal: z.string() }),
    percentiles: z.string(),
  }),
  from: isoDate,
  to: isoDate,
  asOf: instant,
  filters: z.record(z.string(), z.union([z.string(), z.boolean()])),
  groupBy: z.enum(GROUPINGS).nullable(),
  total: figures,
  groups: z.array(z.strictObject({ key: z.string(), name: z.string(), figures })),
});

export const metricRoutes = [
  defineRoute({
    operationId: 'measureTurnaround',
    method: 'GET',
    path: '/v1/metrics/turnaround',
    tag: 'Metrics',
    summary: 'How long did work take',
    description:
      'Turnaround of the orders released in a window, from induction to release, over the orders the caller sees. Hours to 0.01; what is undefined is null. ' +
      'Every answer says its formula, its window and what was known when.',
    roles: 'anyone',
    query: z.strictObject({
      from: isoDate.meta({ description: 'First day of the window, Asia/Tokyo.' }),
      to: isoDate.meta({ description: 'The day after the window.' }),
      groupBy: z.enum(GROUPINGS).optional(),
      facilityId: id.optional(),
      platformId: id.optional(),
      activity: z.enum(ACTIVITIES).optional(),
      level: z.enum(LEVELS).optional(),
      rootsOnly: z.boolean().optional().meta({ description: 'Leave sub-orders out.' }),
      historical: z.boolean().optional().meta({ description: 'false leaves imported orders out.' }),
      asOf: instant.optional().meta({ description: 'Only what had been recorded by then; now unless given.' }),
    }),
    answer: { status: 200, schema: answer },
    example: { query: { from: '2026-05-01', to: '2026-06-01', groupBy: 'facility' } },
    handle: async (act, { query }) => await measureTurnaround(act, query),
  }),
];
