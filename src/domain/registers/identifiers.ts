// The identifiers of the field: their forms are checked, and what was given is kept as it was given.
import { z } from 'zod';
import type { Message } from '../values.ts';

// Letters and digits without I and O, which are mistaken for 1 and 0.
const A = '[0-9A-HJ-NP-Z]';
const LETTER = '[A-HJ-NP-Z]';
// Day of the year, 001 to 366.
const DDD = '(?:00[1-9]|0[1-9]\\d|[12]\\d{2}|3[0-5]\\d|36[0-6])';
const NAVY_JCN = `[A-Z][A-Z0-9]{2}${DDD}(?!000)[A-Z0-9]{3}(?:[A-Z]{1,2}|\\d${A})?`;
const AIR_FORCE_JCN = `\\d{2}${DDD}[A-Z0-9]{4}`;

/** `name`: its words for people are in faults.ts. */
const form = (name: `form.${string}`, pattern: string, description: string, example: string) =>
  z
    .string()
    .regex(new RegExp(`^(?:${pattern})$`), name)
    .meta({ description, example });

export const nsn = form(
  'form.nsn',
  '\\d{4}-?\\d{2}-?\\d{3}-?\\d{4}',
  'National stock number: supply class 4, codification bureau 2 (US 00 and 01, Japan 30), item 7; dashes optional.',
  '1615-01-456-7890',
);
export const cage = form(
  'form.cage',
  `\\d${A}{3}\\d|${LETTER}${A}{4}|${A}{4}${LETTER}`,
  'US CAGE (digit, three, digit) or NCAGE (five, a letter first or last); no I, no O.',
  'SJ123',
);
export const uic = form(
  'form.uic',
  '\\d{5}|W[A-Z0-9]{5}|FF[A-Z0-9]{4}',
  'Unit identification code: Navy and Marine Corps five digits, Army W and five, Air Force FF and four.',
  '09355',
);
export const milstripDocument = form(
  'form.milstrip',
  `${A}{6}\\d${DDD}${A}{4}`,
  'MILSTRIP document number: DoDAAC, last digit of the year, day of the year, four-place serial.',
  'N6264961420A12',
);
export const uii = form(
  'form.uii',
  '[A-Z0-9/-]{1,50}',
  'Unique item identifier (MIL-STD-130): up to 50 capitals, digits, dashes and slashes.',
  'D1A2B3SN0042',
);
/** The customer's own number for the job: today always a job control number of the Navy or the Air Force. */
export const customerJobNumber = form(
  'form.job_control_number',
  `${NAVY_JCN}|${AIR_FORCE_JCN}`,
  'Job control number: Navy (organization 3, day 3, serial 3, optional suffix) or Air Force (YYDDD and four).',
  'PF1142A05',
);
export const workOrderNumber = form(
  'form.work_order_number',
  `[A-Z]{2,5}-\\d{2}${DDD}-\\d{4,6}`,
  'Work order number: facility code, year and day of the year, serial.',
  'KSZ-26327-0042',
);
/** The number of an order as people type it, in either case and width; read in the form in which it is kept. */
export const typedWorkOrderNumber = z
  .string()
  .max(40)
  .overwrite((typed) => typed.normalize('NFKC').toUpperCase())
  .refine((typed) => workOrderNumber.safeParse(typed).success, { params: { code: 'work_order.number_form' } })
  .meta({ description: 'A work order number; case and width don’t matter.', example: 'KSZ-26327-0042' });
export const eccn = form(
  'form.eccn',
  '\\d[A-E]\\d{3}(?:\\.[a-z](?:\\.\\d+)*)?',
  'Export control classification number (EAR), with its paragraph when given.',
  '9A610.x',
);
export const usmlCategory = form(
  'form.usml',
  '(?:I{1,3}|IV|VI{0,3}|IX|XI{0,3}|XIV|XVI{0,3}|XIX|XXI?)(?:\\([a-z]\\)(?:\\(\\d{1,2}\\)(?:\\([ivx]+\\))?)?)?',
  'US Munitions List category I to XXI (ITAR, 22 CFR 121.1), with its paragraph when given.',
  'VIII(h)',
);

/** Whether an export category has the form its regime uses: ITAR a USML category; EAR an ECCN, or EAR99. */
export function exportCategoryFits(regime: 'ITAR' | 'EAR', category: string): boolean {
  if (regime === 'ITAR') return usmlCategory.safeParse(category).success;
  return category === 'EAR99' || eccn.safeParse(category).success;
}

const missionDesignSeries = /^(?:F\/A|[A-Z]{1,4})-\d{1,3}[A-HJ-NP-Z]?$/;

/**
 * A warning when a designation does not look like mission-design-series (`MV-22B`), null when it does.
 * Never a refusal: exceptions are common, and ships, vehicles and engines have forms of their own.
 */
export function designationWarning(designation: string): Message | null {
  if (missionDesignSeries.test(designation)) return null;
  return {
    en: `${designation} does not look like a mission-design-series designation such as MV-22B; check that it is meant so.`,
    ja: `${designation}はMV-22Bのような制式名称（MDS）の形式ではありません。意図したものか確認してください。`,
  };
}

/** The NIIN of a stock number: its last nine digits, which stay with the item when its supply class changes. */
export function niinOf(stockNumber: string): string {
  return stockNumber.replaceAll('-', '').slice(4);
}

/** A stock number with its dashes, `1615-01-456-7890`; text that is no stock number comes back as given. */
export function displayNsn(given: string): string {
  return given.replace(/^(\d{4})-?(\d{2})-?(\d{3})-?(\d{4})$/, '$1-$2-$3-$4');
}
