// Standard (規格): what a facility, person or instrument can be certified to, one record for each revision.
import { z } from 'zod';
import { type Fault, recordShape, text, token } from '../values.ts';

export const SUBJECTS = [
  'quality_management',
  'personnel',
  'calibration',
  'special_process',
  'technical_data',
  'cybersecurity',
  'facility_approval',
  'safety',
] as const;

export const standardInput = z.strictObject({
  code: token().meta({ description: 'Unique, with its revision.', example: 'AS9110C' }),
  title: text,
  issuer: token(200),
  subject: z.enum(SUBJECTS),
  supersedes: token().nullable().default(null).meta({ description: 'Code of the standard that this one replaces.' }),
});
export const standardRecord = standardInput.extend({ ...recordShape });
export type Standard = z.infer<typeof standardRecord>;

/** What is wrong with a standard beyond the form of its fields: it can't replace itself. */
export function standardFaults(standard: Pick<Standard, 'code' | 'supersedes'>): Fault[] {
  if (standard.supersedes?.normalize('NFKC') !== standard.code.normalize('NFKC')) return [];
  return [
    {
      pointer: '/supersedes',
      code: 'standard.supersedes_itself',
      message: { en: 'A standard does not replace itself.', ja: '規格は自らの後継にはなりません。' },
    },
  ];
}
