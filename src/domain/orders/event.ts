// Event: one change of a work order, as a link of its hash chain.
import { z } from 'zod';
import { id, instant, type Json } from '../values.ts';

export const EVENT_TYPES = [
  'drafted',
  'edited',
  'submitted',
  'returned',
  'authorized',
  'reauthorized',
  'inducted',
  'started',
  'parts_awaited',
  'engineering_awaited',
  'held',
  'resumed',
  'presented',
  'withdrawn',
  'rejected',
  'accepted',
  'recalled',
  'refused',
  'released',
  'closed',
  'cancelled',
  'condemned',
  'became_root',
  'operation_added',
  'operation_edited',
  'operation_completed',
  'operation_approved',
  'operation_not_applicable',
  'hold_point_waived',
  'labor_logged',
  'labor_corrected',
  'part_demanded',
  'part_demand_edited',
  'inspection_opened',
  'inspection_edited',
  'results_recorded',
  'inspection_signed',
  'nonconformance_raised',
  'nonconformance_edited',
  'nonconformance_dispositioned',
  'disposition_approved',
  'nonconformance_closed',
  'target_set',
  'segment_acknowledged',
  'segment_disputed',
  'correction_proposed',
  'correction_agreed',
  'correction_declined',
  'translation_added',
  'amendment_proposed',
  'amendment_signed',
  'amendment_withdrawn',
  'attachment_added',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export const PARTS = [
  'order',
  'operation',
  'labor',
  'partDemand',
  'inspection',
  'nonconformance',
  'signature',
  'target',
  'segment',
  'correction',
  'translation',
  'amendment',
  'attachment',
] as const;
export type PartName = (typeof PARTS)[number];

/** Whose events there are: of work orders, and of the records of the registers. */
export const LOG_KINDS = ['order', 'register'] as const;

/** What an event changes: the fields of one part, made new when its id is. */
export interface Change {
  part: PartName;
  id: string;
  set: Record<string, unknown>;
}

export const eventRecord = z.strictObject({
  workOrderId: id,
  sequence: z.int().min(1),
  type: z.enum(EVENT_TYPES),
  occurredAt: instant,
  recordedAt: instant,
  actorId: id,
  data: z.record(z.string(), z.unknown()).meta({ description: 'What the act said.' }),
  changes: z.array(z.strictObject({ part: z.enum(PARTS), id, set: z.record(z.string(), z.unknown()) })),
  previousSha256: z.string().nullable(),
  sha256: z.string(),
});
export type WorkOrderEvent = z.infer<typeof eventRecord> & { data: Record<string, Json> };
