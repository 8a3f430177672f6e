// Inspection (検査): what was measured against which limits, by whom, with which instrument, and the decision signed.
import { z } from 'zod';
import { signatureInput } from '../evidence/signature.ts';
import { compareDecimals, decimal, type Fault, id, instant, type Message, text, token } from '../values.ts';

export const INSPECTION_KINDS = ['receiving', 'in_process', 'final', 'acceptance'] as const;
export const inspectionKindNames: Record<(typeof INSPECTION_KINDS)[number], Message> = {
  receiving: { en: 'receiving inspection', ja: '受入検査' },
  in_process: { en: 'in-process inspection', ja: '工程内検査' },
  final: { en: 'final inspection', ja: '最終検査' },
  acceptance: { en: 'acceptance inspection', ja: '受領検査' },
};
export const DECISIONS = ['passed', 'failed'] as const;

export const characteristic = z.strictObject({
  name: text,
  method: token(200),
  unit: token(20).nullable().default(null),
  lower: decimal.nullable().default(null),
  upper: decimal.nullable().default(null),
  standard: token().nullable().default(null),
});
export type Characteristic = z.infer<typeof characteristic>;

export const inspectionInput = z.strictObject({
  kind: z.enum(INSPECTION_KINDS),
  operationId: id.nullable().default(null).meta({ description: 'For in_process: the operation inspected.' }),
  characteristics: z.array(characteristic).max(500).default([]),
});
export type InspectionInput = z.infer<typeof inspectionInput>;
export const inspectionPatch = z.strictObject({ characteristics: z.array(characteristic).max(500) });

const resultInput = z.strictObject({
  characteristic: z.int().min(1).max(500).meta({ description: 'Its place in the list of characteristics, from 1.' }),
  value: decimal
    .nullable()
    .default(null)
    .meta({ description: 'The measured value; or conforms for what is not measured.' }),
  conforms: z.boolean().nullable().default(null),
  instrumentId: id.nullable().default(null).meta({ description: 'Needed with a measured value.' }),
  measuredBy: id.optional().meta({ description: 'The caller unless given.' }),
  measuredAt: instant.optional().meta({ description: 'Now unless given.' }),
});
export const resultsInput = z.strictObject({ results: z.array(resultInput).min(1).max(500) });
export type ResultsInput = z.infer<typeof resultsInput>;
const result = resultInput.extend({ measuredBy: id, measuredAt: instant });
export type Result = z.infer<typeof result>;

/** What is signed of an inspection. */
const decisionInput = z.strictObject({ decision: z.enum(DECISIONS) });
export const inspectionSigning = decisionInput.extend({ signature: signatureInput });
export type InspectionSigning = z.infer<typeof inspectionSigning>;

export const inspectionRecord = inspectionInput.extend({
  id,
  workOrderId: id,
  results: z.array(result),
  decision: z.enum(DECISIONS).nullable(),
  signatureId: id.nullable().meta({ description: 'The latest signature on it.' }),
  signedBy: id.nullable(),
  signedAt: instant.nullable(),
  signedSequence: z.int().nullable().meta({ description: 'The event that signed it.' }),
  supersededBy: id.nullable().meta({ description: 'A later inspection of the same kind (and operation).' }),
  createdBy: id,
  createdAt: instant,
});
export type Inspection = z.infer<typeof inspectionRecord>;

/** Whether a result is within the limits of its characteristic, both inclusive. Measured when there are limits or a value. */
export function conforms(c: Characteristic, r: Pick<Result, 'value' | 'conforms'>): boolean {
  if (r.value === null) return r.conforms === true && c.lower === null && c.upper === null;
  if (r.conforms === false) return false;
  if (c.lower !== null && compareDecimals(r.value, c.lower) < 0) return false;
  return c.upper === null || compareDecimals(r.value, c.upper) <= 0;
}

/** What is kept of results though an inspection can't pass with it: values measured with nothing in particular. */
export function resultWarnings(results: ResultsInput['results']): Fault[] {
  return results.flatMap(({ value, instrumentId }, index) =>
    value !== null && instrumentId === null
      ? [
          {
            pointer: `/results/${index}/instrumentId`,
            code: 'result.no_instrument',
            message: {
              en: 'The measured value names no instrument: the inspection can’t pass like this.',
              ja: '測定値に計測器が記載されていません。このままでは検査を合格にできません。',
            },
          },
        ]
      : [],
  );
}

/** The faults of characteristics whose lower limit is above the upper. */
export function characteristicFaults(characteristics: readonly Characteristic[]): Fault[] {
  return characteristics.flatMap((c, index) =>
    c.lower !== null && c.upper !== null && compareDecimals(c.lower, c.upper) > 0
      ? [
          {
            pointer: `/characteristics/${index}/upper`,
            code: 'characteristic.limits_reversed',
            message: { en: 'The upper limit is below the lower.', ja: '上限が下限より小さくなっています。' },
          },
        ]
      : [],
  );
}
