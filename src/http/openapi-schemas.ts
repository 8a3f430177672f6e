// The schemas of the OpenAPI document: bodies and answers as components, each under one name.
import { z } from 'zod';
import { components } from './components.ts';
import type { Route } from './route.ts';

export type Json = Record<string, unknown>;

export function reference(kind: string, name: string): Json {
  return { $ref: `#/components/${kind}/${name}` };
}

export interface Schemas {
  definitions: Json;
  input(schema: z.ZodType): Json;
  output(schema: z.ZodType): Json;
  inline(schema: z.ZodType): Json;
}

const PREFIX = '#/components/schemas/';

// Bodies and answers become components: nouns by their own names, the others after the operation. What reads and writes
// differently (defaults) is two components, `X` and `XInput`; what nobody refers to is left out.
export function namedSchemas(routes: readonly Route[]): Schemas {
  const registry = z.registry<{ id: string }>();
  const names = new Map<z.ZodType, string>();
  const name = (schema: z.ZodType, id: string) => {
    if (names.has(schema)) return;
    names.set(schema, id);
    registry.add(schema, { id });
  };
  for (const [id, schema] of Object.entries(components)) name(schema, id);
  for (const route of routes) {
    const operation = `${route.operationId[0]?.toUpperCase()}${route.operationId.slice(1)}`;
    if (route.body) name(route.body, `${operation}Body`);
    if (route.answer.schema) name(route.answer.schema, `${operation}Answer`);
  }
  const uri = (id: string) => `${PREFIX}${id}`;
  const make = (io: 'input' | 'output') =>
    z.toJSONSchema(registry, { io, uri, target: 'draft-2020-12', unrepresentable: 'any' }).schemas as Record<
      string,
      Json
    >;
  const forms = { input: make('input'), output: make('output') };
  const differing = new Set(
    [...names.values()].filter((id) => JSON.stringify(forms.input[id]) !== JSON.stringify(forms.output[id])),
  );
  // A schema differs when one it refers to does.
  for (let grew = true; grew; ) {
    const before = differing.size;
    for (const id of names.values())
      if (referred(forms.input[id]).some((other) => differing.has(other))) differing.add(id);
    grew = differing.size > before;
  }
  const definitions: Json = {};
  const define = (id: string, io: 'input' | 'output'): Json => {
    const isInput = io === 'input' && differing.has(id);
    const shown = isInput && !/(Input|Body)$/.test(id) ? `${id}Input` : id;
    if (!(shown in definitions)) {
      definitions[shown] = {};
      definitions[shown] = resolved(forms[isInput ? 'input' : 'output'][id] ?? {}, isInput ? 'input' : 'output');
    }
    return reference('schemas', shown);
  };
  const resolved = (schema: unknown, io: 'input' | 'output'): unknown => {
    if (Array.isArray(schema)) return schema.map((item) => resolved(item, io));
    if (schema === null || typeof schema !== 'object') return schema;
    const { $id, $schema, ...rest } = schema as Json;
    if (typeof rest.$ref === 'string' && rest.$ref.startsWith(PREFIX)) {
      return { ...rest, ...define(rest.$ref.slice(PREFIX.length), io) };
    }
    return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, resolved(value, io)]));
  };
  return {
    definitions,
    input: (schema) => define(names.get(schema) ?? '', 'input'),
    output: (schema) => define(names.get(schema) ?? '', 'output'),
    inline: (schema) => {
      const { $schema, ...form } = z.toJSONSchema(schema, {
        io: 'input',
        target: 'draft-2020-12',
        unrepresentable: 'any',
      }) as Json;
      return form;
    },
  };
}

function referred(schema: unknown): string[] {
  const found: string[] = [];
  JSON.stringify(schema, (key, value) => {
    if (key === '$ref' && typeof value === 'string') found.push(value.slice(PREFIX.length));
    return value;
  });
  return found;
}
