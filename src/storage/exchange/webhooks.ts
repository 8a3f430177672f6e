// Webhooks and what is sent to them.
import { and, asc, eq, exists, isNotNull, isNull, lt, lte, ne, not, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { type Delivery, type DisabledReason, WELL } from '../../domain/exchange/webhook.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../database.ts';
import { equals } from '../engine/conditions.ts';
import { listPage, type Page, type PageRequest, sortOf } from '../engine/pages.ts';
import { findRow, insertRow, insertRows, updateRow } from '../engine/rows.ts';
import type { Tables } from '../tables.ts';

/** A webhook as it is kept: its secrets sealed, and its place in the log. */
export type WebhookRow = Tables['webhooks']['$inferSelect'];

export async function insertWebhook(tx: Tx, row: WebhookRow): Promise<void> {
  await insertRow(tx, 'webhooks', row);
}

export async function findWebhook(tx: Tx, id: string): Promise<WebhookRow | null> {
  return await findRow(tx, 'webhooks', id);
}

export async function updateWebhook(tx: Tx, id: string, set: Partial<WebhookRow>): Promise<void> {
  await updateRow(tx, 'webhooks', id, set);
}

/** Takes a webhook away, with the log of its deliveries. */
export async function deleteWebhook(tx: Tx, id: string): Promise<void> {
  const { webhooks, webhookDeliveries } = tx.tables;
  await tx.db.delete(webhookDeliveries).where(eq(webhookDeliveries.webhookId, id));
  await tx.db.delete(webhooks).where(eq(webhooks.id, id));
}

/** A page of the webhooks of a person, or of everybody (null). Raises request.invalid for a foreign cursor. */
export async function listWebhookRows(
  tx: Tx,
  { limit, cursor, sort }: PageRequest,
  createdBy: string | null,
): Promise<Page<WebhookRow>> {
  const { webhooks: t } = tx.tables;
  const where = [createdBy === null ? undefined : equals(t.createdBy, createdBy)];
  return await listPage(tx, { table: t, where, sort: sortOf(t, sort), limit, cursor });
}

/** How many webhooks a person has. */
export async function countWebhooks(tx: Tx, createdBy: string): Promise<number> {
  const { webhooks: t } = tx.tables;
  const [row] = await tx.db
    .select({ count: sql<number>`count(*)`.mapWith(Number) })
    .from(t)
    .where(eq(t.createdBy, createdBy));
  return row?.count ?? 0;
}

/** The active webhooks that do not wait for a later instant. */
export async function dueWebhooks(tx: Tx, now: Instant): Promise<string[]> {
  const list = tx.prepared('webhooks:due', (db, { webhooks: t }, key) =>
    db
      .select({ id: t.id })
      .from(t)
      .where(and(eq(t.status, 'active'), or(isNull(t.nextAttemptAt), lte(t.nextAttemptAt, sql.placeholder('now')))))
      .orderBy(asc(t.id))
      .prepare(key),
  );
  return (await list.execute({ now })).map(({ id }) => id);
}

/** Which of what waits is asked for: what has not failed yet, or what has failed and is to be tried again by now. */
export type WaitingKind = 'untried' | 'failed';

/**
 * The next of a webhook's deliveries that can be made: the first of its order that waits. Of the untried the first in the log, of the failed
 * the one that waits longest; null: there is none.
 */
export async function nextDelivery(
  tx: Tx,
  { webhookId, kind, now }: { webhookId: string; kind: WaitingKind; now: Instant },
): Promise<Delivery | null> {
  const next = tx.prepared(`webhooks:next-${kind}`, (db, { webhookDeliveries: t }, key) => {
    const earlier = alias(t, 'earlier');
    const isHeldBack = exists(
      db
        .select({ one: sql`1` })
        .from(earlier)
        .where(
          and(
            eq(earlier.webhookId, t.webhookId),
            eq(earlier.workOrderId, t.workOrderId),
            eq(earlier.status, 'pending'),
            lt(earlier.position, t.position),
          ),
        ),
    );
    return db
      .select()
      .from(t)
      .where(
        and(
          eq(t.webhookId, sql.placeholder('webhookId')),
          eq(t.status, 'pending'),
          kind === 'untried' ? isNull(t.nextAttemptAt) : lte(t.nextAttemptAt, sql.placeholder('now')),
          not(isHeldBack),
        ),
      )
      .orderBy(...(kind === 'untried' ? [asc(t.position)] : [asc(t.nextAttemptAt), asc(t.position)]))
      .limit(1)
      .prepare(key);
  });
  return (await next.execute({ webhookId, ...(kind === 'failed' ? { now } : {}) }))[0] ?? null;
}

/** How many of a webhook's deliveries wait. */
export async function countWaiting(tx: Tx, webhookId: string): Promise<number> {
  const count = tx.prepared('webhooks:count-waiting', (db, { webhookDeliveries: t }, key) =>
    db
      .select({ count: sql<number>`count(*)`.mapWith(Number) })
      .from(t)
      .where(and(eq(t.webhookId, sql.placeholder('webhookId')), eq(t.status, 'pending')))
      .prepare(key),
  );
  return (await count.execute({ webhookId }))[0]?.count ?? 0;
}

/** Has all that waits for a webhook tried anew, as if it had never failed. */
export async function tryAnew(tx: Tx, webhookId: string): Promise<void> {
  const { webhookDeliveries: t } = tx.tables;
  await tx.db
    .update(t)
    .set(WELL)
    .where(and(eq(t.webhookId, webhookId), eq(t.status, 'pending'), isNotNull(t.nextAttemptAt)));
}

/** A webhook that its owner has to look after: it was disabled for them, or something has been failing. */
export interface TroubledWebhook {
  id: string;
  url: string;
  /** Null: it is active. */
  disabledBecause: Exclude<DisabledReason, 'owner'> | null;
  since: Instant;
}

/** The webhooks of a person that were disabled other than by them, or have failed, or failed with an event, since before an instant. */
export async function troubledWebhooks(tx: Tx, createdBy: string, before: Instant): Promise<TroubledWebhook[]> {
  const list = tx.prepared('webhooks:troubled', (db, { webhooks: t, webhookDeliveries: d }, key) => {
    const failing = db
      .select({
        webhookId: d.webhookId,
        since: sql<Instant>`min(${d.failingSince})`.mapWith(d.failingSince).as('since'),
      })
      .from(d)
      .where(and(eq(d.status, 'pending'), isNotNull(d.failingSince)))
      .groupBy(d.webhookId)
      .as('failing');
    return db
      .select({
        id: t.id,
        url: t.url,
        disabledBecause: t.disabledBecause,
        disabledAt: t.disabledAt,
        failingSince: t.failingSince,
        eventFailingSince: failing.since,
      })
      .from(t)
      .leftJoin(failing, eq(failing.webhookId, t.id))
      .where(eq(t.createdBy, sql.placeholder('createdBy')))
      .orderBy(asc(t.id))
      .prepare(key);
  });
  const found: TroubledWebhook[] = [];
  for (const row of await list.execute({ createdBy })) {
    const { id, url, disabledBecause, disabledAt, failingSince, eventFailingSince } = row;
    if (disabledBecause === 'owner') continue;
    const [failed] = [failingSince, eventFailingSince].filter((at) => at !== null).sort();
    if (disabledAt) found.push({ id, url, disabledBecause, since: disabledAt });
    else if (failed && failed <= before) found.push({ id, url, disabledBecause: null, since: failed });
  }
  return found;
}

export async function insertDeliveries(tx: Tx, rows: readonly Delivery[]): Promise<void> {
  await insertRows(tx, 'webhookDeliveries', rows);
}

export async function findDelivery(tx: Tx, id: string): Promise<Delivery | null> {
  return await findRow(tx, 'webhookDeliveries', id);
}

export async function updateDelivery(tx: Tx, id: string, set: Partial<Delivery>): Promise<void> {
  await updateRow(tx, 'webhookDeliveries', id, set);
}

/** A page of the deliveries of a webhook. Raises request.invalid for a foreign cursor. */
export async function listDeliveryRows(
  tx: Tx,
  { limit, cursor, sort }: PageRequest,
  { webhookId, status }: { webhookId: string; status?: Delivery['status'] | undefined },
): Promise<Page<Delivery>> {
  const { webhookDeliveries: t } = tx.tables;
  const where = [equals(t.webhookId, webhookId), status === undefined ? undefined : equals(t.status, status)];
  return await listPage(tx, { table: t, where, sort: sortOf(t, sort), key: t.position, limit, cursor });
}

/** Deletes what was queued before an instant and waits no longer. */
export async function forgetDeliveriesBefore(tx: Tx, before: Instant): Promise<void> {
  const { webhookDeliveries: t } = tx.tables;
  await tx.db.delete(t).where(and(ne(t.status, 'pending'), lte(t.queuedAt, before)));
}
