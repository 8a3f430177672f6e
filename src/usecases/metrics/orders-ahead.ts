// The open orders whose next act is looked ahead to: as they are, or as they had been recorded by an instant.

import { isOpen, RUNNING, type Status } from '../../domain/orders/status.ts';
import type { WorkOrderFile } from '../../domain/orders/work-order-file.ts';
import type { Instant, IsoDate } from '../../domain/values.ts';
import type { Operation } from '../../domain/workshop/operation.ts';
import type { Tx } from '../../storage/database.ts';
import { compareValues } from '../../storage/engine/pages.ts';
import { signaturesOf } from '../../storage/evidence/signatures.ts';
import { filesAsOf } from '../../storage/metrics/dossiers.ts';
import {
  type FamilyStay,
  familyStays,
  lastTargets,
  maybeOpenAt,
  type OpenOrder,
  openOrders,
  operationsOf,
} from '../../storage/metrics/exposure.ts';
import { isInScope, type Scope } from '../../storage/orders/work-order-lists.ts';
import { findWorkOrderFile } from '../../storage/orders/work-orders.ts';
import type { GivenSignature } from '../evidence/doubts.ts';
import { there } from '../there.ts';

/** Which orders are looked at. */
export interface AskedOrders {
  scope: Scope;
  facilityId?: string | undefined;
  platformId?: string | undefined;
}

export interface OrdersAhead {
  /** Open orders by urgency and age, from `at` on (that one included), or from the first. */
  from(at: { designator: number; id: string } | null, limit: number): Promise<OpenOrder[]>;
  operations(ids: readonly string[]): Promise<Map<string, Operation[]>>;
  /** The last target of each that has one. */
  targets(ids: readonly string[]): Promise<Map<string, IsoDate>>;
  /** The signatures in force on those that run. */
  signatures(ids: readonly string[]): Promise<GivenSignature[]>;
  /** Where the families of some roots stand: the stays that are not over. */
  familyStays(rootIds: readonly string[]): Promise<FamilyStay[]>;
  file(id: string): Promise<WorkOrderFile>;
}

/** The orders as they are. */
export function ordersNow(tx: Tx, asked: AskedOrders): OrdersAhead {
  return {
    from: (at, limit) => openOrders(tx, asked, at, limit),
    operations: (ids) => operationsOf(tx, ids),
    targets: (ids) => lastTargets(tx, ids),
    signatures: (ids) => signaturesOf(tx, ids),
    familyStays: (rootIds) => familyStays(tx, rootIds),
    file: async (id) => (await there(findWorkOrderFile(tx, id))).file,
  };
}

/** The orders as they had been recorded by `asOf`, each folded from its events of until then. */
export async function ordersKnownAt(tx: Tx, asked: AskedOrders, asOf: Instant): Promise<OrdersAhead> {
  const files = new Map<string, WorkOrderFile>();
  for (const file of await filesAsOf(tx, await maybeOpenAt(tx, asOf, { scope: asked.scope }), asOf))
    if (isAsked(file, asked)) files.set(file.order.id, file);
  const placeOf = ({ order }: WorkOrderFile) => [order.priority.designator, order.id] as const;
  const sorted = [...files.values()].sort((a, b) => compareValues(placeOf(a), placeOf(b)));
  const of = (ids: readonly string[]) => ids.flatMap((id) => files.get(id) ?? []);
  return {
    async from(at, limit) {
      const rest = at ? sorted.filter((file) => compareValues(placeOf(file), [at.designator, at.id]) >= 0) : sorted;
      return rest.slice(0, limit).map(({ order }) => ({ ...order, designator: order.priority.designator }));
    },
    operations: async (ids) => new Map(of(ids).map(({ order, operations }) => [order.id, operations])),
    targets: async (ids) =>
      new Map(
        of(ids).flatMap(({ order, targets }) => {
          const last = targets.at(-1);
          return last ? [[order.id, last.date]] : [];
        }),
      ),
    signatures: async (ids) => of(ids).flatMap(signaturesIn),
    async familyStays(rootIds) {
      const families = await filesAsOf(tx, await maybeOpenAt(tx, asOf, { rootIds }), asOf);
      return families.flatMap(stayOf);
    },
    file: (id) => there(Promise.resolve(files.get(id) ?? null)),
  };
}

function isAsked({ order }: WorkOrderFile, { scope, facilityId, platformId }: AskedOrders): boolean {
  return (
    isOpen(order.status) &&
    isInScope(scope, order) &&
    (facilityId === undefined || order.facilityId === facilityId) &&
    (platformId === undefined || order.platformId === platformId)
  );
}

// What a later inspection stands for is left out, as of the signatures of now.
function signaturesIn({ order, signatures, inspections, operations }: WorkOrderFile): GivenSignature[] {
  if (!(RUNNING as readonly Status[]).includes(order.status)) return [];
  return signatures.flatMap(({ signer, signedAt, inspectionId, supersededAt }) => {
    const inspection = inspections.find(({ id }) => id === inspectionId);
    if (supersededAt !== null || (inspection && inspection.supersededBy !== null)) return [];
    const operation = operations.find(({ id }) => id === inspection?.operationId);
    const { id: workOrderId, facilityId, platformId, activity: orderActivity } = order;
    const kind = inspection?.kind ?? null;
    const operationActivity = operation?.activity ?? null;
    return [{ workOrderId, signer, signedAt, kind, facilityId, platformId, orderActivity, operationActivity }];
  });
}

function stayOf({ order }: WorkOrderFile): FamilyStay[] {
  const { id: workOrderId, number, inductedAt, endedAt, rootId, facilityId } = order;
  return inductedAt === null || endedAt !== null
    ? []
    : [{ workOrderId, number, from: inductedAt, to: null, rootId, facilityId }];
}
