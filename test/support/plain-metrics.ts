// The second implementation of every metric: slow, plain and on its own, from the raw events alone. One function a metric.
import { japaneseHolidays, usFederalHolidaysObserved } from '../../src/domain/registers/holiday.ts';
import { addDays, dateInTokyo } from '../../src/domain/values.ts';
import type { Loose } from './app.ts';
import { plainBacklog } from './plain-backlog.ts';
import { plainFleet } from './plain-fleet.ts';
import {
  midnightInJapan,
  ordersAskedAbout,
  type PlainQuestion,
  type PlainSubject,
  type PlainWorld,
  plainDistribution,
  plainHours,
  recordAsOf,
  recordsAsOf,
} from './plain-world.ts';

/** The unrounded figures of the items that stand in a group (or of all). */
export type PlainMetric = (world: PlainWorld, q: PlainQuestion, isIn: (subject: PlainSubject) => boolean) => Loose;

export const plainMetrics: Record<string, PlainMetric> = {
  ...plainFleet,
  backlog: plainBacklog,
  turnaround(world, q, isIn) {
    const ended = ordersAskedAbout(world, q).filter(
      ({ order }) =>
        order.endedAt !== null &&
        order.endedAt >= midnightInJapan(q.from) &&
        order.endedAt < midnightInJapan(q.to) &&
        isIn({ ...order, at: order.endedAt }),
    );
    const released = ended.filter(({ order }) => order.releasedAt !== null);
    const gross = released.map(({ order }) => plainHours(order.inductedAt, order.releasedAt));
    const spent = (category: string) =>
      released.map(({ segments }) =>
        segments.reduce((sum, s) => sum + (s.category === category ? plainHours(s.from, s.to) : 0), 0),
      );
    const categories =
      'receiving maintenance inspection capacity supply engineering funding authorization customer acceptance weather'.split(
        ' ',
      );
    const own = released.map((_, n) =>
      ['receiving', 'maintenance', 'inspection', 'capacity'].reduce((sum, c) => sum + (spent(c)[n] as number), 0),
    );
    const onTime = (targetOf: (targets: Loose[]) => Loose) => {
      const judged = released.filter(({ targets }) => targetOf(targets) !== undefined);
      const good = judged.filter(({ order, targets }) => dateInTokyo(order.releasedAt) <= targetOf(targets).date);
      return judged.length === 0 ? null : good.length / judged.length;
    };
    const first = (targets: Loose[]) => targets.find((target) => target.n === 1);
    return {
      count: released.length,
      cancelledCount: ended.filter(({ order }) => order.status === 'cancelled').length,
      condemnedCount: ended.filter(({ order }) => order.status === 'condemned').length,
      grossHours: plainDistribution(gross),
      netOfSupplyHours: plainDistribution(gross.map((hours, n) => hours - (spent('supply')[n] as number))),
      facilityHours: plainDistribution(own),
      workingDays: {
        japan: plainDistribution(released.map(({ order }) => daysInJapan(world, order, q.asOf))),
        usFederal: plainDistribution(released.map(({ order }) => daysInAmerica(order))),
        provisionalCount: released.filter(({ order }) => isProvisional(world, order, q.asOf)).length,
      },
      meanHoursByCategory: Object.fromEntries(categories.map((c) => [c, plainDistribution(spent(c)).mean])),
      onTime: {
        original: onTime(first),
        revised: onTime((targets) => targets.at(-1)),
        withoutTargetCount: released.filter(({ targets }) => !first(targets)).length,
      },
      sampleSize: released.length,
    };
  },

  delays(world, q, isIn) {
    const begin = midnightInJapan(q.from);
    const end = midnightInJapan(q.to) < q.asOf ? midnightInJapan(q.to) : q.asOf;
    const pieces = ordersAskedAbout(world, q).flatMap(({ order, segments }) =>
      segments.flatMap((s) => {
        const from = s.from > begin ? s.from : begin;
        const to = s.to !== null && s.to < end ? s.to : end;
        if (s.category === 'maintenance' || s.category === 'inspection' || to <= from) return [];
        const at = new Date(Date.parse(to) - 1).toISOString();
        return isIn({ ...order, at }) ? [{ order, s, hours: plainHours(from, to) }] : [];
      }),
    );
    const sum = (some: typeof pieces) => some.reduce((total, piece) => total + piece.hours, 0);
    const total = sum(pieces);
    const open = (some: typeof pieces) => sum(some.filter(({ s }) => s.acknowledgement === 'unacknowledged'));
    const share = (hours: number) => (total === 0 ? null : hours / total);
    const keyOf = ({ order, s }: (typeof pieces)[number]): [string, string] => {
      if (q.by === 'facility') return [order.facilityId, recordAsOf(world, order.facilityId, q.asOf).code];
      if (q.by === 'platform') return [order.platformId, recordAsOf(world, order.platformId, q.asOf).designation];
      return [s.category, s.category];
    };
    const heaviest = (a: [string, number], b: [string, number]) =>
      Math.abs(b[1] - a[1]) > 1e-9 ? b[1] - a[1] : a[0] < b[0] ? -1 : 1;
    const bars = [...new Set(pieces.map((piece) => keyOf(piece)[0]))]
      .map((key): [string, number] => [key, sum(pieces.filter((piece) => keyOf(piece)[0] === key))])
      .sort(heaviest);
    const orders = [...new Set(pieces.map(({ order }) => order.id as string))]
      .map((key): [string, number] => [key, sum(pieces.filter(({ order }) => order.id === key))])
      .sort(heaviest);
    return {
      sampleSize: pieces.length,
      orderCount: orders.length,
      delayHours: total,
      unacknowledgedHours: open(pieces),
      pareto: bars.map(([key, hours], n) => {
        const own = pieces.filter((piece) => keyOf(piece)[0] === key);
        return {
          key,
          name: keyOf(own[0] as (typeof pieces)[number])[1],
          hours,
          share: share(hours),
          cumulativeShare: share(bars.slice(0, n + 1).reduce((a, [, b]) => a + b, 0)),
          unacknowledgedHours: open(own),
          orderCount: new Set(own.map(({ order }) => order.id)).size,
        };
      }),
      heaviestOrders: orders.slice(0, 10).map(([key, hours]) => ({
        key,
        number: pieces.find(({ order }) => order.id === key)?.order.number,
        hours,
        share: share(hours),
      })),
    };
  },

  value(world, q, isIn) {
    const released = ordersAskedAbout(world, q).filter(
      ({ order }) =>
        order.releasedAt !== null &&
        order.releasedAt >= midnightInJapan(q.from) &&
        order.releasedAt < midnightInJapan(q.to) &&
        isIn({ ...order, at: order.releasedAt }),
    );
    let days = 0;
    const money: Record<string, number> = {};
    const counts = { days: 0, cost: 0 };
    for (const { order } of released) {
      const on = dateInTokyo(order.inductedAt);
      const baseline = recordsAsOf(world, 'baseline', q.asOf).find(
        (b) =>
          b.platformId === order.platformId &&
          b.activity === order.activity &&
          b.validFrom <= on &&
          (b.validTo === null || on <= b.validTo),
      );
      if (!baseline) continue;
      counts.days += 1;
      days += baseline.turnaroundDays + 2 * baseline.transportDaysEachWay;
      days -= plainHours(order.inductedAt, order.releasedAt) / 24 + (order.localTransportDays ?? 0);
      if (!order.actualCost) continue;
      counts.cost += 1;
      for (const [{ currency, minorUnits }, sign] of [
        [baseline.cost, 1],
        [baseline.transportCost, 1],
        [order.actualCost, -1],
      ])
        money[currency] = (money[currency] ?? 0) + sign * minorUnits;
    }
    // In hundredths of a cent: a yen is 0.0067 dollars, a euro cent 1.08 cents. Halves go away from zero.
    const inDollars: Record<string, bigint> = { USD: 100n, JPY: 67n, EUR: 108n };
    const unknown = Object.keys(money)
      .filter((currency) => !(currency in inDollars))
      .sort();
    const exact = Object.entries(money).reduce((sum, [c, units]) => sum + BigInt(units) * (inDollars[c] ?? 0n), 0n);
    const cents = Number(((exact < 0n ? -exact : exact) + 50n) / 100n) * (exact < 0n ? -1 : 1);
    return {
      sampleSize: counts.days,
      releasedCount: released.length,
      withoutBaselineCount: released.length - counts.days,
      withoutActualCostCount: counts.days - counts.cost,
      downtimeDaysAvoided: counts.days === 0 ? null : days,
      costSampleSize: counts.cost,
      costAvoided: Object.keys(money)
        .sort()
        .map((key) => ({ key, minorUnits: money[key] })),
      converted: q.rate
        ? {
            currency: 'USD',
            rates: [
              { key: 'JPY', factor: '0.0067' },
              { key: 'EUR', factor: '1.08' },
            ],
            minorUnits: unknown.length > 0 || counts.cost === 0 ? null : cents + 0,
            withoutRate: unknown,
          }
        : null,
    };
  },
};

