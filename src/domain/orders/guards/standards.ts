// Whether what somebody holds meets the standards that a platform requires: certificates, qualifications, calibrations.

import type { Equivalence } from '../../registers/equivalence.ts';
import { activeOn, type Certification, scopeCovers, statusOn } from '../../registers/facility.ts';
import { type Qualification, qualifies } from '../../registers/person.ts';
import type { Platform, Requirement } from '../../registers/platform.ts';
import { satisfies } from '../../registers/satisfaction.ts';
import { inPeriod, type Message } from '../../values.ts';
import { type Activity, activityNames } from '../codes.ts';
import { type Answer, about, type Evidence, type Facts, periodOf, platformEvidence } from './facts.ts';

/** One thing that is required, and whether it is there. */
export interface Part {
  met: boolean;
  message: Message;
  evidence: Evidence[];
}

export interface Holding {
  standard: string;
  supplements: { condition: string; evidence: string }[];
  /** Whether it counts by itself on the day. */
  inForce: boolean;
  evidence: Evidence;
}

/** Whether one of the holdings satisfies a required standard, with the path of equivalence as the reason. */
export function meets(
  facts: Pick<Facts, 'on' | 'equivalences' | 'platform'>,
  required: string,
  activity: Activity,
  holdings: readonly Holding[],
): Part {
  const reasons: Message[] = [];
  const seen: Evidence[] = [];
  for (const holding of holdings) {
    const answer = satisfies({
      held: holding.standard,
      required,
      on: facts.on,
      platformId: facts.platform.id,
      activity,
      supplements: holding.supplements,
      equivalences: facts.equivalences,
    });
    if (answer.satisfied && holding.inForce) {
      const steps = answer.path.map((step) => {
        const source = [step.basis.document, step.basis.reference, ...step.supplements.map((s) => s.evidence)];
        return about(
          'equivalence',
          { id: step.equivalenceId, revision: step.revision },
          `${step.held} is ${degreeNames[step.degree].en} ${step.required}: ${source.join(', ')}`,
          `${step.held}は${step.required}と${degreeNames[step.degree].ja}：${source.join('、')}`,
        );
      });
      return {
        met: true,
        message: {
          en: `${required} is met by ${holding.evidence.text.en}`,
          ja: `${required}は${holding.evidence.text.ja}で充足`,
        },
        evidence: [holding.evidence, ...steps],
      };
    }
    // What could have counted is worth showing: an expired match, or the nearest miss.
    if (answer.satisfied) {
      reasons.push(holding.evidence.text);
      seen.push(holding.evidence);
    } else if (holding.inForce) {
      reasons.push(...answer.reasons);
      seen.push(holding.evidence);
    }
  }
  const en = reasons.map((r) => r.en).join('; ');
  const ja = reasons.map((r) => r.ja).join('、');
  return {
    met: false,
    message: {
      en: `${required} is not met on ${facts.on}${en ? `: ${en}` : ': nothing is held for it'}`,
      ja: `${facts.on}時点で${required}を満たしていません${ja ? `（${ja}）` : '（該当する認証・資格がありません）'}`,
    },
    evidence: seen.length > 0 ? seen : [platformEvidence(facts)],
  };
}

const degreeNames: Record<Equivalence['degree'], Message> = {
  identical: { en: 'identical to', ja: '同一' },
  equivalent: { en: 'equivalent to', ja: '同等' },
  partial: { en: 'partly equivalent to', ja: '部分的に同等' },
  none: { en: 'not equivalent to', ja: '同等でない' },
};

export function requirementsFor(platform: Platform, holder: Requirement['holder'], activity: Activity): string[] {
  const wanted = platform.requirements
    .filter((r) => r.holder === holder && (r.activities.length === 0 || r.activities.includes(activity)))
    .map((r) => r.standard);
  return [...new Set(wanted)];
}

/** All of the parts together: what fails, or else everything that is met; `none` when nothing is required. */
export function joined(parts: Part[], none: Answer): Answer {
  return parts.length === 0 ? none : allOf(parts);
}

export function allOf(parts: Part[]): Answer {
  const failing = parts.filter((p) => !p.met);
  const shown = failing.length > 0 ? failing : parts;
  return {
    holds: failing.length === 0,
    message: { en: shown.map((p) => p.message.en).join('; '), ja: shown.map((p) => p.message.ja).join('、') },
    evidence: shown.flatMap((p) => p.evidence),
  };
}

export function certificationHolding(c: Certification, facts: Facts, activity: Activity): Holding {
  const period = periodOf(c);
  const active = activeOn(c, facts.on);
  const status = statusOn(c.statusChanges, facts.on);
  const covers = scopeCovers(c.scopeCodes, facts.platform, activity);
  const why: Message = !inPeriod(c, facts.on)
    ? { en: `not valid on ${facts.on}`, ja: `${facts.on}は有効期間外` }
    : !active
      ? {
          en: `${status ?? 'not yet active'} on ${facts.on}`,
          ja: `${facts.on}は${status === 'suspended' ? '一時停止' : status === 'withdrawn' ? '取消' : '未発効'}`,
        }
      : {
          en: `its scope does not cover ${facts.platform.designation} ${activityNames[activity].en}`,
          ja: `適用範囲に${facts.platform.designation}の${activityNames[activity].ja}が含まれません`,
        };
  const counts = active && covers;
  return {
    standard: c.standard,
    supplements: c.supplements,
    inForce: counts,
    evidence: about(
      'certification',
      c,
      `${c.standard} certificate ${c.number} of ${c.body} (${period.en})${counts ? '' : `, ${why.en}`}`,
      `${c.standard}認証${c.number}（${c.body}、${period.ja}）${counts ? '' : `：${why.ja}`}`,
    ),
  };
}

export function qualificationHolding(q: Qualification, facts: Pick<Facts, 'on' | 'facility' | 'platform'>): Holding {
  const period = periodOf(q);
  const counts = qualifies(q, facts.on, facts.facility.id, facts.platform.id);
  const why: Message = inPeriod(q, facts.on)
    ? { en: 'not for this facility and platform', ja: 'この施設・装備品は対象外' }
    : { en: `not valid on ${facts.on}`, ja: `${facts.on}は有効期間外` };
  return {
    standard: q.qualification,
    supplements: q.supplements,
    inForce: counts,
    evidence: about(
      'qualification',
      q,
      `${q.qualification} qualification (${period.en})${counts ? '' : `, ${why.en}`}`,
      `${q.qualification}資格（${period.ja}）${counts ? '' : `：${why.ja}`}`,
    ),
  };
}
