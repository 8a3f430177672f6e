// /v1/inbox: what waits for the caller.
import { z } from 'zod';
import { INBOX_KINDS } from '../../domain/orders/inbox.ts';
import { inboxCounts, inboxItem, listInbox } from '../../usecases/orders/inbox.ts';
import { page, paging } from '../lists.ts';
import { defineRoute } from '../route.ts';

export const inboxRoutes = [
  defineRoute({
    operationId: 'listInbox',
    method: 'GET',
    path: '/v1/inbox',
    tag: 'Inbox',
    summary: 'List what waits for me',
    description:
      'Approvals, signatures, acknowledgements and steps that wait for the caller’s role: a program office’s approvals, a plant’s steps, an inspector’s inspections and ' +
      'nonconformances, an acceptor’s orders. By priority designator, then by age. Of orders nothing waits for host offices and administrators. `sign_again`: a signature that a change of the work superseded, or whose signer turns out not to have been entitled to it that day; ' +
      'a final inspection, and a facility’s acceptance, once it is recalled. ' +
      '`sign_support_list`: a proposed list that the caller can sign for a country that has not signed it, or whose signature an amendment superseded. ' +
      '`mend_webhook`, for anyone: a webhook of the caller’s that was disabled, or has been failing for a day.',
    roles: 'anyone',
    query: z.strictObject({
      kind: z.array(z.enum(INBOX_KINDS)).max(INBOX_KINDS.length).optional().meta({ description: 'Only these kinds.' }),
      ...paging,
    }),
    answer: {
      status: 200,
      schema: page(inboxItem).extend({
        counts: inboxCounts.meta({ description: 'How many of each kind wait, on all pages and of all kinds.' }),
        total: z.int().min(0),
      }),
    },
    example: { query: {} },
    handle: (act, { query }) => listInbox(act, query),
  }),
];
