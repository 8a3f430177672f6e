// Equivalence (同等性): does a held standard satisfy a required one, on a date, in a scope, and why or why not.
import { z } from 'zod';
import { ACTIVITIES, type Activity, activityNames } from './codes.ts';
import {
  type Fault,
  type IsoDate,
  id,
  inPeriod,
  isoDate,
  type Message,
  message,
  type Period,
  periodFaults,
  periodShape,
  recordShape,
  type Text,
  text,
  token,
} from './values.ts';

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

export const OBSTACLES = [
  'not_recognised',
  'not_in_effect',
  'out_of_scope',
  'conditions_unmet',
  'too_many_steps',
] as const;
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

/** What is wrong with an equivalence beyond the form of its fields. */
export function equivalenceFaults(
  equivalence: Pick<EquivalenceInput, 'held' | 'required' | 'degree' | 'conditions'> & Period,
): Fault[] {
  const { held, required, degree, conditions } = equivalence;
  const faults: Fault[] = [];
  if (key(held) === key(required)) {
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
    if (conditions.findIndex((other) => key(other.code) === key(code)) === index) return;
    faults.push({
      pointer: `/conditions/${index}/code`,
      code: 'equivalence.condition_repeated',
      message: { en: 'This condition is there already.', ja: 'この条件は既にあります。' },
    });
  });
  return [...faults, ...periodFaults(equivalence)];
}

/**
 * Whether a held standard satisfies a required one on a date: by itself, or over a path of equivalences in effect that
 * day and in scope, with at most one step that is not identical; a partial step counts only when the supplements meet
 * all its conditions. Gives the shortest path, among those the most nearly identical; else every path that falls short
 * and what stops it. Pure; no errors. Source: vocabulary.md, "Standards to ship as data".
 */
export function satisfies(question: SatisfactionQuestion): Satisfaction {
  const { held, required } = question;
  if (key(held) === key(required)) {
    return {
      satisfied: true,
      path: [],
      nearest: [],
      reasons: [{ en: `${held} is the required standard itself.`, ja: `${held}は要求規格そのものです。` }],
    };
  }
  const edges = edgesByHeld(question.equivalences);
  const best = bestPath(question, edges);
  if (best) {
    const path = best.map((edge) => stepOf(edge, question.supplements));
    return { satisfied: true, path, nearest: [], reasons: [...path.map(stepReason), ...scopeNotes(question)] };
  }
  const { nearest, complete } = nearPaths(question, edges);
  return {
    satisfied: false,
    path: [],
    nearest,
    reasons: [...shortfalls(question, nearest, complete), ...scopeNotes(question)],
  };
}

// Codes are stored as given and compared in NFKC.
const key = (code: string) => code.normalize('NFKC');

type Edges = ReadonlyMap<string, readonly Equivalence[]>;

/** The equivalences by the standard they lead from, in the order of their ids, so that an answer never depends on storage. */
function edgesByHeld(equivalences: readonly Equivalence[]): Edges {
  const edges = new Map<string, Equivalence[]>();
  for (const edge of [...equivalences].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const from = key(edge.held);
    const siblings = edges.get(from);
    if (siblings) siblings.push(edge);
    else edges.set(from, [edge]);
  }
  return edges;
}

function leaving(at: string, edges: Edges): readonly Equivalence[] {
  return edges.get(at) ?? [];
}

/** How far a path has come: the edges behind it, last first. */
interface Trail {
  at: string;
  edge: Equivalence | null;
  before: Trail | null;
  /** 0: all steps identical; 1: one was equivalent; 2: one was partial. */
  spent: 0 | 1 | 2;
}

/** Breadth first over (standard, what was spent): each state is entered once, so cycles end by themselves. */
function bestPath(question: SatisfactionQuestion, edges: Edges): Equivalence[] | null {
  const goal = key(question.required);
  const start: Trail = { at: key(question.held), edge: null, before: null, spent: 0 };
  const seen = new Set([`0 ${start.at}`]);
  for (let frontier = [start]; frontier.length > 0; ) {
    const next: Trail[] = [];
    for (const trail of frontier) {
      for (const edge of leaving(trail.at, edges)) {
        if (!counts(edge, question) || (edge.degree !== 'identical' && trail.spent !== 0)) continue;
        const spent = edge.degree === 'identical' ? trail.spent : edge.degree === 'equivalent' ? 1 : 2;
        const state = `${spent} ${key(edge.required)}`;
        if (seen.has(state)) continue;
        seen.add(state);
        next.push({ at: key(edge.required), edge, before: trail, spent });
      }
    }
    const arrived = next.filter((trail) => trail.at === goal).sort((a, b) => a.spent - b.spent)[0];
    if (arrived) return edgesOf(arrived);
    frontier = next;
  }
  return null;
}

function edgesOf(last: Trail): Equivalence[] {
  const path: Equivalence[] = [];
  for (let trail: Trail | null = last; trail?.edge; trail = trail.before) path.unshift(trail.edge);
  return path;
}

function counts(edge: Equivalence, question: SatisfactionQuestion): boolean {
  return (
    edge.degree !== 'none' &&
    inPeriod(edge, question.on) &&
    coversPlatform(edge, question.platformId) &&
    coversActivity(edge, question.activity) &&
    unmetConditions(edge, question.supplements).length === 0
  );
}

function coversPlatform(edge: Equivalence, platformId: string | null): boolean {
  return edge.platformIds.length === 0 || (platformId !== null && edge.platformIds.includes(platformId));
}

function coversActivity(edge: Equivalence, activity: Activity | null): boolean {
  return edge.activities.length === 0 || (activity !== null && edge.activities.includes(activity));
}

