// A second implementation of the backlog, slow and plain: it looks at every order for each question, and shares no code with the first.
import type { Loose } from './app.ts';
import { plainDraws, plainForecast, plainHash, plainPercentile } from './plain-forecast.ts';
import type { PlainMetric } from './plain-metrics.ts';
import {
  midnightInJapan,
  ordersAskedAbout,
  ordersAsOf,
  type PlainOrder,
  type PlainQuestion,
  type PlainWorld,
  plainHours,
  recordAsOf,
} from './plain-world.ts';

const DAY = 86_400_000;
const TOKYO = 9 * 3_600_000;
const tokyoDay = (at: string) => Math.floor((Date.parse(at) + TOKYO) / DAY);
const tokyoDate = (at: number) => new Date(at + TOKYO).toISOString().slice(0, 10);

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

interface PlainForecast {
  basis: string | null;
  orders: number;
  left: number[];
  p50: number | null;
  p90: number | null;
}

/** How long a past order stood in a status, each time that it did, and how much was left from the beginning of that until its release. */
function staysIn({ order, segments, events }: PlainOrder, status: string): { stayed: number; left: number }[] {
  const end = Date.parse(order.releasedAt);
  const stays = segments
    .filter((s) => STATUS[s.category] === status)
    .map((s) => ({ from: Date.parse(s.from), to: s.to === null ? end : Date.parse(s.to) }));
  const steps = events.filter((e) => e.type in BEFORE || e.type === 'inducted');
  for (const [n, step] of steps.entries()) {
    const next = steps[n + 1];
    if (BEFORE[step.type] !== status || !next) continue;
    // The clock says when the item was taken in, as it was corrected.
    const to = next.type === 'inducted' ? order.inductedAt : next.occurredAt;
    stays.push({ from: Date.parse(step.occurredAt), to: Date.parse(to) });
  }
  return stays.map(({ from, to }) => ({ stayed: to - from, left: end - from }));
}

function forecastOf(past: readonly PlainOrder[], { order }: PlainOrder, at: string): PlainForecast {
  const elapsed = Date.parse(at) - Date.parse(order.statusSince);
  const from = (basis: string) => {
    const like = past
      .filter((one) => one.order.activity === order.activity)
      .filter((one) => basis === 'activity' || one.order.platformId === order.platformId)
      .slice(0, 300);
    const left: number[] = [];
    const who = new Set<string>();
    for (const one of like)
      for (const stay of staysIn(one, order.status))
        if (stay.stayed >= elapsed) {
          left.push(stay.left - elapsed);
          who.add(one.order.id);
        }
    return { basis, left, orders: who.size };
  };
  const platform = from('platform_activity');
  const chosen = platform.orders >= 20 ? platform : from('activity');
  if (chosen.orders < 20) return { basis: null, orders: chosen.orders, left: [], p50: null, p90: null };
  return { ...chosen, ...plainForecast(order.id, chosen.left) };
}

// The forecasts of a question are the same for each of its groups.
const madeBefore = new WeakMap<PlainQuestion, Map<string, PlainForecast>>();

/** The forecast of an order that is open at an instant, from what the asker sees and was recorded by then. */
function forecastAt(world: PlainWorld, q: PlainQuestion, order: PlainOrder, at: string): PlainForecast {
  const made = madeBefore.get(q) ?? new Map<string, PlainForecast>();
  madeBefore.set(q, made);
  const key = `${order.order.id} ${at}`;
  const known = made.get(key);
  if (known) return known;
  const forecast = forecastOf(releasedBy(world, q, at), order, at);
  made.set(key, forecast);
  return forecast;
}

const releasedBefore = new WeakMap<PlainQuestion, Map<string, PlainOrder[]>>();

/** What had been released by an instant, the last first. */
function releasedBy(world: PlainWorld, q: PlainQuestion, at: string): PlainOrder[] {
  const found = releasedBefore.get(q) ?? new Map<string, PlainOrder[]>();
  releasedBefore.set(q, found);
  const { caller, rootsOnly, historical } = q;
  const wide: PlainQuestion = { from: '', to: '', asOf: at, caller, rootsOnly, historical };
  const latest = ({ order }: PlainOrder) => `${order.releasedAt} ${order.id}`;
  const past =
    found.get(at) ??
    ordersAskedAbout(world, wide)
      .filter(({ order }) => order.releasedAt !== null && order.releasedAt <= at)
      .sort((a, b) => (latest(a) < latest(b) ? 1 : -1));
  found.set(at, past);
  return past;
}

type Open = PlainOrder & { forecast: PlainForecast };

