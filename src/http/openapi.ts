// The OpenAPI 3.1 document, made from the routes and their schemas; and its pages.
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { PROBLEM_CODES, type ProblemCode, problems } from '../domain/problem.ts';
import { JSON_TYPE } from './bodies.ts';
import { components } from './components.ts';
import {
  bodyTypes,
  Document,
  defineRoute,
  type Example,
  isForPeople,
  needsRevision,
  type Policy,
  type Route,
} from './route.ts';

type Json = Record<string, unknown>;

const tags: Record<string, string> = {
  Standards: 'Standards, and which standard held satisfies which required (規格・同等性).',
  Platforms: 'Types of equipment, what they require and how long work on them may take (装備品).',
  Equipment: 'Single items and the history of their condition (個体).',
  Facilities: 'Repair facilities with certifications, capabilities, instruments and closures (修理施設).',
  Authorizations: 'Export authorizations (輸出許可等).',
  People: 'People, their roles, qualifications, keys and pins.',
  'Signing in': 'Who is asking, and signing in and out with a browser (サインイン).',
  'Technical data': 'Titles and revisions of technical documents (技術資料).',
  Suppliers: 'Suppliers and what they offer.',
  Baselines: 'What the same work takes in the United States.',
  'Work orders': 'Work orders and the one door through which they move (作業指示書).',
  Commands: 'What was done without a network, sent when there is one again (オフライン記録).',
  Work: 'Operations, labor, part demands and targets of a work order.',
  Quality: 'Inspections, nonconformances and signatures (検査・不適合・署名).',
  Clock: 'What both sides say to the clock of an order: acknowledgement, dispute, corrections.',
  Evidence: 'Certificates that travel, and amendments of what was released (証明書・修正).',
  Feed: 'What happens, as it happens: to be read on from where one stood (イベントの購読).',
  Webhooks: 'What happens, sent to an address, signed (Webhook).',
  Exposure: 'What the registers stop, now or soon, and what relied on a record.',
  Inbox: 'What waits for whom.',
  Metrics: 'Turnaround and other figures.',
  Exchange: 'Files in and out: imports with their templates, and exports (取込・書出し).',
  Audit: 'What the record can be checked by, without trust in who keeps it (監査).',
  'Calendars and codes': 'Holidays and code tables, as data (祝日・コード表).',
  Verification: 'Checking what Seibi signed, without Seibi (検証).',
  Service: 'Health, metrics, version, problem codes, refused access and this document.',
};

/** The OpenAPI document of some routes. */
export function openapiDocument(routes: readonly Route[], version: string): Json {
  const schemas = namedSchemas(routes);
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    (paths[route.path] as Json)[route.method.toLowerCase()] = operationOf(route, schemas);
  }
  const used = [...new Set(routes.map((route) => route.tag))];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Seibi',
      version,
      summary: 'Work orders for US military equipment maintained and repaired in Japan.',
      description:
        'Every problem is `application/problem+json` with a `code`; what each code means stands under `/problems/{code}`. ' +
        'Requests are limited by the minute, each person and each address without a key: `RateLimit-Policy` and `RateLimit` say how many are left. ' +
        'Checks run in this order: 401 (and, with a session, its CSRF token), 429, 404, 400, 403, 428 or 412, 409 not offered, 403 signature, 409 blocked. ' +
        'Seibi records and checks facts; it gives no legal clearance.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This service' }],
    security: SIGNED_IN,
    tags: [...Object.keys(tags).filter((tag) => used.includes(tag)), ...used.filter((tag) => !(tag in tags))].map(
      (name) => ({ name, description: tags[name] ?? name }),
    ),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description:
            'An API key (`seibi_…`) of a person, or an access token (JWT) of the identity provider that speaks of one.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-seibi_session',
          description:
            'The session of a browser that signed in at /auth/login; on a loopback address without TLS the cookie is called `seibi_session`. Any Authorization header ' +
            'takes its place.',
        },
        csrf: {
          type: 'apiKey',
          in: 'header',
          name: 'X-CSRF-Token',
          description: 'With a session, for whatever is not a GET: the `csrfToken` of /v1/session.',
        },
        metricsToken: { type: 'http', scheme: 'bearer', description: 'METRICS_TOKEN of the service.' },
      },
      parameters: onlyUsed('parameters', sharedParameters, paths),
      headers: onlyUsed('headers', sharedHeaders, paths),
      schemas: { ...schemas.definitions, Problem: problemSchema() },
    },
  };
}

