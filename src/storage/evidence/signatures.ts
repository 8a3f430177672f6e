// Signatures in force on running orders, with what says whether their signers were entitled to them and whether they can be given again.
import { and, eq, inArray, isNull, or } from 'drizzle-orm';
import { RUNNING } from '../../domain/orders/status.ts';
import type { Tx } from '../database.ts';
import { type Condition, isOneOf, rowsUnder } from '../engine/conditions.ts';
import { inScope, type Scope } from '../orders/work-order-lists.ts';

/** The signatures in force on the running orders of a scope. What a later inspection stands for is left out. */
export async function signaturesInScope(tx: Tx, scope: Scope) {
  return await standing(tx, 'scope', [inScope(tx, scope)]);
}

/** The signatures in force on some orders, those of them that run. */
export async function signaturesOf(tx: Tx, workOrderIds: readonly string[]) {
  return await standing(tx, 'orders', [isOneOf(tx.tables.workOrders.id, workOrderIds)]);
}

export type StandingSignature = Awaited<ReturnType<typeof standing>>[number];

// Reached from the orders, which are few: CROSS JOIN keeps SQLite from turning that round.
async function standing(tx: Tx, name: string, conditions: (Condition | undefined)[]) {
  return await rowsUnder(tx, `signatures:${name}`, conditions, {}, (db, tables, where) => {
    const { workOrders: t, signatures: s, inspections: i, operations: o } = tables;
    return db
      .select({
        workOrderId: t.id,
        number: t.number,
        status: t.status,
        designator: t.designator,
        facilityId: t.facilityId,
        platformId: t.platformId,
        orderActivity: t.activity,
        presentedAt: t.presentedAt,
        acceptedAt: t.acceptedAt,
        signer: s.signer,
        signedAt: s.signedAt,
        act: s.act,
        inspectionId: i.id,
        kind: i.kind,
        inspectedFrom: i.createdAt,
        operationActivity: o.activity,
      })
      .from(t)
      .crossJoin(s)
      .leftJoin(i, eq(i.id, s.inspectionId))
      .leftJoin(o, eq(o.id, i.operationId))
      .where(
        and(
          inArray(t.status, [...RUNNING]),
          where,
          eq(s.workOrderId, t.id),
          isNull(s.supersededAt),
          or(isNull(s.inspectionId), isNull(i.supersededBy)),
        ),
      );
  });
}
