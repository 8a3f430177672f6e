// Backlog: what is open, how old and how late it is, when it will be done, and how good such forecasts were.
import { z } from 'zod';
import { OPEN } from '../orders/status.ts';
import { dayNumber } from '../registers/calendar.ts';
import { dateInTokyo, type Instant, type IsoDate, id, instant, isoDate, type Message } from '../values.ts';
import { figure, HOUR, ratio } from './figures.ts';
import { clearanceOf, FORECAST, type Forecast, heldOf, type OpenStatus } from './forecast.ts';
import type { MetricDefinition } from './metric.ts';

/** Back-test: at how many earlier instants, how many days apart, how many orders that were open then. */
export const BACK_TEST = { instants: 8, daysApart: 28, ordersEach: 25 } as const;

export const backlogDefinition = {
  formula: 'backlog/1',
  startEvent: 'submitted',
  stopEvent: 'released',
  clock: {
    en: 'Open orders as of an instant; their age in days of Asia/Tokyo since they were submitted. The window is that of the throughput: the last 12 weeks unless given.',
    ja: 'ある時点で未完了の作業指示書。経過日数は申請日からの日本時間の日数。期間は処理量（引渡し数）のもので、指定がなければ直近12週間。',
  },
  timeZone: 'Asia/Tokyo',
  percentiles: 'percentile_cont',
  forecast: {
    ...FORECAST,
    rule: {
      en: `For each open order ${FORECAST.draws} draws, with replacement, of what was left until release for past orders from the same status and at least as long in it: the last ${FORECAST.lastReleased} released orders of that platform and activity that you see; with fewer than ${FORECAST.fewestOrders} such orders those of the activity on any platform; with fewer again no forecast. Each date is given that the order is released, not cancelled or condemned.`,
      ja: `未完了の各作業指示書について、同じ状態に同じ期間以上とどまった過去の作業指示書の「引渡しまでの残り時間」から重複を許して${FORECAST.draws}回抽出する。対象は閲覧できる範囲で最後に引き渡された同じ装備品・作業区分の${FORECAST.lastReleased}件。該当が${FORECAST.fewestOrders}件未満なら装備品を問わず同じ作業区分、それでも足りなければ予測しない。取消・廃棄判定にならず引き渡されることを前提とする。`,
    },
  },
  clearance: {
    en: 'When the last of the orders open now is released: the longest of the n-th draws of all orders is one course of things, and the dates are percentiles over them. New orders are not in it; orders without a forecast are counted and left out.',
    ja: '現在未完了の作業指示書がすべて引き渡される日。各回の抽出で最も長い残り時間を一つの経過とし、その百分位点を取る。新たな作業指示書は含まず、予測のないものは件数を示して除く。',
  },
  backTest: {
    ...BACK_TEST,
    rule: {
      en: `The same forecast at ${BACK_TEST.instants} instants ${BACK_TEST.daysApart} days apart, from what had been recorded by then (of imported orders, where they come from), for up to ${BACK_TEST.ordersEach} orders drawn from those open then that you see. A forecast is due once its date is past; it held if the order was released by then. Cancelled and condemned orders are counted and left out. low and high are the Wilson interval (95 %); forecasts of one order at several instants are not independent, so the truth is less sure than they say.`,
      ja: `${BACK_TEST.daysApart}日間隔の過去${BACK_TEST.instants}時点で、その時点までに記録された事実（取り込んだ作業指示書は移行元での記録）だけを使い、当時未完了だったものから最大${BACK_TEST.ordersEach}件を抽出して同じ予測を行う。予測日を過ぎたものだけを判定し、その日までに引き渡されていれば的中とする。取消・廃棄判定は件数を示して除く。low・highはウィルソンの95%区間。同じ作業指示書の複数時点の予測は独立でないため、実際の確からしさはこれより低い。`,
    },
  },
} as const satisfies MetricDefinition;

/** Days since submission; a draft waits for nobody yet. */
export const AGE_BANDS = ['notSubmitted', 'days0to7', 'days8to30', 'days31to90', 'days91plus'] as const;
export type AgeBand = (typeof AGE_BANDS)[number];

/** An order that is open, as figures see it. */
export interface OpenOrder {
  id: string;
  number: string;
  facilityId: string;
  status: OpenStatus;
  statusSince: Instant;
  submittedAt: Instant | null;
  /** The first target, frozen at induction, and the last; before there is one, the date given with the authorization. */
  targets: { first: IsoDate | null; last: IsoDate | null };
  forecast: Forecast;
}

