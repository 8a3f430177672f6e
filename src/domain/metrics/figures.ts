// Figures: what all metrics compute alike. Nothing is rounded before it is answered, and what is undefined is null, never 0.
import { z } from 'zod';
import { dateInTokyo, type Instant, type IsoDate, startOfDateInTokyo } from '../values.ts';

/** Milliseconds in an hour: clocks are kept in whole milliseconds, so that sums stay exact. */
export const HOUR = 3_600_000;

/** A figure; null where it is undefined. */
export const figure = z.number().nullable();
/** Mean, percentiles and maximum, all null when there are no values. */
export const distributionRecord = z.strictObject({ mean: figure, p50: figure, p90: figure, p95: figure, max: figure });
export type Distribution = z.infer<typeof distributionRecord>;

/**
 * The value at share `p` (0 to 1) of the values in any order, interpolated linearly between the closest ranks, as SQL's
 * `percentile_cont` does; null when there are none. Throws RangeError when `p` is not a share.
 */
export function percentile(values: ArrayLike<number>, p: number): number | null {
  return percentileOfAscending(Float64Array.from(values).sort(), p);
}

/** Mean, median, 90th and 95th percentile and maximum of values in any order, unrounded. */
export function distribution(values: ArrayLike<number>): Distribution {
  const ascending = Float64Array.from(values).sort();
  return {
    mean: values.length === 0 ? null : sumOf(values) / values.length,
    p50: percentileOfAscending(ascending, 0.5),
    p90: percentileOfAscending(ascending, 0.9),
    p95: percentileOfAscending(ascending, 0.95),
    max: ascending.at(-1) ?? null,
  };
}

/** As `distribution`, of milliseconds in hours. */
export function hoursDistribution(milliseconds: readonly number[]): Distribution {
  const { mean, p50, p90, p95, max } = distribution(milliseconds);
  const hours = (value: number | null) => (value === null ? null : value / HOUR);
  return { mean: hours(mean), p50: hours(p50), p90: hours(p90), p95: hours(p95), max: hours(max) };
}

/** A part of a whole; null when there is no whole. */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** The sum of numbers; 0 when there are none. */
export function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at] as number;
  return sum;
}

/** A stretch of time in milliseconds since 1970, half-open. */
export interface Span {
  from: number;
  to: number;
}

/** The half-open window `[from, to)` of Asia/Tokyo dates, in milliseconds since 1970. */
export function windowOf(from: IsoDate, to: IsoDate): Span {
  return { from: Date.parse(startOfDateInTokyo(from)), to: Date.parse(startOfDateInTokyo(to)) };
}

/** How many milliseconds of a stretch fall in a window: 0 when they do not meet. */
export function millisecondsWithin(stretch: Span, window: Span): number {
  return Math.max(0, Math.min(stretch.to, window.to) - Math.max(stretch.from, window.from));
}

/** Whether an instant falls in the half-open window `[from, to)` of Asia/Tokyo dates. */
export function inWindow(at: Instant, from: IsoDate, to: IsoDate): boolean {
  const date = dateInTokyo(at);
  return from <= date && date < to;
}

/** The figures as answered: every number in them, at any depth, to 0.01, halves away from zero. */
export function rounded<T>(figures: T): T {
  if (typeof figures === 'number') return roundedNumber(figures) as T;
  if (figures === null || typeof figures !== 'object') return figures;
  if (Array.isArray(figures)) return figures.map(rounded) as T;
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value)])) as T;
}

/**
 * What changed between two answers of one shape: after − before of each number in them, at any depth; null where either is undefined.
 * Entries of lists are one and the same when their `key` is, and an entry that is missing counts as nothing (0). Texts and keys stay.
 */
export function difference(before: unknown, after: unknown): unknown {
  const [was, is] = [before, after];
  if (typeof was === 'number' || typeof is === 'number')
    return typeof was === 'number' && typeof is === 'number' ? is - was : null;
  if (Array.isArray(was) && Array.isArray(is)) return differenceOfLists(was as Keyed[], is as Keyed[]);
  if (!isRecord(was) || !isRecord(is)) return is ?? was ?? null;
  return Object.fromEntries(
    [...new Set([...Object.keys(is), ...Object.keys(was)])].map((name) => [name, difference(was[name], is[name])]),
  );
}

type Keyed = Record<string, unknown> & { key: string };

function differenceOfLists(before: readonly Keyed[], after: readonly Keyed[]): unknown[] {
  const [was, is] = [before, after].map((list) => new Map(list.map((one) => [one.key, one]))) as [Entries, Entries];
  return [...new Set([...is.keys(), ...was.keys()])].map((key) => {
    const [a, b] = [was.get(key), is.get(key)];
    return difference(a ?? nothingLike(b), b ?? nothingLike(a));
  });
}

type Entries = Map<string, Keyed>;

function nothingLike(entry: unknown): unknown {
  if (typeof entry === 'number') return 0;
  if (!isRecord(entry)) return Array.isArray(entry) ? [] : entry;
  return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, nothingLike(value)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function percentileOfAscending(ascending: Float64Array, p: number): number | null {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`${p} is not a share from 0 to 1.`);
  const rank = p * (ascending.length - 1);
  const below = ascending[Math.floor(rank)];
  const above = ascending[Math.ceil(rank)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (rank - Math.floor(rank));
}

/** Fifteen digits first: a half that binary fractions miss by a hair (1.005) still is one. */
function roundedNumber(value: number): number {
  if (Number.isInteger(value)) return value;
  const hundredths = Math.round(Number((Math.abs(value) * 100).toPrecision(15)));
  return hundredths === 0 ? 0 : (Math.sign(value) * hundredths) / 100;
}
