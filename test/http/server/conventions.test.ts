// What every route has in common: the order of checks, faults, revisions, repeats, bodies, URLs, languages.
import { connect } from 'node:net';
import { eq } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildApp } from '../../../src/app.ts';
import { VERSION } from '../../../src/config.ts';
import { Problem } from '../../../src/domain/problem.ts';
import { isoDate, text, words } from '../../../src/domain/values.ts';
import { listQuery, page, q } from '../../../src/http/lists.ts';
import { openapiDocument } from '../../../src/http/openapi.ts';
import { problemRoutes } from '../../../src/http/problems.ts';
import { Document, defineRoute, type Route } from '../../../src/http/route.ts';
import { openapiRoutes } from '../../../src/http/server/docs.ts';
import { healthRoutes } from '../../../src/http/server/health.ts';
import { listPage, sortOf } from '../../../src/storage/engine/pages.ts';
import { findRecord, insertRecord, updateRecord } from '../../../src/storage/registers/registers.ts';
import { change, look, requireRevision, shownOnce } from '../../../src/usecases/act.ts';
import { ADMIN_KEY, type Answer, startTestApp, type TestApp } from '../../support/app.ts';

const supplierBody = z.strictObject({
  name: words(40),
  country: z.string().regex(/^[A-Z]{2}$/),
  note: text.optional(),
  on: isoDate.optional(),
  days: z.int().min(1).max(9).optional(),
  kind: z.enum(['maker', 'dealer']).optional(),
  tags: z.array(words(5)).max(2).optional(),
});
const supplier = z.object({ id: z.uuid(), revision: z.int(), name: z.unknown() });

