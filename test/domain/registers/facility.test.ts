// Facility: what counts on a day, how many bays are open, what a scope covers, and what is wrong with its records.
import { describe, expect, it } from 'vitest';
import {
  activeOn,
  baysOpenOn,
  baysSurelyOpen,
  closedDates,
  closureFaults,
  facilityInput,
  instrumentFaults,
  scopeCovers,
  statusOn,
} from '../../../src/domain/registers/facility.ts';
import { closureOf, instrumentOf } from '../../support/facts.ts';

const change = (status: 'active' | 'suspended' | 'withdrawn', on: string) => ({ status, on, reason: null });

describe('a dated status', () => {
  it.each([
    ['before the first change', '2025-12-31', null],
    ['on the day of the first', '2026-01-01', 'active'],
    ['the day before the second', '2026-02-28', 'active'],
    ['on the day of the second', '2026-03-01', 'suspended'],
    ['after two changes on one day the later word counts', '2026-04-01', 'active'],
    ['long after', '2030-01-01', 'active'],
  ])('%s', (_, on, expected) => {
    const changes = [
      change('active', '2026-01-01'),
      change('suspended', '2026-03-01'),
      change('withdrawn', '2026-04-01'),
      change('active', '2026-04-01'),
    ];
    expect(statusOn(changes, on)).toBe(expected);
  });

  it('counts within its period and while it is active', () => {
    const record = {
      validFrom: '2026-01-01',
      validTo: '2026-12-31',
      statusChanges: [change('active', '2025-06-01'), change('suspended', '2026-03-10')],
    };
    const days = ['2025-12-31', '2026-01-01', '2026-03-09', '2026-03-10', '2027-01-01'];
    expect(days.map((on) => activeOn(record, on))).toEqual([false, true, true, false, false]);
  });
});

describe('bays', () => {
  const facility = { bays: 3 };
  const closures = [
    closureOf({ from: '2026-03-02', to: '2026-03-05', bays: 1 }),
    closureOf({ id: 'second', from: '2026-03-04', to: '2026-03-06', bays: 2 }),
    closureOf({ id: 'third', from: '2026-03-06', to: '2026-03-06', bays: 9 }),
  ];

  it('are open less those closed that day, never below none', () => {
    const days = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06', '2026-03-07'];
    expect(days.map((on) => baysOpenOn(facility, closures, on))).toEqual([3, 2, 2, 0, 0, 0, 3]);
  });

  it('on each day of a stretch are as many as are surely open', () => {
    const stretches = [
      ['2026-03-01', '2026-03-01', 3],
      ['2026-03-01', '2026-03-03', 2],
      ['2026-03-05', '2026-03-07', 0],
      ['2026-03-07', '2026-03-09', 3],
    ] as const;
    for (const [from, to, open] of stretches) {
      expect([from, to, baysSurelyOpen(facility, closures, { from, to })]).toEqual([from, to, open]);
      for (const day of [from, to]) expect(baysOpenOn(facility, closures, day)).toBeGreaterThanOrEqual(open);
    }
  });

  it('a day on which all are closed is a closed day, once', () => {
    expect([...closedDates(facility, closures)].sort()).toEqual(['2026-03-04', '2026-03-05', '2026-03-06']);
    expect(closedDates(facility, [])).toEqual(new Set());
  });
});

describe('a scope', () => {
  const platform = { designation: 'MV-22B', kind: 'aircraft' };
  it.each([
    [['MV-22B'], true],
    [['aircraft'], true],
    [['MV-22B/repair'], true],
    [['engine', 'aircraft/repair'], true],
    [['MV-22B/overhaul'], false],
    [['MV-22'], false],
    [['MV-22B/'], false],
    [['vessel'], false],
    [[], false],
  ])('%j covers its repair: %s', (codes, expected) => {
    expect(scopeCovers(codes, platform, 'repair')).toBe(expected);
  });
});

describe('what is wrong with', () => {
  const codes = (faults: { pointer: string; code: string; message: { en: string; ja: string } }[]) => {
    for (const { message } of faults) expect([message.en, message.ja]).not.toContain('');
    return faults.map((f) => `${f.pointer} ${f.code}`);
  };

  it.each([
    ['2026-03-10', '2026-03-10', []],
    ['2026-03-10', '2026-03-09', ['/to period.reversed']],
    ['2026-01-01', '2036-01-09', []],
    ['2026-01-01', '2036-01-10', ['/to closure.too_long']],
  ])('a closure from %s to %s', (from, to, expected) => {
    expect(codes(closureFaults({ from, to }))).toEqual(expected);
  });

  it('a calibration that falls due before it was done', () => {
    const calibration = (calibratedOn: string, dueOn: string) => ({
      standard: 'x',
      certificate: 'y',
      calibratedOn,
      dueOn,
    });
    const instrument = instrumentOf({
      calibrations: [calibration('2026-01-01', '2026-01-01'), calibration('2026-01-02', '2026-01-01')],
    });
    expect(codes(instrumentFaults(instrument))).toEqual(['/calibrations/1/dueOn period.reversed']);
  });

  it.each(['K', 'KSZABC', 'ksz', 'K1', 'KSZ '])('a code like %j', (code) => {
    expect(facilityInput.shape.code.safeParse(code).success).toBe(false);
  });
});
