// /v1/suppliers: who offers which parts.
import { z } from 'zod';
import { cage, nsn } from '../../domain/registers/identifiers.ts';
import { supplierRecord } from '../../domain/supply/supplier.ts';
import { isoDate, token } from '../../domain/values.ts';
import { suppliers } from '../../usecases/supply/suppliers.ts';
import { exampleId } from '../examples.ts';
import { recordRoutes } from '../registers/records.ts';

export const supplierRoutes = recordRoutes({
  register: suppliers,
  record: supplierRecord,
  path: '/v1/suppliers',
  tag: 'Suppliers',
  one: 'Supplier',
  many: 'Suppliers',
  name: { one: 'a supplier', many: 'suppliers' },
  about:
    'Suppliers by NCAGE, and the parts they offer: lead time, stated monthly capacity, and the days on which an offer stands.',
  seenBy: 'Everyone may read them.',
  sorts: ['ncage', 'createdAt', 'country'],
  filters: {
    ncage: cage.optional(),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'form.country')
      .optional(),
    nsn: nsn.optional().meta({ description: 'Those that offer this part.' }),
    partNumber: token(60).optional().meta({ description: 'Those that offer this part.' }),
    offeringOn: isoDate.optional().meta({ description: 'Those with an offer that stands that day.' }),
  },
  patching: 'The list of offers is replaced as a whole.',
  example: {
    id: exampleId('supplier.example'),
    query: { country: 'JP' },
    create: {
      ncage: 'SX9Z1',
      name: { en: 'Example Precision Co.', ja: '架空精密株式会社' },
      country: 'JP',
      offers: [
        {
          partNumber: 'EX-901-044',
          nsn: '1615-01-456-7890',
          leadTimeDays: 90,
          monthlyCapacity: 4,
          validFrom: '2026-04-01',
          validTo: '2027-03-31',
        },
      ],
    },
    patch: { country: 'JP' },
  },
});
