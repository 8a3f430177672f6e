// Sending outside: not into private networks, not where a redirect leads, not for long, and only to the address that was looked up.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSender, type SenderOptions } from '../../src/webhooks/sender.ts';

const seen: {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}[] = [];
let answer: (response: ServerResponse) => void = (response) => response.writeHead(204).end();
let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const LOCAL = ['127.0.0.0/8', '::1'];
const send = async (url: string, more: Partial<SenderOptions> = {}) => {
  seen.length = 0;
  const sender = createSender({ networks: LOCAL, version: 'test', ...more });
  return await sender.send({ url, headers: { 'webhook-id': 'm-1' }, body: '{"a":"整備"}' });
};

describe('a message', () => {
  it('arrives as it is, and only the status comes back', async () => {
    answer = (response) => response.writeHead(202, { 'retry-after': '7' }).end('secret');
    expect(await send(`http://127.0.0.1:${port}/in?x=1`)).toEqual({ status: 202, retryAfterSeconds: 7 });
    expect(seen).toMatchObject([
      {
        method: 'POST',
        url: '/in?x=1',
        body: '{"a":"整備"}',
        headers: {
          'webhook-id': 'm-1',
          'content-type': 'application/json; charset=utf-8',
          'content-length': '14',
          'user-agent': 'Seibi/test',
        },
      },
    ]);
  });

  it('follows no redirect', async () => {
    answer = (response) => response.writeHead(307, { location: `http://127.0.0.1:${port}/elsewhere` }).end();
    expect(await send(`http://127.0.0.1:${port}/`)).toEqual({ status: 307, retryAfterSeconds: null });
    expect(seen.map(({ url }) => url)).toEqual(['/']);
  });

  it('is given up when the receiver says nothing, and when there is none', async () => {
    answer = () => undefined;
    expect(await send(`http://127.0.0.1:${port}/`, { milliseconds: 50 })).toEqual({ fault: 'timeout' });
    expect(await send('http://127.0.0.1:1/')).toEqual({ fault: 'unreachable' });
    const resolveAll = async () => Promise.reject(new Error('no such name'));
    expect(await send('https://nowhere.example/', { resolveAll })).toEqual({ fault: 'unreachable' });
    answer = (response) => response.writeHead(204).end();
  });
});

describe('an address that is not allowed', () => {
  it.each([
    'http://127.0.0.1',
    'https://127.0.0.1',
    'http://localhost',
    'http://[::1]',
    'http://[::ffff:127.0.0.1]',
    'http://0x7f.1',
    'http://2130706433',
    'http://0',
    'http://[::]',
    'https://169.254.169.254',
    'https://10.0.0.1',
    'https://[fd00::1]',
    'https://[64:ff9b::7f00:1]',
    // Of the public internet, but without TLS.
    'http://93.184.216.34',
  ])('%s is refused', async (origin) => {
    expect(await send(`${origin}:${port}/`, { networks: [] })).toEqual({ fault: 'refused_address' });
    expect(seen).toEqual([]);
  });

  it('is refused under a name too, and when it is one of several', async () => {
    const of = (...addresses: string[]) => ({
      networks: [],
      resolveAll: async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    });
    for (const addresses of [['127.0.0.1'], ['::ffff:127.0.0.1'], ['93.184.216.34', '10.0.0.1'], []])
      expect(await send(`https://plant.example:${port}/`, of(...addresses))).toEqual({ fault: 'refused_address' });
    expect(seen).toEqual([]);
  });

  it('is connected to as it was looked up, once', async () => {
    let asked = 0;
    const resolveAll = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    };
    expect(await send(`http://plant.example:${port}/`, { resolveAll })).toMatchObject({ status: 204 });
    expect([asked, seen[0]?.headers.host]).toEqual([1, `plant.example:${port}`]);
  });
});
