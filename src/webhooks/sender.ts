// Sending to addresses that people name: never into a private network unless it is allowed, never where an answer points to, never for long.
import { lookup as resolve } from 'node:dns';
import { type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { addressesOf } from '../domain/exchange/address.ts';
import { mayBeSentTo } from '../domain/exchange/webhook.ts';
import type { Answer, Sender } from '../usecases/exchange/deliveries.ts';

const ANSWER_MILLISECONDS = 10_000;

/** An address that nothing is sent to. */
class RefusedAddress extends Error {}

export interface SenderOptions {
  /** Networks beside the public internet that may be sent to, also without TLS. */
  networks: readonly string[];
  version: string;
  /** How long a whole attempt may take. */
  milliseconds?: number;
  /** How names become addresses; by the resolver of this machine unless given. */
  resolveAll?: (name: string) => Promise<{ address: string; family: number }[]>;
}

/** A sender by HTTP/1.1. An answer of 3xx is an answer like any other; of its body nothing is kept. */
export function createSender({
  networks,
  version,
  milliseconds = ANSWER_MILLISECONDS,
  resolveAll = resolveHere,
}: SenderOptions): Sender {
  return {
    async send({ url, headers, body }) {
      const target = new URL(url);
      const isEncrypted = target.protocol === 'https:';
      const isAllowed = (address: string) => mayBeSentTo(address, isEncrypted, networks);
      // Node looks no address up that is one already.
      const known = addressesOf(target.hostname);
      if (known.length > 0 && !known.some(isAllowed)) return { fault: 'refused_address' };
      // What was looked up is what is connected to: a name that answers otherwise a moment later changes nothing.
      const lookup: LookupFunction = (asked, options, callback) => {
        resolveAll(asked).then(
          (found) => {
            const [first, ...rest] = found.filter(({ address }) => isAllowed(address));
            // One forbidden address among others is a trick, or a mistake of whoever runs that name.
            if (!first || rest.length + 1 < found.length) callback(new RefusedAddress(), '');
            else if (options.all) callback(null, [first, ...rest]);
            else callback(null, first.address, first.family);
          },
          (error: NodeJS.ErrnoException) => callback(error, ''),
        );
      };
      const options: RequestOptions = {
        method: 'POST',
        agent: false,
        lookup,
        headers: {
          ...headers,
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          'user-agent': `Seibi/${version}`,
        },
      };
      return await sent(target, options, body, milliseconds);
    },
  };
}

function sent(target: URL, options: RequestOptions, body: string, milliseconds: number): Promise<Answer> {
  return new Promise((settle) => {
    const request = (target.protocol === 'https:' ? requestHttps : requestHttp)(target, options);
    const timer = setTimeout(() => {
      settle({ fault: 'timeout' });
      request.destroy();
    }, milliseconds);
    const end = (answer: Answer) => {
      clearTimeout(timer);
      settle(answer);
      request.destroy();
    };
    request.on('error', (error) => end({ fault: error instanceof RefusedAddress ? 'refused_address' : 'unreachable' }));
    request.on('response', ({ statusCode = 0, headers }) => {
      const seconds = /^\d{1,6}$/.exec(headers['retry-after'] ?? '')?.[0];
      end({ status: statusCode, retryAfterSeconds: seconds === undefined ? null : Number(seconds) });
    });
    request.end(body);
  });
}

function resolveHere(name: string): Promise<{ address: string; family: number }[]> {
  return new Promise((found, failed) => {
    resolve(name, { all: true, order: 'verbatim' } as { all: true }, (error, addresses) =>
      error ? failed(error) : found(addresses),
    );
  });
}
