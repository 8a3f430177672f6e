// Operations: who corrected a labor entry.
import { expect, test } from 'vitest';
import { correctorsOf } from '../../../src/domain/workshop/operation.ts';

test.each([
  [{ correctors: [], correctedBy: null }, []],
  [{ correctors: ['a', 'b'], correctedBy: 'b' }, ['a', 'b']],
  // Entries of before know the last one only.
  [{ correctors: null, correctedBy: 'b' }, ['b']],
  [{ correctors: null, correctedBy: null }, []],
])('%j was corrected by %j', (entry, correctors) => {
  expect(correctorsOf(entry)).toEqual(correctors);
});
