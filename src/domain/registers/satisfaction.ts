// Does a held standard satisfy a required one, on a date, in a scope: the search for a path of equivalences, and for those that nearly lead there.

import { inPeriod } from '../values.ts';
import {
  codeKey,
  coversActivity,
  coversPlatform,
  type Equivalence,
  type NearPath,
  type Satisfaction,
  type SatisfactionQuestion,
  type Step,
  type Supplement,
  unmetConditions,
} from './equivalence.ts';
import { obstaclesOf, scopeNotes, shortfalls, stepReason } from './satisfaction-words.ts';

/**
 * Whether a held standard satisfies a required one on a date: by itself, or over a path of equivalences in effect that
 * day and in scope, with at most one step that is not identical; a partial step counts only when the supplements meet
 * all its conditions. Gives the shortest path, among those the most nearly identical; else every path that falls short
 * and what stops it. Pure; no errors. Source: vocabulary.md, "Standards to ship as data".
 */
export function satisfies(question: SatisfactionQuestion): Satisfaction {
  const { held, required } = question;
  if (codeKey(held) === codeKey(required)) {
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

type Edges = ReadonlyMap<string, readonly Equivalence[]>;

/** The equivalences by the standard they lead from, in the order of their ids, so that an answer never depends on storage. */
function edgesByHeld(equivalences: readonly Equivalence[]): Edges {
  const edges = new Map<string, Equivalence[]>();
  for (const edge of [...equivalences].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const from = codeKey(edge.held);
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
  const goal = codeKey(question.required);
  const start: Trail = { at: codeKey(question.held), edge: null, before: null, spent: 0 };
  const seen = new Set([`0 ${start.at}`]);
  for (let frontier = [start]; frontier.length > 0; ) {
    const next: Trail[] = [];
    for (const trail of frontier) {
      for (const edge of leaving(trail.at, edges)) {
        if (!counts(edge, question) || (edge.degree !== 'identical' && trail.spent !== 0)) continue;
        const spent = edge.degree === 'identical' ? trail.spent : edge.degree === 'equivalent' ? 1 : 2;
        const state = `${spent} ${codeKey(edge.required)}`;
        if (seen.has(state)) continue;
        seen.add(state);
        next.push({ at: codeKey(edge.required), edge, before: trail, spent });
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
    supplements: supplements.filter((given) =>
      edge.conditions.some(({ code }) => codeKey(code) === codeKey(given.condition)),
    ),
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
  const goal = codeKey(question.required);
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
  rank({ at: codeKey(question.held), edge: null, before: null, spent: 0 }, 0);
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
        const at = codeKey(edge.required);
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
      const from = codeKey(edge.held);
      if (distances.has(from) || !frontier.includes(codeKey(edge.required))) continue;
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
