// /v1/equivalences: which held standard is recognised for which required one.
import { z } from 'zod';
import { ACTIVITIES } from '../../domain/orders/codes.ts';
import { DEGREES, equivalenceRecord } from '../../domain/registers/equivalence.ts';
import { id, isoDate, token } from '../../domain/values.ts';
import { equivalences } from '../../usecases/registers/equivalences.ts';
import { exampleId } from '../examples.ts';
import { recordRoutes } from './records.ts';

export const equivalenceRoutes = recordRoutes({
  register: equivalences,
  record: equivalenceRecord,
  path: '/v1/equivalences',
  tag: 'Standards',
  one: 'Equivalence',
  many: 'Equivalences',
  name: { one: 'an equivalence', many: 'equivalences' },
  about:
    'Equivalences (同等性): a held standard is recognised for a required one, in that direction only, by whom, for what and until when.',
  seenBy: 'Everyone may read them.',
  sorts: ['createdAt', 'held', 'required', 'validFrom'],
  filters: {
    held: token().optional(),
    required: token().optional(),
    degree: z.enum(DEGREES).optional(),
    platformId: id.optional().meta({ description: 'Those that cover this platform.' }),
    activity: z.enum(ACTIVITIES).optional().meta({ description: 'Those that cover this activity.' }),
    on: isoDate.optional().meta({ description: 'Those in effect that day.' }),
  },
  problems: ['access.outside_program'],
  creating: 'A program office names platforms of its own; an empty list, which means all, is for administrators.',
  example: {
    id: exampleId('equivalence.mv22'),
    query: { required: 'AS9110C', on: '2026-05-01' },
    create: {
      held: 'EN 9110',
      required: 'SJAC 9110B',
      degree: 'equivalent',
      platformIds: [exampleId('platform.mv22')],
      activities: ['repair', 'overhaul'],
      basis: { document: 'IAQG recognition list (example)', reference: 'item 4' },
      approvedBy: 'Example program office',
      validFrom: '2026-04-01',
      validTo: '2029-03-31',
    },
    patch: { validTo: '2029-03-31' },
  },
});
