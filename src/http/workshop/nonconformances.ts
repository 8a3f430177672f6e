// /v1/work-orders/{id}/nonconformances: what was found wrong, and what became of it.
import { z } from 'zod';
import { id } from '../../domain/values.ts';
import {
  DISPOSITIONS,
  dispositionInput,
  NONCONFORMANCE_STATUSES,
  type NonconformancePatch,
  nonconformanceInput,
  nonconformancePatch,
  nonconformanceRecord,
  SEVERITIES,
} from '../../domain/workshop/nonconformance.ts';
import {
  approveDisposition,
  closeNonconformance,
  dispositionNonconformance,
  editNonconformance,
  raiseNonconformance,
} from '../../usecases/workshop/nonconformances.ts';
import { exampleId } from '../examples.ts';
import { exampleOrder, GUARDED, OFFERED, ofOrder, ofPart, partRoutes, withRevision } from '../orders/parts.ts';
import { defineRoute } from '../route.ts';

export const nonconformanceView = withRevision(nonconformanceRecord);

const path = '/v1/work-orders/{id}/nonconformances';
const tag = 'Quality';
const one = ofPart('nonconformances', 'nonconformanceId');
const example = (name: string) => ({ params: { id: exampleOrder.id, nonconformanceId: exampleId(name) } });

export const nonconformanceRoutes = [
  ...partRoutes({
    list: 'nonconformances',
    path: 'nonconformances',
    idName: 'nonconformanceId',
    one: 'Nonconformance',
    many: 'Nonconformances',
    tag,
    name: { one: 'a nonconformance', many: 'nonconformances' },
    about: 'Nonconformances (不適合), with their disposition and its approval.',
    view: nonconformanceView,
    sorts: ['raisedAt', 'raisedSequence'],
    filters: {
      status: z.enum(NONCONFORMANCE_STATUSES).optional(),
      severity: z.enum(SEVERITIES).optional(),
      disposition: z.enum(DISPOSITIONS).optional(),
      inspectionId: id.optional(),
    },
    example: { partId: exampleId('nonconformance.open') },
  }),
  defineRoute({
    operationId: 'raiseNonconformance',
    method: 'POST',
    path,
    tag,
    summary: 'Raise a nonconformance',
    description: 'While the item is in custody. It may name the characteristic of an inspection that failed.',
    roles: ['qa_inspector', 'depot_staff'],
    ...ofOrder,
    body: nonconformanceInput,
    answer: { status: 201, schema: nonconformanceView },
    problems: OFFERED,
    example: {
      params: exampleOrder,
      body: { severity: 'minor', description: { en: 'Scratch on the housing', ja: 'ハウジングに傷' } },
    },
    handle: (act, { params, body }) => raiseNonconformance(act, params.id, body),
  }),
  defineRoute({
    operationId: 'editNonconformance',
    method: 'PATCH',
    path: `${path}/{nonconformanceId}`,
    tag,
    summary: 'Change a nonconformance',
    description:
      'The description until there is a disposition, the SF 368 number until it is closed. Depot staff change what they raised.',
    roles: ['qa_inspector', 'depot_staff'],
    ...one,
    body: nonconformancePatch,
    answer: { status: 200, schema: nonconformanceView },
    problems: OFFERED,
    example: { ...example('nonconformance.open'), body: { pqdr: 'N62649-26-0007' } },
    handle: (act, { params, body }) =>
      editNonconformance(act, params.id, params.nonconformanceId, body as NonconformancePatch),
  }),
  defineRoute({
    operationId: 'dispositionNonconformance',
    method: 'POST',
    path: `${path}/{nonconformanceId}/disposition`,
    tag,
    summary: 'Decide what is to be done',
    description:
      'Rework (手直し) and repair (修理) order an operation. Repair, use as is (特別採用) and scrap (廃棄) wait for the program office and leave it open until then.',
    roles: ['qa_inspector'],
    ...one,
    ifMatch: true,
    body: dispositionInput,
    answer: { status: 200, schema: nonconformanceView },
    problems: OFFERED,
    example: {
      ...example('nonconformance.open'),
      body: { disposition: 'rework', reason: { en: 'Within the limits of blending.', ja: '修正可能な範囲のため。' } },
    },
    handle: (act, { params, body }) => dispositionNonconformance(act, params.id, params.nonconformanceId, body),
  }),
  defineRoute({
    operationId: 'approveDisposition',
    method: 'POST',
    path: `${path}/{nonconformanceId}/approve`,
    tag,
    summary: 'Approve a disposition',
    description: 'By the program office, for repair, use as is and scrap.',
    roles: ['program_office'],
    ...one,
    ifMatch: true,
    answer: { status: 200, schema: nonconformanceView },
    problems: OFFERED,
    example: { ...example('nonconformance.awaiting_approval') },
    handle: (act, { params }) => approveDisposition(act, params.id, params.nonconformanceId),
  }),
  defineRoute({
    operationId: 'closeNonconformance',
    method: 'POST',
    path: `${path}/{nonconformanceId}/close`,
    tag,
    summary: 'Close a nonconformance',
    description: 'By a qualified, independent inspector, after its operation is done and reinspected.',
    roles: ['qa_inspector'],
    ...one,
    ifMatch: true,
    answer: { status: 200, schema: nonconformanceView },
    problems: GUARDED,
    example: { ...example('nonconformance.dispositioned') },
    handle: (act, { params }) => closeNonconformance(act, params.id, params.nonconformanceId),
  }),
];
