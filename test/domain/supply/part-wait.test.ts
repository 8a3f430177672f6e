// What orders wait for, part by part: names that are one part, stops of the clock, what is kept of an order and a part.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priorityFaults } from '../../../src/domain/orders/priority.ts';
import { dayNumber } from '../../../src/domain/registers/calendar.ts';
import { niinOf } from '../../../src/domain/registers/identifiers.ts';
import {
  Catalogue,
  type CatalogueItem,
  catalogueFaults,
  catalogueItemInput,
  itemName,
  suppliedFaults,
} from '../../../src/domain/supply/catalogue.ts';
import { overdueDays, type PartDemand } from '../../../src/domain/supply/part-demand.ts';
import { isSamePart, namesAPart, type PartName, partKeyOf } from '../../../src/domain/supply/part-name.ts';
import {
  type ClockStretch,
  demandsByPart,
  lengthOf,
  partWaitsOf,
  partWaitsOfFile,
  spanOf,
  stopsOf,
  united,
} from '../../../src/domain/supply/part-wait.ts';
import { isOffered, supplierFaults, supplierInput } from '../../../src/domain/supply/supplier.ts';
import { demandOf, fileOf } from '../../support/facts.ts';

const name = (fields: Partial<PartName>): PartName => ({ nsn: null, partNumber: null, cage: null, ...fields });
const at = (day: number, hour = 0) => new Date(Date.UTC(2026, 2, day, hour)).toISOString();
const ms = (day: number, hour = 0) => Date.parse(at(day, hour));

describe('names of a part', () => {
  it.each<[string, Partial<PartName>, string]>([
    ['a stock number with dashes', { nsn: '1615-01-456-7890' }, 'nsn:014567890'],
    ['without', { nsn: '1615014567890', partNumber: 'P' }, 'nsn:014567890'],
    ['in another class', { nsn: '1680-01-456-7890' }, 'nsn:014567890'],
    ['a part number', { partNumber: 'Ｐ－１a' }, 'pn:p-1a'],
    ['of a maker', { partNumber: 'P-1', cage: 'SJ123' }, 'pn:p-1@SJ123'],
    ['none', {}, 'pn:'],
  ])('%s has its key', (_, given, key) => {
    expect(partKeyOf(name(given))).toBe(key);
  });

  it.each<[string, Partial<PartName>, Partial<PartName>, boolean]>([
    ['one NIIN', { nsn: '1615-01-456-7890' }, { nsn: '1680014567890' }, true],
    [
      'another NIIN, though the part number is one',
      { nsn: '1615-01-456-7890', partNumber: 'P' },
      { nsn: '1615-01-456-7891', partNumber: 'P' },
      false,
    ],
    ['one part number', { partNumber: 'P-1' }, { partNumber: 'p-1', cage: 'SJ123' }, true],
    ['of two makers', { partNumber: 'P-1', cage: 'SJ124' }, { partNumber: 'p-1', cage: 'SJ123' }, false],
    ['nothing in common', { nsn: '1615-01-456-7890' }, { partNumber: 'P-1' }, false],
    ['the other way round', { partNumber: 'P-1' }, { nsn: '1615-01-456-7890' }, false],
  ])('%s', (_, a, b, same) => {
    expect(isSamePart(name(a), name(b))).toBe(same);
  });

  it('a name says a part by either number', () => {
    expect([
      namesAPart(name({ nsn: '1' })),
      namesAPart(name({ partNumber: '1' })),
      namesAPart(name({ cage: '1' })),
    ]).toEqual([true, true, false]);
    expect(niinOf('1615-01-456-7890')).toBe('014567890');
  });
});