// Suppliers in small: one noun with every kind of route, over the real tables.
const testRoutes: Route[] = [
  defineRoute({
    operationId: 'addThing',
    method: 'POST',
    path: '/v1/things',
    tag: 'Things',
    summary: 'Add',
    description: 'Adds a thing.',
    roles: ['depot_staff'],
    body: supplierBody,
    answer: { status: 201, schema: supplier },
    handle: async (act, { body }) =>
      await change(act, async (tx, now) => {
        const id = act.newId();
        const fields = { id, ncage: id, name: { en: body.name }, country: body.country, offers: [] };
        return await insertRecord(tx, 'supplier', fields, { recordedAt: now, actorId: act.caller.personId });
      }),
  }),
  defineRoute({
    operationId: 'listThings',
    method: 'GET',
    path: '/v1/things',
    tag: 'Things',
    summary: 'List',
    description: 'Lists things.',
    roles: 'anyone',
    query: listQuery(['createdAt', 'country'], {
      q,
      country: z.array(words(2)).optional(),
      live: z.boolean().optional(),
    }),
    answer: { status: 200, schema: page(supplier) },
    handle: async (act, { query }) =>
      await look(act, async (tx) => {
        const table = tx.tables.suppliers;
        const { limit, cursor, sort } = query;
        return await listPage(tx, { table, where: [], sort: sortOf(table, sort), limit, cursor });
      }),
  }),
  ...([false, true] as const).map((scopesItself) =>
    defineRoute({
      operationId: scopesItself ? 'editThingSought' : 'editThing',
      method: 'PATCH',
      path: scopesItself ? '/v1/sought/{id}' : '/v1/things/{id}',
      tag: 'Things',
      summary: 'Edit',
      description: 'Edits a thing.',
      roles: ['depot_staff'],
      params: z.strictObject({ id: z.uuid() }),
      body: z.strictObject({ country: z.string().optional(), note: words().nullable().optional() }),
      answer: { status: 200, schema: supplier },
      ...(scopesItself ? { scopesItself } : {}),
      scope: async (act, { id }) => {
        if (!(await look(act, (tx) => findRecord(tx, 'supplier', id)))) throw new Problem('resource.not_found');
      },
      handle: async (act, { params, body }) =>
        await change(act, async (tx, now) => {
          const before = await findRecord(tx, 'supplier', params.id);
          if (!before) throw new Problem('resource.not_found');
          requireRevision(act, before.revision);
          const set = body.country === undefined ? {} : { country: body.country };
          return await updateRecord(tx, 'supplier', before, set, { recordedAt: now, actorId: act.caller.personId });
        }),
    }),
  ),
  defineRoute({
    operationId: 'actOnThing',
    method: 'POST',
    path: '/v1/things/{id}/act',
    tag: 'Things',
    summary: 'Act',
    description: 'Moves a thing.',
    roles: ['depot_staff'],
    params: z.strictObject({ id: z.uuid() }),
    body: z.strictObject({ pin: z.string().optional(), how: z.string().optional() }),
    ifMatch: true,
    answer: { status: 200, schema: supplier },
    handle: async (act, { params }) =>
      await change(act, async (tx, now) => {
        const before = await findRecord(tx, 'supplier', params.id);
        if (!before) throw new Problem('resource.not_found');
        requireRevision(act, before.revision);
        return await updateRecord(tx, 'supplier', before, { country: 'JP' }, { recordedAt: now, actorId: null });
      }),
  }),
  defineRoute({
    operationId: 'issueSecret',
    method: 'POST',
    path: '/v1/secrets',
    tag: 'Things',
    summary: 'Issue',
    description: 'Shows a secret once.',
    roles: 'anyone',
    answer: { status: 201, schema: z.object({ id: z.string(), secret: z.string().nullable() }) },
    handle: async (act) =>
      await change(act, async () => {
        const id = act.newId();
        return shownOnce<{ id: string; secret: string | null }>({ id, secret: 'the secret' }, { id, secret: null });
      }),
  }),
  defineRoute({
    operationId: 'takeTwice',
    method: 'POST',
    path: '/v1/taken',
    tag: 'Things',
    summary: 'Take',
    description: 'Breaks a unique index.',
    roles: 'anyone',
    answer: { status: 200 },
    handle: async (act) =>
      await change(act, async (tx, now) => {
        const standard = {
          issuer: 'X',
          subject: 'safety',
          supersedes: null,
          title: { en: 'X' },
          code: 'TAKEN 1',
        } as const;
        await insertRecord(tx, 'standard', { ...standard, id: act.newId() }, { recordedAt: now, actorId: null });
        await insertRecord(tx, 'standard', { ...standard, id: act.newId() }, { recordedAt: now, actorId: null });
      }),
  }),
  defineRoute({
    operationId: 'breakDown',
    method: 'POST',
    path: '/v1/broken',
    tag: 'Things',
    summary: 'Break',
    description: 'Fails.',
    roles: 'anyone',
    body: z.looseObject({}),
    answer: { status: 200 },
    handle: async (_act, { body }) => {
      throw new Error(`insert failed\nparams: ${JSON.stringify(body)}`);
    },
  }),
  defineRoute({
    operationId: 'breakOff',
    method: 'POST',
    path: '/v1/broken-off',
    tag: 'Things',
    summary: 'Break off',
    description: 'Fails while its body arrives.',
    roles: 'anyone',
    stream: ['text/csv'],
    answer: { status: 200 },
    handle: async () => {
      throw new Error('insert failed');
    },
  }),
  defineRoute({
    operationId: 'drawThing',
    method: 'GET',
    path: '/v1/drawing',
    tag: 'Things',
    summary: 'Draw',
    description: 'A document.',
    roles: 'anyone',
    answer: { status: 200, types: ['text/csv'] },
    handle: async (_act, { prefers }) =>
      prefers(['application/json', 'text/csv']) === 'text/csv' ? new Document('text/csv', 'a,b\r\n') : { a: 'b' },
  }),
];
const routes: Route[] = [
  ...healthRoutes(VERSION),
  ...problemRoutes,
  ...openapiRoutes(() => openapiDocument(routes, VERSION)),
  ...testRoutes,
];

let t: TestApp;
let depot: string;
let program: string;
const lines: string[] = [];
const ABSENT = '01940000-0000-7000-8000-ffffffffffff';

beforeAll(async () => {
  const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
  t = await startTestApp({ routes, logger });
  depot = (await t.person(['depot_staff'])).key;
  program = (await t.person(['program_office'])).key;
});
afterAll(async () => {
  await t.close();
});

async function thing(): Promise<{ id: string; revision: number }> {
  const made = await t.call(depot, 'POST', '/v1/things', { name: 'Thing', country: 'US' });
  expect(made.status).toBe(201);
  return made.body;
}

