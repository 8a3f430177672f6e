// The table of registers: every register that the API has can be written from its page by those who may, with every field that the API knows.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { routes } from '../../src/app.ts';
import { terms } from '../../src/web/language/terms.ts';
import type { Field } from '../../src/web/pages/order/acts.ts';
import { type Register, registers } from '../../src/web/pages/registers/registers.ts';
import { registerWords } from '../../src/web/pages/registers/words.ts';

interface Schema {
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  enum?: string[];
  $ref?: string;
}
const document = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<
    string,
    Record<string, { operationId: string; requestBody?: { content: Record<string, { schema: Schema }> } }>
  >;
  components: { schemas: Record<string, Schema> };
};
const resolved = (schema: Schema): Schema =>
  schema.$ref
    ? resolved(document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {})
    : ((schema.anyOf && resolved(schema.anyOf[0] ?? {})) ?? schema);

const all = registers.flatMap((register) => [register, ...(register.below ?? [])]);
// Keys, one-time codes and pins are secrets with forms of their own.
const ELSEWHERE = ['createKey', 'createPinCode', 'setPin'];

const topsOf = (fields: readonly Field[]) => [...new Set(fields.map(({ name }) => name.split('.')[0] ?? ''))].sort();
const bodyOf = (path: string): Schema =>
  resolved(Object.values(document.paths[path]?.post?.requestBody?.content ?? {})[0]?.schema ?? {});

describe('the registers', () => {
  it('are all in the table', () => {
    const nouns =
      /^\/v1\/(standards|equivalences|platforms|equipment|facilities|authorizations|people|technical-data|suppliers|catalogue|baselines|weightings)(\/|$)/;
    const creating = Object.entries(document.paths).flatMap(([path, { post }]) =>
      post && nouns.test(path) ? [post.operationId] : [],
    );
    expect(creating.filter((id) => !ELSEWHERE.includes(id)).sort()).toEqual(
      all.map(({ operations }) => operations.create).sort(),
    );
  });

  it.each(all)('$name ask for everything that the API takes, of those whom it lets', (register: Register) => {
    const schema = bodyOf(register.path);
    expect(topsOf(register.fields)).toEqual(Object.keys(schema.properties ?? {}).sort());
    expect(topsOf(register.fields.filter(({ required }) => required))).toEqual([...(schema.required ?? [])].sort());
    for (const id of Object.values(register.operations))
      expect([id, [...register.roles].sort()]).toEqual([
        id,
        [...(routes.find(({ operationId }) => operationId === id)?.roles ?? [])].sort(),
      ]);
    for (const { name, row } of register.fields) {
      if (!row) continue;
      const members = resolved(resolved(schema.properties?.[name] ?? {}).items ?? {});
      expect([name, topsOf(row)]).toEqual([name, Object.keys(members.properties ?? {}).sort()]);
    }
  });

  it.each(['en', 'ja'] as const)(
    'have in %s a name for every field and for every member of every choice',
    (language) => {
      const words = registerWords[language];
      const vocabularies: Record<string, Record<string, string>> = { ...terms[language], ...words.terms };
      for (const register of all) {
        const { properties = {} } = bodyOf(register.path);
        for (const field of register.fields.flatMap((one) => [one, ...(one.row ?? [])])) {
          expect([field.name, words.fields[field.name.split('.').at(-1) ?? '']]).not.toEqual([field.name, undefined]);
          if (field.term) expect([field.name, vocabularies[field.term]]).not.toEqual([field.name, undefined]);
        }
        for (const field of register.fields.filter(({ kind }) => kind === 'choice' || kind === 'members')) {
          const at = field.name
            .split('.')
            .reduce<Schema>((schema, part) => resolved(resolved(schema).properties?.[part] ?? {}), { properties });
          const among = (at.enum ?? resolved(at.items ?? {}).enum ?? []) as string[];
          expect([field.name, [...among].sort()]).toEqual([
            field.name,
            Object.keys(vocabularies[field.term ?? ''] ?? {}).sort(),
          ]);
        }
      }
    },
  );
});
