// Withholding: what a finding says to someone who may not see all that it was judged on.
import { z } from 'zod';
import { type Message, message } from '../values.ts';
import type { Evidence, Finding, GuardName } from './guards.ts';

/** A record a guard looked at, as it is answered. */
export const shownEvidence = z.strictObject({
  record: z.string().meta({ description: 'What kind of record it is.' }),
  id: z.string().nullable().meta({ description: 'Null: withheld.' }),
  revision: z.int().nullable().meta({ description: 'The version looked at; null: it has none, or it is withheld.' }),
  text: message,
  withheld: z.boolean().meta({ description: 'The record is outside what the caller may see.' }),
});
type ShownEvidence = z.infer<typeof shownEvidence>;

/** A finding as it is answered. */
export type Shown<F extends { evidence: Evidence[] }> = Omit<F, 'evidence'> & { evidence: ShownEvidence[] };

/**
 * The finding as someone may read it who sees only some of its evidence. Where any is withheld the message is one that names no record,
 * because what a guard says may name all of them. `holds`: what the guard found.
 */
export function withheldFrom<F extends Pick<Finding, 'guard' | 'message' | 'evidence'>>(
  finding: F,
  holds: boolean,
  sees: (evidence: Evidence) => boolean,
): Shown<F> {
  const evidence = finding.evidence.map(
    (e): ShownEvidence =>
      sees(e)
        ? { ...e, withheld: false }
        : { record: e.record, id: null, revision: null, text: withheldText, withheld: true },
  );
  const isWhole = evidence.every((e) => !e.withheld);
  return { ...finding, message: isWhole ? finding.message : namelessMessage(finding.guard, holds), evidence };
}

const withheldText: Message = { en: 'outside what you may see', ja: '閲覧範囲外' };

function namelessMessage(guard: GuardName, holds: boolean): Message {
  if (holds)
    return {
      en: 'Holds by records that are outside what you may see.',
      ja: '閲覧範囲外の記録により条件を満たしています。',
    };
  return (
    nameless[guard] ?? {
      en: 'Fails on records that are outside what you may see.',
      ja: '閲覧範囲外の記録により条件を満たしていません。',
    }
  );
}

// Where the fact itself is the caller's to know, and only whose it is is not.
const nameless: Partial<Record<GuardName, Message>> = {
  equipment_free: {
    en: 'Another order holds the equipment, outside what you may see.',
    ja: '閲覧範囲外の作業指示書がこの個体を受け入れています。',
  },
  bay_available: { en: 'No bay is free then.', ja: 'その時点で空いている整備区画がありません。' },
  signatures_in_force: {
    en: 'A signature was superseded, or given by someone who was not entitled to it that day, and has to be given again.',
    ja: '失効した署名、または署名時に資格を欠いていた者による署名があり、再署名が必要です。',
  },
  suborders_finished: {
    en: 'Sub-orders are unfinished, some of them outside what you may see.',
    ja: '終了していない子作業指示書があります（閲覧範囲外を含む）。',
  },
  no_stopping_wait_open: {
    en: 'Parts or sub-orders that stop the work are open, some of them outside what you may see.',
    ja: '作業を停止させる部品請求または子作業指示書が残っています（閲覧範囲外を含む）。',
  },
};