describe('who asks', () => {
  test.each([
    ['no header', {}],
    ['an unknown key', { authorization: 'Bearer seibi_nobody' }],
    ['another scheme', { authorization: `Basic ${ADMIN_KEY}` }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['two tokens', { authorization: `Bearer ${ADMIN_KEY} ${ADMIN_KEY}` }],
    ['a foreign token', { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' }],
  ])('%s is 401 with a challenge', async (_name, headers) => {
    const answer = await t.call(null, 'GET', '/v1/things', undefined, headers as Record<string, string>);
    expect(answer.status).toBe(401);
    expect(answer.body.code).toBe('session.unauthenticated');
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  test('the scheme is read in any case', async () => {
    const answer = await t.call(null, 'GET', '/v1/things', undefined, { authorization: `bearer ${depot}` });
    expect(answer.status).toBe(200);
  });

  test('a person out of service and an ended key are 401', async () => {
    const leaver = await t.person(['depot_staff'], { endedOn: '2026-11-22' });
    expect((await t.call(leaver.key, 'GET', '/v1/things')).status).toBe(401);
    const lastDay = await t.person(['depot_staff'], { endedOn: '2026-11-23' });
    expect((await t.call(lastDay.key, 'GET', '/v1/things')).status).toBe(200);
    await t.database.write(async (tx) => {
      const { apiKeys } = tx.tables;
      await tx.db.update(apiKeys).set({ endedAt: t.clock.now() }).where(eq(apiKeys.personId, lastDay.id));
    });
    expect((await t.call(lastDay.key, 'GET', '/v1/things')).status).toBe(401);
  });
});

describe('order of checks', () => {
  // By the second way the handler asks the scope itself.
  test.each(['things', 'sought'])(
    '401, then 404, then 415, 413 and 400, then 403, then 428, then 412 (%s)',
    async (way) => {
      const { id } = await thing();
      const path = `/v1/${way}/${id}`;
      const absent = `/v1/${way}/${ABSENT}`;
      const broken = '{';
      const asText = { 'content-type': 'text/plain' };
      const asJson = { 'content-type': 'application/json' };
      expect((await t.call(null, 'PATCH', absent, broken, asText)).status).toBe(401);
      expect((await t.call(program, 'PATCH', absent, broken, asText)).status).toBe(404);
      expect((await t.call(program, 'PATCH', absent, ' '.repeat(1_048_577), asJson)).status).toBe(404);
      expect((await t.call(program, 'PATCH', absent, broken, asJson)).status).toBe(404);
      expect((await t.call(program, 'PATCH', absent, { country: 1 })).status).toBe(404);
      expect((await t.call(program, 'PATCH', absent, { country: 'JP' })).status).toBe(404);
      expect((await t.call(depot, 'PATCH', absent, { country: 'JP' }, { 'idempotency-key': 'k' })).status).toBe(404);
      expect((await t.call(program, 'PATCH', `/v1/${way}/not-an-id`, broken, asText)).status).toBe(404);
      expect((await t.call(program, 'PATCH', path, broken, asText)).status).toBe(415);
      expect((await t.call(program, 'PATCH', path, ' '.repeat(1_048_577), asJson)).status).toBe(413);
      expect((await t.call(program, 'PATCH', path, broken, asJson)).status).toBe(400);
      expect((await t.call(program, 'PATCH', path, { country: 1 })).status).toBe(400);
      const denied = await t.call(program, 'PATCH', path, { country: 'JP' });
      expect(denied.status).toBe(403);
      expect(denied.body).toMatchObject({ code: 'access.role_denied', required: ['depot_staff'] });
      expect((await t.call(depot, 'PATCH', path, { country: 'JP' })).status).toBe(428);
      const stale = await t.call(depot, 'PATCH', path, { country: 'JP' }, { 'if-match': '"7"' });
      expect(stale.status).toBe(412);
      expect(stale.body).toMatchObject({ code: 'revision.stale', currentRevision: 1 });
      expect((await t.call(depot, 'PATCH', path, { country: 'JP' }, { 'if-match': '"1"' })).headers.etag).toBe('"2"');
    },
  );

  test('a malformed body is not read before 401 and 404', async () => {
    expect((await t.call(null, 'POST', '/v1/things', '{', { 'content-type': 'application/json' })).status).toBe(401);
    expect((await t.call(null, 'POST', '/v1/nothing', '{', { 'content-type': 'application/json' })).status).toBe(404);
  });
});

describe('problems', () => {
  test('have every field of RFC 9457, and a page', async () => {
    const answer = await t.call(depot, 'GET', `/v1/nothing?secret=1`);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.body).toEqual({
      type: '/problems/request.unknown_path',
      title: 'There is no such address',
      status: 404,
      detail: expect.any(String),
      instance: '/v1/nothing',
      code: 'request.unknown_path',
    });
    const explained = await t.call(null, 'GET', answer.body.type, undefined, { accept: 'text/html,*/*;q=0.8' });
    expect(explained.headers['content-type']).toMatch(/^text\/html/);
    expect(explained.headers['content-security-policy']).toContain("default-src 'none'");
    expect(explained.text).toContain('このアドレスはありません');
    expect((await t.call(null, 'GET', answer.body.type)).body).toMatchObject({
      code: 'request.unknown_path',
      status: 404,
    });
    expect((await t.call(null, 'GET', '/problems/no.such')).status).toBe(404);
    expect((await t.call(null, 'GET', '/problems/__proto__')).status).toBe(404);
  });

  test.each([
    [undefined, 'en'],
    ['ja', 'ja'],
    ['ja-JP,ja;q=0.9,en;q=0.8', 'ja'],
    ['en;q=0.4, ja;q=0.5', 'ja'],
    ['fr, de', 'en'],
    ['ja;q=0, en;q=0.1', 'en'],
    ['ja;q=x', 'en'],
    ['*', 'en'],
  ])('Accept-Language %s is answered in %s', async (header, language) => {
    const answer = await t.call(null, 'GET', '/v1/things', undefined, header ? { 'accept-language': header } : {});
    expect(answer.headers['content-language']).toBe(language);
    expect(answer.body.title).toBe(language === 'ja' ? '認証されていません' : 'Who you are is not established');
  });

  test('an unexpected failure is 500, names the request, and logs no secret', async () => {
    lines.length = 0;
    const secret = { pin: '135790', narrative: 'ローター損傷' };
    const answer = await t.call(depot, 'POST', '/v1/broken', secret, { 'x-request-id': 'mine-1' });
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ code: 'internal', requestId: 'mine-1' });
    expect(answer.text).not.toContain('135790');
    const log = lines.join('');
    expect(log).toContain('"requestId":"mine-1"');
    expect(log).toContain('insert failed');
    for (const leaked of ['135790', 'ローター', depot, 'Bearer']) expect(log).not.toContain(leaked);
  });

  test('an unexpected failure over a body that is read as it arrives is the same', async () => {
    lines.length = 0;
    // By the network: what is injected has no socket behind it that leads round in circles.
    const server = await t.app.listen({ host: '127.0.0.1', port: 0 });
    const answer = await fetch(`${server}/v1/broken-off`, {
      method: 'POST',
      headers: { authorization: `Bearer ${depot}`, 'content-type': 'text/csv' },
      body: 'serial\nKSZ-7\n',
    });
    expect(await answer.json()).toMatchObject({ status: 500, code: 'internal' });
    const log = lines.join('');
    expect(log).toContain('insert failed');
    for (const leaked of ['KSZ-7', depot]) expect(log).not.toContain(leaked);
  });

  test('a row that a unique index refuses is 409, not 500, and leaves nothing', async () => {
    const answer = await t.call(depot, 'POST', '/v1/taken', {});
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: 'register.taken', fields: ['code'] });
    const left = await t.database.read(async (tx) => await tx.db.select().from(tx.tables.standards));
    expect(left.some((standard) => standard.code === 'TAKEN 1')).toBe(false);
  });
});

