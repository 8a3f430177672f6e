// Each operation of the OpenAPI document, called with its own example against the example world; the answer must be one that the document declares.
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp, routes } from '../../../src/app.ts';
import { openMemory } from '../../../src/attachments/memory.ts';
import { buildExampleWorld, EXAMPLE_NOW } from '../../../src/cli/demo/showcase.ts';
import { createStage } from '../../../src/cli/demo/stage.ts';
import { exampleId } from '../../../src/http/examples.ts';
import { openapiDocument } from '../../../src/http/openapi.ts';
import { type Example, isForPeople, needsRevision, type Route } from '../../../src/http/route.ts';
import { openIdentityProvider } from '../../../src/identity/provider.ts';
import { demoKeys, type KeyHolder } from '../../../src/usecases/access/demo-people.ts';
import type { IdentityProvider } from '../../../src/usecases/access/identity.ts';
import { makeTestDatabase, type TestDatabase } from '../../support/database.ts';
import { CLIENT, PUBLIC_URL, startProvider, type TestProvider } from '../../support/provider.ts';

type Json = Record<string, unknown>;
let template: TestDatabase;
const document = openapiDocument(routes, 'test');
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, 'openapi');

// Who may call; the first role of a route does.
const holderOf: Record<string, KeyHolder> = {
  depot_staff: 'depot',
  qa_inspector: 'inspector',
  program_office: 'program',
  host_office: 'host',
  administrator: 'admin',
};
// What is open to anyone, but about one’s own; and what only one kind of inspector may do.
const ownHolder: Record<string, KeyHolder> = { setPin: 'depot', signAmendment: 'acceptor' };

function keyFor(route: Route): string | null {
  if (!isForPeople(route)) return null;
  const holder = ownHolder[route.operationId] ?? (route.roles === 'anyone' ? 'admin' : holderOf[route.roles[0] ?? '']);
  return demoKeys[holder ?? 'admin'].key;
}

interface Served {
  app: FastifyInstance;
  close(): Promise<void>;
}

async function serveCopy(): Promise<Served> {
  const place = await template.copy();
  const database = await place.open();
  // Another seed than the world’s: ids made now are new.
  const stage = createStage(database, { now: EXAMPLE_NOW, seed: 7 });
  const services = { ...stage.services, identity, attachments };
  const app = await buildApp({ services, settings: { bodyLimitBytes: 1_048_576, requestTimeoutSeconds: 30 } });
  return {
    app,
    async close() {
      await app.close();
      await database.close();
      await place.drop();
    },
  };
}

// Signing in is an operation of an installation that has a provider, whose people are known by their ids.
let provider: TestProvider;
let identity: IdentityProvider;
const attachments = openMemory(() => EXAMPLE_NOW);
let reader: Served;
beforeAll(async () => {
  provider = await startProvider();
  const client = { ...CLIENT, publicUrl: PUBLIC_URL };
  const settings = { issuer: provider.issuer, audience: null, client, claim: 'sub', peopleFile: null };
  identity = await openIdentityProvider(settings, (error) => {
    throw error;
  });
  template = await makeTestDatabase();
  const database = await template.open();
  await buildExampleWorld(createStage(database, { now: EXAMPLE_NOW, attachments }));
  await database.close();
  reader = await serveCopy();
});
afterAll(async () => {
  await reader.close();
  await template.drop();
  await provider.close();
});

function urlOf(route: Route, example: Example, path = route.path): string {
  const params = (example.params ?? {}) as Record<string, string>;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((example.query ?? {}) as Json)) {
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  return search.size > 0 ? `${filled}?${search}` : filled;
}

