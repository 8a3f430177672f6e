// /v1/support-lists: a ranking frozen, amended with reasons, proposed, and signed for both countries; then what became of it.
import { z } from 'zod';
import {
  amendmentInput,
  comparedItem,
  itemProgress,
  listSignatureRecord,
  listSigning,
  listSigningAsked,
  supportListInput,
  supportListRecord,
} from '../../domain/supply/support-list.ts';
import { LIST_STATUSES } from '../../domain/supply/support-list-status.ts';
import { HORIZONS } from '../../domain/supply/support-priority.ts';
import { id, instant, token } from '../../domain/values.ts';
import type { Act } from '../../usecases/act.ts';
import { getRecord, listRecords, listVersions, requireInSight } from '../../usecases/registers/registers.ts';
import {
  amendSupportList,
  compareSupportList,
  freezeSupportList,
  progressOfSupportList,
  proposeSupportList,
  signaturesOnList,
  signSupportList,
  supportListSigningContent,
  supportLists,
} from '../../usecases/supply/support-lists.ts';
import { exampleId } from '../examples.ts';
import { listQuery, page, q } from '../lists.ts';
import { versionRecord } from '../registers/records.ts';
import { defineRoute, type Route } from '../route.ts';

const tag = 'Supply';
const path = '/v1/support-lists';
const onePath = `${path}/{id}`;
const readers = ['program_office', 'host_office', 'administrator'] as const;
const both = ['program_office', 'host_office'] as const;

export const supportListView = supportListRecord.extend({
  signatures: z
    .array(
      listSignatureRecord.omit({
        supportListId: true,
        content: true,
        subjectSha256: true,
        pinIssuedBy: true,
        pinIssuedAt: true,
        pinSetAt: true,
      }),
    )
    .meta({ description: 'Those superseded by an amendment among them; the signed texts stand under `/signatures`.' }),
});

const ofList = {
  params: z.strictObject({ id }),
  scope: (act: Act, params: { id: string }) => requireInSight(act, supportLists, params.id),
} as const;
const draft = { params: { id: exampleId('support_list.draft') } };
const proposed = { params: { id: exampleId('support_list.proposed') } };
const agreed = { params: { id: exampleId('support_list.agreed') } };
const about =
  'Support lists (優先支援リスト): the ranking of parts on one horizon, frozen for both countries to amend and agree.';

