// Reading a body: which media types are taken, JSON in strict UTF-8, and bodies that are read as they arrive.
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../domain/problem.ts';

export const JSON_TYPE = 'application/json';
export const MERGE_PATCH_TYPE = 'application/merge-patch+json';

// Deeper than any body of the API, shallow enough for every recursive reader.
const DEEPEST_JSON = 100;

/**
 * Raises request.unsupported_media_type unless the request has no body or one of these types, in UTF-8 or one of `charsets`. Case and spaces
 * don't matter.
 */
export function acceptsBody(request: FastifyRequest, types: readonly string[], charsets: readonly string[] = []): void {
  const given = request.headers['content-type'];
  const isEmpty =
    request.headers['transfer-encoding'] === undefined && Number(request.headers['content-length'] ?? 0) === 0;
  if (given === undefined && isEmpty) return;
  const [type = ''] = partsOf(given ?? '');
  const charset = charsetOf(request);
  if (types.includes(type) && (charset === null || charset === 'utf-8' || charsets.includes(charset))) return;
  throw new Problem('request.unsupported_media_type', { accepted: types, charsets: ['utf-8', ...charsets] });
}

function partsOf(contentType: string): string[] {
  return contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
}

/** The charset that a body is said to be in, in lower case; null: none is said. */
export function charsetOf({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  const parameter = partsOf(headers['content-type'] ?? '').find((p) => /^charset\s*=/.test(p));
  const charset = parameter?.replace(/^charset\s*=\s*"?([^"]*)"?$/, '$1') ?? null;
  return charset === 'utf8' || charset === 'us-ascii' ? 'utf-8' : charset;
}

/** The media type of a body, without its parameters and in lower case; empty when none is said. */
export function mediaTypeOf({ headers }: Pick<FastifyRequest, 'headers'>): string {
  return partsOf(headers['content-type'] ?? '')[0] ?? '';
}

/** Adds routes whose bodies are left as they arrive; how much of one is taken is for its reader to bound. */
export function takingStreams(app: FastifyInstance, add: (to: FastifyInstance) => void): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    add(scope);
  });
}

/** The pieces of a body that is read as it arrives; none when there is no body. Raises request.timed_out when it breaks off. */
export async function* piecesOf(request: FastifyRequest): AsyncGenerator<Uint8Array> {
  const body = request.body as Readable | undefined;
  if (!body) return;
  try {
    for await (const piece of body.iterator({ destroyOnReturn: false })) yield piece as Uint8Array;
  } catch {
    throw new Problem('request.timed_out');
  } finally {
    // What is refused halfway is let through to its end, so that the refusal arrives and the connection serves on.
    body.resume();
  }
}

/** The bytes of a body that is read as it arrives. Raises request.too_large beyond a limit, request.timed_out when it breaks off. */
export async function bytesOf(content: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of content) {
    size += piece.length;
    if (size > limitBytes) throw new Problem('request.too_large', { limitBytes });
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Makes the server read every body as JSON in UTF-8; which media types a route takes is checked before. */
export function readBodiesAsJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, bytes, done) => {
    try {
      done(null, parseJson(bytes as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The value of JSON in UTF-8, undefined when there are no bytes. Raises request.malformed_json. */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  try {
    const text = decoder.decode(bytes);
    if (bytes.length > DEEPEST_JSON && isTooDeep(text)) throw new Problem('request.malformed_json');
    return JSON.parse(text);
  } catch {
    throw new Problem('request.malformed_json');
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (inString) {
      if (c === 0x5c) at++;
      else if (c === 0x22) inString = false;
    } else if (c === 0x22) inString = true;
    else if (c === 0x7b || c === 0x5b) {
      if (++depth > DEEPEST_JSON) return true;
    } else if (c === 0x7d || c === 0x5d) depth--;
  }
  return false;
}