describe('the catalogue', () => {
  const item = (id: string, fields: Partial<CatalogueItem>): CatalogueItem => ({
    ...catalogueItemInput.parse({
      partNumber: 'P',
      cage: 'SJ123',
      nomenclature: { en: 'a', ja: 'あ' },
      export: { regime: 'EAR', category: 'EAR99' },
    }),
    id,
    createdAt: at(1),
    revision: 1,
    niin: null,
    ...fields,
  });
  const seal = item('seal', { nsn: '5330-01-456-7918', partNumber: 'P-1', substituteIds: ['better', 'gone'] });
  const better = item('better', { partNumber: 'P-2', nsn: null });
  const other = item('other', { partNumber: 'p-2', cage: 'SJ124', nsn: null });
  const catalogue = new Catalogue([
    seal,
    better,
    other,
    item('bare', { nsn: '5330-01-456-7919', partNumber: null, cage: null }),
  ]);

  it('knows a part by every name it has, and by a bare part number while one maker has that', () => {
    for (const key of ['nsn:014567918', 'pn:p-1', 'pn:p-1@SJ123']) expect(catalogue.find(key)?.id).toBe('seal');
    expect(catalogue.find('pn:p-2@SJ123')?.id).toBe('better');
    expect(catalogue.find('pn:p-2')).toBeNull();
    expect(catalogue.find('nsn:014567919')?.id).toBe('bare');
  });

  it('names what may stand in', () => {
    expect(catalogue.substitutesOf(seal).map(itemName)).toEqual(['P-2 (SJ123)']);
    expect([itemName(seal), itemName(name({ partNumber: 'X' })), itemName(name({}))]).toEqual([
      '5330-01-456-7918',
      'X',
      '',
    ]);
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ['nothing', {}, []],
    ['no name at all', { partNumber: null, cage: null }, ['/partNumber part.unnamed']],
    ['a part number of nobody', { cage: null }, ['/cage catalogue.maker_missing']],
    ['a maker of nothing', { nsn: '5330-01-456-7918', partNumber: null }, ['/cage catalogue.maker_without_number']],
    ['one language', { nomenclature: { en: 'seal' } }, ['/nomenclature/ja catalogue.one_language']],
    [
      'a category of the other regime',
      { export: { regime: 'ITAR', category: 'EAR99' } },
      ['/export/category catalogue.category_form'],
    ],
    [
      'a category that is none',
      { export: { regime: 'EAR', category: 'VIII(h)' } },
      ['/export/category catalogue.category_form'],
    ],
  ])('faults: %s', (_, fields, expected) => {
    const { id: _i, createdAt: _c, revision: _r, niin: _n, ...input } = item('x', {});
    expect(catalogueFaults({ ...input, ...fields } as never).map((f) => `${f.pointer} ${f.code}`)).toEqual(expected);
  });

  it.each<[string, Partial<PartName>, Partial<PartName> | null, PartName[], string[]]>([
    ['nothing came', { partNumber: 'P-1' }, null, [], []],
    ['the part itself', { partNumber: 'P-1' }, { nsn: '5330014567918' }, [], []],
    ['one that the catalogue names', { nsn: '5330-01-456-7918' }, { partNumber: 'P-2', cage: 'SJ123' }, [], []],
    ['one that the demand names', { partNumber: 'Q' }, { partNumber: 'R' }, [name({ partNumber: 'R' })], []],
    ['one that nobody names', { partNumber: 'P-1' }, { partNumber: 'R' }, [], ['/supplied part_demand.no_substitute']],
    ['no part at all, which is told elsewhere', { partNumber: 'P-1' }, { cage: 'SJ123' }, [], []],
  ])('supplied: %s', (_, demanded, supplied, substitutes, expected) => {
    const demand = { ...name(demanded), substitutes, supplied: supplied && name(supplied) };
    expect(suppliedFaults(demand, catalogue).map((f) => `${f.pointer} ${f.code}`)).toEqual(expected);
  });
});

