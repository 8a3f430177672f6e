// The frame of every smaller act on an order: role, order, revision, decision, record, answer. What they share stands here.
import { ask, type Facts, type Finding, type GuardName } from '../../domain/orders/guards.ts';
import { isRunning } from '../../domain/orders/status.ts';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import type { WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import { Problem } from '../../domain/problem.ts';
import { inService, type Role } from '../../domain/registers/person.ts';
import type { Fault, Instant, IsoDate, Message } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import type { LoadedFile } from '../../storage/orders/work-orders.ts';
import { findRecord } from '../../storage/registers/registers.ts';
import { type Act, change, type Outcome, requireRevision, requireRole } from '../act.ts';
import { actOn, getWorkOrderFile } from './access.ts';
import { nowFor, type Recorded, record } from './record.ts';

/** The lists of parts in a file. */
export type PartList = Exclude<keyof WorkOrderFile, 'order'>;
export type PartOf<List extends PartList> = WorkOrderFile[List][number];
/** A part as it is answered: with the revision of its order. */
export type Shown<Part> = Part & { revision: number };

/** Where a smaller act stands: inside the transaction, with the file as it is. */
export interface Situation {
  tx: Tx;
  now: Instant;
  loaded: LoadedFile;
  file: WorkOrderFile;
  order: WorkOrder;
  /** That of the event the act will be. */
  sequence: number;
  /** The act, with the roles that its caller has on this order. */
  act: Act;
}

/** The event an act becomes, and the part it is about. */
export interface Decision extends Recorded {
  partId: string;
  /** What else follows from the event, in the same transaction. */
  follow?(recorded: LoadedFile): Promise<void>;
}

/** What an act asks of its caller, in this order: a role, what its body asks beyond that, the revision. */
export interface Needs {
  by: readonly Role[];
  /** Raises access.role_denied for what this act says, as the part stands. */
  may?(situation: Situation): void;
  revision?: boolean;
}

/**
 * Performs a smaller act and answers its part. Raises access.role_denied, resource.not_found, with `revision` request.precondition_required or
 * revision.stale, and what `decide` raises.
 */
export async function actOnPart<List extends PartList>(
  act: Act,
  workOrderId: string,
  list: List,
  needs: Needs,
  decide: (situation: Situation) => Promise<Decision>,
): Promise<Outcome<Shown<PartOf<List>>>> {
  requireRole(act, ...needs.by);
  return await change(act, async (tx, clock) => {
    const loaded = await getWorkOrderFile(tx, act.caller, workOrderId);
    const now = nowFor(clock, loaded);
    const { file } = loaded;
    const { order } = file;
    const own = actOn(act, order);
    requireRole(own, ...needs.by);
    const situation: Situation = { tx, now, loaded, file, order, sequence: order.revision + 1, act: own };
    needs.may?.(situation);
    if (needs.revision) requireRevision(act, order.revision);
    const decision = await decide(situation);
    const { partId, follow, ...event } = decision;
    const recorded = await record(tx, act, now, loaded, event);
    await follow?.(recorded);
    const after = recorded.file;
    const parts: readonly PartOf<List>[] = after[list];
    return { ...partOf(parts, partId), revision: after.order.revision };
  });
}

/** The part with that id. Raises resource.not_found. */
export function partOf<Part extends { id: string }>(parts: readonly Part[], id: string): Part {
  const part = parts.find((p) => p.id === id);
  if (!part) throw new Problem('resource.not_found');
  return part;
}

/** Raises act.not_offered: the order or the part does not stand so that this can be done. */
export function notOffered(order: WorkOrder, en: string, ja: string): never {
  const reason: Message = { en, ja };
  throw new Problem('act.not_offered', { orderStatus: order.status, reason });
}

/** Raises act.not_offered unless the item is in the facility's custody. */
export function requireRunning(order: WorkOrder): void {
  if (!isRunning(order.status))
    notOffered(order, 'This is done while the item is in custody.', 'この操作は受入中にのみ行えます。');
}

/** What the guards found, all holding. Raises act.blocked with everything that fails. */
export function requireGuards(names: readonly GuardName[], facts: Facts): Finding[] {
  const findings = ask(names, facts);
  refuseBlocked(findings);
  return findings;
}

/** Raises act.blocked unless every finding holds. */
export function refuseBlocked(findings: readonly Finding[]): void {
  const blockedBy = findings
    .filter((f) => f.holds !== true)
    .map(({ guard, message, evidence }) => ({ guard, message, evidence }));
  if (blockedBy.length > 0) throw new Problem('act.blocked', { blockedBy });
}

/** The fault of a reference to something that is not there, or not this order's. */
export function unknownAt(pointer: string): Fault {
  return {
    pointer,
    code: 'reference.unknown',
    message: {
      en: 'There is no such record, or it can’t be used here.',
      ja: '該当する記録がないか、ここでは使用できません。',
    },
  };
}

/** The fault of naming someone who does not belong to the order's facility, or (given a day) was not in service then; or none. */
export async function personFaults(
  tx: Tx,
  order: WorkOrder,
  personId: string,
  pointer: string,
  on: IsoDate | null = null,
): Promise<Fault[]> {
  const person = await findRecord(tx, 'person', personId);
  const isThere = person?.facilityIds.includes(order.facilityId) && (on === null || inService(person, on));
  return isThere ? [] : [unknownAt(pointer)];
}
