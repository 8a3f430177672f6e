// Support priority (優先支援): which part is to be produced first, near term and medium term, and on what grounds it stands where it stands.
import { z } from 'zod';
import { figure } from '../metrics/figures.ts';
import { dateOf } from '../registers/calendar.ts';
import { REGIMES } from '../registers/platform.ts';
import { type IsoDate, id, inBoth, isoDate, type Message, message, money, type Text, text } from '../values.ts';
import { type Weighting, type Weights, weights } from './weighting.ts';

export const HORIZONS = ['near_term', 'medium_term'] as const;
export type Horizon = (typeof HORIZONS)[number];
export const horizonNames: Record<Horizon, Message> = {
  near_term: { en: 'near term', ja: '短期' },
  medium_term: { en: 'medium term', ja: '中期' },
};

const DAY = 86_400_000;
const DESIGNATORS = 15;
const MONTHS = 12;

/** What is known of the demand for one part, in all orders that a question is about, as of an instant. */
export interface PartTally {
  partKey: string;
  platformIds: ReadonlySet<string>;
  /** Orders with a demand that stands. */
  orders: number;
  quantity: number;
  ordersStopped: number;
  /** Of demands that stand: how long their orders have stood for the part so far. */
  stoppedMilliseconds: number;
  designator: number;
  neededDay: number | null;
  /** Orders with a promise that is past. */
  latePromises: number;
  /** Of the stopped orders with promises that are still to come: days until those, summed. */
  promisedDays: number;
  /** Stopped orders of which something is not promised, or was promised for a day that is past. */
  unpromised: number;
  /** Pieces that orders demanded whose first demand was in the last twelve months. */
  demanded: number;
}

/** Who can deliver a part. */
export interface Source {
  supplierId: string;
  ncage: string;
  name: Text;
  country: string;
  leadTimeDays: number;
  monthlyCapacity: number | null;
  /** What would be delivered in its place, by name; null: the part itself. */
  substitute: string | null;
}

/** A part to be ranked: its demand, and who can deliver it. */
export interface RankedPart {
  tally: PartTally;
  sources: readonly Source[];
}

/** The grounds of a rank, in the order of the formula. */
export const GROUNDS = [
  'stoppedDay',
  'orderStopped',
  'priority',
  'shortfallDay',
  'waitingDay',
  'singleSource',
] as const satisfies readonly (keyof Weights)[];
export type Ground = (typeof GROUNDS)[number];

/** The definition that every answer carries. */
export const priorityDefinition = {
  formula: 'support-priorities-1',
  score: {
    en: 'stoppedDay × stopped days + orderStopped × orders stopped + priority × (16 − best designator) / 15 + shortfallDay × days by which the lead time exceeds what the need allows + waitingDay × order-days still to wait + singleSource when at most one supplier offers it',
    ja: 'stoppedDay × 停止日数 + orderStopped × 停止中の作業指示書数 + priority × (16 − 最も高い優先指定番号) / 15 + shortfallDay × 納期が必要日に間に合わない日数 + waitingDay × 今後生じる待ち（作業指示書×日） + singleSource（供給者が1社以下のとき）',
  },
  order: {
    en: 'near_term, then medium_term, then the rest; within each by score, then stopped hours, then the key of the part',
    ja: '短期、中期、その他の順。それぞれの中では点数、停止時間、部品キーの順。',
  },
  stoppedHours: {
    en: 'Hours that orders stood in awaiting_parts while a demand for the part that stops work stood, as of asOf. Two parts that stop one order both count them.',
    ja: '作業を止める部品請求が未充足の間に作業指示書が「部品待ち」であった時間（asOf時点）。1件の作業指示書を複数の部品が止めている場合は、それぞれに計上する。',
  },
  costOfWaiting: {
    en: 'Order-days still to wait if nothing is done: to the promised day where that is still to come, else one shortest lead time from today, for each stopped order.',
    ja: '何もしない場合に今後生じる待ち（作業指示書×日）。約束日が未到来ならその日まで、それ以外は今日から最短納期まで、停止中の作業指示書ごとに数える。',
  },
  horizon: {
    en: 'near_term: an order is stopped for it, or the earliest need falls inside the shortest lead time. Otherwise medium_term: demand of the last 12 months exceeds the stated capacity of its suppliers.',
    ja: '短期：停止中の作業指示書があるか、最も早い必要日が最短納期に間に合わない。中期：それ以外で、過去12か月の需要が供給者の申告能力を超える。',
  },
  timeZone: 'Asia/Tokyo',
} as const;

