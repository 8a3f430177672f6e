// /v1/standards: the register, and whether one standard satisfies another.
import { z } from 'zod';
import { ACTIVITIES } from '../../domain/orders/codes.ts';
import { satisfaction } from '../../domain/registers/equivalence.ts';
import { SUBJECTS, standardRecord } from '../../domain/registers/standard.ts';
import { id, isoDate, token } from '../../domain/values.ts';
import { askSatisfies, standards } from '../../usecases/registers/standards.ts';
import { exampleId } from '../examples.ts';
import { defineRoute } from '../route.ts';
import { recordRoutes } from './records.ts';

const satisfiesQuery = z.strictObject({
  held: token().meta({ description: 'Code of the standard that is held.' }),
  required: token().meta({ description: 'Code of the standard that is required.' }),
  on: isoDate.optional().meta({ description: 'The day that is asked about; today in Asia/Tokyo if left out.' }),
  platformId: id.optional().meta({ description: 'Left out: only equivalences for all platforms count.' }),
  activity: z
    .enum(ACTIVITIES)
    .optional()
    .meta({ description: 'Left out: only equivalences for all activities count.' }),
  supplements: z
    .array(token(500))
    .max(50)
    .default([])
    .meta({ description: 'Codes of conditions taken as met: repeated, or parted by commas.' }),
});

const satisfiesAnswer = satisfaction.extend({
  held: token(),
  required: token(),
  on: isoDate,
  platformId: id.nullable(),
  activity: z.enum(ACTIVITIES).nullable(),
});

export const standardRoutes = [
  defineRoute({
    operationId: 'satisfies',
    method: 'GET',
    path: '/v1/standards/satisfies',
    tag: 'Standards',
    summary: 'Does a held standard satisfy a required one',
    description:
      'Answers the path of equivalences that lead from the held standard to the required one on that day and in that scope; or why none does, with the paths that come nearest and what stops each.',
    roles: 'anyone',
    query: satisfiesQuery,
    answer: { status: 200, schema: satisfiesAnswer },
    example: { query: { held: 'SJAC 9110B', required: 'AS9110C', on: '2026-05-01', activity: 'repair' } },
    handle: (act, { query }) =>
      askSatisfies(act, { ...query, supplements: query.supplements.flatMap((s) => s.split(',')).filter(Boolean) }),
  }),
  ...recordRoutes({
    register: standards,
    record: standardRecord,
    path: '/v1/standards',
    tag: 'Standards',
    one: 'Standard',
    many: 'Standards',
    name: { one: 'a standard', many: 'standards' },
    about: 'Standards (規格) that facilities, people and instruments are certified to, one record for each revision.',
    seenBy: 'Everyone may read them.',
    sorts: ['code', 'createdAt', 'subject'],
    filters: {
      code: token().optional(),
      subject: z.enum(SUBJECTS).optional(),
      issuer: token(200).optional(),
    },
    patching: 'The code stays: a new revision is a standard of its own.',
    example: {
      id: exampleId('standard.as6500'),
      query: { subject: 'quality_management', q: '9110' },
      create: {
        code: 'ISO 45001',
        title: { en: 'Occupational health and safety management systems', ja: '労働安全衛生マネジメントシステム' },
        issuer: 'ISO',
        subject: 'safety',
      },
      patch: { title: { ja: '製造マネジメントプログラム' } },
    },
  }),
];
