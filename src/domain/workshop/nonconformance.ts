// Nonconformance (不適合): what was found wrong, what is to be done about it, and who approved that.
import { z } from 'zod';
import { patchSchema } from '../merge-patch.ts';
import { id, instant, type Message, text, token } from '../values.ts';

export const SEVERITIES = ['minor', 'major', 'critical'] as const;
export const DISPOSITIONS = ['rework', 'repair', 'use_as_is', 'return_to_supplier', 'scrap', 'regrade'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];
export const NONCONFORMANCE_STATUSES = ['open', 'dispositioned', 'closed'] as const;
export const nonconformanceStatusNames: Record<(typeof NONCONFORMANCE_STATUSES)[number], Message> = {
  open: { en: 'open', ja: '処置待ち' },
  dispositioned: { en: 'dispositioned', ja: '処置決定済' },
  closed: { en: 'closed', ja: '完結' },
};
/** Dispositions that leave the item other than designed, so the owner decides. Source: SAE AS9110C 8.7. */
export const NEEDS_APPROVAL: readonly Disposition[] = ['repair', 'use_as_is', 'scrap'];
/** Dispositions that make an operation. */
export const MAKES_OPERATION: readonly Disposition[] = ['rework', 'repair'];

export const nonconformanceInput = z.strictObject({
  severity: z.enum(SEVERITIES),
  description: text,
  inspectionId: id.nullable().default(null),
  characteristic: z
    .int()
    .min(1)
    .max(500)
    .nullable()
    .default(null)
    .meta({ description: 'The characteristic of that inspection that failed, from 1.' }),
  pqdr: token(40).nullable().default(null).meta({ description: 'SF 368 number' }),
});
export type NonconformanceInput = z.infer<typeof nonconformanceInput>;

export const nonconformancePatch = patchSchema(nonconformanceInput.pick({ description: true, pqdr: true }));
export interface NonconformancePatch extends Record<string, unknown> {
  description?: { en?: string | null; ja?: string | null };
  pqdr?: string | null;
}

export const dispositionInput = z.strictObject({
  disposition: z.enum(DISPOSITIONS),
  reason: text,
  operation: z
    .strictObject({ title: text, holdPoint: z.boolean().default(false), requires: token().nullable().default(null) })
    .optional()
    .meta({ description: 'For rework and repair: the operation to do.' }),
});

export type DispositionInput = z.infer<typeof dispositionInput>;

export const nonconformanceRecord = nonconformanceInput.extend({
  id,
  workOrderId: id,
  raisedBy: id,
  raisedAt: instant,
  raisedSequence: z.int(),
  disposition: z.enum(DISPOSITIONS).nullable(),
  dispositionReason: text.nullable(),
  dispositionedBy: id.nullable(),
  dispositionedAt: instant.nullable(),
  approvedBy: id.nullable(),
  approvedAt: instant.nullable(),
  operationId: id.nullable().meta({ description: 'The operation its disposition made.' }),
  status: z.enum(NONCONFORMANCE_STATUSES),
  closedBy: id.nullable(),
  closedAt: instant.nullable(),
});
export type Nonconformance = z.infer<typeof nonconformanceRecord>;
