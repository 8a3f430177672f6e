// /v1/work-orders/{id}/targets: the date frozen at induction, and the later ones beside it.
import { targetInput, targetRecord } from '../../domain/workshop/target.ts';
import { addTarget } from '../../usecases/workshop/targets.ts';
import { exampleId } from '../examples.ts';
import { exampleOrder, OFFERED, ofOrder, partRoutes, withRevision } from '../orders/parts.ts';
import { defineRoute } from '../route.ts';

export const targetView = withRevision(targetRecord);

export const targetRoutes = [
  ...partRoutes({
    list: 'targets',
    path: 'targets',
    idName: 'targetId',
    one: 'Target',
    many: 'Targets',
    tag: 'Work',
    name: { one: 'a target', many: 'targets' },
    about: 'Target dates: the first is frozen at induction, later ones stand beside it with their cause.',
    view: targetView,
    sorts: ['n'],
    filters: {},
    example: { partId: exampleId('target.first') },
  }),
  defineRoute({
    operationId: 'addTarget',
    method: 'POST',
    path: '/v1/work-orders/{id}/targets',
    tag: 'Work',
    summary: 'Add a target date',
    description: 'With its cause and the finding that led to it. Targets are never edited.',
    roles: ['program_office'],
    ...ofOrder,
    body: targetInput,
    answer: { status: 201, schema: targetView },
    problems: OFFERED,
    example: {
      params: exampleOrder,
      body: { date: '2026-12-25', cause: { en: 'Corrosion found at teardown', ja: '分解時に腐食を発見' } },
    },
    handle: (act, { params, body }) => addTarget(act, params.id, body),
  }),
];
