// The end of a real process: what was accepted is answered, nothing more is, and it exits with 0.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openLine, startService } from './service.ts';

const folder = mkdtempSync(join(tmpdir(), 'seibi-shutdown-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const supplier = (n: number) =>
  JSON.stringify({ ncage: `SJ10${n}`, name: { en: `Firm ${n}` }, country: 'JP', offers: [] });

/** A request in two halves: all of it but the end of its body, and that. */
function halves(key: string, n: number): [string, string] {
  const body = supplier(n);
  const head = [
    'POST /v1/suppliers HTTP/1.1',
    'host: seibi',
    `authorization: Bearer ${key}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
  ].join('\r\n');
  return [`${head}\r\n\r\n${body.slice(0, 10)}`, body.slice(10)];
}

/** Resolves once new connections are refused; one that came through just before is closed without a word. */
async function refuses(port: number): Promise<void> {
  for (;;) {
    const line = await openLine(port).catch((error: NodeJS.ErrnoException) => error.code);
    if (line === 'ECONNREFUSED') return;
    if (typeof line === 'object') expect(await line.received).toBe('');
  }
}

it('on SIGTERM: answers every request in flight, closes silent and idle connections, refuses new ones, exits with 0', async () => {
  const service = await startService(join(folder, 'a.db'), { SHUTDOWN_SECONDS: '60', LOG_LEVEL: 'debug' });
  const silent = await openLine(service.port);
  const idle = await openLine(service.port);
  idle.write('GET /livez HTTP/1.1\r\nhost: seibi\r\n\r\n');
  await idle.receives(/"status":"ok"/);
  const lines = await Promise.all(Array.from({ length: 5 }, () => openLine(service.port)));
  for (const [n, line] of lines.entries()) line.write(halves(service.key, n)[0]);
  const half = await openLine(service.port);
  half.write(`GET /v1/standards HTTP/1.1\r\nhost: seibi\r\nauthorization: Bear`);
  // One more on a connection whose earlier request tells that the first halves before it have arrived.
  const last = await openLine(service.port);
  last.write('GET /livez HTTP/1.1\r\nhost: seibi\r\n\r\n');
  await last.receives(/"status":"ok"/);

  service.signal('SIGTERM');
  await service.logged('closing');
  await silent.received;
  await idle.received;
  await refuses(service.port);
  for (const [n, line] of lines.entries()) line.write(halves(service.key, n)[1]);
  for (const line of lines) {
    const answer = await line.received;
    expect(answer).toMatch(/^HTTP\/1\.1 201 /);
    expect(answer.toLowerCase()).toContain('connection: close');
  }
  half.write(`er ${service.key}\r\n\r\n`);
  expect(await half.received).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close/i);
  expect(await service.ended).toBe(0);

  // What was answered is there.
  const again = await startService(join(folder, 'a.db'));
  const answer = await fetch(`${again.url}/v1/suppliers`, { headers: { authorization: `Bearer ${service.key}` } });
  expect(((await answer.json()) as { items: unknown[] }).items).toHaveLength(5);
  again.signal('SIGTERM');
  expect(await again.ended).toBe(0);
});

it('with DRAIN_SECONDS: not ready at once, yet serving, each answer closing its connection', async () => {
  const service = await startService(join(folder, 'b.db'), { DRAIN_SECONDS: '3' });
  const kept = await openLine(service.port);
  kept.write('GET /readyz HTTP/1.1\r\nhost: seibi\r\n\r\n');
  await kept.receives(/"status":"ok"/);
  service.signal('SIGTERM');
  await service.logged('draining');
  kept.write('GET /readyz HTTP/1.1\r\nhost: seibi\r\n\r\n');
  const both = await kept.received;
  expect(both).toMatch(/HTTP\/1\.1 503 [\s\S]*"code":"service\.draining"/);
  expect(both.slice(both.indexOf('503')).toLowerCase()).toContain('connection: close');
  const headers = { authorization: `Bearer ${service.key}` };
  const answer = await fetch(`${service.url}/v1/standards`, { headers });
  expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
  expect((await fetch(`${service.url}/livez`)).status).toBe(200);
  expect(await service.ended).toBe(0);
  await expect(openLine(service.port)).rejects.toThrow('ECONNREFUSED');
});
