// The OpenAPI 3.1 document, made from the routes and their schemas.
import type { z } from 'zod';
import { problems } from '../domain/problem.ts';
import { problemCodesOf, problemResponses, problemSchema } from './openapi-problems.ts';
import { type Json, namedSchemas, reference, type Schemas } from './openapi-schemas.ts';
import { bodyTypes, type Example, isForPeople, needsRevision, type Policy, type Route } from './route.ts';
import { JSON_TYPE } from './server/bodies.ts';

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
  Feed: 'What happens, as it happens: to be read on from where one stood (事象の購読).',
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