async function ask(
  app: FastifyInstance,
  key: string | null,
  method: string,
  url: string,
  body?: unknown,
  headers = {},
) {
  return await app.inject({
    method: method as 'GET',
    url,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

// The revision to change: that of the order for its parts, else that of the thing itself.
async function revisionOf(app: FastifyInstance, route: Route, example: Example, key: string | null): Promise<string> {
  if (example.ifMatch !== undefined) return `"${example.ifMatch}"`;
  const [path = route.path] = /^\/v1\/(work-orders|support-lists)\/\{id\}/.exec(route.path) ?? [];
  const answer = await ask(app, key, 'GET', urlOf(route, { params: example.params ?? {} }, path));
  return String(answer.headers.etag);
}

// A signature binds what is there when it is given, so its example is completed as every client does: ask what it would bind, then sign.
async function signed(app: FastifyInstance, route: Route, example: Example, key: string | null): Promise<unknown> {
  const body = example.body as (Json & { signature?: Json }) | undefined;
  if (!body?.signature) return body;
  const { id, inspectionId, amendmentId } = example.params as Record<string, string | undefined>;
  if (route.operationId === 'signSupportList') {
    const wanted = { side: body.side, language: body.signature.language };
    const list = await ask(app, key, 'POST', `/v1/support-lists/${id}/signing-content`, wanted);
    return { ...body, signature: { ...body.signature, contentSha256: list.json().contentSha256 } };
  }
  const { signature, action = amendmentId ? 'sign_amendment' : 'sign_inspection', ...rest } = body;
  const asked = {
    act: action,
    body: { ...rest, ...(inspectionId ? { inspectionId } : {}), ...(amendmentId ? { amendmentId } : {}) },
    language: signature.language,
  };
  const shown = await ask(app, key, 'POST', `/v1/work-orders/${id}/signing-content`, asked);
  return { ...body, signature: { ...signature, contentSha256: shown.json().contentSha256 } };
}

// What a browser brings along is from the steps before: where the provider sent it, and its cookies.
async function stepsBefore(app: FastifyInstance, route: Route): Promise<{ url: string; headers: Json } | null> {
  if (!['completeSignIn', 'signOut'].includes(route.operationId)) return null;
  const cookie = (answer: Awaited<ReturnType<typeof ask>>) =>
    [answer.headers['set-cookie'] ?? []].flat().map((header) => header.split(';')[0]);
  const begun = await ask(app, null, 'GET', '/auth/login');
  const back = await provider.signIn(String(begun.headers.location), exampleId('person.inspector'));
  const callback = { url: `${back.pathname}${back.search}`, headers: { cookie: cookie(begun).join('; ') } };
  if (route.operationId === 'completeSignIn') return callback;
  const signedIn = {
    cookie: cookie(await ask(app, null, 'GET', callback.url, undefined, callback.headers)).join('; '),
  };
  const { csrfToken } = (await ask(app, null, 'GET', '/v1/session', undefined, signedIn)).json();
  return { url: route.path, headers: { ...signedIn, 'x-csrf-token': csrfToken } };
}

function faultsOf(route: Route, status: number, type: string, body: unknown): unknown {
  const pointer = [
    'paths',
    route.path,
    route.method.toLowerCase(),
    'responses',
    String(status),
    'content',
    type,
    'schema',
  ]
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  const validate = ajv.getSchema(`openapi#/${pointer}`);
  if (!validate) return `the document declares no ${type} for ${status}`;
  return validate(body) ? null : validate.errors;
}

describe('each operation answers its own example as the document declares', () => {
  for (const route of routes) {
    it(`${route.operationId}: ${route.method} ${route.path}`, async () => {
      expect(route.example, 'every operation has an example').toBeDefined();
      const example = route.example ?? {};
      const key = keyFor(route);
      const served = route.method === 'GET' ? reader : await serveCopy();
      const { app } = served;
      const { upload } = example;
      const headers = {
        ...(needsRevision(route) ? { 'if-match': await revisionOf(app, route, example, key) } : {}),
        ...(upload ? { 'content-type': upload.mediaType } : {}),
      };
      const body = upload?.text ?? (await signed(app, route, example, key));
      const before = await stepsBefore(app, route);
      const url = before?.url ?? urlOf(route, example);
      const answer = await ask(app, before ? null : key, route.method, url, body, { ...headers, ...before?.headers });
      if (served !== reader) await served.close();

      expect(`${answer.statusCode} ${answer.statusCode < 400 ? '' : answer.body}`.trim()).toBe(
        String(route.answer.status),
      );
      const type = String(answer.headers['content-type'] ?? '').split(';')[0] ?? '';
      if (route.answer.status === 204 || route.answer.status === 302) return;
      const declared = route.answer.types?.includes(type) ? type : 'application/json';
      expect(declared).toBe(type);
      expect(faultsOf(route, answer.statusCode, type, /[+/]json$/.test(type) ? answer.json() : answer.body)).toBeNull();
    });
  }

  it('covers the whole document', () => {
    const operations = Object.values((document.paths ?? {}) as Record<string, Json>).flatMap((path) =>
      Object.values(path),
    );
    expect(operations.length).toBe(routes.length);
    expect(routes.length).toBeGreaterThan(80);
  });
});
