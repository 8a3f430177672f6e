// Search: texts compared in NFKC without case and kana, so that full-width and half-width forms, hiragana and katakana find each other.

import { LANGUAGES } from '../evidence/signature.ts';
import type { Equipment } from '../registers/equipment.ts';
import type { Facility } from '../registers/facility.ts';
import type { Platform } from '../registers/platform.ts';
import { shownTranslation, type Translation } from '../workshop/translation.ts';
import type { WorkOrder } from './work-order.ts';

// Each hiragana stands this far before its katakana in Unicode.
const TO_KATAKANA = 0x60;

/** A text as it is compared: NFKC, lower case, katakana for hiragana. */
export function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[ぁ-ゖゝゞ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + TO_KATAKANA));
}

/** What an order points to and is found by. */
export interface Subject {
  equipment: Pick<Equipment, 'serialNumber'>;
  platform: Pick<Platform, 'designation' | 'nomenclature'>;
  facility: Pick<Facility, 'code' | 'name'>;
}

/** Of each record that an order points to, the names the order is found by. */
export const searchedNames = {
  equipment: ({ serialNumber }: Subject['equipment']) => [serialNumber],
  platform: ({ designation, nomenclature: { en, ja } }: Subject['platform']) => [designation, en, ja],
  facility: ({ code, name: { en, ja } }: Subject['facility']) => [code, en, ja],
};

/** The names an order is found by besides its own texts. */
export function namesOf({ equipment, platform, facility }: Subject): (string | undefined)[] {
  return [
    ...searchedNames.equipment(equipment),
    ...searchedNames.platform(platform),
    ...searchedNames.facility(facility),
  ];
}

/** What `q` searches of an order: its numbers and its narrative in both languages, and `others`: its translations, what it is about and where. */
export function searchable(
  order: Pick<WorkOrder, 'number' | 'customerJobNumber' | 'discrepancy'>,
  others: readonly (string | undefined)[] = [],
): string {
  const { en, ja } = order.discrepancy;
  return folded([order.number, order.customerJobNumber, en, ja, ...others].filter((t) => t != null).join('\n'));
}

/** What `q` searches of an order as it stands, with its translations and the records it points to. */
export function searchedText(
  order: Pick<WorkOrder, 'id' | 'number' | 'customerJobNumber' | 'discrepancy'>,
  translations: readonly Translation[],
  subject: Subject,
): string {
  const file = { order, operations: [], partDemands: [], nonconformances: [], translations };
  const translated = LANGUAGES.map(
    (language) => shownTranslation(file, { part: 'order', id: order.id }, language)?.text,
  );
  return searchable(order, [...translated, ...namesOf(subject)]);
}

// Further words are not looked at.
const MOST_WORDS = 20;

/** The words of a folded text, each once. */
export function wordsOf(wanted: string): string[] {
  return [...new Set(wanted.split(/\s+/).filter((word) => word !== ''))].slice(0, MOST_WORDS);
}
