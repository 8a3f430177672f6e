// Denials: which refusals are kept, and how many.
import { describe, expect, test } from 'vitest';
import { boundReached, DENIALS_KEPT, isDenial } from '../../../src/domain/evidence/denial.ts';
import { notFound, PROBLEM_CODES, Problem } from '../../../src/domain/problem.ts';

describe('denials', () => {
  test('are refusals by role, scope, pin or code, of who signs in and of forged requests, and records kept from sight', () => {
    expect(PROBLEM_CODES.filter((code) => isDenial(new Problem(code)))).toEqual([
      'session.csrf',
      'identity.refused',
      'identity.unknown_person',
      'access.role_denied',
      'access.outside_program',
      'access.not_holder',
      'key.issuer_conflict',
      'pin_code.issuer_conflict',
      'pin_code.refused',
      'signature.not_authenticated',
      'signature.throttled',
    ]);
    expect(isDenial(notFound(true))).toBe(true);
    expect(isDenial(notFound())).toBe(false);
  });

  test('what is hidden is answered as what is not there', () => {
    const { hides: _, ...hidden } = notFound(true);
    const { hides: __, ...missing } = notFound();
    expect(hidden).toEqual(missing);
  });

  test('of one person so many are kept in a minute and in a day, the last marked', () => {
    const { minute, day } = DENIALS_KEPT;
    expect(boundReached({ minute: 0, day: 0 })).toBe(null);
    expect(boundReached({ minute: minute.count - 1, day: 200 })).toBe('minute');
    expect(boundReached({ minute: minute.count, day: 200 })).toBe('full');
    expect(boundReached({ minute: 3, day: day.count - 1 })).toBe('day');
    expect(boundReached({ minute: minute.count - 1, day: day.count - 1 })).toBe('day');
    expect(boundReached({ minute: 0, day: day.count })).toBe('full');
  });
});
