// Simulations of supply: what changes of chosen parts would do to last year's standing still, estimated from the orders of that year.
import { z } from 'zod';
import { refuseFaults } from '../../domain/problem.ts';
import { lengthOf } from '../../domain/supply/part-wait.ts';
import {
  type PartChange,
  SIMULATION,
  type Simulated,
  simulate,
  simulationAssumptions,
} from '../../domain/supply/supply-simulation.ts';
import { capacityOf } from '../../domain/supply/support-priority.ts';
import {
  dateInTokyo,
  type Fault,
  type Instant,
  type IsoDate,
  id,
  instant,
  type Message,
  token,
} from '../../domain/values.ts';
import type { Tx } from '../../storage/database.ts';
import type { WaitsWanted } from '../../storage/supply/part-waits.ts';
import { asOfFaults } from '../metrics/frame.ts';
import { type CohortOrder, stoppedOrdersIn, yearUntil } from './cohort.ts';
import { type Supply, supplyAsOf, supplyNow } from './registers.ts';

const MONTHS = 12;
const days = z.int().min(0).max(3650);
const pieces = z.int().min(1).max(10_000_000);

const simulatedChange = z.strictObject({
  part: token(200).meta({ description: 'The key of the part, as the ranking answers it.' }),
  leadTimeDays: days.nullable().default(null).meta({ description: 'A shorter lead time of its fastest supplier.' }),
  addMonthlyCapacity: pieces.nullable().default(null).meta({ description: 'Pieces a month beside what is stated.' }),
  secondSource: z
    .strictObject({
      leadTimeDays: days,
      monthlyCapacity: pieces.nullable().default(null).meta({ description: 'Null: as much as is needed.' }),
    })
    .nullable()
    .default(null)
    .meta({ description: 'A further supplier.' }),
});
export const simulationInput = z.strictObject({
  platformIds: z.array(id).max(100).default([]).meta({ description: 'Orders of these alone; empty: of all in sight.' }),
  facilityId: id.nullable().default(null),
  changes: z.array(simulatedChange).max(50).default([]).meta({
    description: 'None: the past is drawn anew as it was, which shows how wide chance alone is.',
  }),
  runs: z.int().min(50).max(2000).default(SIMULATION.runs),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(SIMULATION.seed)
    .meta({
      description: 'The same seed on the same past says the same.',
    }),
  asOf: instant.nullable().default(null).meta({ description: 'Only what had been recorded by then; null: now.' }),
});
export type SimulationInput = z.infer<typeof simulationInput>;

/** What is told of one part that changes. */
interface SimulatedPart extends PartChange {
  part: string;
  /** Orders of the cohort that stood for it, and how long. */
  orders: number;
  stoppedHours: number;
}

export interface SimulationAnswer extends Simulated {
  isEstimate: true;
  assumptions: readonly Message[];
  asOf: Instant;
  from: IsoDate;
  to: IsoDate;
  seed: number;
  runs: number;
  /** Older orders beyond as many as are drawn from. */
  ordersLeftOut: number;
  parts: SimulatedPart[];
}

/** Estimates what some changes would do. Raises request.invalid: `asOf` in the future, a part that nobody knows or twice, a change that is none. */
export async function simulationOf(
  tx: Tx,
  { changes, runs, seed, asOf: given }: SimulationInput,
  wanted: WaitsWanted,
  clock: Instant,
): Promise<SimulationAnswer> {
  const asOf = given ?? clock;
  refuseFaults(asOfFaults('/asOf', asOf, clock));
  const on = dateInTokyo(asOf);
  const supply = asOf === clock ? await supplyNow(tx, on) : await supplyAsOf(tx, asOf, on);
  const changed = changesOf(changes, supply);
  const span = yearUntil(asOf);
  const all = await stoppedOrdersIn(tx, span, wanted, supply);
  const orders = all.slice(-SIMULATION.mostOrders);
  refuseFaults(unknownParts(changes, supply, orders));
  return {
    isEstimate: true,
    assumptions: simulationAssumptions,
    asOf,
    from: span.from,
    to: span.to,
    seed,
    runs,
    ordersLeftOut: all.length - orders.length,
    parts: [...changed].map(([part, change]) => ({ part, ...change, ...standingFor(orders, part) })),
    ...simulate(orders, changed, { seed, runs }),
  };
}

