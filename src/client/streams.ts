// Answers that go on: lines of NDJSON, and server-sent events that are resumed where they broke off.
import type { FeedEvent } from '../usecases/exchange/feed.ts';
import { type Query, SeibiProblem, type Transport } from './transport.ts';

/** The lines of a body, as they arrive. */
async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of body as unknown as AsyncIterable<Uint8Array>) {
    const lines = `${rest}${decoder.decode(piece, { stream: true })}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** The values of an NDJSON body, as they arrive. */
export async function* valuesOf<T>(answer: Response): AsyncGenerator<T> {
  if (!answer.body) return;
  for await (const line of linesOf(answer.body)) if (line.trim() !== '') yield JSON.parse(line) as T;
}

/**
 * Events as they happen, for as long as the reader goes on: a stream that ends or breaks is resumed after the last event that arrived, so that
 * none is missed and none comes twice. Ends with the signal. Raises SeibiProblem for what asking again will not mend.
 */
export async function* followed(
  transport: Transport,
  { cursor, ...query }: Query & { cursor?: string | undefined },
  signal?: AbortSignal,
): AsyncGenerator<FeedEvent> {
  let last = cursor;
  let broken = 0;
  while (!signal?.aborted) {
    try {
      const answer = await transport.send({
        method: 'GET',
        path: '/v1/events',
        query: last === undefined ? query : { ...query, cursor: last },
        accept: 'text/event-stream',
        options: signal ? { signal } : undefined,
      });
      let [id, data] = ['', ''];
      for await (const line of linesOf(answer.body as ReadableStream<Uint8Array>)) {
        broken = 0;
        if (line.startsWith('id: ')) id = line.slice(4);
        else if (line.startsWith('data: ')) data = line.slice(6);
        else if (line === '') {
          // Whole: what broke off before is told again.
          if (id !== '') last = id;
          if (data !== '') yield JSON.parse(data) as FeedEvent;
          [id, data] = ['', ''];
        }
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof SeibiProblem) throw error;
    }
    if (signal?.aborted) return;
    // A service that ends its streams is about to end: another node, or the next start, takes a moment.
    await transport.wait(broken, null, signal).catch(() => undefined);
    broken += 1;
  }
}
