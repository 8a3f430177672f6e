// The inbox: what waits for the caller, in each of their capacities, the most urgent first.
import { z } from 'zod';
import { NOTICE_HOURS } from '../../domain/exchange/webhook.ts';
import {
  type Desk,
  desksOf,
  INBOX_KINDS,
  type InboxKind,
  inboxText,
  type OrderKind,
  supportListText,
  webhookText,
} from '../../domain/orders/inbox.ts';
import { STATUSES } from '../../domain/orders/status.ts';
import { type Instant, id, instant, message } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { compareValues, type Page, readPlace, writePlace } from '../../storage/engine/pages.ts';
import { type StandingSignature, signaturesInScope } from '../../storage/evidence/signatures.ts';
import { type TroubledWebhook, troubledWebhooks } from '../../storage/exchange/webhooks.ts';
import { type ReadingName, type Waiting, waitingFor } from '../../storage/orders/inbox.ts';
import type { Scope } from '../../storage/orders/work-order-lists.ts';
import { type Act, look } from '../act.ts';
import { doubting } from '../evidence/doubts.ts';
import { hoursAfter } from '../exchange/webhooks.ts';
import { registersNow } from '../metrics/known-registers.ts';
import { type ListToSign, listsToSign } from '../supply/lists-to-sign.ts';
import { scopeOf } from './work-order-lists.ts';

export const inboxItem = z.strictObject({
  kind: z.enum(INBOX_KINDS),
  workOrderId: id.nullable().meta({ description: 'Null: it is about no order but about a support list or a webhook.' }),
  number: z.string().nullable().meta({ description: 'Of the order or the support list.' }),
  status: z.enum(STATUSES).nullable(),
  designator: z.int().nullable().meta({ description: 'Of the order; the lowest first, none last.' }),
  partId: id
    .nullable()
    .meta({ description: 'The part, the support list or the webhook it is about; null: the order itself.' }),
  since: instant.meta({ description: 'Since when it waits.' }),
  text: message,
  link: z.string().meta({ description: 'Where it stands in this API.' }),
});
export type InboxItem = z.infer<typeof inboxItem>;

const count = z.int().min(0);
export const inboxCounts = z.strictObject(
  Object.fromEntries(INBOX_KINDS.map((kind) => [kind, count])) as Record<InboxKind, typeof count>,
);

/** What each desk reads. A correction that one side proposed waits for the other. */
const READINGS: Record<Desk, readonly ReadingName[]> = {
  program: [
    'authorize_order',
    'approve_operation',
    'approve_disposition',
    'acknowledge_segment',
    'lift_hold',
    'close_order',
    'decide_correction:plant',
  ],
  depot: ['induct_order', 'start_order', 'resume_order', 'decide_correction:government'],
  inspector: [
    'inspect_order',
    'sign_inspection:plant',
    'sign_again:plant',
    'sign_again:acceptance',
    'disposition_nonconformance',
    'close_nonconformance',
    'inspect_hold_point',
  ],
  acceptor: ['release_order', 'sign_amendment', 'sign_inspection:government', 'sign_again:government'],
};

/**
 * A page of what waits for the caller, by priority designator and then by age, with how many of each kind there are in all; `kind` shows
 * some of them only. Raises request.invalid for a foreign cursor.
 */
export async function listInbox(
  act: Act,
  { limit, cursor, kind }: { limit: number; cursor?: string | undefined; kind?: InboxKind[] | undefined },
): Promise<Page<InboxItem> & { counts: Record<InboxKind, number>; total: number }> {
  const scope = scopeOf(act.caller);
  const all: InboxItem[] = [];
  await look(act, async (tx) => {
    for (const desk of desksOf(act.caller.person))
      for (const name of READINGS[desk]) {
        const found = await waitingFor(tx, name, scopeAt(desk, scope));
        for (const waiting of found) all.push(lineOf({ ...waiting, kind: name.split(':')[0] as OrderKind }));
      }
    for (const desk of desksOf(act.caller.person))
      if (desk === 'inspector' || desk === 'acceptor')
        for (const waiting of await doubtedAt(tx, desk, scopeAt(desk, scope)))
          all.push(lineOf({ ...waiting, kind: 'sign_again' }));
    for (const list of await listsToSign(tx, act)) all.push(supportListLine(list));
    const before = hoursAfter(act.clock(), -NOTICE_HOURS);
    for (const webhook of await troubledWebhooks(tx, act.caller.personId, before)) all.push(webhookLine(webhook));
  });
  const counts = Object.fromEntries(INBOX_KINDS.map((k) => [k, 0])) as Record<InboxKind, number>;
  for (const waiting of all) counts[waiting.kind] += 1;
  const wanted = kind && kind.length > 0 ? all.filter((waiting) => kind.includes(waiting.kind)) : all;
  wanted.sort((a, b) => compareValues(placeOf(a), placeOf(b)));
  const after = cursor === undefined ? null : readPlace('inbox', cursor, ['number', 'string', 'string', 'string']);
  const rest = after === null ? wanted : wanted.filter((waiting) => compareValues(placeOf(waiting), after) > 0);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page,
    next: rest.length > limit && last ? writePlace('inbox', placeOf(last)) : null,
    counts,
    total: all.length,
  };
}

