// Overload: refusals with Retry-After, by themselves over when it is; probes pass; a flood leaves neither errors nor memory behind.
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { watchEventLoop } from '../../../src/http/server/overload.ts';
import { ADMIN_KEY, startTestApp } from '../../support/app.ts';

it('refuses while the event loop is late, not probes, and takes requests again when it keeps up', async () => {
  let late = 0;
  const t = await startTestApp({
    settings: { maxEventLoopDelayMilliseconds: 1000 },
    loopDelay: { milliseconds: () => late, stop: () => {} },
  });
  const status = async (key: string | null, path: string) => (await t.call(key, 'GET', path)).status;
  expect(await status(ADMIN_KEY, '/v1/standards')).toBe(200);
  late = 1001;
  const answer = await t.call(ADMIN_KEY, 'GET', '/v1/standards');
  expect([answer.status, answer.headers['retry-after'], answer.body.code]).toEqual([503, '1', 'service.unavailable']);
  expect(await status(null, '/docs')).toBe(503);
  for (const path of ['/livez', '/version', '/metrics']) expect(await status(null, path), path).toBe(200);
  expect(await status(null, '/readyz')).toBe(503);
  late = 1000;
  expect(await status(ADMIN_KEY, '/v1/standards')).toBe(200);
  expect(await status(null, '/readyz')).toBe(200);
  await t.close();
});

it('measures how late the event loop is: not for a single stall, but for one after the other, until it keeps up', async () => {
  const delay = watchEventLoop();
  // Every time the delay was sampled, this runs after it.
  let sampled = () => {};
  const beside = setInterval(() => sampled(), 250);
  const nextSample = () => new Promise<void>((done) => (sampled = done));
  const stall = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
  stall();
  await nextSample();
  expect(delay.milliseconds()).toBeLessThan(500);
  stall();
  await nextSample();
  expect(delay.milliseconds()).toBeGreaterThan(500);
  while (delay.milliseconds() > 100) await nextSample();
  clearInterval(beside);
  delay.stop();
});

interface Counted {
  status: number;
  retryAfter: string | undefined;
}

function fetched(agent: Agent, url: string): Promise<Counted> {
  return new Promise((answer, failed) => {
    get(url, { agent, headers: { authorization: `Bearer ${ADMIN_KEY}` } }, (response) => {
      response.resume();
      response.on('end', () =>
        answer({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] }),
      );
    }).on('error', failed);
  });
}

it('answers a flood of 2,000 at once with 2xx and 503 alone, and serves as before behind it', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const t = await startTestApp({ bounds: { queueLimit: 5 } });
  const url = `${await t.app.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 })}/v1/standards?limit=5`;
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
  const flood = async (size: number) => {
    // The database is made to stand still, so that how many must wait does not depend on the machine.
    let release = () => {};
    const gate = new Promise<void>((open) => {
      release = open;
    });
    const held: Promise<void>[] = [];
    // One that waits too long for a connection is refused, as everybody else is.
    while (t.database.load().waiting === 0) held.push(t.database.read(() => gate).catch(() => undefined));
    let answered = 0;
    const answers = Array.from({ length: size }, async () => {
      const answer = await fetched(agent, url);
      answered += 1;
      if (answered === size - 10) release();
      return answer;
    });
    await Promise.all(held);
    return await Promise.all(answers);
  };
  // The first fills what is kept on purpose: prepared queries, buffers of sockets.
  await flood(500);
  collect();
  const before = process.memoryUsage().heapUsed;
  const answers = await flood(2_000);
  const statuses = new Set(answers.map(({ status }) => status));
  expect([...statuses].sort()).toEqual([200, 503]);
  expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(10);
  expect(answers.filter(({ status, retryAfter }) => status === 503 && retryAfter !== '1')).toEqual([]);
  expect(await fetched(agent, url)).toEqual({ status: 200, retryAfter: undefined });
  agent.destroy();
  answers.length = 0;
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(16 * 1024 * 1024);
  expect(t.database.load().waiting).toBe(0);
  await t.close();
  // Three collections of all that the worker has loaded, on a machine that is busy.
}, 300_000);

it('closes connections beyond the bound, and counts them', async () => {
  const t = await startTestApp({ settings: { maxConnections: 1 } });
  const { port } = new URL(await t.app.listen({ port: 0, host: '127.0.0.1' }));
  const opened = async () => {
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };
  const first = await opened();
  const second = await opened();
  second.on('error', () => second.destroy());
  await once(second.resume(), 'close');
  first.write('GET /livez HTTP/1.1\r\nhost: x\r\n\r\n');
  expect(String((await once(first, 'data'))[0])).toContain('200 OK');
  first.destroy();
  expect((await t.call(null, 'GET', '/metrics')).text).toContain('\nseibi_connections_dropped_total 1\n');
  await t.close();
});
