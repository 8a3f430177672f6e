// The answers of every metric: its figures, what they are made of, and what moved them between two instants.
import { difference, rounded } from '../../domain/figures.ts';
import type { Grouping, MetricDefinition, MetricQuestion } from '../../domain/metric.ts';
import { Problem, refuseFaults } from '../../domain/problem.ts';
import type { Instant, IsoDate } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { type Happening, happeningsOf, type Version, versionsRecordedBy } from '../../storage/metrics.ts';
import { compareValues, readPlace, writePlace } from '../../storage/pages.ts';
import type { Scope } from '../../storage/work-order-lists.ts';
import { type AnyMetric, type Asked, askedOf, asOfFaults, type Context, type Fact, type Weighed } from './frame.ts';
import type { GroupKey } from './registers.ts';

/** What every answer of a metric says of itself. */
export interface AnswerHead {
  metric: string;
  definition: MetricDefinition;
  from: IsoDate;
  to: IsoDate;
  asOf: Instant;
  /** What narrowed the figures, as it was given. */
  filters: Record<string, unknown>;
  groupBy: Grouping | null;
}

export interface MetricAnswer extends AnswerHead {
  total: { sampleSize: number };
  /** One for each value of the grouping, in its order; empty when nothing is grouped by. */
  groups: (GroupKey & { figures: { sampleSize: number } })[];
}

/** One thing that a figure is made of, with what it weighs. */
export type ContributorItem = Weighed & {
  id: string;
  workOrderId: string | null;
  number: string | null;
  facilityId: string | null;
  platformId: string | null;
  equipmentId: string | null;
  /** The key of the group it stands in; null: in none, or nothing is grouped by. */
  group: string | null;
};

export interface ContributorsAnswer extends AnswerHead {
  /** How many there are in all. */
  count: number;
  items: ContributorItem[];
  next: string | null;
}

/** What happened to a thing's order between the two instants, and to the register records it depends on. */
export interface Cause {
  record: 'work_order' | string;
  recordId: string;
  sequence: number;
  /** Of an event; null: a new version of a register record. */
  type: string | null;
  occurredAt: Instant | null;
  recordedAt: Instant;
  actorId: string | null;
}

export interface ChangeItem {
  change: 'entered' | 'left' | 'changed';
  id: string;
  workOrderId: string | null;
  number: string | null;
  before: ContributorItem | null;
  after: ContributorItem | null;
  /** After − before, what is not there weighing nothing. */
  weightDifference: number;
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

/** A page of the items behind a figure. */
export interface ItemsRequest {
  limit: number;
  cursor?: string | undefined;
  /** The key of one group. */
  group?: string | undefined;
}

/** The figures of a question. Raises request.invalid. */
export async function measure(
  tx: Tx,
  metric: AnyMetric,
  question: MetricQuestion,
  scope: Scope,
  now: Instant,
): Promise<MetricAnswer> {
  const asked = askedOf(metric, question, scope, now);
  const { total, groups } = (await view(tx, metric, asked)).figures();
  return {
    ...headOf(metric, asked),
    total: rounded(total),
    groups: groups.map(({ key, name, figures }) => ({ key, name, figures: rounded(figures) })),
  };
}

/** The items that the figures of a question are made of, the heaviest first. Raises request.invalid. */
export async function contributors(
  tx: Tx,
  metric: AnyMetric,
  question: MetricQuestion,
  scope: Scope,
  now: Instant,
  { limit, cursor, group }: ItemsRequest,
): Promise<ContributorsAnswer> {
  requireGrouping(question, group);
  const list = `${metric.name}/contributors`;
  const place = cursor === undefined ? null : readPlace(list, cursor, ['string', 'string', 'string']);
  // Every page is of the instant that the first one was of, so that together they are the whole.
  const asked = askedOf(metric, { ...question, asOf: question.asOf ?? place?.[0] }, scope, now);
  const all = (await view(tx, metric, asked)).items(group);
  const weights = (item: ContributorItem): [number, string] => [-(item.weight ?? -Number.MAX_VALUE), item.id];
  const { items, last, isLast } = pageAfter(all, weights, place && [Number(place[1]), place[2]], limit);
  return {
    ...headOf(metric, asked),
    count: all.length,
    items: items.map(rounded),
    next: last && !isLast ? writePlace(list, [asked.asOf, String(last[0]), last[1]]) : null,
  };
}

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
  const moved = movements(was, is, group);
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
    items: rounded(await withCauses(tx, items, since, asked.asOf)),
    next: last && !isLast ? writePlace(list, [asked.asOf, String(last[0]), last[1]]) : null,
  };
}

function headOf(metric: AnyMetric, asked: Asked): AnswerHead {
  const { from, to, asOf, given: filters, groupBy } = asked;
  return { metric: metric.name, definition: metric.definition, from, to, asOf, filters, groupBy };
}

