// One route as data, and the one way in: who asks, what they may see, what they sent, what they may do, then the handler.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Problem, type ProblemCode } from '../domain/problem.ts';
import type { Role } from '../domain/registers/person.ts';
import { authenticate, authenticateSession, requireCsrfToken } from '../usecases/access/sessions.ts';
import type { Act, Caller, Outcome, Services } from '../usecases/act.ts';
import { settleDenials } from '../usecases/evidence/denials.ts';
import { readCookie, SESSION_COOKIE } from './access/cookies.ts';
import { requireOperator } from './access/operator.ts';
import { headerFaults } from './faults.ts';
import { isForPeople, nothing, pathOf, performerOf, refusing } from './performing.ts';
import {
  acceptsBody,
  charsetOf,
  JSON_TYPE,
  MERGE_PATCH_TYPE,
  mediaTypeOf,
  piecesOf,
  takingStreams,
} from './server/bodies.ts';
import type { Host } from './server/host.ts';
import { preferredLanguage, preferredType } from './server/negotiation.ts';
import { letArriveSlowly } from './server/unhurried.ts';

export { isForPeople } from './performing.ts';

/** Who may call: nobody needs to be known, whoever runs the service, any person signed in, or a person with one of these roles. */
export type Policy = 'public' | 'operator' | 'anyone' | readonly Role[];

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type Given<Schema> = Schema extends z.ZodType ? z.input<Schema> : never;
type Schema = z.ZodType | undefined;

export interface Input<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  /** The body of a route with `stream`, and the media type it was sent as. */
  upload: { mediaType: string; charset: string | null; content: AsyncIterable<Uint8Array> };
  /** The media type of `offered` that the caller likes best (the first when nothing fits). */
  prefers<const Offered extends readonly [string, ...string[]]>(offered: Offered): Offered[number];
  /** The process that hosts the route, for routes about the service itself. */
  host: Host;
  /** The Cookie header. */
  cookies: string | undefined;
  /** Whether only the headers of the answer are wanted. */
  isHead: boolean;
  /** A header of the request, by its name in lower case. */
  header(name: string): string | undefined;
  /** The caller as they are now. Raises session.unauthenticated once what let them in has ended. */
  again(): Promise<Caller>;
}

/** A request that really works against the example world; ids by `exampleId(name)`. */
export interface Example<Params = unknown, Query = unknown, Body = unknown> {
  params?: Params;
  query?: Query;
  body?: Body;
  /** The body of a route with `stream`. */
  upload?: { mediaType: string; text: string };
  /** The revision to send in If-Match; left out: that of the example world when the call is made. */
  ifMatch?: number;
}

interface RouteFields<P extends Schema, Q extends Schema, B extends Schema> {
  operationId: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** In OpenAPI's form: `/v1/standards/{id}`. */
  path: string;
  tag: string;
  summary: string;
  /** Its problem codes are appended. */
  description: string;
  roles: Policy;
  params?: P;
  /** Numbers, booleans and lists are read from the text of the query. */
  query?: Q;
  body?: B;
  /** Headers that it heeds beyond those of all routes, for the document. */
  headers?: Readonly<Record<string, { description: string; example: string }>>;
  /** The media types of a body that is read as it arrives, piece by piece. With JSON among them `body` documents it, and the handler reads it. */
  stream?: readonly [string, ...string[]];
  /** The encodings of text beside UTF-8 that a body with `stream` may say it has, in lower case. */
  charsets?: readonly string[];
  /** Whether a body may take longer than other requests to arrive. */
  isUnhurried?: boolean;
  /** `types` for answers that are not JSON. An answer of 201 carries Location; one of 302 is a Redirect. */
  answer: { status: 200 | 201 | 202 | 204 | 302; schema?: z.ZodType; description?: string; types?: readonly string[] };
  /** Codes beyond those that every route of its kind has. */
  problems?: readonly ProblemCode[];
  /** Whether If-Match is needed; true for PATCH unless said. */
  ifMatch?: boolean;
  /** Asked by machines that watch the service: never limited, and answered under overload. */
  isProbe?: boolean;
  /** Whether people come here with a browser, so that its problems are pages too. */
  pages?: true;
  /** Bytes; 1 MiB unless said. */
  bodyLimit?: number;
  example?: Example<Given<P>, Given<Q>, Given<B>>;
}

