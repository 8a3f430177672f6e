// Deliveries: what waits for a webhook is sent to it, one after the other, in the order of each work order, for as long as the receiver takes it.

import {
  backoffSeconds,
  type Delivery,
  type DISABLED_REASONS,
  FAILING_HOURS,
  FAILURES_OF_RECEIVER,
  isReceiverFailing,
  signedHeaders,
  WELL,
} from '../../domain/exchange/webhook.ts';
import { inService } from '../../domain/registers/person.ts';
import { dateInTokyo, type Instant } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { readFeed } from '../../storage/exchange/feed.ts';
import {
  countWaiting,
  dueWebhooks,
  findWebhook,
  insertDeliveries,
  nextDelivery,
  updateDelivery,
  updateWebhook,
  type WebhookRow,
} from '../../storage/exchange/webhooks.ts';
import { findRecord } from '../../storage/registers/registers.ts';
import type { Caller, Services } from '../act.ts';
import { takeIntoLog } from '../evidence/log.ts';
import { scopeOf } from '../orders/work-order-lists.ts';
import { type FeedEvent, told } from './feed.ts';
import { hoursAfter } from './webhooks.ts';

/** What a receiver answered, or why it did not. */
export type Answer =
  | { status: number; retryAfterSeconds: number | null }
  | { fault: 'timeout' | 'refused_address' | 'unreachable' };

/** Sends a message to an address outside. Never raises: what went wrong is its answer. */
export interface Sender {
  send(message: { url: string; headers: Readonly<Record<string, string>>; body: string }): Promise<Answer>;
}

// What is queued for a webhook at once; and how much may wait, behind events that fail, before the rest waits in the log.
const QUEUED_AT_ONCE = 50;
const MOST_WAITING = 10_000;
const GONE = 410;

/** What is kept of how a webhook, or a delivery, fails. */
type Failing = Pick<WebhookRow, 'failures' | 'failingSince' | 'nextAttemptAt'>;

type Needs = Pick<Services, 'database' | 'clock' | 'newId' | 'secrets' | 'keys'>;

/**
 * Sends what waits for every webhook that is due, each to its end or until its receiver fails, unless another node is at it; several webhooks
 * at once. `signal` ends it after what is under way.
 */
export async function deliverDue(services: Needs, sender: Sender, signal: AbortSignal): Promise<void> {
  const due = await services.database.read((tx) => dueWebhooks(tx, services.clock()));
  await Promise.all(due.map((id) => deliverTo(services, sender, id, signal)));
}

/** Sends what waits for one webhook, unless this or another node is at it. */
export async function deliverTo(services: Needs, sender: Sender, id: string, signal: AbortSignal): Promise<void> {
  const { database } = services;
  await database.exclusively(`webhook ${id}`, async (lost) => {
    while (!signal.aborted && !lost.aborted && (await step(services, sender, id)));
  });
}

/** One delivery, or one queueing of more of them; answers whether there may be something left to do now. */
async function step(services: Needs, sender: Sender, id: string): Promise<boolean> {
  const { database, clock } = services;
  const now = clock();
  const found = await database.read(async (tx) => {
    const webhook = await findWebhook(tx, id);
    if (webhook?.status !== 'active' || (webhook.nextAttemptAt ?? now) > now) return null;
    const owner = await ownerOf(tx, webhook, now);
    const delivery = await nextOf(tx, webhook, now);
    const event = owner && delivery ? await eventAt(tx, owner, delivery) : null;
    return { webhook, owner, delivery, event };
  });
  if (!found) return false;
  const { webhook, owner, delivery, event } = found;
  if (!owner) return await disable(services, webhook, 'owner_left', now);
  // Something new shows best whether the receiver is well again.
  if (!delivery || (isTroubled(webhook) && delivery.failures > 0)) {
    if (await queueMore(services, webhook, owner)) return true;
    if (!delivery) return false;
  }
  if (!event) {
    await database.write((tx) => updateDelivery(tx, delivery.id, { status: 'withheld' }));
    return true;
  }
  const secrets = secretsOf(services, webhook, now);
  if (!secrets) return await disable(services, webhook, 'secret_lost', now);
  const body = JSON.stringify({ type: `work_order.${event.type}`, timestamp: event.recordedAt, data: event });
  const headers = signedHeaders({ id: delivery.id, at: now, body }, secrets);
  const answer = await sender.send({ url: webhook.url, headers, body });
  return await settle(services, webhook, delivery, answer);
}

