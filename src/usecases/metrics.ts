// Metrics: what was measured, over which orders, as known at which instant.
import { HOLIDAY_YEARS, shippedHolidays } from '../domain/calendar.ts';
import type { Equipment } from '../domain/equipment.ts';
import type { Change } from '../domain/event.ts';
import { type Closure, closedDates, type Facility } from '../domain/facility.ts';
import type { Platform } from '../domain/platform.ts';
import { Problem } from '../domain/problem.ts';
import {
  clockOf,
  definition,
  figuresOf,
  inWindow,
  type OrderClock,
  rounded,
  type TurnaroundFigures,
} from '../domain/turnaround.ts';
import { dateInTokyo, type Instant, type IsoDate, startOfDateInTokyo } from '../domain/values.ts';
import type { WorkOrder } from '../domain/work-order.ts';
import { applyChanges, type WorkOrderFile } from '../domain/work-order-file.ts';
import type { Tx } from '../storage/database.ts';
import { eventsOfEnded, type Ledger, ledgersOfEnded, versionsRecordedBy } from '../storage/metrics.ts';
import { closuresOf } from '../storage/registers.ts';
import { sees } from './access.ts';
import { type Act, look } from './act.ts';

export const GROUPINGS = ['facility', 'platform', 'activity', 'level', 'service', 'unit', 'month'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface TurnaroundQuestion {
  /** The window `[from, to)`, dates in Asia/Tokyo. */
  from: IsoDate;
  to: IsoDate;
  groupBy?: Grouping | undefined;
  facilityId?: string | undefined;
  platformId?: string | undefined;
  activity?: WorkOrder['activity'] | undefined;
  level?: WorkOrder['level'] | undefined;
  rootsOnly?: boolean | undefined;
  historical?: boolean | undefined;
  asOf?: Instant | undefined;
}

export interface TurnaroundAnswer {
  definition: typeof definition;
  from: IsoDate;
  to: IsoDate;
  asOf: Instant;
  filters: Record<string, string | boolean>;
  groupBy: Grouping | null;
  total: TurnaroundFigures;
  /** One for each value of the grouping, in its order; empty when nothing is grouped by. */
  groups: { key: string; name: string; figures: TurnaroundFigures }[];
}

/**
 * The turnaround of orders released in a window, as recorded by `asOf`: hours to 0.01. Source: metrics.md, Turnaround.
 * Raises request.invalid for a reversed window, a year without known holidays or an `asOf` in the future.
 */
export async function measureTurnaround(act: Act, question: TurnaroundQuestion): Promise<TurnaroundAnswer> {
  const now = act.clock();
  const asOf = question.asOf ?? now;
  requireWindow(question, asOf, now);
  return await look(act, async (tx) => {
    const cohort = await cohortOf(tx, act, question, asOf);
    const orders = [...cohort.released, ...cohort.cancelled, ...cohort.condemned].map((file) => file.order);
    const known = await registersAsOf(tx, asOf, orders, question.groupBy === 'unit');
    const clocks = cohort.released.map((file) => ({ file, clock: clockIn(known, file) }));
    const figures = (of: (order: WorkOrder) => boolean) =>
      rounded(
        figuresOf(
          clocks.filter((c) => of(c.file.order)).map((c) => c.clock),
          cohort.cancelled.filter((f) => of(f.order)).length,
          cohort.condemned.filter((f) => of(f.order)).length,
        ),
      );
    const { from, to, groupBy, asOf: _, ...filters } = question;
    const keys = new Map<string, string>();
    const keyed = groupBy ? (order: WorkOrder) => known.keyOf(order, groupBy) : null;
    for (const file of keyed ? [...cohort.released, ...cohort.cancelled, ...cohort.condemned] : []) {
      const key = keyed?.(file.order);
      if (key) keys.set(key.key, key.name);
    }
    return {
      definition,
      from,
      to,
      asOf,
      filters: Object.fromEntries(Object.entries(filters).filter(([, v]) => v !== undefined)) as Record<
        string,
        string | boolean
      >,
      groupBy: groupBy ?? null,
      total: figures(() => true),
      groups: [...keys]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, name]) => ({ key, name, figures: figures((order) => keyed?.(order).key === key) })),
    };
  });
}

function requireWindow({ from, to }: TurnaroundQuestion, asOf: Instant, now: Instant): void {
  const errors = [];
  if (to <= from)
    errors.push({
      pointer: '/to',
      code: 'window.empty',
      message: { en: 'The window ends before it begins.', ja: '期間の終わりが始まり以前です。' },
    });
  if (Number(from.slice(0, 4)) <= HOLIDAY_YEARS.first || Number(to.slice(0, 4)) >= HOLIDAY_YEARS.last)
    errors.push({
      pointer: '/from',
      code: 'window.beyond_calendars',
      message: {
        en: `Holidays are known from ${HOLIDAY_YEARS.first} to ${HOLIDAY_YEARS.last}.`,
        ja: `祝日は${HOLIDAY_YEARS.first}年から${HOLIDAY_YEARS.last}年まで登録されています。`,
      },
    });
  if (asOf > now)
    errors.push({
      pointer: '/asOf',
      code: 'as_of.in_future',
      message: { en: 'asOf lies in the future; nothing is known of it yet.', ja: 'asOfに未来の時点は指定できません。' },
    });
  if (errors.length > 0) throw new Problem('request.invalid', { errors });
}

