// The log of all events, the tree over it, and the checkpoints about it.
import { and, asc, desc, eq, exists, gt, gte, lt, max, type SQL, sql } from 'drizzle-orm';
import type { Checkpoint, LogEntry } from '../../domain/evidence/checkpoint.ts';
import { leafOf } from '../../domain/evidence/checkpoint.ts';
import { GrowingTree, type Range, rootOf, type Subtree, subtreesOf } from '../../domain/evidence/merkle.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { placeFor } from '../engine/conditions.ts';
import { listPage, type Page, type PageRequest, sortOf } from '../engine/pages.ts';
import { insertRow, insertRows } from '../engine/rows.ts';

/** How many events the log takes in one transaction: writers wait no longer than for these. */
export const LOGGED_AT_ONCE = 500;

/** A log entry with its place, counted from 0, and its leaf. */
export interface PlacedEntry extends LogEntry {
  position: number;
  leafSha256: string;
}

/** An event that waits for the log. `sha256` null: there is no such event any more. */
export interface Waiting extends Omit<LogEntry, 'sha256'> {
  recordedAt: Instant;
  sha256: string | null;
}

/** The next events that wait for the log, by when they were recorded, then by record and sequence. */
export async function waitingEvents(tx: Tx): Promise<Waiting[]> {
  const list = tx.prepared('log:waiting', (db, { unloggedEvents: u, events: e, registerEvents: r }, key) =>
    db
      .select({
        recordedAt: u.recordedAt,
        recordId: u.recordId,
        sequence: u.sequence,
        kind: u.kind,
        sha256: sql<string | null>`coalesce(${e.sha256}, ${r.sha256})`,
      })
      .from(u)
      .leftJoin(e, and(eq(e.workOrderId, u.recordId), eq(e.sequence, u.sequence)))
      .leftJoin(r, and(eq(r.recordId, u.recordId), eq(r.sequence, u.sequence)))
      .orderBy(asc(u.recordedAt), asc(u.recordId), asc(u.sequence))
      .limit(LOGGED_AT_ONCE)
      .prepare(key),
  );
  return await list.execute();
}

/** Appends events to the log, in this order, with the subtrees they complete; they wait no longer. One at a time: a second one fails. */
export async function appendToLog(tx: Tx, waiting: readonly (Waiting & { sha256: string })[]): Promise<void> {
  const last = waiting.at(-1);
  if (!last) return;
  const tree = await treeOf(tx, await logSize(tx));
  const entries: PlacedEntry[] = [];
  const nodes: (Subtree & { sha256: string })[] = [];
  for (const { kind, recordId, sequence, sha256 } of waiting) {
    const entry = { kind, recordId, sequence, sha256 };
    const leafSha256 = leafOf(entry);
    entries.push({ position: tree.size, ...entry, leafSha256 });
    nodes.push(...tree.append(leafSha256));
  }
  await insertRows(tx, 'logEntries', entries);
  await insertRows(tx, 'logNodes', nodes);
  // What was recorded before the last of them and has come since is in no entry yet, and stays.
  const taken = tx.prepared('log:taken', (db, { unloggedEvents: u, logEntries: l }, key) =>
    db
      .delete(u)
      .where(
        and(
          upToPlace(u),
          exists(
            db
              .select({ one: sql`1` })
              .from(l)
              .where(and(eq(l.recordId, u.recordId), eq(l.sequence, u.sequence))),
          ),
        ),
      )
      .prepare(key),
  );
  await taken.execute({ recordedAt: last.recordedAt, recordId: last.recordId, sequence: last.sequence });
}

function upToPlace(u: Tx['tables']['unloggedEvents']): SQL {
  const place = sql`${placeFor(u.recordedAt, 'recordedAt')}, ${placeFor(u.recordId, 'recordId')}, ${placeFor(u.sequence, 'sequence')}`;
  return sql`(${u.recordedAt}, ${u.recordId}, ${u.sequence}) <= (${place})`;
}

/** How many entries the log has. */
export async function logSize(tx: Tx): Promise<number> {
  const last = tx.prepared('log:last', (db, { logEntries: t }, key) =>
    db
      .select({ position: max(t.position) })
      .from(t)
      .prepare(key),
  );
  const [row] = await last.execute();
  return row?.position === null || row?.position === undefined ? 0 : Number(row.position) + 1;
}

/** The tree over the first entries of the log, as it is kept: ready to grow. Reads as many nodes as the size has bits. */
export async function treeOf(tx: Tx, size: number): Promise<GrowingTree> {
  return new GrowingTree(size, await hashesOf(tx, { start: 0, end: size }));
}

/** The root over a range of the log, as it is kept. */
export async function rangeRoot(tx: Tx, range: Range): Promise<string> {
  return rootOf(await hashesOf(tx, range));
}

async function hashesOf(tx: Tx, range: Range): Promise<string[]> {
  const leaf = tx.prepared('log:leaf', (db, { logEntries: t }, key) =>
    db
      .select({ sha256: t.leafSha256 })
      .from(t)
      .where(eq(t.position, sql.placeholder('index')))
      .prepare(key),
  );
  const node = tx.prepared('log:node', (db, { logNodes: t }, key) =>
    db
      .select({ sha256: t.sha256 })
      .from(t)
      .where(and(eq(t.level, sql.placeholder('level')), eq(t.index, sql.placeholder('index'))))
      .prepare(key),
  );
  const hashes: string[] = [];
  for (const { level, index } of subtreesOf(range)) {
    const [found] = level === 0 ? await leaf.execute({ index }) : await node.execute({ level, index });
    if (!found) throw new Error(`the log has no node ${index} at level ${level}`);
    hashes.push(found.sha256);
  }
  return hashes;
}

