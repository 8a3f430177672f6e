// Baseline: what the same work takes and costs in the United States.
import { z } from 'zod';
import { ACTIVITIES } from '../orders/codes.ts';
import { id, money, periodShape, recordShape, token } from '../values.ts';

const days = z.number().min(0).max(3650);

export const baselineInput = z.strictObject({
  platformId: id,
  activity: z.enum(ACTIVITIES),
  turnaroundDays: days,
  transportDaysEachWay: days,
  cost: money,
  transportCost: money,
  source: token(300).meta({ description: 'The document the figures come from.' }),
  ...periodShape,
});
export const baselineRecord = baselineInput.extend({ ...recordShape });
export type Baseline = z.infer<typeof baselineRecord>;
