// The fleet in scope with the history of each item, as far back as the figures of a window need it.
import {
  type ConditionReport,
  type Custody,
  type EndedDowntime,
  endedDowntimes,
  type StateStretch,
  statesOf,
} from '../../domain/metrics/downtime.ts';
import { shared } from '../../domain/registers/equipment.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { eachDossier, type MeasuredOrder } from '../../storage/metrics/dossiers.ts';
import {
  capabilitiesRecordedBy,
  type FleetItem,
  fleetAsOf,
  installationsAsOf,
  lastReleases,
  ordersOfItems,
  reportsByPeople,
} from '../../storage/metrics/fleet.ts';
import type { Installation } from '../../storage/registers/installations.ts';
import type { Asked, Grounds } from './frame.ts';

/** An item with its states, and the downtimes of it that ended in the window. */
export interface MeasuredItem extends FleetItem {
  states: readonly StateStretch[];
  /** Those that the question's window has the end of, whole. */
  downtimes: readonly EndedDowntime[];
  /** What the states follow from: the versions of the item and of its hosts, the orders that held any of them, and what shows it. */
  grounds(): Grounds;
}

/** The items in scope, and the orders that held any of them. */
export interface FleetHistory {
  items: readonly MeasuredItem[];
  holders: ReadonlyMap<string, MeasuredOrder>;
}

const DAY = 86_400_000;
// How far before the window the history of an item is read at first, when a downtime reaches back behind it; then all of it.
const FIRST_LOOK_DAYS = 180;
// Nesting is shallow (a module in an engine in an aircraft); the bound only guards against a cycle.
const DEEPEST = 20;

/**
 * The items that the caller sees and the question chooses, as recorded by `asOf`. Custody counts wherever it was, so that no item is taken to
 * be in its unit's hands because an order is out of sight.
 */
export async function readFleet(tx: Tx, asked: Asked): Promise<FleetHistory> {
  const { asOf, window, filters } = asked;
  const sight = await sightOf(tx, asked);
  const { platformIds } = sight;
  const items = await fleetAsOf(tx, { platformIds, equipmentId: filters.equipmentId, asOf });
  const fleet = new Readings(items, await hostsOf(tx, items, asOf), sight.capabilities);
  // What ends with the first instant of the window ends in it.
  const start = earlier(window.from, 1);
  await readWindow(tx, asked, fleet, start, platformIds);
  await readBefore(tx, fleet, fleet.ids(), start, null, asked);
  const measured = new Map(items.map((item) => [item.id, fleet.measured(item, asked)]));
  let reachingBack = [...measured.values()].filter(({ downtimes }) => downtimes.some(({ from }) => from <= start));
  for (const since of [earlier(start, FIRST_LOOK_DAYS * DAY), null]) {
    if (reachingBack.length === 0) break;
    await readBefore(tx, fleet, fleet.withHosts(reachingBack), since, start, asked);
    for (const item of reachingBack) measured.set(item.id, fleet.measured(item, asked));
    reachingBack = reachingBack.filter(({ id }) =>
      measured.get(id)?.downtimes.some(({ from }) => since !== null && from <= since),
    );
  }
  return { items: [...measured.values()], holders: fleet.orders };
}

interface Sight {
  /** Null: all. */
  platformIds: string[] | null;
  /** By platform those that make plants see it. */
  capabilities: ReadonlyMap<string, readonly string[]>;
}

// What a plant works on since is not seen in what was known before: the same question has the same answer.
async function sightOf(tx: Tx, { scope, asOf, filters: { platformId } }: Asked): Promise<Sight> {
  const capabilities = new Map<string, string[]>();
  if (scope.all) return { platformIds: platformId === undefined ? null : [platformId], capabilities };
  for (const { id, platformId: of } of await capabilitiesRecordedBy(tx, scope.facilityIds, asOf))
    capabilities.set(of, [...(capabilities.get(of) ?? []), id]);
  const seen = new Set([...scope.platformIds, ...capabilities.keys()]);
  return { platformIds: [...seen].filter((id) => (platformId ?? id) === id), capabilities };
}

function earlier(at: Instant, milliseconds: number): Instant {
  return new Date(Date.parse(at) - milliseconds).toISOString();
}

/** What the items were installed in, directly or in one another, by the item. */
async function hostsOf(tx: Tx, items: readonly FleetItem[], asOf: Instant): Promise<Map<string, Installation[]>> {
  const installations = new Map<string, Installation[]>();
  let next = new Set(items.map(({ id }) => id));
  for (let depth = 0; depth < DEEPEST && next.size > 0; depth += 1) {
    const found = await installationsAsOf(tx, next, asOf);
    for (const one of found) installations.set(one.equipmentId, [...(installations.get(one.equipmentId) ?? []), one]);
    const known = next;
    next = new Set(found.map(({ hostId }) => hostId).filter((id) => !installations.has(id) && !known.has(id)));
  }
  return installations;
}

/** The orders that held items or their hosts in the window. */
async function readWindow(
  tx: Tx,
  { window, asOf, filters: { equipmentId } }: Asked,
  fleet: Readings,
  start: Instant,
  platformIds: readonly string[] | null,
): Promise<void> {
  const selection = { of: 'alive', from: start, to: window.to } as const;
  const scope = { all: platformIds === null, facilityIds: [], platformIds: platformIds ?? [] };
  await eachDossier(tx, { selection, scope, narrowing: { equipmentId }, asOf }, [], ({ order }) => fleet.keep([order]));
  const strangers = fleet.strangers();
  if (strangers.length > 0) fleet.keep(await ordersOfItems(tx, strangers, { endedFrom: start, asOf }));
}

