// Person: who may hold a stamp when, and when a one-time code is in force.
import { describe, expect, it } from 'vitest';
import { isPinCodeInForce, stampConflict } from '../../src/domain/person.ts';

const wanted = (validFrom: string, validTo: string | null = null) => ({ personId: 'b', validFrom, validTo });
const held = (validFrom: string, validTo: string | null = null) => ({ personId: 'a', validFrom, validTo });

describe('a stamp', () => {
  it.each([
    ['nobody held it', [], wanted('2026-01-01'), null],
    ['someone holds it', [held('2026-01-01')], wanted('2026-06-01'), { kind: 'taken' }],
    ['someone will hold it while it is wanted', [held('2026-06-01')], wanted('2026-01-01'), { kind: 'taken' }],
    [
      'it is handed back the day it is wanted',
      [held('2026-01-01', '2026-06-01')],
      wanted('2026-06-01'),
      { kind: 'taken' },
    ],
    [
      'it rests until that day',
      [held('2026-01-01', '2026-06-15')],
      wanted('2026-09-15'),
      { kind: 'resting', until: '2026-09-15' },
    ],
    ['it has rested three months', [held('2026-01-01', '2026-06-15')], wanted('2026-09-16'), null],
    [
      'three months end with a shorter month',
      [held('2025-01-01', '2025-11-30')],
      wanted('2026-02-28'),
      { kind: 'resting', until: '2026-02-28' },
    ],
    [
      'someone gets it too soon after the period that is wanted',
      [held('2026-06-01')],
      wanted('2026-01-01', '2026-03-31'),
      { kind: 'resting', until: '2026-06-30' },
    ],
    [
      'it rests by the later of two',
      [held('2025-01-01', '2026-05-31'), held('2024-01-01', '2026-04-30')],
      wanted('2026-06-30'),
      { kind: 'resting', until: '2026-08-31' },
    ],
    ['the same person has it', [{ ...held('2026-01-01'), personId: 'b' }], wanted('2026-06-01'), null],
  ])('%s', (_, holdings, question, answer) => {
    expect(stampConflict(question, holdings)).toEqual(answer);
  });
});

describe('a one-time code', () => {
  const code = { usedAt: null, expiresAt: '2026-01-02T00:00:00.000Z', failures: 4 };
  const now = '2026-01-01T23:59:59.999Z';

  it('is in force until it is used, has expired, or was tried wrongly five times', () => {
    expect(isPinCodeInForce(code, now)).toBe(true);
    expect(isPinCodeInForce(code, code.expiresAt)).toBe(false);
    expect(isPinCodeInForce({ ...code, usedAt: now }, now)).toBe(false);
    expect(isPinCodeInForce({ ...code, failures: 5 }, now)).toBe(false);
  });
});