/** The entry of an event, or null: the log does not have it, or not yet. */
export async function findEntry(tx: Tx, recordId: string, sequence: number): Promise<PlacedEntry | null> {
  const find = tx.prepared('log:entry-of', (db, { logEntries: t }, key) =>
    db
      .select()
      .from(t)
      .where(and(eq(t.recordId, sql.placeholder('recordId')), eq(t.sequence, sql.placeholder('sequence'))))
      .prepare(key),
  );
  return (await find.execute({ recordId, sequence }))[0] ?? null;
}

/** The last checkpoint, or null. */
export async function lastCheckpoint(tx: Tx): Promise<Checkpoint | null> {
  const { checkpoints: t } = tx.tables;
  const [row] = await tx.db.select().from(t).orderBy(desc(t.n)).limit(1);
  return row ?? null;
}

/** A checkpoint by its number, or null. */
export async function findCheckpoint(tx: Tx, n: number): Promise<Checkpoint | null> {
  const { checkpoints: t } = tx.tables;
  const [row] = await tx.db.select().from(t).where(eq(t.n, n));
  return row ?? null;
}

/** The first checkpoint about just that many entries, or null. */
export async function findCheckpointOf(tx: Tx, size: number): Promise<Checkpoint | null> {
  const { checkpoints: t } = tx.tables;
  const [row] = await tx.db.select().from(t).where(eq(t.size, size)).orderBy(asc(t.n)).limit(1);
  return row ?? null;
}

/** The next checkpoints after a number, in order, or the first; empty at the end. */
export async function checkpointsAfter(tx: Tx, n: number | null): Promise<Checkpoint[]> {
  const { checkpoints: t } = tx.tables;
  return await tx.db
    .select()
    .from(t)
    .where(n === null ? undefined : gt(t.n, n))
    .orderBy(asc(t.n))
    .limit(LOGGED_AT_ONCE);
}

/** Keeps a checkpoint. Its number is the next one, or this fails. */
export async function insertCheckpoint(tx: Tx, checkpoint: Checkpoint): Promise<void> {
  await insertRow(tx, 'checkpoints', checkpoint);
}

/** One page of the checkpoints. Raises request.invalid for a foreign cursor. */
export async function listCheckpointRows(tx: Tx, { limit, cursor, sort }: PageRequest): Promise<Page<Checkpoint>> {
  const { checkpoints: t } = tx.tables;
  return await listPage(tx, { table: t, where: [], sort: sortOf(t, sort), key: t.n, limit, cursor });
}

/** A log entry beside the event that it names, as that is in the database; null: there is none. */
export interface EntryWithEvent extends PlacedEntry {
  canonical: string | null;
}

/** The entries of the log from a position on, with their events. */
export async function entriesWithEvents(tx: Tx, from: number): Promise<EntryWithEvent[]> {
  const list = tx.prepared('log:with-events', (db, { logEntries: l, events: e, registerEvents: r }, key) =>
    db
      .select({
        position: l.position,
        kind: l.kind,
        recordId: l.recordId,
        sequence: l.sequence,
        sha256: l.sha256,
        leafSha256: l.leafSha256,
        canonical: sql<string | null>`case ${l.kind} when 'order' then ${e.canonical} else ${r.canonical} end`,
      })
      .from(l)
      .leftJoin(e, and(eq(e.workOrderId, l.recordId), eq(e.sequence, l.sequence)))
      .leftJoin(r, and(eq(r.recordId, l.recordId), eq(r.sequence, l.sequence)))
      .where(gte(l.position, sql.placeholder('from')))
      .orderBy(asc(l.position))
      .limit(LOGGED_AT_ONCE)
      .prepare(key),
  );
  return await list.execute({ from });
}

/** The nodes that the log keeps of a level, from an index up to and without another. */
export async function nodesBetween(tx: Tx, level: number, from: number, to: number): Promise<Map<number, string>> {
  const list = tx.prepared('log:nodes-between', (db, { logNodes: t }, key) =>
    db
      .select({ index: t.index, sha256: t.sha256 })
      .from(t)
      .where(
        and(
          eq(t.level, sql.placeholder('level')),
          gte(t.index, sql.placeholder('from')),
          lt(t.index, sql.placeholder('to')),
        ),
      )
      .prepare(key),
  );
  const rows = await list.execute({ level, from, to });
  return new Map(rows.map(({ index, sha256 }) => [index, sha256]));
}

/** How many events there are, entries in the log, nodes over it, and events that wait and are there: from one snapshot. */
export async function logCounts(
  tx: Tx,
): Promise<{ events: number; entries: number; nodes: number; waiting: number; waitingThere: number }> {
  const { events, registerEvents, logEntries, logNodes, unloggedEvents: u } = tx.tables;
  const count = sql<number>`count(*)`.mapWith(Number);
  const of = async (table: typeof events | typeof registerEvents | typeof logEntries | typeof logNodes | typeof u) =>
    (await tx.db.select({ count }).from(table as typeof events))[0]?.count ?? 0;
  const [there] = await tx.db
    .select({ count })
    .from(u)
    .where(
      sql`exists (select 1 from ${events} where ${events.workOrderId} = ${u.recordId} and ${events.sequence} = ${u.sequence} and ${u.kind} = 'order' and ${events.recordedAt} = ${u.recordedAt})
        or exists (select 1 from ${registerEvents} where ${registerEvents.recordId} = ${u.recordId} and ${registerEvents.sequence} = ${u.sequence} and ${u.kind} = 'register' and ${registerEvents.recordedAt} = ${u.recordedAt})`,
    );
  return {
    events: (await of(events)) + (await of(registerEvents)),
    entries: await of(logEntries),
    nodes: await of(logNodes),
    waiting: await of(u),
    waitingThere: there?.count ?? 0,
  };
}
