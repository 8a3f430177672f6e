// Attachment (添付ファイル): a photo, test sheet or document of an order. Its bytes are kept beside the database, under their hash.
import { z } from 'zod';
import { isOpen, type Status } from '../orders/status.ts';
import { type Fault, id, instant, text, words } from '../values.ts';
import { MEDIA_TYPE_NAMES, MEDIA_TYPES, type MediaType } from './media-type.ts';

/** How many an order may have: each act reads them all. */
export const MOST_ATTACHMENTS = 200;

// A name is shown and offered for saving, never opened: what could pass for a path, or can't be shown, is refused.
const fileName = words(200)
  .refine((name) => name.trim() === name, { params: { code: 'text.edges' } })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  .refine((name) => !/[\u0000-\u001f\u007f/\\]/.test(name), { params: { code: 'file_name.path' } });

const belongsTo = {
  operationId: id.nullable(),
  inspectionId: id.nullable(),
  nonconformanceId: id.nullable(),
};

/** What is said of the bytes: in the query, because they are the body. */
export const attachmentInput = z.strictObject({
  fileName: fileName.meta({ description: 'The name of the file, with an ending that fits its type.' }),
  descriptionEn: words(2_000).optional(),
  descriptionJa: words(2_000).optional(),
  operationId: id.optional().meta({ description: 'The operation it belongs to.' }),
  inspectionId: id.optional().meta({ description: 'The inspection it belongs to.' }),
  nonconformanceId: id.optional().meta({ description: 'The nonconformance it belongs to.' }),
});
export type AttachmentInput = z.infer<typeof attachmentInput>;

export const attachmentRecord = z.strictObject({
  id,
  workOrderId: id,
  fileName,
  mediaType: z.enum(MEDIA_TYPE_NAMES),
  bytes: z.int().min(1).meta({ description: 'How many bytes it has.' }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({ description: 'SHA-256 over its bytes, as the chain of the order holds it.' }),
  description: text.nullable(),
  ...belongsTo,
  addedBy: id,
  addedAt: instant,
});
export type Attachment = z.infer<typeof attachmentRecord>;

/** Whether an order in this status takes attachments: while it is open, and until its papers are complete when it is closed. */
export function takesAttachments(status: Status): boolean {
  return isOpen(status) || status === 'released';
}

/** The faults of what is said of a file: an ending that promises another type, or more than one part that it belongs to. */
export function attachmentFaults(input: AttachmentInput, mediaType: MediaType): Fault[] {
  const endings: readonly string[] = MEDIA_TYPES[mediaType];
  const ending = /\.([^.]+)$/.exec(input.fileName)?.[1]?.toLowerCase();
  const faults: Fault[] = [];
  if (ending === undefined || !endings.includes(ending))
    faults.push({
      pointer: '/fileName',
      code: 'file_name.ending',
      message: {
        en: `The name of a file of type ${mediaType} must end in ${endings.map((e) => `.${e}`).join(' or ')}.`,
        ja: `${mediaType}のファイル名は${endings.map((e) => `.${e}`).join('または')}で終わる必要があります。`,
      },
    });
  const named = (['operationId', 'inspectionId', 'nonconformanceId'] as const).filter((n) => input[n] !== undefined);
  for (const name of named.slice(1))
    faults.push({
      pointer: `/${name}`,
      code: 'attachment.belongs_to_one',
      message: {
        en: 'It belongs to one operation, inspection or nonconformance, or to the order as a whole.',
        ja: '紐付けられるのは作業項目・検査・不適合のいずれか一つ、または作業指示書全体です。',
      },
    });
  return faults;
}
