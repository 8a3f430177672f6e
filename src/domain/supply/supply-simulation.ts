// Supply simulation: what more capacity, a shorter lead time or a second source would do, estimated by drawing past orders anew.
import { z } from 'zod';
import { HOUR, percentile, type Span, sumOf } from '../metrics/figures.ts';
import { randomOf } from '../metrics/forecast.ts';
import { type Message, message } from '../values.ts';
import { lengthOf } from './part-wait.ts';

const DAY = 24 * HOUR;
const DAYS_OF_MONTH = 365 / 12;

/** What an order waited for of one part: how long the part took to come, and where the order stood for it meanwhile. */
export interface PastDemand {
  partKey: string;
  quantity: number;
  /** In milliseconds since 1970. `settledAt`: of what has not come, the end of the history. */
  madeAt: number;
  settledAt: number;
  stops: readonly Span[];
}

/** An order that stood for parts in the window. */
export interface PastOrder {
  /** From induct to release; null: not released in the window. */
  grossMilliseconds: number | null;
  demands: readonly PastDemand[];
}

/** What changes of one part. Days from order to receipt; pieces a month; null: not known before, not limited after. */
export interface PartChange {
  leadTimeDays: { before: number | null; after: number | null };
  monthlyCapacity: { before: number | null; after: number | null };
}

/** How often the past is drawn, and the seed unless another is given. */
export const SIMULATION = { runs: 400, seed: 20_260_401, mostOrders: 5_000 } as const;

const spread = z.strictObject({
  mean: z.number().nullable(),
  low: z.number().nullable().meta({ description: 'Five of a hundred runs lie below.' }),
  median: z.number().nullable(),
  high: z.number().nullable().meta({ description: 'Five of a hundred runs lie above.' }),
});
export const outcomeRecord = z.strictObject({
  stoppedHours: spread.meta({ description: 'Of all the orders that were drawn, in a year like the last.' }),
  meanTurnaroundHours: spread.meta({ description: 'Of those that were released.' }),
});
type Outcome = z.infer<typeof outcomeRecord>;

/** What every answer says of how it came about. */
export const simulationAssumptions: readonly Message[] = [
  {
    en: 'An estimate, not a promise: the orders of the last twelve months that stood for parts are drawn again, as many, with replacement.',
    ja: '約束ではなく推定値である。過去12か月に部品待ちとなった作業指示書を、同じ件数だけ復元抽出する。',
  },
  {
    en: 'A part comes sooner in the proportion in which its shortest lead time becomes shorter; of a part that nobody offers, after the new lead time at the latest.',
    ja: '部品の到着は最短納期の短縮と同じ割合で早まる。供給者のいない部品は、遅くとも新しい納期で届くものとする。',
  },
  {
    en: 'Capacity acts as a queue, first come, first served: a part comes sooner by as much as its wait in the queue becomes shorter.',
    ja: '能力は先着順の待ち行列として扱い、行列での待ちが短くなった分だけ到着が早まる。',
  },
  {
    en: 'An order goes on as soon as the last part that stops it is there; nothing else of it changes.',
    ja: '作業指示書は、止めている最後の部品が届き次第再開し、それ以外は変わらない。',
  },
];
export const assumptionsRecord = z.array(message);

/** The outcomes of a simulation, in hours, unrounded: what was, the past drawn anew, the same draws with the changes, and the difference of each run. */
export interface Simulated {
  history: { orders: number; released: number; stoppedHours: number; meanTurnaroundHours: number | null };
  unchanged: Outcome;
  changed: Outcome;
  difference: Outcome;
}

/** Draws the past anew `runs` times. Pure: the same orders, changes, seed and runs say the same. */
export function simulate(
  orders: readonly PastOrder[],
  changes: ReadonlyMap<string, PartChange>,
  { seed, runs }: { seed: number; runs: number },
): Simulated {
  const stopped = orders.map(({ demands }) => lengthOf(demands.flatMap(({ stops }) => stops)));
  const released = orders.flatMap(({ grossMilliseconds }) => grossMilliseconds ?? []);
  const next = randomOf(`${seed}`);
  const columns = { before: emptyRuns(runs), after: emptyRuns(runs) };
  const isQueued = [...changes.values()].some(({ monthlyCapacity: { before, after } }) => before !== after);
  const sooner = orders.map((order) => stoppedAfter(order, changes, () => 0));
  for (let run = 0; run < runs; run++) {
    const drawn = orders.map(() => Math.floor(next() * orders.length));
    const after = isQueued ? queued(orders, drawn, changes) : drawn.map((at) => sooner[at] as number);
    const before = drawn.map((at) => stopped[at] as number);
    const gross = drawn.map((at) => (orders[at] as PastOrder).grossMilliseconds);
    note(columns.before, run, before, gross, before);
    note(columns.after, run, after, gross, before);
  }
  const history = {
    orders: orders.length,
    released: released.length,
    stoppedHours: sumOf(stopped) / HOUR,
    meanTurnaroundHours: released.length === 0 ? null : sumOf(released) / released.length / HOUR,
  };
  return {
    history,
    unchanged: outcomeOf(columns.before),
    changed: outcomeOf(columns.after),
    difference: outcomeOf({
      stopped: minus(columns.after.stopped, columns.before.stopped),
      turnaround: minus(columns.after.turnaround, columns.before.turnaround),
    }),
  };
}