function standingFor(orders: readonly CohortOrder[], part: string): Pick<SimulatedPart, 'orders' | 'stoppedHours'> {
  const stops = orders.map(({ parts }) => parts.filter((p) => p.partKey === part).flatMap((p) => [...p.stops]));
  return {
    orders: stops.filter((some) => some.length > 0).length,
    stoppedHours: stops.reduce((sum, some) => sum + lengthOf(some), 0) / 3_600_000,
  };
}

// A part that is mistyped would look like one that changes nothing.
function unknownParts(changes: SimulationInput['changes'], supply: Supply, orders: readonly CohortOrder[]): Fault[] {
  const asked = new Set(orders.flatMap(({ parts }) => parts.map(({ partKey }) => partKey)));
  return changes.flatMap(({ part }, index) => {
    const key = supply.keyOf(part);
    const isKnown = asked.has(key) || supply.catalogue.find(key) || supply.sourcesOf(key).length > 0;
    return isKnown ? [] : [fault(`/changes/${index}/part`, 'simulation.part_unknown', unknown)];
  });
}

function changesOf(changes: SimulationInput['changes'], supply: Supply): Map<string, PartChange> {
  const changed = new Map<string, PartChange>();
  const faults: Fault[] = [];
  for (const [index, change] of changes.entries()) {
    const part = supply.keyOf(change.part);
    const at = `/changes/${index}`;
    if (changed.has(part)) faults.push(fault(`${at}/part`, 'simulation.part_twice', twice));
    const of = changeOf(change, supply.sourcesOf(part), (pointer, code, message) =>
      faults.push(fault(`${at}${pointer}`, code, message)),
    );
    changed.set(part, of);
  }
  refuseFaults(faults);
  return changed;
}

const unknown: Message = {
  en: 'No order of the year stood for this part, nobody offers it, and the catalogue does not have it. Take the key from the ranking.',
  ja: 'この1年にこの部品を待った作業指示書も供給者もなく、品目台帳にもありません。優先順位に示されたキーを指定してください。',
};
const twice: Message = { en: 'One part changes once.', ja: '同じ部品の変更は一つにまとめてください。' };
const fault = (pointer: string, code: string, message: Message): Fault => ({ pointer, code, message });

function changeOf(
  { leadTimeDays, addMonthlyCapacity, secondSource }: SimulationInput['changes'][number],
  sources: ReturnType<Supply['sourcesOf']>,
  wrong: (pointer: string, code: string, message: Message) => void,
): PartChange {
  const lead = sources[0]?.leadTimeDays ?? null;
  const yearly = capacityOf(sources);
  const capacity = yearly === null ? null : yearly / MONTHS;
  if (leadTimeDays === null && addMonthlyCapacity === null && secondSource === null)
    wrong('', 'simulation.no_change', {
      en: 'Say what changes: leadTimeDays, addMonthlyCapacity or secondSource.',
      ja: '変更内容（leadTimeDays、addMonthlyCapacity、secondSourceのいずれか）を指定してください。',
    });
  if (leadTimeDays !== null && lead !== null && leadTimeDays > lead)
    wrong('/leadTimeDays', 'simulation.not_shorter', {
      en: `Its shortest lead time is ${lead} days: this is longer.`,
      ja: `最短納期は${lead}日です。それより短い日数を指定してください。`,
    });
  if (addMonthlyCapacity !== null && capacity === null)
    wrong('/addMonthlyCapacity', 'simulation.capacity_unknown', {
      en: 'One of its suppliers states no capacity, so nobody knows whether more of it would help.',
      ja: '能力を申告していない供給者があるため、能力増の効果を見積もれません。',
    });
  const leads = [lead, leadTimeDays, secondSource?.leadTimeDays ?? null].filter((one) => one !== null);
  const isUnlimited = capacity === null || (secondSource !== null && secondSource.monthlyCapacity === null);
  return {
    leadTimeDays: { before: lead, after: leads.length === 0 ? null : Math.min(...leads) },
    monthlyCapacity: {
      before: capacity,
      after: isUnlimited ? null : capacity + (addMonthlyCapacity ?? 0) + (secondSource?.monthlyCapacity ?? 0),
    },
  };
}
