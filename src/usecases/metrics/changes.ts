// What moved the figures of a metric between two instants: the items that did, and why: what was recorded between, or time alone.

import { difference, rounded } from '../../domain/metrics/figures.ts';
import type { MetricQuestion } from '../../domain/metrics/metric.ts';
import { refuseFaults } from '../../domain/problem.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { readPlace, writePlace } from '../../storage/engine/pages.ts';
import { dossiersOf } from '../../storage/metrics/dossiers.ts';
import type { Happening } from '../../storage/metrics/happenings.ts';
import { happeningsOf } from '../../storage/metrics/happenings.ts';
import type { Version } from '../../storage/metrics/versions.ts';
import { versionsRecordedBy } from '../../storage/metrics/versions.ts';
import { isInScope, type Scope } from '../../storage/orders/work-order-lists.ts';
import { platformsInSight } from '../registers/equipment.ts';
import {
  type AnswerHead,
  type ContributorItem,
  headOf,
  type ItemsRequest,
  type MetricAnswer,
  pageAfter,
  requireGrouping,
  type View,
  view,
} from './answers.ts';
import { type AnyMetric, type Asked, askedOf, asOfFaults, type Fact } from './frame.ts';
import type { GroupKey } from './registers.ts';

/** What moved a thing: an event of an order, a new version of a register record, or time alone. */
interface Cause {
  /** `work_order`, the noun of a register; `time`: what ran had run longer; `withheld`: out of the caller's sight. */
  record: 'work_order' | 'time' | 'withheld' | string;
  recordId: string | null;
  sequence: number | null;
  /** Of an event. */
  type: string | null;
  occurredAt: Instant | null;
  /** Null: nothing was, time went on. */
  recordedAt: Instant | null;
  actorId: string | null;
}

interface ChangeItem {
  change: 'entered' | 'left' | 'changed';
  id: string;
  workOrderId: string | null;
  number: string | null;
  before: ContributorItem | null;
  after: ContributorItem | null;
  /** After − before, what is not there weighing nothing. */
  weightDifference: number;
  /** How many causes there are; of more than `MOST_CAUSES` the latest are named. */
  causeCount: number;
  causes: Cause[];
}

export interface ChangesAnswer extends AnswerHead {
  since: Instant;
  before: { sampleSize: number };
  after: { sampleSize: number };
  /** After − before of each figure; null where either is undefined. */
  difference: Record<string, unknown>;
  groups: (GroupKey & { before: unknown; after: unknown; difference: unknown })[];
  entered: number;
  left: number;
  changed: number;
  items: ChangeItem[];
  next: string | null;
}

/** A forecast may move with hundreds of releases. */
export const MOST_CAUSES = 50;

/**
 * What moved the figures of a question between `since` and its `asOf`: each figure then and now, and the items that entered, left or weigh
 * otherwise, the greatest movement first. Raises request.invalid.
 */
export async function changes(
  tx: Tx,
  metric: AnyMetric,
  question: MetricQuestion & { since: Instant },
  scope: Scope,
  now: Instant,
  { limit, cursor, group }: ItemsRequest,
): Promise<ChangesAnswer> {
  requireGrouping(question, group);
  const { since, ...rest } = question;
  const list = `${metric.name}/changes`;
  const place = cursor === undefined ? null : readPlace(list, cursor, ['string', 'string', 'string']);
  const asked = askedOf(metric, { ...rest, asOf: rest.asOf ?? place?.[0] }, scope, now);
  refuseFaults(since > now ? asOfFaults('/since', since, now) : sinceFaults(since, asked.asOf));
  const was = await view(tx, metric, { ...askedOf(metric, { ...rest, asOf: since }, scope, now) });
  const is = await view(tx, metric, asked);
  // As it would stand now had nothing been recorded since: what differs from then is the work of time, what differs from now that of the record.
  const moves = asked.filters.overdue !== undefined || metric.movesWithTime(asked, since);
  const unrecorded = moves ? await view(tx, metric, { ...asked, asOf: since }) : was;
  const moved = movements(was, unrecorded, is, group);
  const by = (item: Movement): [number, string] => [-Math.abs(item.weightDifference), item.id];
  const { items, last, isLast } = pageAfter(moved, by, place && [Number(place[1]), place[2]], limit);
  const [before, after] = [was.figures(), is.figures()];
  const count = (change: ChangeItem['change']) => moved.filter((item) => item.change === change).length;
  return {
    ...headOf(metric, asked),
    since,
    before: rounded(before.total),
    after: rounded(after.total),
    difference: rounded(difference(before.total, after.total)) as Record<string, unknown>,
    groups: groupChanges(metric, was, is, before.groups, after.groups),
    entered: count('entered'),
    left: count('left'),
    changed: count('changed'),
    items: rounded(await withCauses(tx, items, [was, is], since, asked)),
    next: last && !isLast ? writePlace(list, [asked.asOf, String(last[0]), last[1]]) : null,
  };
}

