// Translation (翻訳): a narrative of an order in the language it was not written in, beside the original and never over it.
import { z } from 'zod';
import { LANGUAGES, type Language } from '../evidence/signature.ts';
import { id, instant, type Text, text, words } from '../values.ts';

export const TRANSLATED_PARTS = ['order', 'operation', 'part_demand', 'nonconformance'] as const;
export const TRANSLATED_FIELDS = ['discrepancy', 'title', 'nomenclature', 'description'] as const;
export const TRANSLATION_STATUSES = ['machine', 'reviewed'] as const;

/** The narrative that each part of an order has. */
export const NARRATIVE_OF = {
  order: 'discrepancy',
  operation: 'title',
  part_demand: 'nomenclature',
  nonconformance: 'description',
} as const satisfies Record<(typeof TRANSLATED_PARTS)[number], (typeof TRANSLATED_FIELDS)[number]>;

const translationSubject = z
  .strictObject({ part: z.enum(TRANSLATED_PARTS), id, field: z.enum(TRANSLATED_FIELDS) })
  .refine((s) => NARRATIVE_OF[s.part] === s.field, {
    path: ['field'],
    params: { code: 'translation.field_of_other_part' },
  })
  .meta({
    description:
      'The narrative: the discrepancy of the order, the title of an operation, the nomenclature of a part demand, or the description of a nonconformance.',
  });
export type TranslationSubject = z.infer<typeof translationSubject>;

export const translationInput = z.strictObject({
  subject: translationSubject,
  language: z.enum(LANGUAGES).meta({ description: 'The one it is translated into.' }),
  text: words(),
  status: z.enum(TRANSLATION_STATUSES).meta({ description: 'Made by a machine, or reviewed by a person.' }),
});
export type TranslationInput = z.infer<typeof translationInput>;

export const translationRecord = translationInput.extend({
  id,
  workOrderId: id,
  original: text.meta({ description: 'What was translated, as it read then.' }),
  author: id,
  at: instant,
});
export type Translation = z.infer<typeof translationRecord>;

/** What of an order can be translated. */
interface Narratives {
  order: { id: string; discrepancy: Text };
  operations: readonly { id: string; title: Text }[];
  partDemands: readonly { id: string; nomenclature: Text }[];
  nonconformances: readonly { id: string; description: Text }[];
}

/** The narrative that a subject names, as it reads now; null: the order has no such part. */
export function originalOf(file: Narratives, { part, id }: Pick<TranslationSubject, 'part' | 'id'>): Text | null {
  switch (part) {
    case 'order':
      return file.order.id === id ? file.order.discrepancy : null;
    case 'operation':
      return file.operations.find((o) => o.id === id)?.title ?? null;
    case 'part_demand':
      return file.partDemands.find((d) => d.id === id)?.nomenclature ?? null;
    case 'nonconformance':
      return file.nonconformances.find((n) => n.id === id)?.description ?? null;
  }
}

/**
 * The translation to show beside a narrative that lacks a language: the latest reviewed one, else the latest by a machine, of the
 * narrative as it reads now; null: there is none, or the narrative was written in that language too.
 */
export function shownTranslation(
  file: Narratives & { translations: readonly Translation[] },
  subject: Pick<TranslationSubject, 'part' | 'id'>,
  language: Language,
): Translation | null {
  const original = originalOf(file, subject);
  if (original === null || original[language] !== undefined) return null;
  const fitting = file.translations.filter(
    (t) =>
      t.subject.part === subject.part &&
      t.subject.id === subject.id &&
      t.language === language &&
      t.original.en === original.en &&
      t.original.ja === original.ja,
  );
  return fitting.findLast((t) => t.status === 'reviewed') ?? fitting.at(-1) ?? null;
}