interface RouteActs<Params, Query, Body> {
  /** Raises resource.not_found when what the path names is not there or not the caller's to see. Runs before the body is read. */
  scope?(act: Act, params: Params): Promise<unknown>;
  /**
   * Whether the handler itself raises what `scope` raises before anything else, on the data that it works with: then `scope` is asked only
   * before a request is refused for another reason, or answered as an earlier one was.
   */
  scopesItself?: true;
  /** Answers a body, the outcome of a change, or a Document. */
  handle(act: Act, input: Input<Params, Query, Body>): Promise<unknown>;
  /** Where the thing just made is; `{path}/{body.id}` unless said. */
  location?(body: never, params: Params): string;
}

/** A route whose types are forgotten, so that routes can stand in one list. */
export type Route = RouteFields<Schema, Schema, Schema> & RouteActs<never, never, never>;

/** A route: its types follow from its schemas. */
export function defineRoute<P extends Schema = undefined, Q extends Schema = undefined, B extends Schema = undefined>(
  route: RouteFields<P, Q, B> & RouteActs<Parsed<P>, Parsed<Q>, Parsed<B>>,
): Route {
  return route as unknown as Route;
}

type Headers = Readonly<Record<string, string | string[]>>;

/** An answer that is elsewhere. */
export class Redirect {
  readonly headers: Headers;

  constructor(location: string, headers: Headers = {}) {
    this.headers = { ...headers, location };
  }
}

/** An answer that is not JSON, or has headers of its own. */
export class Document {
  readonly type: string;
  readonly content: string | Uint8Array | NodeJS.ReadableStream;
  readonly headers: Headers;
  /** The cursor of the page after this one; null: there is none. */
  readonly next: string | null;

  constructor(
    type: string,
    content: string | Uint8Array | NodeJS.ReadableStream,
    headers: Headers = {},
    next: string | null = null,
  ) {
    this.type = type;
    this.content = content;
    this.headers = headers;
    this.next = next;
  }
}

/** Whether a route asks for If-Match. */
export function needsRevision(route: Route): boolean {
  return route.ifMatch ?? route.method === 'PATCH';
}

/** The media types a route reads its body in; none: it takes no body. */
export function bodyTypes(route: Route): readonly string[] {
  if (route.stream) return route.stream;
  if (route.method === 'PATCH') return [MERGE_PATCH_TYPE, JSON_TYPE];
  return route.method === 'POST' ? [JSON_TYPE] : [];
}

const nobody: Caller = {
  personId: '',
  roles: [],
  facilityIds: [],
  programPlatformIds: [],
  person: undefined as never,
};

// What the first hook learnt, for the handler.
interface Arrival {
  caller: Caller;
  params: unknown;
  /** Asks the scope of the route; null: it has been asked, or its handler does so now. */
  scope: (() => Promise<unknown>) | null;
}
const arrivals = new WeakMap<FastifyRequest, Arrival>();

/** Adds routes to the server. The order of checks is that of the API: 401 (and the CSRF token of a session), 404, then 413, 415 and 400, 403, and the handler's own. */
export function registerRoutes(app: FastifyInstance, services: Services, routes: readonly Route[], host: Host): void {
  for (const route of routes) {
    const types = bodyTypes(route);
    const add = (to: FastifyInstance) =>
      to.route({
        method: route.method,
        url: route.path.replace(/\{(\w+)\}/g, ':$1'),
        ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
        config: { operationId: route.operationId, isProbe: route.isProbe ?? false, pages: route.pages === true },
        onRequest: async (request, reply) => {
          const caller = await host.limits.admit(request, reply, route, async () => {
            if (route.roles === 'operator') requireOperator(request, host);
            return isForPeople(route) ? await callerOf(services, request) : nobody;
          });
          const params = (route.params ?? nothing).safeParse(request.params);
          // A path that breaks its form names nothing.
          if (!params.success) throw new Problem('resource.not_found');
          const act = actOf(services, request, caller);
          const scope = async () => await route.scope?.(act, params.data as never);
          const scopesLater = route.scopesItself === true && request.headers['idempotency-key'] === undefined;
          await refusing(host, route, act, params.data, warnerOf(request), async () => {
            if (!SAFE_METHODS.includes(request.method)) requireCsrfToken(caller, csrfTokenOf(request));
            if (!scopesLater) await scope();
          });
          arrivals.set(request, { caller, params: params.data, scope: scopesLater ? scope : null });
          if (types.length > 0) acceptsBody(request, types, route.charsets);
          if (route.isUnhurried) letArriveSlowly(request.raw.socket);
        },
        handler: handlerOf(services, host, route),
        ...(route.scopesItself ? { errorHandler: scopingFirst(services, host, route) } : {}),
      });
    if (route.stream) takingStreams(app, add);
    else add(app);
  }
  app.addHook('onClose', () => settleDenials(services.database));
}

