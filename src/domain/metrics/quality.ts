// Quality: what inspection let through and sent back, what was found wrong, and what came back, of the orders of a window.
import { z } from 'zod';
import type { EventType } from '../orders/event.ts';
import { folded } from '../orders/search.ts';
import { type Instant, type Text, text } from '../values.ts';
import { DISPOSITIONS, type Disposition, type Nonconformance, SEVERITIES } from '../workshop/nonconformance.ts';
import { figure, ratio } from './figures.ts';
import type { MetricDefinition } from './metric.ts';

/** Changes whenever a figure would come out differently for the same history. */
const QUALITY_FORMULA = 'quality/1';

/** The events that begin and end presentations and acceptances. */
export const QUALITY_EVENTS = [
  'presented',
  'withdrawn',
  'rejected',
  'accepted',
  'recalled',
  'refused',
  'released',
  'cancelled',
  'condemned',
] as const satisfies readonly EventType[];
export type QualityEvent = (typeof QUALITY_EVENTS)[number];

/** How long after its release an item that is inducted again for the same counts as a repeat. Source: metrics.md, Quality. */
export const REPEAT_DAYS = 90;
const REPEAT_MILLISECONDS = REPEAT_DAYS * 86_400_000;

/** What every answer says about its figures. */
export const qualityDefinition = {
  formula: QUALITY_FORMULA,
  startEvent: 'presented, accepted, nonconformance_raised, released',
  stopEvent: 'presented, accepted, nonconformance_raised, released',
  timeZone: 'Asia/Tokyo',
  clock: {
    en: 'Counts of orders, presentations, acceptances and nonconformances. Each stands in the window and the month of the event named under placedBy, at the instant that agreed corrections give it, with what became of it by asOf.',
    ja: '作業指示書・検査への提示・合格判定・不適合の件数。それぞれplacedByの事象の時点（合意された訂正後）の期間と月に計上し、結果はasOf時点のものです。',
  },
  placedBy: {
    firstPassYield: 'accepted',
    rejectionRate: 'presented',
    refusalRate: 'accepted',
    reworksPerOrder: 'released',
    nonconformances: 'nonconformance_raised',
    repeatRate: 'released',
  },
  recall: {
    en: 'A recall reopens its presentation, which counts once, and ends the acceptance without a refusal. An order that was accepted at its first presentation is no first pass once that presentation is rejected or withdrawn after a recall.',
    ja: '合格の取戻しは検査への提示を再開し（提示は一件のまま）、合格判定を受領拒否なしに終わらせます。取戻し後に最初の提示が不合格または取下げとなった作業指示書は一発合格に数えません。',
  },
  ended: {
    en: 'A presentation ends with accept, reject or withdraw, an acceptance with release, refuse or recall; cancel and condemn end both.',
    ja: '検査への提示は合格・不合格・取下げで、合格判定は引渡し・受領拒否・取戻しで終わります。作業指示書の取消と廃棄判定はどちらも終わらせます。',
  },
  repeat: {
    en: 'Released at least 90 days (of 24 hours) before asOf with a work-unit code: repeated when its item was inducted under another order with that code within 90 days, anywhere.',
    ja: 'asOfの90日（24時間単位）以上前に引渡しされ、作業単位コードのあるもの。90日以内に同じコードで（施設を問わず）再入場したときに再発とします。',
  },
} as const satisfies MetricDefinition & Record<string, unknown>;

/** What had been recorded of one order, as far as quality goes. */
export interface QualityHistory {
  /** In the order of the chain. */
  acts: readonly { type: QualityEvent; at: Instant }[];
  nonconformances: readonly (Pick<Nonconformance, 'id' | 'severity' | 'disposition' | 'status' | 'raisedAt'> & {
    /** The name of the characteristic that failed; null: none is named. */
    characteristic: Text | null;
  })[];
  /** Null: it was not. */
  releasedAt: Instant | null;
  workUnit: string | null;
  /** Operations that a disposition ordered, but those that became not applicable. */
  reworks: number;
  /** When its item was inducted under other orders, with their work-unit codes. */
  inductions: readonly { workOrderId: string; at: Instant; workUnit: string | null }[];
}

/** One thing that figures of quality count, at the instant that puts it in a window. */
export type QualityFact =
  | { kind: 'first_acceptance'; at: Instant; isFirstPass: boolean }
  | { kind: 'presentation'; at: Instant; outcome: 'accepted' | 'rejected' | 'withdrawn' | 'ended' | null }
  | { kind: 'acceptance'; at: Instant; outcome: 'released' | 'refused' | 'recalled' | 'ended' | null }
  | {
      kind: 'nonconformance';
      at: Instant;
      nonconformanceId: string;
      severity: Nonconformance['severity'];
      disposition: Disposition | null;
      characteristic: Text | null;
    }
  | {
      kind: 'release';
      at: Instant;
      reworks: number;
      /** Null: it has no work-unit code, or 90 days have not gone by. */
      isRepeated: boolean | null;
      /** The order under which the item came back. */
      repeatedBy: string | null;
    };