export const supportListRoutes: readonly Route[] = [
  defineRoute({
    operationId: 'listSupportLists',
    method: 'GET',
    path,
    tag,
    summary: 'List support lists',
    description: `${about} Administrators see all, program offices those of their platforms, host offices those of the platforms their facilities work on.`,
    roles: readers,
    query: listQuery(
      ['createdAt', 'number'],
      {
        horizon: z.enum(HORIZONS).optional(),
        status: z.enum(LIST_STATUSES).optional(),
        number: token(40).optional(),
        platformId: id.optional(),
        q,
      },
      '-createdAt',
    ),
    answer: { status: 200, schema: page(supportListView) },
    example: { query: { status: 'agreed' } },
    handle: (act, { query }) => listRecords(act, supportLists, query),
  }),
  defineRoute({
    operationId: 'freezeSupportList',
    method: 'POST',
    path,
    tag,
    summary: 'Freeze a ranking as a support list',
    description:
      'By a program office over platforms of its own: the first `length` parts of the horizon, of all orders of those platforms, as they rank at this instant, with every figure and ground. A draft, which nobody has to agree to yet.',
    roles: ['program_office'],
    body: supportListInput,
    answer: { status: 201, schema: supportListView },
    problems: ['access.outside_program'],
    example: { body: { horizon: 'near_term', platformIds: [exampleId('platform.mv22')], length: 10 } },
    handle: (act, { body }) => freezeSupportList(act, body),
  }),
  defineRoute({
    operationId: 'getSupportList',
    method: 'GET',
    path: onePath,
    tag,
    summary: 'Get a support list',
    description: `${about} With its items as they were frozen, its amendments and who signed it.`,
    roles: readers,
    ...ofList,
    answer: { status: 200, schema: supportListView },
    example: agreed,
    handle: (act, { params }) => getRecord(act, supportLists, params.id),
  }),
  defineRoute({
    operationId: 'listSupportListVersions',
    method: 'GET',
    path: `${onePath}/versions`,
    tag,
    summary: 'List the versions of a support list',
    description:
      'Every change of it, in order, each a link of its own hash chain: `sha256` is over the RFC 8785 form of the version without it, and `previousSha256` is that of the version before. A signature stands in the version it made.',
    roles: readers,
    ...ofList,
    query: listQuery(['sequence'], {}),
    answer: { status: 200, schema: page(versionRecord) },
    example: { ...agreed, query: {} },
    handle: (act, { params, query }) => listVersions(act, supportLists, params.id, null, query),
  }),
  defineRoute({
    operationId: 'amendSupportList',
    method: 'POST',
    path: `${onePath}/amendments`,
    tag,
    summary: 'Amend a support list',
    description:
      'Moves a part to another rank, removes it, or adds one that the ranking did not have, with the reason, which both sides sign with the list. By either side, until both have signed; a signature given before is superseded and stays readable.',
    roles: both,
    ...ofList,
    ifMatch: true,
    body: amendmentInput,
    answer: { status: 200, schema: supportListView },
    problems: ['support_list.not_offered', 'access.outside_program'],
    example: {
      ...draft,
      body: {
        change: 'add',
        partNumber: 'EX-901-777',
        cage: 'SX9Z1',
        nomenclature: { en: 'drive shaft boot', ja: 'ドライブシャフト・ブーツ' },
        rank: 1,
        reason: { en: 'The fleet expects a wave of these.', ja: '今後の需要増が見込まれるため。' },
      },
    },
    handle: (act, { params, body }) => amendSupportList(act, params.id, body),
  }),
  defineRoute({
    operationId: 'proposeSupportList',
    method: 'POST',
    path: `${onePath}/propose`,
    tag,
    summary: 'Propose a support list',
    description: 'A draft becomes a proposal, which both sides can sign.',
    roles: ['program_office'],
    ...ofList,
    ifMatch: true,
    answer: { status: 200, schema: supportListView },
    problems: ['support_list.not_offered', 'access.outside_program'],
    example: draft,
    handle: (act, { params }) => proposeSupportList(act, params.id),
  }),
  defineRoute({
    operationId: 'getSupportListSigningContent',
    method: 'POST',
    path: `${onePath}/signing-content`,
    tag,
    summary: 'What signing a support list would bind',
    description:
      'The exact content that the signature of a side binds, in one language, and its hash: the list with its formula, weighting, items and amendments, what the signer declares, and who signs.',
    roles: both,
    ...ofList,
    body: listSigningAsked,
    answer: {
      status: 200,
      schema: z.strictObject({ content: z.record(z.string(), z.unknown()), contentSha256: z.string() }),
    },
    problems: ['support_list.not_offered', 'access.outside_program'],
    example: { ...proposed, body: { side: 'us', language: 'en' } },
    handle: (act, { params, body }) => supportListSigningContent(act, params.id, body),
  }),
  defineRoute({
    operationId: 'signSupportList',
    method: 'POST',
    path: `${onePath}/sign`,
    tag,
    summary: 'Sign a support list',
    description:
      'For the United States by the program office of its platforms, for Japan by a host office; nobody for both. The content is shown by /signing-content. With the second signature the list is agreed and never changes again, and the agreed list before it is superseded.',
    roles: both,
    ...ofList,
    ifMatch: true,
    body: listSigning,
    answer: { status: 200, schema: supportListView },
    problems: [
      'support_list.not_offered',
      'access.outside_program',
      'signature.not_authenticated',
      'signature.throttled',
      'signature.content_changed',
    ],
    example: {
      ...proposed,
      body: { side: 'us', signature: { contentSha256: '0'.repeat(64), language: 'en', pin: '468023' } },
    },
    handle: (act, { params, body }) => signSupportList(act, params.id, body),
  }),
  defineRoute({
    operationId: 'listSupportListSignatures',
    method: 'GET',
    path: `${onePath}/signatures`,
    tag,
    summary: 'The signatures on a support list',
    description: 'Each with the exact text that was signed; those superseded by an amendment among them.',
    roles: readers,
    ...ofList,
    answer: { status: 200, schema: z.strictObject({ items: z.array(listSignatureRecord) }) },
    example: agreed,
    handle: async (act, { params }) => ({ items: await signaturesOnList(act, params.id) }),
  }),
  defineRoute({
    operationId: 'compareSupportList',
    method: 'GET',
    path: `${onePath}/comparison`,
    tag,
    summary: 'Compare a support list with an earlier one',
    description:
      'What entered, left and moved, with the figures of both, against the list asked for, else the last agreed one of the same platforms and horizon.',
    roles: readers,
    ...ofList,
    query: z.strictObject({ with: id.optional().meta({ description: 'The list to compare with.' }) }),
    answer: {
      status: 200,
      schema: z.strictObject({
        before: supportListRecord.pick({ id: true, number: true, version: true, status: true, asOf: true }),
        after: supportListRecord.pick({ id: true, number: true, version: true, status: true, asOf: true }),
        counts: z.strictObject({ entered: z.int(), left: z.int(), moved: z.int(), stayed: z.int() }),
        items: z.array(comparedItem),
      }),
    },
    problems: ['support_list.not_offered'],
    example: { ...proposed, query: {} },
    handle: (act, { params, query }) => compareSupportList(act, params.id, query.with),
  }),
  defineRoute({
    operationId: 'getSupportListProgress',
    method: 'GET',
    path: `${onePath}/progress`,
    tag,
    summary: 'Progress against an agreed list',
    description:
      'For each part since the list was frozen: what was delivered, which of the orders that stood for it went on, and how much standing still that removed, against the day on which the part was to come if nothing was done: its promise, else one shortest lead time after the freezing.',
    roles: readers,
    ...ofList,
    query: z.strictObject({ asOf: instant.optional() }),
    answer: {
      status: 200,
      schema: z.strictObject({
        supportListId: id,
        number: z.string(),
        frozenAt: instant,
        asOf: instant,
        total: itemProgress.omit({ part: true, rank: true, name: true, nomenclature: true }),
        items: z.array(itemProgress),
      }),
    },
    problems: ['support_list.not_offered'],
    example: { ...agreed, query: {} },
    handle: (act, { params, query }) => progressOfSupportList(act, params.id, query),
  }),
];
