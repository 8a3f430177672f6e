// Forecast: when open orders will be released, drawn from what was left of past ones that stood where they stand; and how often that held.

import type { OPEN } from '../orders/status.ts';
import { distribution, percentile, ratio } from './figures.ts';

export type OpenStatus = (typeof OPEN)[number];

/** What a forecast is made with: the same everywhere, and named in every answer. */
export const FORECAST = {
  /** What the drawing begins with, together with the id of the order. */
  seed: 20_260_401,
  /** How often is drawn for each order. */
  draws: 1_000,
  /** Fewer past orders than these say nothing. */
  fewestOrders: 20,
  /** How many of the last released orders of some work are looked at. */
  lastReleased: 300,
} as const;

/** One stay of a past order in a status, in milliseconds since 1970, and when the order was released in the end. */
export interface PastStay {
  workOrderId: string;
  status: OpenStatus;
  from: number;
  to: number;
  releasedAt: number;
}

/** What was left, in milliseconds from the shortest to the longest, and of how many past orders. One that stood there twice stands in it twice. */
export interface Sample {
  left: Float64Array;
  orders: number;
}

/** What was left, until release, for past orders that had been in a status for `elapsed` milliseconds: those that stayed as long at least. */
export function leftAfter(stays: readonly PastStay[], status: OpenStatus, elapsed: number): Sample {
  const left: number[] = [];
  const orders = new Set<string>();
  for (const stay of stays) {
    if (stay.status !== status || stay.to - stay.from < elapsed) continue;
    left.push(stay.releasedAt - stay.from - elapsed);
    orders.add(stay.workOrderId);
  }
  return { left: Float64Array.from(left).sort(), orders: orders.size };
}

/** Which past orders a forecast is made of: of the same platform and activity, or of the activity on any platform. */
export const BASES = ['platform_activity', 'activity'] as const;
type Basis = (typeof BASES)[number];

/** A forecast of one order, in milliseconds from the instant it is made at. */
export interface Forecast {
  /** Null: too few past orders on either basis, and nothing is forecast. */
  basis: Basis | null;
  /** Past orders of the basis, or of the activity when there are too few. */
  orders: number;
  sample: Sample | null;
  p50: number | null;
  p90: number | null;
}

/**
 * The forecast of an order from past ones of its platform and activity, of its activity alone when those are fewer than
 * `FORECAST.fewestOrders`, of none when these are too. `onActivity` is asked only then. Pure: the same order and samples say the same.
 */
export function forecastOf(workOrderId: string, onPlatform: Sample, onActivity: () => Sample): Forecast {
  const isEnough = ({ orders }: Sample) => orders >= FORECAST.fewestOrders;
  if (isEnough(onPlatform)) return drawnFrom(workOrderId, 'platform_activity', onPlatform);
  const sample = onActivity();
  if (isEnough(sample)) return drawnFrom(workOrderId, 'activity', sample);
  return { basis: null, orders: sample.orders, sample: null, p50: null, p90: null };
}

function drawnFrom(workOrderId: string, basis: Basis, sample: Sample): Forecast {
  const { p50, p90 } = distribution(drawsOf(workOrderId, sample));
  return { basis, orders: sample.orders, sample, p50, p90 };
}

/** What was drawn for an order, with replacement, in the order of drawing: the n-th draws of several orders make one course of things. */
export function drawsOf(workOrderId: string, { left }: Sample): Float64Array {
  const next = randomOf(`${FORECAST.seed}:${workOrderId}`);
  const drawn = new Float64Array(FORECAST.draws);
  for (let n = 0; n < drawn.length; n++) drawn[n] = left[Math.floor(next() * left.length)] as number;
  return drawn;
}

/** When the last of some orders is released, in milliseconds from now: 50 and 90 of 100 courses of things end by then. Null without orders. */
export function clearanceOf(orders: readonly { workOrderId: string; sample: Sample }[]): {
  p50: number | null;
  p90: number | null;
} {
  if (orders.length === 0) return { p50: null, p90: null };
  const last = new Float64Array(FORECAST.draws);
  for (const { workOrderId, sample } of orders) {
    const drawn = drawsOf(workOrderId, sample);
    for (let n = 0; n < drawn.length; n++) last[n] = Math.max(last[n] as number, drawn[n] as number);
  }
  return { p50: percentile(last, 0.5), p90: percentile(last, 0.9) };
}

/** Numbers from 0 to 1, not 1, the same for the same text. Source: FNV-1a (32 bits) for the seed, mulberry32 by T. Ettinger, public domain. */
export function randomOf(text: string): () => number {
  let state = hashOf(text);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from 0 to 2^32 − 1, the same for the same text. Source: FNV-1a, 32 bits, over UTF-16 code units. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** How often something held. `low` and `high`: between them the true share lies with 95 % confidence, which says how little a small sample says. */
export interface Held {
  due: number;
  held: number;
  share: number | null;
  low: number | null;
  high: number | null;
}

// The normal quantile of 97.5 %.
const Z = 1.959963984540054;

/** A share with its Wilson score interval (95 %). Source: E. B. Wilson, JASA 22 (1927). All null when nothing was due. */
export function heldOf(held: number, due: number): Held {
  const share = ratio(held, due);
  if (share === null) return { due, held, share: null, low: null, high: null };
  const middle = share + (Z * Z) / (2 * due);
  const half = Z * Math.sqrt((share * (1 - share)) / due + (Z * Z) / (4 * due * due));
  const scale = 1 + (Z * Z) / due;
  return { due, held, share, low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) };
}
