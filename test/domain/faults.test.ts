// Faults: every way in which a body can be wrong is told with its place, its code and words in both languages.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { FORM_NAMES, faultsOf, pointerTo, RULE_CODES } from '../../src/domain/faults.ts';
import { pinInput } from '../../src/domain/registers/person.ts';
import { decimal, id, instant, isoDate, text, token, words } from '../../src/domain/values.ts';

const told = (schema: z.ZodType, given: unknown) => {
  const faults = faultsOf(schema.safeParse(given));
  for (const { message } of faults) {
    expect(message.en).toMatch(/^[A-Z].*\.$/);
    expect(message.ja).toMatch(/[\u3040-\u30ff\u4e00-\u9fff].*。$/);
  }
  return faults.map(({ pointer, code, message }) => `${pointer} ${code} ${message.en}`);
};

const one = z.strictObject({ a: z.string() });

const src = new URL('../../src/', import.meta.url);
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(name, src), 'utf8'));

describe('a fault', () => {
  it.each<[string, z.ZodType, unknown, string[]]>([
    ['none', one, { a: 'x' }, []],
    ['missing', one, {}, ['/a value.missing This is required.']],
    [
      'unknown, each by its own name',
      one,
      { a: 'x', b: 1, 'c/d~e': 2 },
      [
        '/b property.unknown There is no property of this name here.',
        '/c~1d~0e property.unknown There is no property of this name here.',
      ],
    ],
    ['a text for a number', z.number(), 'x', [' value.wrong_type Must be a number.']],
    ['a number for a text', one, { a: 1 }, ['/a value.wrong_type Must be a text.']],
    ['null', one, { a: null }, ['/a value.wrong_type Must be a text.']],
    ['a fraction', z.int(), 1.5, [' number.not_integer Must be a whole number.']],
    ['a text for a whole number', z.int(), 'x', [' value.wrong_type Must be a number.']],
    ['a text for yes or no', z.boolean(), 'x', [' value.wrong_type Must be true or false.']],
    ['a list for an object', one, [], [' value.wrong_type Must be an object.']],
    ['an object for a list', z.array(z.string()), {}, [' value.wrong_type Must be a list.']],
    ['a list for a record', z.record(z.string(), z.number()), [], [' value.wrong_type Must be an object.']],
    ['something for null', z.null(), 1, [' value.wrong_type Must be null.']],
    ['a type without a name of its own', z.bigint(), 1, [' value.wrong_type Must be bigint.']],
    ['not among the values', z.enum(['a', 'b', 'c']), 'd', [' value.not_allowed Must be a, b or c.']],
    ['not the only value', z.literal('a'), 'd', [' value.not_allowed Must be a.']],
    ['too short', z.string().min(1), '', [' text.too_short Must have at least 1 character.']],
    ['too long', z.string().max(2), 'abc', [' text.too_long Must have at most 2 characters.']],
    ['too few', z.array(z.string()).min(1), [], [' list.too_short Must have at least 1 item.']],
    ['too many', z.array(z.string()).max(2), ['a', 'b', 'c'], [' list.too_long Must have at most 2 items.']],
    ['too few in a set', z.set(z.string()).min(2), new Set(['a']), [' list.too_short Must have at least 2 items.']],
    [
      'too many in a map',
      z.map(z.string(), z.string()).max(1),
      new Map([
        ['a', 'b'],
        ['c', 'd'],
      ]),
      [' list.too_long Must have at most 1 item.'],
    ],
    ['too small', z.number().min(1), 0, [' number.too_small Must be at least 1.']],
    ['too big', z.number().max(1), 2, [' number.too_big Must be at most 1.']],
    ['not above', z.number().gt(1), 1, [' number.too_small Must be above 1.']],
    ['not below', z.number().lt(1), 1, [' number.too_big Must be below 1.']],
    ['not a multiple', z.number().multipleOf(5), 7, [' number.not_multiple Must be a multiple of 5.']],
    ['no UUID', id, 'x', [' id.malformed Must be a UUID.']],
    ['another form', z.string().regex(/^a$/), 'b', [' text.wrong_form Does not have the required form.']],
    ['a form with a name', z.email(), 'b', [' text.wrong_form Does not have the form of email.']],
    [
      'a name of another form',
      z.record(z.string().regex(/^a$/), z.number()),
      { b: 1 },
      ['/b property.malformed_name The name of this property does not have the required form.'],
    ],
    [
      'a faulty element of a map',
      z.map(z.string(), z.number()),
      new Map([['a', 'x']]),
      ['/a value.wrong_type Must be a number.'],
    ],
    [
      'a faulty element under a key that is no name',
      z.map(z.boolean(), z.number()),
      new Map([[true, 'x']]),
      [' value.wrong_type Must be a number.'],
    ],
    ['a rule of ours', text, {}, [' text.no_language Give the text in English (en), in Japanese (ja), or in both.']],
    ['an unknown rule', z.string().refine(() => false), 'x', [' value.not_allowed Is not allowed here.']],
    [
      'a rule that brings its words',
      z.string().refine(() => false, { params: { code: 'x.y', message: { en: 'No.', ja: '不可です。' } } }),
      'x',
      [' x.y No.'],
    ],
    ['a date of another form', isoDate, '23/11/2026', [' text.wrong_form Write the date as 2026-11-23.']],
    ['full-width digits', decimal, '４２', [' text.wrong_form Digits, such as 42.1.']],
    ['nothing at all, told once', token(), '', [' text.too_short Must have at least 1 character.']],
    ['white space alone, told once', token(), ' ', [' text.blank Must not be blank.']],
    ['white space around a number', token(), 'A1\u3000', [' text.edges Must not begin or end with white space.']],
    ['two lines', token(), 'A\n1', [' text.wrong_form Must be one line, without line breaks.']],
    [
      'text that is read in another order than it is written',
      words(),
      'A\u202e321',
      [
        ' text.bidi_control Holds a control character that turns the direction of reading (U+202A to U+202E, U+2066 to U+2069).',
      ],
    ],
    [
      'a date that is none',
      isoDate,
      '2026-02-30',
      [' date.impossible There is no such date in the years 1900 to 2999.'],
    ],
    [
      'an instant that is none',
      instant,
      'now',
      [' instant.malformed Must be an instant of RFC 3339 with its offset, such as 2026-11-23T09:00:00+09:00.'],
    ],
    [
      'several at once, each at its place',
      z.strictObject({ a: z.string(), list: z.array(one) }),
      { list: [{ a: 1 }, { a: 'x', b: 1 }] },
      [
        '/a value.missing This is required.',
        '/list/0/a value.wrong_type Must be a text.',
        '/list/1/b property.unknown There is no property of this name here.',
      ],
    ],
  ])('%s', (_, schema, given, expected) => {
    expect(told(schema, given)).toEqual(expected);
  });
});

