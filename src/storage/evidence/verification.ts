// What a verification of the whole database reads: the orders, and the chains of the registers.
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { Tx } from '../database.ts';
import { findRow } from '../engine/rows.ts';
import { REGISTER_TABLES, type RecordNoun } from '../registers/registers.ts';
import type { RegisterNoun } from '../registers/tables.ts';
import type { Tables } from '../tables.ts';

const PAGE = 500;

/** How many events of orders, records of registers and entries of the log there are to verify, taken together. */
export async function countVerified(tx: Tx): Promise<number> {
  const { events, registerEvents, logEntries } = tx.tables;
  const count = sql<number>`count(*)`.mapWith(Number);
  const [ofOrders] = await tx.db.select({ count }).from(events);
  const [ofRecords] = await tx.db.select({ count }).from(registerEvents).where(eq(registerEvents.sequence, 1));
  const [ofLog] = await tx.db.select({ count }).from(logEntries);
  return (ofOrders?.count ?? 0) + (ofRecords?.count ?? 0) + (ofLog?.count ?? 0);
}

/** The ids of the next orders after one, in the order of ids; empty at the end. */
export async function orderIdsAfter(tx: Tx, id: string): Promise<string[]> {
  const { workOrders: t } = tx.tables;
  const rows = await tx.db.select({ id: t.id }).from(t).where(gt(t.id, id)).orderBy(asc(t.id)).limit(PAGE);
  return rows.map((row) => row.id);
}

/** The ids of the next records that have a chain, after one, with their nouns; empty at the end. */
export async function chainedRecordsAfter(tx: Tx, id: string): Promise<{ id: string; noun: RegisterNoun }[]> {
  const { registerEvents: t } = tx.tables;
  return await tx.db
    .selectDistinct({ id: t.recordId, noun: t.noun })
    .from(t)
    .where(gt(t.recordId, id))
    .orderBy(asc(t.recordId))
    .limit(PAGE);
}

/** A version of a record as it is kept: its link, and what stands beside it. */
export type VersionRow = Tables['registerEvents']['$inferSelect'];

/** The versions of a record, oldest first. */
export async function registerChainOf(tx: Tx, recordId: string): Promise<VersionRow[]> {
  const select = tx.prepared('register-events:chain', (db, { registerEvents: t }, key) =>
    db
      .select()
      .from(t)
      .where(eq(t.recordId, sql.placeholder('recordId')))
      .orderBy(asc(t.sequence))
      .prepare(key),
  );
  return await select.execute({ recordId });
}

/** The row of a record as it is, or null; undefined for nouns that are no rows of a register. */
export async function rowOfChain(
  tx: Tx,
  noun: RegisterNoun,
  id: string,
): Promise<Record<string, unknown> | null | undefined> {
  if (!(noun in REGISTER_TABLES)) return undefined;
  return await findRow(tx, REGISTER_TABLES[noun as RecordNoun], id);
}

/** The records of the registers that no chain tells of: their noun and id. */
export async function unchainedRecords(tx: Tx): Promise<{ noun: RecordNoun; id: string }[]> {
  const { registerEvents: e } = tx.tables;
  const found: { noun: RecordNoun; id: string }[] = [];
  for (const [noun, name] of Object.entries(REGISTER_TABLES) as [RecordNoun, (typeof REGISTER_TABLES)[RecordNoun]][]) {
    const t = tx.tables[name] as typeof tx.tables.standards;
    const rows = await tx.db
      .select({ id: t.id })
      .from(t)
      .where(sql`not exists (select 1 from ${e} where ${e.recordId} = ${t.id})`)
      .limit(1);
    found.push(...rows.map(({ id }) => ({ noun, id })));
  }
  return found;
}

/** What the record of an event is (`work_order`, or the noun of its register); null: there is no such event. */
export async function nounOfChain(
  tx: Tx,
  recordId: string,
  sequence: number,
): Promise<'work_order' | RegisterNoun | null> {
  const { events, registerEvents } = tx.tables;
  const [version] = await tx.db
    .select({ noun: registerEvents.noun })
    .from(registerEvents)
    .where(and(eq(registerEvents.recordId, recordId), eq(registerEvents.sequence, sequence)));
  if (version) return version.noun;
  const [event] = await tx.db
    .select({ sequence: events.sequence })
    .from(events)
    .where(and(eq(events.workOrderId, recordId), eq(events.sequence, sequence)));
  return event ? 'work_order' : null;
}
