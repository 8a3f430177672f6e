// Equivalence (同等性): that one standard, held, counts for another, required: from when to when, for what, and under which conditions.
import { z } from 'zod';
import { ACTIVITIES, type Activity } from '../orders/codes.ts';
import {
  type Fault,
  type IsoDate,
  id,
  isoDate,
  message,
  type Period,
  periodFaults,
  periodShape,
  recordShape,
  text,
  token,
} from '../values.ts';

export const DEGREES = ['identical', 'equivalent', 'partial', 'none'] as const;

const basis = z
  .strictObject({ document: token(300), reference: token(300) })
  .meta({ description: 'The document that says so, and where in it.' });
const condition = z.strictObject({
  code: token(60).meta({ description: 'What a supplement names to meet it.' }),
  text,
});

export const equivalenceInput = z.strictObject({
  held: token().meta({ description: 'Code of the standard that is held.' }),
  required: token().meta({ description: 'Code of the standard that it is recognised for, in this direction only.' }),
  degree: z.enum(DEGREES),
  conditions: z.array(condition).max(50).default([]).meta({ description: 'For partial, and only then.' }),
  platformIds: z.array(id).max(200).default([]).meta({ description: 'Empty: all platforms.' }),
  activities: z.array(z.enum(ACTIVITIES)).max(7).default([]).meta({ description: 'Empty: all activities.' }),
  basis,
  approvedBy: token(200),
  ...periodShape,
});
export type EquivalenceInput = z.infer<typeof equivalenceInput>;
export const equivalenceRecord = equivalenceInput.extend({ ...recordShape });
export type Equivalence = z.infer<typeof equivalenceRecord>;

const supplement = z.strictObject({ condition: token(60), evidence: token(300) });
/** Evidence on a certification that meets a condition of a partial equivalence. */
export type Supplement = z.infer<typeof supplement>;

const step = z.strictObject({
  equivalenceId: id,
  revision: z.int().min(1),
  held: token(),
  required: token(),
  degree: z.enum(DEGREES),
  basis,
  approvedBy: token(200),
  validFrom: isoDate,
  validTo: isoDate.nullable(),
  supplements: z.array(supplement).meta({ description: 'The evidence that met its conditions.' }),
});
export type Step = z.infer<typeof step>;

const OBSTACLES = ['not_recognised', 'not_in_effect', 'out_of_scope', 'conditions_unmet', 'too_many_steps'] as const;
const obstacle = z.strictObject({
  kind: z.enum(OBSTACLES),
  equivalenceId: id.nullable().meta({ description: 'The step that stops the path; null: the path as a whole.' }),
  conditions: z.array(condition).meta({ description: 'The conditions that nothing meets.' }),
  message,
});
export type Obstacle = z.infer<typeof obstacle>;

const nearPath = z.strictObject({ steps: z.array(step), obstacles: z.array(obstacle) });
export type NearPath = z.infer<typeof nearPath>;

export const satisfaction = z
  .strictObject({
    satisfied: z.boolean(),
    path: z.array(step).meta({ description: 'The best path; empty when the standard itself is held, or none counts.' }),
    nearest: z.array(nearPath).meta({ description: 'When not satisfied: paths that do not count, the nearest first.' }),
    reasons: z.array(message),
  })
  .meta({ description: 'Whether a held standard satisfies a required one, and why or why not.' });
export type Satisfaction = z.infer<typeof satisfaction>;

/** What is wrong with an equivalence beyond the form of its fields. */
export function equivalenceFaults(
  equivalence: Pick<EquivalenceInput, 'held' | 'required' | 'degree' | 'conditions'> & Period,
): Fault[] {
  const { held, required, degree, conditions } = equivalence;
  const faults: Fault[] = [];
  if (codeKey(held) === codeKey(required)) {
    faults.push({
      pointer: '/required',
      code: 'equivalence.to_itself',
      message: { en: 'A standard always satisfies itself.', ja: '規格は常に自らを満たすため、登録は不要です。' },
    });
  }
  if (degree === 'partial' && conditions.length === 0) {
    faults.push({
      pointer: '/conditions',
      code: 'equivalence.conditions_missing',
      message: {
        en: 'A partial equivalence names the conditions that make it count.',
        ja: '部分的な同等性には、満たすべき条件が必要です。',
      },
    });
  }
  if (degree !== 'partial' && conditions.length > 0) {
    faults.push({
      pointer: '/conditions',
      code: 'equivalence.conditions_unexpected',
      message: {
        en: 'Only a partial equivalence has conditions.',
        ja: '条件を付けられるのは部分的な同等性のみです。',
      },
    });
  }
  conditions.forEach(({ code }, index) => {
    if (conditions.findIndex((other) => codeKey(other.code) === codeKey(code)) === index) return;
    faults.push({
      pointer: `/conditions/${index}/code`,
      code: 'equivalence.condition_repeated',
      message: { en: 'This condition is there already.', ja: 'この条件は既にあります。' },
    });
  });
  return [...faults, ...periodFaults(equivalence)];
}

// Codes are stored as given and compared in NFKC.
export const codeKey = (code: string) => code.normalize('NFKC');

/** What is asked: whether what is held counts for what is required, on a day and for some work. */
export interface SatisfactionQuestion {
  held: string;
  required: string;
  on: IsoDate;
  /** Null: no platform is named, and only equivalences for all platforms count. */
  platformId: string | null;
  /** Null: no activity is named, and only equivalences for all activities count. */
  activity: Activity | null;
  supplements: readonly Supplement[];
  equivalences: readonly Equivalence[];
}

/** Whether an equivalence holds for a platform; for none, only one of all platforms does. */
export function coversPlatform(edge: Equivalence, platformId: string | null): boolean {
  return edge.platformIds.length === 0 || (platformId !== null && edge.platformIds.includes(platformId));
}

/** Whether an equivalence holds for an activity; for none, only one of all activities does. */
export function coversActivity(edge: Equivalence, activity: Activity | null): boolean {
  return edge.activities.length === 0 || (activity !== null && edge.activities.includes(activity));
}

/** The conditions of an equivalence that nothing given meets. */
export function unmetConditions(edge: Equivalence, supplements: readonly Supplement[]): Equivalence['conditions'] {
  return edge.conditions.filter(({ code }) => !supplements.some((given) => codeKey(given.condition) === codeKey(code)));
}