type Presentation = Extract<QualityFact, { kind: 'presentation' }>;
type Acceptance = Extract<QualityFact, { kind: 'acceptance' }>;

/** What an order adds to the figures, as known at `asOf`. Source: metrics.md, Quality. */
export function qualityFactsOf(history: QualityHistory, asOf: Instant): QualityFact[] {
  const { presentations, acceptances, firstAcceptedIn } = stationsOf(history.acts);
  const facts: QualityFact[] = [...presentations, ...acceptances];
  const [first] = presentations;
  const [accepted] = acceptances;
  // Of an order that came with its acceptance alone it is not known which presentation that was.
  if (first && accepted && firstAcceptedIn > 0) {
    const isFirstPass = firstAcceptedIn === 1 && first.outcome !== 'rejected' && first.outcome !== 'withdrawn';
    facts.push({ kind: 'first_acceptance', at: accepted.at, isFirstPass });
  }
  for (const { id, severity, disposition, status, raisedAt, characteristic } of history.nonconformances)
    facts.push({
      kind: 'nonconformance',
      at: raisedAt,
      nonconformanceId: id,
      severity,
      // One that waits for the owner's approval is not decided yet: lifecycle.md, Smaller acts.
      disposition: status === 'open' ? null : disposition,
      characteristic,
    });
  if (history.releasedAt !== null) facts.push(releaseOf(history, history.releasedAt, asOf));
  return facts;
}

// A recall reopens the presentation that led to the acceptance, which counts once, and ends the acceptance without a refusal.
// `firstAcceptedIn`: how many presentations there were when the order was first accepted.
function stationsOf(acts: QualityHistory['acts']) {
  let firstAcceptedIn = 0;
  const presentations: Presentation[] = [];
  const acceptances: Acceptance[] = [];
  const present = (outcome: Presentation['outcome']) => {
    const last = presentations.at(-1);
    if (last) last.outcome = outcome;
  };
  const decide = (outcome: Acceptance['outcome']) => {
    const last = acceptances.at(-1);
    if (last?.outcome === null) last.outcome = outcome;
  };
  for (const { type, at } of acts) {
    switch (type) {
      case 'presented':
        presentations.push({ kind: 'presentation', at, outcome: null });
        break;
      case 'accepted':
        present('accepted');
        if (acceptances.length === 0) firstAcceptedIn = presentations.length;
        acceptances.push({ kind: 'acceptance', at, outcome: null });
        break;
      case 'rejected':
      case 'withdrawn':
        present(type);
        break;
      case 'recalled':
        present(null);
        decide('recalled');
        break;
      case 'refused':
      case 'released':
        decide(type);
        break;
      default:
        if (presentations.at(-1)?.outcome === null) present('ended');
        decide('ended');
    }
  }
  return { presentations, acceptances, firstAcceptedIn };
}

function releaseOf({ workUnit, reworks, inductions }: QualityHistory, at: Instant, asOf: Instant): QualityFact {
  const until = Date.parse(at) + REPEAT_MILLISECONDS;
  const isJudged = workUnit !== null && until <= Date.parse(asOf);
  const again = isJudged
    ? inductions.find(
        (i) => i.at >= at && Date.parse(i.at) <= until && i.workUnit !== null && isSameCode(i.workUnit, workUnit),
      )
    : undefined;
  return {
    kind: 'release',
    at,
    reworks,
    isRepeated: isJudged ? again !== undefined : null,
    repeatedBy: again?.workOrderId ?? null,
  };
}

// Text is stored as given and compared in NFKC.
function isSameCode(a: string, b: string): boolean {
  return a.normalize('NFKC') === b.normalize('NFKC');
}

const count = z.int();
const counts = <Name extends string>(names: readonly Name[]) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, count])) as Record<Name, typeof count>);
const DECIDED = [...DISPOSITIONS, 'undecided'] as const;

