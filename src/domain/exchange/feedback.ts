// In-service feedback: the times that items were not available, in the terms of S5000F, for a program that feeds them back to whoever supports the product.
import { z } from 'zod';
import { ITEM_STATES, type ItemState } from '../metrics/downtime.ts';
import { instant, type Message } from '../values.ts';

/** The version of this extract's form: another one whenever a member changes its name or its meaning. */
export const FEEDBACK_VERSION = 1 as const;

/** Why an item was not available; `unspecified`: it was reported so without a cause. */
const DOWNTIME_CAUSES = ['maintenance', 'supply', 'maintenance_and_supply', 'unspecified', 'depot'] as const;
export type DowntimeCause = (typeof DOWNTIME_CAUSES)[number];

const causes: Record<ItemState, DowntimeCause | null> = {
  fmc: null,
  pmc: null,
  nmcMaintenance: 'maintenance',
  nmcSupply: 'supply',
  nmcBoth: 'maintenance_and_supply',
  nmcUnspecified: 'unspecified',
  unreported: null,
  depot: 'depot',
};

/** Why an item in a state is not available; null: it is, or nobody knows. */
export function downtimeCause(state: ItemState): DowntimeCause | null {
  return causes[state];
}

export const downtimePeriod = z.strictObject({
  periodIdentifier: z.string(),
  productVariantIdentifier: z.string(),
  serializedProductIdentifier: z.string(),
  uniqueItemIdentifier: z.string().nullable(),
  operatingUnitIdentifier: z.string().nullable(),
  periodStart: instant,
  periodEnd: instant.nullable(),
  durationHours: z.number(),
  downtimeCause: z.enum(DOWNTIME_CAUSES),
  reportedState: z.enum(ITEM_STATES),
  maintenanceEvent: z
    .strictObject({ workOrderIdentifier: z.string(), maintenanceFacilityIdentifier: z.string().nullable() })
    .nullable(),
});
export type DowntimePeriod = z.infer<typeof downtimePeriod>;

/** What each member is, and which concept of the specification it stands for. */
export const FEEDBACK_MAPPING: Readonly<Record<keyof DowntimePeriod, { concept: string; says: Message }>> = {
  periodIdentifier: {
    concept: 'identifier of the reported period',
    says: {
      en: 'The same for the same item, state and beginning.',
      ja: '同じ個体・状態・開始時刻であれば同じ値。',
    },
  },
  productVariantIdentifier: {
    concept: 'product variant',
    says: { en: 'The designation of the platform: MV-22B.', ja: '装備品の名称：MV-22B。' },
  },
  serializedProductIdentifier: {
    concept: 'serialized product variant',
    says: {
      en: 'Tail, hull or serial number, unique with the variant.',
      ja: '機番・艦番・製造番号。名称と併せて一意。',
    },
  },
  uniqueItemIdentifier: {
    concept: 'unique item identifier (MIL-STD-130)',
    says: { en: 'Where it is known.', ja: '登録がある場合のみ。' },
  },
  operatingUnitIdentifier: {
    concept: 'operator of the product',
    says: { en: 'The UIC of the unit that owned the item then.', ja: '当時の所有部隊のUIC。' },
  },
  periodStart: {
    concept: 'start of the downtime period',
    says: { en: 'UTC; not before the window.', ja: 'UTC。期間の始まりより前にはならない。' },
  },
  periodEnd: {
    concept: 'end of the downtime period',
    says: {
      en: 'UTC; null: it lasts beyond the window, or beyond asOf.',
      ja: 'UTC。nullは期間またはasOfの後も続いていること。',
    },
  },
  durationHours: {
    concept: 'duration of the downtime period',
    says: { en: 'Hours within the window and up to asOf.', ja: '期間内かつasOfまでの時間数。' },
  },
  downtimeCause: {
    concept: 'reason of the downtime period',
    says: {
      en: 'From the status report, or depot: in depot custody under the maintenance event.',
      ja: '状態報告による。depotは整備作業の下で修理施設が保管中。',
    },
  },
  reportedState: {
    concept: 'state of the product',
    says: { en: 'As the metric of downtime counts it.', ja: '不稼働指標での区分。' },
  },
  maintenanceEvent: {
    concept: 'maintenance event',
    says: {
      en: 'The work order that held the item and where, if the reader sees it.',
      ja: '個体を保管していた作業指示書とその施設（閲覧範囲内のもの）。',
    },
  },
};

/** What the extract says of itself. Source: S5000F, Issue 3.0 (ASD/AIA, S-Series 2021 block release), chapters 3, 4 and 11. */
export const FEEDBACK_SPECIFICATION = {
  name: 'S5000F',
  title: 'International specification for in-service data feedback',
  issue: '3.0',
  chapters: [
    'Feedback data for the purpose of reliability, availability, maintainability, capability and testability analysis',
    'Feedback of data for maintenance analysis',
    'Feedback of data for integrated fleet management data',
  ],
  source: 'https://www.s-series.org/s5000f/about-s5000f/',
  note: {
    en: 'Shaped by the concepts of S5000F and named after them. It is JSON and not a message of its XML schema, against which nothing here was checked (unverified): whoever feeds it back maps the members by the table.',
    ja: 'S5000Fの概念に沿った構成と名称です。同規格のXMLスキーマによる電文ではなく、スキーマとの照合も行っていません（未検証）。送信する側で対応表に従い変換してください。',
  },
} as const satisfies { note: Message } & Record<string, unknown>;
