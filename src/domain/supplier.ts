// Supplier: who offers which part, how soon, and how many a month.
import { z } from 'zod';
import { cage, nsn } from './identifiers.ts';
import { recordShape, text, token } from './values.ts';

export const supplierOffer = z
  .strictObject({
    partNumber: token(60).nullable().default(null),
    nsn: nsn.nullable().default(null),
    leadTimeDays: z.int().min(0).max(3650),
    monthlyCapacity: z.int().min(0).max(10_000_000).nullable().default(null),
  })
  .refine((o) => o.partNumber !== null || o.nsn !== null, { params: { code: 'part.unnamed' } });

export const supplierInput = z.strictObject({
  ncage: cage.meta({ description: 'Unique.' }),
  name: text,
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'form.country')
    .meta({ description: 'ISO 3166-1 alpha-2' }),
  offers: z.array(supplierOffer).max(5000).default([]),
});
export const supplierRecord = supplierInput.extend({ ...recordShape });
export type Supplier = z.infer<typeof supplierRecord>;
