// The traveler (作業票): what the job card of an order shows, gathered in one reading.

import type { Status } from '../../domain/orders/status.ts';
import type { WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import type { Authorization } from '../../domain/registers/authorization.ts';
import type { Equipment } from '../../domain/registers/equipment.ts';
import type { Facility } from '../../domain/registers/facility.ts';
import type { Platform } from '../../domain/registers/platform.ts';
import type { Instant, Text } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { findWorkOrder, subordersOf } from '../../storage/orders/work-orders.ts';
import { findRecord } from '../../storage/registers/registers.ts';
import { type Act, look } from '../act.ts';
import { getWorkOrderFile } from '../orders/access.ts';
import { seesAuthorization } from '../registers/authorizations.ts';

export interface Traveler {
  file: WorkOrderFile;
  platform: Platform;
  equipment: Equipment;
  facility: Facility;
  /** Null: the order has none, or the caller may not see it. */
  authorization: Pick<Authorization, 'number' | 'issuer'> | null;
  /** Names of the people whom the card mentions, by id. */
  names: ReadonlyMap<string, Text>;
  parentNumber: string | null;
  followsNumber: string | null;
  subOrders: { number: string; status: Status; stopsParent: boolean }[];
  printedAt: Instant;
}

/** What is printed on the job card of an order. Raises resource.not_found. */
export async function showTraveler(act: Act, workOrderId: string): Promise<Traveler> {
  const printedAt = act.clock();
  return await look(act, async (tx) => {
    const { file } = await getWorkOrderFile(tx, act.caller, workOrderId);
    const { order } = file;
    const platform = await findRecord(tx, 'platform', order.platformId);
    const equipment = await findRecord(tx, 'equipment', order.equipmentId);
    const facility = await findRecord(tx, 'facility', order.facilityId);
    if (!platform || !equipment || !facility) throw new Error('a record that the order points to is not there');
    const authorization =
      order.authorizationId === null ? null : await findRecord(tx, 'authorization', order.authorizationId);
    const isSeen = authorization !== null && (await seesAuthorization(tx, act.caller, authorization));
    return {
      file,
      platform,
      equipment,
      facility,
      authorization: isSeen ? authorization : null,
      names: await namesOf(tx, peopleOf(file)),
      parentNumber: await numberOf(tx, order.parentId),
      followsNumber: await numberOf(tx, order.follows),
      subOrders: await subordersOf(tx, order.id),
      printedAt,
    };
  });
}

function peopleOf({ order, operations, inspections, translations }: WorkOrderFile): Set<string> {
  const people = [
    order.createdBy,
    order.assignedTo,
    ...operations.flatMap((o) => [o.performedBy, o.approvedBy, o.notApplicable?.decidedBy]),
    ...inspections.map((i) => i.signedBy),
    ...translations.map((t) => t.author),
  ];
  return new Set(people.filter((id) => id !== null && id !== undefined));
}

async function namesOf(tx: Tx, people: ReadonlySet<string>): Promise<Map<string, Text>> {
  const names = new Map<string, Text>();
  for (const id of people) {
    const person = await findRecord(tx, 'person', id);
    if (person) names.set(id, person.name);
  }
  return names;
}

async function numberOf(tx: Tx, workOrderId: string | null): Promise<string | null> {
  return workOrderId === null ? null : ((await findWorkOrder(tx, workOrderId))?.number ?? null);
}
