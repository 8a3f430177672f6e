// /metrics: what is counted and where, labels that can't grow, and who may read it.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp, routes } from '../../../src/app.ts';
import { VERSION } from '../../../src/config.ts';
import { guards } from '../../../src/domain/orders/guards.ts';
import { ACTIONS } from '../../../src/domain/orders/lifecycle.ts';
import { metricsTable, ServiceMetrics } from '../../../src/http/server/prometheus.ts';
import { observed } from '../../../src/storage/engine/observed.ts';
import { ADMIN_KEY, startTestApp } from '../../support/app.ts';
import { type Plant, startPlant } from '../../support/plant.ts';
import { until as eventually } from '../../support/until.ts';

let plant: Plant;
beforeAll(async () => {
  plant = await startPlant();
  await plant.send('admin', 'PATCH', `/v1/facilities/${plant.ids.facility}`, { bays: 20 }, { 'if-match': '"1"' });
});
afterAll(() => plant.close());

const scrape = async () => (await plant.app.call(null, 'GET', '/metrics')).text;
/** The value of a series, 0 when it is not there; `labels` as they are written. */
function valueIn(text: string, name: string, labels = ''): number {
  const series = labels === '' ? name : `${name}{${labels}}`;
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
}
/** By how much a series grows while something is done. */
async function growth(name: string, labels: string, work: () => Promise<unknown>): Promise<number> {
  const before = valueIn(await scrape(), name, labels);
  await work();
  return valueIn(await scrape(), name, labels) - before;
}

describe('the registry', () => {
  it('holds exactly the metrics of the table, with their types and texts', async () => {
    const metrics = new ServiceMetrics({ version: 'x', engine: 'sqlite' });
    metrics.watchDatabase(plant.app.database);
    const held = (await metrics.registry.getMetricsAsJSON()).map(({ name, type, help }) => [name, type, help]);
    const told = Object.entries(metricsTable).map(([name, { type, why }]) => [name, type, why]);
    expect(held.sort()).toEqual(told.sort());
  });

  it('is one of each server', async () => {
    const own = await startTestApp();
    await plant.app.call(ADMIN_KEY, 'GET', '/v1/standards');
    const text = (await own.call(null, 'GET', '/metrics')).text;
    expect(text).not.toContain('operation="listStandards"');
    await own.close();
  });

  it('says which version runs on which engine, and how busy the database is', async () => {
    const answer = await plant.app.call(null, 'GET', '/metrics');
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const { engine } = plant.app.database;
    expect(valueIn(answer.text, 'seibi_build_info', `version="${VERSION}",engine="${engine}"`)).toBe(1);
    expect(valueIn(answer.text, 'seibi_database_connections')).toBeGreaterThan(0);
    expect(answer.text).toMatch(/^seibi_database_idle_connections \d/m);
    const { database } = plant.app;
    let release = () => {};
    const until = new Promise<void>((done) => {
      release = done;
    });
    // More than there are connections for on either engine.
    const held = Array.from({ length: 8 }, () => database.write(() => until));
    try {
      await eventually(async () => {
        const { waiting } = database.load();
        return waiting >= 4 && valueIn(await scrape(), 'seibi_database_waiting') === waiting;
      });
    } finally {
      release();
      await Promise.all(held);
    }
    expect(valueIn(await scrape(), 'seibi_database_waiting')).toBe(0);
  });

  it('has the figures of the process when it is told to watch it', async () => {
    const metrics = new ServiceMetrics({ version: 'x', engine: 'sqlite' });
    metrics.watchProcess();
    const text = await metrics.registry.metrics();
    for (const name of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'nodejs_eventloop_lag_seconds'])
      expect(text).toContain(name);
  });
});

