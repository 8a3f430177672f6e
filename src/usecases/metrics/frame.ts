// The frame of every metric: what it is asked, what it declares, and how it reads the orders it is about.
import type { z } from 'zod';
import type { Grouping, MetricDefinition, MetricQuestion, Subject } from '../../domain/metrics/metric.ts';
import { searchedText } from '../../domain/orders/search.ts';
import { containsWords, meets, type WorkOrderFilters } from '../../domain/orders/work-order-filters.ts';
import { refuseFaults } from '../../domain/problem.ts';
import { HOLIDAY_YEARS } from '../../domain/registers/holiday.ts';
import { dateInTokyo, type Fault, type Instant, type IsoDate, startOfDateInTokyo } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import {
  type Dossier,
  eachDossier,
  filesAsOf,
  type MeasuredList,
  type MeasuredOrder,
  type Selection,
} from '../../storage/metrics/dossiers.ts';
import { isInScope, type Scope } from '../../storage/orders/work-order-lists.ts';
import { type Registers, registersAsOf } from './registers.ts';

/** A question as it is worked on: nothing left open. */
export interface Asked<Options = unknown> {
  from: IsoDate;
  to: IsoDate;
  /** The same window as instants. */
  window: { from: Instant; to: Instant };
  /** Only what had been recorded by then is known. */
  asOf: Instant;
  /** What runs has run until then, and ages are of then: `asOf`, unless it is asked what time alone moved. */
  until: Instant;
  groupBy: Grouping | null;
  filters: WorkOrderFilters;
  rootsOnly: boolean;
  scope: Scope;
  /** What this metric alone is asked. */
  options: Options;
  /** Everything that narrows or turns the figures, as it was given. */
  given: Record<string, unknown>;
}

/** One thing that figures are made of: an order, a segment, an interval of an item. */
export interface Fact {
  /** The same for the same thing, whenever it is asked about. */
  id: string;
  workOrderId: string | null;
  /** The number of the order. */
  number: string | null;
  subject: Subject;
}

/** What every fact about an order says; `at` is the instant of its stop event. */
export function factOf(order: MeasuredOrder, at: Instant, id: string = order.id): Fact {
  const { facilityId, platformId, equipmentId, activity, level, number } = order;
  return { id, workOrderId: order.id, number, subject: { facilityId, platformId, equipmentId, activity, level, at } };
}

/** What a fact depends on beside its own order, by id. */
export interface Grounds {
  /** Records of the registers. */
  records?: Iterable<string>;
  /** Orders whose clock moves it, whether the caller sees them or not. */
  orders?: Iterable<string>;
}

/** What a metric read: its facts, the registers they point to, and what else a fact depends on. */
export interface Loaded<F extends Fact> {
  facts: F[];
  registers: Registers;
  groundsOf?(fact: F): Grounds;
}

/** What the pure part of a metric may look at beside its facts. */
export interface Context<Options = unknown> {
  asked: Asked<Options>;
  registers: Registers;
}

/** What an item of a metric says of itself. `weight`: how much it weighs in the figure; null: it only counts. */
export interface Weighed {
  weight: number | null;
}

/** A metric, declared once: its answers, contributors, changes, CSV and documentation follow. */
export interface Metric<Options, F extends Fact, Figures extends { sampleSize: number }, Item extends Weighed> {
  /** As in the path: `/v1/metrics/{name}`. */
  name: string;
  /** What its operations are named after: `measureTurnaround`. */
  title: string;
  summary: string;
  description: string;
  definition: MetricDefinition;
  /** The members of the query that this metric alone has. */
  options: z.ZodObject;
  /** The window when none is given; left out: one must be given. */
  windowOf?(asOf: Instant): { from: IsoDate; to: IsoDate };
  /** What is wrong with its own options beyond their form. */
  faults?(options: Options): Fault[];
  figures: z.ZodType<Figures>;
  item: z.ZodObject;
  /** A query that really works against the example world. */
  example: Record<string, unknown>;
  /** Whether anything in it may have come out otherwise at `since` though the same had been recorded, because what runs had not run as long. */
  movesWithTime(asked: Asked<Options>, since: Instant): boolean;
  /** Reads the facts of a question. Only this touches the database. */
  load(tx: Tx, asked: Asked<Options>): Promise<Loaded<F>>;
  /** The figures of some facts, unrounded. Pure. */
  measure(facts: readonly F[], context: Context<Options>): Figures;
  /** What a fact is and weighs, unrounded. Pure. */
  itemOf(fact: F, context: Context<Options>): Item;
  /** The rows of a table for figures that hold a list; one row of all figures unless given. */
  rows?(figures: Figures): Record<string, unknown>[];
}

/** A metric whose types are forgotten, so that metrics can stand in one table. */
export type AnyMetric = Metric<unknown, Fact, { sampleSize: number }, Weighed>;

/** A metric: its types follow from its parts. */
export function defineMetric<Options, F extends Fact, Figures extends { sampleSize: number }, Item extends Weighed>(
  metric: Metric<Options, F, Figures, Item>,
): AnyMetric {
  return metric as unknown as AnyMetric;
}

const FRAME = ['from', 'to', 'groupBy', 'asOf'] as const;
const ORDER_FILTERS = [
  'status',
  'facilityId',
  'platformId',
  'equipmentId',
  'parentId',
  'priority',
  'activity',
  'level',
  'overdue',
  'number',
  'historical',
  'q',
] as const satisfies readonly (keyof WorkOrderFilters)[];

