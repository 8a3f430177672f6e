// Supplier (供給者): who offers which part, how soon, how many a month, and from when to when.
import { z } from 'zod';
import { cage, nsn } from '../registers/identifiers.ts';
import { type Fault, type IsoDate, isoDate, periodFaults, recordShape, text, token } from '../values.ts';

export const supplierOffer = z
  .strictObject({
    partNumber: token(60).nullable().default(null),
    nsn: nsn.nullable().default(null),
    leadTimeDays: z.int().min(0).max(3650).meta({ description: 'From order to receipt, calendar days.' }),
    monthlyCapacity: z.int().min(0).max(10_000_000).nullable().default(null).meta({
      description: 'How many a month, as the supplier states it; null: not stated.',
    }),
    validFrom: isoDate
      .nullable()
      .default(null)
      .meta({ description: 'First day of the offer; null: it stands from ever.' }),
    validTo: isoDate.nullable().default(null).meta({ description: 'Last day, inclusive; null: no end.' }),
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
export type SupplierOffer = z.infer<typeof supplierOffer>;

/** Whether an offer stands on a day, both ends included. Offers of earlier versions have no days: they stand. */
export function isOffered({ validFrom, validTo }: Partial<SupplierOffer>, on: IsoDate): boolean {
  return (validFrom ?? on) <= on && on <= (validTo ?? on);
}

/** The faults of offers that end before they begin. */
export function supplierFaults({ offers }: z.infer<typeof supplierInput>): Fault[] {
  return offers.flatMap(({ validFrom, validTo }, index) =>
    periodFaults({ validFrom: validFrom ?? '', validTo }).map((fault) => ({
      ...fault,
      pointer: `/offers/${index}${fault.pointer}`,
    })),
  );
}
