// What is asked of the metrics: a window, what narrows it and as of when, all of it in the address.
import type { Grouping, MetricDefinition } from '../../../domain/metrics/metric.ts';
import { useResource } from '../../api/resource.ts';
import { addDays, todayInJapan } from '../../language/format.ts';
import { usePlace } from '../../router.ts';

/** What narrows every figure; each stands in the address under its name in the API. */
export const NARROWING = ['facilityId', 'platformId', 'activity', 'historical'] as const;
export const GROUPS = ['facility', 'platform', 'activity', 'level', 'service', 'unit'] as const satisfies Grouping[];
export type Group = (typeof GROUPS)[number];

/** What a metric answers; `Figures` are its own. */
export interface MetricAnswer<Figures> {
  definition: MetricDefinition;
  from: string;
  to: string;
  asOf: string;
  total: Figures;
  groups: { key: string; name: string; figures: Figures }[];
}

export interface Question {
  /** Half-open, as the API has it. */
  from: string;
  to: string;
  /** The day at whose end (in Japan) things are as they were known; null: now. */
  asOf: string | null;
  /** What the second chart and table are by. */
  by: Group;
  /** One group that contributors are narrowed to. */
  of: { groupBy: Grouping; key: string } | null;
  /** The question as a query of the API, without a grouping. */
  query: string;
  /** The same without a window, for what is about an instant. */
  queryOfInstant: string;
}

const A_YEAR_OF_MONTHS = 11;

/** The question of the address; where nothing is said, the twelve months that end today, by facility. */
export function useQuestion(usually?: Group): Question {
  return questionOf(usePlace().query, usually);
}

function questionOf(said: URLSearchParams, usually: Group = 'facility'): Question {
  const asOf = said.get('asOf');
  const last = asOf ?? todayInJapan();
  const from = said.get('from') ?? monthsBefore(last, A_YEAR_OF_MONTHS);
  const to = said.get('to') ?? addDays(last, 1);
  const by = GROUPS.find((group) => group === said.get('by')) ?? usually;
  const [groupBy, ...key] = (said.get('of') ?? '').split(':');
  const narrowing = new URLSearchParams();
  for (const name of NARROWING) {
    const value = said.get(name);
    if (value) narrowing.set(name, value);
  }
  if (asOf) narrowing.set('asOf', endOf(asOf));
  const windowed = new URLSearchParams({ from, to });
  for (const [name, value] of narrowing) windowed.set(name, value);
  return {
    from,
    to,
    asOf,
    by,
    of: groupBy && key.length > 0 ? { groupBy: groupBy as Grouping, key: key.join(':') } : null,
    query: windowed.toString(),
    queryOfInstant: narrowing.toString(),
  };
}

/** The last instant of a day in Japan. */
export const endOf = (day: string) => `${day}T23:59:59.999+09:00`;

const AHEAD_DAYS = 90;

/** From which day exposure looks ahead, and until when: the days of the address, or today and some months. */
export function aheadOf(query: URLSearchParams): { from: string; until: string } {
  const from = query.get('asOf') ?? todayInJapan();
  return { from, until: query.get('until') ?? addDays(from, AHEAD_DAYS) };
}

/** Where the API has what is exposed, narrowed by the address. */
export function exposurePath(query: URLSearchParams): string {
  const asked = new URLSearchParams({ limit: '200', until: aheadOf(query).until });
  for (const name of ['facilityId', 'platformId']) {
    const value = query.get(name);
    if (value) asked.set(name, value);
  }
  const asOf = query.get('asOf');
  if (asOf) asked.set('asOf', endOf(asOf));
  return `/v1/exposure?${asked}`;
}

/** What each tile of the overview asks. */
export function overviewPaths(said: URLSearchParams) {
  const { query, queryOfInstant } = questionOf(said);
  return {
    turnaround: pathOf('turnaround', query, 'groupBy=month'),
    downtime: pathOf('downtime', query, 'groupBy=month'),
    delays: pathOf('delays', query, 'by=category'),
    quality: pathOf('quality', query, 'groupBy=month'),
    backlog: pathOf('backlog', queryOfInstant, 'backTest=false'),
    value: pathOf('value', query, 'groupBy=month'),
  };
}

/** The first day of the month that lies some months before that of a date. */
function monthsBefore(date: string, months: number): string {
  const [year = 0, month = 1] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 10);
}

/** Every month of a half-open window, `2026-05`, so that one in which nothing happened is seen to be empty. */
export function monthsOf(from: string, to: string): string[] {
  const months: string[] = [];
  const last = addDays(to, -1).slice(0, 7);
  for (let at = `${from.slice(0, 7)}-01`; at.slice(0, 7) <= last; at = monthsBefore(at, -1))
    months.push(at.slice(0, 7));
  return months;
}

/** What a metric answers to a query; `more` is added to it. */
export function useMetric<Figures>(name: string, query: string, more = '') {
  return useResource<MetricAnswer<Figures>>(pathOf(name, query, more));
}

export function pathOf(name: string, query: string, more = ''): string {
  return `/v1/metrics/${name}?${[query, more].filter(Boolean).join('&')}`;
}