// Who is asked to be known is so by either; a session proves with each change that its own page sent it.
const SIGNED_IN = [{ bearer: [] }, { session: [] }];
const SIGNED_IN_TO_CHANGE = [{ bearer: [] }, { session: [], csrf: [] }];

function operationOf(route: Route, schemas: Schemas): Json {
  const codes = problemCodesOf(route);
  const mediaTypes = bodyTypes(route);
  const takesBody = mediaTypes.length > 0 && !route.stream && (route.body !== undefined || route.method === 'PATCH');
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: [
      route.description,
      `**Who**: ${whoMayCall(route.roles)}.`,
      `**Problems**: ${codes.map((code) => `\`${code}\` (${problems[code].status})`).join(', ')}.`,
    ].join('\n\n'),
    ...(route.roles === 'public' ? { security: [] } : {}),
    ...(route.roles === 'operator' ? { security: [{ metricsToken: [] }] } : {}),
    ...(isForPeople(route) && route.method !== 'GET' ? { security: SIGNED_IN_TO_CHANGE } : {}),
    parameters: [
      ...parametersOf(route, 'path', route.params, schemas),
      ...parametersOf(route, 'query', route.query, schemas),
      ...(needsRevision(route) ? [reference('parameters', 'IfMatch')] : []),
      ...(route.method === 'POST' ? [reference('parameters', 'IdempotencyKey')] : []),
      reference('parameters', 'AcceptLanguage'),
      ...Object.entries(route.headers ?? {}).map(([name, { description, example }]) => ({
        name,
        in: 'header',
        description,
        schema: { type: 'string' },
        example,
      })),
    ],
    ...(takesBody && route.body ? { requestBody: requestBodyOf(route, route.body, mediaTypes, schemas) } : {}),
    ...(route.stream ? { requestBody: streamOf(route, route.stream, schemas) } : {}),
    responses: { [route.answer.status]: successOf(route, schemas), ...problemResponses(codes, route.pages) },
  };
}

function whoMayCall(roles: Policy): string {
  if (roles === 'public') return 'anyone, without a key';
  if (roles === 'operator') return 'whoever holds METRICS_TOKEN; without one, callers on the machine of the service';
  return roles === 'anyone' ? 'any person with a key' : roles.join(', ');
}

function requestBodyOf(route: Route, body: z.ZodType, mediaTypes: readonly string[], schemas: Schemas): Json {
  const example = (route.example as { body?: unknown } | undefined)?.body;
  const content = { schema: schemas.input(body), ...(example === undefined ? {} : { example }) };
  return {
    required: !body.safeParse({}).success,
    content: Object.fromEntries(mediaTypes.map((type) => [type, content])),
  };
}

// Source: OpenAPI 3.1, 4.8.14.2: a binary body has a media type and no schema of JSON.
function streamOf(route: Route, types: readonly string[], schemas: Schemas): Json {
  const example = route.example as Example | undefined;
  const contentOf = (type: string) => {
    const isJson = type === JSON_TYPE && route.body !== undefined;
    return {
      schema: isJson && route.body ? schemas.input(route.body) : { contentMediaType: type },
      ...(isJson && example?.body !== undefined ? { example: example.body } : {}),
      ...(example?.upload?.mediaType === type ? { example: example.upload.text } : {}),
    };
  };
  return { required: true, content: Object.fromEntries(types.map((type) => [type, contentOf(type)])) };
}

function successOf(route: Route, schemas: Schemas): Json {
  const { answer } = route;
  const content: Json = {};
  if (answer.schema) content['application/json'] = { schema: schemas.output(answer.schema) };
  for (const type of answer.types ?? []) content[type] = { schema: schemaOf(type) };
  const shape = (answer.schema as Partial<z.ZodObject> | undefined)?.shape ?? {};
  const headers: Json = {
    ...('revision' in shape ? { ETag: reference('headers', 'ETag') } : {}),
    ...(answer.status === 201 || answer.status === 302 ? { Location: reference('headers', 'Location') } : {}),
    ...(route.method === 'POST' ? { 'Idempotency-Replayed': reference('headers', 'IdempotencyReplayed') } : {}),
    ...('next' in shape && 'items' in shape ? { Link: reference('headers', 'Link') } : {}),
  };
  return {
    description:
      answer.description ??
      { 200: 'Done.', 201: 'Made.', 202: 'Accepted.', 204: 'Done; no content.', 302: 'Elsewhere.' }[answer.status],
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    ...(Object.keys(content).length > 0 ? { content } : {}),
  };
}

// What is not the JSON of a schema of ours: other JSON, text, or bytes.
function schemaOf(type: string): Json {
  if (/[+/]json$/.test(type)) return { type: 'object' };
  return /^text\/|ndjson$|javascript$/.test(type) ? { type: 'string' } : { contentMediaType: type };
}

/** Every problem code a route may answer: those of its kind and its own. */
export function problemCodesOf(route: Route): ProblemCode[] {
  const codes = new Set<ProblemCode>(['request.invalid']);
  if (isForPeople(route)) codes.add('session.unauthenticated');
  if (isForPeople(route) && route.method !== 'GET') codes.add('session.csrf');
  if (route.roles === 'operator') codes.add('operator.unauthenticated');
  // A probe is not limited, but wrong tokens are.
  if (!route.isProbe || route.roles !== 'public') codes.add('request.rate_limited');
  if (isForPeople(route) && route.params) codes.add('resource.not_found');
  if (Array.isArray(route.roles)) codes.add('access.role_denied');
  if (bodyTypes(route).length > 0) {
    codes.add(route.stream ? 'request.timed_out' : 'request.malformed_json');
    codes.add('request.too_large').add('request.unsupported_media_type');
  }
  if (needsRevision(route)) codes.add('request.precondition_required').add('revision.stale');
  if (route.method === 'POST') codes.add('idempotency.key_reused').add('idempotency.in_progress');
  for (const code of route.problems ?? []) codes.add(code);
  codes.add('service.unavailable').add('internal');
  return [...codes].sort((a, b) => problems[a].status - problems[b].status || (a < b ? -1 : 1));
}

function problemResponses(codes: readonly ProblemCode[], pages = false): Json {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = problems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, at]) => [
      status,
      {
        description: at.map((code) => `\`${code}\`: ${problems[code].title.en}`).join('; '),
        ...(status === 429 || status === 503 ? { headers: { 'Retry-After': reference('headers', 'RetryAfter') } } : {}),
        content: {
          'application/problem+json': { schema: reference('schemas', 'Problem') },
          ...(pages ? { 'text/html': { schema: { type: 'string' } } } : {}),
        },
      },
    ]),
  );
}

