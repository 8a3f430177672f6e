// Correction: a wrong instant or cause on the clock, proposed by one side and agreed by the other.
import { z } from 'zod';
import { CATEGORIES } from './turnaround.ts';
import { id, instant, text } from './values.ts';

export const SIDES = ['plant', 'government'] as const;
export type Side = (typeof SIDES)[number];
export const CORRECTION_STATUSES = ['proposed', 'agreed', 'declined'] as const;

export const correctionInput = z
  .strictObject({
    from: instant.optional().meta({ description: 'When the stretch really began.' }),
    to: instant.optional().meta({ description: 'When it really ended.' }),
    category: z.enum(CATEGORIES).optional().meta({ description: 'What it was really spent on.' }),
    reason: text,
  })
  .refine((c) => c.from !== undefined || c.to !== undefined || c.category !== undefined, {
    params: { code: 'correction.empty' },
  });
export type CorrectionInput = z.infer<typeof correctionInput>;

export const correctionRecord = z.strictObject({
  id,
  workOrderId: id,
  segmentId: id,
  n: z.int().min(1).meta({ description: 'The number of the segment.' }),
  from: instant.nullable(),
  to: instant.nullable(),
  category: z.enum(CATEGORIES).nullable(),
  reason: text,
  side: z.enum(SIDES).meta({ description: 'Who proposed it; the other side agrees.' }),
  proposedBy: id,
  proposedAt: instant,
  status: z.enum(CORRECTION_STATUSES),
  decidedBy: id.nullable(),
  decidedAt: instant.nullable(),
});
export type Correction = z.infer<typeof correctionRecord>;
