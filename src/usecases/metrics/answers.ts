// The answers of every metric: its figures and what they are made of; and the view of a question that these and its changes look at.
import { rounded } from '../../domain/metrics/figures.ts';
import type { Grouping, MetricDefinition, MetricQuestion } from '../../domain/metrics/metric.ts';
import { Problem } from '../../domain/problem.ts';
import type { Instant, IsoDate } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { compareValues, readPlace, writePlace } from '../../storage/engine/pages.ts';
import type { Scope } from '../../storage/orders/work-order-lists.ts';
import { type AnyMetric, type Asked, askedOf, type Context, type Fact, type Grounds, type Weighed } from './frame.ts';
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
  const all = (await view(tx, metric, asked)).entries(group).map(({ item }) => item);
  const weights = (item: ContributorItem): [number, string] => [-(item.weight ?? -Number.MAX_VALUE), item.id];
  const { items, last, isLast } = pageAfter(all, weights, place && [Number(place[1]), place[2]], limit);
  return {
    ...headOf(metric, asked),
    count: all.length,
    items: items.map(rounded),
    next: last && !isLast ? writePlace(list, [asked.asOf, String(last[0]), last[1]]) : null,
  };
}

/** What every answer says of itself. */
export function headOf(metric: AnyMetric, asked: Asked): AnswerHead {
  const { from, to, asOf, given: filters, groupBy } = asked;
  return { metric: metric.name, definition: metric.definition, from, to, asOf, filters, groupBy };
}

/** Raises request.invalid for a group without a grouping. */
export function requireGrouping({ groupBy }: MetricQuestion, group: string | undefined): void {
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

/** What a metric knows of a question as of one instant. */
export interface View {
  context: Context;
  figures(): { total: { sampleSize: number }; groups: MetricAnswer['groups'] };
  /** Unrounded, each with its fact; those of one group if given. */
  entries(group?: string): { fact: Fact; item: ContributorItem }[];
  /** What a fact depends on beside its own order. */
  groundsOf(fact: Fact): Grounds;
}

/** Reads what a metric knows of a question. */
export async function view(tx: Tx, metric: AnyMetric, asked: Asked): Promise<View> {
  const { facts, registers, groundsOf } = await metric.load(tx, asked);
  const context = { asked, registers };
  const { groupBy } = asked;
  const groupOf = (fact: Fact) => (groupBy === null ? null : registers.groupOf(fact.subject, groupBy));
  return {
    context,
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
    entries: (group) =>
      facts.flatMap((fact) => {
        const key = groupOf(fact)?.key ?? null;
        return group === undefined || key === group ? [{ fact, item: itemOf(metric, fact, key, context) }] : [];
      }),
    groundsOf: (fact) => groundsOf?.(fact) ?? {},
  };
}

function itemOf(metric: AnyMetric, fact: Fact, group: string | null, context: Context): ContributorItem {
  const { id, workOrderId, number, subject } = fact;
  const { facilityId, platformId, equipmentId } = subject;
  return { id, workOrderId, number, facilityId, platformId, equipmentId, group, ...metric.itemOf(fact, context) };
}

/** The items behind a place in an order by a number and an id, which may have left the list since. */
export function pageAfter<Item>(
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