function problemSchema(): Json {
  const message = {
    type: 'object',
    properties: { en: { type: 'string' }, ja: { type: 'string' } },
    required: ['en', 'ja'],
  };
  return {
    type: 'object',
    description: 'A problem (RFC 9457), with what its code adds.',
    properties: {
      type: { type: 'string', description: 'The page that explains the code.' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      instance: { type: 'string', description: 'The path that was asked.' },
      code: { type: 'string', enum: PROBLEM_CODES },
      errors: {
        type: 'array',
        description: 'Every fault of the request (request.invalid).',
        items: {
          type: 'object',
          properties: {
            pointer: {
              type: 'string',
              description: 'RFC 6901 pointer into the body, or /name of a parameter or header.',
            },
            code: { type: 'string' },
            message,
          },
          required: ['pointer', 'code', 'message'],
        },
      },
      blockedBy: {
        type: 'array',
        description: 'Everything that stands in the way, with evidence.',
        items: {
          type: 'object',
          properties: { guard: { type: 'string' }, message, evidence: { type: 'array', items: { type: 'object' } } },
          required: ['guard', 'message', 'evidence'],
        },
      },
      currentRevision: { type: 'integer' },
    },
    required: ['type', 'title', 'status', 'detail', 'instance', 'code'],
    additionalProperties: true,
  };
}

const sharedParameters: Json = {
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'The ETag of the revision you saw.',
    schema: { type: 'string', pattern: '^"\\d{1,15}"$' },
    example: '"1"',
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'Your own name for this request: within 24 hours a repeat gets the first successful answer back.',
    schema: { type: 'string', minLength: 1, maxLength: 200 },
  },
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header',
    description: 'The language of problems: `en` (default) or `ja`.',
    schema: { type: 'string' },
    example: 'ja',
  },
};

