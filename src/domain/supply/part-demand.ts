// Part demand (部品請求): what part the work waits for, where it stands, when it was promised, and what may come in its place.
import { z } from 'zod';
import { late } from '../orders/late.ts';
import { priority, priorityFaults, priorityInput } from '../orders/priority.ts';
import { dayNumber } from '../registers/calendar.ts';
import { cage, milstripDocument, nsn } from '../registers/identifiers.ts';
import { addDays, type Fault, type IsoDate, id, instant, isoDate, type Message, text, token } from '../values.ts';
import { isSamePart, namesAPart, partName, unnamedPart } from './part-name.ts';

export const DEMAND_STATUSES = ['requested', 'ordered', 'shipped', 'received', 'cancelled'] as const;
export const demandStatusNames: Record<(typeof DEMAND_STATUSES)[number], Message> = {
  requested: { en: 'requested', ja: '請求済' },
  ordered: { en: 'ordered', ja: '発注済' },
  shipped: { en: 'shipped', ja: '出荷済' },
  received: { en: 'received', ja: '受領済' },
  cancelled: { en: 'cancelled', ja: '取消' },
};
export const PART_SOURCES = ['new', 'repaired', 'cannibalized'] as const;

const shape = {
  nsn: nsn.nullable().default(null),
  partNumber: token(60).nullable().default(null),
  cage: cage.nullable().default(null).meta({ description: 'Whose part number it is: two makers may use one number.' }),
  nomenclature: text,
  quantity: z.int().min(1).max(1_000_000),
  documentNumber: milstripDocument.nullable().default(null).meta({ description: 'MILSTRIP; none for local purchase.' }),
  documentDate: isoDate
    .nullable()
    .default(null)
    .meta({ description: 'The full date: the document number has one digit of the year.' }),
  stopsWork: z.boolean().default(false),
  source: z.enum(PART_SOURCES).default('new'),
  donorEquipmentId: id
    .nullable()
    .default(null)
    .meta({ description: 'For a cannibalized part: the item it was taken from.' }),
  serialRemoved: token(50).nullable().default(null),
  serialInstalled: token(50).nullable().default(null),
  supplierId: id.nullable().default(null),
  neededBy: isoDate.nullable().default(null),
  promisedOn: isoDate.nullable().default(null).meta({
    description: 'When the supplier says it comes; each date given before stays in `promises`.',
  }),
  priority: priorityInput.nullable().default(null).meta({
    description: 'Of this demand, where it differs from the order’s; null: the order’s.',
  }),
  substitutes: z.array(partName).max(20).default([]).meta({
    description: 'Other parts that the work can be done with, beside those that the catalogue says.',
  }),
  supplied: partName.nullable().default(null).meta({
    description: 'What came in its place: one of its substitutes, or one of the catalogue’s. Null: the part itself.',
  }),
  operationIds: z.array(id).max(50).default([]).meta({ description: 'The operations it serves: one or several.' }),
};
export const partDemandInput = z.strictObject(shape);
export type PartDemandInput = z.infer<typeof partDemandInput>;
/** A demand as it is logged, perhaps after it was made. */
export const partDemandEntry = partDemandInput.extend(late);
export type PartDemandEntry = z.infer<typeof partDemandEntry>;

export const partDemandRecord = z.strictObject({
  ...shape,
  id,
  workOrderId: id,
  donorWorkOrderId: id.nullable().meta({
    description: 'For a cannibalized part: the repair order that was drafted for the item it was taken from.',
  }),
  receivingWorkOrderId: id
    .nullable()
    .meta({ description: 'For the part to put back into a donor: the order whose item got the one that was taken.' }),
  status: z.enum(DEMAND_STATUSES),
  statuses: z.array(z.strictObject({ status: z.enum(DEMAND_STATUSES), at: instant, by: id })),
  priority: priority.nullable(),
  promises: z
    .array(z.strictObject({ on: isoDate.nullable(), at: instant, by: id }))
    .meta({ description: 'Every date that was promised, as it was recorded; null: it was taken back.' }),
  createdBy: id,
  createdAt: instant,
});
export type PartDemand = z.infer<typeof partDemandRecord>;

