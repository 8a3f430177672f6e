// The reader's language: which it is, and how it is kept.
import { createStore, useStore } from '../store.ts';
import type { Bilingual, Language } from './bilingual.ts';

const KEPT = 'seibi.language';

export const language = createStore<Language>('en');

/** Takes up the language that was chosen here before, else the browser's. */
export function takeUpLanguage(): void {
  const kept = localStorage.getItem(KEPT);
  const first = navigator.languages.find((one) => /^(en|ja)\b/i.test(one)) ?? 'en';
  apply(kept === 'en' || kept === 'ja' ? kept : first.toLowerCase().startsWith('ja') ? 'ja' : 'en');
}

/** Switches the language in place. */
export function chooseLanguage(next: Language): void {
  localStorage.setItem(KEPT, next);
  apply(next);
}

function apply(next: Language): void {
  document.documentElement.lang = next;
  language.set(next);
}

export function useLanguage(): Language {
  return useStore(language);
}

/** Words in the reader's language. */
export function useWords<Words>(words: Bilingual<Words>): Words {
  return words[useStore(language)];
}
