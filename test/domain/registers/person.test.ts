// Person: who may hold a stamp when, and when a one-time code is in force.
import { describe, expect, it } from 'vitest';
import {
  inService,
  isPinCodeInForce,
  personFaults,
  qualificationFaults,
  qualifies,
  type Role,
  stampConflict,
} from '../../../src/domain/registers/person.ts';
import { personOf, qualificationOf } from '../../support/facts.ts';

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

describe('a person', () => {
  const person = (roles: Role[]) => personFaults({ ...personOf('x'), roles }).map((f) => `${f.pointer} ${f.code}`);

  it.each<[string, Role[], string[]]>([
    ['one role', ['depot_staff'], []],
    ['several roles', ['depot_staff', 'qa_inspector'], []],
    ['an administrator alone', ['administrator'], []],
    ['an administrator who inspects', ['administrator', 'qa_inspector'], ['/roles person.administrator_excludes']],
    ['a role twice', ['depot_staff', 'depot_staff'], ['/roles person.role_repeated']],
    ['an administrator twice', ['administrator', 'administrator'], ['/roles person.role_repeated']],
  ])('with %s', (_, roles, expected) => {
    expect(person(roles)).toEqual(expected);
  });

  it('is in service to the last day, that included', () => {
    const days = (endedOn: string | null) =>
      ['2026-03-09', '2026-03-10', '2026-03-11'].map((on) => inService({ endedOn }, on));
    expect(days('2026-03-10')).toEqual([true, true, false]);
    expect(days(null)).toEqual([true, true, true]);
  });
});

describe('a qualification', () => {
  const faults = (qualification: string, fields: object) =>
    qualificationFaults({ ...qualificationOf(qualification), ...fields }).map((f) => `${f.pointer} ${f.code}`);

  it.each([
    ['a GQAR with authority and delegation', 'GQAR', {}, []],
    ['a GQAR without an authority', 'GQAR', { authority: null }, ['/authority qualification.delegation_missing']],
    [
      'a GQAR without a delegation',
      'GQAR',
      { delegationReference: null },
      ['/delegationReference qualification.delegation_missing'],
    ],
    ['a CDI', 'CDI', {}, []],
    ['a CDI with an authority', 'CDI', { authority: 'dcma' }, ['/authority qualification.not_gqar']],
    ['a CDI with a delegation', 'CDI', { delegationReference: 'x' }, ['/delegationReference qualification.not_gqar']],
  ])('%s', (_, qualification, fields, expected) => {
    expect(faults(qualification, fields)).toEqual(expected);
  });

  it.each([
    ['there and then', {}, true],
    ['on its last day', { validTo: '2026-03-10' }, true],
    ['a day too late', { validTo: '2026-03-09' }, false],
    ['at another facility', { facilityIds: ['other'] }, false],
    ['for another platform', { platformIds: ['other'] }, false],
    ['with empty lists, which mean none', { facilityIds: [], platformIds: [] }, false],
  ])('counts %s: %j', (_, fields, expected) => {
    expect(qualifies(qualificationOf('CDI', fields), '2026-03-10', 'facility', 'platform')).toBe(expected);
  });
});
