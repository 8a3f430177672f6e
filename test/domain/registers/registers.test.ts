// The smaller registers: platforms, technical data, equipment, suppliers, orders as they are raised, labor, and what search looks at.
import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../../src/domain/faults.ts';
import { codeTable, codeWarnings } from '../../../src/domain/orders/codes.ts';
import { folded, namesOf, searchable, searchedText } from '../../../src/domain/orders/search.ts';
import { draftOf, workOrderFaults, workOrderInput, workOrderRecord } from '../../../src/domain/orders/work-order.ts';
import { authorizationFaults, authorizationInput } from '../../../src/domain/registers/authorization.ts';
import { baselineInput } from '../../../src/domain/registers/baseline.ts';
import { statusReportInput } from '../../../src/domain/registers/equipment.ts';
import { platformFaults, platformWarnings } from '../../../src/domain/registers/platform.ts';
import { standardFaults } from '../../../src/domain/registers/standard.ts';
import { currentOn } from '../../../src/domain/registers/technical-data.ts';
import { donorDemand, donorFaults, donorOrder } from '../../../src/domain/supply/cannibalization.ts';
import { partDemandFaults, partDemandInput } from '../../../src/domain/supply/part-demand.ts';
import { supplierOffer } from '../../../src/domain/supply/supplier.ts';
import { correctionInput } from '../../../src/domain/workshop/correction.ts';
import { nonconformanceStatusNames } from '../../../src/domain/workshop/nonconformance.ts';
import { laborInput } from '../../../src/domain/workshop/operation.ts';
import { targetInput } from '../../../src/domain/workshop/target.ts';
import { orderOf, platformOf, technicalDataOf } from '../../support/facts.ts';

const told = (faults: { pointer: string; code: string; message: { en: string; ja: string } }[]) => {
  for (const { message } of faults) {
    expect(message.en).toMatch(/\.$/);
    expect(message.ja).toMatch(/[\u3040-\u30ff\u4e00-\u9fff].*。$/);
  }
  return faults.map((f) => `${f.pointer} ${f.code}`);
};

describe('a platform', () => {
  const category = ['/export/category platform.category_form'];
  it.each([
    ['ITAR', 'VIII(a)', []],
    ['ITAR', '9A610.a', category],
    ['EAR', '9A610.a', []],
    ['EAR', 'EAR99', []],
    ['EAR', 'VIII(a)', category],
  ] as const)('under %s has a category like %s: %j', (regime, name, expected) => {
    expect(told(platformFaults(platformOf({ export: { regime, category: name } })))).toEqual(expected);
  });

  it('has one target for an activity', () => {
    const target = { activity: 'repair', days: 20, calendar: 'calendar' } as const;
    const targets = [target, { ...target, activity: 'test' as const }, { ...target, days: 30 }];
    expect(told(platformFaults(platformOf({ targets })))).toEqual(['/targets/2/activity platform.target_repeated']);
  });
});

describe('the designation of a platform', () => {
  it.each([
    ['aircraft', 'MV-22B', []],
    ['aircraft', 'Osprey', ['/designation platform.designation_form']],
    ['vessel', 'DDG-51 Flight IIA', []],
  ] as const)('of kind %s, %s, is warned of: %j', (kind, designation, expected) => {
    expect(told(platformWarnings({ kind, designation }))).toEqual(expected);
  });
});

describe('an authorization', () => {
  it('covers categories of the USML, ECCNs and EAR99, and ends after it begins', () => {
    const period = { validFrom: '2026-01-01', validTo: null };
    const categories = ['VIII(a)', '9A610.x', 'EAR99', 'viii', 'helicopters'];
    expect(told(authorizationFaults({ ...period, categories }))).toEqual([
      '/categories/3 authorization.category_form',
      '/categories/4 authorization.category_form',
    ]);
    expect(told(authorizationFaults({ validFrom: '2026-01-02', validTo: '2026-01-01', categories: [] }))).toEqual([
      '/validTo period.reversed',
    ]);
  });
});