/** Days in Asia/Tokyo since an order was submitted; null for a draft, even one that was returned. */
export function ageDays(
  { status, submittedAt }: Pick<OpenOrder, 'status' | 'submittedAt'>,
  asOf: Instant,
): number | null {
  if (status === 'draft' || submittedAt === null) return null;
  return dayNumber(dateInTokyo(asOf)) - dayNumber(dateInTokyo(submittedAt));
}

/** The band of an age in days. */
export function ageBand(days: number | null): AgeBand {
  if (days === null) return 'notSubmitted';
  return days <= 7 ? 'days0to7' : days <= 30 ? 'days8to30' : days <= 90 ? 'days31to90' : 'days91plus';
}

/** Whether a target's date is past on the day of an instant in Asia/Tokyo; null without a target. */
export function isPast(target: IsoDate | null, asOf: Instant): boolean | null {
  return target === null ? null : target < dateInTokyo(asOf);
}

/** A forecast made at an earlier instant, and what became of the order. */
export interface Prediction {
  at: Instant;
  forecast: Forecast;
  outcome: { releasedAt: Instant | null; endedOtherwise: boolean };
}

/** Whether a forecast held, once its date is past; null: it is not due yet, there was none, or the order ended otherwise. */
export function didHold({ at, forecast, outcome }: Prediction, p: 'p50' | 'p90', asOf: Instant): boolean | null {
  const left = forecast[p];
  if (left === null || outcome.endedOtherwise) return null;
  const due = Date.parse(at) + left;
  if (due > Date.parse(asOf)) return null;
  return outcome.releasedAt !== null && Date.parse(outcome.releasedAt) <= due;
}

const count = z.int();
const counts = <const Names extends readonly string[]>(names: Names) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, count])) as Record<Names[number], typeof count>);
const held = z.strictObject({
  due: count.meta({ description: 'Forecasts whose date is past.' }),
  held: count.meta({ description: 'Released by that date.' }),
  share: figure,
  low: figure.meta({ description: 'Of the Wilson interval, 95 %.' }),
  high: figure,
});
const clearance = z.strictObject({
  p50: isoDate.nullable(),
  p90: isoDate.nullable(),
  orders: count.meta({ description: 'Open orders with a forecast.' }),
  leftOut: count.meta({ description: 'Open orders without one: the queue is clear no sooner, and perhaps later.' }),
});
const queue = {
  open: count,
  byStatus: counts(OPEN),
  byAge: counts(AGE_BANDS),
  overdue: z.strictObject({
    original: count.meta({ description: 'Past the first target.' }),
    revised: count.meta({ description: 'Past the last target.' }),
    withoutTargetCount: count,
  }),
  clearance,
};

/** The backlog of some orders. */
export const backlogFigures = z.strictObject({
  ...queue,
  oldest: z.strictObject({ workOrderId: id, number: z.string(), submittedAt: instant, days: count }).nullable(),
  throughput: z.strictObject({ released: count, weeks: z.number(), perWeek: figure }),
  forecast: z.strictObject({
    platformActivity: count.meta({ description: 'Forecast from past orders of their platform and activity.' }),
    activity: count.meta({ description: 'From those of their activity alone.' }),
    none: count.meta({ description: 'Too few past orders: none is made up.' }),
  }),
  facilities: z.array(z.strictObject({ key: id, name: z.string(), ...queue })),
  backTest: z.strictObject({
    forecasts: count,
    withoutForecast: count,
    endedOtherwise: count,
    p50: held,
    p90: held,
  }),
  sampleSize: count.meta({ description: 'Open orders.' }),
});
export type BacklogFigures = z.infer<typeof backlogFigures>;

/** What the figures are of. */
export interface BacklogFacts {
  open: readonly OpenOrder[];
  releasedCount: number;
  predictions: readonly Prediction[];
}

