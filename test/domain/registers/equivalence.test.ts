// The equivalence engine: cases, and random registers compared with a slow second implementation.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shippedEquivalences } from '../../../src/data/index.ts';
import {
  DEGREES,
  type Equivalence,
  equivalenceFaults,
  equivalenceInput,
  equivalenceRecord,
  type SatisfactionQuestion,
  satisfaction,
} from '../../../src/domain/registers/equivalence.ts';
import { satisfies } from '../../../src/domain/registers/satisfaction.ts';

const idOf = (n: number) => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const PLATFORM = idOf(0xa1);
const OTHER_PLATFORM = idOf(0xa2);
const ON = '2026-06-01';

const basis = { document: 'MOU', reference: '3.2' };
let made = 0;
function edge(held: string, required: string, over: Partial<Equivalence> = {}): Equivalence {
  made += 1;
  return {
    id: idOf(made),
    createdAt: '2026-01-01T00:00:00.000Z',
    revision: 1,
    held,
    required,
    degree: 'identical',
    conditions: [],
    platformIds: [],
    activities: [],
    basis,
    approvedBy: 'both',
    validFrom: '2026-01-01',
    validTo: null,
    ...over,
  };
}
const condition = (code: string) => ({ code, text: { en: `en ${code}`, ja: `ja ${code}` } });
const equivalent = { degree: 'equivalent' } as const;
const partial = (...codes: string[]) => ({ degree: 'partial', conditions: codes.map(condition) }) as const;

function ask(equivalences: Equivalence[], over: Partial<SatisfactionQuestion> = {}) {
  const answer = satisfies({
    held: 'H',
    required: 'R',
    on: ON,
    platformId: PLATFORM,
    activity: 'repair',
    supplements: [],
    equivalences,
    ...over,
  });
  expect(satisfaction.parse(answer)).toEqual(answer);
  return answer;
}
const route = (answer: ReturnType<typeof ask>) => answer.path.map((s) => `${s.held}>${s.required}`);
const obstacles = (answer: ReturnType<typeof ask>) => answer.nearest.map((n) => n.obstacles.map((o) => o.kind));

describe('what satisfies', () => {
  test('the standard itself, without a path, in whatever width it is typed', () => {
    const answer = ask([], { held: 'ＡＳ９１１０Ｃ', required: 'AS9110C' });
    expect(answer).toMatchObject({ satisfied: true, path: [], nearest: [] });
    expect(answer.reasons).toHaveLength(1);
  });
  test('an identical standard, with basis and period in the reason', () => {
    const answer = ask([edge('H', 'R', { validTo: '2026-12-31', revision: 4 })]);
    expect(answer.path).toMatchObject([{ degree: 'identical', revision: 4, basis, validTo: '2026-12-31' }]);
    expect(answer.reasons[0]).toEqual({
      en: 'H is identical to R (MOU, 3.2; in effect from 2026-01-01 to 2026-12-31).',
      ja: 'HはRと同一です（MOU, 3.2、有効期間：2026-01-01から2026-12-31まで）。',
    });
  });
  test.each([
    ['one equivalent step', [edge('H', 'R', equivalent)]],
    ['an identical step and then an equivalent one', [edge('H', 'A'), edge('A', 'R', equivalent)]],
    ['an equivalent step between identical ones', [edge('H', 'A'), edge('A', 'B', equivalent), edge('B', 'R')]],
    ['five identical steps', [edge('H', 'A'), edge('A', 'B'), edge('B', 'C'), edge('C', 'D'), edge('D', 'R')]],
    ['codes typed in another width', [edge('Ｈ', 'A'), edge('Ａ', 'Ｒ')]],
  ])('%s', (_, equivalences) => {
    const answer = ask(equivalences);
    expect(answer.satisfied).toBe(true);
    expect(answer.path).toHaveLength(equivalences.length);
    expect(answer.reasons).toHaveLength(equivalences.length);
  });
  test('a partial step whose every condition is met, showing only the evidence it used', () => {
    const supplements = [
      { condition: 'b', evidence: 'QP-7' },
      { condition: 'other', evidence: 'X' },
      { condition: 'ａ', evidence: 'QP-6' },
    ];
    const answer = ask([edge('H', 'R', partial('a', 'b'))], { supplements });
    expect(answer.path[0]?.supplements).toEqual([supplements[0], supplements[2]]);
    expect(answer.reasons[0]?.en).toContain('b: QP-7; ａ: QP-6');
  });
  test.each(['2026-01-01', '2026-06-30'])('on %s, the first or last day of the period', (on) => {
    expect(ask([edge('H', 'R', { validTo: '2026-06-30' })], { on }).satisfied).toBe(true);
  });
  test('a scoped step for the platform and activity it names', () => {
    expect(ask([edge('H', 'R', { platformIds: [OTHER_PLATFORM, PLATFORM], activities: ['repair'] })]).satisfied).toBe(
      true,
    );
  });
  test('an unscoped question over unscoped steps, and says what was not named', () => {
    const answer = ask([edge('H', 'R')], { platformId: null, activity: null });
    expect(answer.satisfied).toBe(true);
    expect(answer.reasons).toHaveLength(3);
  });
});

