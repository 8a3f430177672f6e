// Webhooks and what is sent to them.
import { and, asc, eq, isNull, lte, ne, or, sql } from 'drizzle-orm';
import type { Instant } from '../domain/values.ts';
import type { Delivery } from '../domain/webhook.ts';
import { equals } from './conditions.ts';
import type { Tx } from './database.ts';
import { listPage, type Page, type PageRequest, sortOf } from './pages.ts';
import { findRow, insertRow, insertRows, updateRow } from './rows.ts';
import type { Tables } from './tables.ts';

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

/** The first of a webhook's deliveries that has not been made, in the order of the log; null: all have. */
export async function nextDelivery(tx: Tx, webhookId: string): Promise<Delivery | null> {
  const next = tx.prepared('webhooks:next-delivery', (db, { webhookDeliveries: t }, key) =>
    db
      .select()
      .from(t)
      .where(and(eq(t.webhookId, sql.placeholder('webhookId')), eq(t.status, 'pending')))
      .orderBy(asc(t.position))
      .limit(1)
      .prepare(key),
  );
  return (await next.execute({ webhookId }))[0] ?? null;
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
