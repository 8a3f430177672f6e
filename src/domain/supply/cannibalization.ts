// Cannibalization (共食い整備): a part taken from another item, traced on both: the one that gets it and the donor, which waits for another.

import type { WorkOrder, WorkOrderInput } from '../orders/work-order.ts';
import { type Fault, type Instant, inBoth, type Text } from '../values.ts';
import type { PartDemandInput } from './part-demand.ts';

/** Taken for another item. Source: COMNAVAIRFORINST 4790.2, Appendix E, action taken code T. */
const CANNIBALIZED = 'T';

/** What is wrong with an item as the donor of a part for an order, at `/donorEquipmentId`. */
export function donorFaults(
  donor: { id: string; condemnedAt: Instant | null },
  order: Pick<WorkOrder, 'equipmentId'>,
): Fault[] {
  const fault = (code: string, en: string, ja: string): Fault[] => [
    { pointer: '/donorEquipmentId', code: `part_demand.${code}`, message: { en, ja } },
  ];
  if (donor.id === order.equipmentId)
    return fault('donor_is_recipient', 'An item is not its own donor.', '自分自身からの取り外しは指定できません。');
  if (donor.condemnedAt !== null)
    return fault('donor_condemned', 'The donor was condemned.', '取り外し元の個体は廃棄と判定されています。');
  return [];
}

/** The repair order of a donor, at the same facility and of the same priority: it says what was taken and for which order. */
export function donorOrder(
  order: Pick<WorkOrder, 'number' | 'facilityId' | 'level' | 'priority'>,
  donorEquipmentId: string,
  part: Pick<PartDemandInput, 'nomenclature' | 'nsn' | 'partNumber' | 'serialInstalled' | 'quantity'>,
): WorkOrderInput {
  return {
    equipmentId: donorEquipmentId,
    facilityId: order.facilityId,
    activity: 'repair',
    level: order.level,
    priority: order.priority,
    discrepancy: taken(order.number, part),
    codes: { workUnit: null, malfunction: null, actionTaken: CANNIBALIZED, whenDiscovered: null },
    customerJobNumber: null,
    localTransportDays: null,
    parentId: null,
    stopsParent: false,
    follows: null,
    plannedStart: null,
    assignedTo: null,
    requiredBy: null,
  };
}

function taken(
  receiving: string,
  { nomenclature, nsn, partNumber, serialInstalled, quantity }: Parameters<typeof donorOrder>[2],
): Text {
  const numbers = [partNumber, nsn].filter((n) => n !== null).join(', ');
  const name = inBoth(nomenclature);
  const serial =
    serialInstalled === null
      ? { en: '', ja: '' }
      : { en: `, serial number ${serialInstalled}`, ja: `、製造番号${serialInstalled}` };
  return {
    en: `Cannibalized for work order ${receiving}: ${quantity} × ${name.en} (${numbers}${serial.en}).`,
    ja: `作業指示書${receiving}のための共食い整備：${name.ja}（${numbers}${serial.ja}）${quantity}個を取り外し。`,
  };
}

/** What the donor waits for: the same part. What was taken out of it is what was put into the other item. */
export function donorDemand(part: PartDemandInput): PartDemandInput {
  return {
    nsn: part.nsn,
    partNumber: part.partNumber,
    cage: part.cage,
    nomenclature: part.nomenclature,
    quantity: part.quantity,
    documentNumber: null,
    documentDate: null,
    stopsWork: true,
    source: 'new',
    donorEquipmentId: null,
    serialRemoved: part.serialInstalled,
    serialInstalled: null,
    supplierId: null,
    neededBy: null,
    promisedOn: null,
    priority: null,
    substitutes: part.substitutes,
    supplied: null,
    operationIds: [],
  };
}