describe('technical data', () => {
  const entries = [
    technicalDataOf({ id: 'b', documentRevision: '5', effectiveFrom: '2026-03-01' }),
    technicalDataOf({ id: 'a', documentRevision: '4', effectiveFrom: '2026-03-01' }),
    technicalDataOf({ id: 'c', documentRevision: '3', effectiveFrom: '2025-01-01' }),
    technicalDataOf({ id: 'd', documentRevision: '9', document: 'TO 9', effectiveFrom: '2020-01-01' }),
  ];

  it.each([
    ['before the first revision', '2024-12-31', undefined],
    ['on the day it takes effect', '2025-01-01', '3'],
    ['the day before the next', '2026-02-28', '3'],
    ['of two of one day the one registered later', '2026-03-01', '5'],
  ])('in effect %s', (_, on, expected) => {
    for (const order of [entries, [...entries].reverse()])
      expect(currentOn(order, 'TO 1V-22B-2', on)?.documentRevision).toBe(expected);
  });

  it('is one document however its name is typed', () => {
    expect(currentOn(entries, 'ＴＯ　1V-22Ｂ-2', '2026-03-01')?.documentRevision).toBe('5');
    const wide = technicalDataOf({
      id: 'e',
      document: 'ＴＯ　９',
      documentRevision: '10',
      effectiveFrom: '2021-01-01',
    });
    expect(currentOn([...entries, wide], 'TO 9', '2026-03-01')?.documentRevision).toBe('10');
  });
});

describe('a standard', () => {
  it('does not replace itself, however its code is typed', () => {
    expect(told(standardFaults({ code: 'AS9110C', supersedes: 'ＡＳ9110C' }))).toEqual([
      '/supersedes standard.supersedes_itself',
    ]);
    expect(standardFaults({ code: 'AS9110C', supersedes: 'AS9110B' })).toEqual([]);
    expect(standardFaults({ code: 'AS9110C', supersedes: null })).toEqual([]);
  });
});

describe('rules between fields', () => {
  it.each([
    ['a cause of NMC', statusReportInput, { condition: 'NMC', cause: 'supply', at: '2026-03-10T00:00:00Z' }, []],
    ['NMC without a cause', statusReportInput, { condition: 'NMC', at: '2026-03-10T00:00:00Z' }, []],
    [
      'a cause without NMC',
      statusReportInput,
      { condition: 'FMC', cause: 'supply', at: '2026-03-10T00:00:00Z' },
      ['/cause status_report.cause_without_nmc'],
    ],
    ['an offer by part number', supplierOffer, { partNumber: 'P', leadTimeDays: 1 }, []],
    ['an offer by stock number', supplierOffer, { nsn: '1615-01-456-7890', leadTimeDays: 1 }, []],
    ['an offer of nothing', supplierOffer, { leadTimeDays: 1 }, [' part.unnamed']],
    ['a correction of the beginning', correctionInput, { from: '2026-03-10T00:00:00Z', reason: { en: 'x' } }, []],
    ['a correction of the end', correctionInput, { to: '2026-03-10T00:00:00Z', reason: { en: 'x' } }, []],
    ['a correction of the category', correctionInput, { category: 'supply', reason: { en: 'x' } }, []],
    ['a correction of nothing', correctionInput, { reason: { en: 'x' } }, [' correction.empty']],
  ])('%s', (_, schema, given, expected) => {
    expect(told(faultsOf(schema.safeParse(given)))).toEqual(expected);
  });

  it.each([
    [0.01, true],
    [0.29, true],
    [24, true],
    [0, false],
    [24.01, false],
    [0.005, false],
    [-1, false],
  ])('%d hours of labor: %s', (hours, expected) => {
    expect(laborInput.shape.hours.safeParse(hours).success).toBe(expected);
  });
});

describe('an order as it is raised', () => {
  const priority = { forceActivity: 'II', urgency: 'B' } as const;
  const order = { priority, parentId: null, stopsParent: false };

  it.each([
    ['without a designator', {}, []],
    ['with the one that is derived', { priority: { ...priority, designator: 5 } }, []],
    [
      'with another',
      { priority: { ...priority, designator: 4 } },
      ['/priority/designator priority.designator_differs'],
    ],
    ['as a sub-order that stops its parent', { parentId: 'parent', stopsParent: true }, []],
    ['stopping a parent it does not have', { stopsParent: true }, ['/stopsParent work_order.no_parent']],
  ])('%s', (_, fields, expected) => {
    expect(told(workOrderFaults({ ...order, ...fields }))).toEqual(expected);
  });
});

