// Weighting (重み付け): how much each ground counts in the ranking of parts, as a program office sets it for its platforms and everyone sees it.
import { z } from 'zod';
import { id, money, recordShape, text, token } from '../values.ts';

const points = z.number().min(0).max(1000);

export const weights = z.strictObject({
  stoppedDay: points.meta({ description: 'Points for each day that orders have been stopped for the part so far.' }),
  orderStopped: points.meta({ description: 'Points for each order that is stopped for it now.' }),
  priority: points.meta({
    description: 'Points for the best priority designator among its demands: all of them for 1, a fifteenth for 15.',
  }),
  shortfallDay: points.meta({
    description: 'Points for each day by which the shortest lead time is longer than the need allows.',
  }),
  waitingDay: points.meta({
    description: 'Points for each day that the stopped orders are still to wait, if nothing is done.',
  }),
  singleSource: points.meta({ description: 'Points for a part that one supplier offers, or none.' }),
});
export type Weights = z.infer<typeof weights>;

export const weightingInput = z.strictObject({
  name: token(60).meta({ description: 'Unique.' }),
  platformIds: z.array(id).min(1).max(500).meta({ description: 'The platforms that it is for: one weighting each.' }),
  weights,
  unknownLeadTimeDays: z.int().min(0).max(3650).default(365).meta({
    description: 'What counts as the lead time of a part that nobody offers.',
  }),
  stoppedDayCost: money.nullable().default(null).meta({
    description: 'What the program office says that one day of one stopped order costs; null: no money is told.',
  }),
  reason: text.meta({ description: 'Why these weights: both countries read it.' }),
});
export const weightingRecord = weightingInput.extend({ ...recordShape });
export type Weighting = z.infer<typeof weightingRecord>;

/** What ranks where no weighting is set: published, and never changed without another `formula` of the ranking. */
export const STANDARD_WEIGHTING: Pick<Weighting, 'name' | 'weights' | 'unknownLeadTimeDays' | 'stoppedDayCost'> = {
  name: 'standard',
  weights: { stoppedDay: 1, orderStopped: 5, priority: 30, shortfallDay: 0.25, waitingDay: 0.5, singleSource: 20 },
  unknownLeadTimeDays: 365,
  stoppedDayCost: null,
};
