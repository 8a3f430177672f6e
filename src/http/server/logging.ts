// What may be logged of a request and of an error: where and what, never what was said.
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';

// What a caller says is longer than this, and shorter words stand in any message.
const SHORTEST_SECRET = 4;
const MOST_WORDS = 2_000;
// An id, a number within an order, or a code: nothing that a person would keep to themselves.
const LOGGED_NAME = /^([\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|\d{1,3}|[a-z]{1,20}([._][a-z]{1,20}){0,4})$/;

/**
 * An error as it is logged: its type, code, place and message. A message may quote what it failed on, so the parameters of a query and
 * `said`, the words of the request, are taken out of it.
 */
export function loggable(error: unknown, said: readonly string[] = [], depth = 0): unknown {
  if (!(error instanceof Error)) return { message: typeof error };
  const { code } = error as { code?: unknown };
  let message = error.message.split('\nparams:', 1)[0] ?? '';
  for (const word of said) message = message.replaceAll(word, '[redacted]');
  return {
    type: error.name,
    message,
    code,
    at: error.stack?.split('\n').filter((line) => line.startsWith('    at ')),
    cause: error.cause === undefined || depth > 3 ? undefined : loggable(error.cause, said, depth + 1),
  };
}

/** Everything that a request says: the texts and numbers of its body, query and headers, the longest first. */
export function wordsOf(request: FastifyRequest): string[] {
  const words = new Set<string>();
  const gather = (value: unknown): void => {
    if (words.size >= MOST_WORDS) return;
    if (Array.isArray(value)) for (const item of value) gather(item);
    else if (value !== null && typeof value === 'object') for (const item of Object.values(value)) gather(item);
    else if (typeof value === 'string' || typeof value === 'number') words.add(String(value));
  };
  // One that is read as it arrives is no value, and leads round in circles.
  if (!(request.body instanceof Readable)) gather(request.body);
  gather(request.query);
  for (const name of ['authorization', 'cookie', 'idempotency-key']) {
    const value = request.headers[name];
    if (typeof value === 'string') for (const part of [value, ...value.split(/[\s;=]+/)]) gather(part);
  }
  return [...words].filter((word) => word.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length);
}

/** The path of a request as it is logged: only for what is served, and what does not look like an id or a code is left out. */
export function loggedPath(request: FastifyRequest): string | undefined {
  const { url } = request.routeOptions;
  if (url === undefined || request.is404) return undefined;
  const params = request.params as Record<string, string> | undefined;
  return url.replace(/:(\w+)/g, (_, name: string) => {
    const value = params?.[name] ?? '';
    return LOGGED_NAME.test(value) ? value : '…';
  });
}

/** A caller's own request id when it may be kept and logged: plain, and not a key. */
export function isPlainRequestId(given: unknown): given is string {
  return typeof given === 'string' && /^(?!seibi_)[\w.:-]{1,100}$/.test(given);
}
