// Installations: the time that stretches share, and what the versions of an item say of where it was.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { installationsTold, type Stretch, shared } from '../../../src/domain/registers/equipment.ts';
import { march } from '../../support/facts.ts';

const stretch = (from: number, to: number | null): Stretch => ({
  from: march(from),
  to: to === null ? null : march(to),
});

describe('the time that two stretches share', () => {
  it.each<[Stretch, Stretch, Stretch | null]>([
    [stretch(1, 5), stretch(3, 8), stretch(3, 5)],
    [stretch(1, 9), stretch(3, 5), stretch(3, 5)],
    [stretch(1, 3), stretch(3, 5), null],
    [stretch(1, 3), stretch(4, 5), null],
    [stretch(1, null), stretch(3, 5), stretch(3, 5)],
    [stretch(4, null), stretch(3, 5), stretch(4, 5)],
    [stretch(5, null), stretch(3, 5), null],
    [stretch(1, null), stretch(3, null), stretch(3, null)],
    [stretch(4, 4), stretch(3, 5), null],
  ])('%j and %j: %j', (a, b, expected) => {
    expect(shared(a, b)).toEqual(expected);
    expect(shared(b, a)).toEqual(expected);
  });

  it('is in both, and is all that is', () => {
    const day = fc.integer({ min: 1, max: 20 });
    const any = fc.tuple(day, fc.option(day)).map(([from, to]) => stretch(from, to));
    const holds = (s: Stretch | null, at: string) => s !== null && s.from <= at && (s.to === null || at < s.to);
    fc.assert(
      fc.property(any, any, day, (a, b, n) => {
        expect(holds(shared(a, b), march(n))).toBe(holds(a, march(n)) && holds(b, march(n)));
      }),
    );
  });
});

describe('installations', () => {
  const told = (...hosts: (string | null)[]) =>
    installationsTold(hosts.map((installedIn, at) => ({ revision: at + 1, since: march(at + 1), installedIn })));

  it('begin and end with the versions that say so', () => {
    expect(told()).toEqual([]);
    expect(told(null, null)).toEqual([]);
    expect(told('a', 'a')).toEqual([{ revision: 1, hostId: 'a', from: march(1), to: null }]);
    expect(told(null, 'a', 'a', 'b', null, 'a')).toEqual([
      { revision: 2, hostId: 'a', from: march(2), to: march(4) },
      { revision: 4, hostId: 'b', from: march(4), to: march(5) },
      { revision: 6, hostId: 'a', from: march(6), to: null },
    ]);
  });
});
