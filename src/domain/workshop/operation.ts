// Operation (作業項目) and labor: the steps of the work, who did them, and how long they took.
import { z } from 'zod';
import { ACTIVITIES } from '../orders/codes.ts';
import { late } from '../orders/late.ts';
import { documentRevision } from '../registers/technical-data.ts';
import { id, instant, isoDate, text, token } from '../values.ts';

export const OPERATION_STATUSES = ['open', 'done', 'not_applicable'] as const;

export const operationInput = z.strictObject({
  sequence: z
    .int()
    .min(1)
    .max(9999)
    .optional()
    .meta({ description: 'Unique per order; ten after the last if left out.' }),
  title: text,
  activity: z.enum(ACTIVITIES).optional().meta({ description: 'The order’s unless given.' }),
  technicalData: z.array(documentRevision).max(50).default([]),
  requires: token()
    .nullable()
    .default(null)
    .meta({ description: 'A standard the technician must hold, such as NAS410-5.' }),
  holdPoint: z
    .boolean()
    .default(false)
    .meta({ description: 'An in-process inspection must pass before later operations. Set by an inspector.' }),
});
export type OperationInput = z.infer<typeof operationInput>;

/** What logging an operation as done says. */
export const completionInput = z.strictObject({
  performedBy: id.optional().meta({ description: 'The caller unless given.' }),
  performedAt: instant.optional().meta({ description: 'Now unless given; the order was in work then.' }),
  lateReason: late.lateReason,
});
export type CompletionInput = z.infer<typeof completionInput>;

/** A decision that needs its reason said. */
export const reasonInput = z.strictObject({ reason: text });
export type ReasonInput = z.infer<typeof reasonInput>;

export const operationRecord = z.strictObject({
  id,
  workOrderId: id,
  sequence: z.int(),
  title: text,
  activity: z.enum(ACTIVITIES),
  overAndAbove: z.boolean().meta({ description: '追加作業: needs the program office’s approval before it is done.' }),
  approvedBy: id.nullable(),
  approvedAt: instant.nullable(),
  reworks: id.nullable().meta({ description: 'The nonconformance whose disposition made it.' }),
  technicalData: z.array(documentRevision),
  requires: token().nullable(),
  holdPoint: z.boolean(),
  holdPointWaiver: z.strictObject({ reason: text, waivedBy: id, waivedAt: instant }).nullable(),
  status: z.enum(OPERATION_STATUSES),
  performedBy: id.nullable(),
  performedAt: instant.nullable(),
  doneSequence: z.int().nullable().meta({ description: 'The event that logged it as done.' }),
  notApplicable: z.strictObject({ reason: text, decidedBy: id, decidedAt: instant }).nullable(),
  lateReason: text.nullable(),
  createdBy: id,
  createdAt: instant,
});
export type Operation = z.infer<typeof operationRecord>;

export const laborInput = z.strictObject({
  operationId: id,
  personId: id.optional().meta({ description: 'The caller unless given.' }),
  hours: z
    .number()
    .positive()
    .max(24)
    .refine((h) => Math.abs(h * 100 - Math.round(h * 100)) < 1e-6, { params: { code: 'labor.finer_than_hundredths' } })
    .meta({ description: 'Hours, to the hundredth.' }),
  on: isoDate,
});
export type LaborInput = z.infer<typeof laborInput>;
export const laborPatch = z.strictObject({ hours: laborInput.shape.hours.optional(), on: isoDate.optional() });
export type LaborPatch = z.infer<typeof laborPatch>;
export const laborRecord = z.strictObject({
  id,
  workOrderId: id,
  operationId: id,
  personId: id,
  hours: z.number(),
  on: isoDate,
  enteredBy: id,
  correctedBy: id.nullable().meta({ description: 'Who last corrected it.' }),
  correctors: z
    .array(id)
    .nullable()
    .meta({ description: 'Everybody who ever corrected it; null in old entries, where correctedBy alone is known.' }),
  createdAt: instant,
});
export type Labor = z.infer<typeof laborRecord>;

/** Everybody known to have corrected an entry: all of them count as having worked. Source: lifecycle.md, “Labor”. */
export function correctorsOf({ correctors, correctedBy }: Pick<Labor, 'correctors' | 'correctedBy'>): string[] {
  return correctors ?? (correctedBy === null ? [] : [correctedBy]);
}