/** The figures of a window, unrounded; whatever is undefined for want of what it divides by is null, never 0. */
export const qualityFiguresRecord = z.strictObject({
  sampleSize: count.meta({ description: 'Orders with anything that is counted here.' }),
  firstPassYield: figure.meta({
    description:
      'Orders accepted at their first presentation, which no reject or withdraw ended since, of those first accepted.',
  }),
  firstAcceptedCount: count,
  rejectionRate: figure.meta({ description: 'Presentations that ended in reject or withdraw, of those that ended.' }),
  presentationCount: count,
  endedPresentationCount: count,
  refusalRate: figure.meta({ description: 'Acceptances that ended in refuse, of those that ended.' }),
  acceptanceCount: count,
  endedAcceptanceCount: count,
  reworksPerOrder: figure.meta({ description: 'Operations that dispositions ordered, for each order released.' }),
  releasedCount: count,
  nonconformances: z.strictObject({
    count,
    bySeverity: counts(SEVERITIES),
    byDisposition: counts(DECIDED).meta({ description: 'undecided: open, or waiting for the owner’s approval.' }),
    byCharacteristic: z
      .array(
        z.strictObject({ key: z.string().meta({ description: 'The name as it is compared.' }), name: text, count }),
      )
      .meta({ description: 'The characteristics that failed, the most frequent first.' }),
    withoutCharacteristicCount: count,
  }),
  repeatRate: figure.meta({
    description: 'Of the orders released with a work-unit code at least 90 days before asOf: those that came back.',
  }),
  repeatableCount: count,
});
export type QualityFigures = z.infer<typeof qualityFiguresRecord>;

/** What figures of quality are added up from. */
export interface QualityTally {
  workOrderIds: Set<string>;
  counts: Record<Counted, number>;
  bySeverity: Record<Nonconformance['severity'], number>;
  byDisposition: Record<Disposition | 'undecided', number>;
  byCharacteristic: Map<string, { key: string; name: Text; count: number }>;
}
const COUNTED = [
  'firstAccepted',
  'firstPass',
  'presentation',
  'endedPresentation',
  'rejected',
  'acceptance',
  'endedAcceptance',
  'refused',
  'released',
  'reworks',
  'repeatable',
  'repeated',
  'nonconformance',
  'withoutCharacteristic',
] as const;
type Counted = (typeof COUNTED)[number];

/** A tally of nothing yet. */
export function emptyQualityTally(): QualityTally {
  return {
    workOrderIds: new Set(),
    counts: zeros(COUNTED),
    bySeverity: zeros(SEVERITIES),
    byDisposition: zeros(DECIDED),
    byCharacteristic: new Map(),
  };
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}

/** Adds a fact of an order to a tally. */
export function addFact(tally: QualityTally, workOrderId: string, fact: QualityFact): void {
  const { counts } = tally;
  tally.workOrderIds.add(workOrderId);
  switch (fact.kind) {
    case 'first_acceptance':
      counts.firstAccepted += 1;
      counts.firstPass += Number(fact.isFirstPass);
      break;
    case 'presentation':
      counts.presentation += 1;
      counts.endedPresentation += Number(fact.outcome !== null);
      counts.rejected += Number(fact.outcome === 'rejected' || fact.outcome === 'withdrawn');
      break;
    case 'acceptance':
      counts.acceptance += 1;
      counts.endedAcceptance += Number(fact.outcome !== null);
      counts.refused += Number(fact.outcome === 'refused');
      break;
    case 'release':
      counts.released += 1;
      counts.reworks += fact.reworks;
      counts.repeatable += Number(fact.isRepeated !== null);
      counts.repeated += Number(fact.isRepeated === true);
      break;
    default:
      counts.nonconformance += 1;
      tally.bySeverity[fact.severity] += 1;
      tally.byDisposition[fact.disposition ?? 'undecided'] += 1;
      addCharacteristic(tally, fact.characteristic);
  }
}

function addCharacteristic({ counts, byCharacteristic }: QualityTally, name: Text | null): void {
  if (name === null) {
    counts.withoutCharacteristic += 1;
    return;
  }
  const key = folded([name.en, name.ja].filter((text) => text !== undefined && text !== null).join(' / '));
  const known = byCharacteristic.get(key);
  if (known) known.count += 1;
  else byCharacteristic.set(key, { key, name, count: 1 });
}

/** The figures that a tally comes to. Source: metrics.md, Quality. */
export function qualityFigures({
  workOrderIds,
  counts,
  bySeverity,
  byDisposition,
  byCharacteristic,
}: QualityTally): QualityFigures {
  return {
    sampleSize: workOrderIds.size,
    firstPassYield: ratio(counts.firstPass, counts.firstAccepted),
    firstAcceptedCount: counts.firstAccepted,
    rejectionRate: ratio(counts.rejected, counts.endedPresentation),
    presentationCount: counts.presentation,
    endedPresentationCount: counts.endedPresentation,
    refusalRate: ratio(counts.refused, counts.endedAcceptance),
    acceptanceCount: counts.acceptance,
    endedAcceptanceCount: counts.endedAcceptance,
    reworksPerOrder: ratio(counts.reworks, counts.released),
    releasedCount: counts.released,
    nonconformances: {
      count: counts.nonconformance,
      bySeverity: { ...bySeverity },
      byDisposition: { ...byDisposition },
      byCharacteristic: [...byCharacteristic.values()].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)),
      withoutCharacteristicCount: counts.withoutCharacteristic,
    },
    repeatRate: ratio(counts.repeated, counts.repeatable),
    repeatableCount: counts.repeatable,
  };
}
