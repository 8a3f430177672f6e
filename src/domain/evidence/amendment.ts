// Amendment (修正): a correction of the record of an order that was released, proposed by an inspector, in force once the government signs it.
import { z } from 'zod';
import { RELEASE_CODES } from '../orders/codes.ts';
import type { Change } from '../orders/event.ts';
import { orderCodes } from '../orders/work-order.ts';
import type { WorkOrderFile } from '../orders/work-order-file.ts';
import { customerJobNumber } from '../registers/identifiers.ts';
import { decimal, type Fault, id, instant, text, token } from '../values.ts';
import { conforms } from '../workshop/inspection.ts';
import { signatureInput } from './signature.ts';

export const AMENDMENT_STATUSES = ['proposed', 'signed', 'withdrawn'] as const;

/**
 * What may be amended: what was written down wrong. Who did, measured, decided or signed what, and when, is not in it: the clock has its
 * corrections, and work that was not done as recorded needs an order of its own.
 */
const amendedInput = z
  .discriminatedUnion('field', [
    z.strictObject({ field: z.literal('codes'), to: orderCodes }),
    z.strictObject({ field: z.literal('customerJobNumber'), to: customerJobNumber.nullable() }),
    z.strictObject({ field: z.literal('conditionCode'), to: z.enum(RELEASE_CODES) }),
    z.strictObject({ field: z.literal('title'), operationId: id, to: text }),
    z.strictObject({ field: z.literal('serialRemoved'), partDemandId: id, to: token(50).nullable() }),
    z.strictObject({ field: z.literal('serialInstalled'), partDemandId: id, to: token(50).nullable() }),
    z.strictObject({
      field: z.literal('value'),
      inspectionId: id,
      characteristic: z.int().min(1).max(500).meta({ description: 'Its place in the list, from 1.' }),
      to: decimal,
    }),
  ])
  .meta({
    description:
      'What was written down wrong: the codes, customer’s job number or condition code of the order, the title of an operation, the serial numbers of a part, or a measured value (by the same side of its limits).',
  });
export type AmendedInput = z.infer<typeof amendedInput>;

export const amendmentInput = z.strictObject({ changes: z.array(amendedInput).min(1).max(50), reason: text });
export type AmendmentInput = z.infer<typeof amendmentInput>;
export const amendmentSigning = z.strictObject({ signature: signatureInput });
export type AmendmentSigning = z.infer<typeof amendmentSigning>;

/** A change as it is kept: what it is about, the value before, and the one after. */
export const amendedField = z.strictObject({
  field: z.enum(['codes', 'customerJobNumber', 'conditionCode', 'title', 'serialRemoved', 'serialInstalled', 'value']),
  partId: id.meta({ description: 'The order, operation, part demand or inspection.' }),
  characteristic: z.int().nullable().meta({ description: 'For a measured value: which one.' }),
  from: z.unknown(),
  to: z.unknown(),
});
export type AmendedField = z.infer<typeof amendedField>;

export const amendmentRecord = z.strictObject({
  id,
  workOrderId: id,
  changes: z.array(amendedField),
  reason: text,
  status: z.enum(AMENDMENT_STATUSES),
  proposedBy: id,
  proposedAt: instant,
  signatureId: id.nullable(),
  decidedBy: id.nullable().meta({ description: 'Who signed or withdrew it.' }),
  decidedAt: instant.nullable(),
  withdrawnReason: text.nullable(),
});
export type Amendment = z.infer<typeof amendmentRecord>;

/** The value that stands now where a change points; undefined: it points to nothing. */
function valueAt(
  file: WorkOrderFile,
  { field, partId, characteristic }: Pick<AmendedField, 'field' | 'partId' | 'characteristic'>,
) {
  switch (field) {
    case 'title':
      return file.operations.find((o) => o.id === partId)?.title;
    case 'serialRemoved':
    case 'serialInstalled':
      return file.partDemands.find((d) => d.id === partId && d.status === 'received')?.[field];
    case 'value':
      return resultAt(file, partId, characteristic)?.value ?? undefined;
    default:
      return file.order[field];
  }
}

function signedInspection(file: WorkOrderFile, inspectionId: string) {
  return file.inspections.find((i) => i.id === inspectionId && i.signedSequence !== null);
}

function resultAt(file: WorkOrderFile, inspectionId: string, characteristic: number | null) {
  return signedInspection(file, inspectionId)?.results.find((r) => r.characteristic === characteristic);
}

