// /v1/imports: files of records from elsewhere, how far each was read, and the templates they follow.
import { Readable } from 'node:stream';
import { z } from 'zod';
import {
  type FindingKind,
  importRecord,
  importReport,
  MOST_FAULTS_OF_ROW,
  rowError,
} from '../../domain/exchange/import.ts';
import { id, message } from '../../domain/values.ts';
import type { Act } from '../../usecases/act.ts';
import { CHARSETS } from '../../usecases/exchange/decoding.ts';
import { findingsAsText, listImportFindings } from '../../usecases/exchange/findings.ts';
import { importFile, listImports, showImport } from '../../usecases/exchange/imports.ts';
import { KINDS } from '../../usecases/exchange/kinds/kinds.ts';
import { showTemplate, templateFile } from '../../usecases/exchange/templates.ts';
import { exampleId } from '../examples.ts';
import { listQuery, page, paging } from '../lists.ts';
import { Document, defineRoute } from '../route.ts';
import { CSV_TYPE } from '../server/csv.ts';
import { NDJSON_TYPE } from '../server/ndjson.ts';
import { savedAs } from '../workshop/attachments.ts';

const tag = 'Exchange';
const params = z.strictObject({ id });
const kind = z.enum(KINDS);
const importers = ['administrator', 'program_office'] as const;

const templateView = z.strictObject({
  kind,
  title: message,
  note: message.nullable(),
  columns: z.array(
    z.strictObject({
      name: z.string().meta({ description: 'In CSV; nested in NDJSON: `title.ja` is `{"title":{"ja":…}}`.' }),
      title: message,
      form: message,
      required: z.boolean(),
      values: z.array(z.string()).meta({ description: 'What an enum allows; empty: anything of the form.' }),
      description: z.string(),
    }),
  ),
  example: z.record(z.string(), z.unknown()),
});

function findings(kind: FindingKind) {
  return {
    roles: importers,
    params,
    query: z.strictObject(paging),
    scope: (act: Act, { id }: { id: string }) => showImport(act, id),
    scopesItself: true,
    answer: { status: 200, schema: page(rowError) },
    example: { params: { id: exampleId('import.suppliers') }, query: {} },
    handle: (
      act: Act,
      { params, query }: { params: { id: string }; query: { limit: number; cursor?: string | undefined } },
    ) => listImportFindings(act, params.id, kind, query),
  } as const;
}

