// Rate limits: who shares an allowance, what the headers say, exact over nodes, wrong keys, and what is never limited.
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildApp } from '../../../src/app.ts';
import { addressOf } from '../../../src/http/access/limits.ts';
import type { HostSettings } from '../../../src/http/server/host.ts';
import { Allowances, forgetAllowances } from '../../../src/usecases/access/allowances.ts';
import { ADMIN_KEY, startTestApp, type TestApp } from '../../support/app.ts';

let t: TestApp;
const nodes: FastifyInstance[] = [];
beforeEach(async () => {
  t = await startTestApp();
});
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close();
  await t.close();
});

/** One more node on the same database. */
async function node(settings: Partial<HostSettings>): Promise<FastifyInstance> {
  const app = await buildApp({
    services: t.services,
    settings: { bodyLimitBytes: 1_048_576, requestTimeoutSeconds: 30, ...settings },
  });
  nodes.push(app);
  return app;
}

interface Asking {
  key?: string;
  from?: string;
  url?: string;
  headers?: Record<string, string>;
}

async function ask(app: FastifyInstance, { key, from = '192.0.2.1', url = '/v1/standards', headers = {} }: Asking) {
  return await app.inject({
    url,
    remoteAddress: from,
    headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...headers },
  });
}

const statusesOf = async (app: FastifyInstance, asking: Asking, times: number) => {
  const answers = await Promise.all(Array.from({ length: times }, () => ask(app, asking)));
  return answers.map((answer) => answer.statusCode);
};
const count = (list: readonly number[], wanted: number) => list.filter((status) => status === wanted).length;
const rows = () => t.database.read(async (tx) => await tx.db.select().from(tx.tables.allowances));

describe('a person', () => {
  it('is told what is left, is refused beyond it, and has it again in the next minute', async () => {
    const app = await node({ rateLimitPerMinute: 3 });
    t.clock.set('2026-11-23T01:00:18.000Z');
    const first = await ask(app, { key: ADMIN_KEY });
    expect(first.headers).toMatchObject({ 'ratelimit-policy': '"default";q=3;w=60', ratelimit: '"default";r=2;t=42' });
    await ask(app, { key: ADMIN_KEY });
    expect((await ask(app, { key: ADMIN_KEY })).headers.ratelimit).toBe('"default";r=0;t=42');
    const refused = await ask(app, { key: ADMIN_KEY, headers: { 'accept-language': 'ja' } });
    expect(refused.statusCode).toBe(429);
    expect(refused.headers).toMatchObject({ 'retry-after': '42', ratelimit: '"default";r=0;t=42' });
    expect(refused.json()).toMatchObject({ code: 'request.rate_limited', retryAfterSeconds: 42 });
    t.clock.set('2026-11-23T01:01:00.000Z');
    expect((await ask(app, { key: ADMIN_KEY })).headers.ratelimit).toBe('"default";r=2;t=60');
  });

  it('has one allowance for all keys and addresses, and none of another person’s', async () => {
    const app = await node({ rateLimitPerMinute: 4 });
    const { id, key } = await t.person(['administrator']);
    const { key: second } = (await t.call(ADMIN_KEY, 'POST', `/v1/people/${id}/keys`, {})).body;
    const statuses = [];
    for (const asking of [{ key }, { key: second }, { key, from: '192.0.2.9' }, { key: second }, { key }])
      statuses.push((await ask(app, asking)).statusCode);
    expect(statuses).toEqual([200, 200, 200, 200, 429]);
    expect((await ask(app, { key: ADMIN_KEY })).statusCode).toBe(200);
  });

  it('is never granted more than the limit by all nodes together, whatever the order', async () => {
    const [a, b, c] = [
      await node({ rateLimitPerMinute: 50 }),
      await node({ rateLimitPerMinute: 50 }),
      await node({ rateLimitPerMinute: 50 }),
    ];
    const mixed = await Promise.all([
      statusesOf(a, { key: ADMIN_KEY }, 40),
      statusesOf(b, { key: ADMIN_KEY }, 40),
      statusesOf(c, { key: ADMIN_KEY }, 40),
    ]);
    const statuses = mixed.flat();
    expect(count(statuses, 200)).toBe(50);
    expect(count(statuses, 429)).toBe(70);
    // Those who are refused count nothing.
    expect((await rows())[0]?.used).toBe(50);
  });

  it('is not granted more where the limit is no multiple of what is leased', async () => {
    const [a, b] = [await node({ rateLimitPerMinute: 47 }), await node({ rateLimitPerMinute: 47 })];
    const statuses = (
      await Promise.all([statusesOf(a, { key: ADMIN_KEY }, 60), statusesOf(b, { key: ADMIN_KEY }, 60)])
    ).flat();
    expect(count(statuses, 200)).toBe(47);
  });

  it('costs a write for a twentieth of the limit, not one a request', async () => {
    let writes = 0;
    const database = {
      ...t.database,
      write: ((work) => {
        writes += 1;
        return t.database.write(work);
      }) as typeof t.database.write,
    };
    const allowances = new Allowances({ database, clock: t.clock.now });
    for (let n = 0; n < 600; n++) expect((await allowances.spend('person:x', 600)).granted).toBe(true);
    expect(writes).toBe(20);
    for (let n = 0; n < 100; n++) expect((await allowances.spend('person:x', 600)).granted).toBe(false);
    expect(writes).toBe(20);
  });

  it('gets 503 when the database is too busy to count', async () => {
    const own = await startTestApp({ settings: { rateLimitPerMinute: 20 }, bounds: { queueLimit: 1, poolSize: 1 } });
    let release = () => {};
    let held: Promise<void> = Promise.resolve();
    await new Promise<void>((begun) => {
      held = own.database.write(
        () =>
          new Promise<void>((done) => {
            release = done;
            begun();
          }),
      );
    });
    // More than may wait: those beyond are refused too.
    const waiting = Array.from({ length: 4 }, () => own.database.write(async () => {}).catch(() => undefined));
    const answer = await own.call(ADMIN_KEY, 'GET', '/v1/standards');
    expect([answer.status, answer.headers['retry-after'], answer.body.code]).toEqual([503, '1', 'service.unavailable']);
    release();
    await Promise.all([held, ...waiting]);
    expect((await own.call(ADMIN_KEY, 'GET', '/v1/standards')).status).toBe(200);
    await own.close();
  });

  it('is not written down by name, and old windows are forgotten', async () => {
    const app = await node({ rateLimitPerMinute: 20 });
    await ask(app, { key: ADMIN_KEY });
    const [row] = await rows();
    expect(row).toMatchObject({
      subject: expect.stringMatching(/^[\da-f]{64}$/),
      used: 1,
      windowStart: '2026-11-23T01:00:00.000Z',
    });
    t.clock.advance({ minutes: 9 });
    await forgetAllowances(t.services);
    expect(await rows()).toHaveLength(1);
    t.clock.advance({ minutes: 1 });
    await forgetAllowances(t.services);
    expect(await rows()).toEqual([]);
  });
});

