// Tallies: the demand that stands, added up by part as of an instant, from what is kept or from what orders were.
import type { PartWait } from '../../domain/supply/part-wait.ts';
import type { PartTally } from '../../domain/supply/support-priority.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import {
  demandedSince,
  type EventsMark,
  eventsMark,
  partKeysSince,
  type TallyRow,
  talliesOf,
  type WaitsWanted,
} from '../../storage/supply/part-waits.ts';
import type { Supply } from './registers.ts';

/** An instant as everything of a ranking needs it. */
export interface Moment {
  asOf: Instant;
  now: number;
  today: number;
  /** Orders of which something was recorded after it, by id: these are read as they were. */
  moved: string[];
}

/** What is kept, added up at an instant, by the key of the part. */
export interface AddedUp {
  at: number;
  rows: ReadonlyMap<string, readonly TallyRow[]>;
  demanded: ReadonlyMap<string, number>;
}

/** Adds up what is kept, but of orders that moved after `unmovedSince`. `partKeys`: of these parts alone. */
export async function addUp(
  tx: Tx,
  wanted: WaitsWanted,
  moment: { now: number; today: number; unmovedSince: Instant | null },
  days: { since: number; until: number },
  partKeys?: readonly string[],
): Promise<AddedUp> {
  const rows = new Map<string, TallyRow[]>();
  for (const row of await talliesOf(tx, wanted, moment, partKeys))
    rows.set(row.partKey, [...(rows.get(row.partKey) ?? []), row]);
  const demands = await demandedSince(tx, wanted, { ...days, unmovedSince: moment.unmovedSince }, partKeys);
  return { at: moment.now, rows, demanded: new Map(demands.map(({ partKey, quantity }) => [partKey, quantity])) };
}

// What each connection has added up, by question, and how far things were then.
const sums = new WeakMap<object, Map<string, { mark: EventsMark; added: AddedUp }>>();
const MOST_QUESTIONS = 20;
// A statement's worth: beyond it everything is added up anew.
const MOST_PARTS_ANEW = 512;

/**
 * As `addUp`, of now. What was added up before is taken on: the clock went on for every order that stands, and the parts of orders with an
 * event since are added up anew.
 */
export async function addedUp(
  tx: Tx,
  wanted: WaitsWanted,
  { now, today }: Moment,
  days: { since: number; until: number },
): Promise<AddedUp> {
  const mark = await eventsMark(tx);
  const byQuestion = sums.get(tx.kept) ?? new Map<string, { mark: EventsMark; added: AddedUp }>();
  sums.set(tx.kept, byQuestion);
  const question = JSON.stringify([wanted, days]);
  const before = byQuestion.get(question);
  const moment = { now, today, unmovedSince: null };
  const keys = before === undefined ? null : await changedSince(tx, before, mark, now);
  const added =
    before === undefined || keys === null
      ? await addUp(tx, wanted, moment, days)
      : takenOn(before.added, keys, now, keys.length === 0 ? null : await addUp(tx, wanted, moment, days, keys));
  if (before === undefined && byQuestion.size >= MOST_QUESTIONS) byQuestion.clear();
  byQuestion.set(question, { mark, added });
  return added;
}

/** The parts that may have changed since; null: anything. */
async function changedSince(
  tx: Tx,
  before: { mark: EventsMark; added: AddedUp },
  mark: EventsMark,
  now: number,
): Promise<string[] | null> {
  if (before.added.at > now || before.mark.revision !== mark.revision) return null;
  const isSame = before.mark.position === mark.position && before.mark.unlogged === mark.unlogged;
  return isSame ? [] : await partKeysSince(tx, before.mark, MOST_PARTS_ANEW);
}

/** What was added up, as of now: with the parts of `keys` as they were added up anew. */
function takenOn(before: AddedUp, keys: readonly string[], now: number, anew: AddedUp | null): AddedUp {
  const longer = now - before.at;
  const rows = new Map<string, readonly TallyRow[]>();
  for (const [key, some] of before.rows)
    rows.set(
      key,
      some.map((row) => ({ ...row, stoppedMilliseconds: row.stoppedMilliseconds + row.ordersStopped * longer })),
    );
  const demanded = new Map(before.demanded);
  for (const key of keys) {
    rows.delete(key);
    demanded.delete(key);
  }
  for (const [key, some] of anew?.rows ?? []) rows.set(key, some);
  for (const [key, quantity] of anew?.demanded ?? []) demanded.set(key, quantity);
  return { at: now, rows, demanded };
}

/** Adds up what is known of each part, whatever it is called. */
export class Tallies {
  readonly witnesses = new Map<string, string>();
  private readonly supply: Supply;
  private readonly byPart = new Map<string, PartTally & { platformIds: Set<string> }>();
  private readonly demanded = new Map<string, number>();

  constructor(supply: Supply) {
    this.supply = supply;
  }

  addRow({ partKey, platformId, workOrderId, ...figures }: TallyRow): void {
    const part = this.supply.keyOf(partKey);
    const tally = this.byPart.get(part) ?? emptyTally(part);
    this.byPart.set(part, tally);
    tally.platformIds.add(platformId);
    for (const name of SUMS) tally[name] += figures[name];
    tally.designator = Math.min(tally.designator, figures.designator);
    if (figures.neededDay !== null) tally.neededDay = Math.min(tally.neededDay ?? Infinity, figures.neededDay);
    const known = this.witnesses.get(part);
    if (known === undefined || workOrderId < known) this.witnesses.set(part, workOrderId);
  }

  addDemand(partKey: string, quantity: number): void {
    const part = this.supply.keyOf(partKey);
    this.demanded.set(part, (this.demanded.get(part) ?? 0) + quantity);
  }

  addWait(wait: PartWait, { now, today }: Moment, yearAgo: number): void {
    if (yearAgo <= wait.demandedDay && wait.demandedDay <= today) this.addDemand(wait.partKey, wait.demandedQuantity);
    if (!wait.isOpen) return;
    const isStopped = wait.stoppedSince !== null;
    const arrives = isStopped && wait.arrivalDay !== null && wait.arrivalDay >= today ? wait.arrivalDay - today : null;
    this.addRow({
      partKey: wait.partKey,
      platformId: wait.platformId,
      workOrderId: wait.workOrderId,
      orders: 1,
      quantity: wait.openQuantity,
      ordersStopped: isStopped ? 1 : 0,
      stoppedMilliseconds: wait.stoppedMilliseconds + (wait.stoppedSince === null ? 0 : now - wait.stoppedSince),
      designator: wait.designator,
      neededDay: wait.neededDay,
      latePromises: wait.promisedDay !== null && wait.promisedDay < today ? 1 : 0,
      promisedDays: arrives ?? 0,
      unpromised: isStopped && arrives === null ? 1 : 0,
    });
  }

  standing(): PartTally[] {
    return [...this.byPart.values()].map((tally) => ({ ...tally, demanded: this.demanded.get(tally.partKey) ?? 0 }));
  }
}

const SUMS = [
  'orders',
  'quantity',
  'ordersStopped',
  'stoppedMilliseconds',
  'latePromises',
  'promisedDays',
  'unpromised',
] as const;

function emptyTally(partKey: string): PartTally & { platformIds: Set<string> } {
  return {
    partKey,
    platformIds: new Set(),
    orders: 0,
    quantity: 0,
    ordersStopped: 0,
    stoppedMilliseconds: 0,
    designator: 15,
    neededDay: null,
    latePromises: 0,
    promisedDays: 0,
    unpromised: 0,
    demanded: 0,
  };
}
