// /v1/work-orders/{id}/attachments: photos, test sheets and documents of an order.
import { Readable } from 'node:stream';
import { id } from '../../domain/values.ts';
import { attachmentInput, attachmentRecord } from '../../domain/workshop/attachment.ts';
import { MEDIA_TYPE_NAMES, type MediaType } from '../../domain/workshop/media-type.ts';
import { ATTACHERS, addAttachment, openAttachment } from '../../usecases/workshop/attachments.ts';
import { exampleId } from '../examples.ts';
import { exampleOrder, OFFERED, ofOrder, ofPart, partRoutes, withRevision } from '../orders/parts.ts';
import { Document, defineRoute } from '../route.ts';

export const attachmentView = withRevision(attachmentRecord);

const path = '/v1/work-orders/{id}/attachments';
const tag = 'Work';

export const attachmentRoutes = [
  ...partRoutes({
    list: 'attachments',
    path: 'attachments',
    idName: 'attachmentId',
    one: 'Attachment',
    many: 'Attachments',
    tag,
    name: { one: 'an attachment', many: 'attachments' },
    about: 'Attachments (添付ファイル): photos, test sheets and documents, each with the SHA-256 of its bytes.',
    view: attachmentView,
    sorts: ['addedAt', 'fileName'],
    filters: { operationId: id.optional(), inspectionId: id.optional(), nonconformanceId: id.optional() },
    example: { partId: exampleId('attachment.sheet') },
  }),
  defineRoute({
    operationId: 'addAttachment',
    method: 'POST',
    path,
    tag,
    summary: 'Attach a file',
    description:
      'The bytes of the file are the body, with their own `Content-Type`; what is said of it stands in the query: `curl --data-binary @sheet.pdf -H "Content-Type: application/pdf" …?fileName=sheet.pdf`. The type is checked by the content; text is UTF-8. ' +
      'While the order is open, and after release until it is closed. It is never changed or taken away, and supersedes no signature.',
    roles: ATTACHERS,
    ...ofOrder,
    query: attachmentInput,
    stream: MEDIA_TYPE_NAMES,
    answer: { status: 201, schema: attachmentView },
    problems: [...OFFERED, 'attachment.too_many', 'attachment.content_differs', 'attachment.store_unavailable'],
    example: {
      params: exampleOrder,
      query: {
        fileName: 'torque-sheet.csv',
        descriptionEn: 'Readings of the torque wrench',
        descriptionJa: 'トルクレンチの測定値',
        operationId: exampleId('operation.done'),
      },
      upload: { mediaType: 'text/csv', text: 'bolt,torque\n1,42.1\n2,42.3\n' },
    },
    handle: (act, { params, query, upload, host }) =>
      addAttachment(act, params.id, query, {
        // The door has let in no other.
        mediaType: upload.mediaType as MediaType,
        content: upload.content,
        limitBytes: host.attachmentLimitBytes,
      }),
  }),
  defineRoute({
    operationId: 'getAttachmentContent',
    method: 'GET',
    path: `${path}/{attachmentId}/content`,
    tag,
    summary: 'Download an attachment',
    description:
      'The bytes as they were attached, to be saved and not shown. They are hashed before they are sent: what no longer has the SHA-256 of the record is never handed out. The ETag is that SHA-256.',
    roles: 'anyone',
    ...ofPart('attachments', 'attachmentId'),
    answer: { status: 200, types: MEDIA_TYPE_NAMES, description: 'The file.' },
    problems: ['attachment.damaged', 'attachment.store_unavailable'],
    example: { params: { id: exampleOrder.id, attachmentId: exampleId('attachment.sheet') } },
    async handle(act, { params }) {
      const { attachment, content } = await openAttachment(act, params.id, params.attachmentId);
      return new Document(typeOf(attachment.mediaType), Readable.from(content, { objectMode: false }), {
        'content-length': String(attachment.bytes),
        'content-disposition': savedAs(attachment.fileName),
        'content-security-policy': "default-src 'none'; sandbox",
        etag: `"${attachment.sha256}"`,
      });
    },
  }),
];

function typeOf(mediaType: MediaType): string {
  return mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType;
}

/** A Content-Disposition that has a browser save the answer under a name, in whatever script. Source: RFC 6266, RFC 8187. */
export function savedAs(fileName: string): string {
  const plain = fileName
    .normalize('NFKC')
    .replace(/[^\x20-\x7e]/g, '_')
    .replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
