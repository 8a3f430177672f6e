// Traces: the spans that a collector receives, and what never stands in them.

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSettings } from '../../../src/config.ts';
import { createLogger, type Running, serve } from '../../../src/serve.ts';
import type { Loose } from '../../support/app.ts';

const folder = mkdtempSync(join(tmpdir(), 'seibi-traces-'));
const bodies: string[] = [];
const spans: Loose[] = [];
const resources: Loose[] = [];
let collector: Server;
let answering = 200;
const lines: string[] = [];
const trace = '0af7651916cd43dd8448eb211c80319c';
const statuses: number[] = [];

async function serving(environment: Record<string, string>, work: (running: Running) => Promise<void>): Promise<void> {
  const settings = readSettings({
    PORT: '0',
    RATE_LIMIT_PER_MINUTE: '0',
    SIGNING_KEYS: join(folder, 'keys.json'),
    ...environment,
  });
  const running = await serve(settings, createLogger('warn', { write: (line) => lines.push(line) }));
  await work(running);
  await running.close();
}

beforeAll(async () => {
  collector = createServer((sent, response) => {
    let body = '';
    sent.on('data', (chunk) => {
      body += chunk;
    });
    sent.on('end', () => {
      bodies.push(`${sent.method} ${sent.url} ${body}`);
      for (const { resource, scopeSpans } of JSON.parse(body).resourceSpans) {
        resources.push(resource);
        for (const scope of scopeSpans) spans.push(...scope.spans);
      }
      response.writeHead(answering, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((listening) => collector.listen(0, '127.0.0.1', listening));
  const { port } = collector.address() as { port: number };
  const environment = {
    DATABASE_URL: `sqlite:${join(folder, 'a.db')}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/`,
  };
  await serving(environment, async ({ url, firstKey }) => {
    const ask = async (path: string) => {
      const headers = { authorization: `Bearer ${firstKey}` };
      statuses.push((await fetch(`${url}${path}`, { headers })).status);
    };
    const body = JSON.stringify({ ncage: 'SJ777', name: { en: 'Narrative of a firm' }, country: 'JP', offers: [] });
    // The body comes long after the head, as it does from far away.
    const late = request(`${url}/v1/suppliers`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${firstKey}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        traceparent: `00-${trace}-b7ad6b7169203331-01`,
      },
    });
    late.flushHeaders();
    await once(late, 'socket').then(([socket]) => socket.connecting && once(socket, 'connect'));
    await fetch(`${url}/livez`);
    late.end(body);
    const [made] = (await once(late, 'response')) as [IncomingMessage];
    made.resume();
    statuses.push(made.statusCode ?? 0);
    await ask('/v1/work-orders?q=gearboxchips');
    await ask('/v1/work-orders/01940000-0000-7000-8000-ffffffffffff');
    await ask('/nowhere-at-all');
    await ask('/livez');
    answering = 500;
  });
  // The same name again is refused by the database, and the collector refuses what tells of it.
  await serving(environment, async ({ url }) => {
    await fetch(`${url}/v1/standards`);
  });
});
afterAll(async () => {
  collector.closeAllConnections();
  await new Promise((closed) => collector.close(closed));
  rmSync(folder, { recursive: true, force: true });
});

const attributes = (span: Loose) =>
  Object.fromEntries(
    span.attributes.map(({ key, value }: Loose) => [
      key,
      value.stringValue ?? Number(value.intValue ?? value.doubleValue),
    ]),
  );
const named = (name: string) => spans.filter((span) => span.name === name);

it('a request is a span with its operation and status, in the trace of its caller', () => {
  expect(statuses).toEqual([201, 200, 404, 404, 200]);
  const [span] = named('createSupplier');
  expect(span).toMatchObject({ traceId: trace, parentSpanId: 'b7ad6b7169203331' });
  expect(attributes(span)).toEqual({
    'http.request.method': 'POST',
    'http.route': '/v1/suppliers',
    'http.response.status_code': 201,
  });
  expect(attributes(named('unknown')[0])['http.response.status_code']).toBe(404);
});

it('its reads and writes stand under it, also behind the body, with how long they waited', () => {
  const [over] = named('createSupplier');
  const under = spans.filter((span) => span.parentSpanId === over.spanId);
  expect(under.map((span) => span.name)).toEqual(expect.arrayContaining(['database.read', 'database.write']));
  for (const span of under) {
    expect(span.traceId).toBe(trace);
    expect(attributes(span)['seibi.wait_milliseconds']).toBeGreaterThanOrEqual(0);
    expect(attributes(span)['seibi.attempts']).toBe(1);
    expect(span.events.map((event: Loose) => event.name)).toEqual(['begun']);
  }
});

it('probes make no spans', () => {
  expect(named('live')).toEqual([]);
});

it('the resource says who sends', () => {
  expect(attributes(resources[0])).toMatchObject({ 'service.name': 'seibi' });
});

it('nothing of what was said, of who said it or of where stands in it', () => {
  const text = bodies.join();
  expect(text).toContain('POST /v1/traces ');
  for (const kept of [
    'Narrative',
    'gearboxchips',
    'seibi_',
    // An id whole: times in nanoseconds have any eight digits.
    '01940000-0000-7000-8000-ffffffffffff',
    'nowhere-at-all',
    'Bearer',
    'SJ777',
    'insert',
    'select',
  ])
    expect(text, kept).not.toContain(kept);
});

it('a collector that refuses is told of in the log, and no request notices', () => {
  expect(lines.some((line) => line.includes('traces could not be sent'))).toBe(true);
});