describe('which path is chosen', () => {
  test('the shorter one before the more identical one', () => {
    expect(route(ask([edge('H', 'A'), edge('A', 'R'), edge('H', 'R', equivalent)]))).toEqual(['H>R']);
  });
  test('of equally long ones the identical before the equivalent before the partial', () => {
    const register = [edge('H', 'R', partial('a')), edge('H', 'R', equivalent), edge('H', 'R')];
    const supplements = [{ condition: 'a', evidence: 'e' }];
    expect(ask(register, { supplements }).path[0]?.degree).toBe('identical');
    expect(ask(register.slice(0, 2), { supplements }).path[0]?.degree).toBe('equivalent');
  });
  test('a longer identical way to a standard when the short one has spent the only step', () => {
    const register = [edge('H', 'B', equivalent), edge('H', 'A'), edge('A', 'B'), edge('B', 'R', equivalent)];
    expect(route(ask(register))).toEqual(['H>A', 'A>B', 'B>R']);
  });
  test('the same one, in whatever order the register is read', () => {
    const register = [edge('H', 'A'), edge('H', 'B'), edge('A', 'R'), edge('B', 'R')];
    expect(ask([...register].reverse())).toEqual(ask(register));
    expect(route(ask(register))).toEqual(['H>A', 'A>R']);
  });
  test('cycles do not matter', () => {
    const register = [edge('H', 'A'), edge('A', 'H'), edge('A', 'A'), edge('A', 'R'), edge('R', 'H')];
    expect(route(ask(register))).toEqual(['H>A', 'A>R']);
    expect(ask([edge('H', 'A'), edge('A', 'H')]).satisfied).toBe(false);
  });
});

