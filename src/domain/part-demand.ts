// Part demand (部品請求): what part the work waits for, and where it stands.
import { z } from 'zod';
import { milstripDocument, nsn } from './identifiers.ts';
import { id, instant, isoDate, text, token } from './values.ts';

export const DEMAND_STATUSES = ['requested', 'ordered', 'shipped', 'received', 'cancelled'] as const;
export const PART_SOURCES = ['new', 'repaired', 'cannibalized'] as const;

const shape = {
  nsn: nsn.nullable().default(null),
  partNumber: token(60).nullable().default(null),
  nomenclature: text,
  quantity: z.int().min(1).max(1_000_000),
  documentNumber: milstripDocument.nullable().default(null).meta({ description: 'MILSTRIP; none for local purchase.' }),
  documentDate: isoDate.nullable().default(null).meta({ description: 'The full date: the document number has one digit of the year.' }),
  stopsWork: z.boolean().default(false),
  source: z.enum(PART_SOURCES).default('new'),
  donorEquipmentId: id.nullable().default(null).meta({ description: 'For a cannibalized part: the item it was taken from.' }),
  serialRemoved: token(50).nullable().default(null),
  serialInstalled: token(50).nullable().default(null),
  supplierId: id.nullable().default(null),
  neededBy: isoDate.nullable().default(null),
  operationIds: z.array(id).max(50).default([]).meta({ description: 'The operations it serves.' }),
};
export const partDemandInput = z.strictObject(shape);
export type PartDemandInput = z.infer<typeof partDemandInput>;

export const partDemandRecord = z.strictObject({
  ...shape,
  id,
  workOrderId: id,
  donorWorkOrderId: id.nullable(),
  status: z.enum(DEMAND_STATUSES),
  statuses: z.array(z.strictObject({ status: z.enum(DEMAND_STATUSES), at: instant, by: id })),
  createdBy: id,
  createdAt: instant,
});
export type PartDemand = z.infer<typeof partDemandRecord>;

/** A demand still stands while it is neither received nor cancelled. */
export function isStanding(demand: Pick<PartDemand, 'status'>): boolean {
  return demand.status !== 'received' && demand.status !== 'cancelled';
}
