// The words of the pages: each in both languages, of one shape, and none written anywhere else.
import { readdirSync, readFileSync } from 'node:fs';
import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';
import { activityNames, conditionCodeNames } from '../../src/domain/orders/codes.ts';
import { lifecycle } from '../../src/domain/orders/lifecycle.ts';
import { statusNames } from '../../src/domain/orders/status.ts';
import { roleNames } from '../../src/domain/registers/person.ts';
import { demandStatusNames } from '../../src/domain/supply/part-demand.ts';
import { inspectionKindNames } from '../../src/domain/workshop/inspection.ts';
import { nonconformanceStatusNames } from '../../src/domain/workshop/nonconformance.ts';
import { categoryNames, dispositionNames, findingNames } from '../../src/http/evidence/certificate-words.ts';
import type { Bilingual } from '../../src/web/language/bilingual.ts';
import { terms } from '../../src/web/language/terms.ts';

const root = new URL('../../src/web/', import.meta.url);
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
const catalogues = files.filter((file) => /(^|\/)words\.ts$|^language\/terms\.ts$/.test(file));

type Words = { [key: string]: Words } | string | readonly string[] | ((...given: never[]) => string);
const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;

/** Every text of a catalogue by its place; of a function, what it says of 3. */
function textsOf(words: Words, place = ''): [place: string, text: string][] {
  if (typeof words === 'string') return [[place, words]];
  if (typeof words === 'function') return [[place, (words as (...given: unknown[]) => string)(3, 'x', 'x')]];
  return Object.entries(words).flatMap(([key, inner]) => textsOf(inner as Words, `${place}.${key}`));
}

describe.each(catalogues)('the words of %s', async (file) => {
  const module = (await import(new URL(file, root).href)) as Record<string, Bilingual<Words>>;
  const all = Object.entries(module).filter(([, value]) => typeof value === 'object' && 'ja' in value);

  it.each(all)('%s has the same in both languages', (_name, { en, ja }) => {
    const [english, japanese] = [textsOf(en), textsOf(ja)];
    expect(japanese.map(([place]) => place)).toEqual(english.map(([place]) => place));
    for (const [place, text] of [...english, ...japanese]) expect([place, text.trim()]).not.toEqual([place, '']);
    // What is named in the other language on purpose: the switch itself, and codes that are the same everywhere.
    const other = (place: string) => /\.(language|english|japanese)$/.test(place);
    expect(english.filter(([place, text]) => !other(place) && JAPANESE.test(text))).toEqual([]);
    const untranslated = japanese.filter(
      ([place, text]) => !other(place) && /[a-z]{3}/i.test(text) && !JAPANESE.test(text),
    );
    expect(untranslated.filter(([, text]) => !/^(API|QR|CSV|NSN|UII|PQDR|MILSTRIP)$/.test(text))).toEqual([]);
  });
});

describe('the vocabulary on screen', () => {
  const lowered = (names: Record<string, string>) =>
    Object.fromEntries(Object.entries(names).map(([key, name]) => [key, name.toLowerCase()]));
  const own = (names: Record<string, { en: string; ja: string }>, language: 'en' | 'ja') =>
    Object.fromEntries(Object.entries(names).map(([key, name]) => [key, name[language].toLowerCase()]));

  it.each(['en', 'ja'] as const)('says in %s what the domain says', (language) => {
    const words = terms[language];
    expect(lowered(words.status)).toEqual(own(statusNames, language));
    expect(lowered(words.activity)).toEqual(own(activityNames, language));
    expect(lowered(words.demandStatus)).toEqual(own(demandStatusNames, language));
    expect(lowered(words.nonconformanceStatus)).toEqual(own(nonconformanceStatusNames, language));
    expect(lowered(words.role)).toEqual(own(roleNames, language));
    expect(lowered(words.category)).toEqual(own(categoryNames, language));
    expect(lowered(words.disposition)).toEqual(own(dispositionNames, language));
    expect(lowered(words.finding)).toEqual(own(findingNames, language));
    expect(Object.keys(words.inspectionKind)).toEqual(Object.keys(inspectionKindNames));
    expect(Object.keys(words.conditionCode)).toEqual(Object.keys(conditionCodeNames));
    const labels = Object.fromEntries(Object.entries(lifecycle).map(([key, { label }]) => [key, label]));
    expect({ ...lowered(words.action), cancel: '' }).toEqual({ ...own(labels, language), cancel: '' });
  });
});

// Attributes that people see or hear.
const SAID = new Set([
  'title',
  'placeholder',
  'alt',
  'label',
  'aria-label',
  'aria-description',
  'aria-roledescription',
]);

interface Node {
  type: string;
  value?: unknown;
  name?: { name?: unknown };
  expression?: Node;
}

const isText = (value: unknown): value is string => typeof value === 'string' && /\p{L}/u.test(value);

/** Text that stands in the markup itself, where no other language can take its place. */
function literalsIn(source: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, value, name, expression } = node as Node;
    if (type === 'JSXText' && isText(value)) found.push(value.trim());
    if (type === 'JSXAttribute' && SAID.has(String(name?.name))) {
      const given = (value as Node | null)?.value;
      if (isText(given)) found.push(given);
    }
    if (type === 'JSXExpressionContainer' && isText(expression?.value)) found.push(expression.value);
    for (const inner of Object.values(node)) visit(inner);
  };
  visit(parseAst(source, { lang: 'tsx' }));
  return found;
}

describe('the markup of the pages', () => {
  it.each(files.filter((file) => file.endsWith('.tsx')))('%s holds no text of its own', (file) => {
    const texts = literalsIn(readFileSync(new URL(file, root), 'utf8'));
    // The name of Seibi is the same in both languages.
    expect(texts.filter((text) => !['Seibi', '整備'].includes(text))).toEqual([]);
  });

  it('would be found out', () => {
    expect(literalsIn('const a = <p title="Hello">World {"again"}</p>')).toEqual(['Hello', 'World', 'again']);
  });
});
