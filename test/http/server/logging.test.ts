// What is logged, at every level: never a key, a pin, a cookie, a query or a narrative, whatever goes wrong.
import { connect } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { routes } from '../../../src/app.ts';
import { defineRoute } from '../../../src/http/route.ts';
import { loggable } from '../../../src/http/server/logging.ts';
import { createLogger } from '../../../src/serve.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
const NARRATIVE = 'ローター損傷の所見';
const PIN = '864213';
const COOKIE = 'session=cookiesecretvalue';
const QUERY = 'gearboxchips';

// Faults that quote what they were given, as those of engines and libraries do.
const broken = defineRoute({
  operationId: 'breakDown',
  method: 'POST',
  path: '/v1/broken/{id}',
  tag: 'Test',
  summary: 'Breaks down',
  description: 'Breaks down.',
  roles: 'anyone',
  params: z.strictObject({ id: z.string() }),
  query: z.strictObject({ q: z.string().optional() }),
  body: z.looseObject({ how: z.string() }),
  answer: { status: 200 },
  handle: async (act, { body, query }) => {
    const { how, text, pin } = body as Record<string, string>;
    if (how === 'database')
      return await act.database.read(async ({ db, tables: { standards } }) => {
        await db.select().from(standards).where(sql`no_such_function(${text}, ${pin})`);
      });
    const cause = new Error(`inner: "${text}"`);
    throw new TypeError(`cannot read ${text} of ${query.q} with ${pin} for ${act.caller.personId}`, { cause });
  },
});

let t: TestApp;
let key: string;
const lines: string[] = [];
beforeAll(async () => {
  t = await startTestApp({
    routes: [...routes, broken],
    logger: createLogger('trace', { write: (line) => lines.push(line) }),
    settings: { rateLimitPerMinute: 1000, authFailuresPerMinute: 1000 },
  });
  key = (await t.person(['depot_staff', 'administrator'])).key;
});
afterAll(() => t.close());
beforeEach(() => {
  lines.length = 0;
});

function expectSilence(): void {
  const log = lines.join('');
  expect(log).not.toBe('');
  for (const secret of [key, NARRATIVE, PIN, COOKIE, 'cookiesecretvalue', QUERY, 'Bearer', 'seibi_'])
    expect(log, secret).not.toContain(secret);
}

const headers = { cookie: COOKIE, 'x-note': QUERY };

describe('a request', () => {
  it.each([
    ['well', 'GET', `/v1/work-orders?q=${QUERY}`, undefined],
    ['with a fault', 'POST', `/v1/work-orders?q=${QUERY}`, { discrepancy: { ja: NARRATIVE }, signature: { pin: PIN } }],
    ['with a body that is no JSON', 'POST', '/v1/suppliers', `{"name":"${NARRATIVE}",${PIN}`],
    ['with a key in its path', 'GET', '/v1/people/seibi_0123456789/keys', undefined],
    ['with a pin in its path', 'GET', `/v1/people/${PIN}/pin`, undefined],
    ['to nowhere', 'GET', `/v2/${QUERY}/${PIN}`, undefined],
    ['of a code that is none', 'GET', `/problems/${PIN}`, undefined],
    ['with a URL that is none', 'GET', `/v1/%zz${QUERY}`, undefined],
    ['with the wrong method', 'DELETE', `/v1/standards?q=${QUERY}`, undefined],
  ])('%s', async (_name, method, path, body) => {
    await t.call(key, method, path, body, headers);
    await t.call('seibi_wrongkey', method, path, body, headers);
    await t.call(key, method, path, body, { ...headers, 'x-request-id': 'seibi_pasted_by_mistake' });
    if (!path.includes('%zz')) expectSilence();
    for (const secret of [key, NARRATIVE, PIN, QUERY, 'seibi_']) expect(lines.join('')).not.toContain(secret);
  });

  it.each(['database', 'code'])('that fails in the %s says where, and not what was said', async (how) => {
    const body = { how, text: NARRATIVE, pin: PIN };
    const answer = await t.call(key, 'POST', `/v1/broken/x?q=${QUERY}`, body, headers);
    expect(answer.status).toBe(500);
    expectSilence();
    const failed = lines.map((line) => JSON.parse(line)).find((line) => line.msg === 'failed');
    expect(failed.err.at.length).toBeGreaterThan(0);
    expect(failed.err.message).toContain(how === 'database' ? 'no_such_function' : 'cannot read [redacted] of');
    expect(failed.requestId).toBe(answer.headers['x-request-id']);
  });

  it('that is no HTTP, or leaves in the middle', async () => {
    await t.app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = t.app.server.address() as { port: number };
    const send = (text: string, thenLeave: boolean) =>
      new Promise<void>((over) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write(text);
          if (thenLeave) socket.destroy();
        });
        socket.resume();
        socket.once('close', () => over());
        socket.on('error', () => socket.destroy());
      });
    const head = `POST /v1/broken/x?q=${QUERY} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncookie: ${COOKIE}\r\n`;
    await send(`${head}content-length: -5\r\n\r\n${NARRATIVE}`, false);
    await send(`${head}content-type: application/json\r\ncontent-length: 500\r\n\r\n{"pin":"${PIN}"`, true);
    await send(`\u0001${key} ${PIN}\r\n\r\n`, false);
    await t.call(key, 'GET', '/v1/standards');
    expectSilence();
  });
});

describe('a logger', () => {
  it.each(LEVELS)('at %s takes keys, pins and what errors quote out of whatever it is given', (level) => {
    const printed: string[] = [];
    const logger = createLogger('trace', { write: (line) => printed.push(line) });
    const query = Object.assign(new Error(`Failed query: insert\nparams: ${NARRATIVE},${PIN}`), {
      params: [NARRATIVE, PIN],
      query: 'insert',
    });
    logger[level]({ err: query }, 'a guard could not be judged');
    logger[level](query);
    logger[level]({ pin: PIN, key: 'seibi_x', body: { pin: PIN }, req: { headers: { cookie: COOKIE } } });
    const log = printed.join('');
    for (const secret of [NARRATIVE, PIN, 'seibi_x', COOKIE]) expect(log, secret).not.toContain(secret);
    expect(log).toContain('Failed query: insert');
  });

  it('shows causes as errors are shown, and what is no error by its type', () => {
    const error = new Error('outer', { cause: new Error('inner\nparams: secret') });
    expect(loggable(error)).toMatchObject({ message: 'outer', cause: { message: 'inner' } });
    expect(loggable('a secret')).toEqual({ message: 'string' });
  });
});

it('the path of a request is logged by what may be seen of it', async () => {
  const pathOf = async (path: string) => {
    lines.length = 0;
    await t.call(key, 'GET', path);
    return lines.map((line) => JSON.parse(line)).find((line) => line.msg === 'answered')?.path;
  };
  const id = '01940000-0000-7000-8000-ffffffffffff';
  expect(await pathOf(`/v1/work-orders/${id}/segments?limit=1`)).toBe(`/v1/work-orders/${id}/segments`);
  expect(await pathOf('/problems/transition.blocked')).toBe('/problems/transition.blocked');
  expect(await pathOf(`/v1/people/${encodeURIComponent(NARRATIVE)}`)).toBe('/v1/people/…');
  expect(await pathOf('/nowhere')).toBeUndefined();
});
