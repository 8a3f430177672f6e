// Who sees which orders: plants by facility, program offices by platform, administrators all.

import type { WorkOrder } from '../../domain/orders/work-order.ts';
import { notFound, type Problem } from '../../domain/problem.ts';
import type { Role } from '../../domain/registers/person.ts';
import type { Tx } from '../../storage/database.ts';
import { findWorkOrder, findWorkOrderFile, type LoadedFile } from '../../storage/orders/work-orders.ts';
import { type Act, type Caller, look } from '../act.ts';

/**
 * The roles that a caller has on an order: one counts only where its own scope reaches. Who works at the plant and is program
 * office of other platforms authorizes nothing here. Source: vocabulary.md, “Who sees what”.
 */
export function rolesOn(caller: Caller, order: Pick<WorkOrder, 'facilityId' | 'platformId'>): Role[] {
  return caller.roles.filter((role) => {
    if (role === 'administrator') return true;
    if (role === 'program_office') return caller.programPlatformIds.includes(order.platformId);
    return caller.facilityIds.includes(order.facilityId);
  });
}

/** Whether a caller sees an order: in any role. */
export function sees(caller: Caller, order: Pick<WorkOrder, 'facilityId' | 'platformId'>): boolean {
  return rolesOn(caller, order).length > 0;
}

/** The act with the roles that its caller has on an order: what is decided about an order asks these. */
export function actOn(act: Act, order: Pick<WorkOrder, 'facilityId' | 'platformId'>): Act {
  return { ...act, caller: { ...act.caller, roles: rolesOn(act.caller, order) } };
}

/** The order, if the caller sees it. Raises resource.not_found otherwise, whether it is not there or not theirs. */
export async function getWorkOrder(tx: Tx, caller: Caller, id: string): Promise<WorkOrder> {
  const order = await findWorkOrder(tx, id);
  if (!order || !sees(caller, order)) throw notFound(order !== null);
  return order;
}

/** The whole file of an order the caller sees. Raises resource.not_found. */
export async function getWorkOrderFile(tx: Tx, caller: Caller, id: string): Promise<LoadedFile> {
  const loaded = await findWorkOrderFile(tx, id);
  if (!loaded || !sees(caller, loaded.file.order)) throw notFound(loaded !== null);
  return loaded;
}

/** The refusal of a part that is not this order's: one of an order out of sight (`ownerId`; null: there is no such part) is hidden. */
export async function notOfOrder(tx: Tx, caller: Caller, ownerId: string | null): Promise<Problem> {
  const owner = ownerId === null ? null : await findWorkOrder(tx, ownerId);
  return notFound(owner !== null && !sees(caller, owner));
}

/** The check that comes before the body is read: raises resource.not_found when the order is not the caller's to see. */
export async function requireWorkOrder(act: Act, id: string): Promise<WorkOrder> {
  return await look(act, (tx) => getWorkOrder(tx, act.caller, id));
}