describe('an offer', () => {
  it.each<[string | null, string | null, string, boolean]>([
    [null, null, '2026-03-01', true],
    ['2026-03-01', '2026-03-31', '2026-03-01', true],
    ['2026-03-01', '2026-03-31', '2026-03-31', true],
    ['2026-03-01', '2026-03-31', '2026-04-01', false],
    ['2026-03-02', null, '2026-03-01', false],
  ])('from %s to %s stands on %s: %s', (validFrom, validTo, on, expected) => {
    expect(isOffered({ validFrom, validTo }, on)).toBe(expected);
  });

  it('of an earlier version stands, and one that ends before it begins is refused', () => {
    expect(isOffered({}, '2026-03-01')).toBe(true);
    const offers = [
      { partNumber: 'P', leadTimeDays: 1, validFrom: '2026-03-02', validTo: '2026-03-01' },
      { partNumber: 'P', leadTimeDays: 1, validTo: '2026-03-01' },
    ];
    const supplier = supplierInput.parse({ ncage: 'SJ123', name: { en: 'x' }, country: 'JP', offers });
    expect(supplierFaults(supplier).map((f) => `${f.pointer} ${f.code}`)).toEqual([
      '/offers/0/validTo period.reversed',
    ]);
  });
});

describe('a priority', () => {
  it('has the designator of the table, or is refused', () => {
    expect(priorityFaults({ forceActivity: 'II', urgency: 'A' })).toEqual([]);
    expect(priorityFaults({ forceActivity: 'II', urgency: 'A', designator: 2 })).toEqual([]);
    expect(priorityFaults({ forceActivity: 'II', urgency: 'A', designator: 3 })).toMatchObject([
      { pointer: '/priority/designator' },
    ]);
  });
});

const demand = (fields: Partial<PartDemand> = {}): PartDemand =>
  demandOf({
    status: 'requested',
    statuses: [{ status: 'requested', at: at(3), by: 'x' }],
    createdAt: at(3),
    ...fields,
  });
const stretch = (from: number, to: number | null, category: ClockStretch['category'] = 'supply'): ClockStretch => ({
  from: at(from),
  to: to === null ? null : at(to),
  category,
});
const settled = (day: number, status: 'received' | 'cancelled' = 'received'): Partial<PartDemand> => ({
  status,
  statuses: [
    { status: 'requested', at: at(3), by: 'x' },
    { status, at: at(day), by: 'x' },
  ],
});

describe('stops', () => {
  it('are where a stretch of waiting meets a demand that stops work', () => {
    const segments = [stretch(1, 2, 'maintenance'), stretch(2, 5), stretch(5, 8, 'engineering'), stretch(8, null)];
    expect(stopsOf(segments, [demand()])).toEqual([
      { from: ms(3), to: ms(5) },
      { from: ms(8), to: null },
    ]);
    expect(stopsOf(segments, [demand(settled(9))])).toEqual([
      { from: ms(3), to: ms(5) },
      { from: ms(8), to: ms(9) },
    ]);
    expect(stopsOf(segments, [demand({ stopsWork: false })])).toEqual([]);
    // Two demands of one part at one time are one stop.
    expect(stopsOf(segments, [demand(settled(9)), demand()])).toEqual(stopsOf(segments, [demand()]));
  });

  it('a demand of which nothing is said begins when it was made', () => {
    expect(spanOf({ status: 'requested', statuses: [], createdAt: at(4) })).toEqual({ from: ms(4), to: null });
    expect(spanOf({ status: 'received', statuses: [], createdAt: at(4) })).toEqual({ from: ms(4), to: ms(4) });
  });

  it('a union is as long as what it covers, and its stretches never meet', () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(spans, (given) => {
        const stretches = given.map(([from, long]) => ({ from, to: from + long }));
        const covered = new Set(
          stretches.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, n) => from + n)),
        );
        expect(lengthOf(stretches)).toBe(covered.size);
        const one = united(stretches);
        for (const [n, { from }] of one.entries()) if (n > 0) expect(from).toBeGreaterThan(one[n - 1]?.to ?? 0);
      }),
    );
  });
});

