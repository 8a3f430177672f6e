// Settings of a real process reach what they are about.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { startService } from './service.ts';

const folder = mkdtempSync(join(tmpdir(), 'seibi-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('limits, the token of /metrics and trusted proxies are taken from the environment', async () => {
  const token = 'a-token-of-prometheus';
  const service = await startService(join(folder, 'a.db'), {
    RATE_LIMIT_PER_MINUTE: '100000',
    AUTH_FAILURES_PER_MINUTE: '1',
    METRICS_TOKEN: token,
    TRUST_PROXY: '127.0.0.1',
  });
  const ask = (key: string, path: string, forwarded: string) =>
    fetch(`${service.url}${path}`, { headers: { authorization: `Bearer ${key}`, 'x-forwarded-for': forwarded } });
  const answer = await ask(service.key, '/v1/standards', '192.0.2.1');
  expect([answer.status, answer.headers.get('ratelimit-policy')]).toEqual([200, '"default";q=100000;w=60']);
  // The minute may turn in between, so wrong keys are sent until one is refused.
  const statuses: number[] = [];
  while (statuses.at(-1) !== 429) statuses.push((await ask('seibi_x', '/v1/standards', '192.0.2.2')).status);
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  expect((await ask('seibi_x', '/v1/standards', '192.0.2.3')).status).toBe(401);
  const text = await (await ask(token, '/metrics', '192.0.2.4')).text();
  expect(text).toMatch(/^seibi_database_wait_seconds_count\{verb="write"\} [1-9]/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d/m);
  expect((await fetch(`${service.url}/metrics`)).status).toBe(401);
  service.signal('SIGTERM');
  expect(await service.ended).toBe(0);
  for (const secret of [token, service.key])
    expect(
      service
        .printed()
        .split(/shown once:\s+\S+/)
        .join(''),
    ).not.toContain(secret);
});

it('every wrong one is named, and the process does not start', async () => {
  const start = startService(join(folder, 'b.db'), {
    TRUST_PROXY: '0.0.0.0/0',
    QUEUE_LIMIT: '0',
    METRICS_TOKEN: 'short',
  });
  const message = await start.then(
    () => '',
    (error: Error) => error.message,
  );
  expect(message).toContain('ended with 1');
  for (const name of ['TRUST_PROXY', 'QUEUE_LIMIT', 'METRICS_TOKEN']) expect(message).toContain(name);
  expect(message).not.toContain('short');
});
