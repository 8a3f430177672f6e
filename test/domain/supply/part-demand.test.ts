// Part demand: which way it moves, what day its document is of, and what is wrong with one.
import { describe, expect, it } from 'vitest';
import {
  DEMAND_STATUSES,
  demandStatusNames,
  documentDateOf,
  isStanding,
  movesForward,
  type PartDemandInput,
  partDemandFaults,
  partDemandInput,
} from '../../../src/domain/supply/part-demand.ts';

describe('a demand', () => {
  it('stands until it is received or cancelled', () => {
    expect(DEMAND_STATUSES.filter((status) => isStanding({ status }))).toEqual(['requested', 'ordered', 'shipped']);
    for (const { en, ja } of Object.values(demandStatusNames)) expect([en, ja]).not.toContain('');
  });

  it('moves forward only, or is cancelled', () => {
    const ways = DEMAND_STATUSES.flatMap((from) =>
      DEMAND_STATUSES.filter((to) => movesForward(from, to)).map((to) => `${from} ${to}`),
    );
    expect(ways).toEqual([
      'requested ordered',
      'requested shipped',
      'requested received',
      'requested cancelled',
      'ordered shipped',
      'ordered received',
      'ordered cancelled',
      'shipped received',
      'shipped cancelled',
    ]);
  });
});

describe('the full date of a document number', () => {
  it.each([
    ['this year', 'N6264960690A12', '2026-03-10', '2026-03-10'],
    ['the first day of the year', 'N6264960010A12', '2026-03-10', '2026-01-01'],
    ['a day to come: not taken for one ten years ago', 'N6264960700A12', '2026-03-10', null],
    ['last year', 'N6264953650A12', '2026-03-10', '2025-12-31'],
    ['nine years ago', 'N6264973650A12', '2026-03-10', '2017-12-31'],
    ['day 366 of a leap year', 'N6264943660A12', '2026-03-10', '2024-12-31'],
    ['day 366 of a common year', 'N6264953660A12', '2026-03-10', null],
    ['a digit of the decade before', 'N6264990010A12', '2030-01-01', '2029-01-01'],
  ])('%s: %s on %s', (_, number, today, expected) => {
    expect(documentDateOf(number, today)).toBe(expected);
  });
});

describe('what is wrong with a demand', () => {
  const demand = (fields: Partial<PartDemandInput>): PartDemandInput => ({
    ...partDemandInput.parse({ partNumber: 'P-1', nomenclature: { ja: 'シール' }, quantity: 1 }),
    ...fields,
  });
  const named = (fields: object) => ({ nsn: null, partNumber: null, cage: null, ...fields });
  const document = { documentNumber: 'N6264960690A12', documentDate: '2026-03-10' };
  const donorEquipmentId = '01940000-0000-7000-8000-000000000001';

  it.each<[string, Partial<PartDemandInput>, string[]]>([
    ['nothing: a part number is enough', {}, []],
    ['nothing: a stock number is enough', { partNumber: null, nsn: '1615-01-456-7890' }, []],
    ['nothing: a document with its date', document, []],
    ['nothing: a cannibalized part with its donor', { source: 'cannibalized', donorEquipmentId }, []],
    ['the part has no name', { partNumber: null }, ['/partNumber part.unnamed']],
    ['a date without a document', { documentDate: '2026-03-10' }, ['/documentDate part_demand.date_without_document']],
    ['a document without a date', { ...document, documentDate: null }, ['/documentDate part_demand.date_differs']],
    [
      'another day than the document says',
      { ...document, documentDate: '2026-03-11' },
      ['/documentDate part_demand.date_differs'],
    ],
    [
      'another year than the document says',
      { ...document, documentDate: '2025-03-10' },
      ['/documentDate part_demand.date_differs'],
    ],
    [
      'a cannibalized part without a donor',
      { source: 'cannibalized' },
      ['/donorEquipmentId part_demand.donor_missing'],
    ],
    ['a donor of a new part', { donorEquipmentId }, ['/donorEquipmentId part_demand.donor_without_cannibalization']],
    ['a substitute that is named', { substitutes: [named({ partNumber: 'P-2' })] }, []],
    ['a substitute without a name', { substitutes: [named({})] }, ['/substitutes/0/partNumber part.unnamed']],
    [
      'a substitute that is the part itself',
      { substitutes: [named({ partNumber: 'P-2' }), named({ partNumber: 'p-1' })] },
      ['/substitutes/1 part_demand.own_substitute'],
    ],
    ['what came without a name', { supplied: named({}) }, ['/supplied/partNumber part.unnamed']],
    ['what came by its name', { supplied: named({ nsn: '1615-01-456-7890' }) }, []],
    [
      'another designator than force activity and urgency give',
      { priority: { forceActivity: 'I', urgency: 'A', designator: 2 } },
      ['/priority/designator priority.designator_differs'],
    ],
    ['a priority of its own', { priority: { forceActivity: 'I', urgency: 'A' } }, []],
    [
      'several things at once',
      { partNumber: null, source: 'cannibalized' },
      ['/partNumber part.unnamed', '/donorEquipmentId part_demand.donor_missing'],
    ],
  ])('%s', (_, fields, expected) => {
    const faults = partDemandFaults(demand(fields));
    expect(faults.map((f) => `${f.pointer} ${f.code}`)).toEqual(expected);
    for (const { message } of faults) expect(message.ja).toMatch(/。$/);
  });

  it('a whole number of parts, at least one', () => {
    for (const quantity of [0, -1, 1.5, '1', 1_000_001])
      expect(partDemandInput.safeParse({ partNumber: 'P', nomenclature: { en: 'x' }, quantity }).success).toBe(false);
  });
});