// The owner as their record is now, if they are in service: what is sent is what they see.
async function ownerOf(tx: Tx, { createdBy }: WebhookRow, now: Instant): Promise<Caller | null> {
  const person = await findRecord(tx, 'person', createdBy);
  if (!person || !inService(person, dateInTokyo(now))) return null;
  const { id: personId, roles, facilityIds, programPlatformIds } = person;
  return { personId, roles, facilityIds, programPlatformIds, person };
}

async function eventAt(tx: Tx, owner: Caller, { position, workOrderId }: Delivery): Promise<FeedEvent | null> {
  const { items } = await readFeed(tx, scopeOf(owner), { from: position, limit: 1, workOrderId });
  const [row] = items;
  return row?.position === position ? told(row) : null;
}

function isTroubled({ failures }: WebhookRow): boolean {
  return failures >= FAILURES_OF_RECEIVER;
}

// What failed comes first when its time has come, unless the receiver itself seems to fail: then something else shows whether it does.
async function nextOf(tx: Tx, webhook: WebhookRow, now: Instant): Promise<Delivery | null> {
  const webhookId = webhook.id;
  const kinds = isTroubled(webhook) ? (['untried', 'failed'] as const) : (['failed', 'untried'] as const);
  for (const kind of kinds) {
    const delivery = await nextDelivery(tx, { webhookId, kind, now });
    if (delivery) return delivery;
  }
  return null;
}

/** Queues what happened since; answers whether it found anything, or has not looked at everything. */
async function queueMore(services: Needs, webhook: WebhookRow, owner: Caller): Promise<boolean> {
  const { database, newId, clock } = services;
  await takeIntoLog(services);
  const { id: webhookId, types, facilityIds, place } = webhook;
  const page = await database.read(async (tx) => {
    if ((await countWaiting(tx, webhookId)) >= MOST_WAITING) return null;
    return await readFeed(tx, scopeOf(owner), {
      from: place,
      limit: QUEUED_AT_ONCE,
      types: types.length > 0 ? types : undefined,
      facilityIds: facilityIds.length > 0 ? facilityIds : undefined,
    });
  });
  if (!page || page.read === place) return false;
  const now = clock();
  const rows = page.items.map((row): Delivery => {
    const { workOrderId, sequence, type, position } = told(row);
    const event = { position, workOrderId, sequence, type };
    const untried = { status: 'pending', attempts: 0, ...WELL, lastAttemptAt: null, deliveredAt: null } as const;
    return { id: newId(), webhookId, ...event, ...untried, queuedAt: now, lastAnswer: null, lastFault: null };
  });
  await database.write(async (tx) => {
    // It may have been taken away meanwhile.
    if (!(await findWebhook(tx, webhookId))) return;
    await insertDeliveries(tx, rows);
    await updateWebhook(tx, webhookId, { place: page.read });
  });
  return true;
}

