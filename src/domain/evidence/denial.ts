// Denial: access that was refused, for administrators to look at. Kept beside the orders, never in their record.
import { z } from 'zod';
import type { Problem } from '../problem.ts';
import { id, instant } from '../values.ts';

/** The stretches in which the denials of a person are counted. */
export const DENIAL_BOUNDS = ['minute', 'day'] as const;
export type DenialBound = (typeof DENIAL_BOUNDS)[number];

/**
 * How many denials of one person are kept in any minute and in any day (24 hours): enough to show a probe for what it is, and too few for
 * a flood to fill a disk. The last one kept says which bound it reached.
 */
export const DENIALS_KEPT: Record<DenialBound, { count: number; seconds: number }> = {
  minute: { count: 60, seconds: 60 },
  day: { count: 1000, seconds: 86_400 },
};

export const denialRecord = z.strictObject({
  id,
  at: instant,
  personId: id.meta({ description: 'Who was refused.' }),
  operationId: z.string().meta({ description: 'What they asked for.' }),
  path: z.string().meta({ description: 'Where, without its query.' }),
  code: z
    .string()
    .meta({ description: 'The code of the problem answered; resource.not_found: a record was kept from them.' }),
  requestId: z.string(),
  reached: z
    .enum(DENIAL_BOUNDS)
    .nullable()
    .meta({ description: 'This person’s denials after it, within that minute or day, were not kept.' }),
});
export type Denial = z.infer<typeof denialRecord>;

/**
 * Whether a refusal is a denial of access: by role, scope, pin or code, of a request that another site may have forged, of somebody who
 * signs in, or of a record hidden from the caller. Not finding what is not there is none.
 */
export function isDenial(problem: Pick<Problem, 'status' | 'code' | 'hides'>): boolean {
  return problem.status === 403 || problem.code === 'signature.throttled' || problem.hides;
}

/** The bound that one more denial reaches, after so many in the last minute and day; `full`: it is not kept. */
export function boundReached(kept: Record<DenialBound, number>): DenialBound | 'full' | null {
  if (DENIAL_BOUNDS.some((bound) => kept[bound] >= DENIALS_KEPT[bound].count)) return 'full';
  return DENIAL_BOUNDS.findLast((bound) => kept[bound] + 1 === DENIALS_KEPT[bound].count) ?? null;
}