export const priorityDefinitionRecord = z.strictObject({
  formula: z.string(),
  score: message,
  order: message,
  stoppedHours: message,
  costOfWaiting: message,
  horizon: message,
  timeZone: z.literal('Asia/Tokyo'),
});

const sourceRecord = z.strictObject({
  supplierId: id,
  ncage: z.string(),
  name: text,
  country: z.string(),
  leadTimeDays: z.int(),
  monthlyCapacity: z.int().nullable(),
  substitute: z.string().nullable().meta({ description: 'What would come in its place; null: the part itself.' }),
});

/** The judgement on one part. */
const judgementRecord = z.strictObject({
  horizon: z.enum(HORIZONS).nullable().meta({ description: 'Null: neither presses.' }),
  score: z.number(),
  quantity: z.int().meta({ description: 'Pieces still to come.' }),
  orders: z.int().meta({ description: 'With a demand that stands.' }),
  ordersStopped: z.int(),
  stoppedHours: z.number(),
  bestDesignator: z.int(),
  neededBy: isoDate.nullable().meta({ description: 'The earliest day on which a piece is needed.' }),
  latePromises: z.int().meta({ description: 'Orders with a promised day that is past.' }),
  suppliers: z.array(sourceRecord),
  singleSource: z.boolean().meta({ description: 'Exactly one supplier offers it or a substitute of it.' }),
  leadTime: z.strictObject({
    shortestDays: z.int().nullable().meta({ description: 'Null: nobody offers it.' }),
    countedDays: z
      .int()
      .meta({ description: 'What the formula counts: of a part nobody offers, what the weighting says.' }),
    daysUntilNeed: z
      .int()
      .nullable()
      .meta({ description: '0 or less where an order is stopped; null: no need is said.' }),
    shortfallDays: z.int(),
  }),
  demandOfTwelveMonths: z.int(),
  capacityOfTwelveMonths: z.int().nullable().meta({ description: 'Null: a supplier does not state his.' }),
  costOfWaiting: z.strictObject({
    orderDays: z.int().meta({ description: 'Days still to wait of all stopped orders, if nothing is done.' }),
    orderDaysEachDay: z.int().meta({ description: 'What each further day costs: the orders that are stopped.' }),
    amount: money
      .nullable()
      .meta({ description: 'Of those order-days, at what the weighting says of one; null: it says nothing.' }),
  }),
  explanation: z.array(
    z.strictObject({
      ground: z.enum(GROUNDS),
      value: figure,
      weight: z.number(),
      points: z.number(),
      text: message,
    }),
  ),
  reason: message,
});
export type Judgement = z.infer<typeof judgementRecord>;

/** What counts of a weighting. */
export type Weighed = Pick<Weighting, 'weights' | 'unknownLeadTimeDays' | 'stoppedDayCost'>;

/** A part with its judgement. */
export interface Judged extends RankedPart {
  judgement: Judgement;
}

/** The parts of a ranking, the first to be produced first. `today` as a day number. Pure: the same in, the same out. */
export function ranked(parts: readonly RankedPart[], weighed: Weighed, today: number): Judged[] {
  return parts.map((part) => ({ ...part, judgement: judged(part, weighed, today) })).sort(byRank);
}

function byRank(a: Judged, b: Judged): number {
  const place = ({ judgement: { horizon } }: Judged) =>
    horizon === null ? HORIZONS.length : HORIZONS.indexOf(horizon);
  return (
    place(a) - place(b) ||
    b.judgement.score - a.judgement.score ||
    b.tally.stoppedMilliseconds - a.tally.stoppedMilliseconds ||
    (a.tally.partKey < b.tally.partKey ? -1 : 1)
  );
}

