// Value: what repair in Japan spares against the same work in the United States, in days and in money.
import { z } from 'zod';
import type { Baseline } from '../registers/baseline.ts';
import { currencyDigits, type Fault, type IsoDate, inPeriod, type Money } from '../values.ts';
import { figure, HOUR, sumOf } from './figures.ts';
import type { MetricDefinition } from './metric.ts';

export const definition = {
  formula: 'value/1',
  startEvent: 'inducted',
  stopEvent: 'released',
  clock: {
    en: 'Days of 24 hours from induction to release, with those of transport within Japan, against the turnaround and the transport both ways of the baseline in force on the day of induction.',
    ja: '入場から引渡しまでの日数（24時間単位）と国内輸送日数を、入場日に有効な基準値の整備日数・往復輸送日数と比較します。',
  },
  timeZone: 'Asia/Tokyo',
} as const satisfies MetricDefinition;

// Enough for any rate; what is longer is a mistake.
const MOST_RATE_DIGITS = 12;
const RATE = new RegExp(`^([A-Z]{3}):([A-Z]{3}):((?:0|[1-9]\\d{0,8})(?:\\.\\d{1,${MOST_RATE_DIGITS}})?)$`);

/** A rate as a question gives it. */
export const rateText = z
  .string()
  .regex(RATE, 'form.rate')
  .meta({ description: 'One unit of a currency in another, `JPY:USD:0.0067`.' });

/** One unit of `from` is worth `factor` of `to`, as a decimal. */
export interface Rate {
  from: string;
  to: string;
  factor: string;
}

/** The rates of a question. Throws RangeError for a text that is none. */
export function ratesOf(texts: readonly string[]): Rate[] {
  return texts.map((text) => {
    const [, from, to, factor] = RATE.exec(text) ?? [];
    if (from === undefined || to === undefined || factor === undefined) throw new RangeError(`${text} is no rate`);
    return { from, to, factor };
  });
}

/** What is wrong with rates together: each leads from another currency to one and the same, and is worth something. */
export function rateFaults(rates: readonly Rate[]): Fault[] {
  const faults: Fault[] = [];
  const fault = (at: number, code: string, en: string, ja: string) =>
    faults.push({ pointer: `/rate/${at}`, code: `rate.${code}`, message: { en, ja } });
  for (const [at, { from, to, factor }] of rates.entries()) {
    if (to !== rates[0]?.to)
      fault(at, 'other_currency', 'All rates lead to one currency.', '換算先の通貨は一つにしてください。');
    if (from === to || rates.findIndex((other) => other.from === from) !== at)
      fault(at, 'given_twice', 'Each currency has one rate.', '通貨ごとに指定できるレートは一つです。');
    if (Number(factor) === 0) fault(at, 'zero', 'A rate is more than 0.', 'レートは0より大きい値にしてください。');
  }
  return faults;
}

/** A released order against its baseline. */
export interface Compared {
  /** Null: no baseline was in force on the day of its induction. */
  baseline: Pick<Baseline, 'turnaroundDays' | 'transportDaysEachWay' | 'cost' | 'transportCost'> | null;
  grossMilliseconds: number;
  localTransportDays: number | null;
  actualCost: Money | null;
}

/** What one order spared: null where it can't be said. */
export interface Spared {
  days: number | null;
  /** By currency, in minor units: what the baseline would have cost, less what it did. */
  minorUnits: ReadonlyMap<string, number> | null;
}

/** The baseline in force on the day of an induct. At most one is. */
export function baselineOn<B extends Pick<Baseline, 'platformId' | 'activity' | 'validFrom' | 'validTo'>>(
  baselines: readonly B[],
  order: { platformId: string; activity: string },
  on: IsoDate,
): B | null {
  const { platformId, activity } = order;
  return baselines.find((b) => b.platformId === platformId && b.activity === activity && inPeriod(b, on)) ?? null;
}

/** What an order spared against its baseline. Source: metrics.md, Value. */
export function sparedBy({ baseline, grossMilliseconds, localTransportDays, actualCost }: Compared): Spared {
  if (!baseline) return { days: null, minorUnits: null };
  const there = baseline.turnaroundDays + 2 * baseline.transportDaysEachWay;
  const days = there - (grossMilliseconds / (24 * HOUR) + (localTransportDays ?? 0));
  if (!actualCost) return { days, minorUnits: null };
  const minorUnits = new Map<string, number>();
  for (const [{ currency, minorUnits: amount }, sign] of [
    [baseline.cost, 1],
    [baseline.transportCost, 1],
    [actualCost, -1],
  ] as const)
    minorUnits.set(currency, (minorUnits.get(currency) ?? 0) + sign * amount);
  return { days, minorUnits };
}

