// Tallies: the demand that stands, added up by part as of an instant, from what is kept or from what orders were.
import type { PartWait } from '../../domain/part-wait.ts';
import type { PartTally } from '../../domain/support-priority.ts';
import type { Instant } from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import { demandedSince, eventsMark, type TallyRow, talliesOf, type WaitsWanted } from '../../storage/part-waits.ts';
import type { Supply } from './registers.ts';

/** An instant as everything of a ranking needs it. */
export interface Moment {
  asOf: Instant;
  now: number;
  today: number;
  /** Orders of which something was recorded after it, by id: these are read as they were. */
  moved: string[];
}

/** What is kept, added up at an instant. */
interface AddedUp {
  at: number;
  rows: TallyRow[];
  demanded: { partKey: string; quantity: number }[];
}

/** Adds up what is kept, but of orders that moved after `unmovedSince`. */
export async function addUp(
  tx: Tx,
  wanted: WaitsWanted,
  moment: { now: number; today: number; unmovedSince: Instant | null },
  days: { since: number; until: number },
): Promise<AddedUp> {
  const rows = await talliesOf(tx, wanted, moment);
  const demanded = await demandedSince(tx, wanted, { ...days, unmovedSince: moment.unmovedSince });
  return { at: moment.now, rows, demanded };
}

// What each connection has added up, by question, good while no event is recorded.
const sums = new WeakMap<object, { mark: string; byQuestion: Map<string, AddedUp> }>();
const MOST_QUESTIONS = 20;

/** As `addUp`, of now. Without an event since, nothing but the clock went on: every order that stands has stood longer by as much. */
export async function addedUp(
  tx: Tx,
  wanted: WaitsWanted,
  { now, today }: Moment,
  days: { since: number; until: number },
): Promise<AddedUp> {
  const mark = await eventsMark(tx);
  let known = sums.get(tx.kept);
  if (known?.mark !== mark || known.byQuestion.size >= MOST_QUESTIONS) {
    known = { mark, byQuestion: new Map() };
    sums.set(tx.kept, known);
  }
  const question = JSON.stringify([wanted, days]);
  const before = known.byQuestion.get(question);
  if (before && before.at <= now) {
    const longer = now - before.at;
    const rows = before.rows.map((row) => ({
      ...row,
      stoppedMilliseconds: row.stoppedMilliseconds + row.ordersStopped * longer,
    }));
    return { ...before, at: now, rows };
  }
  const added = await addUp(tx, wanted, { now, today, unmovedSince: null }, days);
  known.byQuestion.set(question, added);
  return added;
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