/** The backlog as of an instant. `weeks`: how long the window of the throughput is. `nameOf`: what a facility is called. */
export function backlogOf(
  { open, releasedCount, predictions }: BacklogFacts,
  { asOf, weeks, nameOf }: { asOf: Instant; weeks: number; nameOf(facilityId: string): string },
): BacklogFigures {
  const byBasis = (basis: Forecast['basis']) => open.filter(({ forecast }) => forecast.basis === basis).length;
  const facilityIds = [...new Set(open.map(({ facilityId }) => facilityId))].sort();
  return {
    ...queueOf(open, asOf),
    oldest: oldestOf(open, asOf),
    throughput: { released: releasedCount, weeks, perWeek: ratio(releasedCount, weeks) },
    forecast: {
      platformActivity: byBasis('platform_activity'),
      activity: byBasis('activity'),
      none: byBasis(null),
    },
    facilities: facilityIds.map((key) => ({
      key,
      name: nameOf(key),
      ...queueOf(
        open.filter(({ facilityId }) => facilityId === key),
        asOf,
      ),
    })),
    backTest: backTestOf(predictions, asOf),
    sampleSize: open.length,
  };
}

function queueOf(
  open: readonly OpenOrder[],
  asOf: Instant,
): Omit<BacklogFigures['facilities'][number], 'key' | 'name'> {
  const past = (which: 'first' | 'last') => open.filter(({ targets }) => isPast(targets[which], asOf)).length;
  const forecast = open.flatMap(({ id: workOrderId, forecast: { sample } }) =>
    sample ? [{ workOrderId, sample }] : [],
  );
  const { p50, p90 } = clearanceOf(forecast);
  return {
    open: open.length,
    byStatus: tally(OPEN, open, ({ status }) => status),
    byAge: tally(AGE_BANDS, open, (order) => ageBand(ageDays(order, asOf))),
    overdue: {
      original: past('first'),
      revised: past('last'),
      withoutTargetCount: open.filter(({ targets }) => targets.last === null).length,
    },
    clearance: {
      p50: dateAfter(asOf, p50),
      p90: dateAfter(asOf, p90),
      orders: forecast.length,
      leftOut: open.length - forecast.length,
    },
  };
}

function tally<Name extends string, Item>(
  names: readonly Name[],
  items: readonly Item[],
  nameOf: (item: Item) => Name,
): Record<Name, number> {
  const found = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  for (const item of items) found[nameOf(item)]++;
  return found;
}

function oldestOf(open: readonly OpenOrder[], asOf: Instant): BacklogFigures['oldest'] {
  let oldest: BacklogFigures['oldest'] = null;
  for (const order of open) {
    const days = ageDays(order, asOf);
    const { id: workOrderId, number, submittedAt } = order;
    if (days === null || submittedAt === null) continue;
    const isOlder =
      oldest === null ||
      submittedAt < oldest.submittedAt ||
      (submittedAt === oldest.submittedAt && workOrderId < oldest.workOrderId);
    if (isOlder) oldest = { workOrderId, number, submittedAt, days };
  }
  return oldest;
}

function backTestOf(predictions: readonly Prediction[], asOf: Instant): BacklogFigures['backTest'] {
  const of = (p: 'p50' | 'p90') => {
    const due = predictions.map((one) => didHold(one, p, asOf)).filter((one) => one !== null);
    return heldOf(due.filter(Boolean).length, due.length);
  };
  return {
    forecasts: predictions.length,
    withoutForecast: predictions.filter(({ forecast }) => forecast.basis === null).length,
    endedOtherwise: predictions.filter(({ outcome }) => outcome.endedOtherwise).length,
    p50: of('p50'),
    p90: of('p90'),
  };
}

/** The date in Asia/Tokyo so many milliseconds after an instant; null when nobody knows. */
export function dateAfter(at: Instant, milliseconds: number | null): IsoDate | null {
  return milliseconds === null ? null : dateInTokyo(new Date(Date.parse(at) + milliseconds).toISOString());
}

/** Milliseconds as days, unrounded. */
export function inDays(milliseconds: number | null): number | null {
  return milliseconds === null ? null : milliseconds / (24 * HOUR);
}

/** Why an order has no forecast; null: it has one. */
export function whyNone({ basis, orders }: Pick<Forecast, 'basis' | 'orders'>): Message | null {
  if (basis !== null) return null;
  const { fewestOrders } = FORECAST;
  return {
    en: `Only ${orders} past orders of this activity were in this status for as long; ${fewestOrders} are needed.`,
    ja: `この作業区分でこの状態に同じ期間以上とどまった過去の作業指示書が${orders}件しかありません（${fewestOrders}件必要）。`,
  };
}
