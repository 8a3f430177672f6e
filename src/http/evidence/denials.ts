// /v1/denials: refused access, for administrators.
import { z } from 'zod';
import { DENIALS_KEPT, denialRecord } from '../../domain/evidence/denial.ts';
import { PROBLEM_CODES } from '../../domain/problem.ts';
import { id, instant } from '../../domain/values.ts';
import { listDenials } from '../../usecases/evidence/denials.ts';
import { listQuery, page } from '../lists.ts';
import { defineRoute } from '../route.ts';

export const denialRoutes = [
  defineRoute({
    operationId: 'listDenials',
    method: 'GET',
    path: '/v1/denials',
    tag: 'Service',
    summary: 'List refused access',
    description:
      'Who was refused what and why: by role, scope, pin or code, a request that another site may have forged, or a record that is not theirs to see (answered as not found). ' +
      'Kept apart from the orders, raising no revision, in `[from, to)`, the latest first. Of one person at most ' +
      `${DENIALS_KEPT.minute.count} are kept in any minute and ${DENIALS_KEPT.day.count} in any day; the last one says so in \`reached\`.`,
    roles: ['administrator'],
    query: listQuery(
      ['at'],
      {
        personId: id.optional(),
        code: z.enum(PROBLEM_CODES).optional(),
        from: instant.optional(),
        to: instant.optional(),
      },
      '-at',
    ),
    answer: { status: 200, schema: page(denialRecord) },
    example: { query: {} },
    handle: (act, { query }) => listDenials(act, query),
  }),
];