/** The part that a change is about. */
function partIdOf(file: WorkOrderFile, change: AmendedInput): string {
  switch (change.field) {
    case 'title':
      return change.operationId;
    case 'serialRemoved':
    case 'serialInstalled':
      return change.partDemandId;
    case 'value':
      return change.inspectionId;
    default:
      return file.order.id;
  }
}

/** The changes as they are kept, with the values they replace, and everything that is wrong with them. */
export function amended(
  file: WorkOrderFile,
  given: readonly AmendedInput[],
): { changes: AmendedField[]; faults: Fault[] } {
  const changes: AmendedField[] = [];
  const faults: Fault[] = [];
  for (const [index, change] of given.entries()) {
    const characteristic = change.field === 'value' ? change.characteristic : null;
    const place = { field: change.field, partId: partIdOf(file, change), characteristic };
    const from = valueAt(file, place);
    const fault = (code: string, en: string, ja: string) =>
      faults.push({ pointer: `/changes/${index}/to`, code, message: { en, ja } });
    if (from === undefined)
      fault('amendment.nothing_there', 'The order has nothing there to amend.', '修正対象の記録がありません。');
    else if (isSame(from, change.to)) fault('amendment.no_change', 'It says so already.', 'すでにその内容です。');
    else if (!keepsDecision(file, change))
      fault(
        'amendment.decision_contradicted',
        'That value lies on the other side of its limits: it would contradict the decision that was signed. It takes an order of its own.',
        'その値では基準への適否が変わり、署名済みの判定と矛盾します。別の作業指示書で扱ってください。',
      );
    if (
      changes.some((c) => c.field === place.field && c.partId === place.partId && c.characteristic === characteristic)
    )
      fault('amendment.repeated', 'It is amended above already.', '同じ項目の修正が重複しています。');
    changes.push({ ...place, from: from ?? null, to: change.to });
  }
  return { changes, faults };
}

// An inspection that passed does not come to fail by a slip of the pen, nor the other way round.
function keepsDecision(file: WorkOrderFile, change: AmendedInput): boolean {
  if (change.field !== 'value') return true;
  const { inspectionId, characteristic, to } = change;
  const result = resultAt(file, inspectionId, characteristic);
  const limits = signedInspection(file, inspectionId)?.characteristics[characteristic - 1];
  return !result || !limits || conforms(limits, result) === conforms(limits, { ...result, value: to });
}

/** Whether each change still finds the value that it replaces. */
export function stillFits(file: WorkOrderFile, changes: readonly AmendedField[]): boolean {
  return changes.every((change) => isSame(valueAt(file, change), change.from));
}

/** Members in whatever order: a database may keep its own. */
function isSame(a: unknown, b: unknown): boolean {
  const sorted = (value: unknown) =>
    JSON.stringify(value, (_, part) =>
      part !== null && typeof part === 'object' && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([x], [y]) => (x < y ? -1 : 1)))
        : part,
    );
  return sorted(a) === sorted(b);
}

/** What an amendment changes of the order once it is in force. Status, signatures and what they signed stay. */
export function amendmentChanges(file: WorkOrderFile, amendment: Pick<Amendment, 'changes'>): Change[] {
  const sets = new Map<string, Change>();
  const set = (part: Change['part'], partId: string, fields: Record<string, unknown>) => {
    const known = sets.get(partId);
    sets.set(partId, { part, id: partId, set: { ...known?.set, ...fields } });
  };
  for (const { field, partId, characteristic, to } of amendment.changes) {
    if (field === 'title') set('operation', partId, { title: to });
    else if (field === 'serialRemoved' || field === 'serialInstalled') set('partDemand', partId, { [field]: to });
    else if (field === 'value') {
      const before = sets.get(partId)?.set.results as Record<string, unknown>[] | undefined;
      const results = before ?? signedInspection(file, partId)?.results ?? [];
      set('inspection', partId, {
        results: results.map((r) => (r.characteristic === characteristic ? { ...r, value: to } : r)),
      });
    } else set('order', partId, { [field]: to });
  }
  return [...sets.values()];
}

/** What the signature of an amendment asserts. */
export function amendmentSubject(file: WorkOrderFile, amendment: Amendment): Record<string, unknown> {
  const { order } = file;
  return {
    workOrder: order.number,
    equipmentId: order.equipmentId,
    facilityId: order.facilityId,
    activity: order.activity,
    amendment: {
      id: amendment.id,
      changes: amendment.changes,
      reason: amendment.reason,
      proposedBy: amendment.proposedBy,
      proposedAt: amendment.proposedAt,
    },
  };
}