export const importRoutes = [
  defineRoute({
    operationId: 'importFile',
    method: 'POST',
    path: '/v1/imports',
    tag,
    summary: 'Import a file',
    description:
      'CSV or NDJSON of one kind, read as it arrives: `curl --data-binary @suppliers.csv -H "Content-Type: text/csv" …/v1/imports?kind=suppliers`. Every row is judged by the rules of the API; one that is wrong is left out, and what is wrong with it is kept with its row, column, code and message: the first in `errors`, all of it under `/v1/imports/{id}/errors`. ' +
      'A row that is here already changes nothing, so a file can be sent again. With an `id` of your own (or an Idempotency-Key) an import that broke off is read on behind the rows it has: send the same file again under it. `dryRun=true` judges and writes nothing but this report. ' +
      'UTF-8 (with or without a mark) and Shift_JIS are told apart by the bytes; `charset` says it where half-width kana alone could be either. Who may write a register may import it; status reports and historical orders: administrators, and program offices for their platforms.',
    roles: importers,
    query: z.strictObject({
      kind,
      dryRun: z.boolean().default(false),
      id: id.optional().meta({ description: 'An id of your own, to read on under it.' }),
      charset: z.enum(CHARSETS).optional(),
    }),
    stream: [CSV_TYPE, NDJSON_TYPE],
    charsets: ['shift_jis', 'shift-jis', 'sjis', 'windows-31j'],
    isUnhurried: true,
    answer: { status: 201, schema: importReport },
    problems: ['resource.not_found', 'import.unreadable', 'import.in_progress', 'import.other_file'],
    example: {
      query: { kind: 'status-reports' },
      upload: {
        mediaType: CSV_TYPE,
        text: `equipmentId,condition,cause,at,note.ja\n${exampleId('equipment.mv22_1')},NMC,supply,2025-07-02T09:00:00+09:00,部品待ち\n`,
      },
    },
    handle: (act, { query, upload, host }) =>
      importFile(act, {
        kind: query.kind,
        dryRun: query.dryRun,
        id: query.id,
        charset: query.charset ?? (upload.charset && upload.charset !== 'utf-8' ? 'shift_jis' : undefined),
        format: upload.mediaType === NDJSON_TYPE ? 'ndjson' : 'csv',
        content: upload.content,
        limitBytes: host.importLimitBytes,
      }),
  }),
  defineRoute({
    operationId: 'listImports',
    method: 'GET',
    path: '/v1/imports',
    tag,
    summary: 'List imports',
    description: 'One’s own imports, an administrator’s those of everybody; the last one first.',
    roles: importers,
    query: listQuery(['startedAt'], {}, '-startedAt'),
    answer: { status: 200, schema: page(importRecord) },
    example: { query: { limit: 10 } },
    handle: (act, { query }) => listImports(act, query),
  }),
  defineRoute({
    operationId: 'getImport',
    method: 'GET',
    path: '/v1/imports/{id}',
    tag,
    summary: 'How far an import is',
    description:
      'Rows read, accepted and refused so far, and why; while the file is still being sent, too. As `text/csv`: all its errors, each with row, line, column, code and message in both languages, to be mended beside the file.',
    roles: importers,
    params,
    scope: (act, { id }) => showImport(act, id),
    scopesItself: true,
    answer: { status: 200, schema: importReport, types: [CSV_TYPE] },
    example: { params: { id: exampleId('import.suppliers') } },
    async handle(act, { params: { id: importId }, prefers }) {
      const found = await showImport(act, importId);
      if (prefers(['application/json', CSV_TYPE]) !== CSV_TYPE) return found;
      const text = findingsAsText(act, importId, { kind: 'error', format: 'csv' });
      return new Document(`${CSV_TYPE}; charset=utf-8`, Readable.from(text, { objectMode: false }), {
        'content-disposition': savedAs(`errors-${importId}.csv`),
      });
    },
  }),
  defineRoute({
    operationId: 'listImportErrors',
    method: 'GET',
    path: '/v1/imports/{id}/errors',
    tag,
    summary: 'List the errors of an import',
    description: `Every one, in the order of the rows; those of a row that has more than ${MOST_FAULTS_OF_ROW} end with one that counts the rest.`,
    ...findings('error'),
  }),
  defineRoute({
    operationId: 'listImportWarnings',
    method: 'GET',
    path: '/v1/imports/{id}/warnings',
    tag,
    summary: 'List the warnings of an import',
    description: 'What was kept though it is odd, in the order of the rows.',
    ...findings('warning'),
  }),
  defineRoute({
    operationId: 'getImportTemplate',
    method: 'GET',
    path: '/v1/imports/templates/{kind}',
    tag,
    summary: 'The template of a kind',
    description:
      'As `text/csv`: the header with an example row. As `application/x-ndjson`: that row. As `application/json`: what each column is, in both languages. The row is invented, but the facility, platform, item and person it names are ones that you see, where there are any: as it is, it passes a dry run. Take it out before you send rows of your own.',
    roles: 'anyone',
    params: z.strictObject({ kind }),
    answer: { status: 200, schema: templateView, types: [CSV_TYPE, NDJSON_TYPE] },
    example: { params: { kind: 'equipment' } },
    async handle(act, { params: { kind: name }, prefers }) {
      const template = await showTemplate(act, name);
      const type = prefers([CSV_TYPE, NDJSON_TYPE, 'application/json']);
      if (type === 'application/json') return template;
      const format = type === NDJSON_TYPE ? 'ndjson' : 'csv';
      return new Document(`${type}; charset=utf-8`, templateFile(template, format), {
        'content-disposition': savedAs(`${name}.${format}`),
      });
    },
  }),
];
