// /v1/work-orders/{id}/inspections and /signatures: what was measured, what was decided, and who signed for it.
import { z } from 'zod';
import { SIGNED_ACTS, signatureRecord } from '../../domain/evidence/signature.ts';
import { fault, id } from '../../domain/values.ts';
import {
  DECISIONS,
  INSPECTION_KINDS,
  inspectionInput,
  inspectionPatch,
  inspectionRecord,
  inspectionSigning,
  resultsInput,
} from '../../domain/workshop/inspection.ts';
import { signInspection } from '../../usecases/workshop/inspection-signing.ts';
import { editInspection, openInspection, recordResults } from '../../usecases/workshop/inspections.ts';
import { exampleId } from '../examples.ts';
import { OFFERED, ofOrder, ofPart, partRoutes, SIGNED, withRevision } from '../orders/parts.ts';
import { defineRoute } from '../route.ts';

export const inspectionView = withRevision(inspectionRecord);
export const signatureView = withRevision(signatureRecord);

const warnings = z.array(fault).meta({ description: 'What was kept though the inspection can’t pass like this.' });

const path = '/v1/work-orders/{id}/inspections';
const tag = 'Quality';
const one = ofPart('inspections', 'inspectionId');
const presented = exampleId('order.in_inspection');
const example = (name: string) => ({ params: { id: presented, inspectionId: exampleId(name) } });
const torque = {
  name: { en: 'torque', ja: '締付トルク' },
  method: 'torque wrench',
  unit: 'N·m',
  lower: '40',
  upper: '45.5',
};

export const inspectionRoutes = [
  ...partRoutes({
    list: 'inspections',
    path: 'inspections',
    idName: 'inspectionId',
    one: 'Inspection',
    many: 'Inspections',
    tag,
    name: { one: 'an inspection', many: 'inspections' },
    about: 'Inspections (検査): receiving, in-process, final and acceptance, with what was measured and decided.',
    view: inspectionView,
    sorts: ['createdAt'],
    filters: {
      kind: z.enum(INSPECTION_KINDS).optional(),
      decision: z.enum(DECISIONS).optional(),
      operationId: id.optional(),
    },
    example: { orderId: presented, partId: exampleId('inspection.final_unsigned') },
  }),
  defineRoute({
    operationId: 'openInspection',
    method: 'POST',
    path,
    tag,
    summary: 'Open an inspection',
    description:
      'Receiving (受入検査) between induction and the start of work, in-process (工程内検査) of an operation while the item is in custody, ' +
      'final (最終検査) once the work is presented, acceptance (受領検査) once the facility has accepted it.',
    roles: ['qa_inspector'],
    ...ofOrder,
    body: inspectionInput,
    answer: { status: 201, schema: inspectionView },
    problems: OFFERED,
    example: { params: { id: presented }, body: { kind: 'final', characteristics: [torque] } },
    handle: (act, { params, body }) => openInspection(act, params.id, body),
  }),
  defineRoute({
    operationId: 'editInspection',
    method: 'PATCH',
    path: `${path}/{inspectionId}`,
    tag,
    summary: 'Change what an inspection asks',
    description:
      'Until it is signed. Results stay with the characteristics that stay as they are, in their place; the others fall away.',
    roles: ['qa_inspector'],
    ...one,
    body: inspectionPatch,
    answer: { status: 200, schema: inspectionView },
    problems: OFFERED,
    example: { ...example('inspection.final_unsigned'), body: { characteristics: [torque] } },
    handle: (act, { params, body }) => editInspection(act, params.id, params.inspectionId, body),
  }),
  defineRoute({
    operationId: 'recordResults',
    method: 'POST',
    path: `${path}/{inspectionId}/results`,
    tag,
    summary: 'Record results',
    description:
      'Until it is signed. A result replaces the one before it of the same characteristic. A measured value names an instrument of the facility; one without is kept, and `warnings` says so.',
    roles: ['qa_inspector'],
    ...one,
    body: resultsInput,
    answer: {
      status: 200,
      schema: inspectionView.extend({ warnings }),
    },
    problems: OFFERED,
    example: {
      ...example('inspection.final_unsigned'),
      body: { results: [{ characteristic: 1, value: '42.1', instrumentId: exampleId('instrument.ksz_torque') }] },
    },
    handle: (act, { params, body }) => recordResults(act, params.id, params.inspectionId, body),
  }),
  defineRoute({
    operationId: 'signInspection',
    method: 'POST',
    path: `${path}/{inspectionId}/sign`,
    tag,
    summary: 'Sign an inspection',
    description:
      'Binds the hash that signing-content answered for this inspection and decision. A pass needs a result within limits for every characteristic, by instruments in calibration. ' +
      'It supersedes earlier inspections of its kind; one whose signature was superseded, or stands though its signer turns out not to have been entitled to it that day, is signed again, with the same decision; the doubtful signature is superseded by that.',
    roles: ['qa_inspector'],
    ...one,
    ifMatch: true,
    body: inspectionSigning,
    answer: { status: 200, schema: inspectionView },
    problems: SIGNED,
    example: {
      ...example('inspection.final_measured'),
      body: { decision: 'passed', signature: { contentSha256: '0'.repeat(64), language: 'ja', pin: '246801' } },
    },
    handle: (act, { params, body }) => signInspection(act, params.id, params.inspectionId, body),
  }),
  ...partRoutes({
    list: 'signatures',
    path: 'signatures',
    idName: 'signatureId',
    one: 'Signature',
    many: 'Signatures',
    tag,
    name: { one: 'a signature', many: 'signatures' },
    about: 'Signatures (署名) with the exact content that was signed; a superseded one stays readable.',
    view: signatureView,
    sorts: ['sequence', 'signedAt'],
    filters: { act: z.enum(SIGNED_ACTS).optional(), signer: id.optional(), inspectionId: id.optional() },
    example: { orderId: exampleId('order.released'), partId: exampleId('signature.release') },
  }),
];
