// Problems on the wire (RFC 9457): every error becomes one, and each code has a page that explains it.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Language } from '../domain/evidence/signature.ts';
import {
  describeProblem,
  isProblemCode,
  PROBLEM_CODES,
  Problem,
  type ProblemCode,
  problems,
} from '../domain/problem.ts';
import { type Html, html, pageOf } from './paper/html.ts';
import { NOTE_STYLE } from './paper/look.ts';
import { type Document, defineRoute } from './route.ts';
import { loggable, wordsOf } from './server/logging.ts';
import { preferredLanguage, preferredType } from './server/negotiation.ts';
import { mayArriveSlowly } from './server/unhurried.ts';

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';
const LONGEST_URL = 8_000;

/** What Fastify and Node refuse before a route does, as our own codes. */
const framework: Record<string, ProblemCode> = {
  FST_ERR_BAD_URL: 'request.bad_url',
  FST_ERR_MAX_PARAM_LENGTH: 'request.uri_too_long',
  FST_ERR_CTP_BODY_TOO_LARGE: 'request.too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'request.unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request.malformed_http',
  FST_UNDER_PRESSURE: 'service.unavailable',
  HPE_HEADER_OVERFLOW: 'request.headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request.timed_out',
};

/** The problem that an error is; what nobody expected is `internal`. */
export function problemOf(error: unknown, requestId: string, limitBytes?: number): Problem {
  if (error instanceof Problem) return error;
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  const known = code === undefined ? undefined : framework[code];
  if (known === 'request.too_large') return new Problem(known, { limitBytes });
  if (known === 'request.unsupported_media_type')
    return new Problem(known, { accepted: ['application/json'], charsets: ['utf-8'] });
  if (known) return new Problem(known);
  if (statusCode === 503) return new Problem('service.unavailable');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return new Problem('request.malformed_http');
  return new Problem('internal', { requestId });
}

const STANDARD_MEMBERS = new Set(['type', 'title', 'status', 'detail', 'instance', 'code']);

/** The body of an answer for a problem. */
export function problemBody(problem: Problem, language: Language, instance: string): Record<string, unknown> {
  const { title, detail } = describeProblem(problem.code, problem.extra, language);
  // What a problem adds never takes the place of a member of RFC 9457.
  return {
    type: `/problems/${problem.code}`,
    title,
    status: problem.status,
    detail,
    instance,
    code: problem.code,
    ...Object.fromEntries(Object.entries(problem.extra).filter(([name]) => !STANDARD_MEMBERS.has(name))),
  };
}

/** Answers an error as a problem; logs it when it is a fault of ours. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, request.id, request.routeOptions?.bodyLimit);
  if (problem.code === 'internal') request.log.error({ err: loggable(error, wordsOf(request)) }, 'failed');
  const language = preferredLanguage(request.headers['accept-language']);
  // The framework's own refusals come before the hooks that set these.
  reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="seibi"');
  if (problem.status === 405) reply.header('allow', (problem.extra.allowed as string[]).join(', '));
  if (problem.status === 415 && request.method === 'PATCH')
    reply.header('accept-patch', (problem.extra.accepted as string[]).join(', '));
  const retryAfter = problem.extra.retryAfterSeconds ?? (problem.status === 503 ? 1 : undefined);
  if (typeof retryAfter === 'number') reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfter))));
  reply.code(problem.status);
  if (request.routeOptions?.config?.pages && prefersPage(request)) {
    const page = refusalPage(problem, language);
    return reply.headers(page.headers).type(page.type).send(page.content);
  }
  return reply
    .header('content-language', language)
    .header('content-type', PROBLEM_TYPE)
    .send(JSON.stringify(problemBody(problem, language, pathOf(request.url))));
}

function prefersPage({ headers }: FastifyRequest): boolean {
  return preferredType(headers.accept, ['application/problem+json', 'text/html']) === 'text/html';
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}

/**
 * Makes every error of the server a problem: those of routes, unknown addresses (404) and methods (405), URLs too long or malformed.
 * Called before any route is added, because it takes note of them.
 */
export function answerProblems(app: FastifyInstance): void {
  const known: { pattern: RegExp; method: string }[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    const pattern = new RegExp(
      `^${url
        .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replace(/:\w+/g, '[^/]+')
        .replace('*', '.*')}$`,
    );
    for (const m of Array.isArray(method) ? method : [method]) known.push({ pattern, method: m });
  });
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler(() => {
    throw new Problem('request.unknown_path');
  });
  // Before the body is read: an unknown address has no opinion on its media type.
  app.addHook('onRequest', (request, _reply, done) => {
    done(refusalOf(request, known));
  });
}

