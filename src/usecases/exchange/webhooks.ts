// Webhooks: made, changed and taken away by their owner, whose sight they have.

import {
  DELIVERIES_KEPT_DAYS,
  type Delivery,
  OVERLAP_HOURS,
  SECRET_BYTES,
  secretOf,
  targetFaults,
  WELL,
  type Webhook,
  type WebhookInput,
  type WebhookPatch,
} from '../../domain/exchange/webhook.ts';
import { notFound, Problem, refuseFaults } from '../../domain/problem.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import type { Page, PageRequest } from '../../storage/engine/pages.ts';
import { logSize } from '../../storage/evidence/log.ts';
import {
  countWebhooks,
  deleteWebhook,
  findDelivery,
  findWebhook,
  forgetDeliveriesBefore,
  insertWebhook,
  listDeliveryRows,
  listWebhookRows,
  tryAnew,
  updateDelivery,
  updateWebhook,
  type WebhookRow,
} from '../../storage/exchange/webhooks.ts';
import {
  type Act,
  type Caller,
  change,
  hasRole,
  look,
  type Outcome,
  requireRevision,
  type Services,
  shownOnce,
} from '../act.ts';
import { takeIntoLog } from '../evidence/log.ts';

/** How many webhooks a person may have. */
export const MOST_WEBHOOKS = 20;

type WithSecret = Webhook & { secret: string | null };

/** A page of the caller's webhooks; of everybody's for an administrator. Raises request.invalid. */
export async function listWebhooks(act: Act, request: PageRequest): Promise<Page<Webhook>> {
  const owner = hasRole(act.caller, 'administrator') ? null : act.caller.personId;
  const { items, next } = await look(act, (tx) => listWebhookRows(tx, request, owner));
  return { items: items.map(shown), next };
}

/** A webhook that the caller owns or, as an administrator, oversees. Raises resource.not_found. */
export async function showWebhook(act: Act, id: string): Promise<Webhook> {
  return shown(await look(act, (tx) => getWebhook(tx, act.caller, id)));
}

/** Makes a webhook, for what happens from now on; its secret is shown once. Raises webhook.too_many, request.invalid for a target that may not be sent to. */
export async function createWebhook(act: Act, input: WebhookInput): Promise<Outcome<WithSecret>> {
  refuseFaults(targetFaults(input.url, act.settings.webhookNetworks));
  await takeIntoLog(act);
  return await change(act, async (tx, now) => {
    const { personId } = act.caller;
    if ((await countWebhooks(tx, personId)) >= MOST_WEBHOOKS)
      throw new Problem('webhook.too_many', { limit: MOST_WEBHOOKS });
    const id = act.newId();
    const secret = secretOf(act.secrets(SECRET_BYTES));
    const row: WebhookRow = {
      id,
      createdAt: now,
      revision: 1,
      createdBy: personId,
      ...input,
      status: 'active',
      disabledBecause: null,
      disabledAt: null,
      ...WELL,
      sealedSecret: act.keys.seal(secret, id),
      previousSealedSecret: null,
      previousSecretUntil: null,
      place: await logSize(tx),
    };
    await insertWebhook(tx, row);
    return shownOnce<WithSecret>({ ...shown(row), secret }, { ...shown(row), secret: null });
  });
}

/** Changes a webhook at the revision in If-Match. Raises resource.not_found, request.precondition_required, revision.stale, request.invalid for a target that may not be sent to. */
export async function editWebhook(act: Act, id: string, patch: WebhookPatch): Promise<Outcome<Webhook>> {
  return await change(act, async (tx, now) => {
    const row = await getWebhook(tx, act.caller, id);
    if (patch.url !== undefined) refuseFaults(targetFaults(patch.url, act.settings.webhookNetworks));
    requireRevision(act, row.revision);
    const { status, ...fields } = patch;
    const set: Partial<WebhookRow> = {
      ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
      revision: row.revision + 1,
    };
    // What was changed of it may have been what failed: it is tried at once.
    if (fields.url !== undefined || (status === 'active' && row.status === 'disabled')) {
      Object.assign(set, WELL);
      await tryAnew(tx, id);
    }
    if (status === 'active') Object.assign(set, { status, disabledBecause: null, disabledAt: null });
    if (status === 'disabled' && row.status === 'active')
      Object.assign(set, { status, disabledBecause: 'owner', disabledAt: now });
    await updateWebhook(tx, id, set);
    return shown({ ...row, ...set });
  });
}

