// Translations: what can be translated, which one is shown, and that none changes what was signed.
import { describe, expect, it } from 'vitest';
import { newlySuperseded } from '../../../src/domain/evidence/signing.ts';
import { faultsOf } from '../../../src/domain/faults.ts';
import { applyChanges } from '../../../src/domain/orders/work-order-file.ts';
import {
  NARRATIVE_OF,
  originalOf,
  shownTranslation,
  TRANSLATED_PARTS,
  type Translation,
  translationInput,
} from '../../../src/domain/workshop/translation.ts';
import { demandOf, fileOf, march, nonconformanceOf, operationOf, orderOf } from '../../support/facts.ts';

const order = orderOf({ discrepancy: { en: 'Chips' } });
const file = fileOf({
  order,
  operations: [operationOf(10, { title: { ja: '交換' } })],
  partDemands: [demandOf({ nomenclature: { en: 'seal' } })],
  nonconformances: [nonconformanceOf({ description: { en: 'scratch', ja: '傷' } })],
});
const [operation] = file.operations;
const [demand] = file.partDemands;
const [nonconformance] = file.nonconformances;
const ofOrder = { part: 'order', id: order.id } as const;

const translationOf = (text: string, fields: Partial<Translation> = {}): Translation => ({
  id: text,
  workOrderId: order.id,
  subject: { ...ofOrder, field: 'discrepancy' },
  language: 'ja',
  text,
  status: 'machine',
  original: { en: 'Chips' },
  author: 'depot',
  at: march(9),
  ...fields,
});
const shown = (...translations: Translation[]) =>
  shownTranslation({ ...file, translations }, ofOrder, 'ja')?.text ?? null;

describe('what is translated', () => {
  const id = '01940000-0000-7000-8000-000000000001';
  const given = { language: 'ja', text: '金属片', status: 'machine' };

  it.each(TRANSLATED_PARTS)('of %s, its own narrative and no other', (part) => {
    const told = (field: string) =>
      faultsOf(translationInput.safeParse({ ...given, subject: { part, id, field } })).map(
        (f) => `${f.pointer} ${f.code}`,
      );
    expect(told(NARRATIVE_OF[part])).toEqual([]);
    const foreign = part === 'order' ? 'title' : 'discrepancy';
    expect(told(foreign)).toEqual(['/subject/field translation.field_of_other_part']);
  });

  it('is what the part says now, if the order has such a part', () => {
    expect(originalOf(file, ofOrder)).toEqual({ en: 'Chips' });
    expect(originalOf(file, { part: 'operation', id: operation?.id ?? '' })).toEqual({ ja: '交換' });
    expect(originalOf(file, { part: 'part_demand', id: demand?.id ?? '' })).toEqual({ en: 'seal' });
    expect(originalOf(file, { part: 'nonconformance', id: nonconformance?.id ?? '' })).toEqual({
      en: 'scratch',
      ja: '傷',
    });
    for (const part of TRANSLATED_PARTS) expect(originalOf(file, { part, id: 'none' })).toBeNull();
  });
});

describe('the translation shown', () => {
  it('is the latest reviewed one, else the latest by a machine', () => {
    expect(shown()).toBeNull();
    expect(shown(translationOf('a'), translationOf('b'))).toBe('b');
    expect(shown(translationOf('a', { status: 'reviewed' }), translationOf('b'))).toBe('a');
    expect(
      shown(translationOf('a', { status: 'reviewed' }), translationOf('b', { status: 'reviewed' }), translationOf('c')),
    ).toBe('b');
  });

  it.each<[string, Partial<Translation>]>([
    ['another language', { language: 'en' }],
    ['another part', { subject: { part: 'operation', id: order.id, field: 'title' } }],
    ['another record', { subject: { part: 'order', id: 'other', field: 'discrepancy' } }],
    ['an earlier wording', { original: { en: 'Chip' } }],
    ['a wording that had both languages', { original: { en: 'Chips', ja: '金属' } }],
  ])('is not one of %s', (_, fields) => {
    expect(shown(translationOf('a', fields))).toBeNull();
  });

  it('is none where the original has the language, or is not there', () => {
    const subject = { part: 'nonconformance', id: nonconformance?.id ?? '' } as const;
    const both = translationOf('a', {
      subject: { ...subject, field: 'description' },
      original: nonconformance?.description ?? {},
    });
    expect(shownTranslation({ ...file, translations: [both] }, subject, 'ja')).toBeNull();
    expect(shownTranslation(file, { part: 'operation', id: 'none' }, 'ja')).toBeNull();
  });
});

it('supersedes no signature', () => {
  const { id, ...set } = translationOf('金属片');
  const next = applyChanges(file, [{ part: 'translation', id, set }], 25);
  expect(next.translations).toHaveLength(1);
  expect(newlySuperseded(file, next)).toEqual([]);
});