function sinceFaults(since: Instant, asOf: Instant) {
  if (since <= asOf) return [];
  return [
    {
      pointer: '/since',
      code: 'since.after_as_of',
      message: { en: 'since is later than asOf.', ja: 'sinceがasOfより後になっています。' },
    },
  ];
}

/** A change of an item, with what it was and is made of, and what moved it. */
type Movement = Omit<ChangeItem, 'causes' | 'causeCount'> & {
  facts: readonly Fact[];
  byTime: boolean;
  byRecord: boolean;
};

function movements(was: View, unrecorded: View, is: View, group: string | undefined): Movement[] {
  const [before, between, after] = [was, unrecorded, is].map(
    (one) => new Map(one.entries(group).map((entry) => [entry.item.id, entry])),
  ) as [Entries, Entries, Entries];
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((id) => {
    const [a, b] = [before.get(id)?.item ?? null, after.get(id)?.item ?? null];
    const [said, alone, says] = [a, between.get(id)?.item ?? null, b].map((item) => JSON.stringify(item));
    if (said === says) return [];
    const { workOrderId, number } = (b ?? a) as ContributorItem;
    return {
      change: a === null ? ('entered' as const) : b === null ? ('left' as const) : ('changed' as const),
      id,
      workOrderId,
      number,
      before: a,
      after: b,
      weightDifference: (b?.weight ?? 0) - (a?.weight ?? 0),
      facts: [before.get(id)?.fact, after.get(id)?.fact].filter((fact) => fact !== undefined),
      byTime: alone !== said,
      byRecord: alone !== says,
    };
  });
}
type Entries = Map<string, { fact: Fact; item: ContributorItem }>;

function groupChanges(
  metric: AnyMetric,
  was: View,
  is: View,
  before: MetricAnswer['groups'],
  after: MetricAnswer['groups'],
): ChangesAnswer['groups'] {
  const [a, b] = [before, after].map((groups) => new Map(groups.map((group) => [group.key, group])));
  const keys = [...new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])].sort();
  return keys.map((key) => {
    const [then, now] = [a?.get(key), b?.get(key)];
    // A group that was not there was one without items.
    const figures = {
      before: then?.figures ?? metric.measure([], was.context),
      after: now?.figures ?? metric.measure([], is.context),
    };
    const name = now?.name ?? then?.name ?? key;
    return { key, name, ...rounded({ ...figures, difference: difference(figures.before, figures.after) }) };
  });
}

/** What a movement may follow from: the whole file of its own order, the clocks of others, and records. */
interface Ground {
  own: readonly string[];
  others: readonly string[];
  records: readonly string[];
}

// What moves the clock of an order, and so what rests on it elsewhere.
const OF_THE_CLOCK = [
  'inducted',
  'released',
  'closed',
  'cancelled',
  'condemned',
  'became_root',
  'correction_agreed',
  'amendment_signed',
] as const;

