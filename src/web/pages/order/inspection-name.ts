// What an inspection is called in a list of them: its kind, and the day in Japan on which it began.
import type { Inspection } from '../../api/types.ts';
import { todayInJapan, writeDate } from '../../language/format.ts';
import { useLanguage, useWords } from '../../language/language.ts';
import { terms } from '../../language/terms.ts';

/** How to call an inspection in the reader's language. */
export function useInspectionName(): (inspection: Inspection) => string {
  const names = useWords(terms);
  const language = useLanguage();
  return ({ kind, createdAt }) =>
    `${names.inspectionKind[kind]} ${writeDate(todayInJapan(Date.parse(createdAt)), language)}`;
}