const sharedHeaders: Json = {
  ETag: { description: 'The revision, for If-Match.', schema: { type: 'string' } },
  Location: { description: 'The address of what was made.', schema: { type: 'string' } },
  IdempotencyReplayed: {
    description: '`true` when this is the answer of an earlier request.',
    schema: { type: 'string' },
  },
  RetryAfter: { description: 'Seconds to wait before trying again.', schema: { type: 'integer' } },
  Link: { description: 'The next page (`rel="next"`).', schema: { type: 'string' } },
};

function onlyUsed(kind: string, all: Json, paths: Json): Json {
  const text = JSON.stringify(paths);
  return Object.fromEntries(Object.entries(all).filter(([name]) => text.includes(`"#/components/${kind}/${name}"`)));
}

function reference(kind: string, name: string): Json {
  return { $ref: `#/components/${kind}/${name}` };
}

function parametersOf(route: Route, place: 'path' | 'query', schema: z.ZodType | undefined, schemas: Schemas): Json[] {
  if (!schema) return [];
  const examples = (route.example as Record<string, Record<string, unknown> | undefined> | undefined)?.[
    place === 'path' ? 'params' : 'query'
  ];
  const { properties = {}, required = [] } = schemas.inline(schema) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...form }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: form,
    ...(examples?.[name] === undefined ? {} : { example: examples[name] }),
  }));
}

interface Schemas {
  definitions: Json;
  input(schema: z.ZodType): Json;
  output(schema: z.ZodType): Json;
  inline(schema: z.ZodType): Json;
}

const PREFIX = '#/components/schemas/';

