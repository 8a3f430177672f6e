// What a part is called: by its stock number, by a maker's part number, or by both; and when two names are one part.
import { z } from 'zod';
import { folded } from '../orders/search.ts';
import { cage, niinOf, nsn } from '../registers/identifiers.ts';
import { type Fault, token } from '../values.ts';

export const partName = z.strictObject({
  nsn: nsn.nullable().default(null),
  partNumber: token(60).nullable().default(null),
  cage: cage.nullable().default(null).meta({ description: 'Whose part number it is.' }),
});
export type PartName = z.infer<typeof partName>;

/** Whether a name says a part at all: a stock number or a part number. */
export function namesAPart(name: Pick<PartName, 'nsn' | 'partNumber'>): boolean {
  return name.nsn !== null || name.partNumber !== null;
}

/** The fault of a name that says no part, of what stands at `pointer`. */
export function unnamedPart(pointer: string): Fault {
  return {
    pointer: `${pointer}/partNumber`,
    code: 'part.unnamed',
    message: {
      en: 'Name the part by its NSN, by its part number, or by both.',
      ja: 'NSNか部品番号の少なくとも一方を指定してください。',
    },
  };
}

/**
 * The key of a part: the same for the same part, however it is typed. A stock number is known by its NIIN, because its class may be changed
 * and the item stays the same (DoD 4100.39-M); a part number in NFKC without case, with the maker where he is named.
 * `nsn:014567890`, `pn:901-044`, `pn:901-044@SJ123`.
 */
export function partKeyOf({ nsn: stockNumber, partNumber, cage: maker }: PartName): string {
  if (stockNumber !== null) return `nsn:${niinOf(stockNumber)}`;
  return partNumberKey(partNumber ?? '', maker);
}

/** The key of a part number, of one maker or of whichever (null). */
export function partNumberKey(partNumber: string, maker: string | null): string {
  return `pn:${folded(partNumber)}${maker === null ? '' : `@${maker}`}`;
}

/** Whether two names are one part: by stock number where both have one, else by part number, of one maker where both name one. */
export function isSamePart(a: PartName, b: PartName): boolean {
  if (a.nsn !== null && b.nsn !== null) return niinOf(a.nsn) === niinOf(b.nsn);
  if (a.partNumber === null || b.partNumber === null) return false;
  const isOneMakers = a.cage === null || b.cage === null || a.cage === b.cage;
  return isOneMakers && folded(a.partNumber) === folded(b.partNumber);
}