describe('why not', () => {
  test('no path: an edge in the other direction does not count', () => {
    const answer = ask([edge('R', 'H'), edge('H', 'X')]);
    expect(answer.nearest).toEqual([]);
    expect(answer.reasons).toEqual([
      { en: 'No equivalence leads from H to R.', ja: 'HからRに至る同等性はありません。' },
    ]);
  });
  test.each([
    ['2025-12-31', 'from 2026-01-01 to 2026-06-30'],
    ['2026-07-01', 'from 2026-01-01 to 2026-06-30'],
  ])('out of date on %s, with the dates', (on, period) => {
    const answer = ask([edge('H', 'R', { ...equivalent, validTo: '2026-06-30' })], { on });
    expect(obstacles(answer)).toEqual([['not_in_effect']]);
    expect(answer.reasons[0]?.en).toContain(on);
    expect(answer.reasons[0]?.en).toContain(period);
  });
  test.each([
    ['another platform', { platformIds: [OTHER_PLATFORM] }, {}, 'does not cover this platform'],
    ['no platform named', { platformIds: [PLATFORM] }, { platformId: null }, 'no platform was named'],
    [
      'another activity',
      { activities: ['inspection' as const, 'test' as const] },
      {},
      'inspection, test only, not for repair',
    ],
    ['no activity named', { activities: ['repair' as const] }, { activity: null }, 'no activity was named'],
  ])('out of scope: %s', (_, over, question, words) => {
    const answer = ask([edge('H', 'R', over)], question);
    expect(obstacles(answer)).toEqual([['out_of_scope']]);
    expect(answer.reasons[0]?.en).toContain(words);
  });
  test('unmet conditions, only those that nothing meets, in either language', () => {
    const conditions = [condition('a'), { code: 'b', text: { ja: '計画' } }, { code: 'c', text: { en: 'plan' } }];
    const answer = ask([edge('H', 'R', { degree: 'partial', conditions })], {
      supplements: [{ condition: 'a', evidence: 'e' }],
    });
    expect(answer.nearest[0]?.obstacles).toMatchObject([
      { kind: 'conditions_unmet', conditions: [{ code: 'b' }, { code: 'c' }] },
    ]);
    expect(answer.reasons[0]?.en).toContain('計画 [b]; plan [c].');
    expect(answer.reasons[0]?.ja).toContain('計画［b］、plan［c］。');
  });
  test('two steps that are not identical', () => {
    const answer = ask([edge('H', 'A', equivalent), edge('A', 'R', equivalent)]);
    expect(obstacles(answer)).toEqual([['too_many_steps']]);
    expect(answer.reasons[0]?.en).toBe(
      'The path H → A → R has 2 steps that are not identical; at most one is allowed.',
    );
  });
  test('an explicit none, and a none out of force or scope is no reason', () => {
    const none = { degree: 'none' } as const;
    expect(obstacles(ask([edge('H', 'R', none)]))).toEqual([['not_recognised']]);
    for (const over of [
      { validTo: '2026-02-01' },
      { platformIds: [OTHER_PLATFORM] },
      { activities: ['test' as const] },
    ])
      expect(ask([edge('H', 'R', { ...none, ...over })]).nearest).toEqual([]);
  });
  test('everything at once: all that stops a path, every path, the nearest first, each step told once', () => {
    const late = edge('A', 'R', {
      validFrom: '2027-01-01',
      platformIds: [OTHER_PLATFORM],
      activities: ['test'],
      ...partial('a'),
    });
    const answer = ask([edge('H', 'A'), edge('H', 'B'), edge('B', 'A'), late, edge('H', 'R', { degree: 'none' })]);
    expect(obstacles(answer)).toEqual([
      ['not_recognised'],
      ['not_in_effect', 'out_of_scope', 'out_of_scope', 'conditions_unmet'],
      ['not_in_effect', 'out_of_scope', 'out_of_scope', 'conditions_unmet'],
    ]);
    expect(answer.reasons).toHaveLength(5);
  });
  test('a longer path that one thing stops comes before a shorter one that two stop', () => {
    const ended = { validTo: '2026-02-01' };
    const answer = ask([edge('H', 'R', { ...ended, activities: ['test'] }), edge('H', 'A'), edge('A', 'R', ended)]);
    expect(answer.nearest.map((near) => near.steps.length)).toEqual([2, 1]);
  });
  test('equally near paths come in the order of their equivalences', () => {
    const register = ['A', 'B', 'C'].flatMap((by) => [edge('H', by), edge(by, 'R', { validTo: '2026-02-01' })]);
    for (const equivalences of [register, [...register].reverse()])
      expect(ask(equivalences).nearest.map((near) => near.steps[0]?.required)).toEqual(['A', 'B', 'C']);
  });
  test('a dense register is explained in bounds: ten paths, the first found first, and that there are more', () => {
    const names = Array.from({ length: 14 }, (_, n) => `N${n}`);
    const dense = names.flatMap((from) => names.filter((to) => to !== from).map((to) => edge(from, to)));
    const answer = ask([...dense, edge('H', 'N0'), edge('N13', 'R', { validTo: '2026-02-01' })]);
    expect(answer.nearest).toHaveLength(10);
    expect(answer.nearest[0]?.steps).toHaveLength(3);
    expect(answer.reasons.at(-1)?.en).toBe('Further paths are not listed.');
  });
  test('eleven paths, all searched: ten are shown and it says that there are more', () => {
    const ended = { validTo: '2026-02-01' };
    const answer = ask(Array.from({ length: 11 }, () => edge('H', 'R', ended)));
    expect(answer.nearest).toHaveLength(10);
    expect(answer.reasons.at(-1)?.en).toBe('Further paths are not listed.');
    expect(ask(Array.from({ length: 10 }, () => edge('H', 'R', ended))).reasons).toHaveLength(1);
  });
});

describe('the shipped register', () => {
  const register = shippedEquivalences().map((shipped) => edge(shipped.held, shipped.required, shipped));
  const on = '2026-06-01';
  test.each([
    ['SJAC 9110B', 'AS9110C', true],
    ['AS9110C', 'SJAC 9110B', false],
    ['JIS Q 9001', 'ISO 9001', true],
    ['ISO 9001', 'JIS Q 9001', true],
    ['EN 4179', 'NAS410-5', true],
    ['ISO 9712', 'NAS410-5', false],
    ['JIS Z 2305', 'NAS410-5', false],
    ['JIS Z 3801', 'AWS D17.1', false],
    ['JIS Q 17025', 'ANSI/NCSL Z540.3', false],
    ['ATLA-DICS-2022', 'NIST SP 800-171', false],
  ])('%s for %s: %s', (held, required, satisfied) => {
    const answer = ask(register, { held, required, on });
    expect(answer.satisfied).toBe(satisfied);
  });
  test('a Japanese calibration laboratory meets Z540.3 once it shows the 2 % rule', () => {
    const supplements = [{ condition: 'false_accept_2_percent', evidence: 'CAL-PROC-12' }];
    const answer = ask(register, { held: 'JIS Q 17025', required: 'ANSI/NCSL Z540.3', on, supplements });
    expect(answer.path.map((s) => s.degree)).toEqual(['identical', 'partial']);
  });
  test('ISO 9712 for NAS410-5 is shown as the trap it is', () => {
    expect(obstacles(ask(register, { held: 'ISO 9712', required: 'NAS410-5', on }))).toEqual([['not_recognised']]);
  });
});

