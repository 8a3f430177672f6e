// The pages of people at `/`: the built files of src/web, their security policy, and how long browsers may keep them.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../domain/problem.ts';

/** First parts of addresses that are pages; what follows them is the page's own affair. */
const PAGES = ['/sign-in', '/board', '/orders', '/inbox', '/log', '/office', '/registers'] as const;
/** Everything that is served here and not as an operation of the API. */
export const PAGE_PATHS = ['/', '/app', '/worker.js', ...PAGES] as const;

// Script, style, fonts and data of this service and nothing else; pictures that people attach are shown from memory.
// A scanner's WebAssembly is compiled from a file of ours.
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
};
const COMPRESSED = ['html', 'js', 'css', 'json', 'svg', 'wasm'];

interface BuiltFile {
  type: string;
  content: Buffer;
  /** Null: it would not get smaller. */
  gzipped: Buffer | null;
  etag: string;
}

/** Where the built pages are: beside this file in what was built, in `dist` when the sources are run. */
function pagesFolder(): string | null {
  const places = ['../../web/', '../../../dist/web/'].map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return places.find((place) => existsSync(`${place}worker.js`)) ?? null;
}

/**
 * Serves the pages from a folder, read and compressed at the first request for each file. Files under /app are named by their content and
 * kept for good; the rest is asked for again every time. Without a folder (the sources run unbuilt) each answers page.not_built.
 */
export function servePages(app: FastifyInstance, folder: string | null = pagesFolder()): void {
  const assets = folder === null ? [] : readdirSync(`${folder}app`);
  const files = new Map<string, BuiltFile>();
  const fileOf = (name: string): BuiltFile => {
    const known = files.get(name) ?? readFile(`${folder}${name}`);
    files.set(name, known);
    return known;
  };
  const page = (request: FastifyRequest, reply: FastifyReply) => {
    if (folder === null) throw new Problem('page.not_built');
    return send(request, reply.header('cache-control', 'no-cache'), fileOf('app.html'));
  };
  app.get('/', { config: { pages: true } }, page);
  for (const path of PAGES) {
    app.get(path, { config: { pages: true } }, page);
    app.get(`${path}/*`, { config: { pages: true } }, page);
  }
  app.get('/worker.js', (request, reply) => {
    if (folder === null) throw new Problem('page.not_built');
    return send(request, reply.header('cache-control', 'no-cache'), fileOf('worker.js'));
  });
  app.get<{ Params: { file: string } }>('/app/:file', (request, reply) => {
    // Only what was there at the start: no name leads out of the folder.
    if (!assets.includes(request.params.file)) throw new Problem('request.unknown_path');
    return send(
      request,
      reply.header('cache-control', 'public, max-age=31536000, immutable'),
      fileOf(`app/${request.params.file}`),
    );
  });
}

function readFile(path: string): BuiltFile {
  const content = readFileSync(path);
  const ending = path.slice(path.lastIndexOf('.') + 1);
  const gzipped = COMPRESSED.includes(ending) ? gzipSync(content, { level: 9 }) : null;
  return {
    type: TYPES[ending] ?? 'application/octet-stream',
    content,
    gzipped: gzipped && gzipped.length < content.length ? gzipped : null,
    etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 27)}"`,
  };
}

function send(request: FastifyRequest, reply: FastifyReply, file: BuiltFile): FastifyReply {
  reply.header('content-security-policy', POLICY).header('etag', file.etag).header('vary', 'accept-encoding');
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  const packed = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')) ? file.gzipped : null;
  if (packed) reply.header('content-encoding', 'gzip');
  return reply.type(file.type).send(packed ?? file.content);
}
