// Supply risk: how much of the standing still hangs on one supplier, platform by platform and country by country, and what his loss would stop.
import { z } from 'zod';
import { HOUR, ratio, type Span } from '../metrics/figures.ts';
import { id, message, text } from '../values.ts';
import { lengthOf } from './part-wait.ts';

/** What an order stood for in the window, part by part. */
export interface StoppedOrder {
  workOrderId: string;
  platformId: string;
  /** Whether it has not ended. */
  isOpen: boolean;
  /** `stops`: clipped to the window; `isStopped`: it stands for the part at its end. */
  parts: readonly { partKey: string; stops: readonly Span[]; isOpen: boolean; isStopped: boolean }[];
}

/** The suppliers of a part, or of what may stand in for it, each once. */
export type Suppliers = readonly { supplierId: string; country: string }[];

export const riskDefinition = {
  formula: 'supply-risk-1',
  stoppedHours: {
    en: 'Hours in the window that orders stood in awaiting_parts with a demand that stops work; time that several parts stop one order counts once.',
    ja: '期間内に、作業を止める部品請求のため作業指示書が「部品待ち」であった時間。1件を複数の部品が同時に止めている時間は一度だけ数える。',
  },
  singleSource: {
    en: 'Those of them in which at least one of the parts was offered, as of the end, by exactly one supplier, substitutes included.',
    ja: 'そのうち、少なくとも一つの部品の供給者が（代替品を含め、期間末時点で）1社のみであった時間。',
  },
  timeZone: 'Asia/Tokyo',
} as const;
export const riskDefinitionRecord = z.strictObject({
  formula: z.string(),
  stoppedHours: message,
  singleSource: message,
  timeZone: z.literal('Asia/Tokyo'),
});

const hours = z.number();
const share = z.number().nullable().meta({ description: 'Of the stopped hours; null: there are none.' });
export const riskFigures = {
  stoppedHours: hours,
  singleSourceHours: hours,
  singleSourceShare: share,
  noSourceHours: hours.meta({ description: 'In which at least one of the parts was offered by nobody.' }),
  noSourceShare: share,
  byCountry: z.array(z.strictObject({ country: z.string(), singleSourceHours: hours, share })).meta({
    description: 'By the country of the one supplier, the most hours first; the same time may stand under several.',
  }),
};
export const platformRisk = z.strictObject({
  platformId: id,
  designation: z.string(),
  ...riskFigures,
});
export const supplierRisk = z.strictObject({
  supplierId: id,
  ncage: z.string(),
  name: text,
  country: z.string(),
  parts: z
    .array(z.string())
    .meta({ description: 'Keys of the parts that orders wait or waited for, and he alone offers.' }),
  platformIds: z.array(id),
  openOrders: z
    .int()
    .meta({ description: 'Open orders that wait for such a part: his loss leaves them without a source.' }),
  stoppedOrders: z.int().meta({ description: 'Those of them that are stopped for one now.' }),
  stoppedHours: hours.meta({ description: 'In the window, for such a part.' }),
});

export type RiskFigures = z.infer<z.ZodObject<typeof riskFigures>>;

/** The figures of some orders, in hours, unrounded. */
export function riskOf(orders: readonly StoppedOrder[], suppliersOf: (partKey: string) => Suppliers): RiskFigures {
  let [all, single, none] = [0, 0, 0];
  const byCountry = new Map<string, number>();
  for (const { parts } of orders) {
    const sources = parts.map((part) => ({ stops: part.stops, suppliers: suppliersOf(part.partKey) }));
    const hoursOf = (some: readonly { stops: readonly Span[] }[]) =>
      lengthOf(some.flatMap(({ stops }) => stops)) / HOUR;
    const lone = sources.filter(({ suppliers }) => suppliers.length === 1);
    all += hoursOf(sources);
    single += hoursOf(lone);
    none += hoursOf(sources.filter(({ suppliers }) => suppliers.length === 0));
    for (const country of new Set(lone.map(({ suppliers }) => (suppliers[0] as Suppliers[number]).country)))
      byCountry.set(
        country,
        (byCountry.get(country) ?? 0) + hoursOf(lone.filter(({ suppliers }) => suppliers[0]?.country === country)),
      );
  }
  return {
    stoppedHours: all,
    singleSourceHours: single,
    singleSourceShare: ratio(single, all),
    noSourceHours: none,
    noSourceShare: ratio(none, all),
    byCountry: [...byCountry]
      .map(([country, singleSourceHours]) => ({ country, singleSourceHours, share: ratio(singleSourceHours, all) }))
      .sort((a, b) => b.singleSourceHours - a.singleSourceHours || (a.country < b.country ? -1 : 1)),
  };
}

/** What hangs on each supplier who alone offers something that orders wait or waited for, the most stopped hours first. */
export function lossesOf(orders: readonly StoppedOrder[], suppliersOf: (partKey: string) => Suppliers) {
  const losses = new Map<
    string,
    { parts: Set<string>; platformIds: Set<string>; openOrders: number; stoppedOrders: number; stoppedHours: number }
  >();
  for (const { platformId, isOpen, parts } of orders) {
    const bySupplier = new Map<string, StoppedOrder['parts'][number][]>();
    for (const part of parts) {
      const suppliers = suppliersOf(part.partKey);
      const [only] = suppliers;
      if (suppliers.length === 1 && only)
        bySupplier.set(only.supplierId, [...(bySupplier.get(only.supplierId) ?? []), part]);
    }
    for (const [supplierId, own] of bySupplier) {
      const loss = losses.get(supplierId) ?? {
        parts: new Set<string>(),
        platformIds: new Set<string>(),
        openOrders: 0,
        stoppedOrders: 0,
        stoppedHours: 0,
      };
      for (const { partKey } of own) loss.parts.add(partKey);
      loss.platformIds.add(platformId);
      if (isOpen && own.some((part) => part.isOpen)) loss.openOrders += 1;
      if (own.some((part) => part.isStopped)) loss.stoppedOrders += 1;
      loss.stoppedHours += lengthOf(own.flatMap(({ stops }) => stops)) / HOUR;
      losses.set(supplierId, loss);
    }
  }
  return losses;
}
