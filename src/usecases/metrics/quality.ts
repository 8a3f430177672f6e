// Quality as a metric: presentations, acceptances, nonconformances and releases of a window, with what became of each.

import { z } from 'zod';
import {
  addFact,
  emptyQualityTally,
  QUALITY_EVENTS,
  type QualityEvent,
  type QualityFact,
  type QualityHistory,
  qualityDefinition,
  qualityFactsOf,
  qualityFigures,
  qualityFiguresRecord,
  REPEAT_DAYS,
} from '../../domain/metrics/quality.ts';
import type { Instant, Text } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { type Dossier, dossiersOf, type MeasuredOrder, reworksOf } from '../../storage/metrics/dossiers.ts';
import { ordersOfItems } from '../../storage/metrics/fleet.ts';
import type { Happening } from '../../storage/metrics/happenings.ts';
import { happeningsOf } from '../../storage/metrics/happenings.ts';
import { segmentsBegunBy } from '../../storage/orders/events.ts';
import { isInScope } from '../../storage/orders/work-order-lists.ts';
import { type Asked, defineMetric, eachOrder, type Fact, factOf } from './frame.ts';
import { registersAsOf } from './registers.ts';

const KINDS = ['presentation', 'acceptance', 'first_acceptance', 'nonconformance', 'release'] as const;

interface CountedFact extends Fact {
  fact: QualityFact;
  /** The order under which an item came back, if the caller sees it. */
  repeatedBy: string | null;
}

export const quality = defineMetric({
  name: 'quality',
  title: 'Quality',
  summary: 'What inspection let through, sent back and missed',
  description:
    'First-pass yield, rejections and refusals, nonconformances, reworks and repeats of the orders the caller sees.',
  definition: qualityDefinition,
  options: z.strictObject({}),
  figures: qualityFiguresRecord,
  item: z.strictObject({
    kind: z.enum(KINDS).meta({ description: 'What is counted.' }),
    at: z.string().meta({ description: 'The instant that puts it in the window.', format: 'date-time' }),
    outcome: z.string().nullable().meta({
      description:
        'How a presentation or an acceptance ended (ended: with the order); first_pass or later_pass; the disposition; repeated, not_repeated or not_judged. Null: not yet.',
    }),
    severity: z.string().nullable(),
    characteristic: z.string().nullable(),
    repeatedBy: z.string().nullable().meta({ description: 'The order under which the item came back, if in sight.' }),
    weight: z.number().meta({ description: 'How many it counts for: reworks of a release, otherwise 1.' }),
  }),
  example: { from: '2026-05-01', to: '2026-06-01', groupBy: 'facility' },

  // Whether a release was repeated is known when so many days have gone by.
  movesWithTime: ({ window }, since) => since < instantAfter(window.to, REPEAT_DAYS),

  async load(tx, asked) {
    const files = await filesOf(tx, asked);
    const { window, asOf, until } = asked;
    const facts: CountedFact[] = [];
    for (const { order, history, inSight } of files)
      for (const { fact, n } of numbered(qualityFactsOf(history, until))) {
        if (fact.at < window.from || fact.at >= window.to) continue;
        const of = fact.kind === 'nonconformance' ? fact.nonconformanceId : n;
        const repeatedBy = fact.kind === 'release' && inSight(fact.repeatedBy) ? fact.repeatedBy : null;
        facts.push({ ...factOf(order, fact.at, `${order.id}/${fact.kind}/${of}`), fact, repeatedBy });
      }
    const subjects = facts.map(({ subject }) => subject);
    const registers = await registersAsOf(tx, asOf, subjects, { items: asked.groupBy === 'unit', since: window.from });
    const again = ({ fact }: CountedFact) => (fact.kind === 'release' && fact.repeatedBy ? [fact.repeatedBy] : []);
    return { facts, registers, groundsOf: (fact: CountedFact) => ({ orders: again(fact) }) };
  },

  measure(facts) {
    const tally = emptyQualityTally();
    for (const { workOrderId, fact } of facts) addFact(tally, workOrderId ?? '', fact);
    return qualityFigures(tally);
  },

  itemOf({ fact, repeatedBy }) {
    const isFound = fact.kind === 'nonconformance';
    return {
      kind: fact.kind,
      at: fact.at,
      outcome: outcomeOf(fact),
      severity: isFound ? fact.severity : null,
      characteristic: isFound ? (fact.characteristic?.en ?? fact.characteristic?.ja ?? null) : null,
      repeatedBy,
      weight: fact.kind === 'release' ? fact.reworks : 1,
    };
  },

  rows({ nonconformances, ...figures }) {
    const { byCharacteristic, ...found } = nonconformances;
    const plain = { ...figures, nonconformances: found };
    const rows = byCharacteristic.map(({ key, name, count }) => ({ characteristic: { key, ...name, count } }));
    return [plain, ...rows];
  },
});

// Each by its number among those of its kind, which what comes later leaves as it is.
function numbered(facts: readonly QualityFact[]): { fact: QualityFact; n: number }[] {
  const counts = new Map<QualityFact['kind'], number>();
  return facts.map((fact) => {
    const n = (counts.get(fact.kind) ?? 0) + 1;
    counts.set(fact.kind, n);
    return { fact, n };
  });
}

function outcomeOf(fact: QualityFact): string | null {
  switch (fact.kind) {
    case 'first_acceptance':
      return fact.isFirstPass ? 'first_pass' : 'later_pass';
    case 'nonconformance':
      return fact.disposition;
    case 'release':
      if (fact.isRepeated === null) return 'not_judged';
      return fact.isRepeated ? 'repeated' : 'not_repeated';
    default:
      return fact.outcome;
  }
}