const isWeekend = (date: string) => [0, 6].includes(new Date(`${date}T12:00:00Z`).getUTCDay());
const years = Array.from({ length: 13 }, (_, n) => 2020 + n);
const america = new Set(years.flatMap((year) => usFederalHolidaysObserved(year).map(({ date }) => date)));
// Published through 2027, and whatever list was imported since.
const LAST_PUBLISHED = 2027;
const newYork = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' });

/** Day by day: those after the first date up to the last. */
function count(first: string, last: string, isWorked: (date: string) => boolean): number {
  let days = 0;
  for (let date = addDays(first, 1); date <= last; date = addDays(date, 1)) if (isWorked(date)) days += 1;
  return days;
}

/** The holidays of Japan of a year, as they were known. */
function holidaysIn(world: PlainWorld, year: number, asOf: string): { dates: Set<string>; isImported: boolean } {
  const imported = recordsAsOf(world, 'holiday_list', asOf).find((l) => l.calendar === 'japan' && l.year === year);
  const dates = (imported?.holidays ?? japaneseHolidays(year)).map(({ date }: Loose) => date);
  return { dates: new Set(dates), isImported: imported !== undefined };
}

function isProvisional(world: PlainWorld, order: Loose, asOf: string): boolean {
  const [first, last] = [order.inductedAt, order.releasedAt].map((at) => Number(dateInTokyo(at).slice(0, 4)));
  return years.some(
    (year) =>
      year > LAST_PUBLISHED &&
      year >= Number(first) &&
      year <= Number(last) &&
      !holidaysIn(world, year, asOf).isImported,
  );
}

function daysInJapan(world: PlainWorld, order: Loose, asOf: string): number {
  const facility = recordAsOf(world, order.facilityId, asOf);
  const closures = recordsAsOf(world, 'closure', asOf).filter((c) => c.facilityId === order.facilityId);
  const from = Number(dateInTokyo(order.inductedAt).slice(0, 4));
  const span = years.filter((year) => year >= from && year <= Number(dateInTokyo(order.releasedAt).slice(0, 4)));
  const japan = new Set(span.flatMap((year) => [...holidaysIn(world, year, asOf).dates]));
  return count(dateInTokyo(order.inductedAt), dateInTokyo(order.releasedAt), (date) => {
    const bays = closures.filter((c) => c.from <= date && date <= c.to).reduce((sum, c) => sum + c.bays, 0);
    return !isWeekend(date) && !japan.has(date) && !(bays > 0 && bays >= facility.bays);
  });
}

function daysInAmerica(order: Loose): number {
  const date = (at: string) => newYork.format(new Date(at));
  return count(date(order.inductedAt), date(order.releasedAt), (day) => !isWeekend(day) && !america.has(day));
}