describe('bad input', () => {
  test('every fault at once, in body, query and headers, in both languages', async () => {
    const answer = await t.call(
      depot,
      'POST',
      '/v1/things?x=1',
      {
        name: ' ',
        country: 'usa',
        note: {},
        on: '2026-02-30',
        days: 1.5,
        kind: 'x',
        tags: ['a', 'toolong'],
        extra: 1,
        'a/b~c': 1,
      },
      { 'idempotency-key': 'é', 'if-match': 'W/"1"' },
    );
    expect(answer.status).toBe(400);
    const faults = Object.fromEntries(
      answer.body.errors.map((e: { pointer: string; code: string }) => [e.pointer, e.code]),
    );
    expect(faults).toEqual({
      '/If-Match': 'if_match.malformed',
      '/Idempotency-Key': 'idempotency_key.malformed',
      '/x': 'property.unknown',
      '/name': 'text.blank',
      '/country': 'text.wrong_form',
      '/note': 'text.no_language',
      '/on': 'date.impossible',
      '/days': 'number.not_integer',
      '/kind': 'value.not_allowed',
      '/tags/1': 'text.too_long',
      '/extra': 'property.unknown',
      '/a~1b~0c': 'property.unknown',
    });
    for (const { message } of answer.body.errors) {
      expect(message.en).toMatch(/\.$/);
      expect(message.ja).toMatch(/。$/);
    }
  });

  test('what is missing is named; no body is an empty one', async () => {
    const answer = await t.call(depot, 'POST', '/v1/things');
    expect(answer.body.errors.map((e: { pointer: string; code: string }) => [e.pointer, e.code])).toEqual([
      ['/name', 'value.missing'],
      ['/country', 'value.missing'],
    ]);
  });

  test.each([['[]'], ['"text"'], ['1'], ['null'], ['true']])('a body that is %s is 400', async (body) => {
    const answer = await t.call(depot, 'POST', '/v1/things', body, { 'content-type': 'application/json' });
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('request.invalid');
  });

  test.each([
    ['{'],
    ['{"name":"x",}'],
    ['NaN'],
    ['{"a":1}{"b":2}'],
    ['['.repeat(5000)],
    [`${'['.repeat(500)}${']'.repeat(500)}`],
  ])('%.20s is malformed JSON', async (body) => {
    const answer = await t.call(depot, 'POST', '/v1/things', body, { 'content-type': 'application/json' });
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('request.malformed_json');
  });

  test('bytes that are not UTF-8 are malformed', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"name":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('","country":"JP"}'),
    ]);
    const answer = await t.call(depot, 'POST', '/v1/things', bytes, { 'content-type': 'application/json' });
    expect(answer.body.code).toBe('request.malformed_json');
  });

  test.each([
    ['{"name":"a\\u0000","country":"JP"}', 'text.nul'],
    ['{"name":"a\\ud800","country":"JP"}', 'text.lone_surrogate'],
    ['{"name":"a","country":"JP","__proto__":{"x":1}}', 'property.unknown'],
    ['{"name":"a","country":"JP","constructor":{"prototype":{}}}', 'property.unknown'],
    ['{"name":null,"country":"JP"}', 'value.wrong_type'],
  ])('%s is %s', async (body, code) => {
    const answer = await t.call(depot, 'POST', '/v1/things', body, { 'content-type': 'application/json' });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].code).toBe(code);
  });

  test.each([
    ['limit=0', '/limit'],
    ['limit=201', '/limit'],
    ['limit=1.5', '/limit'],
    ['limit=abc', '/limit'],
    ['limit=', '/limit'],
    ['limit=1&limit=2', '/limit'],
    ['sort=secret', '/sort'],
    ["sort=country'--", '/sort'],
    ['cursor=zzz', '/cursor'],
    ['cursor=W10', '/cursor'],
    ['cursor=', '/cursor'],
    ['live=yes', '/live'],
    ['country=toolong', '/country/0'],
    ['q=%00', '/q'],
    ['nothing=1', '/nothing'],
  ])('the query %s is 400 at %s', async (query, pointer) => {
    const answer = await t.call(depot, 'GET', `/v1/things?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((e: { pointer: string }) => e.pointer)).toContain(pointer);
  });

  test('one value is a list of one, booleans and numbers are read', async () => {
    expect((await t.call(depot, 'GET', '/v1/things?country=JP&live=false&limit=3')).status).toBe(200);
    expect((await t.call(depot, 'GET', '/v1/things?country=JP&country=US')).status).toBe(200);
  });
});

describe('media types', () => {
  const body = '{"country":"JP"}';
  test.each([
    ['application/json'],
    ['Application/JSON'],
    ['application/json ; charset=utf-8'],
    ['application/json;charset="UTF-8"'],
    ['application/merge-patch+json'],
    ['APPLICATION/Merge-Patch+JSON;Charset=UTF-8'],
  ])('PATCH takes %s', async (type) => {
    const { id } = await thing();
    const answer = await t.call(depot, 'PATCH', `/v1/things/${id}`, body, { 'content-type': type, 'if-match': '"1"' });
    expect(answer.status).toBe(200);
  });

  test.each([
    ['text/plain'],
    ['application/xml'],
    ['application/json; charset=shift_jis'],
    ['application/jsonx'],
    ['multipart/form-data; boundary=x'],
    ['application/x-www-form-urlencoded'],
    ['json'],
    [' '],
  ])('PATCH refuses %s with 415', async (type) => {
    const { id } = await thing();
    const answer = await t.call(depot, 'PATCH', `/v1/things/${id}`, body, { 'content-type': type, 'if-match': '"1"' });
    expect(answer.status).toBe(415);
    expect(answer.headers['accept-patch']).toBe('application/merge-patch+json, application/json');
  });

  test('POST takes no merge patch, and no body without a type', async () => {
    const headers = { 'content-type': 'application/merge-patch+json' };
    expect((await t.call(depot, 'POST', '/v1/things', '{"name":"a","country":"JP"}', headers)).status).toBe(415);
    expect((await t.call(depot, 'POST', '/v1/things', '{"name":"a","country":"JP"}', {})).status).toBe(415);
  });
});

describe('If-Match', () => {
  test.each([['W/"1"'], ['*'], ['1'], ['"x"'], ['""'], ['"1", "2"'], ['"-1"'], ['"1'], ['"99999999999999999999"']])(
    '%s is refused as malformed',
    async (value) => {
      const { id } = await thing();
      const answer = await t.call(depot, 'PATCH', `/v1/things/${id}`, { country: 'JP' }, { 'if-match': value });
      expect(answer.status).toBe(400);
      expect(answer.body.errors[0]).toMatchObject({ pointer: '/If-Match', code: 'if_match.malformed' });
    },
  );

  test('of two that race from one revision exactly one wins, the other gets 412', async () => {
    const { id } = await thing();
    const race = () => t.call(depot, 'PATCH', `/v1/things/${id}`, { country: 'JP' }, { 'if-match': '"1"' });
    const statuses = (await Promise.all([race(), race()])).map((answer) => answer.status).sort();
    expect(statuses).toEqual([200, 412]);
  });
});

describe('Idempotency-Key', () => {
  const count = async () =>
    (await t.database.read(async (tx) => await tx.db.select().from(tx.tables.suppliers))).length;

  test('a repeat gets the first answer back, with Location and ETag, and makes nothing', async () => {
    const headers = { 'idempotency-key': 'repeat' };
    const first = await t.call(depot, 'POST', '/v1/things', { name: 'A', country: 'JP' }, headers);
    const before = await count();
    // Other order of members, the same body.
    const second = await t.call(depot, 'POST', '/v1/things', { country: 'JP', name: 'A' }, headers);
    expect(second.status).toBe(201);
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(second.headers.location).toBe(`/v1/things/${first.body.id}`);
    expect(second.headers.etag).toBe('"1"');
    expect(await count()).toBe(before);
  });

  test('another body is 422; another person, path or key is another request', async () => {
    const headers = { 'idempotency-key': 'shared' };
    const other = (await t.person(['depot_staff'])).key;
    await t.call(depot, 'POST', '/v1/things', { name: 'A', country: 'JP' }, headers);
    const reused = await t.call(depot, 'POST', '/v1/things', { name: 'B', country: 'JP' }, headers);
    expect(reused.status).toBe(422);
    expect(reused.body.code).toBe('idempotency.key_reused');
    const theirs = await t.call(other, 'POST', '/v1/things', { name: 'B', country: 'JP' }, headers);
    expect(theirs.headers['idempotency-replayed']).toBeUndefined();
    expect((await t.call(depot, 'POST', '/v1/secrets', {}, headers)).headers['idempotency-replayed']).toBeUndefined();
  });

  test('50 at once make exactly one; the others get it back or 409', async () => {
    const before = await count();
    const headers = { 'idempotency-key': 'fifty' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => t.call(depot, 'POST', '/v1/things', { name: 'A', country: 'JP' }, headers)),
    );
    expect(await count()).toBe(before + 1);
    expect(answers.filter((a) => a.status === 201 && !a.headers['idempotency-replayed'])).toHaveLength(1);
    for (const answer of answers) expect([201, 409]).toContain(answer.status);
    for (const answer of answers.filter((a) => a.status === 409))
      expect(answer.body.code).toBe('idempotency.in_progress');
  });

  test('the replay comes before If-Match and after the role', async () => {
    const { id } = await thing();
    const headers = { 'idempotency-key': 'act', 'if-match': '"1"' };
    expect((await t.call(depot, 'POST', `/v1/things/${id}/act`, {}, headers)).headers.etag).toBe('"2"');
    const again = await t.call(depot, 'POST', `/v1/things/${id}/act`, {}, headers);
    expect([again.status, again.headers.etag, again.headers['idempotency-replayed']]).toEqual([200, '"2"', 'true']);
    expect((await t.call(program, 'POST', `/v1/things/${id}/act`, {}, headers)).status).toBe(403);
    // `%61` is `a`: the same path.
    const encoded = await t.call(depot, 'POST', `/v1/things/${id}/%61ct`, {}, headers);
    expect(encoded.headers['idempotency-replayed']).toBe('true');
  });

  test('a refused request is not kept', async () => {
    const { id } = await thing();
    const key = { 'idempotency-key': 'refused' };
    expect((await t.call(depot, 'POST', `/v1/things/${id}/act`, {}, { ...key, 'if-match': '"9"' })).status).toBe(412);
    expect((await t.call(depot, 'POST', `/v1/things/${id}/act`, {}, { ...key, 'if-match': '"1"' })).status).toBe(200);
  });

  test('pins are not part of the fingerprint', async () => {
    const { id } = await thing();
    const headers = { 'idempotency-key': 'pin', 'if-match': '"1"' };
    await t.call(depot, 'POST', `/v1/things/${id}/act`, { pin: '135790', how: 'x' }, headers);
    const again = await t.call(depot, 'POST', `/v1/things/${id}/act`, { pin: '999999', how: 'x' }, headers);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await t.call(depot, 'POST', `/v1/things/${id}/act`, { how: 'y' }, headers)).status).toBe(422);
  });

  test('a secret shown once is neither stored nor replayed', async () => {
    const headers = { 'idempotency-key': 'secret' };
    const first = await t.call(depot, 'POST', '/v1/secrets', {}, headers);
    expect(first.body.secret).toBe('the secret');
    const second = await t.call(depot, 'POST', '/v1/secrets', {}, headers);
    expect(second.body).toEqual({ id: first.body.id, secret: null });
    const kept = await t.database.read(async (tx) => await tx.db.select().from(tx.tables.idempotencyRecords));
    expect(JSON.stringify(kept)).not.toContain('the secret');
  });

  test('is forgotten after 24 hours', async () => {
    const headers = { 'idempotency-key': 'day' };
    const send = () => t.call(depot, 'POST', '/v1/things', { name: 'A', country: 'JP' }, headers);
    const now = t.clock.now();
    const first = await send();
    t.clock.advance({ hours: 23, minutes: 59 });
    expect((await send()).body.id).toBe(first.body.id);
    t.clock.advance({ minutes: 1 });
    const later = await send();
    expect(later.headers['idempotency-replayed']).toBeUndefined();
    expect(later.body.id).not.toBe(first.body.id);
    t.clock.set(now);
  });
});

describe('lists', () => {
  test.each([['createdAt'], ['-createdAt'], ['country'], ['-country']])(
    'sorted by %s are paged to their end while rows are added: none twice, none of the first lost',
    async (sort) => {
      for (let n = 0; n < 5; n++) {
        t.clock.advance({ seconds: 1 });
        await t.call(depot, 'POST', '/v1/things', { name: 'Page', country: n % 2 ? 'JP' : 'US' });
      }
      const all = await t.database.read(async (tx) => await tx.db.select().from(tx.tables.suppliers));
      const seen: string[] = [];
      let path: string | null = `/v1/things?limit=3&sort=${sort}`;
      while (path) {
        const answer: Answer = await t.call(depot, 'GET', path);
        expect(answer.status).toBe(200);
        seen.push(...answer.body.items.map((item: { id: string }) => item.id));
        const link: string | undefined = /^<(.+)>; rel="next"$/.exec(answer.headers.link ?? '')?.[1];
        expect(link !== undefined).toBe(answer.body.next !== null);
        path = link ?? null;
        if (seen.length < 9) await t.call(depot, 'POST', '/v1/things', { name: 'Late', country: 'FR' });
      }
      expect(new Set(seen).size).toBe(seen.length);
      for (const { id } of all) expect(seen).toContain(id);
    },
  );

  test('a cursor of another order is refused', async () => {
    const { body } = await t.call(depot, 'GET', '/v1/things?limit=1&sort=country');
    expect((await t.call(depot, 'GET', `/v1/things?limit=1&sort=-country&cursor=${body.next}`)).status).toBe(400);
  });
});

describe('addresses', () => {
  test.each([
    ['/v1//things', 404],
    ['//v1/things', 404],
    ['/v1/things/', 404],
    ['/v1/things/../things', 404],
    ['/V1/things', 404],
    ['/v1/%74hings', 401],
    ['/v1/things%2f', 404],
    ['/v1/%zz', 400],
    ['/v1/things?q=%ff', 400],
    [`/problems/${'x'.repeat(300)}`, 414],
    [`/v1/things?q=${'x'.repeat(9000)}`, 414],
  ])('%.30s is %i for somebody without a key', async (path, status) => {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('application/problem+json');
    expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff');
  });

  test('the root is a page', async () => {
    expect((await t.call(null, 'GET', '/docs')).status).toBe(200);
    expect((await t.call(null, 'POST', '/')).headers.allow).toBe('GET, HEAD');
  });

  test('an address that nobody has is another 404 than a record that is not seen', async () => {
    expect((await t.call(depot, 'GET', '/v1/nothing')).body.code).toBe('request.unknown_path');
    expect((await t.call(depot, 'PATCH', `/v1/things/${ABSENT}`, {})).body.code).toBe('resource.not_found');
  });

  test('a method that an address does not have is 405 with Allow', async () => {
    const answer = await t.call(depot, 'DELETE', '/v1/things');
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD, POST');
    expect((await t.call(null, 'PUT', `/v1/things/${ABSENT}`, '{', { 'content-type': 'x' })).headers.allow).toBe(
      'PATCH',
    );
  });

  test('what is not HTTP is answered as a problem', async () => {
    expect(await raw('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [\s\S]*request\.malformed_http/);
    const big = `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'x'.repeat(20_000)}\r\n\r\n`;
    expect(await raw(big)).toMatch(/^HTTP\/1.1 431 [\s\S]*request\.headers_too_large/);
  });
});

describe('common headers', () => {
  test('nothing of /v1 is cached, sniffed or framed; the request id comes back', async () => {
    const { headers } = await t.call(depot, 'GET', '/v1/things', undefined, { 'x-request-id': 'abc-1' });
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-request-id': 'abc-1',
    });
    const odd = await t.call(depot, 'GET', '/v1/things', undefined, { 'x-request-id': 'a b"c' });
    expect(odd.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('a document is answered in the type the caller prefers', async () => {
    const csv = await t.call(depot, 'GET', '/v1/drawing', undefined, { accept: 'text/csv' });
    expect([csv.headers['content-type'], csv.text]).toEqual(['text/csv', 'a,b\r\n']);
    expect((await t.call(depot, 'GET', '/v1/drawing', undefined, { accept: '*/*' })).body).toEqual({ a: 'b' });
  });
});

describe('service', () => {
  test('probes and version answer without a key', async () => {
    expect((await t.call(null, 'GET', '/livez')).body).toEqual({ status: 'ok' });
    expect((await t.call(null, 'GET', '/readyz')).body).toEqual({ status: 'ok' });
    expect((await t.call(null, 'GET', '/version')).body).toEqual({ name: 'seibi', version: VERSION });
  });

  test('readyz is 503 with Retry-After when the database does not answer', async () => {
    const own = await startTestApp({ routes });
    const down = { ...own.services, database: { ...own.database, ping: () => Promise.reject(new Error('gone')) } };
    const app = await buildApp({
      services: down,
      settings: { bodyLimitBytes: 1024, requestTimeoutSeconds: 5 },
      routes,
    });
    const answer = await app.inject('/readyz');
    expect([answer.statusCode, answer.headers['retry-after'], answer.json().code]).toEqual([
      503,
      '1',
      'service.unavailable',
    ]);
    await app.close();
    await own.close();
  });

  test('a route without a policy, and two of one name, fail the start', async () => {
    const [first] = testRoutes as [Route, ...Route[]];
    const settings = { bodyLimitBytes: 1024, requestTimeoutSeconds: 5 };
    const start = (bad: Route[]) => buildApp({ services: t.services, settings, routes: bad });
    await expect(start([{ ...first, roles: undefined as never }])).rejects.toThrow('addThing declares no policy');
    await expect(start([{ ...first, roles: [] }])).rejects.toThrow('addThing declares no policy');
    await expect(start([first, first])).rejects.toThrow('two routes are called addThing');
  });

  test('the document and its pages need no internet', async () => {
    const { body } = await t.call(null, 'GET', '/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    expect(body.paths['/v1/things/{id}'].patch.parameters).toContainEqual({ $ref: '#/components/parameters/IfMatch' });
    expect((await t.call(null, 'GET', '/docs/json')).body).toEqual(body);
    const html = (await t.call(null, 'GET', '/docs')).text;
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect((await t.call(null, 'GET', '/docs/static/swagger-ui-bundle.js')).status).toBe(200);
  });
});

/** Bytes straight to the server: what no client would send. */
async function raw(request: string): Promise<string> {
  if (!t.app.server.listening) await t.app.listen({ port: 0, host: '127.0.0.1' });
  const address = t.app.server.address() as { port: number };
  return await new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(address.port, '127.0.0.1', () => socket.write(request));
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
