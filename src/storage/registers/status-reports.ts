// Status reports of equipment in storage.
import { and, asc, desc, eq, gt, sql } from 'drizzle-orm';
import type { StatusReport } from '../../domain/registers/equipment.ts';
import type { Tx } from '../database.ts';
import { equals } from '../engine/conditions.ts';
import { listPage, type Page, sortOf } from '../engine/pages.ts';
import { findRow, insertRow, type Row } from '../engine/rows.ts';

/** Keeps a status report; the condition that the latest one says is the equipment's, and is answered. */
export async function insertStatusReport(tx: Tx, report: StatusReport): Promise<StatusReport['condition']> {
  await insertRow(tx, 'statusReports', report);
  const latest = tx.prepared('status-reports:latest', (db, { statusReports: t }, key) =>
    db
      .select({ condition: t.condition })
      .from(t)
      .where(eq(t.equipmentId, sql.placeholder('equipmentId')))
      .orderBy(desc(t.at), desc(t.recordedAt), desc(t.id))
      .limit(1)
      .prepare(key),
  );
  const [row] = await latest.execute({ equipmentId: report.equipmentId });
  return row?.condition ?? report.condition;
}

/** The latest report that the release of an order made of its item, or null. */
export async function findReleaseReport(
  tx: Tx,
  equipmentId: string,
  workOrderId: string,
): Promise<StatusReport | null> {
  const find = tx.prepared('status-reports:of-release', (db, { statusReports: t }, key) =>
    db
      .select()
      .from(t)
      .where(and(eq(t.equipmentId, sql.placeholder('equipmentId')), eq(t.workOrderId, sql.placeholder('workOrderId'))))
      .orderBy(desc(t.recordedAt), desc(t.id))
      .limit(1)
      .prepare(key),
  );
  const [row] = await find.execute({ equipmentId, workOrderId });
  return row ?? null;
}

/** The status report with that id, or null. */
export async function findStatusReport(tx: Tx, id: string): Promise<StatusReport | null> {
  return await findRow(tx, 'statusReports', id);
}

/** The report of an item that says the same of the same instant, or null. */
export async function statusReportsAlike(
  tx: Tx,
  { equipmentId, at, condition }: Pick<StatusReport, 'equipmentId' | 'at' | 'condition'>,
): Promise<StatusReport | null> {
  const list = tx.prepared('status-reports:alike', (db, { statusReports: t }, key) =>
    db
      .select()
      .from(t)
      .where(
        and(
          eq(t.equipmentId, sql.placeholder('equipmentId')),
          eq(t.at, sql.placeholder('at')),
          eq(t.condition, sql.placeholder('condition')),
        ),
      )
      .orderBy(asc(t.id))
      .limit(1)
      .prepare(key),
  );
  return (await list.execute({ equipmentId, at, condition }))[0] ?? null;
}

/** The next reports by id, of all items. */
export async function statusReportsAfter(tx: Tx, id: string, limit: number): Promise<StatusReport[]> {
  const list = tx.prepared('status-reports:after', (db, { statusReports: t }, key) =>
    db
      .select()
      .from(t)
      .where(gt(t.id, sql.placeholder('id')))
      .orderBy(asc(t.id))
      .limit(sql.placeholder('limit'))
      .prepare(key),
  );
  return await list.execute({ id, limit });
}

/** One page of the status reports of an item. */
export async function listStatusReports(
  tx: Tx,
  equipmentId: string,
  page: { limit: number; cursor?: string | null | undefined; sort: string },
): Promise<Page<Row<'statusReports'>>> {
  const table = tx.tables.statusReports;
  return await listPage(tx, {
    table,
    where: [equals(table.equipmentId, equipmentId)],
    sort: sortOf(table, page.sort),
    limit: page.limit,
    cursor: page.cursor,
  });
}
