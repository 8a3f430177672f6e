// Derived state of orders, written anew from what their events say: for the command that proves it equal.
import { eq, sql } from 'drizzle-orm';
import type { WorkOrder } from '../../domain/orders/work-order.ts';
import type { FiledSegment } from '../../domain/orders/work-order-file.ts';
import type { Target } from '../../domain/workshop/target.ts';
import type { Tx } from '../database.ts';
import { insertRow, updateRow } from '../engine/rows.ts';

/** Has the segments of an order be those, and nothing else. */
export async function writeSegments(tx: Tx, workOrderId: string, segments: readonly FiledSegment[]): Promise<void> {
  const clear = tx.prepared('derived:segments-of', (db, { segments: t }, key) =>
    db
      .delete(t)
      .where(eq(t.workOrderId, sql.placeholder('workOrderId')))
      .prepare(key),
  );
  await clear.execute({ workOrderId });
  for (const segment of segments) await insertRow(tx, 'segments', segment);
}

/** Adds a target that its row was lost of. One that is there is never changed: the database refuses it. */
export async function addTargetRow(tx: Tx, target: Target): Promise<void> {
  await insertRow(tx, 'targets', target);
}

/** Sets fields of an order that follow from its events; its status and revision are none of them. */
export async function setDerived(tx: Tx, workOrderId: string, set: Partial<WorkOrder>): Promise<void> {
  await updateRow(tx, 'workOrders', workOrderId, set as never);
}