interface Known {
  facilities: Map<string, Facility & { closed: Set<IsoDate> }>;
  keyOf(order: WorkOrder, by: Grouping): { key: string; name: string };
}

// Registers as they had been recorded by then, as far as these orders need them: closures, names and owning units alike.
async function registersAsOf(tx: Tx, asOf: Instant, orders: readonly WorkOrder[], withUnits: boolean): Promise<Known> {
  const facilityIds = new Set(orders.map((o) => o.facilityId));
  const platformIds = new Set(orders.map((o) => o.platformId));
  const equipmentIds = withUnits ? orders.map((o) => o.equipmentId) : [];
  const facilities = latest(await versionsRecordedBy<Facility>(tx, facilityIds, asOf));
  const platforms = latest(await versionsRecordedBy<Platform>(tx, platformIds, asOf));
  const closureIds: string[] = [];
  for (const facilityId of facilityIds) closureIds.push(...(await closuresOf(tx, facilityId)).map(({ id }) => id));
  const closures = [...latest(await versionsRecordedBy<Closure>(tx, closureIds, asOf)).values()];
  const equipment = new Map<string, { recordedAt: Instant; data: Equipment }[]>();
  for (const version of await versionsRecordedBy<Equipment>(tx, equipmentIds, asOf))
    equipment.set(version.data.id, [...(equipment.get(version.data.id) ?? []), version]);
  const unitOf = (order: WorkOrder) => {
    const versions = equipment.get(order.equipmentId) ?? [];
    const then = versions.filter((v) => v.recordedAt <= (order.endedAt ?? asOf)).at(-1) ?? versions[0];
    return then?.data.owningUnit ?? '';
  };
  return {
    facilities: new Map(
      [...facilities].map(([id, f]) => [
        id,
        {
          ...f,
          closed: closedDates(
            f,
            closures.filter((c) => c.facilityId === id),
          ),
        },
      ]),
    ),
    keyOf(order, by) {
      const platform = platforms.get(order.platformId);
      const same = (key: string) => ({ key, name: key });
      switch (by) {
        case 'facility':
          return { key: order.facilityId, name: facilities.get(order.facilityId)?.code ?? order.facilityId };
        case 'platform':
          return { key: order.platformId, name: platform?.designation ?? order.platformId };
        case 'service':
          return same(platform?.service ?? '');
        case 'unit':
          return same(unitOf(order));
        case 'month':
          return same(dateInTokyo(order.endedAt ?? order.createdAt).slice(0, 7));
        default:
          return same(order[by]);
      }
    },
  };
}

function latest<Version extends { id: string }>(versions: readonly { data: Version }[]): Map<string, Version> {
  return new Map(versions.map(({ data }) => [data.id, data]));
}

async function cohortOf(tx: Tx, act: Act, question: TurnaroundQuestion, asOf: Instant) {
  const from = startOfDateInTokyo(question.from);
  const to = startOfDateInTokyo(question.to);
  const isInWindow = ({ endedAt }: WorkOrder) => endedAt !== null && inWindow(endedAt, question.from, question.to);
  // The rows are the fold of the events, so now they say the same and sooner.
  const all: Ledger[] =
    question.asOf === undefined
      ? await ledgersOfEnded(tx, from, to)
      : [...(await eventsOfEnded(tx, from, to, asOf)).values()].map(folded);
  const files = all.filter(({ order }) => isInWindow(order) && counts(act, question, order));
  // As known then: an order that ended since is still open in its file, and in no window.
  return {
    released: files.filter(({ order }) => order.releasedAt !== null),
    cancelled: files.filter(({ order }) => order.status === 'cancelled'),
    condemned: files.filter(({ order }) => order.status === 'condemned'),
  };
}

function folded(texts: readonly string[]): WorkOrderFile {
  let file: WorkOrderFile | null = null;
  for (const text of texts) {
    const event = JSON.parse(text) as { changes: Change[]; sequence: number };
    file = applyChanges(file, event.changes, event.sequence);
  }
  if (!file) throw new Error('an order without events');
  return file;
}

function counts(act: Act, q: TurnaroundQuestion, order: WorkOrder): boolean {
  return (
    sees(act.caller, order) &&
    (q.facilityId === undefined || order.facilityId === q.facilityId) &&
    (q.platformId === undefined || order.platformId === q.platformId) &&
    (q.activity === undefined || order.activity === q.activity) &&
    (q.level === undefined || order.level === q.level) &&
    (q.rootsOnly !== true || order.rootId === order.id) &&
    (q.historical !== false || !order.historical)
  );
}

function clockIn(known: Known, file: Ledger): OrderClock {
  const { order } = file;
  const facility = known.facilities.get(order.facilityId);
  if (!facility || order.inductedAt === null || order.releasedAt === null)
    throw new Error('a released order has its facility and its clock');
  const year = (at: Instant) => Number(dateInTokyo(at).slice(0, 4));
  return clockOf({
    inductedAt: order.inductedAt,
    releasedAt: order.releasedAt,
    facility: { calendar: facility.calendar, closedDates: facility.closed },
    holidays: shippedHolidays(
      Math.max(HOLIDAY_YEARS.first, year(order.inductedAt) - 1),
      Math.min(HOLIDAY_YEARS.last, year(order.releasedAt) + 1),
    ),
    segments: file.segments,
    targets: file.targets,
  });
}