interface QualityFile {
  order: MeasuredOrder;
  history: QualityHistory;
  /** Whether the caller sees the order under which the item came back. */
  inSight(workOrderId: string | null): boolean;
}

/** The orders that were there in the window, with all that quality looks at of each. */
async function filesOf(tx: Tx, asked: Asked): Promise<QualityFile[]> {
  const { window, asOf, scope } = asked;
  const dossiers: Dossier<'nonconformances'>[] = [];
  // What ended with the first instant of the window ended in it.
  const selection = { of: 'alive', from: new Date(Date.parse(window.from) - 1).toISOString(), to: window.to } as const;
  await eachOrder(tx, asked, selection, ['nonconformances'], (dossier) => dossiers.push(dossier));
  const types = [...QUALITY_EVENTS, 'correction_agreed'] as const;
  const happened = await happeningsOf(
    tx,
    dossiers.map(({ order }) => order.id),
    { recordedBy: asOf, types },
  );
  const corrected = await correctedInstants(tx, happened, asOf);
  const released = dossiers.map(({ order }) => order).filter(({ releasedAt }) => isWithin(releasedAt, window));
  const reworks = await reworksOf(
    tx,
    released.map(({ id }) => id),
  );
  const again = await inductionsOf(tx, released, asked);
  const byItem = new Map<string, MeasuredOrder[]>();
  for (const other of again) byItem.set(other.equipmentId, [...(byItem.get(other.equipmentId) ?? []), other]);
  const byId = new Map(again.map((other) => [other.id, other]));
  const names = await characteristicNames(tx, dossiers, asked);
  return dossiers.map(({ order, nonconformances }) => ({
    order,
    inSight(workOrderId) {
      const other = byId.get(workOrderId ?? '');
      return other !== undefined && isInScope(scope, other);
    },
    history: {
      acts: (happened.get(order.id) ?? []).flatMap(({ type, sequence, occurredAt }) =>
        isQualityEvent(type) ? [{ type, at: corrected.get(`${order.id} ${sequence}`) ?? occurredAt }] : [],
      ),
      nonconformances: nonconformances.map((found) => ({ ...found, characteristic: names.get(found.id) ?? null })),
      releasedAt: order.releasedAt,
      workUnit: order.codes.workUnit,
      reworks: reworks.get(order.id) ?? 0,
      inductions: (byItem.get(order.equipmentId) ?? []).flatMap(({ id, inductedAt: at, codes: { workUnit } }) =>
        id === order.id || at === null ? [] : [{ workOrderId: id, at, workUnit }],
      ),
    },
  }));
}

function instantAfter(at: Instant, days: number): Instant {
  return new Date(Date.parse(at) + days * 86_400_000).toISOString();
}

function isWithin(at: Instant | null, { from, to }: { from: Instant; to: Instant }): boolean {
  return at !== null && from <= at && at < to;
}

function isQualityEvent(type: string): type is QualityEvent {
  return (QUALITY_EVENTS as readonly string[]).includes(type);
}

/** When presentations and acceptances began, of the orders whose clock was corrected, by order and event: their segments say. */
async function correctedInstants(
  tx: Tx,
  happened: ReadonlyMap<string, readonly Happening[]>,
  asOf: Instant,
): Promise<Map<string, Instant>> {
  const instants = new Map<string, Instant>();
  const ids = [...happened].filter(([, all]) => all.some((h) => h.type === 'correction_agreed')).map(([id]) => id);
  for (const { order, segments } of await dossiersOf(tx, ids, ['segments'], asOf))
    for (const type of ['presented', 'accepted'] as const)
      for (const [sequence, segmentId] of await segmentsBegunBy(tx, order.id, type)) {
        const segment = segments.find(({ id }) => id === segmentId);
        if (segment) instants.set(`${order.id} ${sequence}`, segment.from);
      }
  return instants;
}

/** The orders under which the items of released ones may have been inducted again within 90 days, in their order. */
async function inductionsOf(
  tx: Tx,
  released: readonly MeasuredOrder[],
  { asOf, until }: Asked,
): Promise<MeasuredOrder[]> {
  const last = instantAfter(until, -REPEAT_DAYS);
  const judged = released.filter((o) => o.codes.workUnit !== null && o.releasedAt !== null && o.releasedAt <= last);
  const endedFrom = judged.reduce(
    (first, o) => (o.releasedAt !== null && o.releasedAt < first ? o.releasedAt : first),
    last,
  );
  const orders = await ordersOfItems(
    tx,
    judged.map((o) => o.equipmentId),
    { endedFrom, asOf },
  );
  return orders.sort((a, b) => ((a.inductedAt ?? '') < (b.inductedAt ?? '') ? -1 : 1));
}

/** What the characteristics are called that nonconformances of the window name, by nonconformance. */
async function characteristicNames(
  tx: Tx,
  dossiers: readonly Dossier<'nonconformances'>[],
  { window, asOf }: Asked,
): Promise<Map<string, Text>> {
  const named = dossiers.flatMap(({ nonconformances }) =>
    nonconformances.filter((n) => n.characteristic !== null && isWithin(n.raisedAt, window)),
  );
  const names = new Map<string, Text>();
  const orders = named.map(({ workOrderId }) => workOrderId);
  const files = new Map((await dossiersOf(tx, orders, ['inspections'], asOf)).map((one) => [one.order.id, one]));
  for (const { id, workOrderId, inspectionId, characteristic } of named) {
    const inspection = files.get(workOrderId)?.inspections.find((i) => i.id === inspectionId);
    const found = inspection?.characteristics[(characteristic ?? 0) - 1];
    if (found) names.set(id, found.name);
  }
  return names;
}
