// Downtime: the conditions an item went through, from status reports and depot custody, and the figures of a fleet over a window.
import { z } from 'zod';
import type { ConditionCode } from '../orders/codes.ts';
import type { CONDITIONS, NMC_CAUSES } from '../registers/equipment.ts';
import type { Instant } from '../values.ts';
import { figure, HOUR, ratio } from './figures.ts';
import type { MetricDefinition } from './metric.ts';

/** Changes whenever a figure would come out differently for the same history. */
const DOWNTIME_FORMULA = 'downtime/1';

/** What every answer says about its figures. */
export const downtimeDefinition = {
  formula: DOWNTIME_FORMULA,
  startEvent: 'status_reported NMC, inducted',
  stopEvent: 'status_reported FMC or PMC, released, cancelled',
  timeZone: 'Asia/Tokyo',
  clock: {
    en: 'Hours that the items in scope spent in each condition or in depot custody, clipped to the window and to asOf, overlaps counted once. A downtime is an unbroken run of NMC or depot time; its length is whole, and it counts where it ended.',
    ja: '対象個体が各状態または修理施設の保管下にあった時間（期間とasOfで切り、重複は一度だけ計上）。不稼働はNMCまたは保管が途切れず続いた区間で、長さは切らず、終了した期間に計上します。',
  },
  items: {
    en: 'Every registered item that the caller sees, each on its own, from the earliest of its registration, first report and first custody until it is condemned. What is installed in an item goes with it into custody. Of overlapping custody the item’s own comes first, then the one that began last. Reported NMC without a cause is in neither rate by cause.',
    ja: '閲覧できる登録個体をそれぞれ一つとして、登録・最初の報告・最初の受入のうち最も早い時点から廃棄判定まで数えます。搭載品は搭載先とともに保管下に入ります。保管が重なるときはその個体自身のもの、次に後から始まったものとします。原因のないNMCは原因別のどちらの率にも入りません。',
  },
  filters: {
    en: 'platformId and equipmentId choose items. Every other filter of work orders chooses custody under the orders that meet it, and leaves out the hours in the unit’s hands; rootsOnly leaves out custody under sub-orders, historical=false that under imported orders and historical=true that under all others. A downtime belongs to the order that held the item when it ended.',
    ja: 'platformIdとequipmentIdは個体を選びます。作業指示書のその他の条件は該当する作業指示書による保管だけを選び、部隊にあった時間は除かれます。rootsOnlyは子作業指示書による保管、historical=falseは取込作業指示書による保管、historical=trueはそれ以外の作業指示書による保管を除きます。不稼働は終了時に個体を保管していた作業指示書に属します。',
  },
  groups: {
    en: 'month: hours in the month in which they fall, downtimes in the month in which they ended. unit: the owning unit at that time. facility, activity and level are those of the order that held the item; hours in the unit’s hands stand in no such group.',
    ja: 'month：時間はその属する月、不稼働は終了した月。unit：その時点の所有部隊。facility・activity・levelは個体を保管した作業指示書のもので、部隊にあった時間はどの群にも入りません。',
  },
} as const satisfies MetricDefinition;

/** What an item can be in at an instant: depot custody, or in its unit's hands in the condition last reported. */
export const ITEM_STATES = [
  'fmc',
  'pmc',
  'nmcMaintenance',
  'nmcSupply',
  'nmcBoth',
  'nmcUnspecified',
  'unreported',
  'depot',
] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** A condition as a person reported it. What releases report stands in the custody that they ended. */
export interface ConditionReport {
  condition: (typeof CONDITIONS)[number];
  cause: (typeof NMC_CAUSES)[number] | null;
  at: Instant;
  recordedAt: Instant;
  id: string;
}

/** A stay in depot custody under an order, from induct to release, cancel or condemn. */
export interface Custody {
  workOrderId: string;
  from: Instant;
  /** Null: it still lasts. */
  to: Instant | null;
  /** The condition code that its release gave; null: it did not end in one. */
  releasedIn: ConditionCode | null;
  /** The order is about the item that this one was installed in then, and reports nothing of this one. */
  ofHost: boolean;
}

/** What had been recorded of one item. */
export interface ItemHistory {
  registeredAt: Instant;
  /** When it left the fleet; null: it did not. */
  condemnedAt: Instant | null;
  reports: readonly ConditionReport[];
  custody: readonly Custody[];
}

/** A stretch of time in one state, half-open. */
export interface StateStretch {
  state: ItemState;
  from: Instant;
  /** Null: it still lasts. */
  to: Instant | null;
  /** The order that held the item; null: none did. */
  workOrderId: string | null;
}

