// /v1/work-orders: raising, finding, reading and editing orders, and their sub-orders.
import { z } from 'zod';
import { ACTIVITIES, LEVELS } from '../../domain/orders/codes.ts';
import { STATUSES } from '../../domain/orders/status.ts';
import { workOrderInput, workOrderRecord } from '../../domain/orders/work-order.ts';
import { typedWorkOrderNumber } from '../../domain/registers/identifiers.ts';
import { id } from '../../domain/values.ts';
import { requireWorkOrder } from '../../usecases/orders/access.ts';
import { listSubOrders } from '../../usecases/orders/histories.ts';
import { listWorkOrders, WORK_ORDER_SORTS } from '../../usecases/orders/work-order-lists.ts';
import {
  createWorkOrder,
  editWorkOrder,
  showWorkOrder,
  workOrderPatch,
  workOrderViewSchema,
  writtenWorkOrderSchema,
} from '../../usecases/orders/work-orders.ts';
import { exampleId } from '../examples.ts';
import { listQuery, page, q } from '../lists.ts';
import { defineRoute } from '../route.ts';
import { asOf, ofOrder } from './parts.ts';

const tag = 'Work orders';
const path = '/v1/work-orders';
const subOrderInput = workOrderInput.omit({ parentId: true });
const locationOf = (body: { id: string }) => `${path}/${body.id}`;

/** What lists and figures of work orders are narrowed by. */
export const workOrderFilters = {
  status: z.array(z.enum(STATUSES)).max(14).optional().meta({ description: 'One or several.' }),
  facilityId: id.optional(),
  platformId: id.optional(),
  equipmentId: id.optional(),
  parentId: id.optional(),
  priority: z.int().min(1).max(15).optional().meta({ description: 'The designator.' }),
  activity: z.enum(ACTIVITIES).optional(),
  level: z.enum(LEVELS).optional(),
  overdue: z.boolean().optional(),
  historical: z.boolean().optional().meta({ description: 'true: imported orders only; false: none of them.' }),
  number: typedWorkOrderNumber.optional(),
  q,
};

const requested = {
  equipmentId: exampleId('equipment.mv22_1'),
  facilityId: exampleId('facility.ksz'),
  activity: 'repair',
  level: 'depot',
  priority: { forceActivity: 'II', urgency: 'B' },
  discrepancy: { en: 'Proprotor gearbox chip light', ja: 'プロップローター・ギアボックスのチップ警告灯点灯' },
} as const;

export const workOrderRoutes = [
  defineRoute({
    operationId: 'listWorkOrders',
    method: 'GET',
    path,
    tag,
    summary: 'List work orders',
    description:
      'Plants see the orders of their facilities, program offices those of their platforms, administrators all. `overdue`: open, with the last target’s date past.',
    roles: 'anyone',
    query: listQuery(WORK_ORDER_SORTS, workOrderFilters, '-createdAt'),
    answer: { status: 200, schema: page(workOrderRecord) },
    example: { query: { status: ['in_work'] } },
    handle: (act, { query: { limit, cursor, sort, ...filters } }) =>
      listWorkOrders(act, { limit, cursor, sort }, filters),
  }),
  defineRoute({
    operationId: 'createWorkOrder',
    method: 'POST',
    path,
    tag,
    summary: 'Raise a work order',
    description:
      'As a draft. Depot staff raise orders for their facility, program offices for their platforms. The priority designator is derived. `follows` names the released order that a warranty job follows on, of the same item or of one that it is installed in. Codes that the code tables don’t list are kept, and `warnings` says so.',
    roles: ['depot_staff', 'program_office'],
    body: workOrderInput,
    answer: { status: 201, schema: writtenWorkOrderSchema },
    example: { body: requested },
    handle: (act, { body }) => createWorkOrder(act, body),
  }),
  defineRoute({
    operationId: 'getWorkOrder',
    method: 'GET',
    path: `${path}/{id}`,
    tag,
    summary: 'Get a work order',
    description: 'With its clock, targets and counts; with `asOf`, as recorded by that instant.',
    roles: 'anyone',
    ...ofOrder,
    scopesItself: true,
    query: z.strictObject({ asOf }),
    answer: { status: 200, schema: workOrderViewSchema },
    example: { params: { id: exampleId('order.in_work') }, query: {} },
    handle: (act, { params, query }) => showWorkOrder(act, params.id, query.asOf),
  }),
  defineRoute({
    operationId: 'editWorkOrder',
    method: 'PATCH',
    path: `${path}/{id}`,
    tag,
    summary: 'Change a work order',
    description:
      'A JSON merge patch. Equipment, facility, activity, level and discrepancy in a draft only (afterwards a translation is added beside the discrepancy); priority and the date required are the program office’s, the plan and its assignee depot staff’s. Codes that the code tables don’t list are kept, and `warnings` says so.',
    roles: ['depot_staff', 'program_office'],
    ...ofOrder,
    body: workOrderPatch,
    answer: { status: 200, schema: writtenWorkOrderSchema },
    problems: ['work_order.not_editable'],
    example: {
      params: { id: exampleId('order.in_work') },
      body: { localTransportDays: 1 },
    },
    handle: (act, { params, body }) => editWorkOrder(act, params.id, body),
  }),
  defineRoute({
    operationId: 'listSubOrders',
    method: 'GET',
    path: `${path}/{id}/sub-orders`,
    tag,
    summary: 'List the sub-orders of an order',
    description:
      'Those that the caller sees: a job of a ship’s availability, an engine sent to another plant. An order is seen by its own facility’s people and its platform’s program office; where sub-orders elsewhere stand is said by `subOrders` of their parent. With `asOf`, as recorded by that instant.',
    roles: 'anyone',
    ...ofOrder,
    query: listQuery(WORK_ORDER_SORTS, { status: z.array(z.enum(STATUSES)).max(14).optional(), asOf }),
    answer: { status: 200, schema: page(workOrderRecord) },
    example: { params: { id: exampleId('order.in_work') }, query: {} },
    handle: (act, { params, query }) => listSubOrders(act, params.id, query),
  }),
  defineRoute({
    operationId: 'createSubOrder',
    method: 'POST',
    path: `${path}/{id}/sub-orders`,
    tag,
    summary: 'Raise a sub-order',
    description:
      'A draft of its own under this order, here or at another facility; with `stopsParent` the parent can’t go on before it is finished. A family of orders takes one bay at each facility where any of it stands. An order that is cancelled or condemned lets go of its unfinished sub-orders, which go on by themselves.',
    roles: ['depot_staff', 'program_office'],
    params: ofOrder.params,
    scope: (act, params) => requireWorkOrder(act, params.id),
    body: subOrderInput,
    answer: { status: 201, schema: writtenWorkOrderSchema },
    location: locationOf,
    example: { params: { id: exampleId('order.in_work') }, body: { ...requested, stopsParent: true } },
    handle: (act, { params, body }) => createWorkOrder(act, { ...body, parentId: params.id }),
  }),
];