function requireGrouping({ groupBy }: MetricQuestion, group: string | undefined): void {
  if (group === undefined || groupBy !== undefined) return;
  throw new Problem('request.invalid', {
    errors: [
      {
        pointer: '/group',
        code: 'group.without_grouping',
        message: {
          en: 'A group is one of a grouping: give groupBy with it.',
          ja: 'groupを指定するときはgroupByも指定してください。',
        },
      },
    ],
  });
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

/** What a metric knows of a question as of one instant. */
interface View {
  context: Context;
  facts: readonly Fact[];
  figures(): { total: { sampleSize: number }; groups: MetricAnswer['groups'] };
  /** Unrounded; those of one group if given. */
  items(group?: string): ContributorItem[];
  /** The register records that a fact depends on. */
  reliesOn(fact: Fact): readonly string[];
}

async function view(tx: Tx, metric: AnyMetric, asked: Asked): Promise<View> {
  const { facts, registers } = await metric.load(tx, asked);
  const context = { asked, registers };
  const { groupBy } = asked;
  const groupOf = (fact: Fact) => (groupBy === null ? null : registers.groupOf(fact.subject, groupBy));
  return {
    context,
    facts,
    figures() {
      const byGroup = new Map<string, GroupKey & { facts: Fact[] }>();
      for (const fact of groupBy === null ? [] : facts) {
        const group = groupOf(fact);
        if (group === null) continue;
        const known = byGroup.get(group.key);
        if (known) known.facts.push(fact);
        else byGroup.set(group.key, { ...group, facts: [fact] });
      }
      const groups = [...byGroup.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
      return {
        total: metric.measure(facts, context),
        groups: groups.map(({ key, name, facts: some }) => ({ key, name, figures: metric.measure(some, context) })),
      };
    },
    items: (group) =>
      facts.flatMap((fact) => {
        const key = groupOf(fact)?.key ?? null;
        return group === undefined || key === group ? [itemOf(metric, fact, key, context)] : [];
      }),
    reliesOn: (fact) => metric.reliesOn?.(fact, context) ?? [],
  };
}

function itemOf(metric: AnyMetric, fact: Fact, group: string | null, context: Context): ContributorItem {
  const { id, workOrderId, number, subject } = fact;
  const { facilityId, platformId, equipmentId } = subject;
  return { id, workOrderId, number, facilityId, platformId, equipmentId, group, ...metric.itemOf(fact, context) };
}

/** The items behind a place in an order by a number and an id, which may have left the list since. */
function pageAfter<Item>(
  all: readonly Item[],
  placeOf: (item: Item) => [number, string],
  after: [number, string] | null,
  limit: number,
): { items: Item[]; last: [number, string] | null; isLast: boolean } {
  const placed = all.map((item) => ({ item, place: placeOf(item) }));
  const rest = placed
    .filter(({ place }) => after === null || compareValues(place, after) > 0)
    .sort((a, b) => compareValues(a.place, b.place));
  const page = rest.slice(0, limit);
  return { items: page.map(({ item }) => item), last: page.at(-1)?.place ?? null, isLast: rest.length <= limit };
}

/** A change of an item, with the records it depends on. */
type Movement = Omit<ChangeItem, 'causes'> & { records: readonly string[] };

function movements(was: View, is: View, group: string | undefined): Movement[] {
  const before = new Map(was.items(group).map((item) => [item.id, item]));
  const after = new Map(is.items(group).map((item) => [item.id, item]));
  const records = new Map<string, Set<string>>();
  for (const one of [was, is])
    for (const fact of one.facts) {
      const known = records.get(fact.id) ?? new Set();
      for (const record of one.reliesOn(fact)) known.add(record);
      records.set(fact.id, known);
    }
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((id) => {
    const [a, b] = [before.get(id) ?? null, after.get(id) ?? null];
    if (JSON.stringify(a) === JSON.stringify(b)) return [];
    const { workOrderId, number } = (b ?? a) as ContributorItem;
    return {
      change: a === null ? ('entered' as const) : b === null ? ('left' as const) : ('changed' as const),
      id,
      workOrderId,
      number,
      before: a,
      after: b,
      weightDifference: (b?.weight ?? 0) - (a?.weight ?? 0),
      records: [...(records.get(id) ?? [])],
    };
  });
}

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

async function withCauses(tx: Tx, moved: readonly Movement[], since: Instant, asOf: Instant): Promise<ChangeItem[]> {
  const orders = moved.flatMap(({ workOrderId }) => workOrderId ?? []);
  const happened = await happeningsOf(tx, orders, { recordedAfter: since, recordedBy: asOf });
  const records = moved.flatMap((item) => item.records);
  const versions = new Map<string, Version<unknown>[]>();
  for (const version of await versionsRecordedBy<unknown>(tx, records, asOf, since))
    versions.set(version.recordId, [...(versions.get(version.recordId) ?? []), version]);
  return moved.map(({ records: relied, ...item }) => ({
    ...item,
    causes: [
      ...(happened.get(item.workOrderId ?? '') ?? []).map(causeOfEvent),
      ...relied.flatMap((id) => versions.get(id) ?? []).map(causeOfVersion),
    ].sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : a.sequence - b.sequence)),
  }));
}

function causeOfEvent({ workOrderId, sequence, type, occurredAt, recordedAt, actorId }: Happening): Cause {
  return { record: 'work_order', recordId: workOrderId, sequence, type, occurredAt, recordedAt, actorId };
}

function causeOfVersion({ noun, recordId, sequence, recordedAt, actorId }: Version<unknown>): Cause {
  return { record: noun, recordId, sequence, type: null, occurredAt: null, recordedAt, actorId };
}