const amount = z.strictObject({
  key: z.string().meta({ description: 'The currency, ISO 4217.' }),
  minorUnits: z.int().meta({ description: 'Baseline and its transport − actual cost. Negative: it cost more here.' }),
});
export const valueFigures = z.strictObject({
  sampleSize: z.int().meta({ description: 'Orders with a baseline.' }),
  releasedCount: z.int(),
  withoutBaselineCount: z.int().meta({ description: 'Orders left out of days and of cost.' }),
  withoutActualCostCount: z.int().meta({ description: 'Orders with a baseline that are left out of cost.' }),
  downtimeDaysAvoided: figure.meta({
    description: 'Days of 24 hours. Null when no order has a baseline; negative: longer here.',
  }),
  costSampleSize: z.int().meta({ description: 'Orders with a baseline and an actual cost.' }),
  costAvoided: z.array(amount).meta({ description: 'By currency, as recorded; nothing is converted.' }),
  converted: z
    .strictObject({
      currency: z.string(),
      rates: z
        .array(z.strictObject({ key: z.string(), factor: z.string() }))
        .meta({ description: 'As the question gave them, by the currency they lead from.' }),
      minorUnits: z.int().nullable().meta({ description: 'Null: a currency has no rate.' }),
      withoutRate: z.array(z.string()).meta({ description: 'Currencies that no rate of the question leads from.' }),
    })
    .nullable()
    .meta({ description: 'All of it in one currency, by the rates of the question; null without any.' }),
});
export type ValueFigures = z.infer<typeof valueFigures>;

/** The figures of released orders, unrounded. `rates` all lead to one currency. */
export function valueFiguresOf(orders: readonly Compared[], rates: readonly Rate[]): ValueFigures {
  const spared = orders.map(sparedBy);
  const days = spared.flatMap((one) => one.days ?? []);
  const costs = spared.flatMap((one) => (one.minorUnits ? [one.minorUnits] : []));
  const byCurrency = new Map<string, number>();
  for (const cost of costs)
    for (const [currency, minorUnits] of cost) byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + minorUnits);
  return {
    sampleSize: days.length,
    releasedCount: orders.length,
    withoutBaselineCount: orders.length - days.length,
    withoutActualCostCount: days.length - costs.length,
    downtimeDaysAvoided: days.length === 0 ? null : sumOf(days),
    costSampleSize: costs.length,
    costAvoided: [...byCurrency].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, minorUnits]) => ({ key, minorUnits })),
    converted: convertedBy(byCurrency, rates),
  };
}

function convertedBy(byCurrency: ReadonlyMap<string, number>, rates: readonly Rate[]): ValueFigures['converted'] {
  const [first] = rates;
  if (!first) return null;
  const currency = first.to;
  const factors = new Map([...rates.map(({ from, factor }) => [from, factor] as const), [currency, '1']]);
  const withoutRate = [...byCurrency.keys()].filter((one) => !factors.has(one)).sort();
  let scaled = 0n;
  for (const [from, minorUnits] of byCurrency)
    scaled +=
      BigInt(minorUnits) * scaledFactor(factors.get(from) ?? '0', currencyDigits(currency) - currencyDigits(from));
  const isKnown = byCurrency.size > 0 && withoutRate.length === 0;
  return {
    currency,
    rates: rates.map(({ from: key, factor }) => ({ key, factor })),
    minorUnits: isKnown ? Number(unscaled(scaled)) : null,
    withoutRate,
  };
}

// Currencies differ by four digits at most, so that this many hold every rate between minor units exactly.
const SCALE = MOST_RATE_DIGITS + 4;

/** A factor times ten to the power of `SCALE` and `digits` more. */
function scaledFactor(factor: string, digits: number): bigint {
  const [whole = '', fraction = ''] = factor.split('.');
  return BigInt(whole + fraction.padEnd(SCALE + digits, '0'));
}

/** Without the power of ten, halves away from zero. */
function unscaled(value: bigint): bigint {
  const one = 10n ** BigInt(SCALE);
  const half = value < 0n ? -one / 2n : one / 2n;
  return (value + half) / one;
}