function refusalOf(request: FastifyRequest, known: { pattern: RegExp; method: string }[]): Problem | undefined {
  const url = request.raw.url ?? '';
  // Source: RFC 9112, 3.2.
  if (request.raw.httpVersion === '1.1' && request.headers.host === undefined)
    return new Problem('request.malformed_http');
  if (url.length > LONGEST_URL) return new Problem('request.uri_too_long');
  if (url.includes('%') && !isDecodable(url)) return new Problem('request.bad_url');
  if (!request.is404) return undefined;
  const path = decodeURIComponent(pathOf(url));
  const allowed = new Set(known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
  if (allowed.size > 0) return new Problem('request.method_not_allowed', { allowed: [...allowed].sort() });
  return new Problem('request.unknown_path');
}

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(url.replaceAll('+', ' '));
    return true;
  } catch {
    return false;
  }
}

/** Answers what Node could not even read as a request, straight on the socket. */
export function answerClientError(error: Error & { code?: string }, socket: import('node:net').Socket): void {
  if (mayArriveSlowly(error, socket)) return;
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const known = error.code === undefined ? undefined : framework[error.code];
  const problem = new Problem(known ?? 'request.malformed_http');
  const body = JSON.stringify(problemBody(problem, 'en', ''));
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.code}\r\ncontent-type: ${PROBLEM_TYPE}\r\nx-content-type-options: nosniff\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

const message = z.strictObject({ en: z.string(), ja: z.string() });
const explained = z
  .strictObject({ code: z.string(), status: z.int(), title: message, detail: message })
  .meta({ description: 'What a problem code means.' });

function explain(code: ProblemCode) {
  const { status, title, detail } = problems[code];
  return { code, status, title, detail };
}

/** The pages that `type` of a problem points to. */
export const problemRoutes = [
  defineRoute({
    operationId: 'listProblems',
    method: 'GET',
    path: '/problems',
    tag: 'Service',
    summary: 'Every problem code',
    description: 'The table of all problem codes that Seibi answers, with their status and meaning in both languages.',
    roles: 'public',
    answer: { status: 200, schema: z.strictObject({ items: z.array(explained), next: z.null() }) },
    example: {},
    handle: async () => ({ items: PROBLEM_CODES.map(explain), next: null }),
  }),
  defineRoute({
    operationId: 'explainProblem',
    method: 'GET',
    path: '/problems/{code}',
    tag: 'Service',
    summary: 'What a problem code means',
    description: 'As a page for people (`Accept: text/html`) or as JSON.',
    roles: 'public',
    params: z.strictObject({ code: z.string().meta({ description: 'A problem code.' }) }),
    answer: { status: 200, schema: explained, types: ['text/html'] },
    problems: ['resource.not_found'],
    example: { params: { code: 'transition.blocked' } },
    handle: async (_act, { params, prefers }) => {
      if (!isProblemCode(params.code)) throw new Problem('resource.not_found');
      if (prefers(['application/json', 'text/html']) === 'application/json') return explain(params.code);
      return problemPage(params.code);
    },
  }),
];

function problemPage(code: ProblemCode): Document {
  const { title, detail } = problems[code];
  const part = (language: Language) => section(language, title[language], detail[language]);
  return pageOf('en', code, NOTE_STYLE, html`${headingOf(code)}${part('en')}${part('ja')}`);
}

// What one request was refused, for who sent it with a browser: both languages, the preferred one first.
function refusalPage({ code, extra }: Problem, language: Language): Document {
  const part = (each: Language) => {
    const { title, detail } = describeProblem(code, extra, each);
    return section(each, title, detail);
  };
  const order = language === 'ja' ? (['ja', 'en'] as const) : (['en', 'ja'] as const);
  const again = code.startsWith('identity.') && code !== 'identity.not_configured' ? signInAgain : null;
  return pageOf(
    language,
    problems[code].title[language],
    NOTE_STYLE,
    html`${order.map(part)}${again}${headingOf(code)}`,
  );
}

const signInAgain = html`<p><a href="/auth/login"><span lang="en">Sign in again</span> / <span lang="ja">もう一度サインインする</span></a></p>`;

function headingOf(code: ProblemCode): Html {
  return html`<h1><code>${code}</code> (${problems[code].status})</h1>`;
}

function section(language: Language, title: string, detail: string): Html {
  return html`<section lang="${language}"><h2>${title}</h2><p>${detail}</p></section>`;
}
