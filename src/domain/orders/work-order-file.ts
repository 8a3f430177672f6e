// The whole file of a work order: the order and its parts, as the fold of its events.
import type { Amendment } from '../evidence/amendment.ts';
import type { Signature } from '../evidence/signature.ts';
import type { Segment } from '../metrics/turnaround.ts';
import type { PartDemand } from '../supply/part-demand.ts';
import type { Attachment } from '../workshop/attachment.ts';
import type { Correction } from '../workshop/correction.ts';
import type { Inspection } from '../workshop/inspection.ts';
import type { Nonconformance } from '../workshop/nonconformance.ts';
import type { Labor, Operation } from '../workshop/operation.ts';
import type { Target } from '../workshop/target.ts';
import type { Translation } from '../workshop/translation.ts';
import { type ConditionCode, DEFICIENT_CODE, IN_WORK_CODE } from './codes.ts';
import type { Change, PartName } from './event.ts';
import type { WorkOrder } from './work-order.ts';

/** A segment as it stands in a file: it knows its order. */
export type FiledSegment = Segment & { workOrderId: string };

export interface WorkOrderFile {
  order: WorkOrder;
  operations: Operation[];
  labor: Labor[];
  partDemands: PartDemand[];
  inspections: Inspection[];
  nonconformances: Nonconformance[];
  signatures: Signature[];
  targets: Target[];
  segments: FiledSegment[];
  corrections: Correction[];
  translations: Translation[];
  amendments: Amendment[];
  attachments: Attachment[];
}

type ListName = Exclude<keyof WorkOrderFile, 'order'>;
const listOf: Record<Exclude<PartName, 'order'>, ListName> = {
  operation: 'operations',
  labor: 'labor',
  partDemand: 'partDemands',
  inspection: 'inspections',
  nonconformance: 'nonconformances',
  signature: 'signatures',
  target: 'targets',
  segment: 'segments',
  correction: 'corrections',
  translation: 'translations',
  amendment: 'amendments',
  attachment: 'attachments',
};

/** Parts in the order people read them; the rest keep the order they were made in. */
const orderOf: Partial<Record<ListName, string>> = { operations: 'sequence', targets: 'n', segments: 'n' };

/** What events of earlier versions leave out of a new part, as it is to be read of them. */
const unsaid: Partial<Record<PartName, (set: Change['set']) => Record<string, unknown>>> = {
  order: ({ rootId }) => ({ familyId: rootId }),
  labor: () => ({ correctors: null }),
  partDemand: () => ({ cage: null, promisedOn: null, promises: [], priority: null, substitutes: [], supplied: null }),
  signature: () => ({ subjectVersion: null, pinIssuedAt: null, pinSetAt: null }),
};

/** The fields of a part as its first change makes it. */
export function newPart({ part, set }: Change): Record<string, unknown> {
  return { ...unsaid[part]?.(set), ...set };
}

/**
 * The file after an event: each change sets fields of a part, made new when its id is. `sequence` becomes the revision.
 * Pure: neither the file nor its parts are touched. Raises RangeError when the first event is not a draft.
 */
export function applyChanges(file: WorkOrderFile | null, changes: readonly Change[], sequence: number): WorkOrderFile {
  if (file === null && changes[0]?.part !== 'order') throw new RangeError('the first event of an order drafts it');
  const next: WorkOrderFile = file
    ? { ...file, order: { ...file.order, revision: sequence } }
    : {
        order: undefined as never,
        operations: [],
        labor: [],
        partDemands: [],
        inspections: [],
        nonconformances: [],
        signatures: [],
        targets: [],
        segments: [],
        corrections: [],
        translations: [],
        amendments: [],
        attachments: [],
      };
  for (const change of changes) {
    if (change.part === 'order') {
      const said = { ...change.set, id: change.id, revision: sequence };
      // A spread is quick where all members are there already, and very slow where it adds many.
      next.order = (
        file ? { ...next.order, ...said } : Object.assign({}, unsaid.order?.(change.set), said)
      ) as WorkOrder;
      continue;
    }
    const name = listOf[change.part];
    const list = next[name] as { id: string }[];
    const known = list.some((part) => part.id === change.id);
    const changed = known
      ? list.map((part) => (part.id === change.id ? { ...part, ...change.set, id: part.id } : part))
      : [...list, { ...newPart(change), id: change.id, workOrderId: next.order.id }];
    const by = orderOf[name];
    if (by) changed.sort((a, b) => Number(a[by as never]) - Number(b[by as never]));
    (next as unknown as Record<string, unknown>)[name] = changed;
  }
  return next;
}

/**
 * The inspection of a kind (and operation) that was signed last, which supersedes those before; null: none was. `after`: only those first
 * signed by a later event than that.
 */
export function latestInspection(
  file: WorkOrderFile,
  kind: Inspection['kind'],
  { after = 0, operationId }: { after?: number; operationId?: string } = {},
): Inspection | null {
  return file.inspections
    .filter((i) => i.kind === kind && (operationId === undefined || i.operationId === operationId))
    .reduce<Inspection | null>((last, i) => (signedAfter(i, last?.signedSequence ?? after) ? i : last), null);
}

function signedAfter({ signedSequence }: Inspection, sequence: number): boolean {
  return signedSequence !== null && signedSequence > sequence;
}

/** The signature on an inspection that counts now, or null: never signed, or superseded. */
export function inForce(file: WorkOrderFile, signatureId: string | null): Signature | null {
  const signature = file.signatures.find((s) => s.id === signatureId);
  return signature && signature.supersededAt === null ? signature : null;
}

/** Whether a product quality deficiency report (SF 368) on the order is open. */
export function hasOpenReport({ nonconformances }: Pick<WorkOrderFile, 'nonconformances'>): boolean {
  return nonconformances.some((n) => n.pqdr !== null && n.status !== 'closed');
}

/**
 * The supply condition code of an item in custody: Q while a PQDR is open, M once the work began, until then the code it came with.
 * Source: vocabulary.md, supply condition codes.
 */
export function conditionInCustody(file: WorkOrderFile): ConditionCode | null {
  const { order } = file;
  if (hasOpenReport(file)) return DEFICIENT_CODE;
  if (order.startedAt !== null) return IN_WORK_CODE;
  return order.custody.filter((entry) => entry.direction === 'received').at(-1)?.conditionCode ?? null;
}
