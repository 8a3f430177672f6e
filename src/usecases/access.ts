// Who sees which orders: plants by facility, program offices by platform, administrators all.
import { Problem } from '../domain/problem.ts';
import type { WorkOrder } from '../domain/work-order.ts';
import type { Tx } from '../storage/database.ts';
import { findWorkOrder, findWorkOrderFile, type LoadedFile } from '../storage/work-orders.ts';
import { type Act, type Caller, hasRole, look } from './act.ts';

/** Whether a caller sees an order. Source: vocabulary.md, “Who sees what”. */
export function sees(caller: Caller, order: Pick<WorkOrder, 'facilityId' | 'platformId'>): boolean {
  if (hasRole(caller, 'administrator')) return true;
  if (hasRole(caller, 'program_office') && caller.programPlatformIds.includes(order.platformId)) return true;
  return hasRole(caller, 'depot_staff', 'qa_inspector', 'host_office') && caller.facilityIds.includes(order.facilityId);
}

/** The order, if the caller sees it. Raises resource.not_found otherwise, whether it is not there or not theirs. */
export async function getWorkOrder(tx: Tx, caller: Caller, id: string): Promise<WorkOrder> {
  const order = await findWorkOrder(tx, id);
  if (!order || !sees(caller, order)) throw new Problem('resource.not_found');
  return order;
}

/** The whole file of an order the caller sees. Raises resource.not_found. */
export async function getWorkOrderFile(tx: Tx, caller: Caller, id: string): Promise<LoadedFile> {
  const loaded = await findWorkOrderFile(tx, id);
  if (!loaded || !sees(caller, loaded.file.order)) throw new Problem('resource.not_found');
  return loaded;
}

/** The check that comes before the body is read: raises resource.not_found when the order is not the caller's to see. */
export async function requireWorkOrder(act: Act, id: string): Promise<WorkOrder> {
  return await look(act, (tx) => getWorkOrder(tx, act.caller, id));
}