interface Runs {
  stopped: number[];
  /** NaN: none that was drawn was released. */
  turnaround: number[];
}

function emptyRuns(runs: number): Runs {
  return { stopped: new Array<number>(runs).fill(0), turnaround: new Array<number>(runs).fill(Number.NaN) };
}

// What an order stands less, its turnaround is shorter by.
function note(
  column: Runs,
  run: number,
  stopped: readonly number[],
  gross: readonly (number | null)[],
  before: readonly number[],
): void {
  column.stopped[run] = sumOf(stopped) / HOUR;
  let sum = 0;
  let count = 0;
  for (const [at, whole] of gross.entries()) {
    if (whole === null) continue;
    sum += whole - ((before[at] as number) - (stopped[at] as number));
    count += 1;
  }
  if (count > 0) column.turnaround[run] = sum / count / HOUR;
}

function minus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, at) => value - (b[at] as number));
}

function outcomeOf({ stopped, turnaround }: Runs): Outcome {
  return { stoppedHours: spreadOf(stopped), meanTurnaroundHours: spreadOf(turnaround.filter((v) => !Number.isNaN(v))) };
}

function spreadOf(values: readonly number[]): Outcome['stoppedHours'] {
  return {
    mean: values.length === 0 ? null : sumOf(values) / values.length,
    low: percentile(values, 0.05),
    median: percentile(values, 0.5),
    high: percentile(values, 0.95),
  };
}

/** How long an order stands when its parts come sooner; `queue`: by how much less one waits for capacity. */
function stoppedAfter(
  { demands }: PastOrder,
  changes: ReadonlyMap<string, PartChange>,
  queue: (demand: PastDemand) => number,
): number {
  const stops = demands.flatMap((demand) => {
    const change = changes.get(demand.partKey);
    if (!change) return demand.stops;
    const came = demand.madeAt + Math.max(0, waitAfter(demand, change) - queue(demand));
    return demand.stops.flatMap(({ from, to }) => (from < came ? [{ from, to: Math.min(to, came) }] : []));
  });
  return lengthOf(stops);
}

function waitAfter({ madeAt, settledAt }: PastDemand, { leadTimeDays: { before, after } }: PartChange): number {
  const wait = settledAt - madeAt;
  if (after === null || after === before) return wait;
  if (before === null || before === 0) return Math.min(wait, after * DAY);
  return wait * Math.min(1, after / before);
}

/** What each drawn order stands, with the queues of the parts whose capacity changes. */
function queued(orders: readonly PastOrder[], drawn: readonly number[], changes: ReadonlyMap<string, PartChange>) {
  const saved = drawn.map(() => new Map<PastDemand, number>());
  for (const [partKey, { monthlyCapacity }] of changes) {
    const line = drawn
      .flatMap((at, place) =>
        (orders[at] as PastOrder).demands.flatMap((demand) => (demand.partKey === partKey ? { place, demand } : [])),
      )
      .sort((a, b) => a.demand.madeAt - b.demand.madeAt);
    const demands = line.map(({ demand }) => demand);
    const [before, after] = [queueOf(demands, monthlyCapacity.before), queueOf(demands, monthlyCapacity.after)];
    for (const [at, { place, demand }] of line.entries()) {
      const sooner = Math.max(0, (before[at] as number) - (after[at] as number));
      (saved[place] as Map<PastDemand, number>).set(demand, sooner);
    }
  }
  return drawn.map((at, place) => {
    const own = saved[place] as Map<PastDemand, number>;
    return stoppedAfter(orders[at] as PastOrder, changes, (demand) => own.get(demand) as number);
  });
}

/** How long each of some demands, in the order in which they were made, waits for its turn. Capacity null: there is always room. */
export function queueOf(
  demands: readonly Pick<PastDemand, 'madeAt' | 'quantity'>[],
  capacity: number | null,
): number[] {
  if (capacity === null || capacity === 0) return demands.map(() => 0);
  const perPiece = (DAYS_OF_MONTH * DAY) / capacity;
  let free = Number.NEGATIVE_INFINITY;
  return demands.map(({ madeAt, quantity }) => {
    const start = Math.max(madeAt, free);
    free = start + quantity * perPiece;
    return start - madeAt;
  });
}
