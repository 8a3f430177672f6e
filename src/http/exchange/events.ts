// /v1/events: what happened to the orders the caller sees, in the order of commits; page by page, or live as server-sent events.
import { Readable } from 'node:stream';
import { z } from 'zod';
import { EVENT_TYPES } from '../../domain/orders/event.ts';
import { Problem } from '../../domain/problem.ts';
import { id } from '../../domain/values.ts';
import { feedCursor, feedEvent, listFeed } from '../../usecases/exchange/feed.ts';
import { HEARTBEAT_TICKS, MOST_STREAMS, type Piece } from '../../usecases/exchange/followers.ts';
import { faultsOf } from '../faults.ts';
import { paging } from '../lists.ts';
import { Document, defineRoute } from '../route.ts';

const EVENT_STREAM_TYPE = 'text/event-stream';

const feedPage = z.strictObject({
  items: z.array(feedEvent),
  next: z.string().nullable().meta({ description: 'The cursor of the next page; null: there is no more for now.' }),
  cursor: z.string().meta({ description: 'Where to go on from later, also when there is no more for now.' }),
});

export const eventRoutes = [
  defineRoute({
    operationId: 'followEvents',
    method: 'GET',
    path: '/v1/events',
    tag: 'Feed',
    summary: 'Follow what happens to the orders you see',
    description:
      'Events (事象) of all orders in your scope, in the order in which they became durable: what is read once is never preceded by something later. Ask on with `cursor`. ' +
      'A page may hold fewer than `limit` and have a `next` all the same. ' +
      `With \`Accept: text/event-stream\` the answer goes on: each event as \`id\` (a cursor) and \`data\` (as an item of the list), a sign of life every ${HEARTBEAT_TICKS} seconds; ` +
      '`Last-Event-ID` resumes after that one, in place of `cursor`. A stream ends with the key or session it was asked with, when what you may see changes, and when the service ends: ask again. ' +
      `Each person has at most ${MOST_STREAMS} streams on a node.`,
    roles: 'anyone',
    query: z.strictObject({
      limit: paging.limit,
      cursor: feedCursor.optional(),
      type: z.array(z.enum(EVENT_TYPES)).optional().meta({ description: 'Only events of these types.' }),
      facilityId: z.array(id).max(100).optional().meta({ description: 'Only of orders at these facilities.' }),
      workOrderId: id.optional().meta({ description: 'Only of this order.' }),
    }),
    answer: { status: 200, schema: feedPage, types: [EVENT_STREAM_TYPE] },
    problems: ['feed.too_many_streams'],
    headers: {
      'Last-Event-ID': { description: 'With a stream: the `id` of the last event that arrived.', example: '0' },
    },
    example: { query: { type: ['drafted', 'released'], limit: 10 } },
    async handle(act, { query, prefers, header, again, host, isHead }) {
      const { limit, cursor, type: types, facilityId: facilityIds, workOrderId } = query;
      const filters = { types, facilityIds, workOrderId };
      // Of a stream that nobody reads there is no end.
      if (isHead || prefers(['application/json', EVENT_STREAM_TYPE]) === 'application/json')
        return await listFeed(act, { cursor, limit, ...filters });
      let stream: Readable | null = null;
      const { pieces, leave } = await host.followers.follow(
        { act, filters, cursor: lastEventId(header('last-event-id')) ?? cursor, again },
        () => stream?.destroy(),
      );
      stream = streamOf(pieces, leave);
      return new Document(`${EVENT_STREAM_TYPE}; charset=utf-8`, stream, { 'x-accel-buffering': 'no' });
    },
  }),
];

function lastEventId(given: string | undefined): string | undefined {
  if (given === undefined || given === '') return undefined;
  const read = feedCursor.safeParse(given);
  if (read.success) return read.data;
  const errors = faultsOf(read).map((fault) => ({ ...fault, pointer: '/Last-Event-ID' }));
  throw new Problem('request.invalid', { errors });
}

// Not Readable.from: that one waits, when its reader has left, for the piece that it asked for last, and here that may be long in coming.
function streamOf(pieces: AsyncGenerator<Piece>, leave: () => void): Readable {
  const stream = new Readable({
    highWaterMark: 1,
    read() {
      pieces.next().then(
        ({ done, value }) => stream.push(done ? null : written(value)),
        (error: Error) => stream.destroy(error),
      );
    },
    destroy(error, callback) {
      leave();
      callback(error);
    },
  });
  return stream;
}

// Source: WHATWG HTML, 9.2: an `id` without data is kept as the last one and told to nobody.
function written({ items, cursor }: Piece): Buffer {
  const events = items.map((event) => `id: ${event.position + 1}\ndata: ${JSON.stringify(event)}\n\n`);
  return Buffer.from(`${events.join('')}id: ${cursor}\n: ${items.length > 0 ? 'so far' : 'alive'}\n\n`);
}
