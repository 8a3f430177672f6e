// The fourteen statuses of a work order: names, kinds, clock categories. Their actions are in lifecycle.ts.
import type { Message } from '../values.ts';

export const STATUSES = [
  'draft',
  'submitted',
  'authorized',
  'inducted',
  'in_work',
  'awaiting_parts',
  'awaiting_engineering',
  'on_hold',
  'in_inspection',
  'awaiting_acceptance',
  'released',
  'closed',
  'cancelled',
  'condemned',
] as const;
export type Status = (typeof STATUSES)[number];

/** The clock runs and the item is in the facility's custody. */
export const RUNNING = [
  'inducted',
  'in_work',
  'awaiting_parts',
  'awaiting_engineering',
  'on_hold',
  'in_inspection',
  'awaiting_acceptance',
] as const satisfies readonly Status[];
export type RunningStatus = (typeof RUNNING)[number];

export const OPEN = ['draft', 'submitted', 'authorized', ...RUNNING] as const satisfies readonly Status[];
export const ENDED = ['closed', 'cancelled', 'condemned'] as const satisfies readonly Status[];
/** Statuses that `resume` leads back to. */
export const STANDING = [
  'inducted',
  'in_work',
  'in_inspection',
  'awaiting_acceptance',
] as const satisfies readonly Status[];
export type StandingStatus = (typeof STANDING)[number];
/** A sub-order in one of these is finished. */
export const FINISHED = ['released', ...ENDED] as const satisfies readonly Status[];

export const HOLD_CAUSES = ['funding', 'authorization', 'capacity', 'customer', 'weather'] as const;
export type HoldCause = (typeof HOLD_CAUSES)[number];

export const statusNames: Record<Status, Message> = {
  draft: { en: 'draft', ja: '下書き' },
  submitted: { en: 'submitted', ja: '申請中' },
  authorized: { en: 'authorized', ja: '承認済' },
  inducted: { en: 'inducted', ja: '入場' },
  in_work: { en: 'in work', ja: '作業中' },
  awaiting_parts: { en: 'awaiting parts', ja: '部品待ち' },
  awaiting_engineering: { en: 'awaiting engineering', ja: '技術処置待ち' },
  on_hold: { en: 'on hold', ja: '保留' },
  in_inspection: { en: 'in inspection', ja: '検査中' },
  awaiting_acceptance: { en: 'awaiting acceptance', ja: '受領検査待ち' },
  released: { en: 'released', ja: '引渡し済' },
  closed: { en: 'closed', ja: '完了' },
  cancelled: { en: 'cancelled', ja: '取消' },
  condemned: { en: 'condemned', ja: '廃棄判定' },
};

const among = (list: readonly Status[]) => (status: Status) => list.includes(status);
export const isRunning = among(RUNNING);
export const isOpen = among(OPEN);
export const isFinished = among(FINISHED);
export const isStanding = among(STANDING) as (status: Status) => status is StandingStatus;
