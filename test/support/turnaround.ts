// The worked example of metrics.md: what happened to four orders when, and the figures it comes to, to the digit.
import type { Category } from '../../src/domain/metrics/turnaround.ts';

/** An instant of 2026 by its date and time in Japan: `05-18 15:00`. */
export const jst = (local: string): string => new Date(`2026-${local.replace(' ', 'T')}:00+09:00`).toISOString();

/** What an action begins on the clock; release ends it. The hold is for want of funding. */
export const BEGINS = {
  induct: 'receiving',
  start: 'maintenance',
  await_parts: 'supply',
  await_engineering: 'engineering',
  hold: 'funding',
  resume: 'maintenance',
  present: 'inspection',
  reject: 'maintenance',
  accept: 'acceptance',
} as const satisfies Record<string, Category>;

export interface WorkedOrder {
  target: string;
  /** When a further target was set, and which. */
  revised?: { at: string; to: string };
  acts: (readonly [when: string, action: keyof typeof BEGINS])[];
  released: string;
}

export const workedOrders: readonly [WorkedOrder, WorkedOrder, WorkedOrder, WorkedOrder] = [
  {
    target: '2026-05-15',
    revised: { at: '05-13 12:00', to: '2026-05-20' },
    acts: [
      ['04-27 09:00', 'induct'],
      ['04-28 09:00', 'start'],
      ['04-30 15:00', 'await_parts'],
      ['05-08 10:00', 'resume'],
      ['05-12 16:00', 'present'],
      ['05-13 11:00', 'reject'],
      ['05-14 17:00', 'present'],
      ['05-15 10:00', 'accept'],
    ],
    released: '05-18 15:00',
  },
  {
    target: '2026-05-22',
    acts: [
      ['05-11 08:00', 'induct'],
      ['05-11 13:00', 'start'],
      ['05-20 12:00', 'present'],
      ['05-20 18:00', 'accept'],
    ],
    released: '05-21 10:00',
  },
  {
    target: '2026-05-20',
    acts: [
      ['05-01 10:00', 'induct'],
      ['05-07 09:00', 'start'],
      ['05-12 09:00', 'await_engineering'],
      ['05-19 09:00', 'resume'],
      ['05-22 09:00', 'present'],
      ['05-22 15:00', 'accept'],
    ],
    released: '05-26 09:00',
  },
  {
    target: '2026-05-29',
    acts: [
      ['04-01 09:00', 'induct'],
      ['04-02 09:00', 'start'],
      ['04-10 09:00', 'hold'],
      ['05-08 09:00', 'resume'],
      ['06-01 09:00', 'present'],
      ['06-01 15:00', 'accept'],
    ],
    released: '06-02 09:00',
  },
];

/** The figures of what was released in May. */
export const MAY = { from: '2026-05-01', to: '2026-06-01' };
export const workedFigures = {
  count: 3,
  cancelledCount: 0,
  condemnedCount: 0,
  sampleSize: 3,
  grossHours: { mean: 450.33, p50: 510, p90: 581.2, p95: 590.1, max: 599 },
  netOfSupplyHours: { mean: 388, p50: 323, p90: 543.8, p95: 571.4, max: 599 },
  facilityHours: { mean: 271, p50: 246, p90: 322, p95: 331.5, max: 341 },
  workingDays: {
    japan: { mean: 11, p50: 11, p90: 13.4, p95: 13.7, max: 14 },
    usFederal: { mean: 13.33, p50: 16, p90: 16, p95: 16, max: 16 },
    provisionalCount: 0,
  },
  meanHoursByCategory: {
    receiving: 57.33,
    maintenance: 197.67,
    supply: 62.33,
    engineering: 56,
    inspection: 16,
    acceptance: 61,
    capacity: 0,
    funding: 0,
    authorization: 0,
    customer: 0,
    weather: 0,
  },
  onTime: { original: 0.33, revised: 0.67, withoutTargetCount: 0 },
};
