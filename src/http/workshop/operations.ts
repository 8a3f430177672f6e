// /v1/work-orders/{id}/operations: the steps of the work.
import { z } from 'zod';
import { ACTIVITIES } from '../../domain/orders/codes.ts';
import { id } from '../../domain/values.ts';
import {
  completionInput,
  OPERATION_STATUSES,
  operationInput,
  operationRecord,
  reasonInput,
} from '../../domain/workshop/operation.ts';
import {
  addOperation,
  approveOperation,
  completeOperation,
  editOperation,
  markNotApplicable,
  operationPatch,
  waiveHoldPoint,
} from '../../usecases/workshop/operations.ts';
import { exampleId } from '../examples.ts';
import { exampleOrder, GUARDED, OFFERED, ofOrder, ofPart, partRoutes, withRevision } from '../orders/parts.ts';
import { defineRoute } from '../route.ts';

export const operationView = withRevision(operationRecord);

const path = '/v1/work-orders/{id}/operations';
const tag = 'Work';
const one = ofPart('operations', 'operationId');
const example = (name: string) => ({ params: { id: exampleOrder.id, operationId: exampleId(name) } });

export const operationRoutes = [
  ...partRoutes({
    list: 'operations',
    path: 'operations',
    idName: 'operationId',
    one: 'Operation',
    many: 'Operations',
    tag,
    name: { one: 'an operation', many: 'operations' },
    about: 'Operations (作業項目) are the steps of the work, in their sequence.',
    view: operationView,
    sorts: ['sequence', 'createdAt'],
    filters: {
      status: z.enum(OPERATION_STATUSES).optional(),
      activity: z.enum(ACTIVITIES).optional(),
      performedBy: id.optional(),
      overAndAbove: z.boolean().optional(),
    },
    example: { partId: exampleId('operation.open') },
  }),
  defineRoute({
    operationId: 'addOperation',
    method: 'POST',
    path,
    tag,
    summary: 'Plan an operation',
    description:
      'Added once the work began it is over-and-above (追加作業) and waits for the program office’s approval. ' +
      'A hold point needs an inspector, and so does a place before one once the work began.',
    roles: ['depot_staff', 'qa_inspector'],
    ...ofOrder,
    body: operationInput,
    answer: { status: 201, schema: operationView },
    problems: OFFERED,
    example: {
      params: exampleOrder,
      body: {
        title: { en: 'Replace the chip detector', ja: 'チップディテクター交換' },
        technicalData: [{ document: 'EX 1V-22B-2', revision: 'Change 2' }],
      },
    },
    handle: (act, { params, body }) => addOperation(act, params.id, body),
  }),
  defineRoute({
    operationId: 'editOperation',
    method: 'PATCH',
    path: `${path}/{operationId}`,
    tag,
    summary: 'Change an open operation',
    description:
      'A JSON merge patch. Hold points are an inspector’s to change; the sequence too, once the work began. What was approved and says something else waits for approval again; planned work made another once the order is in work is over-and-above.',
    roles: ['depot_staff', 'qa_inspector'],
    ...one,
    body: operationPatch,
    answer: { status: 200, schema: operationView },
    problems: OFFERED,
    example: { ...example('operation.open'), body: { title: { ja: '点検・交換' } } },
    handle: (act, { params, body }) => editOperation(act, params.id, params.operationId, body),
  }),
  defineRoute({
    operationId: 'completeOperation',
    method: 'POST',
    path: `${path}/{operationId}/complete`,
    tag,
    summary: 'Log an operation as done',
    description:
      'Now, or as of `performedAt` while the order was in work: the technician, technical data, certificates, authorization and hold points are judged at that instant. ' +
      'What was signed before and speaks of it is superseded.',
    roles: ['depot_staff'],
    ...one,
    body: completionInput,
    answer: { status: 200, schema: operationView },
    problems: GUARDED,
    example: { ...example('operation.ready'), body: {} },
    handle: (act, { params, body }) => completeOperation(act, params.id, params.operationId, body),
  }),
  defineRoute({
    operationId: 'approveOperation',
    method: 'POST',
    path: `${path}/{operationId}/approve`,
    tag,
    summary: 'Approve over-and-above work',
    description: 'By the program office, before the work is done.',
    roles: ['program_office'],
    ...one,
    ifMatch: true,
    answer: { status: 200, schema: operationView },
    problems: OFFERED,
    example: { ...example('operation.over_and_above') },
    handle: (act, { params }) => approveOperation(act, params.id, params.operationId),
  }),
  defineRoute({
    operationId: 'markOperationNotApplicable',
    method: 'POST',
    path: `${path}/{operationId}/not-applicable`,
    tag,
    summary: 'Declare an operation not applicable',
    description: 'With its reason, by an inspector. What a disposition ordered is dispositioned anew instead.',
    roles: ['qa_inspector'],
    ...one,
    ifMatch: true,
    body: reasonInput,
    answer: { status: 200, schema: operationView },
    problems: OFFERED,
    example: {
      ...example('operation.unneeded'),
      body: { reason: { en: 'Not fitted to this item.', ja: '本機には未装備。' } },
    },
    handle: (act, { params, body }) => markNotApplicable(act, params.id, params.operationId, body),
  }),
  defineRoute({
    operationId: 'waiveHoldPoint',
    method: 'POST',
    path: `${path}/{operationId}/waive-hold-point`,
    tag,
    summary: 'Waive a hold point',
    description:
      'With its reason, by a qualified, independent inspector; later operations go on without its in-process inspection.',
    roles: ['qa_inspector'],
    ...one,
    ifMatch: true,
    body: reasonInput,
    answer: { status: 200, schema: operationView },
    problems: GUARDED,
    example: {
      ...example('operation.hold_point'),
      body: { reason: { en: 'Covered by the final inspection.', ja: '最終検査で確認するため。' } },
    },
    handle: (act, { params, body }) => waiveHoldPoint(act, params.id, params.operationId, body),
  }),
];
