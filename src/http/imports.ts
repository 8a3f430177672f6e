// /v1/imports: files of records from elsewhere, how far each was read, and the templates they follow.
import { z } from 'zod';
import { type Import, importRecord } from '../domain/import.ts';
import { id, message } from '../domain/values.ts';
import { describeColumns } from '../usecases/exchange/column-names.ts';
import { CHARSETS } from '../usecases/exchange/decoding.ts';
import { templateOf } from '../usecases/exchange/exports.ts';
import { importFile, listImports, showImport } from '../usecases/exchange/imports.ts';
import { KINDS, kinds } from '../usecases/exchange/kinds.ts';
import { savedAs } from './attachments.ts';
import { BOM, CSV_TYPE, csvRow } from './csv.ts';
import { exampleId } from './examples.ts';
import { listQuery, page } from './lists.ts';
import { NDJSON_TYPE } from './ndjson.ts';
import { Document, defineRoute } from './route.ts';

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

export const importRoutes = [
  defineRoute({
    operationId: 'importFile',
    method: 'POST',
    path: '/v1/imports',
    tag,
    summary: 'Import a file',
    description:
      'CSV or NDJSON of one kind, read as it arrives: `curl --data-binary @suppliers.csv -H "Content-Type: text/csv" …/v1/imports?kind=suppliers`. Every row is judged by the rules of the API; one that is wrong is left out and named in `errors`, with its row, column, code and message. ' +
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
    answer: { status: 201, schema: importRecord },
    problems: ['import.unreadable', 'import.in_progress', 'import.other_file'],
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
      'Rows read, accepted and refused so far, and why; while the file is still being sent, too. As `text/csv`: its first 500 errors, each with row, line, column, code and message in both languages, to be mended beside the file.',
    roles: importers,
    params,
    scope: (act, { id }) => showImport(act, id),
    answer: { status: 200, schema: importRecord, types: [CSV_TYPE] },
    example: { params: { id: exampleId('import.suppliers') } },
    async handle(act, { params, prefers }) {
      const found = await showImport(act, params.id);
      return prefers(['application/json', CSV_TYPE]) === CSV_TYPE ? errorTable(found) : found;
    },
  }),
  defineRoute({
    operationId: 'getImportTemplate',
    method: 'GET',
    path: '/v1/imports/templates/{kind}',
    tag,
    summary: 'The template of a kind',
    description:
      'As `text/csv`: the header with a row as it may be. As `application/x-ndjson`: that row. As `application/json`: what each column is, in both languages.',
    roles: 'anyone',
    params: z.strictObject({ kind }),
    answer: { status: 200, schema: templateView, types: [CSV_TYPE, NDJSON_TYPE] },
    example: { params: { kind: 'equipment' } },
    async handle(_act, { params: { kind: name }, prefers }) {
      const type = prefers([CSV_TYPE, NDJSON_TYPE, 'application/json']);
      if (type === 'application/json') {
        const { title, note, schema, example } = kinds[name];
        return { kind: name, title, note, columns: describeColumns(schema), example };
      }
      const format = type === NDJSON_TYPE ? 'ndjson' : 'csv';
      return new Document(`${type}; charset=utf-8`, templateOf(name, format), {
        'content-disposition': savedAs(`${name}.${format}`),
      });
    },
  }),
];

function errorTable({ id: importId, errors }: Import): Document {
  const lines = errors.map((e) => [e.row, e.line, e.column, e.code, e.message.en, e.message.ja]);
  const header = ['row', 'line', 'column', 'code', 'message.en', 'message.ja'];
  const text = BOM + [header, ...lines].map(csvRow).join('');
  const disposition = savedAs(`errors-${importId}.csv`);
  return new Document(`${CSV_TYPE}; charset=utf-8`, text, { 'content-disposition': disposition });
}
