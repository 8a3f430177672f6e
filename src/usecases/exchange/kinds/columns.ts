// The columns of a record as a table: flat names such as `title.ja`, read from its schema, and the way there and back.
import type { z } from 'zod';
import { cellList, guarded, jsonOf, listCell, unguarded } from '../../../domain/exchange/cells.ts';
import type { Fault } from '../../../domain/values.ts';

/** `code`: an enum, an id or an instant, whose full-width forms are read as the narrow ones; `text` is kept as given. */
export type ColumnKind = 'text' | 'code' | 'date' | 'number' | 'boolean' | 'list' | 'json';

/** One column. `values`: what an enum allows, or its list. */
export interface Column {
  name: string;
  path: readonly string[];
  kind: ColumnKind;
  isRequired: boolean;
  values: readonly string[];
  description: string;
}

interface Definition {
  type: string;
  innerType?: z.ZodType;
  in?: z.ZodType;
  element?: z.ZodType;
  entries?: Record<string, string>;
}

interface Unwrapped {
  schema: z.ZodType;
  definition: Definition;
  isNullable: boolean;
  isRequired: boolean;
  description: string;
  format: unknown;
}

function unwrapped(given: z.ZodType): Unwrapped {
  let [schema, isNullable, isRequired, description, format] = [given, false, true, '', undefined as unknown];
  for (;;) {
    const definition = schema.def as unknown as Definition;
    const meta = schema.meta();
    description ||= meta?.description ?? '';
    format ??= meta?.format;
    if (definition.type === 'nullable') isNullable = true;
    if (definition.type === 'optional' || definition.type === 'default' || definition.type === 'prefault')
      isRequired = false;
    const inner = definition.innerType ?? (definition.type === 'pipe' ? definition.in : undefined);
    if (!inner) return { schema, definition, isNullable, isRequired, description, format };
    schema = inner;
  }
}

function membersOf(schema: z.ZodType): [string, z.ZodType][] {
  return Object.entries((schema as z.ZodObject).shape) as [string, z.ZodType][];
}

const SCALARS = ['string', 'enum', 'literal', 'number', 'boolean'];

function kindOf({ definition, format }: Unwrapped): ColumnKind {
  if (format === 'date') return 'date';
  switch (definition.type) {
    case 'enum':
    case 'literal':
      return 'code';
    case 'string':
      return format === 'date-time' || (definition as { format?: string }).format ? 'code' : 'text';
    case 'number':
    case 'boolean':
      return definition.type;
    case 'array':
      return definition.element && SCALARS.includes(unwrapped(definition.element).definition.type) ? 'list' : 'json';
    default:
      return 'json';
  }
}

/** The columns of an object's schema, in its order. */
export function columnsOf(schema: z.ZodObject, above: readonly string[] = [], areRequired = true): Column[] {
  return membersOf(schema).flatMap(([key, member]) => {
    const path = [...above, key];
    const of = unwrapped(member);
    const isRequired = areRequired && of.isRequired && !of.isNullable;
    if (of.definition.type === 'object') return columnsOf(of.schema as z.ZodObject, path, isRequired);
    const element = of.definition.element ? unwrapped(of.definition.element).definition : of.definition;
    const values = Object.values(element.entries ?? {});
    return [{ name: path.join('.'), path, kind: kindOf(of), isRequired, values, description: of.description }];
  });
}

/** What the cells of a row say, as the schema has it; a cell that can't be turned is left for the schema to refuse. */
export function objectOf(schema: z.ZodObject, cells: ReadonlyMap<string, string>): Record<string, unknown> {
  return (valueAt(schema, '', cells) ?? {}) as Record<string, unknown>;
}

// Undefined: the row does not say. An empty cell says null where that can be, no values for a list, and otherwise nothing.
function valueAt(given: z.ZodType, name: string, cells: ReadonlyMap<string, string>): unknown {
  const of = unwrapped(given);
  if (of.definition.type === 'object') {
    const said: Record<string, unknown> = {};
    let isThere = false;
    for (const [key, member] of membersOf(of.schema)) {
      const at = name === '' ? key : `${name}.${key}`;
      isThere ||= cells.has(at);
      const value = valueAt(member, at, cells);
      if (value !== undefined) said[key] = value;
    }
    if (Object.values(said).some((value) => value !== null)) return said;
    return isThere && of.isNullable ? null : undefined;
  }
  const cell = cells.get(name);
  if (cell === undefined) return undefined;
  const kind = kindOf(of);
  if (cell.trim() === '') return kind === 'list' && !of.isNullable ? [] : of.isNullable ? null : undefined;
  return readCell(cell, kind, of);
}

function readCell(cell: string, kind: ColumnKind, of: Unwrapped): unknown {
  const text = unguarded(cell);
  if (kind === 'text') return text;
  const narrow = text.normalize('NFKC').trim();
  switch (kind) {
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(narrow) ? Number(narrow) : text;
    case 'boolean':
      return BOOLEANS.get(narrow.toLowerCase()) ?? text;
    case 'date':
      // Spreadsheets in Japan write 2026/4/1.
      return narrow.replace(/^(\d{4})\/(\d{1,2})\/(\d{1,2})$/, (_, y: string, m: string, d: string) =>
        [y, m.padStart(2, '0'), d.padStart(2, '0')].join('-'),
      );
    case 'list':
      return listOf(text, of) ?? text;
    case 'json':
      return jsonOf(text) ?? text;
    default:
      return narrow;
  }
}

const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

function listOf(text: string, { definition }: Unwrapped): unknown[] | null {
  const element = definition.element ? kindOf(unwrapped(definition.element)) : 'text';
  const values = cellList(text);
  return (
    values?.map((value) => (typeof value === 'string' && element !== 'text' ? value.normalize('NFKC') : value)) ?? null
  );
}

/** A record as the cells of these columns, safe to open in a spreadsheet. */
export function cellsOf(columns: readonly Column[], record: Record<string, unknown>): string[] {
  return columns.map(({ path, kind }) => {
    const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], record);
    if (value === undefined || value === null) return '';
    if (kind === 'list' && Array.isArray(value)) return guarded(listCell(value));
    if (typeof value === 'object') return JSON.stringify(value);
    return typeof value === 'string' ? guarded(value) : String(value);
  });
}

/** The column that a fault is about: the one that holds what its pointer names; the whole row: none. */
export function columnOf(columns: readonly Column[], { pointer }: Pick<Fault, 'pointer'>): string {
  const steps = pointer.split('/').slice(1);
  for (let length = steps.length; length > 0; length--) {
    const name = steps.slice(0, length).join('.');
    if (columns.some((column) => column.name === name)) return name;
    const within = columns.find((column) => column.name.startsWith(`${name}.`));
    if (within) return name;
  }
  return steps.join('.');
}
