// Merge patch: the examples of RFC 7396, and the schema of a patch.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mergePatch, patchSchema } from '../../src/domain/merge-patch.ts';

describe('mergePatch', () => {
  // RFC 7396, appendix A: original, patch, result.
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j is %j', (original, patch, result) => {
    const before = structuredClone(original);
    expect(mergePatch(original, patch)).toEqual(result);
    expect(original).toEqual(before);
  });

  it('takes no notice of undefined and never touches the prototype', () => {
    expect(mergePatch({ a: 1 }, { a: undefined })).toEqual({ a: 1 });
    const merged = mergePatch({}, JSON.parse('{"__proto__":{"isAdmin":true}}')) as Record<string, unknown>;
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  });
});

describe('patchSchema', () => {
  const schema = patchSchema(
    z.strictObject({
      name: z.strictObject({ en: z.string().optional(), ja: z.string().optional() }).refine((n) => n.en || n.ja),
      count: z.int().default(1).meta({ description: 'How many.' }),
      tags: z.array(z.string()).max(2).default([]),
      note: z.string().nullable().default(null),
    }),
  );

  it('lets every member be left out, and what need not be there be removed, at any depth', () => {
    for (const patch of [{}, { name: { en: null } }, { count: null, tags: null, note: null }])
      expect(schema.parse(patch)).toEqual(patch);
  });

  it('adds no defaults and refuses what has a wrong form or name', () => {
    expect(schema.parse({ note: 'x' })).toEqual({ note: 'x' });
    for (const patch of [
      { name: null },
      { count: 'x' },
      { tags: ['a', 'b', 'c'] },
      { name: { fr: 'x' } },
      { other: 1 },
    ])
      expect(schema.safeParse(patch).success).toBe(false);
  });

  it('keeps the descriptions of members', () => {
    expect((schema.shape as Record<string, z.ZodType>).count?.meta()?.description).toBe('How many.');
  });
});
