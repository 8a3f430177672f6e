// Downtime as a metric: the stretches that the items in scope spent in each state in a window, and the downtimes that ended in it.
import { z } from 'zod';
import {
  addDowntime,
  addStretch,
  cutAt,
  downtimeDefinition,
  downtimeFigures,
  downtimeFiguresRecord,
  emptyTally,
  ITEM_STATES,
  type ItemState,
} from '../../domain/metrics/downtime.ts';
import { HOUR } from '../../domain/metrics/figures.ts';
import { addDays, type Instant, instant, startOfDateInTokyo } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import type { MeasuredOrder } from '../../storage/metrics/dossiers.ts';
import { isInScope } from '../../storage/orders/work-order-lists.ts';
import { type FleetHistory, type MeasuredItem, readFleet } from './fleet.ts';
import { type Asked, defineMetric, eachOrder, type Fact, type Loaded } from './frame.ts';
import { type Registers, registersAsOf } from './registers.ts';

const KINDS = ['time', 'downtime'] as const;

/** A time of an item that counts: a stretch in the window, or a downtime that ended in it. */
export interface ItemTime extends Fact {
  kind: (typeof KINDS)[number];
  serialNumber: string;
  /** Null: a downtime, which is a run of several. */
  state: ItemState | null;
  from: Instant;
  to: Instant;
  /** The order that held the item, whether the caller sees it or not. */
  holderId: string | null;
}

export const downtime = defineMetric({
  name: 'downtime',
  title: 'Downtime',
  summary: 'How long were items not available',
  description:
    'Hours that the items in scope were mission capable, not mission capable by cause, or in depot custody, with rates and the mean length of downtimes that ended.',
  definition: downtimeDefinition,
  options: z.strictObject({}),
  figures: downtimeFiguresRecord,
  item: z.strictObject({
    kind: z.enum(KINDS).meta({ description: 'time: a stretch in the window; downtime: one that ended in it, whole.' }),
    serialNumber: z.string(),
    state: z.enum(ITEM_STATES).nullable(),
    from: instant,
    to: instant,
    weight: z.number().meta({ description: 'Hours.' }),
  }),
  example: { from: '2026-06-01', to: '2026-07-01', groupBy: 'platform' },

  movesWithTime: ({ window }, since) => since < window.to,

  load: timesOfItems,

  measure(facts) {
    const tally = emptyTally();
    for (const fact of facts) {
      if (fact.state === null) addDowntime(tally, fact);
      else addStretch(tally, fact.subject.equipmentId ?? '', fact.state, millisecondsOf(fact));
    }
    return downtimeFigures(tally);
  },

  itemOf(fact) {
    const { kind, serialNumber, state, from, to } = fact;
    return { kind, serialNumber, state, from, to, weight: millisecondsOf(fact) / HOUR };
  },
});

/** The times of the items that a question is about, and what each depends on. */
export async function timesOfItems(tx: Tx, asked: Asked): Promise<Loaded<ItemTime>> {
  const fleet = await readFleet(tx, asked);
  const passes = await custodyThatCounts(tx, asked, fleet);
  const registers = await registersAsOf(tx, asked.asOf, subjectsOf(fleet), {
    items: asked.groupBy === 'unit',
    since: asked.window.from,
  });
  const facts = fleet.items.flatMap((item) => factsOf(item, asked, fleet, registers).filter(passes));
  const grounds = new Map(fleet.items.map((item) => [item.id, item.grounds]));
  return { facts, registers, groundsOf: ({ subject }) => grounds.get(subject.equipmentId ?? '')?.() ?? {} };
}

function millisecondsOf({ from, to }: Pick<ItemTime, 'from' | 'to'>): number {
  return Date.parse(to) - Date.parse(from);
}

/** Which facts the filters leave: those about items chose the items, those about orders choose custody. */
async function custodyThatCounts(tx: Tx, asked: Asked, fleet: FleetHistory): Promise<(fact: ItemTime) => boolean> {
  const { platformId: _, equipmentId: __, historical, ...aboutOrders } = asked.filters;
  const counts = (holder: MeasuredOrder) =>
    (!asked.rootsOnly || holder.rootId === holder.id) && (historical === undefined || holder.historical === historical);
  const holderOf = (fact: ItemTime) => fleet.holders.get(fact.holderId ?? '');
  if (Object.values(aboutOrders).every((value) => value === undefined))
    return (fact) => {
      const holder = holderOf(fact);
      return !holder || counts(holder);
    };
  const chosen = new Set<string>();
  // What ended with the first instant of the window ended in it.
  const from = new Date(Date.parse(asked.window.from) - 1).toISOString();
  const selection = { of: 'alive', from, to: asked.window.to } as const;
  await eachOrder(tx, { ...asked, filters: { ...aboutOrders, historical } }, selection, [], ({ order }) =>
    chosen.add(order.id),
  );
  return (fact) => fact.holderId !== null && chosen.has(fact.holderId);
}

function* subjectsOf(fleet: FleetHistory) {
  for (const { id, platformId } of fleet.items) yield { facilityId: null, platformId, equipmentId: id };
  for (const { facilityId } of fleet.holders.values()) yield { facilityId, platformId: null, equipmentId: null };
}

/** The stretches of an item in the window, cut where its group changes, and its downtimes that ended there. */
function factsOf(item: MeasuredItem, asked: Asked, fleet: FleetHistory, registers: Registers): ItemTime[] {
  const { window, until } = asked;
  const end = window.to < until ? window.to : until;
  const cuts = asked.groupBy === 'month' ? monthsOf(asked) : registers.handoversOf(item.id);
  const facts: ItemTime[] = [];
  for (const stretch of item.states) {
    const from = stretch.from > window.from ? stretch.from : window.from;
    const to = stretch.to === null || stretch.to > end ? end : stretch.to;
    if (from >= to) continue;
    for (const piece of cutAt({ from, to }, cuts))
      facts.push(
        factOf(item, fleet, asked, {
          kind: 'time',
          state: stretch.state,
          from: piece.from,
          to: piece.to,
          holderId: stretch.workOrderId,
          at: piece.from,
        }),
      );
  }
  for (const { from, to, workOrderId } of item.downtimes)
    facts.push(factOf(item, fleet, asked, { kind: 'downtime', state: null, from, to, holderId: workOrderId, at: to }));
  return facts;
}

/** The instants at which the months in the window begin in Japan. */
function monthsOf({ from, to }: Asked): Instant[] {
  const instants: Instant[] = [];
  for (let date = `${from.slice(0, 7)}-01`; date < to; date = `${addDays(date, 31).slice(0, 7)}-01`)
    instants.push(startOfDateInTokyo(date));
  return instants;
}

// What holds an item out of the caller's sight stays unsaid: there it is in depot custody, and no more.
function factOf(
  item: MeasuredItem,
  fleet: FleetHistory,
  { scope }: Asked,
  { at, ...time }: Pick<ItemTime, 'kind' | 'state' | 'from' | 'to' | 'holderId'> & { at: Instant },
): ItemTime {
  const holder = fleet.holders.get(time.holderId ?? '');
  const shown = holder && isInScope(scope, holder) ? holder : null;
  return {
    ...time,
    id: `${item.id}/${time.state ?? 'downtime'}/${time.from}`,
    serialNumber: item.serialNumber,
    workOrderId: shown?.id ?? null,
    number: shown?.number ?? null,
    subject: {
      facilityId: shown?.facilityId ?? null,
      platformId: item.platformId,
      equipmentId: item.id,
      activity: shown?.activity ?? null,
      level: shown?.level ?? null,
      at,
    },
  };
}
