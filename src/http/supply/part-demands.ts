// /v1/work-orders/{id}/part-demands: the parts the work waits for.
import { z } from 'zod';
import {
  DEMAND_STATUSES,
  overdueDays,
  PART_SOURCES,
  type PartDemand,
  partDemandEntry,
  partDemandRecord,
} from '../../domain/supply/part-demand.ts';
import { dateInTokyo, id } from '../../domain/values.ts';
import type { Act, Outcome } from '../../usecases/act.ts';
import type { Shown } from '../../usecases/orders/parts.ts';
import { addPartDemand, editPartDemand, partDemandPatch } from '../../usecases/supply/part-demands.ts';
import { exampleId } from '../examples.ts';
import { exampleOrder, OFFERED, ofOrder, ofPart, partRoutes, withRevision } from '../orders/parts.ts';
import { defineRoute } from '../route.ts';

export const partDemandView = withRevision(partDemandRecord).extend({
  promiseOverdueDays: z
    .int()
    .nullable()
    .meta({ description: 'Days past the promise while it stands; null: not past.' }),
  needOverdueDays: z.int().nullable().meta({ description: 'Days past the need while it stands; null: not past.' }),
  overdue: z.boolean().meta({ description: 'Past either.' }),
});

const path = '/v1/work-orders/{id}/part-demands';
const tag = 'Work';

function shown(act: Act, { body, replayed }: Outcome<Shown<PartDemand>>): Outcome<Shown<PartDemand>> {
  return { body: { ...body, ...overdueDays(body, dateInTokyo(act.clock())) }, replayed };
}

export const partDemandRoutes = [
  ...partRoutes({
    list: 'partDemands',
    path: 'part-demands',
    idName: 'partDemandId',
    one: 'PartDemand',
    many: 'PartDemands',
    tag,
    name: { one: 'a part demand', many: 'part demands' },
    about: 'Part demands (部品請求): what the work waits for, and since when each stands as it does.',
    view: partDemandView,
    sorts: ['createdAt', 'neededBy'],
    filters: {
      status: z.enum(DEMAND_STATUSES).optional(),
      stopsWork: z.boolean().optional(),
      source: z.enum(PART_SOURCES).optional(),
      supplierId: id.optional(),
      overdue: z.boolean().optional().meta({ description: 'Past their promise or their need.' }),
    },
    derive: overdueDays,
    example: { partId: exampleId('part_demand.requested') },
  }),
  defineRoute({
    operationId: 'addPartDemand',
    method: 'POST',
    path,
    tag,
    summary: 'Demand a part',
    description:
      'Named by NSN, part number or both. `stopsWork` is what lets an order await parts. A cannibalized part names its donor, another item of the platform: a repair order for that is drafted with it (`donorWorkOrderId`), which says what was taken and for which order, and demands the same part; the serial number installed here is the one removed there, on whichever side it is noted. One demand may serve several operations; its document number is its own alone.',
    roles: ['depot_staff'],
    ...ofOrder,
    body: partDemandEntry,
    answer: { status: 201, schema: partDemandView },
    problems: OFFERED,
    example: {
      params: exampleOrder,
      body: {
        partNumber: '901-010-017',
        nomenclature: { en: 'chip detector', ja: 'チップディテクター' },
        quantity: 1,
        stopsWork: true,
      },
    },
    handle: async (act, { params, body }) => shown(act, await addPartDemand(act, params.id, body)),
  }),
  defineRoute({
    operationId: 'editPartDemand',
    method: 'PATCH',
    path: `${path}/{partDemandId}`,
    tag,
    summary: 'Change a part demand or say where it stands',
    description:
      'A JSON merge patch. `status` goes forward (requested, ordered, shipped, received) or to cancelled, now or at `occurredAt`. A new `promisedOn` is kept beside the dates before. What came in place of the part is noted as `supplied`: a substitute that the demand or the catalogue names. After release only the status is settled.',
    roles: ['depot_staff'],
    ...ofPart('partDemands', 'partDemandId'),
    body: partDemandPatch,
    answer: { status: 200, schema: partDemandView },
    problems: OFFERED,
    example: {
      params: { id: exampleOrder.id, partDemandId: exampleId('part_demand.requested') },
      body: { status: 'ordered' },
    },
    handle: async (act, { params, body }) =>
      shown(act, await editPartDemand(act, params.id, params.partDemandId, body as Record<string, unknown>)),
  }),
];
