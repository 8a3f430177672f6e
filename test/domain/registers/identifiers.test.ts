// Forms of the field's identifiers, each with what it takes and what it refuses.
import { describe, expect, test } from 'vitest';
import {
  cage,
  customerJobNumber,
  designationWarning,
  displayNsn,
  eccn,
  exportCategoryFits,
  milstripDocument,
  nsn,
  typedWorkOrderNumber,
  uic,
  uii,
  usmlCategory,
  workOrderNumber,
} from '../../../src/domain/registers/identifiers.ts';

test('a work order number is read in either case and width', () => {
  expect(typedWorkOrderNumber.parse('ｋｓｚ－26327－００４２')).toBe('KSZ-26327-0042');
  expect(typedWorkOrderNumber.safeParse('KSZ 42').success).toBe(false);
});

const romans = 'I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI'.split(' ');

const cases = [
  {
    name: 'nsn',
    schema: nsn,
    takes: ['1615-01-456-7890', '1615014567890', '1560-30-123-4567', '161501-4567890'],
    refuses: ['1615-01-456-789', '1615-01-456-78901', '1615--01-456-7890', '161A-01-456-7890', ' 1615014567890', ''],
  },
  {
    name: 'cage',
    schema: cage,
    takes: ['1A2B3', '81205', 'SJ123', '1234J', 'A0000', '0HJZ9'],
    refuses: ['1A2B', '1A2B3C', 'IA123', '1O2B3', '1A2BI', 'sj123', '1 2B3'],
  },
  {
    name: 'uic',
    schema: uic,
    takes: ['09355', 'WABCD0', 'W12345', 'FF1234', 'FFABCD'],
    refuses: ['9355', '093556', 'W1234', 'W123456', 'FF123', 'FFABCDE', 'X12345'],
  },
  {
    name: 'milstripDocument',
    schema: milstripDocument,
    takes: ['N6264961420A12', 'W81XWH50010001', 'FB52706366ZZZZ'],
    refuses: [
      'N626496000A123',
      'N6264963670A12',
      'N6264964000A12',
      'N6264961420AI2',
      'N6264961420A1',
      'N6264961420A123',
    ],
  },
  {
    name: 'uii',
    schema: uii,
    takes: ['D1A2B3SN0042', 'A/B-1', 'X'.repeat(50)],
    refuses: ['', 'X'.repeat(51), 'a1', 'A B'],
  },
  {
    name: 'customerJobNumber',
    schema: customerJobNumber,
    takes: ['PF1142A05', 'PF1001001', 'PF1142A05A', 'PF1142A05AB', 'PF1142A051Z', '261420042', '26366A001'],
    refuses: [
      'PF1142000',
      'PF1000A05',
      'PF1367A05',
      '1F1142A05',
      'PF1142A05ABC',
      'PF1142A051I',
      '260000042',
      '2614200420',
      'PF1142A0',
    ],
  },
  {
    name: 'workOrderNumber',
    schema: workOrderNumber,
    takes: ['KSZ-26327-0042', 'AB-26001-0001', 'ABCDE-26366-123456'],
    refuses: [
      'K-26327-0042',
      'ABCDEF-26327-0042',
      'KSZ-26367-0042',
      'KSZ-26000-0042',
      'KSZ-26327-042',
      'KSZ-26327-1234567',
      'ksz-26327-0042',
    ],
  },
  {
    name: 'eccn',
    schema: eccn,
    takes: ['9A610', '9A610.x', '9A610.y.1', '0A919.a.1.2', '9E991'],
    refuses: ['EAR99', '9F610', '9A61', '9A610.', '9A610.X', '9A610.x.', 'A9610'],
  },
  {
    name: 'usmlCategory',
    schema: usmlCategory,
    takes: [...romans, 'VIII(h)', 'VIII(h)(1)', 'XI(a)(4)(iii)'],
    refuses: [
      'XXII',
      'IIII',
      'IVI',
      'VIIII',
      'XIIII',
      'IIX',
      '8',
      'viii',
      'VIII(H)',
      'VIII(h',
      'VIII (h)',
      'VIII(1)',
      '',
    ],
  },
];

describe.each(cases)('$name', ({ schema, takes, refuses }) => {
  test.each(takes)('takes %s and keeps it as given', (given) => {
    expect(schema.parse(given)).toBe(given);
  });
  test.each(refuses)('refuses "%s"', (given) => {
    expect(schema.safeParse(given).success).toBe(false);
  });
  test('never takes a second line after a good value', () => {
    expect(schema.safeParse(`${takes[0]}\n`).success).toBe(false);
  });
  test('says what it is and shows an example that it takes', () => {
    const meta = schema.meta() as { description: string; example: string };
    expect(meta.description.length).toBeGreaterThan(10);
    expect(schema.safeParse(meta.example).success).toBe(true);
  });
});

test('day of the year runs from 001 to 366, and no further', () => {
  const taken = Array.from({ length: 1000 }, (_, day) => String(day).padStart(3, '0')).filter(
    (day) => workOrderNumber.safeParse(`KSZ-26${day}-0001`).success,
  );
  expect(taken).toHaveLength(366);
  expect([taken[0], taken.at(-1)]).toEqual(['001', '366']);
});

test.each([
  ['ITAR', 'VIII(h)', true],
  ['ITAR', '9A610.x', false],
  ['ITAR', 'EAR99', false],
  ['EAR', '9A610.x', true],
  ['EAR', 'EAR99', true],
  ['EAR', 'VIII(h)', false],
] as const)('%s with category %s: %s', (regime, category, fits) => {
  expect(exportCategoryFits(regime, category)).toBe(fits);
});

test.each(['MV-22B', 'F/A-18F', 'EA-18G', 'H-1', 'MH-60R', 'E-2D', 'F-35A'])('%s raises no warning', (designation) => {
  expect(designationWarning(designation)).toBeNull();
});

test.each(['F135-PW-100', 'DDG-1000A1', 'LCU 2000', 'MV-22O', 'M777A2'])(
  '%s is taken with a warning',
  (designation) => {
    const warning = designationWarning(designation);
    expect(warning?.en).toContain(designation);
    expect(warning?.ja).toContain(designation);
  },
);

test.each([
  ['1615014567890', '1615-01-456-7890'],
  ['1615-01-456-7890', '1615-01-456-7890'],
  ['161501-4567890', '1615-01-456-7890'],
  ['P/N 12', 'P/N 12'],
])('%s is shown as %s', (given, shown) => {
  expect(displayNsn(given)).toBe(shown);
});
