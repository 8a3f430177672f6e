// What the routes of an order's parts share: their paths, the check of scope, the list and the single item.
import { z } from 'zod';
import type { ProblemCode } from '../../domain/problem.ts';
import { id, instant } from '../../domain/values.ts';
import type { Act } from '../../usecases/act.ts';
import { requireWorkOrder } from '../../usecases/orders/access.ts';
import { type Derive, listParts, type PartsRequest, requirePart, showPart } from '../../usecases/orders/histories.ts';
import type { PartList } from '../../usecases/orders/parts.ts';
import { exampleId } from '../examples.ts';
import { listQuery, page } from '../lists.ts';
import { defineRoute, type Route } from '../route.ts';

export const orderParams = z.strictObject({ id: id.meta({ description: 'The work order.' }) });

export const asOf = instant
  .optional()
  .meta({ description: 'Answers as recorded by this instant; it does not lie in the future.' });

/** A part as it is answered. */
export function withRevision<Shape extends z.ZodRawShape>(part: z.ZodObject<Shape>) {
  return part.extend({ revision: z.int().meta({ description: 'The revision of the order.' }) });
}

/** The scope of a route about an order. */
export const ofOrder = {
  params: orderParams,
  scope: (act: Act, params: { id: string }) => requireWorkOrder(act, params.id),
} as const;

/** The example order in work, whose parts the examples name. */
export const exampleOrder = { id: exampleId('order.in_work') };

/** What acts on parts may answer beyond the general problems. */
export const OFFERED: readonly ProblemCode[] = ['act.not_offered'];
export const GUARDED: readonly ProblemCode[] = ['act.not_offered', 'act.blocked'];
export const SIGNED: readonly ProblemCode[] = [
  'act.not_offered',
  'signature.not_authenticated',
  'signature.throttled',
  'act.blocked',
  'signature.content_changed',
];

interface PartRoutes<List extends PartList, Filters extends z.ZodRawShape> {
  list: List;
  /** The collection, as it stands in the path: `part-demands`. */
  path: string;
  /** What the item is called in the path, `partDemandId`, and in operations: `PartDemand`, `PartDemands`. */
  idName: string;
  one: string;
  many: string;
  tag: string;
  name: { one: string; many: string };
  about: string;
  view: z.ZodObject;
  sorts: readonly [string, ...string[]];
  filters: Filters;
  /** What is answered beside the part's own fields. */
  derive?: Derive<List>;
  example: { orderId?: string; partId: string };
}

/** The scope of a route about one part of an order: `{id, partDemandId}`. */
export function ofPart<const Name extends string>(list: PartList, idName: Name) {
  return {
    params: z.strictObject({ id: orderParams.shape.id, [idName]: id } as { id: typeof id } & Record<Name, typeof id>),
    scope: (act: Act, params: Record<string, unknown>) =>
      requirePart(act, String(params.id), list, String(params[idName])),
  };
}

/** The two routes that read the parts of an order. */
export function partRoutes<List extends PartList, Filters extends z.ZodRawShape>(
  spec: PartRoutes<List, Filters>,
): Route[] {
  const collection = `/v1/work-orders/{id}/${spec.path}`;
  const orderId = spec.example.orderId ?? exampleOrder.id;
  return [
    defineRoute({
      operationId: `list${spec.many}`,
      method: 'GET',
      path: collection,
      tag: spec.tag,
      summary: `List ${spec.name.many} of an order`,
      description: `${spec.about} Each carries the revision of its order. With \`asOf\`, as recorded by that instant.`,
      roles: 'anyone',
      ...ofOrder,
      query: listQuery(spec.sorts, { ...spec.filters, asOf } as z.ZodRawShape),
      answer: { status: 200, schema: page(spec.view) },
      example: { params: { id: orderId }, query: {} },
      handle: (act, { params, query }) =>
        listParts(act, params.id, spec.list, query as unknown as PartsRequest, spec.derive),
    }),
    defineRoute({
      operationId: `get${spec.one}`,
      method: 'GET',
      path: `${collection}/{${spec.idName}}`,
      tag: spec.tag,
      summary: `Get ${spec.name.one}`,
      description: `${spec.about} Its ETag is the revision of the order.`,
      roles: 'anyone',
      ...ofPart(spec.list, spec.idName),
      query: z.strictObject({ asOf }),
      answer: { status: 200, schema: spec.view },
      example: { params: { id: orderId, [spec.idName]: spec.example.partId } as never, query: {} },
      handle: (act, { params, query }) => {
        const ids = params as Record<string, string>;
        return showPart(act, ids.id ?? '', spec.list, ids[spec.idName] ?? '', query.asOf, spec.derive);
      },
    }),
  ];
}
