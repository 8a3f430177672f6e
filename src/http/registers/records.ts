// The five routes that every register has: list, make, get and patch, and the versions of a record.
import { z } from 'zod';
import { patchSchema } from '../../domain/merge-patch.ts';
import type { ProblemCode } from '../../domain/problem.ts';
import { fault, id, instant } from '../../domain/values.ts';
import type { Act } from '../../usecases/act.ts';
import {
  createRecord,
  getRecord,
  type ListRequest,
  listRecords,
  listVersions,
  patchRecord,
  type RecordNoun,
  type Register,
  requireInSight,
} from '../../usecases/registers/registers.ts';
import { listQuery, page, q } from '../lists.ts';
import { defineRoute, type Policy, type Route } from '../route.ts';

export interface RecordRoutes<N extends RecordNoun, I extends z.ZodObject, Shown> {
  register: Register<N, I, Shown>;
  record: z.ZodObject;
  /** The collection; `{id}` in it is the parent's. */
  path: string;
  tag: string;
  /** Names for operations: `Standard`, `Standards`. */
  one: string;
  many: string;
  /** Names for sentences: `a standard`, `standards`. */
  name: { one: string; many: string };
  /** What the record is for, in a sentence or two. */
  about: string;
  /** Who may read, in a sentence. */
  seenBy: string;
  readers?: Policy;
  sorts: readonly [string, ...string[]];
  filters: z.ZodRawShape;
  /** Problems of writing beside the general ones. */
  problems?: readonly ProblemCode[];
  /** What a writer should know. */
  creating?: string;
  patching?: string;
  example: {
    id: string;
    parentId?: string;
    query?: Record<string, unknown>;
    create: z.input<I>;
    patch: Record<string, unknown>;
  };
}

const warnings = z.array(fault).meta({ description: 'What was kept though it is odd.' });
export const versionRecord = z.strictObject({
  noun: z.string(),
  recordId: id,
  sequence: z.int().min(1).meta({ description: 'The revision of the record that it was.' }),
  recordedAt: instant,
  actorId: id.nullable().meta({ description: 'Null: the program itself.' }),
  data: z.record(z.string(), z.unknown()).meta({ description: 'The whole version.' }),
  previousSha256: z.string().nullable(),
  sha256: z.string(),
});

const parentParams = z.strictObject({ id });

/** The routes of one register. Those of a parent's records stand under it: `/v1/facilities/{id}/closures/{closureId}`. */
export function recordRoutes<N extends RecordNoun, I extends z.ZodObject, Shown>(
  spec: RecordRoutes<N, I, Shown>,
): Route[] {
  const { register, record, path, tag, one, many, name, about, seenBy, example } = spec;
  const isOfParent = register.parent !== undefined;
  const idName = isOfParent ? `${one[0]?.toLowerCase()}${one.slice(1)}Id` : 'id';
  const onePath = `${path}/{${idName}}`;
  const oneParams = isOfParent ? z.strictObject({ id, [idName]: id }) : parentParams;
  const idsOf = (params: Record<string, unknown>) => ({
    recordId: String(params[idName]),
    parentId: isOfParent ? String(params.id) : null,
  });
  const parentScope = isOfParent
    ? {
        params: parentParams,
        scope: (act: Act, params: { id: string }) => requireInSight(act, register, null, params.id),
      }
    : {};
  const parentExample = isOfParent ? { params: { id: example.parentId ?? '' } } : {};
  const oneExample = { params: { ...(isOfParent ? { id: example.parentId ?? '' } : {}), [idName]: example.id } };
  const written = register.warnings ? record.extend({ warnings }) : record;
  const readers = spec.readers ?? 'anyone';
  const problems: ProblemCode[] = [...(register.unique ? (['register.taken'] as const) : []), ...(spec.problems ?? [])];
  const searched: z.ZodRawShape = register.texts ? { q } : {};

  return [
    defineRoute({
      operationId: `list${many}`,
      method: 'GET',
      path,
      tag,
      summary: `List ${name.many}`,
      description: `${about} ${seenBy}`,
      roles: readers,
      ...parentScope,
      query: listQuery(spec.sorts, { ...spec.filters, ...searched }),
      answer: { status: 200, schema: page(record) },
      example: { ...parentExample, query: example.query ?? {} },
      handle: (act, { params, query }) => listRecords(act, register, query as unknown as ListRequest, parentOf(params)),
    }),
    defineRoute({
      operationId: `create${one}`,
      method: 'POST',
      path,
      tag,
      summary: `Register ${name.one}`,
      description: [about, spec.creating].filter(Boolean).join(' '),
      roles: register.writers,
      ...parentScope,
      body: register.input,
      answer: { status: 201, schema: written },
      problems,
      example: { ...parentExample, body: example.create as never },
      handle: (act, { params, body }) => createRecord(act, register, body as z.input<I>, parentOf(params)),
    }),
    defineRoute({
      operationId: `get${one}`,
      method: 'GET',
      path: onePath,
      tag,
      summary: `Get ${name.one}`,
      description: `${about} ${seenBy}`,
      roles: readers,
      params: oneParams,
      scope: (act, params) => inSight(act, params),
      answer: { status: 200, schema: record },
      example: oneExample as never,
      handle: (act, { params }) => {
        const { recordId, parentId } = idsOf(params);
        return getRecord(act, register, recordId, parentId);
      },
    }),
    defineRoute({
      operationId: `update${one}`,
      method: 'PATCH',
      path: onePath,
      tag,
      summary: `Change ${name.one}`,
      description: [
        'A JSON merge patch (RFC 7396): members are replaced, null removes what may be left out; the whole is checked anew.',
        'The version before stays in the chain of the record. A patch that changes nothing makes no version.',
        spec.patching,
      ]
        .filter(Boolean)
        .join(' '),
      roles: register.writers,
      params: oneParams,
      scope: (act, params) => inSight(act, params),
      body: patchSchema(register.input),
      answer: { status: 200, schema: written },
      problems,
      example: { ...oneExample, body: example.patch } as never,
      handle: (act, { params, body }) => {
        const { recordId, parentId } = idsOf(params);
        return patchRecord(act, register, recordId, body as Record<string, unknown>, parentId);
      },
    }),
    defineRoute({
      operationId: `list${one}Versions`,
      method: 'GET',
      path: `${onePath}/versions`,
      tag,
      summary: `List the versions of ${name.one}`,
      description: `Every version there ever was, in order, each a link of the record’s own hash chain: \`sha256\` is over the RFC 8785 form of the version without it, and \`previousSha256\` is that of the version before. ${seenBy}`,
      roles: readers,
      params: oneParams,
      scope: (act, params) => inSight(act, params),
      query: listQuery(['sequence'], {}),
      answer: { status: 200, schema: page(versionRecord) },
      example: { ...oneExample, query: {} } as never,
      handle: (act, { params, query }) => {
        const { recordId, parentId } = idsOf(params);
        return listVersions(act, register, recordId, parentId, query);
      },
    }),
  ];

  function inSight(act: Act, params: Record<string, unknown>): Promise<void> {
    const { recordId, parentId } = idsOf(params);
    return requireInSight(act, register, recordId, parentId);
  }

  function parentOf(params: unknown): string | null {
    return isOfParent ? String((params as { id: string }).id) : null;
  }
}
