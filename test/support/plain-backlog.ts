// A second implementation of the backlog, slow and plain: it folds every event of every order and looks at all of them for each question.
import { plainDraws, plainForecast, plainHash, plainPercentile } from './plain-forecast.ts';

const DAY = 86_400_000;
const TOKYO = 9 * 3_600_000;
const tokyoDay = (at: string) => Math.floor((Date.parse(at) + TOKYO) / DAY);
const tokyoDate = (at: number) => new Date(at + TOKYO).toISOString().slice(0, 10);

export interface PlainEvent {
  workOrderId: string;
  type: string;
  occurredAt: string;
  recordedAt: string;
  changes: { part: string; id: string; set: Record<string, unknown> }[];
}
interface Stay {
  status: string;
  from: number;
  to: number;
}
interface PlainOrder {
  id: string;
  fields: Record<string, unknown>;
  targets: { n: number; date: string }[];
  stays: Stay[];
  lastRecordedAt: string;
}

const STATUS: Record<string, string> = {
  receiving: 'inducted',
  maintenance: 'in_work',
  supply: 'awaiting_parts',
  engineering: 'awaiting_engineering',
  inspection: 'in_inspection',
  acceptance: 'awaiting_acceptance',
  funding: 'on_hold',
  authorization: 'on_hold',
  capacity: 'on_hold',
  customer: 'on_hold',
  weather: 'on_hold',
};
const BEFORE: Record<string, string> = {
  drafted: 'draft',
  returned: 'draft',
  submitted: 'submitted',
  authorized: 'authorized',
};

/** All orders as recorded by an instant. */
function ordersAt(events: readonly PlainEvent[], asOf: string): PlainOrder[] {
  type Folded = PlainOrder & { parts: Map<string, Record<string, unknown>>; steps: PlainEvent[] };
  const orders = new Map<string, Folded>();
  for (const event of events) {
    if (event.recordedAt > asOf) continue;
    const order: Folded = orders.get(event.workOrderId) ?? {
      id: event.workOrderId,
      fields: {},
      targets: [],
      stays: [],
      lastRecordedAt: '',
      parts: new Map(),
      steps: [],
    };
    orders.set(event.workOrderId, order);
    order.lastRecordedAt = event.recordedAt;
    if (event.type in BEFORE || event.type === 'inducted') order.steps.push(event);
    for (const { part, id, set } of event.changes) {
      if (part === 'order') Object.assign(order.fields, set);
      else order.parts.set(id, { ...order.parts.get(id), ...set, part });
    }
  }
  return [...orders.values()].map((order) => {
    const parts = [...order.parts.values()];
    const end = Number(order.fields.releasedAt ? Date.parse(String(order.fields.releasedAt)) : Number.NaN);
    const clock = parts.flatMap((p) =>
      p.part === 'segment'
        ? [
            {
              status: STATUS[String(p.category)] ?? '',
              from: Date.parse(String(p.from)),
              to: p.to ? Date.parse(String(p.to)) : end,
            },
          ]
        : [],
    );
    const before = order.steps.flatMap((step, n) => {
      const next = order.steps[n + 1];
      const status = BEFORE[step.type];
      return next && status ? [{ status, from: Date.parse(step.occurredAt), to: Date.parse(next.occurredAt) }] : [];
    });
    const targets = parts.flatMap((p) => (p.part === 'target' ? [{ n: Number(p.n), date: String(p.date) }] : []));
    return { ...order, stays: [...before, ...clock], targets: targets.sort((a, b) => a.n - b.n) };
  });
}

const text = (order: PlainOrder, name: string) => (order.fields[name] == null ? null : String(order.fields[name]));

interface PlainForecast {
  basis: string | null;
  orders: number;
  left: number[];
  p50: number | null;
  p90: number | null;
}

function forecast(all: readonly PlainOrder[], order: PlainOrder, at: string): PlainForecast {
  const elapsed = Date.parse(at) - Date.parse(String(order.fields.statusSince));
  const past = (basis: string) => {
    const like = all
      .filter(
        (one) =>
          text(one, 'releasedAt') !== null &&
          String(one.fields.releasedAt) <= at &&
          one.fields.activity === order.fields.activity &&
          (basis === 'activity' || one.fields.platformId === order.fields.platformId),
      )
      .sort((a, b) => {
        const [x, y] = [String(a.fields.releasedAt), String(b.fields.releasedAt)];
        return x === y ? (a.id < b.id ? 1 : -1) : x < y ? 1 : -1;
      })
      .slice(0, 300);
    const left: number[] = [];
    const who = new Set<string>();
    for (const one of like)
      for (const { status, from, to } of one.stays)
        if (status === order.fields.status && to - from >= elapsed) {
          left.push(Date.parse(String(one.fields.releasedAt)) - from - elapsed);
          who.add(one.id);
        }
    return { basis, left, orders: who.size };
  };
  const [platform, activity] = [past('platform_activity'), past('activity')];
  const chosen = platform.orders >= 20 ? platform : activity;
  if (chosen.orders < 20) return { basis: null, orders: chosen.orders, left: [], p50: null, p90: null };
  return { ...chosen, ...plainForecast(order.id, chosen.left) };
}