// Bodies and answers become components: nouns by their own names, the others after the operation. What reads and writes
// differently (defaults) is two components, `X` and `XInput`; what nobody refers to is left out.
function namedSchemas(routes: readonly Route[]): Schemas {
  const registry = z.registry<{ id: string }>();
  const names = new Map<z.ZodType, string>();
  const name = (schema: z.ZodType, id: string) => {
    if (names.has(schema)) return;
    names.set(schema, id);
    registry.add(schema, { id });
  };
  for (const [id, schema] of Object.entries(components)) name(schema, id);
  for (const route of routes) {
    const operation = `${route.operationId[0]?.toUpperCase()}${route.operationId.slice(1)}`;
    if (route.body) name(route.body, `${operation}Body`);
    if (route.answer.schema) name(route.answer.schema, `${operation}Answer`);
  }
  const uri = (id: string) => `${PREFIX}${id}`;
  const make = (io: 'input' | 'output') =>
    z.toJSONSchema(registry, { io, uri, target: 'draft-2020-12', unrepresentable: 'any' }).schemas as Record<
      string,
      Json
    >;
  const forms = { input: make('input'), output: make('output') };
  const differing = new Set(
    [...names.values()].filter((id) => JSON.stringify(forms.input[id]) !== JSON.stringify(forms.output[id])),
  );
  // A schema differs when one it refers to does.
  for (let grew = true; grew; ) {
    const before = differing.size;
    for (const id of names.values())
      if (referred(forms.input[id]).some((other) => differing.has(other))) differing.add(id);
    grew = differing.size > before;
  }
  const definitions: Json = {};
  const define = (id: string, io: 'input' | 'output'): Json => {
    const isInput = io === 'input' && differing.has(id);
    const shown = isInput && !/(Input|Body)$/.test(id) ? `${id}Input` : id;
    if (!(shown in definitions)) {
      definitions[shown] = {};
      definitions[shown] = resolved(forms[isInput ? 'input' : 'output'][id] ?? {}, isInput ? 'input' : 'output');
    }
    return reference('schemas', shown);
  };
  const resolved = (schema: unknown, io: 'input' | 'output'): unknown => {
    if (Array.isArray(schema)) return schema.map((item) => resolved(item, io));
    if (schema === null || typeof schema !== 'object') return schema;
    const { $id, $schema, ...rest } = schema as Json;
    if (typeof rest.$ref === 'string' && rest.$ref.startsWith(PREFIX)) {
      return { ...rest, ...define(rest.$ref.slice(PREFIX.length), io) };
    }
    return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, resolved(value, io)]));
  };
  return {
    definitions,
    input: (schema) => define(names.get(schema) ?? '', 'input'),
    output: (schema) => define(names.get(schema) ?? '', 'output'),
    inline: (schema) => {
      const { $schema, ...form } = z.toJSONSchema(schema, {
        io: 'input',
        target: 'draft-2020-12',
        unrepresentable: 'any',
      }) as Json;
      return form;
    },
  };
}

function referred(schema: unknown): string[] {
  const found: string[] = [];
  JSON.stringify(schema, (key, value) => {
    if (key === '$ref' && typeof value === 'string') found.push(value.slice(PREFIX.length));
    return value;
  });
  return found;
}

/** The route that serves the document. `document` is made when it is first asked for. */
export function openapiRoutes(document: () => Json) {
  let text: string | null = null;
  return [
    defineRoute({
      operationId: 'openapi',
      method: 'GET',
      path: '/openapi.json',
      tag: 'Service',
      summary: 'This document',
      description: 'The OpenAPI 3.1 description of this API, made from the code that answers.',
      roles: 'public',
      answer: { status: 200, schema: z.looseObject({ openapi: z.string() }) },
      example: {},
      handle: async () => {
        text ??= JSON.stringify(document());
        return new Document('application/json; charset=utf-8', text);
      },
    }),
  ];
}

/** Serves the readable pages of the document at `/docs`, everything from this machine. `document` is made when first asked for. */
export async function serveDocs(app: FastifyInstance, document: () => Json): Promise<void> {
  // The plugin wants a document at start; the real one takes longer to make than the rest of the start.
  const atStart = { openapi: '3.1.0', info: { title: 'Seibi', version: '' }, paths: {} };
  let made: Json | null = null;
  await app.register(swagger, { mode: 'static', specification: { document: atStart } });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { docExpansion: 'none', deepLinking: true },
    staticCSP:
      "default-src 'self'; base-uri 'self'; object-src 'none'; frame-ancestors 'none'; img-src 'self' data:; script-src 'self'; style-src 'self' 'unsafe-inline'",
    theme: { title: 'Seibi API' },
    transformSpecification: () => {
      made ??= document();
      return made;
    },
    transformSpecificationClone: false,
  });
}