// Who may not know that a thing is there is not told what else is wrong with a request about it: nobody has asked before its body was
// read. What is thrown here goes on to the error handler of the server.
function scopingFirst(services: Services, host: Host, route: Route) {
  return async (error: unknown, request: FastifyRequest): Promise<never> => {
    const { caller, params, scope } = arrivals.get(request) ?? { scope: null };
    if (scope) {
      const act = actOf(services, request, caller);
      await refusing(host, route, act, params, warnerOf(request), scope);
    }
    throw error;
  };
}

function handlerOf(services: Services, host: Host, route: Route) {
  const perform = performerOf(route, host);
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const arrival = arrivals.get(request);
    if (!arrival) throw new Error(`${route.operationId} was reached without its first hook`);
    const { params, scope } = arrival;
    arrival.scope = null;
    const asked = actOf(services, request, arrival.caller);
    const result = await refusing(host, route, asked, params, warnerOf(request), () =>
      perform(asked, {
        params,
        query: request.query,
        body: request.body,
        scope,
        headers: headerFaults(request.headers, route.method),
        upload: { mediaType: mediaTypeOf(request), charset: charsetOf(request), content: piecesOf(request) },
        cookies: request.headers.cookie,
        isHead: request.method === 'HEAD',
        header: (name) => request.headers[name]?.toString(),
        again: () => callerOf(services, request),
        prefers: (offered: readonly [string, ...string[]]) => preferredType(request.headers.accept, offered),
      }),
    );
    if (isOutcome(result) && result.replayed) host.metrics.replayed(route.operationId);
    return answer(request, reply, route, params, result);
  };
}

function warnerOf(request: FastifyRequest) {
  return (what: Record<string, unknown>, message: string) => request.log.warn(what, message);
}

async function callerOf(services: Services, request: FastifyRequest): Promise<Caller> {
  const { authorization, cookie } = request.headers;
  const caller =
    authorization === undefined ? await bySession(services, cookie) : await byBearer(services, authorization);
  if (!caller) throw new Problem('session.unauthenticated');
  return caller;
}

async function byBearer(services: Services, authorization: string): Promise<Caller | null> {
  const token = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization)?.[1];
  return token === undefined ? null : await authenticate(services, token);
}

async function bySession(services: Services, cookies: string | undefined): Promise<Caller | null> {
  const token = readCookie(cookies, SESSION_COOKIE, services.sessions.isSecure);
  return token ? await authenticateSession(services, token) : null;
}

// What changes nothing. Source: RFC 9110, 9.2.1.
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

function csrfTokenOf({ headers }: FastifyRequest): string | undefined {
  const given = headers['x-csrf-token'];
  return typeof given === 'string' ? given : undefined;
}

function actOf(services: Services, request: FastifyRequest, caller: Caller): Act {
  return {
    database: services.database,
    clock: services.clock,
    newId: services.newId,
    secrets: services.secrets,
    pins: services.pins,
    identity: services.identity,
    sessions: services.sessions,
    keys: services.keys,
    attachments: services.attachments,
    reckoner: services.reckoner,
    report: services.report,
    settings: services.settings,
    caller,
    language: preferredLanguage(request.headers['accept-language']),
    requestId: request.id,
    ifMatch: undefined,
  };
}

function answer(request: FastifyRequest, reply: FastifyReply, route: Route, params: unknown, result: unknown) {
  const { body, replayed } = isOutcome(result) ? result : { body: result, replayed: false };
  reply.code(route.answer.status);
  if (replayed) reply.header('idempotency-replayed', 'true');
  if (body instanceof Redirect) return reply.headers(body.headers).send();
  if (body instanceof Document) {
    if (body.next !== null) reply.header('link', linkTo(request.url, body.next));
    return reply.headers(body.headers).type(body.type).send(body.content);
  }
  if (route.answer.status === 204) return reply.send();

  const fields = (body ?? {}) as { revision?: unknown; id?: unknown; next?: unknown; items?: unknown };
  if (typeof fields.revision === 'number') reply.header('etag', `"${fields.revision}"`);
  if (route.answer.status === 201 && (route.location || typeof fields.id === 'string')) {
    const path = route.location?.(fields as never, params as never) ?? `${pathOf(route, params)}/${fields.id}`;
    reply.header('location', path);
  }
  if (Array.isArray(fields.items) && typeof fields.next === 'string')
    reply.header('link', linkTo(request.url, fields.next));
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(body));
}

/** Whether what a handler answered is the outcome of a change. */
export function isOutcome(result: unknown): result is Outcome<unknown> {
  return typeof result === 'object' && result !== null && 'replayed' in result && 'body' in result;
}

function linkTo(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const search = new URLSearchParams(query);
  search.set('cursor', cursor);
  return `<${path}?${search}>; rel="next"`;
}