describe('requests', () => {
  const name = 'seibi_http_request_duration_seconds_count';

  it.each([
    ['listStandards', 'GET', '2xx', ADMIN_KEY, '/v1/standards?limit=1'],
    ['listStandards', 'GET', '4xx', null, '/v1/standards'],
    ['unknown', 'GET', '4xx', null, '/nowhere'],
    ['docs', 'GET', '2xx', null, '/docs/json'],
    ['live', 'GET', '2xx', null, '/livez'],
  ])('%s %s %s', async (operation, method, status, key, path) => {
    const labels = `operation="${operation}",method="${method}",status="${status}"`;
    expect(await growth(name, labels, () => plant.app.call(key, method, path))).toBe(1);
  });

  it('have labels from lists that callers can’t lengthen', async () => {
    for (const path of ['/a', '/b', '/v1/people/x', '/v1/people/01940000-0000-7000-8000-ffffffffffff?q=secret', '/%zz'])
      await plant.app.call(ADMIN_KEY, 'GET', path);
    await plant.app.call(null, 'PROPFIND', '/v1/standards');
    const text = await scrape();
    const operations = new Set([...text.matchAll(/operation="([^"]*)"/g)].map((m) => m[1]));
    const known = [...routes.map((route) => route.operationId), 'docs', 'unknown'];
    expect([...operations].filter((operation) => !known.includes(operation ?? ''))).toEqual([]);
    const methods = new Set([...text.matchAll(/method="([^"]*)"/g)].map((m) => m[1]));
    expect(
      [...methods].filter(
        (method) => !['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS', 'other'].includes(method ?? ''),
      ),
    ).toEqual([]);
    expect(text).not.toMatch(/[\da-f]{8}-[\da-f]{4}|secret|127\.0\.0\.1/);
  });

  it('are in flight until they are answered, also when their caller leaves', async () => {
    const own = await startTestApp();
    let arrived = () => {};
    const atDatabase = new Promise<void>((told) => {
      arrived = told;
    });
    let release = () => {};
    const gate = new Promise<void>((open) => {
      release = open;
    });
    const database = {
      ...own.database,
      ping: async () => {
        arrived();
        await gate;
      },
    };
    const metrics = new ServiceMetrics({ version: 'x', engine: 'sqlite' });
    const app = await buildApp({
      services: { ...own.services, database },
      settings: { bodyLimitBytes: 1024, requestTimeoutSeconds: 5 },
      metrics,
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as { port: number };
    const closed = new Promise((told) => app.server.once('connection', (socket) => socket.once('close', told)));
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n'));
    await atDatabase;
    expect(await metrics.registry.metrics()).toContain('seibi_http_requests_in_flight 1');
    socket.destroy();
    await closed;
    const text = await metrics.registry.metrics();
    expect(text).toContain('seibi_http_requests_in_flight 0');
    expect(valueIn(text, name, 'operation="ready",method="GET",status="aborted"')).toBe(1);
    release();
    await app.close();
    await own.close();
  });
});

describe('what is refused', () => {
  it('counts each guard that blocked, by action and by act', async () => {
    const { id } = await plant.orderIn('in_work');
    const before = await scrape();
    const answer = await plant.act(plant.people.depot, id, 'present', {
      toolsAccounted: false,
      foreignObjectsCleared: true,
    });
    expect(answer.status).toBe(409);
    const after = await scrape();
    for (const { guard } of answer.body.blockedBy) {
      const series = `act="present",guard="${guard}"`;
      const grown =
        valueIn(after, 'seibi_guard_refusals_total', series) - valueIn(before, 'seibi_guard_refusals_total', series);
      expect(grown, guard).toBe(1);
    }
    expect(answer.body.blockedBy.length).toBeGreaterThan(0);
    const known = [...ACTIONS, ...routes.map((route) => route.operationId)] as string[];
    for (const [, act, guard] of after.matchAll(/seibi_guard_refusals_total\{act="(\w+)",guard="(\w+)"/g)) {
      expect(known).toContain(act);
      expect(Object.keys(guards)).toContain(guard);
    }
  });

  it('does not count what was only asked ahead', async () => {
    const { id } = await plant.orderIn('in_work');
    const sum = async () =>
      [...(await scrape()).matchAll(/^seibi_guard_refusals_total\{.*\} (\d+)$/gm)].reduce(
        (n, m) => n + Number(m[1]),
        0,
      );
    const before = await sum();
    await plant.send(plant.people.depot, 'GET', `/v1/work-orders/${id}/transitions`);
    expect(await sum()).toBe(before);
  });

  it('counts denials, wrong pins, locked pins and wrong keys', async () => {
    const path = `/v1/facilities/${plant.ids.facility}`;
    const denied = () => plant.ask(plant.people.depot, 'PATCH', path, { bays: 3 }, { 'if-match': '"1"' });
    expect(await growth('seibi_denials_total', 'code="access.role_denied"', denied)).toBe(1);
    const { id } = await plant.orderIn('in_inspection');
    const { by, body } = await plant.ready(id, 'accept');
    const wrong = () => plant.act(by, id, 'accept', body, '000000');
    expect(await growth('seibi_signature_failures_total', 'reason="wrong_pin"', wrong)).toBe(1);
    for (let n = 0; n < 4; n++) await wrong();
    expect(await growth('seibi_signature_failures_total', 'reason="throttled"', wrong)).toBe(1);
    const guess = () => plant.app.call('seibi_guess', 'GET', '/v1/standards');
    expect(await growth('seibi_authentication_failures_total', '', guess)).toBe(1);
    const nobody = () => plant.app.call(null, 'GET', '/v1/standards');
    expect(await growth('seibi_authentication_failures_total', '', nobody)).toBe(0);
  });

  it('counts replays', async () => {
    const make = () =>
      plant.ask(
        'admin',
        'POST',
        '/v1/suppliers',
        { ncage: 'SJ999', name: { en: 'Twice' }, country: 'JP', offers: [] },
        { 'idempotency-key': 'twice' },
      );
    const labels = 'operation="createSupplier"';
    expect(await growth('seibi_idempotent_replays_total', labels, make)).toBe(0);
    expect(await growth('seibi_idempotent_replays_total', labels, make)).toBe(1);
  });

  it('counts rate limits and overload', async () => {
    let late = 0;
    const own = await startTestApp({
      settings: { rateLimitPerMinute: 1, authFailuresPerMinute: 1, maxEventLoopDelayMilliseconds: 100 },
      loopDelay: { milliseconds: () => late, stop: () => {} },
    });
    const text = async () => (await own.call(null, 'GET', '/metrics')).text;
    for (const key of [ADMIN_KEY, ADMIN_KEY, null, null, 'seibi_x', 'seibi_y'])
      await own.call(key, 'GET', '/v1/standards');
    for (const allowance of ['person', 'address', 'failures'])
      expect(valueIn(await text(), 'seibi_rate_limit_refusals_total', `allowance="${allowance}"`), allowance).toBe(1);
    late = 101;
    await own.call(ADMIN_KEY, 'GET', '/v1/standards');
    expect(valueIn(await text(), 'seibi_unavailable_total', 'reason="event_loop"')).toBe(1);
    await own.close();
  });
});

describe('the database', () => {
  it('is timed: how long a work waited, how long it took, and whether it was done', async () => {
    const metrics = new ServiceMetrics({ version: 'x', engine: 'sqlite' });
    const database = observed(plant.app.database, [metrics.watchWork]);
    await database.read(async () => 1);
    await database.write(async () => 1);
    await expect(
      database.write(async () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    const text = await metrics.registry.metrics();
    expect(valueIn(text, 'seibi_database_wait_seconds_count', 'verb="write"')).toBe(2);
    expect(valueIn(text, 'seibi_database_work_seconds_count', 'verb="read",outcome="done"')).toBe(1);
    expect(valueIn(text, 'seibi_database_work_seconds_count', 'verb="write",outcome="done"')).toBe(1);
    expect(valueIn(text, 'seibi_database_work_seconds_count', 'verb="write",outcome="failed"')).toBe(1);
  });

  it('answers through its watch as without it', async () => {
    const { database } = plant.app;
    const watched = observed(database, []);
    expect(watched.engine).toBe(database.engine);
    expect(watched.load()).toEqual(database.load());
    await watched.ping();
    expect(await watched.exclusively('test', async () => {})).toBe(true);
    watched.subscribe(() => {})();
  });
});

describe('who may read it', () => {
  const ask = async (metricsToken: string | null, from: string, headers: Record<string, string> = {}) => {
    const app = await buildApp({
      services: plant.app.services,
      settings: { bodyLimitBytes: 1024, requestTimeoutSeconds: 5, metricsToken },
    });
    const answer = await app.inject({ url: '/metrics', remoteAddress: from, headers });
    await app.close();
    return answer;
  };
  const token = 'a-token-of-prometheus';

  it.each([
    ['no token: this machine', null, '127.0.0.1', {}, 200],
    ['no token: this machine by IPv6', null, '::1', {}, 200],
    ['no token: another machine', null, '192.0.2.1', {}, 401],
    ['no token: another machine with a key', null, '192.0.2.1', { authorization: `Bearer ${ADMIN_KEY}` }, 401],
    ['no token: a proxy on this machine', null, '127.0.0.1', { 'x-forwarded-for': '192.0.2.1' }, 401],
    ['a token, shown', token, '192.0.2.1', { authorization: `Bearer ${token}` }, 200],
    ['a token, not shown, from this machine', token, '127.0.0.1', {}, 401],
    ['a token, and another shown', token, '127.0.0.1', { authorization: `Bearer ${token}x` }, 401],
    ['a token, and an administrator’s key', token, '127.0.0.1', { authorization: `Bearer ${ADMIN_KEY}` }, 401],
  ])('%s', async (_name, metricsToken, from, headers, status) => {
    const answer = await ask(metricsToken, from, headers as Record<string, string>);
    expect(answer.statusCode).toBe(status);
    if (status === 401) {
      expect(answer.json().code).toBe('operator.unauthenticated');
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    }
  });
});