describe('faults of an equivalence', () => {
  const good = {
    held: 'H',
    required: 'R',
    degree: 'equivalent' as const,
    conditions: [],
    validFrom: '2026-01-01',
    validTo: null,
  };
  test.each([
    ['nothing', {}, []],
    ['to itself', { required: 'Ｈ' }, [['/required', 'equivalence.to_itself']]],
    ['partial without conditions', { degree: 'partial' as const }, [['/conditions', 'equivalence.conditions_missing']]],
    [
      'conditions on another degree',
      { conditions: [condition('a')] },
      [['/conditions', 'equivalence.conditions_unexpected']],
    ],
    ['partial with conditions', partial('a', 'b'), []],
    ['the same condition twice', partial('a', 'b', 'ａ'), [['/conditions/2/code', 'equivalence.condition_repeated']]],
    ['a reversed period', { validTo: '2025-12-31' }, [['/validTo', 'period.reversed']]],
    [
      'all at once',
      { required: 'H', degree: 'partial' as const, validTo: '2025-12-31' },
      [
        ['/required', 'equivalence.to_itself'],
        ['/conditions', 'equivalence.conditions_missing'],
        ['/validTo', 'period.reversed'],
      ],
    ],
  ])('%s', (_, over, faults) => {
    expect(equivalenceFaults({ ...good, ...over }).map((f) => [f.pointer, f.code])).toEqual(faults);
  });
  test('input fills what may be left out, and refuses what it does not know', () => {
    const given = { held: 'H', required: 'R', degree: 'identical', basis, approvedBy: 'both', validFrom: '2026-01-01' };
    expect(equivalenceInput.parse(given)).toEqual({
      ...given,
      conditions: [],
      platformIds: [],
      activities: [],
      validTo: null,
    });
    expect(equivalenceInput.safeParse({ ...given, note: 'x' }).success).toBe(false);
    expect(equivalenceInput.safeParse({ ...given, degree: 'similar' }).success).toBe(false);
    expect(equivalenceRecord.safeParse(edge('H', 'R')).success).toBe(true);
  });
});

// ── Random registers ────────────────────────────────────────────────────────────────────────────────────────────────
const node = fc.constantFrom('H', 'A', 'B', 'C', 'R');
const from = fc.constantFrom('2026-01-01', '2026-01-01', '2026-05-31', ON, ON, '2026-06-02');
const to = fc.constantFrom(null, null, null, '2026-05-31', ON, ON, '2026-12-31');
const register = fc.array(
  fc
    .record({
      held: node,
      required: node,
      degree: fc.constantFrom(...DEGREES, 'identical' as const, 'identical' as const),
      codes: fc.uniqueArray(fc.constantFrom('a', 'b'), { minLength: 1 }),
      platformIds: fc.constantFrom([], [], [], [], [PLATFORM], [PLATFORM], [OTHER_PLATFORM]),
      activities: fc.constantFrom([], [], [], [], ['repair' as const], ['repair' as const], ['test' as const]),
      validFrom: from,
      validTo: to,
    })
    .filter((e) => e.held !== e.required && (e.validTo === null || e.validFrom <= e.validTo)),
  { minLength: 4, maxLength: 16 },
);
const question = fc.record({
  platformId: fc.constantFrom(PLATFORM, null),
  activity: fc.constantFrom('repair' as const, null),
  supplements: fc.subarray([
    { condition: 'a', evidence: 'A' },
    { condition: 'b', evidence: 'B' },
  ]),
});
type Random = ReturnType<typeof toRegister>;
function toRegister(edges: { codes: string[] }[]) {
  return edges.map(({ codes, ...rest }, index) => {
    const given = rest as Partial<Equivalence>;
    return edge(given.held ?? '', given.required ?? '', {
      ...given,
      id: idOf(index + 1),
      conditions: given.degree === 'partial' ? codes.map(condition) : [],
    });
  });
}
type Asked = Pick<SatisfactionQuestion, 'platformId' | 'activity' | 'supplements'>;

