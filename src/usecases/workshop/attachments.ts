// Attachments: adding a file to an order, handing it out again, and what becomes of contents that nothing refers to.
import { createHash } from 'node:crypto';
import type { Change } from '../../domain/orders/event.ts';
import type { WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import { Problem, refuseFaults } from '../../domain/problem.ts';
import type { Role } from '../../domain/registers/person.ts';
import type { Fault } from '../../domain/values.ts';
import {
  type Attachment,
  type AttachmentInput,
  attachmentFaults,
  MOST_ATTACHMENTS,
  takesAttachments,
} from '../../domain/workshop/attachment.ts';
import { beginsAs, HEAD_BYTES, MEDIA_TYPE_NAMES, type MediaType, TextCheck } from '../../domain/workshop/media-type.ts';
import { referredAttachments } from '../../storage/workshop/attachments.ts';
import { type Act, isRepeat, look, type Outcome, requireRole, type Services } from '../act.ts';
import { repeatable } from '../idempotency.ts';
import { actOn, getWorkOrderFile } from '../orders/access.ts';
import { showPart } from '../orders/histories.ts';
import { actOnPart, notOffered, type Shown, unknownAt } from '../orders/parts.ts';
import { StoreFault } from './attachment-store.ts';

/** Who may add one: the plant that does the work, who inspects it, and who asked for it. Source: lifecycle.md, Who writes what. */
export const ATTACHERS: readonly Role[] = ['depot_staff', 'qa_inspector', 'program_office'];

/** A file as it arrives. */
export interface Upload {
  /** What it is declared to be. */
  mediaType: MediaType;
  content: AsyncIterable<Uint8Array>;
  /** Larger ones are refused. */
  limitBytes: number;
}

/**
 * Adds a file to an order that is open or released. What would be refused whatever the bytes is refused before they are read; then they
 * are kept under their hash, durably, and only then recorded. No signature is superseded. A record that fails after that leaves a content
 * that nothing refers to, which `sweepAttachments` takes away. Raises access.role_denied, resource.not_found, act.not_offered,
 * attachment.too_many, request.invalid, request.too_large, attachment.content_differs, attachment.store_unavailable.
 */
export async function addAttachment(
  act: Act,
  workOrderId: string,
  input: AttachmentInput,
  { mediaType, content, limitBytes }: Upload,
): Promise<Outcome<Shown<Attachment>>> {
  requireRole(act, ...ATTACHERS);
  await look(act, async (tx) => {
    const { file } = await getWorkOrderFile(tx, act.caller, workOrderId);
    requireRole(actOn(act, file.order), ...ATTACHERS);
    if (!(await isRepeat(tx, act))) requireAddable(file, input, mediaType);
  });
  const put = await fromStore(act, () => act.attachments.put(checked(content, mediaType, limitBytes)));
  return await actOnPart(repeatable(act, put.sha256), workOrderId, 'attachments', { by: ATTACHERS }, async (at) => {
    requireAddable(at.file, input, mediaType);
    const id = act.newId();
    const { fileName, descriptionEn: en, descriptionJa: ja } = input;
    const said = {
      fileName,
      mediaType,
      ...put,
      description: en === undefined && ja === undefined ? null : { en, ja },
      operationId: input.operationId ?? null,
      inspectionId: input.inspectionId ?? null,
      nonconformanceId: input.nonconformanceId ?? null,
    };
    const set: Omit<Attachment, 'id' | 'workOrderId'> = { ...said, addedBy: act.caller.personId, addedAt: at.now };
    const changes: Change[] = [{ part: 'attachment', id, set }];
    return { partId: id, type: 'attachment_added', data: { attachmentId: id, ...said }, changes };
  });
}

function requireAddable(file: WorkOrderFile, input: AttachmentInput, mediaType: MediaType): void {
  if (!takesAttachments(file.order.status))
    notOffered(
      file.order,
      'Files are attached while the order is open, and after release until it is closed.',
      'ファイルを添付できるのは、作業指示書が進行中の間と、引渡し後に完了するまでの間です。',
    );
  if (file.attachments.length >= MOST_ATTACHMENTS) throw new Problem('attachment.too_many', { most: MOST_ATTACHMENTS });
  refuseFaults([...attachmentFaults(input, mediaType), ...referenceFaults(file, input)]);
}

function referenceFaults(file: WorkOrderFile, input: AttachmentInput): Fault[] {
  const lists = {
    operationId: 'operations',
    inspectionId: 'inspections',
    nonconformanceId: 'nonconformances',
  } as const;
  return (Object.keys(lists) as (keyof typeof lists)[])
    .filter((name) => input[name] !== undefined && !file[lists[name]].some((part) => part.id === input[name]))
    .map((name) => unknownAt(`/${name}`));
}

/** The pieces of a file, once they are seen to be no more than may be, and what they are declared to be. */
async function* checked(
  content: AsyncIterable<Uint8Array>,
  mediaType: MediaType,
  limitBytes: number,
): AsyncGenerator<Uint8Array> {
  const differs = () => new Problem('attachment.content_differs', { declared: mediaType, accepted: MEDIA_TYPE_NAMES });
  const text = mediaType.startsWith('text/') ? new TextCheck() : null;
  let head: Uint8Array | null = new Uint8Array();
  let bytes = 0;
  for await (const piece of content) {
    bytes += piece.length;
    if (bytes > limitBytes) throw new Problem('request.too_large', { limitBytes });
    if (text && !text.holds(piece)) throw differs();
    if (head) {
      head = Buffer.concat([head, piece]);
      if (head.length < HEAD_BYTES) continue;
      if (!beginsAs(mediaType, head.subarray(0, HEAD_BYTES))) throw differs();
      yield head;
      head = null;
    } else yield piece;
  }
  if (bytes === 0) throw new Problem('request.invalid', { errors: [isEmpty] });
  if (text && !text.holds(new Uint8Array(), true)) throw differs();
  if (!head) return;
  if (!beginsAs(mediaType, head)) throw differs();
  yield head;
}

const isEmpty: Fault = {
  pointer: '',
  code: 'attachment.empty',
  message: {
    en: 'The file is empty: its bytes are the body.',
    ja: 'ファイルが空です。本文にファイルの内容を入れてください。',
  },
};

// What is wrong with the store is for who runs it; the caller hears that it is not their fault.
async function fromStore<T>(act: Pick<Act, 'report'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error;
    act.report(error);
    throw new Problem('attachment.store_unavailable');
  }
}

