// /v1/work-orders/{id}/labor: who worked how long on what.

import { id, isoDate } from '../../domain/values.ts';
import { laborInput, laborPatch, laborRecord } from '../../domain/workshop/operation.ts';
import { correctLabor, logLabor } from '../../usecases/workshop/labor.ts';
import { exampleId } from '../examples.ts';
import { exampleOrder, GUARDED, ofOrder, ofPart, partRoutes, withRevision } from '../orders/parts.ts';
import { defineRoute } from '../route.ts';

export const laborView = withRevision(laborRecord);

const path = '/v1/work-orders/{id}/labor';
const tag = 'Work';

export const laborRoutes = [
  ...partRoutes({
    list: 'labor',
    path: 'labor',
    idName: 'laborId',
    one: 'LaborEntry',
    many: 'LaborEntries',
    tag,
    name: { one: 'a labor entry', many: 'labor entries' },
    about: 'Labor (工数): hours of a person on an operation, on a day.',
    view: laborView,
    sorts: ['createdAt', 'on'],
    filters: { operationId: id.optional(), personId: id.optional(), on: isoDate.optional() },
    example: { partId: exampleId('labor.entry') },
  }),
  defineRoute({
    operationId: 'logLabor',
    method: 'POST',
    path,
    tag,
    summary: 'Log labor',
    description:
      'From induction until the order is closed. Refused for who has signed on the order or its family, because an independent inspector did none of the work.',
    roles: ['depot_staff'],
    ...ofOrder,
    body: laborInput,
    answer: { status: 201, schema: laborView },
    problems: GUARDED,
    example: {
      params: exampleOrder,
      body: { operationId: exampleId('operation.done'), hours: 2.5, on: '2026-05-07' },
    },
    handle: (act, { params, body }) => logLabor(act, params.id, body),
  }),
  defineRoute({
    operationId: 'correctLabor',
    method: 'PATCH',
    path: `${path}/{laborId}`,
    tag,
    summary: 'Correct a labor entry',
    description: 'The hours or the day; the entry as it was stays in the history.',
    roles: ['depot_staff'],
    ...ofPart('labor', 'laborId'),
    body: laborPatch,
    answer: { status: 200, schema: laborView },
    problems: GUARDED,
    example: { params: { id: exampleOrder.id, laborId: exampleId('labor.entry') }, body: { hours: 3.25 } },
    handle: (act, { params, body }) => correctLabor(act, params.id, params.laborId, body),
  }),
];
