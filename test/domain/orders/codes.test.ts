// Priority designators and condition codes against the tables of the vocabulary.
import { expect, test } from 'vitest';
import {
  ACTIVITIES,
  activityNames,
  CONDEMNED_CODES,
  CONDITION_CODES,
  codeTable,
  conditionCodeNames,
  DEFICIENT_CODE,
  designatorOf,
  FORCE_ACTIVITIES,
  forceActivityNames,
  IN_WORK_CODE,
  INDUCTION_CODES,
  LEVELS,
  levelNames,
  RELEASE_CODES,
  URGENCIES,
  urgencyNames,
} from '../../../src/domain/orders/codes.ts';

test.each([
  ['I', 1, 4, 11],
  ['II', 2, 5, 12],
  ['III', 3, 6, 13],
  ['IV', 7, 9, 14],
  ['V', 8, 10, 15],
] as const)('force activity %s gives designators %i, %i and %i', (force, cannot, impaired, routine) => {
  expect(URGENCIES.map((urgency) => designatorOf(force, urgency))).toEqual([cannot, impaired, routine]);
});

test('each designator from 1 to 15 stands for one pair of force activity and urgency', () => {
  const all = FORCE_ACTIVITIES.flatMap((force) => URGENCIES.map((urgency) => designatorOf(force, urgency)));
  expect([...all].sort((a, b) => a - b)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
});

test('condition codes are A to S without I and O', () => {
  expect(CONDITION_CODES.join('')).toBe('ABCDEFGHJKLMNPQRS');
});

test('condition codes follow the order: back for repair, in work, released or condemned', () => {
  expect([INDUCTION_CODES, IN_WORK_CODE, RELEASE_CODES, CONDEMNED_CODES, DEFICIENT_CODE]).toEqual([
    ['F', 'K'],
    'M',
    ['A', 'B', 'C', 'D'],
    ['H', 'P', 'S'],
    'Q',
  ]);
});

test('codes that release an item are serviceable, and no other code is', () => {
  const serviceable = CONDITION_CODES.filter((code) => conditionCodeNames[code].en.startsWith('serviceable'));
  expect(serviceable).toEqual(RELEASE_CODES);
});

test('every code has a name in both languages', () => {
  const names = [
    ...ACTIVITIES.map((code) => activityNames[code]),
    ...LEVELS.map((code) => levelNames[code]),
    ...FORCE_ACTIVITIES.map((code) => forceActivityNames[code]),
    ...URGENCIES.map((code) => urgencyNames[code]),
    ...CONDITION_CODES.map((code) => conditionCodeNames[code]),
  ];
  for (const { en, ja } of names) expect(en.length * ja.length).toBeGreaterThan(0);
});

test('a code table needs both languages and at least one code', () => {
  const good = {
    name: 'malfunction',
    title: { en: 'Malfunction', ja: '不具合' },
    verified: false,
    source: 'a list',
    codes: [{ code: '190', meaning: { en: 'cracked', ja: '亀裂' }, verified: false }],
  };
  expect(codeTable.safeParse(good).success).toBe(true);
  expect(codeTable.safeParse({ ...good, codes: [] }).success).toBe(false);
  expect(codeTable.safeParse({ ...good, title: { en: 'Malfunction' } }).success).toBe(false);
  expect(codeTable.safeParse({ ...good, name: 'colour' }).success).toBe(false);
});
