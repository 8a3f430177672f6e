// The shipped data: valid, complete against the vocabulary, and without loose ends.
import { describe, expect, test } from 'vitest';
import { codeTables, shippedEquivalences, shippedStandards } from '../../../src/data/index.ts';
import { CODE_TABLE_NAMES } from '../../../src/domain/orders/codes.ts';
import { equivalenceFaults } from '../../../src/domain/registers/equivalence.ts';
import { SUBJECTS, standardFaults, standardInput } from '../../../src/domain/registers/standard.ts';

const codes = shippedStandards().map((standard) => standard.code);

// The table "Standards to ship as data" of the vocabulary.
const rows = [
  ['ISO 9001', 'JIS Q 9001', 'identical'],
  ['AS9100D', 'JIS Q 9100', 'equivalent'],
  ['AS9100D', 'EN 9100', 'equivalent'],
  ['AS9110C', 'SJAC 9110B', 'equivalent'],
  ['AS9110C', 'EN 9110', 'equivalent'],
  ['AQAP-2110', 'DSP Z 9008B', 'partial'],
  ['NAS410-5', 'EN 4179', 'equivalent'],
  ['NAS410-5', 'ISO 9712', 'none'],
  ['NAS410-5', 'JIS Z 2305', 'none'],
  ['ISO/IEC 17025', 'JIS Q 17025', 'identical'],
  ['ANSI/NCSL Z540.3', 'ISO/IEC 17025', 'partial'],
  ['AWS D17.1', 'JIS Z 3801', 'none'],
  ['AWS D17.1', 'JIS Z 3841', 'none'],
  ['NIST SP 800-171', 'ATLA-DICS-2022', 'partial'],
] as const;

describe('standards', () => {
  test('codes are unique, and none replaces itself or an unknown one', () => {
    expect(new Set(codes).size).toBe(codes.length);
    for (const standard of shippedStandards()) {
      expect(standardFaults(standard)).toEqual([]);
      expect(standard.supersedes === null || codes.includes(standard.supersedes)).toBe(true);
    }
  });
  test.each(['S1000D', 'S2000M', 'S3000L', 'S5000F'])('%s, adopted directly, is there as one standard', (code) => {
    expect(codes).toContain(code);
    expect(shippedEquivalences().some((e) => e.held === code || e.required === code)).toBe(false);
  });
  test('each has a title in both languages and a known subject', () => {
    for (const { title, subject } of shippedStandards()) {
      expect(title.en && title.ja).toBeTruthy();
      expect(SUBJECTS).toContain(subject);
    }
  });
  test('a standard that replaces itself is a fault, in whatever width it is typed', () => {
    expect(standardFaults({ code: 'AS9110C', supersedes: 'AS9110B' })).toEqual([]);
    expect(standardFaults({ code: 'AS9110C', supersedes: 'ＡＳ9110C' }).map((f) => [f.pointer, f.code])).toEqual([
      ['/supersedes', 'standard.supersedes_itself'],
    ]);
  });
  test('an unknown property is refused and a missing predecessor is null', () => {
    const { supersedes, ...rest } = shippedStandards()[0] ?? expect.fail('no standards');
    expect(standardInput.parse(rest).supersedes).toBe(supersedes);
    expect(standardInput.safeParse({ ...rest, revision: 'C' }).success).toBe(false);
  });
});

describe('equivalences', () => {
  test.each(rows)('%s is met by %s: %s', (required, held, degree) => {
    const found = shippedEquivalences().filter((e) => e.required === required && e.held === held);
    expect(found.map((e) => e.degree)).toEqual([degree]);
    expect(codes).toEqual(expect.arrayContaining([required, held]));
  });
  test('beside these there is only the way back of the identical ones', () => {
    const rest = shippedEquivalences().filter(
      (e) => !rows.some(([required, held]) => e.required === required && e.held === held),
    );
    expect(rest.map((e) => [e.held, e.required, e.degree])).toEqual([
      ['ISO 9001', 'JIS Q 9001', 'identical'],
      ['ISO/IEC 17025', 'JIS Q 17025', 'identical'],
    ]);
  });
  test('each is free of faults and unbounded, with its conditions in both languages', () => {
    for (const equivalence of shippedEquivalences()) {
      expect(equivalenceFaults(equivalence)).toEqual([]);
      expect([equivalence.validTo, equivalence.platformIds, equivalence.activities]).toEqual([null, [], []]);
      for (const { text } of equivalence.conditions) expect(text.en && text.ja).toBeTruthy();
    }
  });
});

describe('code tables', () => {
  test('each table is there once, with unique codes', () => {
    expect(codeTables().map((table) => table.name)).toEqual([...CODE_TABLE_NAMES]);
    for (const table of codeTables()) {
      const given = table.codes.map((entry) => entry.code);
      expect(new Set(given).size).toBe(given.length);
    }
  });
  test('a table is verified only when each of its codes is', () => {
    for (const table of codeTables()) expect(table.verified).toBe(table.codes.every((entry) => entry.verified));
  });
  test('action taken has the codes of the vocabulary', () => {
    const given = codeTables()
      .find((table) => table.name === 'action_taken')
      ?.codes.map((entry) => entry.code);
    expect(given).toEqual(expect.arrayContaining([...'ABCDFJKPQRTYZ0123456789']));
  });
  test('data is read once and shared', () => {
    expect(codeTables()).toBe(codeTables());
    expect(shippedStandards()).toBe(shippedStandards());
  });
});