it('an order begins as a draft of what is asked for, with its designator derived and nothing done', () => {
  const asked = workOrderInput.parse({
    equipmentId: '01940000-0000-7000-8000-000000000001',
    facilityId: '01940000-0000-7000-8000-000000000002',
    activity: 'repair',
    level: 'depot',
    priority: { forceActivity: 'II', urgency: 'B' },
    discrepancy: { en: 'Chips' },
  });
  const raised = {
    id: '01940000-0000-7000-8000-000000000003',
    number: 'KSZ-26060-0001',
    platformId: '01940000-0000-7000-8000-000000000004',
    rootId: '01940000-0000-7000-8000-000000000003',
    familyId: '01940000-0000-7000-8000-000000000003',
    createdBy: '01940000-0000-7000-8000-000000000005',
    createdAt: '2026-03-01T00:00:00.000Z',
  };
  const draft = draftOf(asked, raised);
  expect(draft).toMatchObject({
    ...asked,
    ...raised,
    priority: { ...asked.priority, designator: 5 },
    status: 'draft',
    statusSince: raised.createdAt,
    historical: false,
  });
  // It is a whole order, of which nothing is left to be said.
  expect(workOrderRecord.safeParse({ ...draft, revision: 1 }).error).toBeUndefined();
  const { status, statusSince, historical, heldByProgram, custody, ...rest } = draft;
  const begun = Object.entries(rest).filter(([name, value]) => !(name in asked) && !(name in raised) && value !== null);
  expect([begun, custody, heldByProgram]).toEqual([[], [], false]);
});

describe('search', () => {
  it('finds full width and half width, and either case', () => {
    expect(folded('ＫＳＺ ｵｽﾌﾟﾚｲ')).toBe('ksz オスプレイ');
    expect(folded('おすぷれい いすゞ ゔ')).toBe('オスプレイ イスヾ ヴ');
  });

  it('looks at the numbers and both languages of the narrative', () => {
    const order = {
      number: 'KSZ-26060-0001',
      customerJobNumber: 'PF1142A05',
      discrepancy: { en: 'Chips', ja: '金属片' },
    };
    expect(searchable(order)).toBe('ksz-26060-0001\npf1142a05\nchips\n金属片');
    expect(searchable({ ...order, customerJobNumber: null, discrepancy: { ja: '金属片' } }, ['Chips', undefined])).toBe(
      'ksz-26060-0001\n金属片\nchips',
    );
    expect(searchable({ ...order, customerJobNumber: null, discrepancy: { ja: '金属片' } })).toBe(
      'ksz-26060-0001\n金属片',
    );
  });
});

it('an order is also found by the names of what it is about and where', () => {
  const equipment = { serialNumber: '168303' };
  const platform = { designation: 'MV-22B', nomenclature: { ja: 'オスプレイ' } };
  const names = namesOf({ equipment, platform, facility: { code: 'KSZ', name: { en: 'Kisarazu', ja: '木更津' } } });
  expect(names.filter((name) => name !== undefined)).toEqual([
    '168303',
    'MV-22B',
    'オスプレイ',
    'KSZ',
    'Kisarazu',
    '木更津',
  ]);
  const order = { id: 'order', number: 'KSZ-26060-0001', customerJobNumber: null, discrepancy: { ja: '金属片' } };
  const subject = { equipment, platform, facility: { code: 'KSZ', name: { en: 'Kisarazu' } } };
  expect(searchedText(order, [], subject)).toBe('ksz-26060-0001\n金属片\n168303\nmv-22b\nオスプレイ\nksz\nkisarazu');
  const translation = {
    id: 't',
    workOrderId: 'order',
    subject: { part: 'order' as const, id: 'order', field: 'discrepancy' as const },
    language: 'en' as const,
    text: 'Chips',
    status: 'reviewed' as const,
    original: order.discrepancy,
    author: 'depot',
    at: '2026-03-02T00:00:00.000Z',
  };
  expect(searchedText(order, [translation], subject)).toContain('金属片\nchips\n168303');
});

describe('lists of a permission or a person', () => {
  it('are empty unless they are given, which means none', () => {
    const given = { kind: 'taa', number: 'TA-1', issuer: 'DDTC', validFrom: '2026-01-01' };
    expect(authorizationInput.parse(given)).toMatchObject({
      platformIds: [],
      categories: [],
      facilityIds: [],
      activities: [],
      valueCeiling: null,
      status: 'active',
    });
  });
});

describe('figures of a baseline', () => {
  const id = '01940000-0000-7000-8000-000000000001';
  const cost = { currency: 'USD', minorUnits: 1 };
  const baseline = {
    platformId: id,
    activity: 'repair',
    turnaroundDays: 30,
    transportDaysEachWay: 20.5,
    cost,
    transportCost: cost,
    source: 'NAVAIR 1',
    validFrom: '2026-01-01',
  };

  it.each([
    ['as given', {}, []],
    ['below zero', { turnaroundDays: -1 }, ['/turnaroundDays number.too_small']],
    ['as text', { transportDaysEachWay: '20' }, ['/transportDaysEachWay value.wrong_type']],
  ])('%s', (_, fields, expected) => {
    expect(told(faultsOf(baselineInput.safeParse({ ...baseline, ...fields })))).toEqual(expected);
  });

  it('a target says its date and its cause', () => {
    expect(told(faultsOf(targetInput.safeParse({ date: '2026-02-30' })))).toEqual([
      '/date date.impossible',
      '/cause value.missing',
    ]);
  });
});