/** A downtime that ended: an unbroken run of NMC or depot time, whole. */
export interface EndedDowntime {
  from: Instant;
  to: Instant;
  /** The order that held the item until it ended; null: none did then. */
  workOrderId: string | null;
}

/**
 * The states of an item without gap or overlap, from the earliest of its registration, first report and first custody until it is
 * condemned, the last one otherwise without an end. Where stays overlap, the item's own comes before that of what it is installed in, and
 * the later one before the earlier: the item is where it was received last. Source: metrics.md, Downtime.
 */
export function statesOf(item: ItemHistory): StateStretch[] {
  const reports = reportsOf(item);
  const custody = [...item.custody].sort(byPrecedence);
  const end = item.condemnedAt;
  const told = [item.registeredAt, ...reports.map((r) => r.at), ...custody.flatMap(({ from, to }) => [from, to])];
  const instants = [...new Set(told.filter((at) => at !== null && (end === null || at < end)) as Instant[])].sort();
  const stretches: StateStretch[] = [];
  let condition: ItemState = 'unreported';
  let reported = 0;
  let received = 0;
  let holding: Custody[] = [];
  for (const at of instants) {
    for (let next = reports[reported]; next && next.at <= at; next = reports[++reported]) condition = next.state;
    for (let next = custody[received]; next && next.from <= at; next = custody[++received]) holding.push(next);
    holding = holding.filter(({ to }) => to === null || to > at);
    const holder = holding.filter(({ ofHost }) => !ofHost).at(-1) ?? holding.at(-1);
    const state = holder ? 'depot' : condition;
    const workOrderId = holder?.workOrderId ?? null;
    const before = stretches.at(-1);
    if (before?.state === state && before.workOrderId === workOrderId) continue;
    if (before) before.to = at;
    stretches.push({ state, from: at, to: null, workOrderId });
  }
  const last = stretches.at(-1);
  if (last) last.to = end;
  return stretches;
}

function byPrecedence(a: Custody, b: Custody): number {
  return compare(a.from, b.from) || compare(a.workOrderId, b.workOrderId);
}

// A release reports the item it hands back. While another order holds the item itself, nothing is handed back.
function reportsOf({ reports, custody }: ItemHistory): { at: Instant; state: ItemState }[] {
  const own = custody.filter(({ ofHost }) => !ofHost);
  const released = own.flatMap(({ workOrderId, to, releasedIn }) => {
    if (to === null || releasedIn === null) return [];
    const isHeldOn = own.some((c) => c.workOrderId !== workOrderId && c.from <= to && (c.to === null || c.to > to));
    return isHeldOn ? [] : [{ at: to, state: releasedIn === 'D' ? ('pmc' as const) : ('fmc' as const) }];
  });
  const byPeople = [...reports].sort((a, b) => compare(a.recordedAt, b.recordedAt) || compare(a.id, b.id));
  // Of one instant the last counts; what a person reports at the instant of a release is said of the item handed back.
  return [...released, ...byPeople.map((r) => ({ at: r.at, state: stateReported(r) }))].sort((a, b) =>
    compare(a.at, b.at),
  );
}

