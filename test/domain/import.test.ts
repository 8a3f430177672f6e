// Import: one that says it runs and has not moved for a minute was broken off; and what was imported is moved by nothing here.
import { expect, it } from 'vitest';
import { stateAt } from '../../src/domain/import.ts';
import { destination } from '../../src/domain/lifecycle.ts';

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