describe('what is kept of an order and a part', () => {
  const order = { id: 'o', facilityId: 'f', platformId: 'p', status: 'awaiting_parts' as const, designator: 5 };
  const kept = (segments: ClockStretch[], ...demands: PartDemand[]) => partWaitsOf(order, segments, demands);

  it('says how long it stood and since when it stands', () => {
    const [wait] = kept([stretch(3, 5), stretch(8, null)], demand({ neededBy: '2026-03-20', quantity: 3 }));
    expect(wait).toEqual({
      workOrderId: 'o',
      partKey: 'pn:p-1',
      facilityId: 'f',
      platformId: 'p',
      isOpen: true,
      designator: 5,
      openQuantity: 3,
      demandedQuantity: 3,
      demandedDay: dayNumber('2026-03-03'),
      neededDay: dayNumber('2026-03-20'),
      promisedDay: null,
      arrivalDay: null,
      stoppedMilliseconds: 2 * 86_400_000,
      stoppedSince: ms(8),
    });
  });

  it('takes the best priority of what stands, the earliest promise, and the last as the day of arrival', () => {
    const priority = { forceActivity: 'I', urgency: 'A', designator: 1 } as const;
    const [wait] = kept(
      [stretch(3, null)],
      demand({ promisedOn: '2026-03-10' }),
      demand({ promisedOn: '2026-03-15', priority }),
      demand({ ...settled(4), priority: { forceActivity: 'I', urgency: 'A', designator: 1 } }),
    );
    expect(wait).toMatchObject({
      designator: 1,
      promisedDay: dayNumber('2026-03-10'),
      arrivalDay: dayNumber('2026-03-15'),
    });
    const [unpromised] = kept([stretch(3, null)], demand({ promisedOn: '2026-03-10' }), demand());
    expect(unpromised).toMatchObject({ promisedDay: dayNumber('2026-03-10'), arrivalDay: null });
    // What does not stop the work does not hold its arrival up.
    const [aside] = kept([stretch(3, null)], demand({ promisedOn: '2026-03-10' }), demand({ stopsWork: false }));
    expect(aside?.arrivalDay).toBe(dayNumber('2026-03-10'));
  });

  it('counts what must be supplied anew, once, and keeps each part apart', () => {
    const waits = kept(
      [],
      demand({ quantity: 2 }),
      demand({ quantity: 4, ...settled(5, 'cancelled') }),
      demand({ quantity: 8, source: 'cannibalized' }),
      demand({ partNumber: 'P-2', quantity: 16, ...settled(6) }),
    );
    expect(waits.map((w) => [w.partKey, w.isOpen, w.openQuantity, w.demandedQuantity])).toEqual([
      ['pn:p-1', true, 10, 2],
      ['pn:p-2', false, 0, 16],
    ]);
    expect([...demandsByPart([demand(), demand()])]).toHaveLength(1);
  });

  it('an order that is over waits for nothing', () => {
    const [wait] = partWaitsOf({ ...order, status: 'closed' }, [], [demand()]);
    expect(wait).toMatchObject({ isOpen: false, openQuantity: 0, neededDay: null });
  });

  it('is read of a whole file', () => {
    const file = fileOf({ partDemands: [demand()] });
    expect(partWaitsOfFile(file)).toEqual(
      partWaitsOf({ ...file.order, designator: file.order.priority.designator }, file.segments, file.partDemands),
    );
  });
});

describe('a demand past its day', () => {
  it.each<[string, Partial<PartDemand>, ReturnType<typeof overdueDays>]>([
    ['without a day', {}, { promiseOverdueDays: null, needOverdueDays: null, overdue: false }],
    [
      'promised for today',
      { promisedOn: '2026-03-10' },
      { promiseOverdueDays: null, needOverdueDays: null, overdue: false },
    ],
    [
      'promised for yesterday',
      { promisedOn: '2026-03-09' },
      { promiseOverdueDays: 1, needOverdueDays: null, overdue: true },
    ],
    [
      'needed last week',
      { neededBy: '2026-03-03', promisedOn: '2026-03-30' },
      { promiseOverdueDays: null, needOverdueDays: 7, overdue: true },
    ],
    [
      'that has come',
      { neededBy: '2026-03-03', ...settled(9) },
      { promiseOverdueDays: null, needOverdueDays: null, overdue: false },
    ],
  ])('%s', (_, fields, expected) => {
    expect(overdueDays(demand(fields), '2026-03-10')).toEqual(expected);
  });
});
