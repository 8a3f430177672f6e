// Webhook: where events are sent to as they happen, and how a receiver knows whose they are. Source: Standard Webhooks 1.0.
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { EVENT_TYPES } from '../orders/event.ts';
import { type Fault, type Instant, id, instant, recordShape, text } from '../values.ts';
import { addressesOf, isIn, isPublic } from './address.ts';

export const WEBHOOK_STATUSES = ['active', 'disabled'] as const;
/** Why no more is sent: its owner said so, it failed for too long, its receiver is gone (410), its owner is not in service, its secret can't be read. */
export const DISABLED_REASONS = ['owner', 'failing', 'gone', 'owner_left', 'secret_lost'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];
export const DELIVERY_STATUSES = ['pending', 'delivered', 'withheld'] as const;

const url = z
  .string()
  .max(2_000)
  .refine(isTarget, { params: { code: 'webhook.url' } })
  .meta({
    description: 'https, without name, password and fragment; http within networks that the service allows.',
    example: 'https://plant.example/seibi',
  });

function isTarget(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password, hash } = new URL(value);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '' && hash === '';
}

/** Whether something may be sent to an address: within networks that are allowed by name, else on the public internet, and there by TLS alone. */
export function mayBeSentTo(address: string, isEncrypted: boolean, networks: readonly string[]): boolean {
  return isIn(address, networks) || (isEncrypted && isPublic(address));
}

/**
 * The faults of a target that could never be sent to: an address (or `localhost`) inside a network that is not allowed, or one without TLS
 * outside those that are. What another name stands for is seen each time that something is sent to it.
 */
export function targetFaults(target: string, networks: readonly string[]): Fault[] {
  const { protocol, hostname } = new URL(target);
  const isEncrypted = protocol === 'https:';
  const addresses = addressesOf(hostname);
  if (addresses.some((address) => mayBeSentTo(address, isEncrypted, networks))) return [];
  if (addresses.length === 0 && (isEncrypted || networks.length > 0)) return [];
  const isOpen = !isEncrypted && addresses.every(isPublic);
  return [{ pointer: '/url', ...(isOpen ? WITHOUT_TLS : PRIVATE_TARGET) }];
}

const PRIVATE_TARGET = {
  code: 'webhook.private_address',
  message: {
    en: 'This address is not of the public internet but private, link-local or of the machine itself. Whoever runs the service allows such networks by WEBHOOK_NETWORKS.',
    ja: 'このアドレスは公開インターネットのものではありません（プライベート、リンクローカル、またはサーバー自身）。使うには運用者がWEBHOOK_NETWORKSで許可する必要があります。',
  },
};

const WITHOUT_TLS = {
  code: 'webhook.without_tls',
  message: {
    en: 'Over the public internet an https address is needed; http is for networks that WEBHOOK_NETWORKS allows.',
    ja: '公開インターネット宛てにはhttpsのアドレスが必要です。httpはWEBHOOK_NETWORKSで許可されたネットワークに限られます。',
  },
};

export const webhookInput = z.strictObject({
  url,
  types: z
    .array(z.enum(EVENT_TYPES))
    .max(100)
    .default([])
    .meta({ description: 'Only events of these types; empty: all.' }),
  facilityIds: z
    .array(id)
    .max(100)
    .default([])
    .meta({ description: 'Only of orders at these facilities; empty: all you see.' }),
  description: text.nullable().default(null),
});
export type WebhookInput = z.infer<typeof webhookInput>;

/** What may be changed of a webhook. */
export const webhookPatch = z.strictObject({
  url: url.optional(),
  types: webhookInput.shape.types.unwrap().optional(),
  facilityIds: webhookInput.shape.facilityIds.unwrap().optional(),
  description: text.nullable().optional(),
  status: z
    .enum(WEBHOOK_STATUSES)
    .optional()
    .meta({ description: 'Active again it goes on where it stood: nothing that happened meanwhile is left out.' }),
});
export type WebhookPatch = z.infer<typeof webhookPatch>;

