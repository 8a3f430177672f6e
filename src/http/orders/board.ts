// /v1/board: many orders at once, with as much as a card shows of each.
import { card, listCards } from '../../usecases/orders/board.ts';
import { WORK_ORDER_SORTS } from '../../usecases/orders/work-order-lists.ts';
import { listQuery, page } from '../lists.ts';
import { defineRoute } from '../route.ts';
import { workOrderFilters } from './work-orders.ts';

const cardView = card;

export const boardRoutes = [
  defineRoute({
    operationId: 'listCards',
    method: 'GET',
    path: '/v1/board',
    tag: 'Work orders',
    summary: 'List work orders as a board shows them',
    description:
      'The orders of the list of work orders, under the same filters, each with its item, its last target, the hours of its clock by category, and what it waits for: for screens that show many at once. What stops one in full is answered by its transitions.',
    roles: 'anyone',
    query: listQuery(WORK_ORDER_SORTS, workOrderFilters, 'designator'),
    answer: { status: 200, schema: page(cardView) },
    example: { query: { status: ['in_work', 'awaiting_parts'] } },
    handle: (act, { query: { limit, cursor, sort, ...filters } }) => listCards(act, { limit, cursor, sort }, filters),
  }),
];
