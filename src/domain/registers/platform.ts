// Platform (装備品): a type of equipment, what it requires of those who maintain it, and how long that should take.
import { z } from 'zod';
import { ACTIVITIES } from '../orders/codes.ts';
import { type Fault, recordShape, text, token } from '../values.ts';
import { designationWarning, exportCategoryFits, nsn } from './identifiers.ts';

export const PLATFORM_KINDS = [
  'aircraft',
  'engine',
  'vessel',
  'vehicle',
  'artillery',
  'missile',
  'munition',
  'component',
] as const;
export const SERVICES = ['army', 'navy', 'air_force', 'marine_corps'] as const;
export const REGIMES = ['ITAR', 'EAR'] as const;
export const HOLDERS = ['facility', 'inspector', 'technician', 'instrument'] as const;

const requirement = z.strictObject({
  standard: token().meta({ description: 'Code of a standard.' }),
  holder: z.enum(HOLDERS),
  activities: z.array(z.enum(ACTIVITIES)).max(7).default([]).meta({ description: 'Empty: all activities.' }),
});
export type Requirement = z.infer<typeof requirement>;

const platformTarget = z.strictObject({
  activity: z.enum(ACTIVITIES),
  days: z.int().min(1).max(3650),
  calendar: z.enum(['calendar', 'working']),
});

export const platformInput = z.strictObject({
  designation: token(40).meta({ description: 'Unique, for example MV-22B.' }),
  nomenclature: text,
  nsn: nsn.nullable().default(null),
  kind: z.enum(PLATFORM_KINDS),
  service: z.enum(SERVICES),
  export: z.strictObject({ regime: z.enum(REGIMES), category: token(40) }),
  requirements: z.array(requirement).max(100).default([]),
  targets: z.array(platformTarget).max(7).default([]),
});
export const platformRecord = platformInput.extend({ ...recordShape });
export type Platform = z.infer<typeof platformRecord>;

/** What is wrong with a platform beyond the form of its fields: the category against its regime, two targets for one activity. */
export function platformFaults(platform: z.infer<typeof platformInput>): Fault[] {
  const faults: Fault[] = [];
  const { regime, category } = platform.export;
  if (!exportCategoryFits(regime, category)) {
    faults.push({
      pointer: '/export/category',
      code: 'platform.category_form',
      message: {
        en:
          regime === 'ITAR'
            ? 'An ITAR category is a USML category such as VIII(a).'
            : 'An EAR category is an ECCN such as 9A610.a, or EAR99.',
        ja:
          regime === 'ITAR'
            ? 'ITARの区分はVIII(a)のようなUSMLカテゴリーです。'
            : 'EARの区分は9A610.aのようなECCN、またはEAR99です。',
      },
    });
  }
  platform.targets.forEach((target, index) => {
    if (platform.targets.findIndex((other) => other.activity === target.activity) === index) return;
    faults.push({
      pointer: `/targets/${index}/activity`,
      code: 'platform.target_repeated',
      message: { en: 'This activity has a target already.', ja: 'この作業区分の目標は既にあります。' },
    });
  });
  return faults;
}

/** What is odd about a platform though it is kept: an aircraft whose designation is no mission-design-series. */
export function platformWarnings({
  kind,
  designation,
}: Pick<z.infer<typeof platformInput>, 'kind' | 'designation'>): Fault[] {
  const message = kind === 'aircraft' ? designationWarning(designation) : null;
  return message === null ? [] : [{ pointer: '/designation', code: 'platform.designation_form', message }];
}