/** The judgement on one part, unrounded. */
export function judged({ tally, sources }: RankedPart, weighed: Weighed, today: number): Judgement {
  const shortest = sources.length === 0 ? null : Math.min(...sources.map(({ leadTimeDays }) => leadTimeDays));
  const counted = shortest ?? weighed.unknownLeadTimeDays;
  const untilNeed = daysUntilNeed(tally, today);
  const shortfall = untilNeed === null ? 0 : Math.max(0, counted - untilNeed);
  const orderDays = tally.promisedDays + tally.unpromised * counted;
  const suppliers = new Set(sources.map(({ supplierId }) => supplierId)).size;
  const capacity = capacityOf(sources);
  const values: Record<Ground, number> = {
    stoppedDay: tally.stoppedMilliseconds / DAY,
    orderStopped: tally.ordersStopped,
    priority: (DESIGNATORS + 1 - tally.designator) / DESIGNATORS,
    shortfallDay: shortfall,
    waitingDay: orderDays,
    singleSource: suppliers <= 1 ? 1 : 0,
  };
  const said = saidOf(tally, sources, suppliers, { counted, shortest, untilNeed, shortfall, orderDays });
  const explanation = GROUNDS.map((ground) => ({
    ground,
    value: values[ground],
    weight: weighed.weights[ground],
    points: values[ground] * weighed.weights[ground],
    text: said[ground],
  }));
  const horizon = horizonOf(tally, untilNeed, counted, capacity);
  return {
    horizon,
    score: explanation.reduce((sum, { points }) => sum + points, 0),
    quantity: tally.quantity,
    orders: tally.orders,
    ordersStopped: tally.ordersStopped,
    stoppedHours: (tally.stoppedMilliseconds / DAY) * 24,
    bestDesignator: tally.designator,
    neededBy: tally.neededDay === null ? null : dateOf(tally.neededDay),
    latePromises: tally.latePromises,
    suppliers: [...sources],
    singleSource: suppliers === 1,
    leadTime: { shortestDays: shortest, countedDays: counted, daysUntilNeed: untilNeed, shortfallDays: shortfall },
    demandOfTwelveMonths: tally.demanded,
    capacityOfTwelveMonths: capacity,
    costOfWaiting: {
      orderDays,
      orderDaysEachDay: tally.ordersStopped,
      amount: amountOf(weighed.stoppedDayCost, orderDays),
    },
    explanation,
    reason: reasonOf(horizon, explanation, { demanded: tally.demanded, capacity }),
  };
}

// A stopped order needs it now, or needed it when it said so.
function daysUntilNeed({ ordersStopped, neededDay }: PartTally, today: number): number | null {
  const until = neededDay === null ? null : neededDay - today;
  return ordersStopped > 0 ? Math.min(0, until ?? 0) : until;
}

function horizonOf(
  tally: PartTally,
  untilNeed: number | null,
  leadTimeDays: number,
  capacity: number | null,
): Horizon | null {
  if (tally.ordersStopped > 0 || (untilNeed !== null && untilNeed < leadTimeDays)) return 'near_term';
  return capacity !== null && tally.demanded > capacity ? 'medium_term' : null;
}

/** What the suppliers of a part say they can make of it in twelve months; null: one of them does not say. */
export function capacityOf(sources: readonly Source[]): number | null {
  const most = new Map<string, number>();
  for (const { supplierId, substitute, monthlyCapacity } of sources) {
    if (monthlyCapacity === null) return null;
    // Two offers of one supplier for one thing are one machine.
    const key = `${supplierId} ${substitute ?? ''}`;
    most.set(key, Math.max(most.get(key) ?? 0, monthlyCapacity));
  }
  return [...most.values()].reduce((sum, monthly) => sum + monthly, 0) * MONTHS;
}

function amountOf(cost: Weighed['stoppedDayCost'], orderDays: number): Judgement['costOfWaiting']['amount'] {
  if (cost === null) return null;
  const minorUnits = cost.minorUnits * orderDays;
  return Number.isSafeInteger(minorUnits) ? { ...cost, minorUnits } : null;
}

interface Times {
  counted: number;
  shortest: number | null;
  untilNeed: number | null;
  shortfall: number;
  orderDays: number;
}

const shown = (value: number) => String(Math.round(value * 10) / 10);

