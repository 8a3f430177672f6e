// Technical data (技術資料): which revision of a document was current on a date. Titles only, no content.
import { z } from 'zod';
import { type IsoDate, id, isoDate, recordShape, text, token } from '../values.ts';

export const documentRevision = z.strictObject({
  document: token().meta({ description: 'For example TO 1H-60-23.' }),
  revision: token(40),
});

export const technicalDataInput = z.strictObject({
  document: token(),
  title: text,
  documentRevision: token(40).meta({ description: 'The revision of the document.' }),
  effectiveFrom: isoDate,
  platformIds: z.array(id).max(200).default([]),
});
export const technicalDataRecord = technicalDataInput.extend({ ...recordShape });
export type TechnicalData = z.infer<typeof technicalDataRecord>;

/** Whether two texts name the same document or revision: full-width and half-width forms are one. */
export function isSameName(a: string, b: string): boolean {
  return a.normalize('NFKC') === b.normalize('NFKC');
}

/** The entry of a document in effect on a day: the latest effective on or before it; null when there was none yet. */
export function currentOn(entries: readonly TechnicalData[], document: string, on: IsoDate): TechnicalData | null {
  return (
    entries
      .filter((e) => isSameName(e.document, document) && e.effectiveFrom <= on)
      .sort((a, b) =>
        a.effectiveFrom < b.effectiveFrom ? -1 : a.effectiveFrom > b.effectiveFrom ? 1 : a.id < b.id ? -1 : 1,
      )
      .at(-1) ?? null
  );
}