/**
 * What had happened to items by the time that those orders were read from: their condition at `since` (null: from the beginning), and what
 * changed it until `start` (null: until the end of the window).
 */
async function readBefore(
  tx: Tx,
  fleet: Readings,
  ids: readonly string[],
  since: Instant | null,
  start: Instant | null,
  { window, asOf }: Asked,
): Promise<void> {
  if (start !== null) fleet.keep(await ordersOfItems(tx, ids, { endedFrom: since, asOf }));
  if (since !== null) fleet.keep(await lastReleases(tx, ids, { upTo: since, asOf }));
  fleet.report(await reportsByPeople(tx, ids, { from: since, until: start ?? window.to, asOf }));
}

/** What was read so far. */
class Readings {
  readonly orders = new Map<string, MeasuredOrder>();
  private readonly ordersOf = new Map<string, Set<string>>();
  private readonly reports = new Map<string, Map<string, ConditionReport>>();
  private readonly items: ReadonlySet<string>;
  private readonly installations: ReadonlyMap<string, readonly Installation[]>;
  private readonly concerned: ReadonlySet<string>;
  private readonly capabilities: Sight['capabilities'];

  constructor(
    items: readonly FleetItem[],
    installations: ReadonlyMap<string, readonly Installation[]>,
    capabilities: Sight['capabilities'],
  ) {
    this.capabilities = capabilities;
    this.items = new Set(items.map(({ id }) => id));
    this.installations = installations;
    const hosts = [...installations.values()].flat().map(({ hostId }) => hostId);
    this.concerned = new Set([...this.items, ...hosts]);
  }

  ids(): string[] {
    return [...this.items];
  }

  /** The hosts that are not in scope themselves. */
  strangers(): string[] {
    return [...this.concerned].filter((id) => !this.items.has(id));
  }

  /** Some items and all that they were ever installed in. */
  withHosts(items: readonly FleetItem[]): string[] {
    return [...new Set(items.flatMap(({ id }) => [id, ...this.stays(id).map(({ hostId }) => hostId)]))];
  }

  keep(orders: readonly MeasuredOrder[]): void {
    for (const order of orders) {
      if (order.inductedAt === null || !this.concerned.has(order.equipmentId)) continue;
      this.orders.set(order.id, order);
      const known = this.ordersOf.get(order.equipmentId);
      if (known) known.add(order.id);
      else this.ordersOf.set(order.equipmentId, new Set([order.id]));
    }
  }

  report(reports: readonly (ConditionReport & { equipmentId: string })[]): void {
    for (const report of reports) {
      const known = this.reports.get(report.equipmentId);
      if (known) known.set(report.id, report);
      else this.reports.set(report.equipmentId, new Map([[report.id, report]]));
    }
  }

  measured(item: FleetItem, { window }: Asked): MeasuredItem {
    const states = statesOf({
      registeredAt: item.createdAt,
      condemnedAt: item.condemnedAt,
      reports: [...(this.reports.get(item.id)?.values() ?? [])],
      custody: this.custodyOf(item.id),
    });
    const downtimes = endedDowntimes(states).filter(({ to }) => window.from <= to && to < window.to);
    return { ...item, states, downtimes, grounds: () => this.groundsOf(item) };
  }

  private groundsOf(item: FleetItem): Grounds {
    const items = this.withHosts([item]);
    return {
      records: [...items, ...(this.capabilities.get(item.platformId) ?? [])],
      orders: items.flatMap((id) => [...(this.ordersOf.get(id) ?? [])]),
    };
  }

  private custodyOf(equipmentId: string): Custody[] {
    const own = this.held(equipmentId).map((order) => custodyOf(order, false));
    const taken = this.stays(equipmentId).flatMap((stay) =>
      this.held(stay.hostId).flatMap((order) => {
        const custody = custodyOf(order, true);
        const part = shared(custody, stay);
        return part ? [{ ...custody, ...part }] : [];
      }),
    );
    return [...own, ...taken];
  }

  private held(equipmentId: string): MeasuredOrder[] {
    return [...(this.ordersOf.get(equipmentId) ?? [])].flatMap((id) => this.orders.get(id) ?? []);
  }

  /** The stretches that an item spent in each host, directly or in one another. */
  private stays(equipmentId: string, path: readonly string[] = []): Pick<Installation, 'hostId' | 'from' | 'to'>[] {
    if (path.includes(equipmentId)) return [];
    return (this.installations.get(equipmentId) ?? []).flatMap((one) => {
      const further = this.stays(one.hostId, [...path, equipmentId]).flatMap(({ hostId, ...stay }) => {
        const part = shared(one, stay);
        return part ? [{ hostId, ...part }] : [];
      });
      return [one, ...further];
    });
  }
}

function custodyOf(order: MeasuredOrder, ofHost: boolean): Custody {
  const { id, inductedAt, endedAt, releasedAt, conditionCode } = order;
  if (inductedAt === null) throw new Error('an order that held an item took it in');
  // As the item's own report has it: whatever is not D is FMC.
  return {
    workOrderId: id,
    from: inductedAt,
    to: endedAt,
    releasedIn: releasedAt === null ? null : (conditionCode ?? 'A'),
    ofHost,
  };
}
