// Late entries: what happened before it was typed in, and what must be true of its instant.
import { type Fault, hoursBetween, type Instant, inJapanTime, instant, type Text, text } from '../values.ts';
import type { WorkOrderFile } from './work-order-file.ts';

/** After this many hours a late entry needs a reason. Source: lifecycle.md, rule 3. */
const LATE_HOURS = 72;

/** What the body of an act of depot staff says about when it happened. */
export const late = {
  occurredAt: instant.optional().meta({ description: 'When it happened, if earlier than now; for depot staff.' }),
  lateReason: text.optional().meta({ description: `Needed when it happened more than ${LATE_HOURS} hours ago.` }),
};

/** What is wrong with the instant of a late entry, at `pointer`: rule 3 of lifecycle.md. Nothing happens before `since`. */
export function lateFaults(
  file: WorkOrderFile,
  occurredAt: Instant,
  lateReason: Text | string | undefined,
  now: Instant,
  since: Instant = lastFixed(file),
  pointer = '/occurredAt',
): Fault[] {
  const faults: Fault[] = [];
  if (occurredAt > now)
    faults.push({
      pointer,
      code: 'occurred_at.in_future',
      message: { en: 'It lies in the future.', ja: '未来の日時です。' },
    });
  if (occurredAt < since)
    faults.push({
      pointer,
      code: 'occurred_at.before_last',
      message: {
        en: `It can’t have happened before ${inJapanTime(since)} (Japan time): what the order was then is settled.`,
        ja: `${inJapanTime(since)}（日本時間）より前の行為は記録できません。それ以前の記録は確定しています。`,
      },
    });
  if (hoursBetween(occurredAt, now) > LATE_HOURS && lateReason === undefined)
    faults.push({
      pointer: '/lateReason',
      code: 'late_reason.missing',
      message: {
        en: `An act logged more than ${LATE_HOURS} hours late needs a reason.`,
        ja: `${LATE_HOURS}時間を超えて後日記録する場合は理由が必要です。`,
      },
    });
  return faults;
}

/** How far ahead it can be asked what would be judged. */
export const YEARS_AHEAD = 10;

/** What is wrong with an instant to come that is asked about: nothing, up to YEARS_AHEAD. */
export function aheadFaults(occurredAt: Instant, now: Instant): Fault[] {
  const latest = `${Number(now.slice(0, 4)) + YEARS_AHEAD}${now.slice(4)}`;
  if (occurredAt <= latest) return [];
  const message = {
    en: `It can be asked up to ${YEARS_AHEAD} years ahead.`,
    ja: `問い合わせできるのは${YEARS_AHEAD}年先までです。`,
  };
  return [{ pointer: '/occurredAt', code: 'occurred_at.too_far_ahead', message }];
}

/**
 * The last change of status, signature or operation done: what happened since is open, what was before is settled. Work that was
 * done in work would otherwise find itself in another status.
 */
export function lastFixed({ order, signatures, operations }: WorkOrderFile): Instant {
  const instants = [...signatures.map((s) => s.signedAt), ...operations.map((o) => o.performedAt ?? order.statusSince)];
  return instants.reduce((latest, at) => (at > latest ? at : latest), order.statusSince);
}
