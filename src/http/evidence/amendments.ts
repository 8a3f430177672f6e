// /v1/work-orders/{id}/amendments: corrections of the record of a released order, signed by the accepting government.
import { z } from 'zod';
import {
  AMENDMENT_STATUSES,
  amendmentInput,
  amendmentRecord,
  amendmentSigning,
} from '../../domain/evidence/amendment.ts';
import { reasonInput } from '../../domain/workshop/operation.ts';
import { proposeAmendment, signAmendment, withdrawAmendment } from '../../usecases/evidence/amendments.ts';
import { exampleId } from '../examples.ts';
import { OFFERED, ofOrder, ofPart, partRoutes, SIGNED, withRevision } from '../orders/parts.ts';
import { defineRoute } from '../route.ts';

export const amendmentView = withRevision(amendmentRecord);

const path = '/v1/work-orders/{id}/amendments';
const tag = 'Evidence';
const waiting = { id: exampleId('order.amended'), amendmentId: exampleId('amendment.proposed') };

export const amendmentRoutes = [
  ...partRoutes({
    list: 'amendments',
    path: 'amendments',
    idName: 'amendmentId',
    one: 'Amendment',
    many: 'Amendments',
    tag,
    name: { one: 'an amendment', many: 'the amendments' },
    about:
      'Amendments (修正) of an order that was released: what was written down wrong, proposed by an inspector, in force once the accepting government has signed it. What stood before stays in the events, in the signatures and in the earlier certificate.',
    view: amendmentView,
    sorts: ['proposedAt'],
    filters: { status: z.enum(AMENDMENT_STATUSES).optional() },
    example: { orderId: waiting.id, partId: waiting.amendmentId },
  }),
  defineRoute({
    operationId: 'proposeAmendment',
    method: 'POST',
    path,
    tag,
    summary: 'Propose an amendment of a released order',
    description:
      'Of what was written down wrong: codes, customer’s job number, condition code, titles of operations, serial numbers of parts received, and measured values that stay on the same side of their limits. Who did, measured, decided or signed what, and when, cannot be amended. One waits at a time.',
    roles: ['qa_inspector'],
    ...ofOrder,
    body: amendmentInput,
    answer: { status: 201, schema: amendmentView },
    problems: OFFERED,
    example: {
      params: { id: exampleId('order.released') },
      body: {
        changes: [
          { field: 'codes', to: { workUnit: '29A10', malfunction: null, actionTaken: 'R', whenDiscovered: null } },
        ],
        reason: { en: 'The codes were left out.', ja: 'コードの記載漏れのため。' },
      },
    },
    handle: (act, { params, body }) => proposeAmendment(act, params.id, body),
  }),
  defineRoute({
    operationId: 'signAmendment',
    method: 'POST',
    path: `${path}/{amendmentId}/sign`,
    tag,
    summary: 'Sign an amendment',
    description:
      'By a GQAR of the accepting government who neither worked on the order, accepted it for the facility nor proposed the amendment; the content is shown by /signing-content with `sign_amendment`. It is in force then, the status stays, and the certificate is issued anew.',
    roles: ['qa_inspector'],
    ...ofPart('amendments', 'amendmentId'),
    ifMatch: true,
    body: amendmentSigning,
    answer: { status: 200, schema: amendmentView },
    problems: SIGNED,
    example: {
      params: waiting,
      body: { signature: { contentSha256: '0'.repeat(64), language: 'en', pin: '357912' } },
    },
    handle: (act, { params, body }) => signAmendment(act, params.id, params.amendmentId, body),
  }),
  defineRoute({
    operationId: 'withdrawAmendment',
    method: 'POST',
    path: `${path}/{amendmentId}/withdraw`,
    tag,
    summary: 'Withdraw an amendment',
    description:
      'While it waits, with the reason: by an inspector of either side, so that another one can be proposed.',
    roles: ['qa_inspector'],
    ...ofPart('amendments', 'amendmentId'),
    ifMatch: true,
    body: reasonInput,
    answer: { status: 200, schema: amendmentView },
    problems: OFFERED,
    example: {
      params: waiting,
      body: { reason: { en: 'The serial number was right after all.', ja: '製造番号は正しかったため。' } },
    },
    handle: (act, { params, body }) => withdrawAmendment(act, params.id, params.amendmentId, body),
  }),
];