/** A demand still stands while it is neither received nor cancelled. */
export function isStanding(demand: Pick<PartDemand, 'status'>): boolean {
  return demand.status !== 'received' && demand.status !== 'cancelled';
}

/** How many days a demand that still stands is past its promise and past its need, on a day; null: no date, or not past it. */
export function overdueDays(
  demand: Pick<PartDemand, 'status' | 'promisedOn' | 'neededBy'>,
  today: IsoDate,
): { promiseOverdueDays: number | null; needOverdueDays: number | null; overdue: boolean } {
  const past = (date: IsoDate | null) =>
    date === null || date >= today || !isStanding(demand) ? null : dayNumber(today) - dayNumber(date);
  const [promiseOverdueDays, needOverdueDays] = [past(demand.promisedOn), past(demand.neededBy)];
  return { promiseOverdueDays, needOverdueDays, overdue: promiseOverdueDays !== null || needOverdueDays !== null };
}

/** Whether a demand moves forward from one status to the other: requested, ordered, shipped, received; or cancelled. */
export function movesForward(from: PartDemand['status'], to: PartDemand['status']): boolean {
  return isStanding({ status: from }) && DEMAND_STATUSES.indexOf(to) > DEMAND_STATUSES.indexOf(from);
}

/**
 * The full date of a MILSTRIP document number, whose year has one digit: that day in this year or the nine before.
 * Null when that is after `today`, or no day at all (366 of a common year).
 */
export function documentDateOf(documentNumber: string, today: IsoDate): IsoDate | null {
  const year = Number(today.slice(0, 4));
  const digit = Number(documentNumber.slice(6, 7));
  const day = Number(documentNumber.slice(7, 10));
  for (let y = year; y > year - 10; y--) {
    const date = addDays(`${y}-01-01`, day - 1);
    if (y % 10 === digit && date.startsWith(`${y}-`) && date <= today) return date;
  }
  return null;
}

/** What is wrong with a demand beyond the form of its fields. */
export function partDemandFaults(demand: PartDemandInput): Fault[] {
  const faults: Fault[] = [];
  const fault = (pointer: string, code: string, en: string, ja: string) =>
    faults.push({ pointer, code, message: { en, ja } });
  const { documentNumber, documentDate, source, donorEquipmentId } = demand;
  if (!namesAPart(demand)) faults.push(unnamedPart(''));
  demand.substitutes.forEach((substitute, index) => {
    const pointer = `/substitutes/${index}`;
    if (!namesAPart(substitute)) faults.push(unnamedPart(pointer));
    else if (isSamePart(substitute, demand))
      fault(
        pointer,
        'part_demand.own_substitute',
        'A part is no substitute of itself.',
        '部品自身は代替品になりません。',
      );
  });
  if (demand.supplied !== null && !namesAPart(demand.supplied)) faults.push(unnamedPart('/supplied'));
  if (demand.priority !== null) faults.push(...priorityFaults(demand.priority));
  if (documentDate !== null && documentNumber === null)
    fault(
      '/documentDate',
      'part_demand.date_without_document',
      'There is no document that this is the date of.',
      '対象となる書類番号がありません。',
    );
  if (
    documentNumber !== null &&
    (documentDate === null || documentDateOf(documentNumber, documentDate) !== documentDate)
  )
    fault(
      '/documentDate',
      'part_demand.date_differs',
      'The document number names another year or day.',
      '書類番号の年・日と一致しません。',
    );
  if (source === 'cannibalized' && donorEquipmentId === null)
    fault(
      '/donorEquipmentId',
      'part_demand.donor_missing',
      'Name the item that the part was taken from.',
      '部品の取り外し元の個体を指定してください。',
    );
  if (source !== 'cannibalized' && donorEquipmentId !== null)
    fault(
      '/donorEquipmentId',
      'part_demand.donor_without_cannibalization',
      'Only a cannibalized part has a donor.',
      '取り外し元を指定できるのは共食い整備（cannibalized）の場合のみです。',
    );
  return faults;
}
