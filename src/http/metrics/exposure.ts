// /v1/exposure: which open orders the registers stop, now or soon; and what relied on a record.
import { z } from 'zod';
import { id, instant, isoDate } from '../../domain/values.ts';
import { exposureItem, listExposure } from '../../usecases/metrics/exposure.ts';
import { listReliedOn, RELIED_ON, reliedOnItem } from '../../usecases/metrics/relied-on.ts';
import { exampleId } from '../examples.ts';
import { page, paging } from '../lists.ts';
import { Document, defineRoute } from '../route.ts';
import { CSV_TYPE, csvTable } from '../server/csv.ts';

const tag = 'Exposure';
// Also of a table without a row.
const DEEPER: Readonly<Record<string, string[]>> = {
  message: ['message.en', 'message.ja'],
  record: ['record.noun', 'record.id'],
};
const COLUMNS = ['asOf', 'lookedUntil', ...Object.keys(exposureItem.shape).flatMap((name) => DEEPER[name] ?? [name])];

export const exposureRoutes = [
  defineRoute({
    operationId: 'listExposure',
    method: 'GET',
    path: '/v1/exposure',
    tag,
    summary: 'List what registers stop, now or soon',
    description:
      'The open orders the caller sees whose next guarded act is blocked now by a certification, an equivalence, a capability, an authorization, technical data, a ' +
      'calibration, a closure, the lack of anyone qualified to sign, or a signature whose signer turns out not to have been entitled to it that day; or will be by what is known today, until the order’s last target (while that lies ahead) and ' +
      '`until`, both days included. The most urgent first; one item a guard, with the record it hangs on. A ceiling stops no order that is authorized: it is asked of the authorization that `authorize` or `reauthorize` names. Nothing passes silently: what was revoked or suspended shows at once. With `asOf` the list as it would have been answered then, of orders and registers as had been recorded by that instant; the caller’s scope and the settings are those of now. By `Accept: text/csv` the same as a table.',
    roles: 'anyone',
    query: z.strictObject({
      until: isoDate.optional().meta({
        description:
          'How far ahead to look, that day included; 90 days from today, or from the day of `asOf`, unless given.',
      }),
      asOf: instant.optional().meta({ description: 'Only what had been recorded by then; now unless given.' }),
      bom: z.boolean().optional().meta({ description: 'CSV only: begins with the byte order mark.' }),
      facilityId: id.optional(),
      platformId: id.optional(),
      ...paging,
    }),
    answer: {
      status: 200,
      types: [CSV_TYPE],
      schema: page(exposureItem).extend({
        asOf: instant.meta({ description: 'As of when it was answered.' }),
        until: isoDate,
      }),
    },
    example: { query: { facilityId: exampleId('facility.ksz') } },
    async handle(act, { query: { bom, ...question }, prefers }) {
      const answer = await listExposure(act, question);
      if (prefers(['application/json', CSV_TYPE]) !== CSV_TYPE) return answer;
      const { asOf, until: lookedUntil, items, next } = answer;
      const rows = items.map(({ record, evidence, ...item }) => ({
        asOf,
        lookedUntil,
        ...item,
        record: record && { noun: record.record, id: record.id },
        evidence: evidence.map((one) => one.id),
      }));
      return new Document(
        `${CSV_TYPE}; charset=utf-8; header=present`,
        csvTable(rows, { columns: COLUMNS, bom }),
        { vary: 'Accept' },
        next,
      );
    },
  }),
  defineRoute({
    operationId: 'listReliedOn',
    method: 'GET',
    path: '/v1/exposure/relied-on',
    tag,
    summary: 'List what relied on a record',
    description:
      'For recalls: every decision that relied on a record, on orders the caller sees that are open, released or closed, with the version of the record that was looked ' +
      'at. For an instrument found out of tolerance also every result that names it, passed or failed, and the decisions that stand on those.',
    roles: 'anyone',
    query: z.strictObject({
      record: z.enum(RELIED_ON).meta({ description: 'What kind of record it is.' }),
      id,
      from: isoDate.optional().meta({
        description: 'First day on which it was relied on; for an instrument, on which it measured. Asia/Tokyo.',
      }),
      to: isoDate.optional().meta({ description: 'The day after the last.' }),
      ...paging,
    }),
    answer: { status: 200, schema: page(reliedOnItem) },
    example: { query: { record: 'certification', id: exampleId('certification.ksz_sjac9110b') } },
    handle: (act, { query }) => listReliedOn(act, query),
  }),
];