// Signatures in force that a desk has to give again because the signer was not entitled to them.
async function doubtedAt(tx: Tx, desk: 'inspector' | 'acceptor', scope: Scope): Promise<Waiting[]> {
  const isDoubted = doubting(registersNow(tx));
  const found: Waiting[] = [];
  for (const signature of await signaturesInScope(tx, scope)) {
    if (!isGivenAgain(signature, desk) || !(await isDoubted(signature))) continue;
    const { workOrderId, number, status, designator, signedAt: since, inspectionId: partId } = signature;
    found.push({ workOrderId, number, status, designator, since, partId, about: null, n: null });
  }
  return found;
}

// What was signed of an earlier presentation, or an earlier acceptance, is not given again. Of a later status a final inspection and the
// facility's acceptance are, once it is recalled.
function isGivenAgain(s: StandingSignature, desk: 'inspector' | 'acceptor'): boolean {
  const isOfTurn = (since: Instant | null) => (s.inspectedFrom ?? '') >= (since ?? '');
  if (s.kind === 'acceptance')
    return desk === 'acceptor' && s.status === 'awaiting_acceptance' && isOfTurn(s.acceptedAt);
  if (desk === 'acceptor') return false;
  if (s.kind === 'receiving' || s.kind === 'in_process') return true;
  if (s.kind === null) return s.status === 'awaiting_acceptance';
  return ['in_inspection', 'awaiting_acceptance'].includes(s.status) && isOfTurn(s.presentedAt);
}

// Someone who is both sees by platform as the program office and by facility as the plant.
function scopeAt(desk: Desk, scope: Scope): Scope {
  return desk === 'program' ? { ...scope, facilityIds: [] } : { ...scope, platformIds: [] };
}

type Place = [designator: number, since: string, kind: string, id: string];

// Behind every priority of an order.
const NO_DESIGNATOR = 99;

function placeOf({ designator, since, kind, workOrderId, partId }: InboxItem): Place {
  return [designator ?? NO_DESIGNATOR, since, kind, partId ?? workOrderId ?? ''];
}

function lineOf(waiting: Waiting & { kind: OrderKind }): InboxItem {
  const { kind, workOrderId, number, status, designator, partId, since, about } = waiting;
  const text = inboxText(kind, number, about);
  return { kind, workOrderId, number, status, designator, partId, since, text, link: linkOf(waiting) };
}

function supportListLine({ id: partId, number, side, since, again }: ListToSign): InboxItem {
  const ofNoOrder = { workOrderId: null, status: null, designator: null };
  const text = supportListText(number, side, again);
  return { kind: 'sign_support_list', ...ofNoOrder, number, partId, since, text, link: `/v1/support-lists/${partId}` };
}

function webhookLine({ id: partId, url, disabledBecause, since }: TroubledWebhook): InboxItem {
  const text = webhookText(new URL(url).host, disabledBecause);
  const ofNoOrder = { workOrderId: null, number: null, status: null, designator: null };
  return { kind: 'mend_webhook', ...ofNoOrder, partId, since, text, link: `/v1/webhooks/${partId}` };
}

function linkOf({ kind, workOrderId, partId, n }: Waiting & { kind: OrderKind }): string {
  const order = `/v1/work-orders/${workOrderId}`;
  switch (kind) {
    case 'approve_operation':
    case 'inspect_hold_point':
      return `${order}/operations/${partId}`;
    case 'approve_disposition':
    case 'disposition_nonconformance':
    case 'close_nonconformance':
      return `${order}/nonconformances/${partId}`;
    case 'acknowledge_segment':
      return `${order}/segments`;
    case 'decide_correction':
      return `${order}/segments/${n}/corrections/${partId}`;
    case 'sign_amendment':
      return `${order}/amendments/${partId}`;
    case 'sign_inspection':
      return `${order}/inspections/${partId}`;
    case 'sign_again':
      return partId === null ? order : `${order}/inspections/${partId}`;
    default:
      return order;
  }
}
