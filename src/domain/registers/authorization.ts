// Authorization (輸出許可等): the export permission without which nothing is inducted.
import { z } from 'zod';
import { ACTIVITIES } from '../orders/codes.ts';
import {
  type Fault,
  id,
  isoDate,
  money,
  type Period,
  periodFaults,
  periodShape,
  recordShape,
  text,
  token,
} from '../values.ts';
import { statusChange } from './facility.ts';
import { exportCategoryFits } from './identifiers.ts';

export const AUTHORIZATION_KINDS = [
  'taa',
  'mla',
  'wda',
  'dsp_5',
  'dsp_61',
  'dsp_73',
  'fms_loa',
  'itar_126_4',
  'ear_license',
  'ear_exception',
  'japan_permit',
  'other',
] as const;
export const AUTHORIZATION_STATUSES = ['active', 'suspended', 'revoked'] as const;

export const authorizationInput = z.strictObject({
  kind: z.enum(AUTHORIZATION_KINDS),
  number: token(),
  issuer: token(200),
  platformIds: z.array(id).max(200).default([]).meta({ description: 'Empty: none by platform.' }),
  categories: z
    .array(token(40))
    .max(200)
    .default([])
    .meta({ description: 'Export categories: of the USML, ECCNs or EAR99; empty: none.' }),
  facilityIds: z.array(id).max(200).default([]).meta({ description: 'Empty: none.' }),
  activities: z.array(z.enum(ACTIVITIES)).max(7).default([]).meta({ description: 'Empty: none.' }),
  ...periodShape,
  valueCeiling: money.nullable().default(null),
  status: z.enum(AUTHORIZATION_STATUSES).default('active'),
  statusOn: isoDate.optional().meta({
    description:
      'The day from which the given status holds; left out: the first day of the period on creation, today on a change.',
  }),
  statusReason: text.nullable().default(null),
  provisos: z.array(text).max(100).default([]),
});
export const authorizationRecord = authorizationInput.omit({ statusOn: true, statusReason: true }).extend({
  ...recordShape,
  statusChanges: z.array(statusChange(AUTHORIZATION_STATUSES)),
  valueUsed: money.nullable().meta({ description: 'Derived: what its orders use, in the ceiling’s currency.' }),
});
export type Authorization = z.infer<typeof authorizationRecord>;

/** What is wrong with an authorization beyond the form of its fields: its period, and each category that no regime has the form of. */
export function authorizationFaults(authorization: Period & { categories: readonly string[] }): Fault[] {
  const categories = authorization.categories.flatMap((category, index): Fault[] =>
    exportCategoryFits('ITAR', category) || exportCategoryFits('EAR', category)
      ? []
      : [
          {
            pointer: `/categories/${index}`,
            code: 'authorization.category_form',
            message: {
              en: 'A category is a USML category such as VIII(a), an ECCN such as 9A610.a, or EAR99.',
              ja: '区分はVIII(a)のようなUSMLカテゴリー、9A610.aのようなECCN、またはEAR99です。',
            },
          },
        ],
  );
  return [...periodFaults(authorization), ...categories];
}
