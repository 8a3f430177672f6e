// What forms say to the API: of a new record all that was filled in, of a change only what differs, at whatever depth the field lies.
import { describe, expect, it } from 'vitest';
import { halfWidth } from '../../src/web/language/numerals.ts';
import { judge } from '../../src/web/pages/inspection/judge.ts';
import type { Field } from '../../src/web/pages/order/acts.ts';
import { bodyOf, valuesOf } from '../../src/web/pages/order/values.ts';

const fields: readonly Field[] = [
  { name: 'title', kind: 'narrative' },
  { name: 'basis.document', kind: 'line' },
  { name: 'basis.reference', kind: 'line' },
  { name: 'platformIds', kind: 'platforms' },
  { name: 'categories', kind: 'lines' },
  { name: 'cost', kind: 'money' },
  {
    name: 'targets',
    kind: 'rows',
    row: [
      { name: 'activity', kind: 'choice' },
      { name: 'days', kind: 'whole' },
    ],
  },
];
const record = {
  title: { ja: '題' },
  basis: { document: 'IAQG', reference: '4' },
  platformIds: ['p1'],
  categories: ['VIII(a)'],
  cost: { currency: 'USD', minorUnits: 120050 },
  targets: [{ activity: 'repair', days: 20 }],
};

describe('the body of a form', () => {
  it('says nothing where nothing was changed', () => {
    const base = valuesOf(fields, record);
    expect(bodyOf(fields, base, base)).toEqual({});
  });

  it('says of a change only what differs, and null or nothing for what was emptied', () => {
    const base = valuesOf(fields, record);
    const values = {
      ...base,
      title: { en: 'Title' },
      'basis.reference': '5',
      platformIds: [],
      categories: ['VIII(a)', ' XIX(c) ', ''],
      targets: [
        { activity: 'repair', days: '25' },
        { activity: 'overhaul', days: '60' },
      ],
    };
    expect(bodyOf(fields, values, base)).toEqual({
      title: { en: 'Title', ja: null },
      basis: { reference: '5' },
      platformIds: [],
      categories: ['VIII(a)', 'XIX(c)'],
      targets: [
        { activity: 'repair', days: 25 },
        { activity: 'overhaul', days: 60 },
      ],
    });
  });

  it('says of a new record all that was filled in, and leaves the rest out', () => {
    const values = { title: { en: 'T', ja: '' }, 'basis.document': 'D', cost: { currency: 'JPY', amount: '1,200' } };
    expect(bodyOf(fields, values, null)).toEqual({
      title: { en: 'T' },
      basis: { document: 'D' },
      cost: { currency: 'JPY', minorUnits: 1200 },
    });
  });

  it('names a part as a whole: what is not said of it is none, and one that was emptied is no part', () => {
    const supplied = [{ name: 'supplied', kind: 'part' }] as const;
    const base = { supplied: { nsn: '1615-01-234-5678', partNumber: null, cage: null } };
    const part = { nsn: '', partNumber: 'P-2' };
    expect(bodyOf(supplied, { supplied: part }, base)).toEqual({
      supplied: { nsn: null, partNumber: 'P-2', cage: null },
    });
    expect(bodyOf(supplied, { supplied: { nsn: '' } }, base)).toEqual({ supplied: null });
    expect(bodyOf(supplied, base, base)).toEqual({});
  });

  it('amends codes as a whole, and an emptied one to none', () => {
    const amended: readonly Field[] = [{ name: 'changes', kind: 'amended' }];
    const changes = [{ field: 'codes', to: { workUnit: '26A10', malfunction: '' } }];
    expect(bodyOf(amended, { changes }, null)).toEqual({
      changes: [{ field: 'codes', to: { workUnit: '26A10', malfunction: null } }],
    });
  });
});

describe('what people type of numbers', () => {
  it.each([
    ['４２．１', '42.1'],
    ['−５', '-5'],
    ['ー０。５', '-0.5'],
    [' 42 ', '42'],
    ['１，２００', '1,200'],
    ['abc', 'abc'],
  ])('%s is %s', (typed, half) => {
    expect(halfWidth(typed)).toBe(half);
  });

  it.each([
    ['1,200.50', 120050],
    ['１２００', 120000],
    ['1200.5', 120050],
    ['1,234,567', 123456700],
    ['7.', 700],
    ['-5', -500],
    // What is no amount goes as it is, to be refused: never as another amount.
    ['1200,50', '1200,50'],
    ['1.5.3', '1.5.3'],
    ['1,20', '1,20'],
    ['1e3', '1e3'],
    ['0x10', '0x10'],
    ['12.345', '12.345'],
    ['.50', '.50'],
  ])('the amount %s is %s in cents', (amount, minorUnits) => {
    expect(bodyOf(fields, { cost: { currency: 'USD', amount } }, null)).toEqual({
      cost: { currency: 'USD', minorUnits },
    });
  });

  it('takes limits of an inspection from any keyboard', () => {
    const characteristics = [{ name: { ja: '締付トルク' }, lower: '４０', upper: '４５．５' }];
    const [field] = [{ name: 'characteristics', kind: 'characteristics' }] as const;
    expect(bodyOf([field], { characteristics }, null)).toEqual({
      characteristics: [{ name: { ja: '締付トルク' }, lower: '40', upper: '45.5' }],
    });
  });

  const torque = {
    name: { ja: '締付トルク' },
    method: 'wrench',
    unit: 'N·m',
    lower: '40',
    upper: '45.5',
    standard: null,
  };
  const visual = { ...torque, unit: null, lower: null, upper: null };
  it.each([
    [torque, { value: '４２．１', conforms: null, instrumentId: 'g1' }, 'within'],
    [torque, { value: '４７', conforms: null, instrumentId: 'g1' }, 'out'],
    [torque, { value: '42.1', conforms: null, instrumentId: '' }, 'noInstrument'],
    [torque, { value: '42,1', conforms: null, instrumentId: 'g1' }, 'notNumber'],
    [torque, { value: ' ', conforms: null, instrumentId: 'g1' }, 'missing'],
    // What is looked at has no limits to be within.
    [visual, { value: '', conforms: true, instrumentId: '' }, 'conforms'],
    [visual, { value: '', conforms: false, instrumentId: '' }, 'conformsNot'],
    [visual, { value: '', conforms: null, instrumentId: '' }, 'missing'],
  ] as const)('judges %j with %j: %s', (characteristic, entry, judgement) => {
    expect(judge(characteristic, entry)).toBe(judgement);
  });
});