describe('codes of an order', () => {
  const tables = [
    codeTable.parse({
      name: 'action_taken',
      title: { en: 'Action taken', ja: '処置' },
      verified: true,
      source: 'x',
      codes: [{ code: 'C', meaning: { en: 'repair', ja: '修理' }, verified: true }],
    }),
    codeTable.parse({
      name: 'malfunction',
      title: { en: 'Malfunction', ja: '不具合' },
      verified: false,
      source: 'x',
      codes: [{ code: '020', meaning: { en: 'worn', ja: '摩耗' }, verified: false }],
    }),
  ];

  it.each([
    ['in their tables', { actionTaken: 'C', malfunction: '020' }, []],
    ['none', { actionTaken: null }, []],
    ['without a table', { whenDiscovered: 'Z' }, []],
    ['not in a table', { actionTaken: 'X' }, ['X is not in the table “Action taken”; it was kept as given.']],
    [
      'not in an unverified table',
      { malfunction: '999' },
      ['999 is not in the table “Malfunction”, which is unverified; it was kept as given.'],
    ],
  ])('%s', (_, codes, expected) => {
    const warnings = codeWarnings(codes, tables);
    told(warnings);
    expect(warnings.map((w) => w.message.en)).toEqual(expected);
  });
});

describe('a part taken from another item', () => {
  const order = orderOf();
  const part = partDemandInput.parse({
    partNumber: 'P-1',
    nomenclature: { ja: 'ポンプ' },
    quantity: 2,
    source: 'cannibalized',
    donorEquipmentId: '01940000-0000-7000-8000-000000000001',
    serialInstalled: 'S-9',
    documentNumber: 'N6264960690A12',
    documentDate: '2026-03-10',
  });

  it.each([
    ['another item', 'donor', null, []],
    ['the item itself', 'equipment', null, ['/donorEquipmentId part_demand.donor_is_recipient']],
    ['a condemned item', 'donor', '2026-01-01T00:00:00.000Z', ['/donorEquipmentId part_demand.donor_condemned']],
  ])('from %s', (_, id, condemnedAt, expected) => {
    expect(told(donorFaults({ id, condemnedAt }, order))).toEqual(expected);
  });

  it('gives the donor a repair order that says what was taken and for which order', () => {
    const drafted = donorOrder(order, 'donor', part);
    expect(drafted).toMatchObject({
      equipmentId: 'donor',
      facilityId: 'facility',
      activity: 'repair',
      level: 'depot',
      parentId: null,
      follows: null,
    });
    expect(drafted.codes.actionTaken).toBe('T');
    expect(drafted.discrepancy).toEqual({
      en: 'Cannibalized for work order KSZ-26060-0001: 2 × ポンプ (P-1, serial number S-9).',
      ja: '作業指示書KSZ-26060-0001のための共食い整備：ポンプ（P-1、製造番号S-9）2個を取り外し。',
    });
    const bare = {
      ...part,
      partNumber: null,
      nsn: '1615-01-456-7890',
      nomenclature: { en: 'pump' },
      serialInstalled: null,
    };
    expect(donorOrder(order, 'donor', bare).discrepancy).toEqual({
      en: 'Cannibalized for work order KSZ-26060-0001: 2 × pump (1615-01-456-7890).',
      ja: '作業指示書KSZ-26060-0001のための共食い整備：pump（1615-01-456-7890）2個を取り外し。',
    });
  });

  it('leaves the donor waiting for the same part, new, which stops it', () => {
    expect(donorDemand(part)).toMatchObject({
      partNumber: 'P-1',
      quantity: 2,
      stopsWork: true,
      source: 'new',
      serialRemoved: 'S-9',
      serialInstalled: null,
      documentNumber: null,
      donorEquipmentId: null,
    });
    expect(partDemandFaults(donorDemand(part))).toEqual([]);
  });
});

describe('names', () => {
  it('of the statuses of a nonconformance are there in both languages', () => {
    for (const { en, ja } of Object.values(nonconformanceStatusNames)) expect([en, ja]).not.toContain('');
  });
});