function unmetConditions(edge: Equivalence, supplements: readonly Supplement[]): Equivalence['conditions'] {
  return edge.conditions.filter(({ code }) => !supplements.some((given) => key(given.condition) === key(code)));
}

function stepOf(edge: Equivalence, supplements: readonly Supplement[]): Step {
  return {
    equivalenceId: edge.id,
    revision: edge.revision,
    held: edge.held,
    required: edge.required,
    degree: edge.degree,
    basis: edge.basis,
    approvedBy: edge.approvedBy,
    validFrom: edge.validFrom,
    validTo: edge.validTo,
    supplements: supplements.filter((given) => edge.conditions.some(({ code }) => key(code) === key(given.condition))),
  };
}

// Bounds of the explanation, not of the answer: a dense register has more paths than anyone would read.
const MOST_TRAILS = 1000;
const MOST_NEAR_PATHS = 10;

/**
 * The paths that would lead there if nothing stood in the way, shortest first out of the search (each trail is ranked
 * by its length and what is left to go), then by how much stops them. A `none` is a path only where it is in force.
 */
function nearPaths(question: SatisfactionQuestion, edges: Edges): { nearest: NearPath[]; complete: boolean } {
  const goal = key(question.required);
  const leads = (edge: Equivalence) =>
    edge.degree !== 'none' ||
    (inPeriod(edge, question.on) &&
      coversPlatform(edge, question.platformId) &&
      coversActivity(edge, question.activity));
  const stepsToGo = distancesTo(goal, question.equivalences.filter(leads));
  const ranked: Trail[][] = [];
  const rank = (trail: Trail, length: number) => {
    const left = stepsToGo.get(trail.at);
    if (left === undefined) return;
    const equals = ranked[length + left] ?? [];
    equals.push(trail);
    ranked[length + left] = equals;
  };
  rank({ at: key(question.held), edge: null, before: null, spent: 0 }, 0);
  const found: NearPath[] = [];
  let trails = 0;
  for (let length = 0; length < ranked.length; length += 1) {
    for (let trail = ranked[length]?.pop(); trail; trail = ranked[length]?.pop()) {
      const path = edgesOf(trail);
      if (trail.at === goal) {
        found.push({
          steps: path.map((edge) => stepOf(edge, question.supplements)),
          obstacles: obstaclesOf(path, question),
        });
        continue;
      }
      if (trails === MOST_TRAILS) return { nearest: nearestFirst(found), complete: false };
      trails += 1;
      for (const edge of leaving(trail.at, edges).filter(leads).reverse()) {
        const at = key(edge.required);
        if (passed(trail, at)) continue;
        rank({ at, edge, before: trail, spent: 0 }, path.length + 1);
      }
    }
  }
  return { nearest: nearestFirst(found), complete: found.length <= MOST_NEAR_PATHS };
}

function nearestFirst(found: NearPath[]): NearPath[] {
  return found
    .sort((a, b) => a.obstacles.length - b.obstacles.length || a.steps.length - b.steps.length)
    .slice(0, MOST_NEAR_PATHS);
}

/** How many steps each standard is away from the goal; one that can't reach it is absent. */
function distancesTo(goal: string, equivalences: readonly Equivalence[]): Map<string, number> {
  const distances = new Map([[goal, 0]]);
  for (let frontier = [goal], away = 1; frontier.length > 0; away += 1) {
    const next: string[] = [];
    for (const edge of equivalences) {
      const from = key(edge.held);
      if (distances.has(from) || !frontier.includes(key(edge.required))) continue;
      distances.set(from, away);
      next.push(from);
    }
    frontier = next;
  }
  return distances;
}

function passed(last: Trail, at: string): boolean {
  for (let trail: Trail | null = last; trail; trail = trail.before) if (trail.at === at) return true;
  return false;
}

function obstaclesOf(path: readonly Equivalence[], question: SatisfactionQuestion): Obstacle[] {
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
        ja: `${held}は${required}として認められないと明示されています(${source(edge)})。`,
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
        ja: `${recognition.ja}は${question.on}には有効ではありません(有効期間:${period.ja})。`,
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
          ja: `${held}は${required}を部分的にしか満たさず、次の条件を満たす証拠が認証にありません:${unmet.map((c) => `${inJapanese(c.text)}[${c.code}]`).join('、')}。`,
        },
        unmet,
      ),
    );
  }
  return obstacles;
}

function stepReason(taken: Step): Message {
  const { held, required } = taken;
  const period = periodWords(taken);
  const ground: Message = {
    en: `${source(taken)}; in effect ${period.en}`,
    ja: `${source(taken)}、有効期間:${period.ja}`,
  };
  if (taken.degree === 'identical') {
    return {
      en: `${held} is identical to ${required} (${ground.en}).`,
      ja: `${held}は${required}と同一です(${ground.ja})。`,
    };
  }
  if (taken.degree === 'equivalent') {
    return {
      en: `${held} is recognised as equivalent to ${required} (${ground.en}).`,
      ja: `${held}は${required}と同等と認められています(${ground.ja})。`,
    };
  }
  const evidence = taken.supplements.map((given) => `${given.condition}: ${given.evidence}`);
  return {
    en: `${held} meets ${required} in part, and every condition is met by ${evidence.join('; ')} (${ground.en}).`,
    ja: `${held}は${required}を部分的に満たし、条件はすべて次の証拠で満たされています:${evidence.join('、')}(${ground.ja})。`,
  };
}

function shortfalls(question: SatisfactionQuestion, nearest: readonly NearPath[], complete: boolean): Message[] {
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

function scopeNotes({ platformId, activity }: SatisfactionQuestion): Message[] {
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