function saidOf(
  tally: PartTally,
  sources: readonly Source[],
  suppliers: number,
  { counted, shortest, untilNeed, shortfall, orderDays }: Times,
): Record<Ground, Message> {
  const days = shown(tally.stoppedMilliseconds / DAY);
  const [first] = sources;
  const needed =
    untilNeed === null
      ? { en: 'no day of need is said', ja: '必要日の指定なし' }
      : untilNeed <= 0
        ? { en: 'it is needed now', ja: '直ちに必要' }
        : { en: `it is needed in ${untilNeed} days`, ja: `必要日まで${untilNeed}日` };
  const lead =
    shortest === null
      ? { en: `nobody offers it (counted as ${counted} days)`, ja: `供給者なし（${counted}日として計算）` }
      : { en: `the shortest lead time is ${shortest} days`, ja: `最短納期は${shortest}日` };
  return {
    stoppedDay: {
      en: `Orders have stood for it ${days} days in all.`,
      ja: `この部品のため作業指示書が延べ${days}日停止。`,
    },
    orderStopped: {
      en: `${tally.ordersStopped} of ${tally.orders} orders that wait for it are stopped now.`,
      ja: `この部品を待つ作業指示書${tally.orders}件のうち${tally.ordersStopped}件が停止中。`,
    },
    priority: {
      en: `The best priority designator among its demands is ${String(tally.designator).padStart(2, '0')}.`,
      ja: `最も高い優先指示番号は${String(tally.designator).padStart(2, '0')}。`,
    },
    shortfallDay: {
      en: `${lead.en.charAt(0).toUpperCase()}${lead.en.slice(1)}; ${needed.en}: ${shortfall} days short.`,
      ja: `${lead.ja}、${needed.ja}：${shortfall}日不足。`,
    },
    waitingDay: {
      en: `If nothing is done, the stopped orders are still to wait ${orderDays} days in all.`,
      ja: `何もしなければ、停止中の作業指示書は今後延べ${orderDays}日待つ。`,
    },
    singleSource:
      suppliers === 0 || !first
        ? { en: 'Nobody offers it.', ja: '供給者がいない。' }
        : suppliers === 1
          ? {
              en: `One supplier alone offers it: ${first.ncage} ${inBoth(first.name).en} (${first.country}).`,
              ja: `供給者は1社のみ：${first.ncage} ${inBoth(first.name).ja}（${first.country}）。`,
            }
          : { en: `${suppliers} suppliers offer it.`, ja: `供給者は${suppliers}社。` },
  };
}

// The two grounds that weigh most, after what puts it in its horizon.
function reasonOf(
  horizon: Horizon | null,
  explanation: Judgement['explanation'],
  { demanded, capacity }: { demanded: number; capacity: number | null },
): Message {
  const most = explanation
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .slice(0, 2)
    .map((ground) => ground.text);
  const exceeded: Message = {
    en: `Demand of the last 12 months (${demanded}) exceeds the stated capacity (${capacity}).`,
    ja: `過去12か月の需要（${demanded}）が申告能力（${capacity}）を超えている。`,
  };
  const all = horizon === 'medium_term' ? [exceeded, ...most] : most;
  const name = horizon === null ? { en: 'Nothing presses', ja: '切迫なし' } : horizonNames[horizon];
  const head = name.en.charAt(0).toUpperCase() + name.en.slice(1);
  return {
    en: [`${head}.`, ...all.map(({ en }) => en)].join(' '),
    ja: `${name.ja}。${all.map(({ ja }) => ja).join('')}`,
  };
}

/** The first day of the twelve months that end with a day: that day a year before. */
export function yearBefore(today: IsoDate): IsoDate {
  const year = `${Number(today.slice(0, 4)) - 1}${today.slice(4)}`;
  // A year before 29 February ends with the 28th.
  return year.endsWith('-02-29') ? `${year.slice(0, 8)}28` : year;
}

/** A part on a ranking as it is answered. */
export const priorityItem = z.strictObject({
  rank: z.int(),
  part: z.string().meta({ description: 'The key of the part: `nsn:` with its NIIN, or `pn:` with its part number.' }),
  catalogueItemId: id.nullable().meta({ description: 'Null: the catalogue does not name it.' }),
  nsn: z.string().nullable(),
  partNumber: z.string().nullable(),
  cage: z.string().nullable(),
  nomenclature: text,
  export: z.strictObject({ regime: z.enum(REGIMES), category: z.string() }).nullable(),
  platforms: z.array(z.strictObject({ id, designation: z.string() })).meta({ description: 'On which it is awaited.' }),
  substitutes: z.array(z.string()).meta({ description: 'What may stand in for it, by name.' }),
  ...judgementRecord.shape,
});
export type PriorityItem = z.infer<typeof priorityItem>;

/** The weighting that ranked, and why that one. */
export const weightingUsed = z.strictObject({
  id: id.nullable().meta({ description: 'Null: the standard one, which no program office set.' }),
  revision: z.int().nullable(),
  name: z.string(),
  weights,
  unknownLeadTimeDays: z.int(),
  stoppedDayCost: money.nullable(),
  because: z.enum(['asked', 'of_platforms', 'standard']).meta({
    description: 'Asked for; set for all platforms of the question; or none is set for all of them.',
  }),
});
export type WeightingUsed = z.infer<typeof weightingUsed>;
