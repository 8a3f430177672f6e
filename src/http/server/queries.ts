// Reading a query: its text becomes the numbers, booleans and lists that the schema names.
import type { z } from 'zod';

type Reader = (value: unknown) => unknown;

/** Turns the parsed query text into what `schema` (an object) reads. What can't be turned is left for the schema to refuse. */
export function readerOf(schema: z.ZodType): Reader {
  const shape = (schema as Partial<z.ZodObject>).shape ?? {};
  const readers = Object.entries(shape).map(([name, member]) => [name, memberReader(member as z.ZodType)] as const);
  return (query) => {
    const read: Record<string, unknown> = { ...(query as Record<string, unknown>) };
    for (const [name, reader] of readers) if (read[name] !== undefined) read[name] = reader(read[name]);
    return read;
  };
}

interface Definition {
  type: string;
  innerType?: z.ZodType;
  in?: z.ZodType;
  element?: z.ZodType;
}

function memberReader(schema: z.ZodType): Reader {
  const definition = schema.def as unknown as Definition;
  const inner = definition.innerType ?? (definition.type === 'pipe' ? definition.in : undefined);
  if (inner) return memberReader(inner);
  if (definition.type === 'number') return readNumber;
  if (definition.type === 'boolean') return readBoolean;
  if (definition.type === 'array' && definition.element) {
    const element = memberReader(definition.element);
    return (value) => (Array.isArray(value) ? value : [value]).map(element);
  }
  if (schema.meta()?.format === 'date-time') return readInstant;
  return (value) => value;
}

const readNumber: Reader = (value) =>
  typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
// The `+` of an offset, sent as it is, stands for a space in a query.
const readInstant: Reader = (value) =>
  typeof value === 'string' ? value.replace(/^(\S+T\S+) (\d{2}:\d{2})$/, '$1+$2') : value;
const readBoolean: Reader = (value) => (value === 'true' ? true : value === 'false' ? false : value);