export const webhookRecord = z.strictObject({
  ...recordShape,
  ...webhookInput.shape,
  createdBy: id.meta({ description: 'Whose sight it has, as that is when an event is sent.' }),
  status: z.enum(WEBHOOK_STATUSES),
  disabledBecause: z.enum(DISABLED_REASONS).nullable(),
  disabledAt: instant.nullable(),
  failures: z.int().min(0).meta({ description: 'How often it has failed since it last went well.' }),
  failingSince: instant.nullable(),
  nextAttemptAt: instant.nullable().meta({ description: 'The receiver is left alone until then.' }),
  previousSecretUntil: instant
    .nullable()
    .meta({ description: 'Until then what is sent is signed with the secret before too.' }),
});
export type Webhook = z.infer<typeof webhookRecord>;

/** A webhook with its secret: answered once. */
export const webhookWithSecret = webhookRecord.extend({
  secret: z.string().nullable().meta({ description: '`whsec_…`, shown once; null in a repeated answer.' }),
});

export const deliveryRecord = z.strictObject({
  id: id.meta({ description: '`webhook-id` of what is sent: the same in every attempt.' }),
  webhookId: id,
  position: z.int().min(0).meta({ description: 'The place of the event in the log.' }),
  workOrderId: id,
  sequence: z.int().min(1),
  type: z.enum(EVENT_TYPES),
  status: z.enum(DELIVERY_STATUSES).meta({ description: 'withheld: its owner no longer sees the order.' }),
  attempts: z.int().min(0),
  queuedAt: instant,
  failures: z.int().min(0).meta({ description: 'How often it has failed since it was queued, or sent on anew.' }),
  failingSince: instant.nullable(),
  nextAttemptAt: instant
    .nullable()
    .meta({ description: 'Not before then; until it is through, what follows of its order waits behind it.' }),
  lastAttemptAt: instant.nullable(),
  deliveredAt: instant.nullable(),
  lastAnswer: z.int().nullable().meta({ description: 'The status that the receiver answered last.' }),
  lastFault: z
    .string()
    .nullable()
    .meta({ description: 'Why there was no answer: timeout, refused_address, unreachable.' }),
});
export type Delivery = z.infer<typeof deliveryRecord>;
/** The state of a webhook, or a delivery, of which nothing has failed. */
export const WELL = { failures: 0, failingSince: null, nextAttemptAt: null } as const;

/** How long a secret that was replaced is signed with too: time to bring the new one to the receiver. */
export const OVERLAP_HOURS = 24;
/** How long a receiver, or a single event, may fail before nothing more is sent. */
export const FAILING_HOURS = 120;
/** How long until its owner finds it in their inbox. */
export const NOTICE_HOURS = 24;
/** How many failures in a row, of whatever orders, mean that the receiver fails and not the event. */
export const FAILURES_OF_RECEIVER = 3;
/** How long the log of deliveries goes back. */
export const DELIVERIES_KEPT_DAYS = 30;

const SECRET_PREFIX = 'whsec_';
/** Bytes of a secret. Source: Standard Webhooks, between 24 and 64. */
export const SECRET_BYTES = 32;

/** A secret as it is shown, from its bytes. */
export function secretOf(bytes: Uint8Array): string {
  return `${SECRET_PREFIX}${Buffer.from(bytes).toString('base64')}`;
}

/** The headers of a message, signed with each of some secrets; `at` in whole seconds. */
export function signedHeaders(
  { id: messageId, at, body }: { id: string; at: Instant; body: string },
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = String(Math.floor(Date.parse(at) / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${messageId}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': messageId, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

const BUSY = [429, 503];

/**
 * Whether a failure is that of the receiver, which is then left alone for a while, and not that of the event, which holds back the later
 * ones of its order only. `answer`: its status, null when none came; `inRow`: how many failures in a row this one makes.
 */
export function isReceiverFailing(answer: number | null, inRow: number): boolean {
  return answer === null || BUSY.includes(answer) || inRow >= FAILURES_OF_RECEIVER;
}

const BACKOFF_SECONDS = [5, 30, 120, 600, 1_800, 3_600];

/** Seconds until the next attempt after that many failures in a row, an hour at most; `chance` from 0 to 1 spreads it by a fifth either way. */
export function backoffSeconds(failures: number, chance: number): number {
  const base = BACKOFF_SECONDS[Math.min(failures, BACKOFF_SECONDS.length) - 1] as number;
  return Math.round(base * (0.8 + 0.4 * chance));
}
