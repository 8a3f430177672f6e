// Merge patch (RFC 7396): what a PATCH body does to a record, and the schema that such a body has.
import { z } from 'zod';

/** Applies a merge patch: null removes a member, an object is merged, anything else replaces. The target is left as it was. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The schema of a merge patch of an input: every member may be left out, and null removes what an input need not have; unknown
 * members are refused. Rules between members are not in it: the merged whole is checked against the input again.
 */
export function patchSchema(input: z.ZodObject): z.ZodObject {
  const members = Object.entries(input.shape).map(([name, member]) => {
    const schema = member as z.ZodType;
    const { description, example } = { ...schema.meta(), ...unwrapped(schema).meta(), ...schema.meta() };
    const inner = patchOf(schema);
    const patch = (schema === unwrapped(schema) ? inner : inner.nullable()).optional();
    return [name, description || example ? patch.meta({ description, example }) : patch];
  });
  return z.strictObject(Object.fromEntries(members));
}

function patchOf(schema: z.ZodType): z.ZodType {
  const inner = unwrapped(schema);
  return inner instanceof z.ZodObject ? patchSchema(inner) : inner;
}

function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodNullable || schema instanceof z.ZodOptional)
    return unwrapped(schema.unwrap() as z.ZodType);
  return schema;
}
