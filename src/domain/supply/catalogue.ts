// Catalogue item (品目): a part with its names in both languages, the platforms that use it, its export category, and what may stand in for it.
import { z } from 'zod';
import { cage, displayNsn, exportCategoryFits, niinOf, nsn } from '../registers/identifiers.ts';
import { REGIMES } from '../registers/platform.ts';
import { type Fault, id, recordShape, text, token } from '../values.ts';
import { isSamePart, namesAPart, type PartName, partKeyOf, partNumberKey, unnamedPart } from './part-name.ts';

export const catalogueItemInput = z.strictObject({
  nsn: nsn
    .nullable()
    .default(null)
    .meta({ description: 'Unique by its NIIN, the last nine digits: the class may change, the item stays.' }),
  partNumber: token(60).nullable().default(null).meta({ description: 'With its CAGE, unique.' }),
  cage: cage.nullable().default(null).meta({ description: 'Whose part number it is; needed with one.' }),
  nomenclature: text.meta({ description: 'In both languages.' }),
  platformIds: z.array(id).max(500).default([]).meta({ description: 'The platforms that use it; empty: all.' }),
  export: z.strictObject({ regime: z.enum(REGIMES), category: token(40) }),
  substituteIds: z.array(id).max(50).default([]).meta({
    description: 'Catalogue items that may be used in its place; the other way round only where those say so.',
  }),
});
export type CatalogueItemInput = z.infer<typeof catalogueItemInput>;
export const catalogueItemRecord = catalogueItemInput.extend({
  ...recordShape,
  niin: z.string().nullable().meta({ description: 'Of its stock number: nine digits.' }),
});
export type CatalogueItem = z.infer<typeof catalogueItemRecord>;

/** What is wrong with a catalogue item beyond the form of its fields. */
export function catalogueFaults(item: CatalogueItemInput): Fault[] {
  const faults: Fault[] = [];
  const fault = (pointer: string, code: string, en: string, ja: string) =>
    faults.push({ pointer, code, message: { en, ja } });
  if (!namesAPart(item)) faults.push(unnamedPart(''));
  if (item.partNumber !== null && item.cage === null)
    fault(
      '/cage',
      'catalogue.maker_missing',
      'Two makers may use one part number: name the CAGE.',
      '部品番号は製造者ごとに付けられるため、CAGEコードを指定してください。',
    );
  if (item.partNumber === null && item.cage !== null)
    fault(
      '/cage',
      'catalogue.maker_without_number',
      'A CAGE says whose part number it is: give that too.',
      'CAGEコードは部品番号とともに指定してください。',
    );
  for (const language of ['en', 'ja'] as const)
    if (item.nomenclature[language] === undefined)
      fault(
        `/nomenclature/${language}`,
        'catalogue.one_language',
        'Both countries read the catalogue: name the part in both languages.',
        '両国で使う品目のため、品名を日英両方で指定してください。',
      );
  if (!exportCategoryFits(item.export.regime, item.export.category))
    fault(
      '/export/category',
      'catalogue.category_form',
      item.export.regime === 'ITAR'
        ? 'An ITAR category is a USML category such as VIII(h).'
        : 'An EAR category is an ECCN such as 9A610.x, or EAR99.',
      item.export.regime === 'ITAR'
        ? 'ITARの区分はVIII(h)のようなUSMLカテゴリーです。'
        : 'EARの区分は9A610.xのようなECCN、またはEAR99です。',
    );
  return faults;
}

/** What a catalogued part is called in short: its stock number with dashes, else its part number with the maker. */
export function itemName({ nsn: stockNumber, partNumber, cage: maker }: PartName): string {
  if (stockNumber !== null) return displayNsn(stockNumber);
  return maker === null ? (partNumber ?? '') : `${partNumber} (${maker})`;
}

/** A catalogue as it is asked: which item a name stands for. */
export class Catalogue {
  readonly items: readonly CatalogueItem[];
  private readonly byKey = new Map<string, CatalogueItem>();
  private readonly byId = new Map<string, CatalogueItem>();

  constructor(items: readonly CatalogueItem[]) {
    this.items = items;
    const ambiguous = new Set<string>();
    for (const item of items) {
      this.byId.set(item.id, item);
      if (item.nsn !== null) this.byKey.set(`nsn:${niinOf(item.nsn)}`, item);
      if (item.partNumber === null) continue;
      this.byKey.set(partNumberKey(item.partNumber, item.cage), item);
      // Without its maker a part number says an item only while one maker has it.
      const bare = partNumberKey(item.partNumber, null);
      if (this.byKey.has(bare)) ambiguous.add(bare);
      this.byKey.set(bare, item);
    }
    for (const key of ambiguous) this.byKey.delete(key);
  }

  /** The item that the key of a part stands for, or null. */
  find(partKey: string): CatalogueItem | null {
    return this.byKey.get(partKey) ?? null;
  }

  /** What may be used in place of an item. */
  substitutesOf(item: CatalogueItem): CatalogueItem[] {
    return item.substituteIds.flatMap((substituteId) => this.byId.get(substituteId) ?? []);
  }
}

/** The fault of what came in place of a part and is neither the part, nor a substitute that the demand or the catalogue names; or none. */
export function suppliedFaults(
  demand: PartName & { substitutes: readonly PartName[]; supplied: PartName | null },
  catalogue: Catalogue,
): Fault[] {
  const { supplied } = demand;
  if (supplied === null || !namesAPart(supplied)) return [];
  const item = catalogue.find(partKeyOf(demand));
  const allowed = [demand, ...demand.substitutes, ...(item ? [item, ...catalogue.substitutesOf(item)] : [])];
  if (allowed.some((part) => isSamePart(part, supplied))) return [];
  return [
    {
      pointer: '/supplied',
      code: 'part_demand.no_substitute',
      message: {
        en: 'Neither the demand nor the catalogue names this as a substitute: say so there first.',
        ja: '請求にも品目台帳にも代替品として登録されていません。先に代替品として登録してください。',
      },
    },
  ];
}