function stateReported({ condition, cause }: ConditionReport): ItemState {
  if (condition !== 'NMC') return condition === 'FMC' ? 'fmc' : 'pmc';
  return cause === null
    ? 'nmcUnspecified'
    : ({ maintenance: 'nmcMaintenance', supply: 'nmcSupply', both: 'nmcBoth' } as const)[cause];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether an item in that state is down: not mission capable, or in depot custody. */
function isDown(state: ItemState): boolean {
  return state !== 'fmc' && state !== 'pmc' && state !== 'unreported';
}

/** The downtimes of an item that ended, from its states in their order. One that lasts, or ends with the item condemned, has not. */
export function endedDowntimes(states: readonly StateStretch[]): EndedDowntime[] {
  const ended: EndedDowntime[] = [];
  let from: Instant | null = null;
  for (const [index, stretch] of states.entries()) {
    if (isDown(stretch.state)) from ??= stretch.from;
    const before = states[index - 1];
    if (from === null || isDown(stretch.state) || !before) continue;
    ended.push({ from, to: stretch.from, workOrderId: before.workOrderId });
    from = null;
  }
  return ended;
}

/** The same stretch in pieces that end at some instants, in ascending order; those outside of it cut nothing. */
export function cutAt<S extends Pick<StateStretch, 'from' | 'to'>>(stretch: S, instants: readonly Instant[]): S[] {
  const pieces: S[] = [];
  let from = stretch.from;
  for (const at of instants) {
    if (at <= from || (stretch.to !== null && at >= stretch.to)) continue;
    pieces.push({ ...stretch, from, to: at });
    from = at;
  }
  return [...pieces, { ...stretch, from }];
}

/** The figures of a fleet over a window, unrounded; whatever is undefined for want of items or hours is null, never 0. */
export const downtimeFiguresRecord = z.strictObject({
  sampleSize: z.int().meta({ description: 'Items with any time in the window.' }),
  possessedHours: figure.meta({ description: 'In the unit’s hands: the six conditions, and before the first report.' }),
  fmcHours: figure,
  pmcHours: figure,
  nmcMaintenanceHours: figure,
  nmcSupplyHours: figure,
  nmcBothHours: figure,
  nmcUnspecifiedHours: figure.meta({ description: 'Reported NMC without a cause: in neither rate by cause.' }),
  unreportedHours: figure.meta({ description: 'Before the first report: in no rate.' }),
  depotHours: figure.meta({ description: 'In depot custody: never added to the unit’s NMC.' }),
  missionCapableRate: figure.meta({ description: '(FMC + PMC) / reported possessed hours.' }),
  nmcMaintenanceRate: figure.meta({ description: '(maintenance + both) / reported possessed hours.' }),
  nmcSupplyRate: figure.meta({ description: '(supply + both) / reported possessed hours.' }),
  operationalAvailability: figure.meta({ description: '(FMC + PMC) / (reported possessed + depot hours).' }),
  meanDowntimeHours: figure.meta({ description: 'Mean length, whole, of the downtimes that ended in the window.' }),
  downtimeCount: z.int().meta({ description: 'Downtimes that ended in the window.' }),
});
export type DowntimeFigures = z.infer<typeof downtimeFiguresRecord>;

/** What figures of downtime are added up from, in whole milliseconds, so that sums stay exact. */
export interface DowntimeTally {
  equipmentIds: Set<string>;
  milliseconds: Record<ItemState, number>;
  downtimeMilliseconds: number;
  downtimeCount: number;
}

/** A tally of nothing yet. */
export function emptyTally(): DowntimeTally {
  const milliseconds = Object.fromEntries(ITEM_STATES.map((state) => [state, 0])) as Record<ItemState, number>;
  return { equipmentIds: new Set(), milliseconds, downtimeMilliseconds: 0, downtimeCount: 0 };
}

/** Adds the time of an item in one state, which is more than none, to a tally. */
export function addStretch(tally: DowntimeTally, equipmentId: string, state: ItemState, milliseconds: number): void {
  tally.equipmentIds.add(equipmentId);
  tally.milliseconds[state] += milliseconds;
}

/** Adds a downtime that ended to a tally: whole, however much of it lies in the window. */
export function addDowntime(tally: DowntimeTally, { from, to }: Pick<EndedDowntime, 'from' | 'to'>): void {
  tally.downtimeMilliseconds += Date.parse(to) - Date.parse(from);
  tally.downtimeCount += 1;
}

/** The figures that a tally comes to. Source: metrics.md, Downtime. */
export function downtimeFigures({
  equipmentIds,
  milliseconds: of,
  downtimeMilliseconds,
  downtimeCount,
}: DowntimeTally): DowntimeFigures {
  const capable = of.fmc + of.pmc;
  const reported = capable + of.nmcMaintenance + of.nmcSupply + of.nmcBoth + of.nmcUnspecified;
  const hours = (milliseconds: number) => (equipmentIds.size === 0 ? null : milliseconds / HOUR);
  return {
    sampleSize: equipmentIds.size,
    possessedHours: hours(reported + of.unreported),
    fmcHours: hours(of.fmc),
    pmcHours: hours(of.pmc),
    nmcMaintenanceHours: hours(of.nmcMaintenance),
    nmcSupplyHours: hours(of.nmcSupply),
    nmcBothHours: hours(of.nmcBoth),
    nmcUnspecifiedHours: hours(of.nmcUnspecified),
    unreportedHours: hours(of.unreported),
    depotHours: hours(of.depot),
    missionCapableRate: ratio(capable, reported),
    nmcMaintenanceRate: ratio(of.nmcMaintenance + of.nmcBoth, reported),
    nmcSupplyRate: ratio(of.nmcSupply + of.nmcBoth, reported),
    operationalAvailability: ratio(capable, reported + of.depot),
    meanDowntimeHours: ratio(downtimeMilliseconds, downtimeCount * HOUR),
    downtimeCount,
  };
}