/** A file as it is handed out. */
export interface Download {
  attachment: Attachment;
  content: AsyncIterable<Uint8Array>;
}

/**
 * The content of an attachment, read once and found to have its hash before anything of it is handed out; it is hashed again on its way,
 * and breaks off if it changed since. Raises resource.not_found, attachment.damaged (which is reported), attachment.store_unavailable.
 */
export async function openAttachment(act: Act, workOrderId: string, attachmentId: string): Promise<Download> {
  const { revision: _, ...attachment } = await showPart(act, workOrderId, 'attachments', attachmentId);
  return await fromStore(act, async () => {
    const fault = await attachmentFault(act, attachment);
    const content = fault === null ? await act.attachments.open(attachment.sha256) : null;
    if (content) return { attachment, content: matching(content, attachment) };
    act.report(new DamagedAttachment(attachment));
    throw new Problem('attachment.damaged', { sha256: attachment.sha256 });
  });
}

/** A content that is not what the record holds, for who runs the service. */
class DamagedAttachment extends Error {
  constructor({ id, workOrderId, sha256 }: Pick<Attachment, 'id' | 'workOrderId' | 'sha256'>) {
    super(`the content of attachment ${id} of work order ${workOrderId} is not what its SHA-256 ${sha256} says`);
    this.name = 'DamagedAttachment';
  }
}

/** What is wrong with the content of an attachment; null: it has the hash and the size that its record says. Raises StoreFault. */
export async function attachmentFault(
  { attachments }: Pick<Services, 'attachments'>,
  attachment: Pick<Attachment, 'id' | 'workOrderId' | 'sha256' | 'bytes'>,
): Promise<'missing' | 'differs' | null> {
  const content = await attachments.open(attachment.sha256);
  if (!content) return 'missing';
  try {
    for await (const _ of matching(content, attachment));
    return null;
  } catch (error) {
    if (error instanceof DamagedAttachment) return 'differs';
    throw error;
  }
}

// Every piece but the last goes through before the hash is known, and the last only if it is right.
async function* matching(
  content: AsyncIterable<Uint8Array>,
  attachment: Pick<Attachment, 'id' | 'workOrderId' | 'sha256' | 'bytes'>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let bytes = 0;
  let held: Uint8Array | null = null;
  for await (const piece of content) {
    if (held) yield held;
    hash.update(piece);
    bytes += piece.length;
    held = piece;
    if (bytes > attachment.bytes) throw new DamagedAttachment(attachment);
  }
  if (bytes !== attachment.bytes || hash.digest('hex') !== attachment.sha256) throw new DamagedAttachment(attachment);
  if (held) yield held;
}

const KEPT_MILLISECONDS = 86_400_000;
const LOOKED_UP_AT_ONCE = 200;

/**
 * Takes away contents that nothing refers to and that were put more than a day ago: those of uploads whose record failed. A day is longer
 * than any upload lasts, so none is taken from one that is about to be recorded. Answers how many.
 */
export async function sweepAttachments({
  attachments,
  database,
  clock,
}: Pick<Services, 'attachments' | 'database' | 'clock'>): Promise<number> {
  const before = new Date(Date.parse(clock()) - KEPT_MILLISECONDS).toISOString();
  let removed = 0;
  const sweep = async (hashes: readonly string[]) => {
    const referred = await database.read((tx) => referredAttachments(tx, hashes));
    for (const sha256 of hashes) if (!referred.has(sha256) && (await attachments.remove(sha256, before))) removed += 1;
  };
  let batch: string[] = [];
  for await (const sha256 of attachments.putBefore(before)) {
    batch.push(sha256);
    if (batch.length < LOOKED_UP_AT_ONCE) continue;
    await sweep(batch);
    batch = [];
  }
  if (batch.length > 0) await sweep(batch);
  return removed;
}
