// Inbox: the kinds of things that wait for someone, by role, and how each is said.

import type { DisabledReason } from '../exchange/webhook.ts';
import type { Person } from '../registers/person.ts';
import { type ListSide, listSideNames } from '../supply/support-list-status.ts';
import { inBoth, type Message, type Text } from '../values.ts';

/** What waits about a work order. */
export const ORDER_KINDS = [
  // program_office
  'authorize_order',
  'approve_operation',
  'approve_disposition',
  'acknowledge_segment',
  'lift_hold',
  'close_order',
  // depot_staff
  'induct_order',
  'start_order',
  'resume_order',
  // program_office and depot_staff, each of what the other side proposed
  'decide_correction',
  // qa_inspector
  'inspect_order',
  'sign_inspection',
  'sign_again',
  'disposition_nonconformance',
  'close_nonconformance',
  'inspect_hold_point',
  // qa_inspector of an accepting authority
  'release_order',
  'sign_amendment',
] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

/** All that waits: `sign_support_list` for the representatives of both countries, `mend_webhook` for whoever has one. */
export const INBOX_KINDS = [...ORDER_KINDS, 'sign_support_list', 'mend_webhook'] as const;
export type InboxKind = (typeof INBOX_KINDS)[number];

/** In what capacity someone has an inbox: an inspector of an accepting authority waits for other things than one of a plant. */
const DESKS = ['program', 'depot', 'inspector', 'acceptor'] as const;
export type Desk = (typeof DESKS)[number];

/** The desks of a person. Host offices and administrators have none: of orders nothing waits for them. */
export function desksOf({ roles, organization }: Pick<Person, 'roles' | 'organization'>): Desk[] {
  const desks: Desk[] = [];
  if (roles.includes('program_office')) desks.push('program');
  if (roles.includes('depot_staff')) desks.push('depot');
  if (roles.includes('qa_inspector'))
    desks.push(organization.kind === 'accepting_authority' ? 'acceptor' : 'inspector');
  return desks;
}

const said: Record<OrderKind, (number: string, what: Message | null) => Message> = {
  authorize_order: waits('waits to be authorized', 'は承認待ちです'),
  approve_operation: waits('has over-and-above work that waits for approval', 'の追加作業が承認待ちです'),
  approve_disposition: waits('has a disposition that waits for approval', 'の不適合の処置が承認待ちです'),
  acknowledge_segment: waits(
    'has hours charged to the government that wait to be acknowledged',
    'に官側の責任とされた確認待ちの時間があります',
  ),
  lift_hold: waits('is on hold by the program office', 'はプログラムオフィスの指示により保留中です'),
  close_order: waits('was released and waits to be closed', 'は引渡し済みで、完了処理待ちです'),
  induct_order: waits('is authorized and waits to be inducted', 'は承認済みで、受入待ちです'),
  start_order: waits('was inducted and waits to be started', 'は受入済みで、作業開始待ちです'),
  resume_order: waits('has what it waited for and can be resumed', 'は待っていたものが揃い、再開できます'),
  decide_correction: waits(
    'has a correction of the clock that waits for an answer',
    'の時間記録の訂正案が回答待ちです',
  ),
  inspect_order: waits('was presented and waits for inspection', 'は検査に提示されています'),
  sign_inspection: waits('has an inspection that waits to be signed', 'の検査が署名待ちです'),
  sign_again: waits(
    'has a signature that no longer stands and has to be given again',
    'に効力を失い再署名が必要な署名があります',
  ),
  disposition_nonconformance: waits(
    'has a nonconformance that waits for its disposition',
    'の不適合が処置の決定待ちです',
  ),
  close_nonconformance: waits('has a nonconformance that waits to be closed', 'の不適合が完結処理待ちです'),
  inspect_hold_point: waits('has a hold point that waits for its inspection', 'のホールドポイントが工程内検査待ちです'),
  release_order: waits('waits for acceptance by the government', 'は官側の受領検査待ちです'),
  sign_amendment: waits('has an amendment that waits to be signed', 'の修正案が署名待ちです'),
};

function waits(en: string, ja: string) {
  return (number: string, what: Message | null): Message => ({
    en: `${number} ${en}${what ? ` (${what.en})` : ''}.`,
    ja: `${number}${ja}${what ? `（${what.ja}）` : ''}。`,
  });
}

/** One sentence that says what waits: the order's number, what is to be done, and what it is about. */
export function inboxText(kind: OrderKind, number: string, about: Text | null): Message {
  return said[kind](number, about && inBoth(about));
}

/** One sentence that says that a support list waits for the signature of a side; `again`: the one given before was superseded. */
export function supportListText(number: string, side: ListSide, again: boolean): Message {
  const { en, ja } = listSideNames[side];
  return again
    ? {
        en: `${number} was amended and waits to be signed again for ${en}.`,
        ja: `${number}は修正されたため、${ja}側の再署名待ちです。`,
      }
    : { en: `${number} waits to be signed for ${en}.`, ja: `${number}は${ja}側の署名待ちです。` };
}

const troubles: Record<Exclude<DisabledReason, 'owner'> | 'none', Message> = {
  none: { en: 'keeps failing and is still tried', ja: '失敗が続いていますが、再送を続けています' },
  failing: {
    en: 'failed for so long that it was disabled; made active again, it goes on where it stood',
    ja: '失敗が続いたため停止しました。再開すると停止した所から続きます',
  },
  gone: {
    en: 'was disabled because its receiver says that it is gone (410)',
    ja: '受信側が廃止済み（410）と応答したため停止しました',
  },
  owner_left: { en: 'was disabled because its owner was not in service', ja: '所有者が在籍していないため停止しました' },
  secret_lost: {
    en: 'was disabled because its secret can no longer be read; give it another one',
    ja: '秘密鍵を読み出せないため停止しました。新しい秘密鍵を発行してください',
  },
};

/** One sentence that says what is wrong with a webhook to some host; `because` null: it is active and fails. */
export function webhookText(host: string, because: Exclude<DisabledReason, 'owner'> | null): Message {
  const { en, ja } = troubles[because ?? 'none'];
  return { en: `The webhook to ${host} ${en}.`, ja: `${host}へのWebhook：${ja}。` };
}
