// Inspection: what conforms, and limits that make no sense.
import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../../src/domain/faults.ts';
import {
  characteristicFaults,
  conforms,
  inspectionInput,
  resultsInput,
  resultWarnings,
} from '../../../src/domain/workshop/inspection.ts';
import { characteristicOf } from '../../support/facts.ts';

describe('a result conforms', () => {
  it.each([
    // lower, upper, value, conforms, answer
    ['40', '45', '40', null, true],
    ['40', '45', '45.000', null, true],
    ['40', '45', '39.999', null, false],
    ['40', '45', '45.001', null, false],
    ['40', null, '1000', null, true],
    ['40', null, '39', null, false],
    [null, '45', '-1000', null, true],
    [null, '45', '46', null, false],
    [null, null, '-7', null, true],
    ['40', '45', '42', true, true],
    ['40', '45', '46', true, false],
    ['40', '45', '42', false, false],
    [null, null, null, true, true],
    [null, null, null, false, false],
    [null, null, null, null, false],
    ['40', null, null, true, false],
    [null, '45', null, true, false],
  ])('between %s and %s: %s, said to conform: %s → %s', (lower, upper, value, said, expected) => {
    expect(conforms(characteristicOf({ lower, upper }), { value, conforms: said })).toBe(expected);
  });
});

describe('results', () => {
  it('are warned of where a measured value names no instrument', () => {
    const { results } = resultsInput.parse({
      results: [
        { characteristic: 1, value: '1', instrumentId: '01940000-0000-7000-8000-000000000001' },
        { characteristic: 2, conforms: true },
        { characteristic: 3, value: '1' },
      ],
    });
    expect(resultWarnings(results).map((w) => `${w.pointer} ${w.code}`)).toEqual([
      '/results/2/instrumentId result.no_instrument',
    ]);
  });
});

describe('characteristics', () => {
  it('with the upper limit below the lower are faults, each at its place', () => {
    const limits: [string | null, string | null][] = [
      ['1', '2'],
      ['2', '1'],
      ['1', '1.0'],
      [null, '1'],
      ['1', null],
      ['-1', '-1.5'],
    ];
    const faults = characteristicFaults(limits.map(([lower, upper]) => characteristicOf({ lower, upper })));
    expect(faults.map((f) => f.pointer)).toEqual(['/characteristics/1/upper', '/characteristics/5/upper']);
    expect(faults[0]).toMatchObject({
      code: 'characteristic.limits_reversed',
      message: { ja: expect.stringContaining('上限') },
    });
  });

  it('keep their limits as they were written', () => {
    const parsed = inspectionInput.parse({
      kind: 'final',
      characteristics: [{ name: { en: 'torque' }, method: 'wrench', lower: '40.10' }],
    });
    expect(parsed.characteristics[0]).toMatchObject({ lower: '40.10', upper: null, unit: null, standard: null });
    expect(parsed.operationId).toBeNull();
  });

  it.each([
    ['a number for a text', { characteristic: 1, value: 42 }, '/results/0/value value.wrong_type'],
    ['exponents', { characteristic: 1, value: '1e9' }, '/results/0/value text.wrong_form'],
    ['place 0', { characteristic: 0, value: '1' }, '/results/0/characteristic number.too_small'],
    [
      'a foreign form of id',
      { characteristic: 1, value: '1', instrumentId: '../x' },
      '/results/0/instrumentId id.malformed',
    ],
  ])('a result with %s is refused', (_, result, expected) => {
    expect(faultsOf(resultsInput.safeParse({ results: [result] })).map((f) => `${f.pointer} ${f.code}`)).toEqual([
      expected,
    ]);
  });
});
