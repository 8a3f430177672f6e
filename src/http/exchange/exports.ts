// /v1/exports: what the caller sees of one kind, as a file that can be imported again.
import { Readable } from 'node:stream';
import { z } from 'zod';
import { exported } from '../../usecases/exchange/exports.ts';
import { KINDS } from '../../usecases/exchange/kinds/kinds.ts';
import { Document, defineRoute } from '../route.ts';
import { CSV_TYPE } from '../server/csv.ts';
import { NDJSON_TYPE } from '../server/ndjson.ts';
import { savedAs } from '../workshop/attachments.ts';

export const exportRoutes = [
  defineRoute({
    operationId: 'exportRecords',
    method: 'GET',
    path: '/v1/exports/{kind}',
    tag: 'Exchange',
    summary: 'Export a kind of record',
    description:
      'Everything of the kind that the caller sees, as `text/csv` or `application/x-ndjson`, sent as fast as it is taken. It is read in pages, each on a snapshot of its own. It can be imported again without loss, but for keys, pins, signatures, certificates and attached files, which do not travel. ' +
      'In CSV a text that a spreadsheet would run as a formula begins with an apostrophe, which the import takes away again; `bom=true` begins with the mark by which Excel knows UTF-8.',
    roles: 'anyone',
    params: z.strictObject({ kind: z.enum(KINDS) }),
    query: z.strictObject({ bom: z.boolean().default(false) }),
    answer: { status: 200, types: [CSV_TYPE, NDJSON_TYPE], description: 'A file.' },
    example: { params: { kind: 'facilities' } },
    async handle(act, { params, query, prefers }) {
      const type = prefers([CSV_TYPE, NDJSON_TYPE]);
      const format = type === NDJSON_TYPE ? 'ndjson' : 'csv';
      const text = exported(act, params.kind, { format, byteOrderMark: query.bom });
      return new Document(`${type}; charset=utf-8`, Readable.from(text, { objectMode: false }), {
        'content-disposition': savedAs(`${params.kind}.${format}`),
      });
    },
  }),
];