/** The rule, word for word, of one edge. */
function usable(e: Equivalence, asked: Asked): boolean {
  const inEffect = e.validFrom <= ON && (e.validTo ?? '9999-12-31') >= ON;
  const forPlatform = e.platformIds.length === 0 || e.platformIds.some((p) => p === asked.platformId);
  const forActivity = e.activities.length === 0 || e.activities.some((a) => a === asked.activity);
  const met = e.conditions.every((c) => asked.supplements.some((s) => s.condition === c.code));
  return inEffect && forPlatform && forActivity && e.degree !== 'none' && met;
}

/** Every route without a repeated standard, by plain recursion. */
function allRoutes(edges: Random, from: string, visited: string[] = [from]): Equivalence[][] {
  if (from === 'R') return [[]];
  return edges
    .filter((e) => e.held === from && !visited.includes(e.required))
    .flatMap((e) => allRoutes(edges, e.required, [...visited, e.required]).map((rest) => [e, ...rest]));
}
const unlike = (path: readonly { degree: string }[]) => path.filter((s) => s.degree !== 'identical').length;
const worth = (path: readonly { degree: string }[]) =>
  path.length * 10 + unlike(path) * 3 + (path.some((s) => s.degree === 'partial') ? 1 : 0);

test('random registers: the answer and the length and degree of the path agree with plain enumeration', () => {
  let yes = 0;
  fc.assert(
    fc.property(register, question, (edges, asked) => {
      const equivalences = toRegister(edges);
      const answer = ask(equivalences, asked);
      const good = allRoutes(
        equivalences.filter((e) => usable(e, asked)),
        'H',
      ).filter((path) => unlike(path) <= 1);
      expect(answer.satisfied).toBe(good.length > 0);
      if (!answer.satisfied) return;
      yes += 1;
      expect(worth(answer.path)).toBe(Math.min(...good.map(worth)));
    }),
    { numRuns: 1500 },
  );
  expect(yes).toBeGreaterThan(150);
});

test('random registers: each path found is connected, in effect, in scope, within the rule, and all its evidence is shown', () => {
  fc.assert(
    fc.property(register, question, (edges, asked) => {
      const equivalences = toRegister(edges);
      const answer = ask(equivalences, asked);
      if (!answer.satisfied) return;
      expect(answer.path[0]?.held).toBe('H');
      expect(answer.path.at(-1)?.required).toBe('R');
      answer.path.forEach((taken, index) => {
        const behind = equivalences.find((e) => e.id === taken.equivalenceId) ?? expect.fail('an unknown equivalence');
        expect(usable(behind, asked)).toBe(true);
        expect(taken.held).toBe(index === 0 ? 'H' : answer.path[index - 1]?.required);
        expect(taken.supplements.map((s) => s.condition).sort()).toEqual(behind.conditions.map((c) => c.code).sort());
      });
      expect(unlike(answer.path)).toBeLessThanOrEqual(1);
    }),
    { numRuns: 1500 },
  );
});

test('random registers: a refusal names every path there is, each with at least one true obstacle', () => {
  let explained = 0;
  fc.assert(
    fc.property(register, question, (edges, asked) => {
      const equivalences = toRegister(edges);
      const answer = ask(equivalences, asked);
      if (answer.satisfied) return;
      expect(answer.reasons.length).toBeGreaterThan(0);
      const leading = equivalences.filter((e) => e.degree !== 'none' || usable({ ...e, degree: 'identical' }, asked));
      const paths = allRoutes(leading, 'H').map((path) => path.map((e) => e.id).join());
      const named = answer.nearest.map((near) => near.steps.map((s) => s.equivalenceId).join());
      expect(new Set(named).size).toBe(named.length);
      expect(paths).toEqual(expect.arrayContaining(named));
      expect(named).toHaveLength(Math.min(10, paths.length));
      for (const { steps, obstacles: found } of answer.nearest) {
        explained += 1;
        expect(found.length).toBeGreaterThan(0);
        const blamed = new Set(found.map((o) => o.equivalenceId).filter((blame) => blame !== null));
        const bad = steps
          .map((s) => equivalences.find((e) => e.id === s.equivalenceId) ?? expect.fail('an unknown equivalence'))
          .filter((e) => !usable(e, asked));
        expect([...blamed].sort()).toEqual(bad.map((e) => e.id).sort());
        expect(found.some((o) => o.kind === 'too_many_steps')).toBe(
          steps.filter((s) => s.degree === 'equivalent' || s.degree === 'partial').length > 1,
        );
      }
    }),
    { numRuns: 1500 },
  );
  expect(explained).toBeGreaterThan(150);
});
