// Why a held standard satisfies a required one or not, in words.
import { activityNames } from '../orders/codes.ts';
import { inPeriod, type Message, type Period, type Text } from '../values.ts';
import {
  coversActivity,
  coversPlatform,
  type Equivalence,
  type NearPath,
  type Obstacle,
  type SatisfactionQuestion,
  type Step,
  unmetConditions,
} from './equivalence.ts';

export function obstaclesOf(path: readonly Equivalence[], question: SatisfactionQuestion): Obstacle[] {
  const obstacles = path.flatMap((edge) => obstaclesOfEdge(edge, question));
  const unlike = path.filter((edge) => edge.degree === 'equivalent' || edge.degree === 'partial');
  if (unlike.length > 1) {
    const route = [question.held, ...path.map((edge) => edge.required)].join(' → ');
    obstacles.push({
      kind: 'too_many_steps',
      equivalenceId: null,
      conditions: [],
      message: {
        en: `The path ${route} has ${unlike.length} steps that are not identical; at most one is allowed.`,
        ja: `経路${route}には同一でない段階が${unlike.length}つありますが、認められるのは1つまでです。`,
      },
    });
  }
  return obstacles;
}

function obstaclesOfEdge(edge: Equivalence, question: SatisfactionQuestion): Obstacle[] {
  const { held, required } = edge;
  const stop = (kind: Obstacle['kind'], message: Message, conditions: Equivalence['conditions'] = []): Obstacle => ({
    kind,
    equivalenceId: edge.id,
    conditions,
    message,
  });
  if (edge.degree === 'none') {
    return [
      stop('not_recognised', {
        en: `${held} is expressly not recognised for ${required} (${source(edge)}).`,
        ja: `${held}は${required}として認められないと明示されています（${source(edge)}）。`,
      }),
    ];
  }
  const obstacles: Obstacle[] = [];
  const recognition: Message = {
    en: `The recognition of ${held} for ${required}`,
    ja: `${held}を${required}として認める同等性`,
  };
  if (!inPeriod(edge, question.on)) {
    const period = periodWords(edge);
    obstacles.push(
      stop('not_in_effect', {
        en: `${recognition.en} is not in effect on ${question.on}: it runs ${period.en}.`,
        ja: `${recognition.ja}は${question.on}には有効ではありません（有効期間：${period.ja}）。`,
      }),
    );
  }
  if (!coversPlatform(edge, question.platformId)) {
    obstacles.push(
      stop(
        'out_of_scope',
        question.platformId === null
          ? {
              en: `${recognition.en} holds for certain platforms only, and no platform was named.`,
              ja: `${recognition.ja}は特定の装備品に限られますが、装備品が指定されていません。`,
            }
          : {
              en: `${recognition.en} does not cover this platform.`,
              ja: `${recognition.ja}はこの装備品には適用されません。`,
            },
      ),
    );
  }
  if (!coversActivity(edge, question.activity)) {
    const covered = edge.activities.map((activity) => activityNames[activity]);
    const only: Message = {
      en: `${recognition.en} holds for ${covered.map((name) => name.en).join(', ')} only`,
      ja: `${recognition.ja}は${covered.map((name) => name.ja).join('、')}に限られ`,
    };
    obstacles.push(
      stop(
        'out_of_scope',
        question.activity === null
          ? { en: `${only.en}, and no activity was named.`, ja: `${only.ja}ますが、作業区分が指定されていません。` }
          : {
              en: `${only.en}, not for ${activityNames[question.activity].en}.`,
              ja: `${only.ja}、${activityNames[question.activity].ja}には適用されません。`,
            },
      ),
    );
  }
  const unmet = unmetConditions(edge, question.supplements);
  if (unmet.length > 0) {
    obstacles.push(
      stop(
        'conditions_unmet',
        {
          en: `${held} meets ${required} only in part, and nothing on the certification meets: ${unmet.map((c) => `${inEnglish(c.text)} [${c.code}]`).join('; ')}.`,
          ja: `${held}は${required}を部分的にしか満たさず、次の条件を満たす証拠が認証にありません：${unmet.map((c) => `${inJapanese(c.text)}［${c.code}］`).join('、')}。`,
        },
        unmet,
      ),
    );
  }
  return obstacles;
}

export function stepReason(taken: Step): Message {
  const { held, required } = taken;
  const period = periodWords(taken);
  const ground: Message = {
    en: `${source(taken)}; in effect ${period.en}`,
    ja: `${source(taken)}、有効期間：${period.ja}`,
  };
  if (taken.degree === 'identical') {
    return {
      en: `${held} is identical to ${required} (${ground.en}).`,
      ja: `${held}は${required}と同一です（${ground.ja}）。`,
    };
  }
  if (taken.degree === 'equivalent') {
    return {
      en: `${held} is recognised as equivalent to ${required} (${ground.en}).`,
      ja: `${held}は${required}と同等と認められています（${ground.ja}）。`,
    };
  }
  const evidence = taken.supplements.map((given) => `${given.condition}: ${given.evidence}`);
  return {
    en: `${held} meets ${required} in part, and every condition is met by ${evidence.join('; ')} (${ground.en}).`,
    ja: `${held}は${required}を部分的に満たし、条件はすべて次の証拠で満たされています：${evidence.join('、')}（${ground.ja}）。`,
  };
}

export function shortfalls(question: SatisfactionQuestion, nearest: readonly NearPath[], complete: boolean): Message[] {
  if (nearest.length === 0) {
    return [
      {
        en: `No equivalence leads from ${question.held} to ${question.required}.`,
        ja: `${question.held}から${question.required}に至る同等性はありません。`,
      },
    ];
  }
  // One step can stop several paths; it is told once.
  const told = new Map(nearest.flatMap((near) => near.obstacles.map(({ message }) => [message.en, message] as const)));
  const rest: Message = { en: 'Further paths are not listed.', ja: 'これ以外の経路は省略しています。' };
  return complete ? [...told.values()] : [...told.values(), rest];
}

export function scopeNotes({ platformId, activity }: SatisfactionQuestion): Message[] {
  const notes: Message[] = [];
  if (platformId === null) {
    notes.push({
      en: 'No platform was named: only equivalences for all platforms count.',
      ja: '装備品が指定されていないため、全装備品に適用される同等性のみを対象としています。',
    });
  }
  if (activity === null) {
    notes.push({
      en: 'No activity was named: only equivalences for all activities count.',
      ja: '作業区分が指定されていないため、全作業区分に適用される同等性のみを対象としています。',
    });
  }
  return notes;
}

const source = (from: Pick<Step, 'basis'>) => `${from.basis.document}, ${from.basis.reference}`;

function periodWords({ validFrom, validTo }: Period): Message {
  if (validTo === null) return { en: `from ${validFrom}`, ja: `${validFrom}から` };
  return { en: `from ${validFrom} to ${validTo}`, ja: `${validFrom}から${validTo}まで` };
}

// A text has at least one of the languages; the other stands in for the one that is missing.
const inEnglish = ({ en, ja }: Text) => en ?? ja;
const inJapanese = ({ en, ja }: Text) => ja ?? en;
