// Target dates of a work order: the first is frozen at induction, later ones are added beside it, never edited.
import { z } from 'zod';
import { id, instant, isoDate, text } from '../values.ts';

export const targetInput = z
  .strictObject({
    date: isoDate,
    cause: text,
    nonconformanceId: id.nullable().default(null),
    operationId: id.nullable().default(null),
  })
  .meta({
    description:
      'The finding that led to it is named: a nonconformance or an operation, or neither for a customer’s wish.',
  });
export type TargetInput = z.infer<typeof targetInput>;
export const targetRecord = z.strictObject({
  id,
  workOrderId: id,
  n: z.int().min(1).meta({ description: '1: the one frozen at induction, if there was one; those added from 2.' }),
  date: isoDate,
  cause: text.nullable().meta({ description: 'Null for the first.' }),
  nonconformanceId: id.nullable(),
  operationId: id.nullable(),
  setBy: id,
  setAt: instant,
});
export type Target = z.infer<typeof targetRecord>;
