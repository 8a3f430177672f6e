// /v1/suppliers: who offers which parts.
import { z } from 'zod';
import { cage, nsn } from '../domain/identifiers.ts';
import { supplierRecord } from '../domain/supplier.ts';
import { token } from '../domain/values.ts';
import { suppliers } from '../usecases/suppliers.ts';
import { exampleId } from './examples.ts';
import { recordRoutes } from './records.ts';

export const supplierRoutes = recordRoutes({
  register: suppliers,
  record: supplierRecord,
  path: '/v1/suppliers',
  tag: 'Suppliers',
  one: 'Supplier',
  many: 'Suppliers',
  name: { one: 'a supplier', many: 'suppliers' },
  about: 'Suppliers, and the parts they offer with lead time and monthly capacity.',
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
  },
  patching: 'The list of offers is replaced as a whole.',
  example: {
    id: exampleId('supplier.example'),
    query: { country: 'JP' },
    create: {
      ncage: 'SX9Z1',
      name: { en: 'Example Precision Co.', ja: '架空精密株式会社' },
      country: 'JP',
      offers: [{ partNumber: 'EX-901-044', nsn: '1615-01-456-7890', leadTimeDays: 90, monthlyCapacity: 4 }],
    },
    patch: { country: 'JP' },
  },
});
