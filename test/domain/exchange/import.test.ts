// Import: one that says it runs and has not moved for a minute was broken off; and what was imported is moved by nothing here.
import { expect, it } from 'vitest';
import {
  boundedFaults,
  keepable,
  MOST_FAULTS_OF_ROW,
  stateAt,
  unkeepableFaults,
} from '../../../src/domain/exchange/import.ts';
import { destination } from '../../../src/domain/orders/lifecycle.ts';

it.each([
  ['running', '2026-11-23T01:00:59.000Z', 'running'],
  ['running', '2026-11-23T01:01:01.000Z', 'interrupted'],
  ['done', '2026-11-24T01:00:00.000Z', 'done'],
] as const)('an import that is %s is, at %s, %s', (state, now, expected) => {
  expect(stateAt({ state, updatedAt: '2026-11-23T01:00:00.000Z' }, now)).toBe(expected);
});

it('an order that was imported is offered no action, whatever its status', () => {
  expect(destination('hold', { status: 'in_work', stoodAt: 'in_work' })).toBe('on_hold');
  expect(destination('hold', { status: 'in_work', stoodAt: 'in_work', historical: true })).toBeNull();
});

it('the faults of a row are told one by one up to a bound, and counted beyond it', () => {
  const faults = Array.from({ length: MOST_FAULTS_OF_ROW + 3 }, (_, n) => ({
    pointer: `/offers/${n}`,
    code: 'required',
    message: { en: 'It is required.', ja: '必須です。' },
  }));
  expect(boundedFaults(faults.slice(0, MOST_FAULTS_OF_ROW))).toHaveLength(MOST_FAULTS_OF_ROW);
  const bounded = boundedFaults(faults);
  expect(bounded.slice(0, -1)).toEqual(faults.slice(0, MOST_FAULTS_OF_ROW));
  expect(bounded.at(-1)).toMatchObject({
    pointer: '',
    code: 'import.more_faults',
    message: { en: expect.stringContaining('3 more') },
  });
});

it('what no database holds is told as what it is not', () => {
  expect([keepable('a\u0000b'), keepable('\ud800x'), keepable('😀整備')]).toEqual(['a\ufffdb', '\ufffdx', '😀整備']);
});

it('a row with a text that no database holds is refused, with each place of it', () => {
  const row = { a: 'A\u0000', b: ['x', { c: '\udc00' }], d: 1, e: null, f: '整備' };
  expect(unkeepableFaults(row).map(({ pointer, code }) => [pointer, code])).toEqual([
    ['/a', 'text.nul'],
    ['/b/1/c', 'text.lone_surrogate'],
  ]);
  expect(unkeepableFaults({ f: '整備😀' })).toEqual([]);
});