/** Keeps how an attempt went; answers whether to go on at once. */
async function settle(services: Needs, webhook: WebhookRow, delivery: Delivery, answer: Answer): Promise<boolean> {
  const now = services.clock();
  const status = 'status' in answer ? answer.status : null;
  const isDone = status !== null && status >= 200 && status < 300;
  const chance = (services.secrets(1)[0] ?? 0) / 255;
  const wanted = 'status' in answer ? Math.min(answer.retryAfterSeconds ?? 0, 3_600) : 0;
  const failed = ({ failures, failingSince }: Failing) => {
    const seconds = Math.max(backoffSeconds(failures + 1, chance), wanted);
    return {
      failures: failures + 1,
      failingSince: failingSince ?? now,
      nextAttemptAt: hoursAfter(now, seconds / 3_600),
    };
  };
  const event = isDone ? WELL : failed(delivery);
  const receiver = isDone ? WELL : failed(webhook);
  const isLeftAlone = !isDone && isReceiverFailing(status, receiver.failures);
  await services.database.write(async (tx) => {
    await updateDelivery(tx, delivery.id, {
      ...event,
      attempts: delivery.attempts + 1,
      lastAttemptAt: now,
      lastAnswer: status,
      lastFault: 'fault' in answer ? answer.fault : null,
      ...(isDone ? { status: 'delivered', deliveredAt: now } : {}),
    });
    await updateWebhook(tx, webhook.id, isLeftAlone ? receiver : { ...receiver, nextAttemptAt: null });
  });
  if (status === GONE) return await disable(services, webhook, 'gone', now);
  const isTooLong = ({ failingSince }: Failing) =>
    failingSince !== null && failingSince <= hoursAfter(now, -FAILING_HOURS);
  if (isTooLong(event) || isTooLong(receiver)) return await disable(services, webhook, 'failing', now);
  return !isLeftAlone;
}

/** Sends no more until its owner says so; they see why. */
async function disable(
  { database }: Needs,
  { id }: WebhookRow,
  disabledBecause: (typeof DISABLED_REASONS)[number],
  disabledAt: Instant,
): Promise<false> {
  await database.write(async (tx) => {
    const row = await findWebhook(tx, id);
    if (!row || row.status === 'disabled') return;
    const set = { status: 'disabled', disabledBecause, disabledAt, revision: row.revision + 1 } as const;
    await updateWebhook(tx, id, set);
  });
  return false;
}

// The secrets that are signed with now; null: the present one can't be read.
function secretsOf({ keys }: Needs, webhook: WebhookRow, now: Instant): string[] | null {
  const { id, sealedSecret, previousSealedSecret, previousSecretUntil } = webhook;
  const secret = keys.unseal(sealedSecret, id);
  if (secret === null) return null;
  const isOver = previousSealedSecret === null || previousSecretUntil === null || previousSecretUntil <= now;
  const previous = isOver ? null : keys.unseal(previousSealedSecret, id);
  return previous === null ? [secret] : [secret, previous];
}

// News wake it; what waits for an instant is looked for this often.
const LOOK_MILLISECONDS = 5_000;
const GATHER_MILLISECONDS = 100;
const MOST_AT_ONCE = 8;

/** Sends to webhooks from now on until it is stopped; `stop` waits for what is under way. A slow receiver holds up none but itself. */
export function startDeliveries(services: Needs & Pick<Services, 'report'>, sender: Sender): { stop(): Promise<void> } {
  const ending = new AbortController();
  const running = new Map<string, Promise<void>>();
  // Webhooks that news came for while they were being sent to: what they read last may not have held it.
  const again = new Set<string>();
  let looking: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const begin = (id: string) => {
    if (ending.signal.aborted) return;
    if (running.has(id)) {
      again.add(id);
      return;
    }
    // The others are found at the next look.
    if (running.size >= MOST_AT_ONCE) return;
    const run = deliverTo(services, sender, id, ending.signal)
      .catch(services.report)
      .finally(() => {
        running.delete(id);
        if (again.delete(id)) begin(id);
      });
    running.set(id, run);
  };
  const look = () => {
    timer = null;
    looking ??= services.database
      .read((tx) => dueWebhooks(tx, services.clock()))
      .then((due) => {
        for (const id of due) begin(id);
      })
      .catch(services.report)
      .finally(() => {
        looking = null;
      });
  };
  const unsubscribe = services.database.subscribe(() => {
    timer ??= setTimeout(look, GATHER_MILLISECONDS).unref();
  });
  const interval = setInterval(look, LOOK_MILLISECONDS);
  interval.unref();
  return {
    async stop() {
      ending.abort();
      unsubscribe();
      clearInterval(interval);
      if (timer) clearTimeout(timer);
      await looking;
      await Promise.all(running.values());
    },
  };
}
