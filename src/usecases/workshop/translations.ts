// Translations: a narrative in the other language, added beside the original by anyone who works on the order.
import type { Change } from '../../domain/orders/event.ts';
import { Problem } from '../../domain/problem.ts';
import type { Role } from '../../domain/registers/person.ts';
import type { Fault } from '../../domain/values.ts';
import { originalOf, type Translation, type TranslationInput } from '../../domain/workshop/translation.ts';
import type { Act, Outcome } from '../act.ts';
import { actOnPart, type Shown, unknownAt } from '../orders/parts.ts';

/** Who may add one: everyone who works on orders. */
export const TRANSLATORS: readonly Role[] = ['depot_staff', 'qa_inspector', 'program_office'];

/**
 * Adds a translation, in whatever status the order is; earlier ones stay, and no signature is superseded. Raises access.role_denied,
 * resource.not_found, request.invalid.
 */
export async function addTranslation(
  act: Act,
  workOrderId: string,
  input: TranslationInput,
): Promise<Outcome<Shown<Translation>>> {
  return await actOnPart(act, workOrderId, 'translations', { by: TRANSLATORS }, async ({ now, file }) => {
    const id = act.newId();
    const original = originalOf(file, input.subject);
    if (original === null) throw new Problem('request.invalid', { errors: [unknownAt('/subject/id')] });
    if (original[input.language] !== undefined) throw new Problem('request.invalid', { errors: [isOriginal] });
    const set: Omit<Translation, 'id' | 'workOrderId'> = {
      ...input,
      original,
      author: act.caller.personId,
      at: now,
    };
    const changes: Change[] = [{ part: 'translation', id, set }];
    return { partId: id, type: 'translation_added', data: { translationId: id, ...input }, changes };
  });
}

const isOriginal: Fault = {
  pointer: '/language',
  code: 'translation.in_original_language',
  message: {
    en: 'It was written in this language, and the original is not written over.',
    ja: '原文がこの言語で書かれているため、翻訳は追加できません。',
  },
};