describe('somebody without a key', () => {
  it.each(['/problems', '/docs', '/nowhere', '/v1/standards'])('is limited by address at %s', async (url) => {
    const app = await node({ rateLimitPerMinute: 2 });
    await ask(app, { url });
    await ask(app, { url });
    expect((await ask(app, { url })).statusCode).toBe(429);
    expect((await ask(app, { url, from: '192.0.2.2' })).statusCode).not.toBe(429);
  });

  it.each(['/livez', '/readyz', '/version', '/metrics'])('is never limited at %s', async (url) => {
    const app = await node({ rateLimitPerMinute: 1 });
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(app, { url, from: '127.0.0.1' })));
    expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200, 200, 200, 200]);
    expect(answers[0]?.headers.ratelimit).toBeUndefined();
  });

  it('has the address that a trusted proxy names, and no other', async () => {
    const app = await node({ rateLimitPerMinute: 1, trustProxy: ['10.0.0.0/8'] });
    const by = (from: string, forwarded: string) =>
      ask(app, { url: '/problems', from, headers: { 'x-forwarded-for': forwarded } });
    expect((await by('10.0.0.1', '203.0.113.1')).statusCode).toBe(200);
    expect((await by('10.0.0.1', '203.0.113.2')).statusCode).toBe(200);
    // A caller who writes the header by hand only adds to the left of what the proxy saw.
    expect((await by('10.0.0.1', '203.0.113.99, 203.0.113.1')).statusCode).toBe(429);
    expect((await by('198.51.100.1', '203.0.113.7')).statusCode).toBe(200);
    expect((await by('198.51.100.1', '203.0.113.8')).statusCode).toBe(429);
  });
});

describe('wrong keys', () => {
  const wrong = (n: number) => `seibi_wrong${n}`;

  it('get 401 up to the limit, over all nodes, then 429 before they are even looked at', async () => {
    const settings = { authFailuresPerMinute: 6 };
    const [a, b] = [await node(settings), await node(settings)];
    const statuses = [];
    for (let n = 0; n < 10; n++) statuses.push((await ask(n % 2 === 0 ? a : b, { key: wrong(n) })).statusCode);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 401, 429, 429, 429, 429]);
    const { headers } = await ask(a, { key: wrong(99) });
    expect(headers).toMatchObject({ 'retry-after': '60', ratelimit: '"failures";r=0;t=60' });
    // A right key is not found out by trying from there either; from elsewhere it works, and here a minute later.
    expect((await ask(a, { key: ADMIN_KEY })).statusCode).toBe(429);
    expect((await ask(a, { key: ADMIN_KEY, from: '192.0.2.2' })).statusCode).toBe(200);
    t.clock.advance({ minutes: 1 });
    expect((await ask(a, { key: ADMIN_KEY })).statusCode).toBe(200);
  });

  it('do not lock out a neighbour whose key was right there before', async () => {
    const app = await node({ authFailuresPerMinute: 2 });
    expect((await ask(app, { key: ADMIN_KEY })).statusCode).toBe(200);
    for (let n = 0; n < 3; n++) await ask(app, { key: wrong(n) });
    expect((await ask(app, { key: wrong(9) })).statusCode).toBe(429);
    expect((await ask(app, { key: ADMIN_KEY })).statusCode).toBe(200);
  });

  it('that were right once are wrong like others once they ended', async () => {
    const app = await node({ authFailuresPerMinute: 1 });
    const { key } = await t.person(['administrator']);
    expect((await ask(app, { key })).statusCode).toBe(200);
    await t.database.write(async (tx) => {
      await tx.db.update(tx.tables.apiKeys).set({ endedAt: t.clock.now() });
    });
    expect(await statusesOf(app, { key }, 1)).toEqual([401]);
    expect(await statusesOf(app, { key }, 2)).toEqual([429, 429]);
  });

  it('of a scraper count as well', async () => {
    const app = await node({ authFailuresPerMinute: 2, metricsToken: 'a-token-of-prometheus' });
    const scrape = (key: string) => ask(app, { url: '/metrics', key });
    expect((await scrape('guess-1')).statusCode).toBe(401);
    expect((await scrape('guess-2')).statusCode).toBe(401);
    expect((await scrape('a-token-of-prometheus')).statusCode).toBe(429);
  });
});

describe('one address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['not an address', 'unknown'],
    [undefined, 'unknown'],
  ])('%s is %s', (ip, address) => {
    expect(addressOf(ip)).toBe(address);
  });
});
