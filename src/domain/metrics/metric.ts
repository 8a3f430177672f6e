// Metric: what all questions about the work of many orders have in common, and all answers to them.
import { z } from 'zod';
import type { WorkOrder } from '../orders/work-order.ts';
import type { WorkOrderFilters } from '../orders/work-order-filters.ts';
import { dateInTokyo, type Instant, type IsoDate, message } from '../values.ts';

export const GROUPINGS = ['facility', 'platform', 'activity', 'level', 'service', 'unit', 'month'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** What every answer says of its figures. `formula` changes whenever one would come out differently for the same history. */
export const metricDefinition = z
  .object({
    formula: z.string().meta({ description: 'The version of the formula: another one may give other figures.' }),
    startEvent: z.string().meta({ description: 'What begins the clock of an item.' }),
    stopEvent: z.string().meta({ description: 'What stops it; its month is the `month` that figures are grouped by.' }),
    clock: message.meta({ description: 'What is counted, and in which unit.' }),
    timeZone: z.literal('Asia/Tokyo').meta({ description: 'That of the window and of months.' }),
  })
  .catchall(z.unknown());
export type MetricDefinition = z.infer<typeof metricDefinition>;

/** What a question says beside the filters of the list of work orders. */
export interface MetricQuestion extends WorkOrderFilters {
  /** The window `[from, to)`, dates in Asia/Tokyo; left out where a metric has one of its own. */
  from?: IsoDate | undefined;
  to?: IsoDate | undefined;
  groupBy?: Grouping | undefined;
  rootsOnly?: boolean | undefined;
  asOf?: Instant | undefined;
}

/** What an item of a metric is grouped by. Null: it has no such thing, and stands in no group of that kind. */
export interface Subject {
  facilityId: string | null;
  platformId: string | null;
  equipmentId: string | null;
  activity: WorkOrder['activity'] | null;
  level: WorkOrder['level'] | null;
  /** The instant of the stop event: its month in Japan, and the unit that owned the item then. */
  at: Instant;
}

/** The month of an instant in Japan, `2026-05`. */
export function monthInTokyo(at: Instant): string {
  return dateInTokyo(at).slice(0, 7);
}
