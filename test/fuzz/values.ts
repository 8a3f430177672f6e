// Values that a JSON schema of the document admits, by fast-check: repeated by their seed, real ids among them where ids are wanted.
import fc from 'fast-check';
import { resolved, type Schema } from './document.ts';

/** Ids that are there, by the name of the field or the noun of the path that they stand for. */
export class Ids {
  private readonly byName = new Map<string, Set<string>>();
  private readonly all = new Set<string>();

  /** Takes in every id of an answer; `noun` is the path that it came from. */
  learn(value: unknown, noun: string): void {
    if (Array.isArray(value)) for (const item of value) this.learn(item, noun);
    else if (value !== null && typeof value === 'object')
      for (const [name, member] of Object.entries(value))
        if (typeof member === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(member))
          this.add(name === 'id' ? noun : name, member);
        else this.learn(member, noun);
  }

  private add(name: string, id: string): void {
    this.all.add(id);
    const known = this.byName.get(name) ?? new Set();
    this.byName.set(name, known.add(id));
  }

  named(name: string): string[] {
    return [...(this.byName.get(name) ?? this.all)];
  }
}

const TEXTS = [
  '油圧ポンプからの漏れ',
  'ＡＢＣ１２３',
  'ｶﾞｲｺｸ',
  'Größe é',
  '髙﨑①㈱',
  '👩‍🔧🇯🇵',
  '=1+1',
  "O'Brien",
  ' lead and trail ',
];

/** Arbitraries of schemas, each made once. */
export class Values {
  private readonly ids: Ids;
  private readonly made = new Map<Schema, fc.Arbitrary<unknown>>();

  constructor(ids: Ids) {
    this.ids = ids;
  }

  /** So many values of a schema. `name` is that of the field it is for. */
  sample(schema: Schema, name: string, seed: number, count: number): unknown[] {
    return fc.sample(this.of(schema, name), { seed, numRuns: count });
  }

  private of(given: Schema, name: string, depth = 0): fc.Arbitrary<unknown> {
    const schema = resolved(given);
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const options: Schema[] | undefined = schema.anyOf ?? schema.oneOf;
    if (options) {
      // Nothing is what most fields may also be: not too often.
      const least = options.filter((option) => resolved(option).type === 'null');
      const more = options.filter((option) => resolved(option).type !== 'null');
      return fc.oneof(
        ...more.map((arbitrary) => ({ arbitrary: this.kept(arbitrary, name, depth), weight: 3 })),
        ...least.map(() => ({ arbitrary: fc.constant(null), weight: 1 })),
      );
    }
    if (Array.isArray(schema.type))
      return fc.oneof(...schema.type.map((type: string) => this.of({ ...schema, type }, name, depth)));
    switch (schema.type) {
      case 'null':
        return fc.constant(null);
      case 'boolean':
        return fc.boolean();
      case 'integer':
        return integers(schema);
      case 'number':
        return fc.oneof(integers(schema), decimals(schema));
      case 'string':
        return this.strings(schema, name);
      case 'array':
        return fc.array(this.kept(schema.items ?? {}, name.replace(/s$/, ''), depth + 1), {
          minLength: schema.minItems ?? 0,
          maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, 3)),
        });
      case 'object':
        return this.objects(schema, depth);
      default:
        return fc.jsonValue({ maxDepth: 2 });
    }
  }

  private kept(schema: Schema, name: string, depth: number): fc.Arbitrary<unknown> {
    // An id depends on whose it is.
    if (schema.$ref === undefined && resolved(schema).type !== 'object') return this.of(schema, name, depth);
    const key = resolved(schema);
    const known = this.made.get(key);
    if (known) return known;
    const arbitrary = this.of(schema, name, depth);
    this.made.set(key, arbitrary);
    return arbitrary;
  }

  private objects(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    const properties = Object.entries<Schema>(schema.properties ?? {});
    const fields = Object.fromEntries(properties.map(([name, field]) => [name, this.kept(field, name, depth + 1)]));
    const required = (schema.required ?? []).filter((name: string) => name in fields);
    const named = fc.record(fields, { requiredKeys: required });
    const isOpen = schema.additionalProperties === undefined || schema.additionalProperties !== false;
    if (!isOpen || properties.length > 0) return named;
    return fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 });
  }

  private strings(schema: Schema, name: string): fc.Arbitrary<string> {
    if (schema.format === 'uuid') {
      const known = this.ids.named(name);
      return known.length === 0
        ? fc.uuid({ version: 7 })
        : fc.oneof({ arbitrary: fc.constantFrom(...known), weight: 5 }, fc.uuid({ version: 7 }));
    }
    if (schema.format === 'date') return days().map((day) => day.toISOString().slice(0, 10));
    if (schema.format === 'date-time')
      return days().chain((day) => fc.constantFrom(day.toISOString(), `${day.toISOString().slice(0, 19)}+09:00`));
    const bounds = { minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 40, 40) };
    if (schema.pattern !== undefined) return matching(schema, bounds);
    const fitting = TEXTS.filter(({ length }) => length >= bounds.minLength && length <= (schema.maxLength ?? 40));
    const any = fc
      .string({ ...bounds, unit: 'grapheme' })
      .filter(({ length }) => length <= (schema.maxLength ?? Number.POSITIVE_INFINITY));
    return fitting.length > 0 ? fc.oneof(any, fc.constantFrom(...fitting)) : any;
  }
}

const days = () => fc.date({ min: new Date('2024-01-01'), max: new Date('2028-12-31'), noInvalidDate: true });

function integers(schema: Schema): fc.Arbitrary<number> {
  const least = Math.ceil(
    schema.minimum ?? (schema.exclusiveMinimum === undefined ? -1e9 : schema.exclusiveMinimum + 1),
  );
  const most = Math.floor(
    schema.maximum ?? (schema.exclusiveMaximum === undefined ? 1e9 : schema.exclusiveMaximum - 1),
  );
  const near = fc.integer({ min: least, max: Math.min(most, least + 100) });
  return fc.oneof(
    { arbitrary: near, weight: 4 },
    fc.constantFrom(least, most),
    fc.maxSafeInteger().map((n) => least + (Math.abs(n) % (most - least + 1))),
  );
}

function decimals(schema: Schema): fc.Arbitrary<number> {
  const least = schema.minimum ?? schema.exclusiveMinimum ?? -1000;
  const most = schema.maximum ?? schema.exclusiveMaximum ?? 1000;
  return fc.integer({ min: 1, max: 99 }).map((n) => Math.round((least + ((most - least) * n) / 100) * 100) / 100);
}

// Some patterns look ahead, which fast-check cannot follow: then the example of the document, or what fits of plain text.
function matching(
  schema: Schema,
  { minLength, maxLength }: { minLength: number; maxLength: number },
): fc.Arbitrary<string> {
  const pattern = new RegExp(schema.pattern, 'u');
  const fits = (text: string) =>
    pattern.test(text) && text.length >= minLength && text.length <= (schema.maxLength ?? 1000);
  try {
    return fc.stringMatching(pattern, { size: 'small' }).map((text) => (fits(text) ? text : text.slice(0, maxLength)));
  } catch {
    const plain = [schema.example, 'KSZ', 'K-17', '1', 'A', '12345', 'JP', 'text', '2026-05-08'].filter(
      (text): text is string => typeof text === 'string' && fits(text),
    );
    return plain.length > 0 ? fc.constantFrom(...plain) : fc.string({ minLength, maxLength });
  }
}
