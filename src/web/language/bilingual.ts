// Words in both languages, of one shape. Nothing here knows a browser, so that tests compare them anywhere.

export type Language = 'en' | 'ja';

/** Words in both languages, of one shape: what is missing in one is a fault of types, and a test compares them too. */
export interface Bilingual<Words> {
  readonly en: Words;
  readonly ja: Words;
}

/** Words of a part of the pages. Each page keeps its own, so that they are loaded with it. */
export function bilingual<Words extends object>(words: { en: Words; ja: NoInfer<Words> }): Bilingual<Words> {
  return words;
}

/** The other language. */
export function otherLanguage(one: Language): Language {
  return one === 'en' ? 'ja' : 'en';
}