async function withCauses(
  tx: Tx,
  moved: readonly Movement[],
  views: readonly View[],
  since: Instant,
  asked: Asked,
): Promise<ChangeItem[]> {
  const grounds = new Map(moved.map((item) => [item.id, groundOf(item, views, asked)]));
  const all = (name: keyof Ground) => new Set([...grounds.values()].flatMap((ground) => ground[name]));
  const recorded = { recordedAfter: since, recordedBy: asked.asOf };
  const own = await happeningsOf(tx, all('own'), recorded);
  const others = await happeningsOf(tx, all('others'), { ...recorded, types: OF_THE_CLOCK });
  const seen = await ordersInSight(tx, others.keys(), asked);
  const platforms = await platformsInSight(tx, asked.scope);
  const versions = new Map<string, Version<unknown>[]>();
  for (const version of await versionsRecordedBy<unknown>(tx, all('records'), asked.asOf, since))
    versions.set(version.recordId, [...(versions.get(version.recordId) ?? []), version]);
  return moved.map(({ facts: _, byTime, byRecord, ...item }) => {
    const ground = grounds.get(item.id) as Ground;
    const causes = !byRecord
      ? []
      : [
          ...ground.own.flatMap((id) => own.get(id) ?? []).map(causeOfEvent),
          ...ground.others
            .flatMap((id) => others.get(id) ?? [])
            .map((one) => (seen.has(one.workOrderId) ? causeOfEvent(one) : withheld(one))),
          ...ground.records
            .flatMap((id) => versions.get(id) ?? [])
            .map((one) => (isSeen(one, platforms) ? causeOfVersion(one) : withheld(one))),
        ].sort(byRecording);
    if (byTime) causes.push(timeUntil(asked.until));
    return { ...item, causeCount: causes.length, causes: causes.slice(-MOST_CAUSES) };
  });
}

function groundOf({ facts }: Movement, views: readonly View[], { groupBy, filters }: Asked): Ground {
  const own = new Set<string>();
  const others = new Set<string>();
  const records = new Set<string>();
  for (const fact of facts) {
    const { workOrderId, subject } = fact;
    if (workOrderId !== null) own.add(workOrderId);
    // The names of all three are among the words that are searched.
    const named = filters.q !== undefined;
    if (subject.equipmentId !== null && (named || groupBy === 'unit')) records.add(subject.equipmentId);
    if (subject.platformId !== null && (named || groupBy === 'service')) records.add(subject.platformId);
    if (subject.facilityId !== null && named) records.add(subject.facilityId);
    for (const one of views) {
      const grounds = one.groundsOf(fact);
      for (const id of grounds.records ?? []) records.add(id);
      for (const id of grounds.orders ?? []) others.add(id);
    }
  }
  return { own: [...own], others: [...others].filter((id) => !own.has(id)), records: [...records] };
}

async function ordersInSight(tx: Tx, ids: Iterable<string>, { scope, asOf }: Asked): Promise<Set<string>> {
  const orders = await dossiersOf(tx, ids, [], asOf);
  return new Set(orders.flatMap(({ order }) => (isInScope(scope, order) ? [order.id] : [])));
}

// Items are seen by their platforms; what else figures follow from everyone may read.
function isSeen({ noun, data }: Version<unknown>, platforms: ReadonlySet<string> | null): boolean {
  return noun !== 'equipment' || platforms === null || platforms.has((data as { platformId: string }).platformId);
}

function causeOfEvent({ workOrderId, sequence, type, occurredAt, recordedAt, actorId }: Happening): Cause {
  return { record: 'work_order', recordId: workOrderId, sequence, type, occurredAt, recordedAt, actorId };
}

function causeOfVersion({ noun, recordId, sequence, recordedAt, actorId }: Version<unknown>): Cause {
  return { record: noun, recordId, sequence, type: null, occurredAt: null, recordedAt, actorId };
}

const nothing = { recordId: null, sequence: null, type: null, occurredAt: null, recordedAt: null, actorId: null };

function withheld({ recordedAt }: { recordedAt: Instant }): Cause {
  return { ...nothing, record: 'withheld', recordedAt };
}

function timeUntil(until: Instant): Cause {
  return { ...nothing, record: 'time', occurredAt: until };
}

function byRecording(a: Cause, b: Cause): number {
  const [x, y] = [a.recordedAt ?? '', b.recordedAt ?? ''];
  return x === y ? (a.sequence ?? 0) - (b.sequence ?? 0) : x < y ? -1 : 1;
}
