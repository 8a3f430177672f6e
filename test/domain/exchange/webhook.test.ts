// Webhooks: signed as Standard Webhooks says, by its published vector and by its own library; patient, but not for ever.
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import {
  backoffSeconds,
  isReceiverFailing,
  secretOf,
  signedHeaders,
  targetFaults,
  webhookInput,
} from '../../../src/domain/exchange/webhook.ts';

describe('the signature', () => {
  it('is that of the published vector', () => {
    const message = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: new Date(1_614_265_330_000).toISOString(),
      body: '{"test": 2432232314}',
    };
    expect(signedHeaders(message, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toEqual({
      'webhook-id': message.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is what the published library verifies, with either secret while both are in force, and no third', () => {
    const [one, two, other] = [1, 2, 3].map((n) => secretOf(new Uint8Array(32).fill(n))) as [string, string, string];
    const body = JSON.stringify({ text: '整備' });
    const headers = signedHeaders({ id: 'm-1', at: new Date().toISOString(), body }, [one, two]);
    for (const secret of [one, two]) expect(new Webhook(secret).verify(body, headers)).toEqual({ text: '整備' });
    expect(() => new Webhook(other).verify(body, headers)).toThrow('No matching signature found');
    expect(() => new Webhook(one).verify(`${body} `, headers)).toThrow('No matching signature found');
  });
});

it('waits ever longer, up to an hour, a fifth more or less', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 500].map((failures) => backoffSeconds(failures, 0.5))).toEqual([
    5, 30, 120, 600, 1_800, 3_600, 3_600, 3_600,
  ]);
  expect([backoffSeconds(4, 0), backoffSeconds(4, 1)]).toEqual([480, 720]);
});

it('takes the receiver to fail that is not there, is busy, or fails again and again; else the event', () => {
  expect([null, 429, 503, 500, 404].map((answer) => isReceiverFailing(answer, 1))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect([2, 3].map((inRow) => isReceiverFailing(500, inRow))).toEqual([false, true]);
});

describe('where it is sent to', () => {
  it.each(['https://plant.example/a?b=c', 'http://10.0.0.1:8080/', 'https://[2001:4860::1]/'])('%s', (url) =>
    expect(webhookInput.safeParse({ url }).success).toBe(true),
  );
  it.each([
    'plant.example',
    'ftp://a.example',
    'file:///etc/passwd',
    'https://a:b@c.example',
    'https://a@c.example',
    'https://c.example/#x',
  ])('not %s', (url) => expect(webhookInput.safeParse({ url }).success).toBe(false));
});

describe('a target', () => {
  it.each([
    ['https://plant.example/in', [], null],
    ['https://93.184.216.34/in', [], null],
    ['https://[2606:2800:220:1::1]/', [], null],
    ['https://127.0.0.1/', [], 'webhook.private_address'],
    ['https://0x7f.1/', [], 'webhook.private_address'],
    ['https://2130706433/', [], 'webhook.private_address'],
    ['https://localhost/', [], 'webhook.private_address'],
    ['http://Receiver.LOCALHOST./', [], 'webhook.private_address'],
    ['https://[::1]/', [], 'webhook.private_address'],
    ['https://[::ffff:127.0.0.1]/', [], 'webhook.private_address'],
    ['http://[::ffff:10.0.0.1]:8443/', [], 'webhook.private_address'],
    ['https://10.1.2.3/', [], 'webhook.private_address'],
    ['https://169.254.169.254/latest', [], 'webhook.private_address'],
    ['https://[fe80::1]/', [], 'webhook.private_address'],
    ['https://[fd00::1]/', ['10.0.0.0/8'], 'webhook.private_address'],
    ['http://93.184.216.34/', [], 'webhook.without_tls'],
    ['http://plant.example/in', [], 'webhook.without_tls'],
    ['http://plant.example/in', ['10.0.0.0/8'], null],
    ['http://10.1.2.3/', ['10.0.0.0/8'], null],
    ['http://[::ffff:10.1.2.3]/', ['10.0.0.0/8'], null],
    ['http://localhost:9000/', ['127.0.0.0/8'], null],
  ] as const)('%s, where %j are allowed: %s', (url, networks, code) => {
    const faults = targetFaults(url, networks);
    expect(faults.map((fault) => [fault.pointer, fault.code])).toEqual(code === null ? [] : [['/url', code]]);
  });
});