describe('alternatives', () => {
  const union = z.union([
    z.strictObject({ a: z.string(), b: z.string() }),
    z.strictObject({ c: z.string() }),
    z.string(),
  ]);
  const tagged = z.strictObject({
    in: z.discriminatedUnion('act', [
      z.strictObject({ act: z.literal('x') }),
      z.strictObject({ act: z.literal('y'), n: z.int() }),
    ]),
  });

  it.each<[string, z.ZodType, unknown, string[]]>([
    ['the one that came nearest speaks', union, { a: 'x' }, ['/b value.missing This is required.']],
    ['none has the type', union, 1, [' value.wrong_type Has none of the forms allowed here.']],
    [
      'an unknown tag is told with those there are',
      tagged,
      { in: { act: 'z' } },
      ['/in/act value.not_allowed Must be x or y.'],
    ],
    ['a missing tag', tagged, { in: {} }, ['/in/act value.not_allowed Must be x or y.']],
    [
      'the tagged one speaks',
      tagged,
      { in: { act: 'y', n: 1.5 } },
      ['/in/n number.not_integer Must be a whole number.'],
    ],
  ])('%s', (_, schema, given, expected) => {
    expect(told(schema, given)).toEqual(expected);
  });
});

describe('pointers', () => {
  it.each([
    [[], ''],
    [['a', 0, 'b'], '/a/0/b'],
    [['a/b', 'c~d'], '/a~1b/c~0d'],
    [[''], '/'],
  ])('%j is %j (RFC 6901)', (path, expected) => {
    expect(pointerTo(path)).toBe(expected);
  });
});

it('the isolates and the embeddings of Unicode are refused, its marks are not', () => {
  const controls = [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069];
  for (const control of controls) expect(words().safeParse(`a${String.fromCodePoint(control)}`).success).toBe(false);
  for (const mark of [0x200e, 0x200f, 0x2029, 0x202f, 0x2065, 0x206a])
    expect(words().safeParse(`a${String.fromCodePoint(mark)}`).success).toBe(true);
});

describe('words for a form', () => {
  it('are there for each pattern that a schema names, in both languages, and show no pattern', () => {
    const named = sources.flatMap((source) =>
      [...source.matchAll(/'(form\.[a-z0-9_]+)'(?!:)/g)].map((m) => m[1] as string),
    );
    expect([...new Set(named)].sort()).toEqual([...FORM_NAMES].sort());
    for (const name of FORM_NAMES) {
      const [fault] = faultsOf(z.string().regex(/^$/, name).safeParse('x'));
      expect(fault?.message.en).toMatch(/^[A-Z].*\.$/);
      expect(fault?.message.ja).toMatch(/入力してください（?.*。$/);
      expect(`${fault?.message.en}${fault?.message.ja}`).not.toMatch(/[\\^$[\]{}?]/);
    }
  });

  it('ask for a pin in digits', () => {
    const faults = faultsOf(pinInput.safeParse({ code: '12345-67890', pin: '１２３４５６' }));
    expect(faults.map((f) => f.message.ja)).toContain('半角数字6～12桁で入力してください。');
  });
});

describe('rules', () => {
  it('each that a schema names has its words, and each that has words is named', () => {
    const named = sources.flatMap((source) =>
      [...source.matchAll(/params: \{ code: '([a-z_.]+)' \}/g)].map((m) => m[1] as string),
    );
    const codes = new Set(named.filter((code) => code !== 'transition.blocked'));
    expect([...codes].sort()).toEqual([...RULE_CODES].sort());
  });
});
