// /v1/work-orders/{id}/events and /segments: how an order came to be what it is, and where its time went.
import { z } from 'zod';
import { CATEGORIES, PARTIES, segmentRecord } from '../../domain/metrics/turnaround.ts';
import { EVENT_TYPES, eventRecord } from '../../domain/orders/event.ts';
import { id } from '../../domain/values.ts';
import { listEvents, listParts } from '../../usecases/orders/histories.ts';
import { exampleId } from '../examples.ts';
import { listQuery, page } from '../lists.ts';
import { defineRoute } from '../route.ts';
import { asOf, ofOrder, withRevision } from './parts.ts';

export const segmentView = withRevision(segmentRecord.extend({ workOrderId: id }));

const released = { params: { id: exampleId('order.released') } };

export const historyRoutes = [
  defineRoute({
    operationId: 'listEvents',
    method: 'GET',
    path: '/v1/work-orders/{id}/events',
    tag: 'Work orders',
    summary: 'List the events of an order',
    description:
      'Every change of the order, in order, each a link of its hash chain: `sha256` is over the RFC 8785 form of the event without it, and `previousSha256` is that of the event before.',
    roles: 'anyone',
    ...ofOrder,
    query: listQuery(['sequence'], { type: z.enum(EVENT_TYPES).optional(), asOf }),
    answer: { status: 200, schema: page(eventRecord) },
    example: { ...released, query: {} },
    handle: (act, { params, query }) => listEvents(act, params.id, query),
  }),
  defineRoute({
    operationId: 'listSegments',
    method: 'GET',
    path: '/v1/work-orders/{id}/segments',
    tag: 'Work orders',
    summary: 'List the segments of an order’s clock',
    description:
      'One stay in a running status each, half-open, without a gap from induction to release, with its category and the party responsible.',
    roles: 'anyone',
    ...ofOrder,
    query: listQuery(['n'], {
      category: z.enum(CATEGORIES).optional(),
      responsible: z.enum(PARTIES).optional(),
      asOf,
    }),
    answer: { status: 200, schema: page(segmentView) },
    example: { ...released, query: {} },
    handle: (act, { params, query }) => listParts(act, params.id, 'segments', query),
  }),
];
