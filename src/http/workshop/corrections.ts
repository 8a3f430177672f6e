// /v1/work-orders/{id}/segments/{n}: what both sides say to the clock, its hours acknowledged or disputed, its errors corrected.
import { z } from 'zod';
import { id } from '../../domain/values.ts';
import { CORRECTION_STATUSES, correctionInput, correctionRecord, wordInput } from '../../domain/workshop/correction.ts';
import { reasonInput } from '../../domain/workshop/operation.ts';
import type { Act } from '../../usecases/act.ts';
import { listParts, showPart } from '../../usecases/orders/histories.ts';
import {
  acknowledgeSegment,
  agreeCorrection,
  declineCorrection,
  disputeSegment,
  proposeCorrection,
  requireCorrection,
  requireSegment,
} from '../../usecases/workshop/corrections.ts';
import { exampleId } from '../examples.ts';
import { listQuery, page } from '../lists.ts';
import { segmentView } from '../orders/histories.ts';
import { asOf, OFFERED, orderParams, withRevision } from '../orders/parts.ts';
import { defineRoute } from '../route.ts';

export const correctionView = withRevision(correctionRecord);

const segmentParams = orderParams.extend({
  n: z.coerce.number().int().min(1).max(1_000_000).meta({ description: 'The number of the segment.' }),
});
const ofSegment = {
  params: segmentParams,
  scope: (act: Act, params: { id: string; n: number }) => requireSegment(act, params.id, params.n),
} as const;
const ofCorrection = {
  params: segmentParams.extend({ correctionId: id }),
  scope: (act: Act, params: { id: string; n: number; correctionId: string }) =>
    requireCorrection(act, params.id, params.n, params.correctionId),
} as const;

const tag = 'Clock';
const segment = '/v1/work-orders/{id}/segments/{n}';
const path = `${segment}/corrections`;
const BOTH_SIDES = ['depot_staff', 'program_office'] as const;
const ABOUT =
  'A correction of a segment of the clock: a wrong instant or cause, proposed by one side and agreed or declined by the other.';

// An order that waits for engineering: received, in work, then hours that the plant charged to the government.
const order = exampleId('order.awaiting_engineering');
const charged = { id: order, n: 3 };
const proposed = { id: order, n: 2, correctionId: exampleId('correction.proposed') };

export const correctionRoutes = [
  defineRoute({
    operationId: 'acknowledgeSegment',
    method: 'POST',
    path: `${segment}/acknowledge`,
    tag,
    summary: 'Acknowledge hours charged to the government',
    description: 'Of a segment whose hours the plant charged to the government; also after they were disputed.',
    roles: ['program_office'],
    ...ofSegment,
    ifMatch: true,
    body: wordInput,
    answer: { status: 200, schema: segmentView },
    problems: OFFERED,
    example: { params: charged, body: {} },
    handle: (act, { params, body }) => acknowledgeSegment(act, params.id, params.n, body),
  }),
  defineRoute({
    operationId: 'disputeSegment',
    method: 'POST',
    path: `${segment}/dispute`,
    tag,
    summary: 'Dispute hours charged to the government',
    description:
      'With the reason; also after they were acknowledged. The hours stay where they are until a correction is agreed.',
    roles: ['program_office'],
    ...ofSegment,
    ifMatch: true,
    body: reasonInput,
    answer: { status: 200, schema: segmentView },
    problems: OFFERED,
    example: {
      params: charged,
      body: { reason: { en: 'The disposition was with the plant by then.', ja: '処置は既に工場へ通知済みでした。' } },
    },
    handle: (act, { params, body }) => disputeSegment(act, params.id, params.n, body),
  }),
  defineRoute({
    operationId: 'listCorrections',
    method: 'GET',
    path,
    tag,
    summary: 'List the corrections of a segment',
    description: `${ABOUT} With \`asOf\`, as recorded by that instant.`,
    roles: 'anyone',
    ...ofSegment,
    query: listQuery(['proposedAt'], { status: z.enum(CORRECTION_STATUSES).optional(), asOf }),
    answer: { status: 200, schema: page(correctionView) },
    example: { params: { id: order, n: 2 }, query: {} },
    handle: (act, { params, query }) => listParts(act, params.id, 'corrections', { ...query, n: params.n }),
  }),
  defineRoute({
    operationId: 'getCorrection',
    method: 'GET',
    path: `${path}/{correctionId}`,
    tag,
    summary: 'Get a correction',
    description: `${ABOUT} Its ETag is the revision of the order.`,
    roles: 'anyone',
    ...ofCorrection,
    query: z.strictObject({ asOf }),
    answer: { status: 200, schema: correctionView },
    example: { params: proposed, query: {} },
    handle: (act, { params, query }) => showPart(act, params.id, 'corrections', params.correctionId, query.asOf),
  }),
  defineRoute({
    operationId: 'proposeCorrection',
    method: 'POST',
    path,
    tag,
    summary: 'Propose a correction of a segment',
    description:
      'What is left out stays as it is. Its neighbours give way, but none may vanish; nothing lies in the future, before the order was authorized or after it was closed, and what a signed act set (an acceptance, the release, a condemnation) not before its signature. One at a time for each segment.',
    roles: BOTH_SIDES,
    ...ofSegment,
    body: correctionInput,
    answer: { status: 201, schema: correctionView },
    problems: OFFERED,
    example: {
      params: { id: exampleId('order.on_hold'), n: 1 },
      body: { category: 'capacity', reason: { en: 'It waited for a bay.', ja: '整備区画の空き待ちでした。' } },
    },
    handle: (act, { params, body }) => proposeCorrection(act, params.id, params.n, body),
  }),
  defineRoute({
    operationId: 'agreeCorrection',
    method: 'POST',
    path: `${path}/{correctionId}/agree`,
    tag,
    summary: 'Agree to a correction',
    description:
      'For the side that did not propose it. The segment and its neighbours change, and what of the order goes with them: induction, release, how long its status has stood. ' +
      'The clock as it was stays in the events, and is what `asOf` answers for instants before.',
    roles: BOTH_SIDES,
    ...ofCorrection,
    ifMatch: true,
    body: wordInput,
    answer: { status: 200, schema: correctionView },
    problems: OFFERED,
    example: { params: proposed, body: {} },
    handle: (act, { params, body }) => agreeCorrection(act, params.id, params.correctionId, body),
  }),
  defineRoute({
    operationId: 'declineCorrection',
    method: 'POST',
    path: `${path}/{correctionId}/decline`,
    tag,
    summary: 'Decline a correction',
    description: 'With the reason, for the side that did not propose it. The clock stays as it is.',
    roles: BOTH_SIDES,
    ...ofCorrection,
    ifMatch: true,
    body: reasonInput,
    answer: { status: 200, schema: correctionView },
    problems: OFFERED,
    example: {
      params: { id: order, n: 1, correctionId: exampleId('correction.unfounded') },
      body: { reason: { en: 'The custody receipt says otherwise.', ja: '受領書の記載と異なります。' } },
    },
    handle: (act, { params, body }) => declineCorrection(act, params.id, params.correctionId, body),
  }),
];
