// Attachments in a bucket of a store that speaks S3, under `prefix/ab/cdef…`. Source: Amazon S3 API 2006-03-01, Signature Version 4.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import type { BucketSettings } from '../config.ts';
import { type AttachmentStore, StoreFault } from '../usecases/workshop/attachment-store.ts';

const ANSWER_MILLISECONDS = 30_000;
// SHA-256 over no bytes.
const NOTHING = createHash('sha256').digest('hex');

/** A store in a bucket, which stands in the path, so that any store that speaks S3 does. Contents are hashed into a temporary file first, because their name is their hash. */
export function openBucket(place: BucketSettings): AttachmentStore {
  const { bucket, prefix, endpoint, region, accessKeyId, secretAccessKey } = place;
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3' });
  const root = `${new URL(endpoint).origin}/${bucket}`;
  const before = prefix === '' ? '' : `${prefix}/`;
  const urlOf = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError('not a SHA-256');
    return `${root}/${before}${sha256.slice(0, 2)}/${sha256.slice(2)}`;
  };

  const ask = asking(client);

  return {
    async put(content) {
      const beside = join(tmpdir(), `seibi-attachment-${randomUUID()}`);
      try {
        const put = await hashInto(beside, content);
        const body = Readable.toWeb(createReadStream(beside)) as ReadableStream;
        // The store checks the hash that was signed against what arrives.
        const answer = await ask('PUT', urlOf(put.sha256), { ...put, body });
        await answer.body?.cancel();
        return put;
      } finally {
        await rm(beside, { force: true });
      }
    },
    async open(sha256) {
      const answer = await ask('GET', urlOf(sha256), {}, [404]);
      if (answer.ok && answer.body) return received(answer.body as ReadableStream<Uint8Array>);
      await answer.body?.cancel();
      return null;
    },
    has: async (sha256) => (await ask('HEAD', urlOf(sha256), {}, [404])).ok,
    async remove(sha256, putBefore) {
      const found = await ask('HEAD', urlOf(sha256), {}, [404]);
      const putAt = Date.parse(found.headers.get('last-modified') ?? '');
      if (!found.ok || Number.isNaN(putAt) || putAt >= Date.parse(putBefore)) return false;
      const answer = await ask('DELETE', urlOf(sha256));
      await answer.body?.cancel();
      return true;
    },
    async *putBefore(instant) {
      for (let token: string | null = ''; token !== null; ) {
        const query = new URLSearchParams({ 'list-type': '2', prefix: before });
        if (token !== '') query.set('continuation-token', token);
        const page: string = await (await ask('GET', `${root}?${query}`)).text().catch((error: unknown) => {
          throw new StoreFault('the store of attachments broke off', error);
        });
        for (const [, entry = ''] of page.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)) {
          const key = memberOf(entry, 'Key') ?? '';
          const [, first, rest] = /^([0-9a-f]{2})\/([0-9a-f]{62})$/.exec(key.slice(before.length)) ?? [];
          const putAt = Date.parse(memberOf(entry, 'LastModified') ?? '');
          if (first && rest && key.startsWith(before) && putAt < Date.parse(instant)) yield first + rest;
        }
        token = memberOf(page, 'IsTruncated') === 'true' ? memberOf(page, 'NextContinuationToken') : null;
      }
    },
  };
}

interface Sent {
  sha256?: string;
  bytes?: number;
  body?: ReadableStream;
}

// Answers whatever the store answers but refusals; `expected`: statuses that are answers too.
function asking(client: AwsClient) {
  return async (method: string, url: string, more: Sent = {}, expected: readonly number[] = []) => {
    const { sha256 = NOTHING, body, bytes } = more;
    const headers: Record<string, string> = { 'x-amz-content-sha256': sha256 };
    if (bytes !== undefined) headers['content-length'] = String(bytes);
    try {
      const { headers: signed } = await client.sign(url, { method, headers });
      const answer = await fetch(url, {
        method,
        headers: { ...Object.fromEntries(signed), ...headers },
        ...(body ? { body, duplex: 'half' } : {}),
        signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
      } as RequestInit);
      if (answer.ok || expected.includes(answer.status)) return answer;
      await answer.body?.cancel();
      throw new StoreFault(`the store of attachments answered ${method} with ${answer.status}`);
    } catch (error) {
      if (error instanceof StoreFault) throw error;
      throw new StoreFault('the store of attachments cannot be reached', error);
    }
  };
}

function memberOf(xml: string, name: string): string | null {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text?.replace(/&(\w+);/g, (whole, entity: string) => entities[entity] ?? whole) ?? null;
}

async function hashInto(path: string, content: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256');
  let bytes = 0;
  const local = async <T>(work: Promise<T>) =>
    await work.catch((error: unknown) => {
      throw new StoreFault(`a temporary file cannot be written: ${(error as Error).message}`, error);
    });
  const handle = await local(open(path, 'wx', 0o600));
  try {
    for await (const piece of content) {
      hash.update(piece);
      bytes += piece.length;
      await local(handle.writeFile(piece));
    }
  } finally {
    await handle.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function* received(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of body) yield piece;
  } catch (error) {
    throw new StoreFault('the store of attachments broke off', error);
  }
}