/** The question with nothing left open. Raises request.invalid for a reversed window, a year without known holidays or an `asOf` in the future. */
export function askedOf(metric: AnyMetric, question: MetricQuestion, scope: Scope, now: Instant): Asked {
  const asOf = question.asOf ?? now;
  const own = metric.windowOf?.(asOf);
  const from = question.from ?? own?.from ?? '';
  const to = question.to ?? own?.to ?? '';
  const rest = Object.entries(question).filter(([name, value]) => value !== undefined && !isFrame(name));
  const options = Object.fromEntries(
    Object.keys(metric.options.shape).map((name) => [name, (question as Record<string, unknown>)[name]]),
  );
  refuseFaults([...windowFaults(from, to), ...asOfFaults('/asOf', asOf, now), ...(metric.faults?.(options) ?? [])]);
  return {
    from,
    to,
    window: { from: startOfDateInTokyo(from), to: startOfDateInTokyo(to) },
    asOf,
    until: asOf,
    groupBy: question.groupBy ?? null,
    filters: Object.fromEntries(ORDER_FILTERS.map((name) => [name, question[name]])) as WorkOrderFilters,
    rootsOnly: question.rootsOnly ?? false,
    scope,
    options,
    given: Object.fromEntries(rest),
  };
}

function isFrame(name: string): boolean {
  return (FRAME as readonly string[]).includes(name);
}

function windowFaults(from: IsoDate, to: IsoDate): Fault[] {
  const faults: Fault[] = [];
  if (to <= from)
    faults.push({
      pointer: '/to',
      code: 'window.empty',
      message: { en: 'The window ends before it begins.', ja: '期間の終わりが始まり以前です。' },
    });
  if (Number(from.slice(0, 4)) <= HOLIDAY_YEARS.first || Number(to.slice(0, 4)) >= HOLIDAY_YEARS.last)
    faults.push({
      pointer: '/from',
      code: 'window.beyond_calendars',
      message: {
        en: `Holidays are known from ${HOLIDAY_YEARS.first} to ${HOLIDAY_YEARS.last}.`,
        ja: `祝日は${HOLIDAY_YEARS.first}年から${HOLIDAY_YEARS.last}年まで登録されています。`,
      },
    });
  return faults;
}

/** The fault of an instant that nothing is known of yet, or none. */
export function asOfFaults(pointer: string, at: Instant, now: Instant): Fault[] {
  if (at <= now) return [];
  const name = pointer.slice(1);
  return [
    {
      pointer,
      code: 'as_of.in_future',
      message: {
        en: `${name} lies in the future; nothing is known of it yet.`,
        ja: `${name}に未来の時点は指定できません。`,
      },
    },
  ];
}

/**
 * Gives `take` every order, as it had been recorded by `asOf`, that the question is about: in the caller's scope, meeting every filter, and
 * ended in the window or alive at some time in it. `lists`: the parts that come along. Some hundreds are held at a time: keep what is needed of each.
 */
export async function eachOrder<List extends MeasuredList = never>(
  tx: Tx,
  asked: Asked,
  selection: Selection,
  lists: readonly List[],
  take: (dossier: Dossier<List>) => void,
): Promise<void> {
  const { asOf, until, filters, scope } = asked;
  const today = dateInTokyo(until);
  const read = filters.overdue === undefined ? lists : [...new Set([...lists, 'targets' as const])];
  const found: Dossier<List>[] = [];
  const pass = filters.q === undefined ? take : (dossier: Dossier<List>) => found.push(dossier);
  await eachDossier(tx, { selection, scope, narrowing: filters, asOf }, read, (dossier) => {
    const { order } = dossier;
    const targets = 'targets' in dossier ? dossier.targets : [];
    if (!isSelected(order, selection)) return;
    if (!isInScope(scope, order) || !meets({ order, targets }, filters, today)) return;
    if (asked.rootsOnly && order.rootId !== order.id) return;
    pass(dossier as Dossier<List>);
  });
  if (filters.q === undefined) return;
  const named = await ordersContaining(
    tx,
    asked,
    found.map(({ order }) => order),
    filters.q,
  );
  for (const dossier of found) if (named.has(dossier.order.id)) take(dossier);
}

export function isSelected(order: MeasuredOrder, { of, from, to }: Selection): boolean {
  const { endedAt } = order;
  if (of === 'ended') return endedAt !== null && from <= endedAt && endedAt < to;
  const born = order.inductedAt !== null && order.inductedAt < order.createdAt ? order.inductedAt : order.createdAt;
  return born < to && (endedAt === null || endedAt > from);
}

/** The orders whose searched text, with the names of that time, holds every word of `q`. */
async function ordersContaining(
  tx: Tx,
  { asOf }: Asked,
  orders: readonly MeasuredOrder[],
  q: string,
): Promise<Set<string>> {
  const { equipment, platforms, facilities } = await registersAsOf(tx, asOf, orders, { items: true });
  const containing = new Set<string>();
  for (const file of await filesAsOf(
    tx,
    orders.map(({ id }) => id),
    asOf,
  )) {
    const { order, translations } = file;
    const item = equipment.get(order.equipmentId)?.at(-1)?.data;
    const platform = platforms.get(order.platformId);
    const facility = facilities.get(order.facilityId);
    if (!item || !platform || !facility) throw new Error('an order points to records that were there');
    const text = searchedText(order, translations, { equipment: item, platform, facility });
    if (containsWords(text, q)) containing.add(order.id);
  }
  return containing;
}
