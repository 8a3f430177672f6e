// The table of problem codes: both languages, sensible statuses, placeholders that are filled.
import { describe, expect, test } from 'vitest';
import {
  describeProblem,
  isProblemCode,
  PROBLEM_CODES,
  Problem,
  problems,
  refuseFaults,
} from '../../src/domain/problem.ts';

const table = Object.entries(problems);

describe('problems', () => {
  test.each(table)('%s is told in both languages, with a status of its kind', (code, { status, title, detail }) => {
    expect(code).toMatch(/^(internal|[a-z_]+\.[a-z_]+)$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    for (const message of [title, detail]) {
      expect(message.en.trim()).not.toBe('');
      // Kana or kanji: not English left standing.
      expect(message.ja).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
    }
    expect(title.en).not.toMatch(/\.$/);
    expect(detail.en).toMatch(/\.$/);
    expect(detail.ja).toMatch(/。$/);
  });

  test.each(table)('%s names the same placeholders in both languages', (_code, { detail }) => {
    const names = (message: string) => [...message.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
    expect(names(detail.ja)).toEqual(names(detail.en));
  });

  test('placeholders are filled: numbers, lists, texts, and a dash for what is missing', () => {
    expect(describeProblem('revision.stale', { currentRevision: 7 }, 'en').detail).toContain('which is 7.');
    expect(describeProblem('access.role_denied', { required: ['a', 'b'] }, 'ja').detail).toContain('a、b');
    expect(describeProblem('access.role_denied', { required: ['a', 'b'] }, 'en').detail).toContain('a, b');
    expect(describeProblem('access.role_denied', { required: { en: 'x', ja: '整備員' } }, 'ja').detail).toContain(
      '整備員',
    );
    expect(describeProblem('access.role_denied', { required: { en: 'only' } }, 'ja').detail).toContain('only');
    expect(describeProblem('access.role_denied', { required: [] }, 'en').detail).toContain('—');
    expect(describeProblem('access.role_denied', {}, 'en').detail).toContain('—');
    const lock = { lockedUntil: '2026-11-23T15:29:00.000Z' };
    expect(describeProblem('signature.throttled', lock, 'ja').detail).toContain('2026-11-24 00:29（日本時間）まで');
    expect(describeProblem('signature.not_authenticated', { triesLeft: 4 }, 'ja').detail).toContain('残り4回で');
    const stands = { orderStatus: 'in_work', offered: ['present'] };
    expect(describeProblem('transition.not_offered', stands, 'ja').detail).toMatch(
      /「作業中（in_work）」.*（present）/,
    );
    expect(describeProblem('transition.not_offered', stands, 'en').detail).toContain('in work (in_work)');
    expect(describeProblem('access.role_denied', { required: ['qa_inspector'] }, 'ja').detail).toContain(
      '検査員（qa_inspector）',
    );
    for (const code of PROBLEM_CODES) expect(describeProblem(code, {}, 'ja').detail).not.toMatch(/[{}]/);
  });

  test('a problem is an error with its code, status and extra', () => {
    const problem = new Problem('revision.stale', { currentRevision: 2 });
    expect(problem).toBeInstanceOf(Error);
    expect([problem.code, problem.status, problem.extra]).toEqual(['revision.stale', 412, { currentRevision: 2 }]);
    expect(isProblemCode('revision.stale')).toBe(true);
    expect(isProblemCode('__proto__')).toBe(false);
  });

  test('faults are refused together; none is no refusal', () => {
    expect(() => refuseFaults([])).not.toThrow();
    const fault = { pointer: '/a', code: 'x.y', message: { en: 'A.', ja: 'あ。' } };
    expect(() => refuseFaults([fault, fault])).toThrow(expect.objectContaining({ extra: { errors: [fault, fault] } }));
  });
});
