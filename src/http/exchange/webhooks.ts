// /v1/webhooks: what happens is sent to an address, signed, as long as it takes.
import { z } from 'zod';
import {
  DELIVERIES_KEPT_DAYS,
  DELIVERY_STATUSES,
  deliveryRecord,
  FAILING_HOURS,
  FAILURES_OF_RECEIVER,
  NOTICE_HOURS,
  OVERLAP_HOURS,
  webhookInput,
  webhookPatch,
  webhookRecord,
  webhookWithSecret,
} from '../../domain/exchange/webhook.ts';
import { id } from '../../domain/values.ts';
import type { Act } from '../../usecases/act.ts';
import {
  createWebhook,
  editWebhook,
  listDeliveries,
  listWebhooks,
  MOST_WEBHOOKS,
  redeliver,
  removeWebhook,
  rotateSecret,
  showDelivery,
  showWebhook,
} from '../../usecases/exchange/webhooks.ts';
import { exampleId } from '../examples.ts';
import { listQuery, page } from '../lists.ts';
import { defineRoute } from '../route.ts';

const tag = 'Webhooks';
const path = '/v1/webhooks';
const one = {
  params: z.strictObject({ id: id.meta({ description: 'The webhook.' }) }),
  scope: (act: Act, params: { id: string }) => showWebhook(act, params.id),
} as const;
const oneDelivery = {
  params: z.strictObject({ id: one.params.shape.id, deliveryId: id }),
  scope: (act: Act, params: { id: string; deliveryId: string }) => showDelivery(act, params.id, params.deliveryId),
} as const;
const example = { params: { id: exampleId('webhook') } };
const exampleDelivery = { params: { id: exampleId('webhook'), deliveryId: exampleId('webhook.delivery') } };

export const webhookRoutes = [
  defineRoute({
    operationId: 'listWebhooks',
    method: 'GET',
    path,
    tag,
    summary: 'List webhooks',
    description: 'Yours; an administrator sees everybody’s, and can end them.',
    roles: 'anyone',
    query: listQuery(['createdAt'], {}),
    answer: { status: 200, schema: page(webhookRecord) },
    example: { query: {} },
    handle: (act, { query }) => listWebhooks(act, query),
  }),
  defineRoute({
    operationId: 'createWebhook',
    method: 'POST',
    path,
    tag,
    summary: 'Have events sent to an address',
    description:
      'What happens from now on to the orders you see, as you see them when it is sent: POST of `{ type: "work_order.…", timestamp, data }`, `data` as an item of /v1/events. ' +
      'Signed by Standard Webhooks 1.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`) with the secret that this answers once. ' +
      'At least once, and of one order in its order: until an event is answered with 2xx within 10 seconds, the later ones of its order are not sent; those of other orders are. It is tried again after 5 seconds, 30, then ever later, up to an hour. ' +
      `A receiver that is not there, answers 429 or 503, or fails ${FAILURES_OF_RECEIVER} times in a row is left alone as long. What fails for ${NOTICE_HOURS} hours stands in its owner’s inbox; ` +
      `after ${FAILING_HOURS} hours, or an answer of 410, the webhook is disabled, and the inbox says so. Redirects are not followed; a target inside a private network, of the machine itself or without TLS is refused unless the service allows its network (WEBHOOK_NETWORKS); what a name stands for is looked at each time something is sent. ` +
      `A person has at most ${MOST_WEBHOOKS}.`,
    roles: 'anyone',
    body: webhookInput,
    answer: { status: 201, schema: webhookWithSecret },
    problems: ['webhook.too_many'],
    example: {
      body: {
        url: 'https://plant.example/seibi',
        types: ['released', 'closed'],
        description: { en: 'To the plant’s own system', ja: '工場基幹システム連携' },
      },
    },
    handle: (act, { body }) => createWebhook(act, body),
  }),
  defineRoute({
    operationId: 'getWebhook',
    method: 'GET',
    path: `${path}/{id}`,
    tag,
    summary: 'Get a webhook',
    description: 'With how it fares: since when it fails, when it is tried next, why it was disabled.',
    roles: 'anyone',
    ...one,
    answer: { status: 200, schema: webhookRecord },
    example,
    handle: (act, { params }) => showWebhook(act, params.id),
  }),
  defineRoute({
    operationId: 'editWebhook',
    method: 'PATCH',
    path: `${path}/{id}`,
    tag,
    summary: 'Change, pause or resume a webhook',
    description:
      'Active again, it goes on where it stood: what happened meanwhile is sent. Another address is tried at once.',
    roles: 'anyone',
    ...one,
    body: webhookPatch,
    answer: { status: 200, schema: webhookRecord },
    example: { ...example, body: { status: 'disabled' } },
    handle: (act, { params, body }) => editWebhook(act, params.id, body),
  }),
  defineRoute({
    operationId: 'deleteWebhook',
    method: 'DELETE',
    path: `${path}/{id}`,
    tag,
    summary: 'Take a webhook away',
    description: 'With the log of its deliveries. What happened stays in the feed.',
    roles: 'anyone',
    ...one,
    answer: { status: 204 },
    example,
    handle: (act, { params }) => removeWebhook(act, params.id),
  }),
  defineRoute({
    operationId: 'rotateWebhookSecret',
    method: 'POST',
    path: `${path}/{id}/secret`,
    tag,
    summary: 'Give a webhook another secret',
    description: `Answered once. For ${OVERLAP_HOURS} hours what is sent carries two signatures, with the new secret and the one before: time to bring it to the receiver.`,
    roles: 'anyone',
    ...one,
    answer: { status: 200, schema: webhookWithSecret },
    example,
    handle: (act, { params }) => rotateSecret(act, params.id),
  }),
  defineRoute({
    operationId: 'listDeliveries',
    method: 'GET',
    path: `${path}/{id}/deliveries`,
    tag,
    summary: 'List what was sent to a webhook',
    description: `And what waits, each with its attempts and the last answer. What was delivered is kept for ${DELIVERIES_KEPT_DAYS} days.`,
    roles: 'anyone',
    ...one,
    query: listQuery(['position'], { status: z.enum(DELIVERY_STATUSES).optional() }, '-position'),
    answer: { status: 200, schema: page(deliveryRecord) },
    example: { ...example, query: {} },
    handle: (act, { params, query }) => listDeliveries(act, params.id, query),
  }),
  defineRoute({
    operationId: 'getDelivery',
    method: 'GET',
    path: `${path}/{id}/deliveries/{deliveryId}`,
    tag,
    summary: 'Get a delivery',
    description: 'Its attempts and the last answer.',
    roles: 'anyone',
    ...oneDelivery,
    answer: { status: 200, schema: deliveryRecord },
    example: exampleDelivery,
    handle: (act, { params }) => showDelivery(act, params.id, params.deliveryId),
  }),
  defineRoute({
    operationId: 'redeliver',
    method: 'POST',
    path: `${path}/{id}/deliveries/{deliveryId}/redeliver`,
    tag,
    summary: 'Send something again',
    description: 'Under the same `webhook-id`, before what else waits of its order.',
    roles: 'anyone',
    ...oneDelivery,
    answer: { status: 202, schema: deliveryRecord },
    example: exampleDelivery,
    handle: (act, { params }) => redeliver(act, params.id, params.deliveryId),
  }),
];