/** Takes a webhook away, with its deliveries. Raises resource.not_found. */
export async function removeWebhook(act: Act, id: string): Promise<Outcome<null>> {
  return await change(act, async (tx) => {
    await getWebhook(tx, act.caller, id);
    await deleteWebhook(tx, id);
    return null;
  });
}

/**
 * Gives a webhook another secret, shown once; for a day what is sent is signed with the one before too. One that can't be read any more is
 * let go of. Raises resource.not_found.
 */
export async function rotateSecret(act: Act, id: string): Promise<Outcome<WithSecret>> {
  return await change(act, async (tx, now) => {
    const row = await getWebhook(tx, act.caller, id);
    const secret = secretOf(act.secrets(SECRET_BYTES));
    const isReadable = act.keys.unseal(row.sealedSecret, id) !== null;
    const set = {
      sealedSecret: act.keys.seal(secret, id),
      previousSealedSecret: isReadable ? row.sealedSecret : null,
      previousSecretUntil: isReadable ? hoursAfter(now, OVERLAP_HOURS) : null,
      revision: row.revision + 1,
    };
    await updateWebhook(tx, id, set);
    const view = shown({ ...row, ...set });
    return shownOnce<WithSecret>({ ...view, secret }, { ...view, secret: null });
  });
}

/** A page of what was sent to a webhook and of what waits. Raises resource.not_found, request.invalid. */
export async function listDeliveries(
  act: Act,
  webhookId: string,
  { limit, cursor, sort, status }: PageRequest & { status?: Delivery['status'] | undefined },
): Promise<Page<Delivery>> {
  return await look(act, async (tx) => {
    await getWebhook(tx, act.caller, webhookId);
    return await listDeliveryRows(tx, { limit, cursor, sort }, { webhookId, status });
  });
}

/** One delivery. Raises resource.not_found. */
export async function showDelivery(act: Act, webhookId: string, deliveryId: string): Promise<Delivery> {
  return await look(act, (tx) => getDelivery(tx, act.caller, webhookId, deliveryId));
}

/** Has a delivery made again, under its own id, before what else waits of its order. Raises resource.not_found. */
export async function redeliver(act: Act, webhookId: string, deliveryId: string): Promise<Outcome<Delivery>> {
  return await change(act, async (tx) => {
    const delivery = await getDelivery(tx, act.caller, webhookId, deliveryId);
    const set = { status: 'pending', deliveredAt: null, ...WELL } as const;
    await updateDelivery(tx, deliveryId, set);
    return { ...delivery, ...set };
  });
}

/** Deletes what the log of deliveries no longer keeps. */
export async function forgetDeliveries({ database, clock }: Pick<Services, 'database' | 'clock'>): Promise<void> {
  const before = hoursAfter(clock(), -24 * DELIVERIES_KEPT_DAYS);
  await database.write((tx) => forgetDeliveriesBefore(tx, before));
}

/** That many hours later. */
export function hoursAfter(at: Instant, hours: number): Instant {
  return new Date(Date.parse(at) + hours * 3_600_000).toISOString();
}

async function getWebhook(tx: Tx, caller: Caller, id: string): Promise<WebhookRow> {
  const row = await findWebhook(tx, id);
  if (!row || (row.createdBy !== caller.personId && !hasRole(caller, 'administrator'))) throw notFound(row !== null);
  return row;
}

async function getDelivery(tx: Tx, caller: Caller, webhookId: string, deliveryId: string): Promise<Delivery> {
  await getWebhook(tx, caller, webhookId);
  const delivery = await findDelivery(tx, deliveryId);
  if (delivery?.webhookId === webhookId) return delivery;
  const owner = delivery && (await findWebhook(tx, delivery.webhookId));
  throw notFound(owner !== null && owner.createdBy !== caller.personId);
}

function shown({ sealedSecret: _, previousSealedSecret: __, place: ___, ...row }: WebhookRow): Webhook {
  return row;
}