function queue(open: readonly (PlainOrder & { forecast: PlainForecast })[], asOf: string): Record<string, unknown> {
  const today = tokyoDate(Date.parse(asOf));
  const statuses = ['draft', 'submitted', 'authorized', ...new Set(Object.values(STATUS))];
  const ages = open.map((o) =>
    o.fields.status === 'draft' || !o.fields.submittedAt
      ? null
      : tokyoDay(asOf) - tokyoDay(String(o.fields.submittedAt)),
  );
  const within = (low: number, high: number) => ages.filter((a) => a !== null && low <= a && a <= high).length;
  const first = (o: PlainOrder) => o.targets.find((t) => t.n === 1)?.date ?? text(o, 'targetDate');
  const last = (o: PlainOrder) => o.targets.at(-1)?.date ?? text(o, 'targetDate');
  const known = open.filter((o) => o.forecast.basis !== null);
  const drawn = known.map((o) => plainDraws(o.id, o.forecast.left));
  const courses =
    known.length === 0 ? [] : Array.from({ length: 1000 }, (_, n) => Math.max(...drawn.map((d) => d[n] as number)));
  const clear = (p: number) =>
    courses.length === 0 ? null : tokyoDate(Date.parse(asOf) + plainPercentile(courses, p));
  return {
    open: open.length,
    byStatus: Object.fromEntries(statuses.map((s) => [s, open.filter((o) => o.fields.status === s).length])),
    byAge: {
      notSubmitted: ages.filter((a) => a === null).length,
      days0to7: within(0, 7),
      days8to30: within(8, 30),
      days31to90: within(31, 90),
      days91plus: within(91, 1e9),
    },
    overdue: {
      original: open.filter((o) => (first(o) ?? '9') < today).length,
      revised: open.filter((o) => (last(o) ?? '9') < today).length,
      withoutTargetCount: open.filter((o) => last(o) === null).length,
    },
    clearance: { p50: clear(0.5), p90: clear(0.9), orders: known.length, leftOut: open.length - known.length },
  };
}

/** Some figures of the backlog, unrounded, over all orders: the queue, the throughput, the kinds of forecasts, and the back-test. */
export function plainBacklog(events: readonly PlainEvent[], asOf: string): Record<string, unknown> {
  const all = ordersAt(events, asOf);
  const isOpen = (o: PlainOrder) => text(o, 'endedAt') === null;
  const open = all.filter(isOpen).map((o) => ({ ...o, forecast: forecast(all, o, asOf) }));
  const from = (tokyoDay(asOf) + 1 - 84) * DAY - TOKYO;
  const released = all.filter((o) => text(o, 'releasedAt') !== null && Date.parse(String(o.fields.releasedAt)) >= from);
  const submitted = open
    .filter((o) => o.fields.status !== 'draft' && text(o, 'submittedAt') !== null)
    .sort((a, b) => (`${a.fields.submittedAt} ${a.id}` < `${b.fields.submittedAt} ${b.id}` ? -1 : 1));
  const facilities = [...new Set(open.map((o) => String(o.fields.facilityId)))].sort();
  const kinds = (basis: string | null) => open.filter((o) => o.forecast.basis === basis).length;
  return {
    ...queue(open, asOf),
    sampleSize: open.length,
    oldest: submitted[0]?.id ?? null,
    throughput: { released: released.length, weeks: 12, perWeek: released.length / 12 },
    forecast: { platformActivity: kinds('platform_activity'), activity: kinds('activity'), none: kinds(null) },
    facilities: facilities.map((key) => ({
      key,
      ...queue(
        open.filter((o) => o.fields.facilityId === key),
        asOf,
      ),
    })),
    backTest: plainBackTest(events, asOf),
    forecasts: Object.fromEntries(
      open.map(({ id, forecast: { basis, orders, left, p50, p90 } }) => [
        id,
        { basis, orders, stays: left.length, p50, p90 },
      ]),
    ),
  };
}

function plainBackTest(events: readonly PlainEvent[], asOf: string): Record<string, unknown> {
  const now = ordersAt(events, asOf);
  // Who was open is asked of the record of today, and looked at again in the record of then.
  const today = ordersAt(events, '9999');
  const counts = { forecasts: 0, withoutForecast: 0, endedOtherwise: 0, p50: [0, 0], p90: [0, 0] };
  for (let n = 1; n <= 8; n++) {
    const at = new Date(Date.parse(asOf) - n * 28 * DAY).toISOString();
    const then = ordersAt(events, at);
    const drawn = today
      .filter((o) => String(o.fields.createdAt) <= at && (text(o, 'endedAt') ?? '9999') > at)
      .map((o) => ({ id: o.id, place: plainHash(`20260401:${at}:${o.id}`) }))
      .sort((a, b) => (a.place < b.place ? -1 : 1))
      .slice(0, 25);
    for (const { id } of drawn) {
      const order = then.find((o) => o.id === id);
      if (!order || text(order, 'endedAt') !== null) continue;
      const { p50, p90 } = forecast(then, order, at);
      const outcome = now.find((o) => o.id === id) as PlainOrder;
      counts.forecasts++;
      if (p50 === null) counts.withoutForecast++;
      if (text(outcome, 'endedAt') !== null && text(outcome, 'releasedAt') === null) {
        counts.endedOtherwise++;
        continue;
      }
      for (const [name, left] of [['p50', p50] as const, ['p90', p90] as const]) {
        if (left === null || Date.parse(at) + left > Date.parse(asOf)) continue;
        const releasedAt = text(outcome, 'releasedAt');
        (counts[name][0] as number)++;
        if (releasedAt !== null && Date.parse(releasedAt) <= Date.parse(at) + left) (counts[name][1] as number)++;
      }
    }
  }
  const { p50, p90, ...rest } = counts;
  return { ...rest, p50: { due: p50[0], held: p50[1] }, p90: { due: p90[0], held: p90[1] } };
}