function queue(open: readonly Open[], asOf: string): Loose {
  const today = tokyoDate(Date.parse(asOf));
  const statuses = ['draft', 'submitted', 'authorized', ...new Set(Object.values(STATUS))];
  const ages = open.map(({ order }) => ageOf(order, asOf));
  const within = (low: number, high: number) => ages.filter((a) => a !== null && low <= a && a <= high).length;
  const first = (o: Open) => o.targets.find((t) => t.n === 1)?.date ?? o.order.targetDate ?? null;
  const last = (o: Open) => o.targets.at(-1)?.date ?? o.order.targetDate ?? null;
  const known = open.filter((o) => o.forecast.basis !== null);
  const drawn = known.map((o) => plainDraws(o.order.id, o.forecast.left));
  const courses =
    known.length === 0 ? [] : Array.from({ length: 1000 }, (_, n) => Math.max(...drawn.map((d) => d[n] as number)));
  const clear = (p: number) =>
    courses.length === 0 ? null : tokyoDate(Date.parse(asOf) + plainPercentile(courses, p));
  return {
    open: open.length,
    byStatus: Object.fromEntries(statuses.map((s) => [s, open.filter((o) => o.order.status === s).length])),
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

const ageOf = (order: Loose, asOf: string) =>
  order.status === 'draft' || order.submittedAt === null ? null : tokyoDay(asOf) - tokyoDay(order.submittedAt);

/** Some forecasts that were made earlier, each with what became of its order. */
function tested(world: PlainWorld, q: PlainQuestion): { at: string; then: PlainOrder; now: Loose }[] {
  const now = new Map(ordersAsOf(world, q.asOf).map(({ order }) => [order.id, order]));
  return [1, 2, 3, 4, 5, 6, 7, 8].flatMap((n) => {
    const at = new Date(Date.parse(q.asOf) - n * 28 * DAY).toISOString();
    const place = ({ order }: PlainOrder) => plainHash(`20260401:${at}:${order.id}`);
    const { status: _, overdue: __, priority: ___, parentId: ____, q: _____, ...lasting } = q;
    const drawn = ordersAskedAbout(world, { ...lasting, asOf: at } as PlainQuestion)
      .filter(({ order }) => order.endedAt === null)
      .sort((a, b) => (place(a) < place(b) ? -1 : 1))
      .slice(0, 25);
    const meet = new Set(ordersAskedAbout(world, { ...q, q: undefined, asOf: at }).map(({ order }) => order.id));
    return drawn
      .filter(({ order }) => meet.has(order.id))
      .map((then) => ({ at, then, now: now.get(then.order.id) as Loose }));
  });
}

function backTest(world: PlainWorld, q: PlainQuestion, tests: ReturnType<typeof tested>): Loose {
  const counts = { forecasts: 0, withoutForecast: 0, endedOtherwise: 0 };
  const due = { p50: 0, p90: 0 };
  const held = { p50: 0, p90: 0 };
  for (const { at, then, now } of tests) {
    const forecast = forecastAt(world, q, then, at);
    counts.forecasts += 1;
    if (forecast.basis === null) counts.withoutForecast += 1;
    if (now.endedAt !== null && now.releasedAt === null) {
      counts.endedOtherwise += 1;
      continue;
    }
    for (const p of ['p50', 'p90'] as const) {
      const left = forecast[p];
      if (left === null || Date.parse(at) + left > Date.parse(q.asOf)) continue;
      due[p] += 1;
      if (now.releasedAt !== null && Date.parse(now.releasedAt) <= Date.parse(at) + left) held[p] += 1;
    }
  }
  return { ...counts, p50: wilson(held.p50, due.p50), p90: wilson(held.p90, due.p90) };
}

// The two shares from which the one seen is 1.96 standard errors away: the roots of (p̂ − p)² = z² p (1 − p) / n.
function wilson(held: number, due: number): Loose {
  if (due === 0) return { due, held, share: null, low: null, high: null };
  const [share, z] = [held / due, 1.959963984540054];
  const [a, b, c] = [1 + z ** 2 / due, -(2 * share + z ** 2 / due), share ** 2];
  const root = Math.sqrt(Math.max(0, b ** 2 - 4 * a * c));
  return { due, held, share, low: Math.max(0, (-b - root) / (2 * a)), high: Math.min(1, (-b + root) / (2 * a)) };
}

/** The open orders that a question is about, each with its forecast. */
export function openOrders(world: PlainWorld, q: PlainQuestion): Open[] {
  return ordersAskedAbout(world, q)
    .filter(({ order }) => order.endedAt === null)
    .map((one) => ({ ...one, forecast: forecastAt(world, q, one, q.asOf) }));
}

export const plainBacklog: PlainMetric = (world, q, isIn) => {
  const open = openOrders(world, q).filter(({ order }) => isIn({ ...order, at: q.asOf }));
  const { status: _, overdue: __, ...lasting } = q;
  const released = ordersAskedAbout(world, lasting as PlainQuestion).filter(
    ({ order: { releasedAt: at, ...order } }) =>
      at !== null && at >= midnightInJapan(q.from) && at < midnightInJapan(q.to) && isIn({ ...order, at }),
  );
  const tests = q.backTest === false ? [] : tested(world, q).filter(({ at, then }) => isIn({ ...then.order, at }));
  const submitted = open
    .map(({ order }) => order)
    .filter((order) => ageOf(order, q.asOf) !== null)
    .sort((a, b) => (`${a.submittedAt} ${a.id}` < `${b.submittedAt} ${b.id}` ? -1 : 1));
  const [oldest] = submitted;
  const weeks = plainHours(midnightInJapan(q.from), midnightInJapan(q.to)) / (7 * 24);
  const facilities = [...new Set(open.map(({ order }) => order.facilityId as string))].sort();
  const kinds = (basis: string | null) => open.filter((o) => o.forecast.basis === basis).length;
  return {
    ...queue(open, q.asOf),
    sampleSize: open.length,
    oldest: oldest
      ? {
          workOrderId: oldest.id,
          number: oldest.number,
          submittedAt: oldest.submittedAt,
          days: ageOf(oldest, q.asOf),
        }
      : null,
    throughput: { released: released.length, weeks, perWeek: released.length / weeks },
    forecast: { platformActivity: kinds('platform_activity'), activity: kinds('activity'), none: kinds(null) },
    facilities: facilities.map((key) => ({
      key,
      name: recordAsOf(world, key, q.asOf)?.code ?? key,
      ...queue(
        open.filter(({ order }) => order.facilityId === key),
        q.asOf,
      ),
    })),
    backTest: backTest(world, q, tests),
  };
};
